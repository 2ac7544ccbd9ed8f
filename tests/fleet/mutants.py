"""Bugs of the field, put back on purpose, one at a time. A fleet that does not notice one of them proves nothing."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any  # Any: what is patched has every signature
from unittest.mock import patch

import msgspec
import sqlalchemy as sa

from server import feed, intake, rebuild
from server.intake import devices, reading, taking
from server.intake.ledger import Ledger
from server.intake.twins import Twins
from server.storage import tables as t
from sync import acceptance, cover, custody, merge, rights
from sync.acceptance import PartOutcome
from sync.exchange import Leave
from sync.op import Op
from sync.record import FieldState, Record
from sync.stamp import Dot
from tests.fleet import house
from tests.fleet.mutants_phone import (
    Patches,
    acknowledged_is_forgotten,
    renaming_by_dot_alone,
    replay_stopped_by_the_cursor_alone,
    reset_without_sweep,
    seq_from_memory,
    stale_pull_over_pending,
)


def knowing_wins_merge() -> Patches:
    """The write that names another simply replaces all there is."""

    def enter(state: FieldState, head: Any, base: Sequence[Dot], policy: Any) -> FieldState:
        if base and policy.name in cover.KNOWING:
            return FieldState((head,), ())
        return whole(state, head, base, policy)

    whole = merge.enter
    return [(merge, "enter", enter)]


def version_as_base() -> Patches:
    """A write covers everything that was accepted before it, as if its author had seen the server's newest version."""

    def enter(state: FieldState, head: Any, base: Sequence[Dot], policy: Any) -> FieldState:
        return whole(state, head, [other.stamp.dot for other in state.heads], policy)

    whole = merge.enter
    return [(merge, "enter", enter)]


def dropped_noop() -> Patches:
    """A write that changes nothing is not kept as a head."""

    def enter(state: FieldState, head: Any, base: Sequence[Dot], policy: Any) -> FieldState:
        after = whole(state, head, base, policy)
        return state if merge.pick(after, policy) == merge.pick(state, policy) else after

    whole = merge.enter
    return [(merge, "enter", enter)]


def wall_clock_stamps() -> Patches:
    """The phone's own clock says when something took effect."""

    def effective(op: Op, *_said: Any, **_more: Any) -> int:
        return op.at

    return [(taking, "effective", effective)]


def clock_that_rejects() -> Patches:
    """Ops of a phone whose clock is off are turned away, as a hybrid clock with a drift limit does."""

    def take(desk: Any, device: Any, parcel: Any, now: int, programme: Any) -> Any:
        if abs(parcel.message.now - now) > 300_000:
            parcel = parcel._replace(sent=[])
        return whole(desk, device, parcel, now, programme)

    whole = taking.take
    return [(intake, "take", take)]


def read_time_scope_filter() -> Patches:
    """What a phone may not see any more is left out of its feed, and nobody tells it to let go."""

    def entries(*said: Any) -> tuple[list[Any], int | None]:
        found, cut = whole(*said)
        return [each for each in found if not isinstance(each, Leave)], cut

    whole = feed._entries
    return [(feed, "_entries", entries)]


def leave_left_out() -> Patches:
    """No leave is sent while another scope of anybody still holds the record."""

    def entries(db: Any, programme: Any, at: Any, scopes: Any, rows: Any) -> tuple[list[Any], int | None]:
        found, cut = whole(db, programme, at, scopes, rows)
        held = feed._bodies(db, [each.record for each in found if isinstance(each, Leave)])
        return [each for each in found if not isinstance(each, Leave) or each.record not in held], cut

    whole = feed._entries
    return [(feed, "_entries", entries)]


def delta_from_the_page() -> Patches:
    """Fields touched are counted from the page before, not from the last complete one."""

    def entries(db: Any, programme: Any, at: Any, scopes: Any, rows: Any) -> tuple[list[Any], int | None]:
        return whole(db, programme, msgspec.structs.replace(at, since=at.n), scopes, rows)

    whole = feed._entries
    return [(feed, "_entries", entries)]


def cursor_in_time() -> Patches:
    """The feed is followed by the newest n the house has, not by what was sent."""

    def advance(db: Any, at: Any, scopes: Any, rows: Any, cut: Any, complete: bool, head: int) -> Any:
        return whole(db, at, scopes, [], None, True, head)

    whole = feed._advance
    return [(feed, "_advance", advance)]


def last_seq_one_short() -> Patches:
    """The house forgets the last op of each exchange and takes it again."""

    def write(db: Any, known: list[Any]) -> None:
        whole(db, [msgspec.structs.replace(device, last_seq=max(0, device.last_seq - 1)) for device in known])

    whole = devices.write
    return [(devices, "write", write)]


