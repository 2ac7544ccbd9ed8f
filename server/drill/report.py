"""What became of everybody, held against what was meant: counts, and names where it went wrong."""

from collections import Counter, defaultdict
from collections.abc import Iterator

import msgspec

from server.drill.hand import Hand
from server.drill.sight import Sight
from server.drill.wave import Drill
from sync import duty
from sync.match import given
from sync.overlay import RecordView
from sync.stamp import Dot

ENTERED = ("applied", "noop", "conflict")
NAMED_MAX = 20


class Report(msgspec.Struct):
    """`lost`: nobody knows of them, or they are still on the way; `astray`: at another end than meant. Doubled and gone
    speak of ops: an event the house shows twice, or never took down though it said so."""

    people: int
    accounted: int
    lost: list[str]
    astray: list[str]
    doubled: list[str]
    gone: list[str]
    unsent: int
    strangers: int
    pairs: int
    pairs_planned: int
    pairs_of_two: int
    contests: int
    contests_shown_once: int
    flags: Counter[str]
    counts: Counter[str]
    troubles: Counter[str]
    turns: int
    ops: int
    planted: int = 0
    unnamed: list[str] = []
    false_alarms: list[str] = []

    @property
    def is_sound(self) -> bool:
        """Everybody accounted for, nothing lost, nothing doubled, every conflict shown once."""
        faults = [*self.lost, *self.astray, *self.doubled, *self.gone, *self.unnamed, *self.false_alarms]
        return (
            not faults
            and self.accounted == self.people
            and not self.unsent
            and not self.strangers
            and self.contests == self.contests_shown_once
        )

    def lines(self) -> Iterator[str]:
        yield f"{self.accounted} of {self.people} accounted for, {len(self.lost)} lost, {len(self.astray)} elsewhere"
        yield f"{self.ops} ops: {len(self.doubled)} doubled, {len(self.gone)} gone, {self.unsent} unsent"
        yield f"{self.pairs} of {self.pairs_planned} registered twice are pairs, each counted once"
        yield f"{self.pairs_of_two} pairs are two people, {self.strangers} records are of nobody"
        if self.planted:
            told = self.planted - len(self.unnamed)
            yield f"{told} of {self.planted} planted losses named by a timer, {len(self.false_alarms)} false alarms"
        yield f"{self.contests_shown_once} of {self.contests} conflicts of two desks shown once"
        yield "on the way: " + ", ".join(f"{count} {what}" for what, count in sorted(self.counts.items()))
        if self.flags:
            yield "flagged for a person: " + ", ".join(f"{count} {what}" for what, count in self.flags.most_common())
        if self.troubles:
            yield "done again: " + ", ".join(f"{count} {what}" for what, count in self.troubles.most_common())
        for what in ("lost", "astray", "doubled", "gone", "unnamed", "false_alarms"):
            named: list[str] = getattr(self, what)
            yield from (f"  {what}: {name}" for name in named[:NAMED_MAX])
            if len(named) > NAMED_MAX:
                yield f"  … and {len(named) - NAMED_MAX} more"


