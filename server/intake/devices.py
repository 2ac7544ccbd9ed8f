"""What the server remembers of each installation: how far its sequence has come, and what it last said of itself."""

from collections.abc import Iterable

import msgspec
import sqlalchemy as sa

from server.storage import tables as t
from server.storage.rows import chunks
from sync.rights import Author

RUNNING = ("last_seq", "last_eff", "held", "last_contact", "clock_off_ms", "waits_since")

KNOWN = (
    sa.select(t.incarnations, t.actors.c.who)
    .select_from(t.incarnations.join(t.actors, t.actors.c.id == t.incarnations.c.actor))
    .where(t.incarnations.c.inc.in_(sa.bindparam("incs", expanding=True)))
    .order_by(t.incarnations.c.inc)
    .with_for_update(of=t.incarnations)
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
    waits_since: int | None = None
    backed_seq: int = 0


def lock(db: sa.Connection, incs: Iterable[str]) -> dict[str, Device]:
    """These incarnations with their rights as enrolled, nobody else's until the transaction ends."""
    return {row.inc: _device(row) for some in chunks(sorted(incs)) for row in db.execute(KNOWN, {"incs": some})}


def _device(row: sa.Row[tuple[object, ...]]) -> Device:
    author = Author(
        inc=row.inc,
        person=row.actor,
        who=row.who,
        place=row.place,
        roles=_texts(row.roles),
        scopes=_texts(row.scopes),
        revoked=row.revoked_at is not None,
    )
    said = (row.last_seq, row.last_eff, row.held, row.last_contact, row.clock_off_ms)
    return Device(row.inc, author, *said, row.waits_since, row.backed_seq)


def last_seq(db: sa.Connection, inc: str) -> int | None:
    """How far an installation has come, as far as the database tells; None for one nobody knows."""
    return db.execute(sa.select(t.incarnations.c.last_seq).where(t.incarnations.c.inc == inc)).scalar()


def write(db: sa.Connection, devices: list[Device]) -> None:
    if not devices:
        return
    db.execute(
        MOVED,
        [{"_inc": device.inc, **{f"_{name}": getattr(device, name) for name in RUNNING}} for device in devices],
    )


def _texts(json: str) -> tuple[str, ...]:
    return msgspec.json.decode(json, type=tuple[str, ...])
