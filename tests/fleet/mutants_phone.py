"""Bugs of a phone, put back on purpose; `mutants` has those of the law and of the house."""

from collections.abc import Callable, Sequence
from typing import Any  # Any: what is patched has every signature

from sync import journal, overlay, renaming
from sync.exchange import Verdict
from sync.journal import Journal, OwnOp
from sync.op import Op
from sync.phone import Phone
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


def acknowledged_is_forgotten() -> Patches:
    """A verdict lets the phone drop its copy at once, and the row it waits for has not come."""

    def hear(own: Journal, inc: str, verdicts: Sequence[Verdict]) -> None:
        whole(own, inc, verdicts)
        own.ops = [each for each in own.ops if each.verdict is None]
        own.seq = max([0, *(each.dot.seq for each in own.ops)])

    whole = Journal.hear
    return [(Journal, "hear", hear)]


def renaming_by_dot_alone() -> Patches:
    """Of an op that got a new number every mention of the old one follows, also where it meant another phone's act."""

    def renamed(op: Op, name: Callable[[Dot, str], Dot]) -> Op:
        records = {record for own in moved for record in (part.record for part in own.op.parts)}
        return whole(op, lambda dot, record: next((to for r in [record, *records] if (to := name(dot, r)) != dot), dot))

    def renumber(own: Journal, since: Dot, inc: str) -> None:
        moved[:] = own.ops
        whole_renumber(own, since, inc)

    moved: list[OwnOp] = []
    whole, whole_renumber = renaming.renamed, Journal.renumber
    return [(journal, "renamed", renamed), (Journal, "renumber", renumber)]