def report(drill: Drill) -> Report:
    """By what the last post of the script sees, who sees everybody."""
    ledger, leader = drill.ledger, drill.hands[-1]
    seen = {view.id: view for view in leader.views()}
    lost, astray, accounted = [], [], 0
    for one in drill.wave.people:
        view = seen.get(ledger.first.get(one.number, ""))
        state = view.journey.state if view and view.journey else ""
        final = state in drill.programme.journeys[drill.kind].final
        said = f"{one.name} ({one.paper}, {one.plot}): {state or 'unknown'}"
        if state == one.ends:
            accounted += 1
        elif final:
            astray.append(f"{said}, not {one.ends}")
        else:
            lost.append(said)
    doubled, gone = _ops(drill, leader, seen)
    people = [view for view in seen.values() if view.kind == drill.kind]
    pairs = _pairs(people, drill.script.alike)
    doubles = {frozenset((ledger.first[number], again)) for number, again in ledger.again.items()}
    once = [one for one in ledger.contests.values() if one.settled and all(len(fields) == 1 for fields in one.shown)]
    flags = Counter(
        f"{anomaly.code} {anomaly.event} {anomaly.detail}".strip()
        for view in seen.values()
        if view.journey
        for anomaly in view.journey.anomalies
    )
    planted, unnamed, false_alarms = _losses(drill, seen)
    counts: Counter[str] = Counter()
    for hand in drill.hands:
        counts.update(hand.counts)
    return Report(
        people=len(drill.wave.people),
        accounted=accounted,
        lost=lost,
        astray=astray,
        doubled=doubled,
        gone=gone,
        unsent=sum(hand.phone.unsent for hand in drill.hands),
        strangers=sum(view.id not in ledger.whose for view in people),
        pairs=len(doubles & pairs),
        pairs_planned=len(doubles),
        pairs_of_two=len(pairs - doubles),
        contests=len(ledger.contests),
        contests_shown_once=len(once),
        flags=flags,
        counts=counts,
        troubles=ledger.counts + ledger.stumbles,
        turns=drill.turns,
        ops=len(ledger.ops),
        planted=planted,
        unnamed=unnamed,
        false_alarms=false_alarms,
    )


def _losses(drill: Drill, seen: dict[str, RecordView]) -> tuple[int, list[str], list[str]]:
    """Whom the timers of the last post's phone speak of, against whom they should."""
    lost = {plot.name for plot in drill.script.plot if plot.planted}
    wanted = {one.number: one for one in drill.wave.people if one.plot in lost}
    if not wanted:
        return 0, [], []
    sight, now = Sight(drill.hands[-1], drill.ledger.about), drill.clock.now_ms()
    heard: set[int] = set()
    false_alarms: list[str] = []
    for view in seen.values():
        rung = duty.due(view.kind, view.journey, sight.look(view), drill.programme.timers) if view.journey else []
        for due in rung:
            one = drill.ledger.about(view)
            if due.tell and due.at_ms <= now:
                if one and one.number in wanted:
                    heard.add(one.number)
                else:
                    false_alarms.append(f"{due.tell}: {one.name if one else view.kind + ' ' + view.id}")
    unnamed = [f"{one.name} ({one.plot})" for one in wanted.values() if one.number not in heard]
    return len(wanted), unnamed, false_alarms


def _ops(drill: Drill, leader: Hand, seen: dict[str, RecordView]) -> tuple[list[str], list[str]]:
    """Every event the phones were told has entered must stand once on its record, and none else may stand there."""
    shown: dict[str, list[Dot]] = defaultdict(list)
    ours = {hand.phone.inc for hand in drill.hands}
    for view in seen.values():
        shown[view.id] = [event.stamp.dot for event in view.events if event.stamp.inc in ours and not event.late]
    doubled = [
        f"{record}: {dot}" for record, dots in shown.items() for dot, times in Counter(dots).items() if times > 1
    ]
    wanted: dict[str, set[Dot]] = defaultdict(set)
    for dot, own in drill.ledger.ops.items():
        if own.verdict and own.verdict.code in ENTERED:
            for part in own.op.parts:
                if part.event:
                    wanted[part.record].add(dot)
    for record, dots in shown.items():
        doubled += [f"{record}: {dot} was never said" for dot in set(dots) - wanted[record]]
    gone = [f"{record}: {dot}" for record, dots in wanted.items() for dot in dots - set(shown[record])]
    return doubled, gone


def _pairs(people: list[RecordView], alike: tuple[tuple[str, ...], ...]) -> set[frozenset[str]]:
    """Records that say the same of themselves, in one way or another."""
    found: set[frozenset[str]] = set()
    for fields in alike:
        same: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for view in people:
            values = [view.values.get(field) for field in fields]
            if all(given(value) for value in values):
                same[tuple(str(value).upper() for value in values)].append(view.id)
        for ids in same.values():
            found |= {frozenset((one, other)) for one in ids for other in ids if one < other}
    return found
