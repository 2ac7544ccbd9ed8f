"""What became of everybody, held against what was meant: counts, and names where it went wrong."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import partial
from itertools import groupby

import msgspec

from server.drill.hand import Hand
from server.drill.wave import Drill
from server.drill.witness import Witness
from sync import custody
from sync.match import given
from sync.overlay import RecordView
from sync.programme import JourneyStep
from sync.stamp import Dot

ENTERED = ("applied", "noop", "conflict")
NAMED_MAX = 20


class Report(msgspec.Struct):
    """`lost`: nobody knows of them, or they are still on the way; `astray`: at another end than meant. Doubled and gone
    speak of ops: an event the house shows twice, or never took down though it said so. `contested`: conflicts shown in
    another way than once, or never decided. `unplayed`: rows of the journeys that nobody went through. `kinds`: the
    planted losses, a line each; `unnamed`: whom the wall did not name in time; `false_alarms`: whom it named though
    nothing was wrong; `besides`: who was late in truth, by what it said; `not_told`: how often the news that all is
    well was still on a phone without a network."""

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
    contested: list[str]
    flags: Counter[str]
    counts: Counter[str]
    troubles: Counter[str]
    turns: int
    ops: int
    unplayed: list[str]
    rows: int
    planted: int = 0
    kinds: list[str] = []
    unnamed: list[str] = []
    false_alarms: list[str] = []
    besides: Counter[str] = Counter()
    not_told: int = 0

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
        yield f"{self.rows - len(self.unplayed)} of {self.rows} rows of the journeys played"
        if self.kinds:
            yield f"{len(self.kinds)} planted losses: {self.planted - len(self.unnamed)} of {self.planted} named, " + (
                f"{len(self.false_alarms)} false alarms"
            )
            yield from (f"  {line}" for line in self.kinds)
            late = ", ".join(f"{count} {what}" for what, count in self.besides.most_common())
            yield f"besides, named and true: {late or 'nobody'}; news still on its way: {self.not_told}"
        else:
            yield "no losses planted: only a large wave in a house of its own has a clock that runs on to their limits"
        yield f"{self.contests_shown_once} of {self.contests} conflicts of two desks shown once"
        yield "on the way: " + ", ".join(f"{count} {what}" for what, count in sorted(self.counts.items()))
        if self.flags:
            yield "flagged for a person: " + ", ".join(f"{count} {what}" for what, count in self.flags.most_common())
        if self.troubles:
            yield "done again: " + ", ".join(f"{count} {what}" for what, count in self.troubles.most_common())
        for what in ("lost", "astray", "doubled", "gone", "unnamed", "false_alarms", "contested", "unplayed"):
            named: list[str] = getattr(self, what)
            yield from (f"  {what}: {name}" for name in named[:NAMED_MAX])
            if len(named) > NAMED_MAX:
                yield f"  … and {len(named) - NAMED_MAX} more"


def report(drill: Drill, witness: Witness | None = None) -> Report:
    """By what the last post of the script sees, who sees everybody."""
    ledger, leader = drill.ledger, drill.hands[-1]
    seen = {view.id: view for view in leader.views()}
    ledger.hear(seen.values())
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
    contests = [one for found in ledger.contests.values() for one in found]
    never = ledger.planned - {one.record for one in contests}
    contested = [str(one) for one in contests if not one.is_shown_once] + [f"{record}: never shown" for record in never]
    flags = Counter(
        f"{anomaly.code} {anomaly.event} {anomaly.detail}".strip()
        for view in seen.values()
        if view.journey
        for anomaly in view.journey.anomalies
    )
    rows, unplayed = _rows(drill, seen)
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
        unsent=sum(hand.phone.unsent for hand in drill.hands if not hand.dead),
        strangers=sum(view.id not in ledger.whose for view in people),
        pairs=len(doubles & pairs),
        pairs_planned=len(doubles),
        pairs_of_two=len(pairs - doubles),
        contests=len(contests) + len(never),
        contests_shown_once=len(contests) + len(never) - len(contested),
        contested=contested,
        flags=flags,
        counts=counts,
        troubles=ledger.counts + ledger.stumbles,
        turns=drill.turns,
        ops=len(ledger.ops),
        rows=rows,
        unplayed=unplayed,
        planted=len(witness.planted) if witness else 0,
        kinds=witness.kinds() if witness else [],
        unnamed=witness.unnamed() if witness else [],
        false_alarms=[*witness.false_alarms.values()] if witness else [],
        besides=witness.besides() if witness else Counter(),
        not_told=len(witness.not_told) if witness else 0,
    )


def _rows(drill: Drill, seen: dict[str, RecordView]) -> tuple[int, list[str]]:
    """How many rows the journeys' tables have, and those no record went through. A row may begin in several states."""
    journeys = {kind: rules for kind, rules in drill.programme.journeys.items() if kind not in drill.script.beside}
    played: set[JourneyStep] = set()
    for view in seen.values():
        rules = journeys.get(view.kind)
        state = ""
        counted = [event for event in view.events if not event.late]
        for at, event in enumerate(counted, 1):
            if rules and (step := custody.row(rules, state, event.name)):
                played.add(step)
                state = custody.fold(counted[:at], rules).state
    unfrom = partial(msgspec.structs.replace, from_="")
    rows = [list(row) for rules in journeys.values() for _, row in groupby(rules.steps, unfrom)]
    return len(rows), [
        f"{row[0].from_ or '-'} {row[0].event} {row[0].to}" for row in rows if not played.intersection(row)
    ]


def _ops(drill: Drill, leader: Hand, seen: dict[str, RecordView]) -> tuple[list[str], list[str]]:
    """Every event the phones were told has entered must stand once on its record, and none else may stand there but
    what was said of the same person under another record, and what closes one that was linked."""
    shown: dict[str, list[Dot]] = defaultdict(list)
    ours = {hand.phone.inc for hand in drill.hands}
    for view in seen.values():
        shown[view.id] = [event.stamp.dot for event in view.events if event.stamp.inc in ours and not event.late]
    doubled = [
        f"{record}: {dot}" for record, dots in shown.items() for dot, times in Counter(dots).items() if times > 1
    ]
    wanted: dict[str, set[Dot]] = defaultdict(set)
    merging = {rules.alias.merge for rules in drill.programme.journeys.values() if rules.alias}
    linking = {dot for dot, own in drill.ledger.ops.items() if own.op.form in merging}
    for dot, own in drill.ledger.ops.items():
        if own.verdict and own.verdict.code in ENTERED:
            for part in own.op.parts:
                if part.event:
                    wanted[part.record].add(dot)
    for record, dots in shown.items():
        named = seen[record].one_of
        said = set[Dot]().union(linking if named else (), *(wanted[name] for name in (record, *named)))
        doubled += [f"{record}: {dot} was never said" for dot in set(dots) - said]
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
