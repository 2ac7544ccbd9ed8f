"""The devices of the places somebody oversees: whose each is, when it was heard last, and what it still holds."""

import msgspec
import sqlalchemy as sa

from server.storage import tables as t
from server.storage.engine import reading
from sync.rights import CLOCK


class Listed(msgspec.Struct, frozen=True):
    """One installation. Times in ms; `held`: how many entries it still had when it was heard last, None = never heard;
    `unable`: it cannot be called while its app is closed."""

    inc: str
    person: str
    who: str
    place: str
    label: str | None
    enrolled_at: int
    last_contact: int | None
    held: int | None
    unable: bool
    revoked_at: int | None


def read_devices(engine: sa.Engine, places: tuple[str, ...] | None) -> list[Listed]:
    """Those at `places` (None = anywhere): in use first, then those that hold the most, then the longest unheard."""
    with reading(engine) as db:
        found = [_listed(row) for row in db.execute(_DEVICES) if places is None or row.place in places]
    return sorted(found, key=lambda one: (one.revoked_at is not None, -(one.held or 0), one.last_contact or 0, one.inc))


_incs = t.incarnations.c
_DEVICES = (
    sa.select(t.incarnations, t.actors.c.who)
    .join(t.actors, t.actors.c.id == _incs.actor)
    .where(~_incs.inc.startswith(CLOCK))
)
"""All but the house's own voices."""


def _listed(row: sa.Row[tuple[object, ...]]) -> Listed:
    same = ("inc", "who", "place", "label", "enrolled_at", "last_contact", "held", "revoked_at")
    return Listed(**{name: getattr(row, name) for name in same}, person=row.actor, unable=row.unable_at is not None)
