"""Whose days are over, and who asks to be forgotten: what may go, what must stay and why, and what goes for good."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import msgspec
import sqlalchemy as sa

from server.key_copy import KeyCopy, open_key_copy
from server.storage import tables as t
from server.storage.body import unseal_all
from server.storage.erased import ASKED, DAYS, PICTURE, Tombstone, erase, erased_among, pictures_of
from server.storage.ring import picture
from server.storage.rows import chunks
from server.tokens import Lines
from sync.programme import Programme
from sync.record import Record
from sync.retention import DAY_MS, Keeping

AT_ONCE_MAX = 500
"""Records that go in one transaction: others wait for it."""


class Standing(NamedTuple):
    """A record as far as its end goes. `ended_at` (ms): None while its way, or that of somebody it names, goes on."""

    record: str
    kind: str
    state: str
    ended_at: int | None


class Answer(NamedTuple):
    """What becomes of a wish to be forgotten. `why`: "erased", "unknown", "open" (then `records` are those that go on)
    or "kept" until `until` (ms), by the right of `basis`."""

    why: str
    records: tuple[str, ...]
    until: int = 0
    basis: str = ""


class PurgeList:
    """The list of what was erased, beside the key: a database that is put back does not bring it back."""

    def __init__(self, lines: Lines, keys: KeyCopy) -> None:
        self._lines, self._keys = lines, keys

    def known(self) -> list[Tombstone]:
        return [msgspec.json.decode(line, type=Tombstone) for line in self._lines.read()]

    def add(self, stones: Collection[Tombstone]) -> None:
        """On the disk before anything else is changed: what is interrupted here is finished at the next start."""
        self._lines.add(*(_ascii(stone) for stone in stones))
        self._keys.destroy([stone.name for stone in stones])


def open_purge_list(key_file: Path) -> PurgeList:
    """The list that belongs to a key file."""
    return PurgeList(Lines(key_file.with_suffix(".erased")), open_key_copy(key_file))


def erase_again(db: sa.Connection, purged: PurgeList) -> int:
    """Erase what was erased, whatever a database that was put back says; how many that were."""
    known = purged.known()
    missing = {stone.name for stone in known} - erased_among(db, [stone.name for stone in known])
    again = {stone.name: stone for stone in known if stone.name in missing}
    for some in chunks(sorted(again)):
        erase(db, [again[name] for name in some])
    return len(again)


def erase_due(
    db: sa.Connection, programme: Programme, keeping: Mapping[str, Keeping], purged: PurgeList, now: int
) -> tuple[int, set[str]]:
    """Erase those whose days are over, so many at once as do not hold up others: how many, and where phones hear it."""
    due = due_among(db, programme, keeping, now)[:AT_ONCE_MAX]
    return _go(db, due, purged, DAYS, now)


def due_among(db: sa.Connection, programme: Programme, keeping: Mapping[str, Keeping], now: int) -> list[Standing]:
    """Those whose days are over. Several records of one person go together, with the last."""
    over = {
        one.record: one
        for kind, rule in keeping.items()
        for one in _standing(db, programme, t.records.c.kind == kind)
        if one.ended_at is not None and one.ended_at + rule.keep_days * DAY_MS <= now
    }
    together = _one_of(db, over)
    return [one for name, one in over.items() if together.get(name, {name}) <= over.keys()]


def ask(
    db: sa.Connection,
    programme: Programme,
    keeping: Mapping[str, Keeping],
    purged: PurgeList,
    record: str,
    now: int,
) -> tuple[Answer, set[str]]:
    """Somebody asks to be forgotten: what is theirs goes, unless it still goes on or the programme owes it to the law.
    Besides the answer, where phones hear of it."""
    theirs = belonging(db, programme, record)
    if not theirs:
        return Answer("unknown", ()), set()
    if still_open := tuple(one.record for one in theirs if one.ended_at is None):
        return Answer("open", still_open), set()
    owed = [(one, rule) for one in theirs if (rule := keeping.get(one.kind))]
    until, basis = max(((one.ended_at or 0) + rule.asked_days * DAY_MS, rule.basis) for one, rule in owed)
    if until > now:
        return Answer("kept", tuple(one.record for one in theirs), until, basis), set()
    _, rung = _go(db, theirs, purged, ASKED, now)
    return Answer("erased", tuple(one.record for one in theirs)), rung


def belonging(db: sa.Connection, programme: Programme, record: str) -> list[Standing]:
    """A record, the others of the same person, and the papers that name nobody else of its kind."""
    mine = _named(db, programme, {record})
    if not mine:
        return []
    [kind] = {one.kind for one in mine}
    names = {record} | {name for others in _one_of(db, [record]).values() for name in others}
    links, named = t.links.c, t.records.alias()
    papers = set(db.execute(sa.select(links.record).where(links.target.in_(names))).scalars()) - names
    theirs = sa.select(links.record, links.target).join(named, named.c.id == links.target)
    for some in chunks(sorted(papers)):
        others = theirs.where(links.record.in_(some), named.c.kind == kind, links.target.not_in(names))
        papers -= set(db.execute(others).scalars())
    same_kind = {one.record for one in _named(db, programme, papers) if one.kind == kind}
    return _named(db, programme, names | (papers - same_kind))


def _go(
    db: sa.Connection, records: Collection[Standing], purged: PurgeList, why: str, now: int
) -> tuple[int, set[str]]:
    stones = [Tombstone(one.record, one.kind, one.state, one.ended_at or 0, now, why) for one in records]
    pictures = pictures_of(db, {one.record for one in records})
    stones += [Tombstone(picture(digest), PICTURE, "", 0, now, why) for digest in sorted(pictures)]
    if not stones:
        return 0, set()
    purged.add(stones)
    return len(records), erase(db, stones)


def _named(db: sa.Connection, programme: Programme, records: Iterable[str]) -> list[Standing]:
    return [one for some in chunks(sorted(records)) for one in _standing(db, programme, t.records.c.id.in_(some))]


def _standing(db: sa.Connection, programme: Programme, which: sa.ColumnElement[bool]) -> Iterator[Standing]:
    """Where a record has a journey that ends it; where it has none, it ends with those it names."""
    columns = (t.records.c.id, t.records.c.kind, t.records.c.state, t.records.c.since, t.records.c.body)
    papers = []
    for row in db.execute(sa.select(*columns).where(which).order_by(t.records.c.id)).all():
        if rules := programme.journeys.get(row.kind):
            yield Standing(row.id, row.kind, row.state, row.since if row.state in rules.final else None)
        else:
            papers.append(row)
    for some in chunks(papers):
        ends = _ends(db, programme, [row.id for row in some])
        for row, record in zip(some, unseal_all(db, [row.body for row in some], Record), strict=True):
            known = [_last(record), *ends.get(row.id, [])]
            yield Standing(row.id, row.kind, row.state, None if None in known else max(at for at in known if at))


def _ends(db: sa.Connection, programme: Programme, papers: list[str]) -> dict[str, list[int | None]]:
    """When the ways of those that papers name ended."""
    named = sa.select(t.links.c.record, t.records.c.kind, t.records.c.state, t.records.c.since).join(
        t.records, t.records.c.id == t.links.c.target
    )
    found: dict[str, list[int | None]] = {}
    for row in db.execute(named.where(t.links.c.record.in_(papers))):
        if rules := programme.journeys.get(row.kind):
            found.setdefault(row.record, []).append(row.since if row.state in rules.final else None)
    return found


def _last(record: Record) -> int:
    """When it was last spoken of."""
    stamps = [head.stamp for state in record.fields.values() for head in state.heads]
    return max((stamp.eff for stamp in [*stamps, *(event.stamp for event in record.events)]), default=0)


def _one_of(db: sa.Connection, records: Iterable[str]) -> dict[str, set[str]]:
    """Where several records are of one person: name -> all of theirs."""
    found = {}
    for some in chunks(sorted(records)):
        bodies = db.execute(sa.select(t.records.c.body).where(t.records.c.id.in_(some))).scalars()
        found.update({one.id: set(one.alias.members) for one in unseal_all(db, bodies, Record) if one.alias})
    return found


def _ascii(stone: Tombstone) -> str:
    return json.dumps(msgspec.structs.asdict(stone))
