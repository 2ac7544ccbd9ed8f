"""What a phone should know: what changed in its scopes since its cursor. Delta, snapshot and resume are one query."""

import base64
from collections.abc import Sequence
from typing import NamedTuple

import msgspec
import sqlalchemy as sa

from server.notify import ends
from server.storage import tables as t
from server.storage.body import prepare, unseal
from server.storage.erased import erased_among
from server.storage.rows import chunks
from sync import canon
from sync.entry import put
from sync.exchange import LIMITS, Entry, Gone, Leave, Sum
from sync.programme import Programme
from sync.record import Record


class Cursor(msgspec.Struct, frozen=True, array_like=True):
    """Where a phone stands; opaque to it. Fed up to `n`; `since`: the n of its last complete page; `nonce`, of the
    last position it knows, proves that history is the same; `catching`: scopes new to it, each with how far it came;
    `began`: the head when it started from nothing; `read`: the head when its last page was read, for what had moved on
    by then is left for later pages. Both are 0 once it was complete."""

    n: int = 0
    since: int = 0
    nonce: str = ""
    scopes: tuple[str, ...] = ()
    catching: dict[str, int] = {}
    began: int = 0
    read: int = 0


class Page(NamedTuple):
    """One answer's worth of entries."""

    entries: list[Entry]
    cursor: str
    complete: bool
    reset: bool
    sums: list[Sum] | None


class _Row(NamedTuple):
    scope: str
    record: str
    n: int
    n_in: int
    present: bool


_members = t.members.c
_ROWS = sa.select(_members.scope, _members.record, _members.n, _members.n_in, _members.present)
_IDS: sa.BindParameter[list[str]] = sa.bindparam("ids", expanding=True)
_SCOPES: sa.BindParameter[list[str]] = sa.bindparam("scopes", expanding=True)
_N: sa.BindParameter[int] = sa.bindparam("n")
HEAD = sa.select(t.head.c.n, t.head.c.floor)
AFTER = _ROWS.where(_members.scope.in_(_SCOPES), _members.n > _N).order_by(_members.n).limit(sa.bindparam("most"))
AT = _ROWS.where(_members.scope.in_(_SCOPES), _members.n == _N)
OF = _ROWS.where(_members.record.in_(_IDS), _members.scope.in_(_SCOPES)).order_by(_members.scope)
BODIES = sa.select(t.records.c.id, t.records.c.body).where(t.records.c.id.in_(_IDS))
TOUCHED = sa.select(t.touches.c.record, t.touches.c.names).where(t.touches.c.record.in_(_IDS), t.touches.c.n > _N)
NONCE = sa.select(t.feed.c.nonce).where(t.feed.c.n == _N)


def read(
    db: sa.Connection,
    programme: Programme,
    scopes: Sequence[str],
    cursor: str | None,
    limit: int | None = None,
    sums: bool = False,
) -> Page:
    """The next page for a device that holds `scopes`. Needs one snapshot: call it inside a transaction."""
    head, floor = db.execute(HEAD).one()
    at, reset = _place(db, cursor, head, floor)
    if not at.scopes:
        at = msgspec.structs.replace(at, began=head)
    fresh = [scope for scope in scopes if scope not in at.scopes]
    if at.scopes or at.n:
        at = msgspec.structs.replace(at, catching={**at.catching, **dict.fromkeys(fresh, 0)})
    lost = [Leave(head, "", scope, "right-lost") for scope in at.scopes if scope not in scopes]
    entries_max = min(limit or LIMITS.page_entries_max, LIMITS.page_entries_max)
    rows, reached = _rows(db, at, scopes, entries_max)
    entries, cut = _entries(db, programme, at, scopes, rows)
    complete = reached and cut is None
    after = _advance(db, at, scopes, rows, cut, complete, head)
    return Page([*lost, *entries], encode(after), complete, reset, _sums(db, scopes) if sums and complete else None)


def encode(cursor: Cursor) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(cursor)).decode().rstrip("=")


def decode(text: str) -> Cursor | None:
    """The cursor a phone sent back; None when it is none of ours."""
    try:
        return msgspec.json.decode(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), type=Cursor)
    except (ValueError, msgspec.DecodeError, RecursionError):
        return None


def _place(db: sa.Connection, text: str | None, head: int, floor: int) -> tuple[Cursor, bool]:
    """The cursor to serve from, and whether the phone must start over: history was cut, this was never ours, or what
    changed since is not known any more."""
    if text is None:
        return Cursor(), False
    cursor = decode(text)
    if cursor is None or not 0 <= cursor.since <= cursor.n <= head:
        return Cursor(), True
    if not all(0 <= n <= head for n in (cursor.began, cursor.read, *cursor.catching.values())):
        return Cursor(), True
    if 0 < (cursor.since or cursor.began) < floor:
        return Cursor(), True
    if top := _top(cursor):
        nonce = db.execute(NONCE, {"n": top}).scalar()
        if nonce != cursor.nonce:
            return Cursor(), True
    return cursor, False


