"""Who looks at the duty leader's wall during the wave: whom it names, when, and whether that is true."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

import msgspec

from server.boards.wall import Board
from server.drill.hand import Hand
from server.drill.sight import Sight
from server.drill.traveller import Traveller
from server.drill.wave import Drill
from sync import custody, duty
from sync import wall as law
from sync.journal import OwnOp
from sync.overlay import RecordView
from sync.programme import JourneyRules, Timer

WALL = "/wall"
APART, SILENT = "apart", "silent"
MINUTE_MS = 60_000


class Alert(NamedTuple):
    """The wall names a record or a phone. `say`: the word of a timer, a state, "guard:<condition>", an anomaly, "apart"
    or "silent". `limit_at`: when it became true, ms by the house's clock."""

    key: str
    say: str
    state: str
    limit_at: int


class Naming(NamedTuple):
    """When a planted loss was first named: `late_minutes` after its limit, or after the house could know of it."""

    say: str
    late_minutes: int


class Witness:
    """Reads the wall as the last post of the script may. The truth is what all phones together hold, said or not."""

    def __init__(self, drill: Drill) -> None:
        self._drill = drill
        self._plots = {plot.name: plot for plot in drill.script.plot}
        self.planted = [one for one in drill.wave.people if self._plots[one.plot].loss and self.is_lost(one)]
        self._lost = {one.number for one in self.planted}
        self.named: dict[int, Naming] = {}
        self.really_late: set[Alert] = set()
        self.not_told: set[Alert] = set()
        self.false_alarms: dict[Alert, str] = {}
        self._doubted: dict[Alert, list[Traveller]] = {}
        self._untold_at: dict[int, int] = {}
        self._sights: dict[int, Sight] = {}
        self._others = 0

    def is_lost(self, one: Traveller) -> bool:
        """In a family with one of them lost, that one."""
        last = self._plots[one.plot].last
        return last is None or one.ends == last.ends

    def looks(self, is_over: bool = False) -> None:
        """Once `is_over`, whatever the wall still says must be of somebody who was planted."""
        board = msgspec.json.decode(self._drill.hands[-1].reads(WALL), type=Board)
        self._sights = {}
        unsaid, self._others = self._unsaid(), 0
        if is_over:
            self._settles()
        spoken_of = self._spoken_of(unsaid)
        for one in self.planted:
            if one.number in spoken_of or self._records_of(one) & unsaid:
                self._untold_at[one.number] = board.as_of
        for alert in self._alerts(board):
            if alert in self.really_late and not is_over:
                self._others += 1
                continue
            whom = self._whom(alert)
            lost = [one for one in whom if one.number in self._lost]
            for one in lost:
                if alert.say in self._plots[one.plot].named and one.number not in self.named:
                    began = max(alert.limit_at, self._untold_at.get(one.number, 0))
                    self.named[one.number] = Naming(alert.say, max(0, board.as_of - began) // MINUTE_MS)
            if not lost:
                self._others += 1
                self._judges(alert, whom, unsaid, board.as_of, is_over)

    def has_seen_all(self) -> bool:
        """Every planted loss was named, and the wall says nothing of anybody else any more."""
        return len(self.named) == len(self.planted) and not self._others

    def _judges(self, alert: Alert, whom: list[Traveller], unsaid: set[str], now: int, is_over: bool) -> None:
        record = alert.key.partition(":")[2]
        if is_over:
            self._false(alert, whom, "and all is over")
        elif {record, self._holder_of(record)} & unsaid:
            self.not_told.add(alert)
        elif self._is_true(alert, record, now):
            self.really_late.add(alert)
        elif self._is_flaw(alert):
            # The house has just folded it and told no phone yet; what has happened stays in the record.
            self._doubted[alert] = whom
        else:
            seen = self._newest(record)
            self._false(alert, whom, f"but {seen.journey.state if seen and seen.journey else 'unknown'}")

    def _false(self, alert: Alert, whom: list[Traveller], why: str) -> None:
        names = ", ".join(one.name for one in whom) or alert.key
        hours, minutes = divmod(self._drill.minute, 60)
        self.false_alarms.setdefault(alert, f"{hours:02}:{minutes:02} {alert.say}: {names}, {alert.state} {why}")

    def _settles(self) -> None:
        """By now every phone has heard of everything."""
        for alert, whom in self._doubted.items():
            if any(alert.say in law.flaws_of(view.journey) for view in self._views(alert.key.partition(":")[2])):
                self.really_late.add(alert)
            else:
                self._false(alert, whom, "and no phone ever heard of it")

    def _is_flaw(self, alert: Alert) -> bool:
        clocks = (word for timer in self._drill.programme.timers for word in words_of(timer))
        return alert.say not in {APART, SILENT, alert.state, *clocks}

    def _is_true(self, alert: Alert, record: str, now: int) -> bool:
        """By what the phones know: the phone has no network; the record stands there, and its clock is up."""
        if alert.say == SILENT:
            hand = next(hand for hand in self._drill.hands if hand.phone.inc == record)
            return hand.dead or hand.offline_until > self._drill.minute
        seen = self._newest(record)
        if seen is None or seen.journey is None:
            return False
        if any(alert.say in law.flaws_of(view.journey) for view in self._views(record)):
            return True
        if seen.journey.state != alert.state:
            # What the house's own clock has just done no phone has heard of yet.
            return any(due.emit and due.at_ms <= now for due in self._clocks(seen, self._drill.programme.timers))
        # Who sits in a vehicle is late by its clock.
        timers = [timer for timer in self._drill.programme.timers if alert.say in words_of(timer)]
        if timers and timers[0].about != seen.kind:
            seen = self._newest(str(seen.journey.holder).partition(":")[2])
        if seen is None or not timers:
            return seen is not None
        clocks = self._clocks(seen, timers)
        return any(alert.say in (due.tell, due.emit) and due.at_ms <= now for due in clocks)

    def _clocks(self, seen: RecordView, timers: Sequence[Timer]) -> Iterator[duty.Due]:
        """As any phone counts that knows of it: the one that knows of everything may be without a network."""
        for at in reversed(range(len(self._drill.hands))):
            if at not in self._sights:
                self._sights[at] = Sight(self._drill.hands[at], self._drill.ledger.about)
            yield from duty.due(seen.kind, seen.journey, self._sights[at].look(seen), timers)

    def _newest(self, record: str) -> RecordView | None:
        return together(self._views(record), self._drill.programme.journeys)

    def _views(self, record: str) -> list[RecordView]:
        return [seen for hand in self._drill.hands if (seen := hand.view(record))]

    def _holder_of(self, record: str) -> str:
        seen = self._newest(record)
        return str(seen.journey.holder).partition(":")[2] if seen and seen.journey else ""

    def _unsaid(self) -> set[str]:
        """Records of which some phone still holds news."""
        return {part.record for hand in self._drill.hands for own in _pending(hand) for part in own.op.parts}

    def _spoken_of(self, unsaid: set[str]) -> set[int]:
        """Whom these records name: a clock may count from what such a record says, so the house must hear of it."""
        views = (view for record in unsaid for view in self._views(record))
        return {one.number for view in views for one in self._drill.ledger.all_about(view)}

    def _records_of(self, one: Traveller) -> set[str]:
        """The records of their party."""
        first = self._drill.ledger.first
        party = [other.number for other in self._drill.wave.people if other.party == one.party]
        return {first[number] for number in party if number in first}

    def _whom(self, alert: Alert) -> list[Traveller]:
        """The travellers an alert is about: of a phone those it took in, of a vehicle those aboard."""
        ledger, record = self._drill.ledger, alert.key.partition(":")[2]
        if alert.say == SILENT:
            hand = next(hand for hand in self._drill.hands if hand.phone.inc == record)
            held = {part.record for own in _pending(hand) for part in own.op.parts}
            return [ledger.whose[one] for one in held if one in ledger.whose]
        seen = self._newest(record)
        if seen is None:
            return []
        if named := ledger.all_about(seen):
            return named
        return [ledger.whose[one.id] for one in aboard(self._drill.hands, alert.key) if one.id in ledger.whose]

    def _alerts(self, board: Board) -> Iterator[Alert]:
        for row in board.overdue.rows:
            if row.limit_at <= board.as_of:
                yield Alert(row.key, row.say, row.state, row.limit_at)
        for row in board.unaccounted.rows:
            yield Alert(row.key, row.say or row.state, row.state, row.limit_at or row.since)
        for row in board.apart.rows:
            yield Alert(row.key, APART, row.state, self._parted_at(row.key))
        for row in board.flawed.rows:
            yield from (Alert(row.key, flaw, row.state, row.since) for flaw in row.flaws)
        silent_ms = (self._drill.programme.wall.silent_minutes if self._drill.programme.wall else 0) * MINUTE_MS
        for phone in board.phones:
            yield Alert(f"phone:{phone.inc}", SILENT, f"holds {phone.held}", phone.last_contact + silent_ms)

    def _parted_at(self, key: str) -> int:
        """When the last of a party moved, and the minutes it may take the others to follow."""
        wall, one = self._drill.programme.wall, self._drill.ledger.whose.get(key.partition(":")[2])
        seen = [self._newest(record) for record in (self._records_of(one) if one else ())]
        moved = max((view.journey.since for view in seen if view and view.journey), default=0)
        return moved + max((way.minutes for way in wall.together), default=0) * MINUTE_MS if wall else moved

    # Afterwards

    def unnamed(self, turns_late_max: int = 2) -> list[str]:
        """Whom the wall did not name, or named too late."""
        late_max = turns_late_max * self._drill.script.minutes_each_turn
        found = []
        for one in self.planted:
            plot, naming = self._plots[one.plot], self.named.get(one.number)
            if naming is None:
                found.append(f"{one.name} ({plot.loss}): never")
            elif naming.late_minutes > late_max:
                found.append(f"{one.name} ({plot.loss}): {naming.say} {naming.late_minutes} minutes late")
        return found

    def kinds(self) -> list[str]:
        """A line for each kind of loss: who, and what the wall said when."""
        losses: dict[str, list[str]] = {}
        for one in self.planted:
            naming = self.named.get(one.number)
            said = (
                f"{one.name}: {naming.say}, {naming.late_minutes} min after its limit" if naming else f"{one.name}: –"
            )
            losses.setdefault(self._plots[one.plot].loss, []).append(said)
        return [f"{loss}: {'; '.join(said)}" for loss, said in losses.items()]

    def besides(self) -> Counter[str]:
        """What else it rightly said, by word."""
        return Counter(alert.say for alert in self.really_late)


class Knows(Protocol):
    """A phone, as far as it shows records."""

    def views(self) -> Iterator[RecordView]: ...


def aboard(phones: Sequence[Knows], key: str) -> list[RecordView]:
    """Whom a vehicle holds, by the last phone that knows of anybody: the leader's own may have no network."""
    for phone in reversed(phones):
        if held := [seen for seen in phone.views() if seen.journey and seen.journey.holder == key]:
            return held
    return []


def together(views: Sequence[RecordView], journeys: Mapping[str, JourneyRules]) -> RecordView | None:
    """The record as the phone shows it that knows of the last event, and with what the others have heard before: a desk
    that says the latest word may not know of the one that went ahead of it."""
    known = sorted((seen for seen in views if seen.events), key=lambda seen: seen.events[-1].stamp)
    if not known:
        return next(iter(views), None)
    newest = known[-1]
    events = {event.stamp: event for seen in known for event in seen.events}
    rules = journeys.get(newest.kind)
    if rules is None or len(events) == len(newest.events):
        return newest
    told = [events[stamp] for stamp in sorted(events)]
    return msgspec.structs.replace(newest, events=told, journey=custody.fold(told, rules))


def words_of(timer: Timer) -> set[str]:
    """All that its steps say or emit."""
    return {word for step in timer.steps for word in (step.tell, step.emit) if word}


def _pending(hand: Hand) -> Iterator[OwnOp]:
    return (own for own in hand.phone.memory.journal.ops if own.verdict is None)
