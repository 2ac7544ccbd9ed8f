"""What must hold while a fleet plays; `audit` asks the rest when all is over."""

from collections.abc import Container

from server import feed
from sync.exchange import Answer
from sync.journal import OwnOp
from sync.op import Value
from tests.fleet.post import Post

ENTERED = ("applied", "noop", "conflict")
LATEST = ("seat", "street", "plate", "shoe")


class Broken(Exception):
    """Something that must hold does not."""


def must(holds: bool, what: str) -> None:
    if not holds:
        raise Broken(what)


def page_is_sound(post: Post, before: str | None, answer: Answer) -> None:
    """The cursor never goes back but by a reset; sums are those of the copy; nothing is here that should not be."""
    was = feed.decode(before) if before else None
    now = feed.decode(answer.cursor)
    must(now is not None, "a cursor can be read back")
    if was and now and not answer.reset:
        must(now.n >= was.n and now.since >= was.since, f"{post.name}: the cursor went back")
    shelf = post.memory.shelf
    if not answer.complete or shelf.cursor != answer.cursor:
        if answer.complete and answer.sums:
            raise Broken(f"{post.name}: the sums do not agree, it had to heal")
        return
    for record, row in shelf.rows.items():
        if row.scopes:
            must(set(row.scopes) <= set(post.crew.scopes), f"{post.name} shows {record[-4:]} from a foreign scope")


def own_work_shows(post: Post, records: Container[str] | None = None) -> None:
    """What somebody typed stays on the screen until the house's copy holds it: nothing stale is laid over it.

    `records`: those an act was about, which changes no other; None: all of them.
    """
    memory = post.memory
    kept = {own.dot for own in memory.journal.ops} if post.unseen else set()
    must(post.unseen <= kept, f"{post.name} let go of what no page has shown yet")
    last: dict[tuple[str, str], tuple[OwnOp, Value]] = {}
    for own in memory.journal.ops:
        if own.verdict is None or own.dot in post.unseen:
            for part in own.op.parts:
                if records is None or part.record in records:
                    last.update({(part.record, w.field): (own, w.value) for w in part.writes if w.field in LATEST})
    views = {record: post.tabs[0].view(record) for record in {record for record, _field in last}}
    for (record, field), (own, value) in last.items():
        view = views[record]
        if view is None:
            continue
        # One that a restored house is still to get back may be covered by what its author has seen since. One that a
        # copy of this phone has brought already stands in the house's row, among what others did meanwhile.
        if own.verdict is None and own.refill is None and not memory.shelf.carries(own.dot, [record]):
            must(view.values.get(field) == value, f"{post.name}: own {field} of {record[-4:]} is gone")
        row = memory.shelf.rows.get(record)
        if own.verdict and own.verdict.n and (row is None or row.n < own.verdict.n):
            shown = {head.stamp.dot for head in view.heads.get(field, ())}
            must(own.dot in shown, f"{post.name}: own {field} of {record[-4:]} is gone before the row that has it came")
