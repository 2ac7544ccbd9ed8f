"""The library: every published version of the programme; phones may still hold acts made under an old one."""

import asyncio

import msgspec
import sqlalchemy as sa

from server.packing import Kept
from server.storage import tables as t
from server.storage.engine import reading
from sync.compile import Compiled
from sync.programme import Programme
from sync.roll_out import with_earlier


class Library:
    """What the doors hand out. Published texts never change, so each is read once."""

    def __init__(self, engine: sa.Engine, programme: Programme) -> None:
        self._engine = engine
        self.programme = programme
        self._books: dict[tuple[str, str], Kept] = {}

    async def book(self, version: str, language: str = "") -> Kept | None:
        """The compiled programme of `version` as JSON, or with a language its words; None if never published."""
        wanted = (version, language)
        if wanted not in self._books:
            found = await asyncio.to_thread(self._read, version, language)
            if found is None:
                return None
            self._books[wanted] = found
        return self._books[wanted]

    def may(self, roles: tuple[str, ...], right: str) -> bool:
        """Whether one of these roles carries `right`."""
        return any(right in self.programme.roles.get(role, ()) for role in roles)

    def _read(self, version: str, language: str) -> Kept | None:
        column = t.programmes.c.words if language else t.programmes.c.body
        with reading(self._engine) as db:
            body = db.execute(sa.select(column).where(t.programmes.c.version == version)).scalar()
        if body is None:
            return None
        if not language:
            return Kept(body)
        words = msgspec.json.decode(body, type=dict[str, msgspec.Raw]).get(language)
        return Kept(bytes(words)) if words is not None else None


def with_published(db: sa.Connection, programme: Programme) -> Programme:
    """`programme` as this house judges by it: knowing the versions it had before, for acts made under these."""
    books = sa.select(t.programmes.c.body).where(t.programmes.c.name == programme.name)
    bodies = db.execute(books.order_by(t.programmes.c.published_at, t.programmes.c.version)).scalars()
    return with_earlier(programme, [msgspec.json.decode(body, type=Programme) for body in bodies])


def publish(db: sa.Connection, compiled: Compiled, now_ms: int) -> bool:
    """Put a version on the shelf; one that is there stays as it is. True when it was new."""
    programme = compiled.programme
    known = sa.select(t.programmes.c.version).where(t.programmes.c.version == programme.version)
    if db.execute(known).first():
        return False
    values = {
        "version": programme.version,
        "name": programme.name,
        "body": msgspec.json.encode(programme),
        "words": msgspec.json.encode(compiled.words),
        "published_at": now_ms,
    }
    db.execute(sa.insert(t.programmes).values(values))
    return True