def _rows(db: sa.Connection, at: Cursor, scopes: Sequence[str], entries_max: int) -> tuple[list[_Row], bool]:
    """Member rows after the cursor, oldest first, whole n's only; and whether these are all.

    Scopes that catch up go first.
    """
    catching = {scope: n for scope, n in at.catching.items() if scope in scopes}
    if catching:
        floor = min(catching.values())
        wanted, after = [scope for scope, n in catching.items() if n == floor], floor
    else:
        wanted, after = list(scopes), at.n
    rows = [_Row(*row) for row in db.execute(AFTER, {"scopes": wanted, "n": after, "most": entries_max + 1})]
    if len(rows) <= entries_max:
        return rows, not catching
    cut = rows[-1].n
    whole = [row for row in rows if row.n < cut]
    if whole:
        return whole, False
    # One op changed more than a page holds: its n is never cut, so the page grows.
    return [_Row(*row) for row in db.execute(AT, {"scopes": wanted, "n": cut})], False


def _entries(
    db: sa.Connection, programme: Programme, at: Cursor, scopes: Sequence[str], rows: list[_Row]
) -> tuple[list[Entry], int | None]:
    """The entries for these rows; if they outgrow a page, the n up to which they fit."""
    ids = sorted({row.record for row in rows})
    bodies = _bodies(db, [row.record for row in rows if row.present])
    prepare(db, bodies.values())
    gone = erased_among(db, {row.record for row in rows if not row.present})
    members = _memberships(db, ids, scopes)
    touched = _touched(db, ids, at.since)
    until = ends.edited(db, list(bodies)) if programme.ladder else {}
    entries: list[Entry] = []
    size, last_n = 0, 0
    put_already: set[str] = set()
    for row in rows:
        if size > LIMITS.page_bytes_max and row.n != last_n:
            return entries, last_n
        last_n = row.n
        if not row.present:
            # What has not moved since a first sync began was never on one of its pages.
            if at.since or row.n > at.began:
                no_more = row.record in gone
                entries.append(Gone(row.n, row.record) if no_more else Leave(row.n, row.record, row.scope, "moved"))
        elif row.record not in put_already:
            put_already.add(row.record)
            present = [member for member in members[row.record] if member.present]
            whole = all(member.n_in > at.since or member.scope in at.catching for member in present)
            names = None if whole else touched.get(row.record, set())
            record = unseal(db, bodies[row.record], Record)
            here = [member.scope for member in present]
            entry = put(record, row.n, here, names, programme, until.get(row.record))
            size += len(msgspec.json.encode(entry))
            entries.append(entry)
    return entries, None


def _advance(
    db: sa.Connection, at: Cursor, scopes: Sequence[str], rows: list[_Row], cut: int | None, complete: bool, head: int
) -> Cursor:
    reached = cut if cut is not None else (rows[-1].n if rows else head)
    catching = {scope: n for scope, n in at.catching.items() if scope in scopes}
    if catching:
        floor = min(catching.values())
        served = [scope for scope, n in catching.items() if n == floor]
        done = not rows
        for scope in served:
            catching.pop(scope)
            if not done:
                catching[scope] = reached
        after = msgspec.structs.replace(at, scopes=tuple(scopes), catching=catching, read=head)
    elif complete:
        after = Cursor(head, head, "", tuple(scopes))
    else:
        after = Cursor(reached, at.since, "", tuple(scopes), {}, at.began, head)
    return msgspec.structs.replace(after, nonce=_nonce(db, _top(after)))


def _top(cursor: Cursor) -> int:
    """The last position the cursor knows of: the nonce is of that one."""
    return max(cursor.n, cursor.began, cursor.read, *cursor.catching.values())


def _nonce(db: sa.Connection, n: int) -> str:
    return db.execute(NONCE, {"n": n}).scalar() or ""


def _bodies(db: sa.Connection, ids: Sequence[str]) -> dict[str, bytes]:
    """Still sealed: a page is often cut before the last."""
    found: dict[str, bytes] = {}
    for some in chunks(sorted(set(ids))):
        found.update((record, body) for record, body in db.execute(BODIES, {"ids": some}))
    return found


def _memberships(db: sa.Connection, ids: Sequence[str], scopes: Sequence[str]) -> dict[str, list[_Row]]:
    found: dict[str, list[_Row]] = {record: [] for record in ids}
    for some in chunks(list(ids)):
        for row in db.execute(OF, {"ids": some, "scopes": list(scopes)}):
            found[row.record].append(_Row(*row))
    return found


def _touched(db: sa.Connection, ids: Sequence[str], since: int) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    if not since:
        return found
    for some in chunks(list(ids)):
        for row in db.execute(TOUCHED, {"ids": some, "n": since}):
            found.setdefault(row.record, set()).update(msgspec.json.decode(row.names, type=list[str]))
    return found


def _sums(db: sa.Connection, scopes: Sequence[str]) -> list[Sum]:
    joined = t.members.join(t.records, t.records.c.id == t.members.c.record)
    sums = []
    for scope in scopes:
        rows = db.execute(
            sa.select(t.records.c.id, t.records.c.v)
            .select_from(joined)
            .where(t.members.c.scope == scope, t.members.c.present)
        )
        sums.append(Sum(scope, *canon.sum_of((row.id, row.v) for row in rows)))
    return sums
