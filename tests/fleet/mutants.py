"""Bugs of the field, put back on purpose, one at a time. A fleet that does not notice one of them proves nothing."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any  # Any: what is patched has every signature
from unittest.mock import patch

import msgspec

from server import feed, intake, rebuild
from server.intake import devices, taking
from server.intake.ledger import Ledger
from sync import acceptance, cover, merge, overlay, rights
from sync.acceptance import PartOutcome
from sync.exchange import Leave, Verdict
from sync.journal import Journal, OwnOp
from sync.op import Op
from sync.phone import Phone
from sync.record import FieldState, Record
from sync.shelf import Shelf
from sync.stamp import Dot

Patches = list[tuple[object, str, Any]]


def seq_from_memory() -> Patches:
    """A tab counts its own ops instead of asking the store."""

    def save(phone: Phone, *said: Any) -> OwnOp:
        counted = getattr(phone, "counted", phone.memory.journal.seq)
        phone.memory.journal.seq = counted
        own = freeze(phone, *said)
        phone.counted = own.dot.seq  # type: ignore[attr-defined]  # the mutant's own memory
        return own

    freeze = Phone._freeze
    return [(Phone, "_freeze", save)]


def reset_without_sweep() -> Patches:
    """Starting over, a phone keeps what is not sent again."""

    def start_over(shelf: Shelf) -> None:
        shelf.cursor = None

    return [(Shelf, "start_over", start_over)]


def stale_pull_over_pending() -> Patches:
    """What the server sent is shown even where own ops are still unsent."""
    return [(overlay, "_is_replayed", lambda own, row: row is None)]


def replay_stopped_by_the_cursor_alone() -> Patches:
    """A verdict ends the replay, whether the row shows the op or not."""
    return [(overlay, "_is_replayed", lambda own, row: own.verdict is None)]


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

    return [(acceptance, "effective", effective)]


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


def acknowledged_is_forgotten() -> Patches:
    """A verdict lets the phone drop its copy at once, and the row it waits for has not come."""

    def hear(own: Journal, inc: str, verdicts: Sequence[Verdict]) -> None:
        whole(own, inc, verdicts)
        own.ops = [each for each in own.ops if each.verdict is None]
        own.seq = max([0, *(each.dot.seq for each in own.ops)])

    whole = Journal.hear
    return [(Journal, "hear", hear)]


def conflict_hidden() -> Patches:
    """Of two values the later silently wins where a person should decide."""
    return [(merge, "conflicted", lambda state, policy, events=(): False)]


def safest_falls() -> Patches:
    """Whoever has seen the safer value may lower it."""
    return [(cover, "_limit", lambda head, policy: None)]


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
    )
}
FOUND_BY = dict.fromkeys(MUTANTS, 0)
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
