"""Where the figures come from: the phones of each place, when each place was last heard, and who has gone silent."""

import msgspec
import sqlalchemy as sa

from server.storage import tables as t


class Phone(msgspec.Struct, frozen=True):
    """A phone that was not heard for a while though it said that it still holds acts."""

    inc: str
    who: str
    place: str
    held: int
    last_contact: int


class Skipped(msgspec.Struct, frozen=True):
    """Acts a phone has lost for good: how many, and when it said so (ms)."""

    inc: str
    who: str
    place: str
    acts: int
    at: int


class Source(msgspec.Struct, frozen=True):
    """A place with phones in use: how many, when the last of them was heard (ms; None: never), how many acts they
    said they still hold."""

    place: str
    phones: int
    last_contact: int | None
    held: int


def _in_use() -> tuple[sa.ColumnElement[bool], ...]:
    """Neither taken out of use nor joined anew under another name; the house's own clock is no phone."""
    incs = t.incarnations
    followed = sa.select(incs.c.previous).where(incs.c.previous.is_not(None))
    return (incs.c.revoked_at.is_(None), incs.c.place != "", incs.c.inc.not_in(followed))


def read_sources(db: sa.Connection) -> list[Source]:
    """Every place with phones, the one that was silent the longest first."""
    incs = t.incarnations.c
    heard = sa.func.max(incs.last_contact)
    held = sa.func.coalesce(sa.func.sum(incs.held), 0)
    rows = db.execute(sa.select(incs.place, sa.func.count(), heard, held).where(*_in_use()).group_by(incs.place))
    return sorted((Source(*row) for row in rows), key=lambda one: (one.last_contact or 0, one.place))


def silent_among(db: sa.Connection, not_heard_since: int) -> list[Phone]:
    """Phones with acts on them, not heard since (ms); those that hold most first."""
    incs = t.incarnations
    joined = incs.join(t.actors, t.actors.c.id == incs.c.actor)
    rows = db.execute(
        sa.select(incs.c.inc, t.actors.c.who, incs.c.place, incs.c.held, incs.c.last_contact)
        .select_from(joined)
        .where(*_in_use(), incs.c.held > 0, incs.c.last_contact <= not_heard_since)
        .order_by(incs.c.held.desc(), incs.c.last_contact)
    )
    return [Phone(*row) for row in rows]


def skipped_since(db: sa.Connection, since: int) -> list[Skipped]:
    """What phones have lost for good, as they said since then (ms); the newest first."""
    incs, skips = t.incarnations, t.skips
    joined = skips.join(incs, incs.c.inc == skips.c.inc).join(t.actors, t.actors.c.id == incs.c.actor)
    acts = skips.c.last - skips.c.first + 1
    rows = db.execute(
        sa.select(skips.c.inc, t.actors.c.who, incs.c.place, acts, skips.c.at)
        .select_from(joined)
        .where(skips.c.at >= since)
        .order_by(skips.c.at.desc(), skips.c.inc, skips.c.first)
    )
    return [Skipped(*row) for row in rows]