def op_not_atomic() -> Patches:
    """The records of an op are stored although its head never was."""

    def add(ledger: Ledger, dot: Dot, row: Any, eff: int, decision: Any) -> Any:
        logged = whole(ledger, dot, row, eff, decision)
        if dot.seq % 7 == 0 and ledger._changes:
            ledger._changes.pop()
        return logged

    whole = Ledger.add
    return [(Ledger, "add", add)]


def authority_at_arrival() -> Patches:
    """Whoever has handed somebody on may not tell any more what he did before."""

    def visible(seen: Any, record: Record, author: Any) -> bool:
        return bool(set(record.scopes) & set(author.scopes))

    return [(rights, "_visible", visible)]


def verdict_recomputed_on_rebuild() -> Patches:
    """A rebuild judges anew what was judged: late notes enter."""

    def enter(part: Any, before: Any, outcome: PartOutcome, *said: Any) -> Record:
        return whole(part, before, msgspec.structs.replace(outcome, late=False), *said)

    whole = acceptance.enter
    return [(rebuild, "enter", enter)]


def conflict_hidden() -> Patches:
    """Of two values the later silently wins where a person should decide."""
    return [(merge, "conflicted", lambda state, policy, events=(): False)]


def safest_falls() -> Patches:
    """Whoever has seen the safer value may lower it."""
    return [(cover, "_limit", lambda head, policy: None)]


def decision_judged_at_the_end() -> Patches:
    """A decision is judged as if it came after all that is known, but folded where its stamp puts it."""

    def fits(events: Any, happening: Any, rules: Any) -> str | None:
        last = max((event.stamp.eff for event in events), default=0)
        stamp = happening.stamp._replace(eff=max(last + 1, happening.stamp.eff))
        return whole(events, msgspec.structs.replace(happening, stamp=stamp), rules)

    whole = custody.fits
    return [(custody, "fits", fits)]


def sequence_cursor() -> Patches:
    """Positions are drawn when a request comes, as from a sequence, and may be committed in another order."""
    drawn: dict[int, int] = {}
    next_n = [1]

    def open_parcel(inc: str, message: Any) -> Any:
        drawn[id(message)] = next_n[0]
        next_n[0] += len(message.ops)
        return whole_open(inc, message)

    def take_all(own: Any, db: Any, parcels: Any) -> Any:
        start[0] = min((drawn[id(parcel.message)] for parcel in parcels), default=0)
        return whole_take(own, db, parcels)

    def take_head(ledger: Ledger, db: Any) -> int:
        taken = whole_head(ledger, db) + len(ledger._changes)
        most = max(taken, start[0] - 1 + len(ledger._changes))
        db.execute(sa.update(t.head).values(n=most))
        return start[0] - 1

    start = [0]
    whole_open, whole_take, whole_head = reading.open_parcel, intake.Intake.take_all, Ledger._take_head
    return [
        (reading, "open_parcel", open_parcel),
        (intake.Intake, "take_all", take_all),
        (Ledger, "_take_head", take_head),
    ]


def both_names_enter() -> Patches:
    """What a phone enrolled anew sends again under its new name enters again: nobody asks what it was called before."""
    return [(house, "taken_before", lambda *said: []), (Twins, "entered", lambda *said: None)]


MUTANTS: dict[str, Callable[[], Patches]] = {
    make.__name__: make
    for make in (
        seq_from_memory,
        reset_without_sweep,
        stale_pull_over_pending,
        replay_stopped_by_the_cursor_alone,
        knowing_wins_merge,
        version_as_base,
        dropped_noop,
        wall_clock_stamps,
        clock_that_rejects,
        read_time_scope_filter,
        leave_left_out,
        delta_from_the_page,
        cursor_in_time,
        last_seq_one_short,
        op_not_atomic,
        authority_at_arrival,
        verdict_recomputed_on_rebuild,
        acknowledged_is_forgotten,
        conflict_hidden,
        safest_falls,
        decision_judged_at_the_end,
        sequence_cursor,
        both_names_enter,
        renaming_by_dot_alone,
    )
}
SPECIAL = {"renaming_by_dot_alone": "copied while it asks"}
"""What happens besides in the stories that look for a bug, where it takes something rare."""
FOUND_BY = {**dict.fromkeys(MUTANTS, 0), "decision_judged_at_the_end": 10}
"""The first seed that catches each; `python -m tests.fleet.hunt` finds them."""


@contextmanager
def put_back(name: str) -> Iterator[None]:
    """The bug is there as long as this lasts."""
    patches = [patch.object(where, what, new) for where, what, new in MUTANTS[name]()]
    for each in patches:
        each.start()
    try:
        yield
    finally:
        for each in reversed(patches):
            each.stop()
