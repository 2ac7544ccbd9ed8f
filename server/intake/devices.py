"""What the server remembers of each installation: how far its sequence has come, and what it last said of itself."""

import msgspec
import sqlalchemy as sa

from server.storage import tables as t
from sync.rights import Author

RUNNING = ("last_seq", "last_eff", "held", "last_contact", "clock_off_ms")

KNOWN = (
    sa.select(t.incarnations, t.actors.c.who)
    .select_from(t.incarnations.join(t.actors, t.actors.c.id == t.incarnations.c.actor))
    .where(t.incarnations.c.inc == sa.bindparam("inc"))
)
MOVED = (
    sa.update(t.incarnations)
    .where(t.incarnations.c.inc == sa.bindparam("_inc"))
    .values({name: sa.bindparam(f"_{name}") for name in RUNNING})
)


class Device(msgspec.Struct):
    """An incarnation as one transaction sees and moves it. Times in ms."""

    inc: str
    author: Author
    last_seq: int
    last_eff: int
    held: int | None
    last_contact: int | None
    clock_off_ms: int | None


def read(db: sa.Connection, inc: str) -> Device | None:
    """The incarnation with its rights as enrolled."""
    row = db.execute(KNOWN, {"inc": inc}).first()
    if row is None:
        return None
    author = Author(
        inc=inc,
        person=row.actor,
        who=row.who,
        place=row.place,
        roles=_texts(row.roles),
        scopes=_texts(row.scopes),
        revoked=row.revoked_at is not None,
    )
    return Device(inc, author, row.last_seq, row.last_eff, row.held, row.last_contact, row.clock_off_ms)


def write(db: sa.Connection, devices: list[Device]) -> None:
    if not devices:
        return
    db.execute(
        MOVED,
        [{"_inc": device.inc, **{f"_{name}": getattr(device, name) for name in RUNNING}} for device in devices],
    )


def _texts(json: str) -> tuple[str, ...]:
    return msgspec.json.decode(json, type=tuple[str, ...])
