"""The records a phone holds: a copy of its scopes, fed page by page."""

from collections.abc import Callable

import msgspec

from sync import canon
from sync.exchange import Anomaly, Answer, Derived, Entry, Gone, Leave, Put, Sum, WireEvent, WireHead
from sync.op import Action
from sync.programme import Policy, Programme
from sync.record import FieldState, Happening, Head, Record
from sync.stamp import Dot, Stamp

HOUR_MS = 3_600_000


class Row(msgspec.Struct):
    """A record as the server sent it. In no scope: hidden. `stale`: not sent again since the phone started over."""

    n: int
    scopes: list[str]
    record: Record
    derived: Derived
    stale: bool = False


class Shelf(msgspec.Struct):
    """All rows, and the cursor they are true at. `sweeping`: started over, not yet complete."""

    rows: dict[str, Row] = {}
    cursor: str | None = None
    sweeping: bool = False
    healed_at: int = -HOUR_MS

    def start_over(self) -> None:
        """Every row counts as n = 0 until it is sent again."""
        self.cursor, self.sweeping = None, True
        for row in self.rows.values():
            row.n, row.stale = 0, True

    def store(self, answer: Answer, programme: Programme) -> set[str]:
        """Take in one page with its cursor. Returns the records that are no more."""
        if answer.reset:
            self.start_over()
        self.cursor = answer.cursor
        whole = True
        for entry in answer.entries:
            whole = self._take(entry, programme) and whole
        if not whole:
            # A part of a record nobody gave us whole: the copy is not what the server thinks it is.
            self.start_over()
        elif answer.complete:
            self.sweeping = False
        return {entry.record for entry in answer.entries if isinstance(entry, Gone)}

    def sweep(self, is_busy: Callable[[str], bool], complete: bool) -> None:
        """Let go of what was not sent again, once complete, and of what is in no scope; of a row under own ops without
        a verdict only when the last has one."""
        if self.sweeping:
            return
        for record, row in list(self.rows.items()):
            if (row.stale or (complete and not row.scopes)) and not is_busy(record):
                del self.rows[record]

    def carries(self, dot: Dot, records: list[str]) -> bool:
        """Whether one of these rows holds a write or a counting event of this op: somebody released it."""
        rows = [self.rows[record] for record in records if record in self.rows]
        held = [row.record for row in rows if not row.stale]
        return any(
            any(event.stamp.dot == dot and not event.late for event in record.events)
            or any(head.stamp.dot == dot for state in record.fields.values() for head in state.heads)
            for record in held
        )

    def check(self, sums: list[Sum], now: int) -> bool:
        """Whether the copy has the records and versions the server vouches for; else it heals, at most hourly."""
        sound = all(self._sum(said.scope) == (said.count, said.xor) for said in sums)
        if not sound and now - self.healed_at >= HOUR_MS:
            self.healed_at = now
            self.start_over()
        return sound

    def _sum(self, scope: str) -> tuple[int, str]:
        return canon.sum_of(
            (record, row.record.v) for record, row in self.rows.items() if scope in row.scopes and not row.stale
        )

    def _take(self, entry: Entry, programme: Programme) -> bool:
        match entry:
            case Put():
                return self._put(entry, programme)
            case Leave():
                left = self.rows.values() if entry.record == "" else [self.rows.get(entry.record)]
                for row in filter(None, left):
                    row.scopes = [scope for scope in row.scopes if scope != entry.scope]
            case Gone():
                self.rows.pop(entry.record, None)
        return True

    def _put(self, put: Put, programme: Programme) -> bool:
        old = self.rows.get(put.record)
        if old is None and not put.whole:
            return False
        record = _record(put, None if put.whole or old is None else old.record, programme)
        n = max(put.n, old.n) if old else put.n
        self.rows[put.record] = Row(n, list(put.scopes), record, put.derived)
        return True


def _record(put: Put, old: Record | None, programme: Programme) -> Record:
    rules = programme.kinds.get(put.kind, {})
    fields = {
        name: FieldState(tuple(_head(head, put.stamps, at, rules[name].policy) for at, head in enumerate(heads)))
        for name, heads in put.fields.items()
        if name in rules
    }
    judged = {anomaly.dot for anomaly in _anomalies(put) if anomaly.code == "role"}
    events = tuple(_happening(event, put.stamps[event.stamp], judged) for event in put.events or ())
    if old:
        fields = {**old.fields, **fields}
        events = old.events if put.events is None else events
    return Record(put.kind, put.record, put.v, fields, events, journey=put.derived.journey)


def _anomalies(put: Put) -> list[Anomaly]:
    return put.derived.journey.anomalies if put.derived.journey else []


def _head(head: WireHead, stamps: list[Stamp], at: int, policy: Policy) -> Head:
    """Heads come in the order of acceptance: their place stands for v."""
    action: Action = "inc" if policy.name == "count" and head.how == "inc" else "set"
    source = head.how if policy.name == "source" else None
    return Head(head.value, stamps[head.stamp], at, action, source, head.how == "decided")


def _happening(event: WireEvent, stamp: Stamp, judged: set[Dot]) -> Happening:
    return Happening(
        stamp,
        0,
        event.name,
        event.place,
        event.other,
        event.data,
        event.by,
        event.who,
        "",
        failed=tuple(event.failed),
        entitled=stamp.dot not in judged,
        late=event.flag == "late",
    )
