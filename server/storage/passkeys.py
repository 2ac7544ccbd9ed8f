"""The passkeys of the staff, and the challenges that were answered."""

from typing import NamedTuple

import sqlalchemy as sa

from server.storage.tables import tables

passkeys = sa.Table(
    "passkeys",
    tables,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("actor", sa.Text, sa.ForeignKey("actors.id"), nullable=False, index=True),
    sa.Column("public_key", sa.LargeBinary, nullable=False),
    sa.Column("uses", sa.BigInteger, nullable=False),
    sa.Column("made_at", sa.BigInteger, nullable=False),
)
"""`id`: base64url, the browser's name of it. `uses`: its own count, 0 where it does not count."""

challenges = sa.Table(
    "challenges",
    tables,
    sa.Column("hash", sa.Text, primary_key=True),
    sa.Column("expires_at", sa.BigInteger, nullable=False),
)
"""Those that were answered: each is good once."""


class Passkey(NamedTuple):
    """What the house knows of a passkey. `person`: whose it is."""

    id: str
    person: str
    public_key: bytes
    uses: int
    made_at: int


def keep(db: sa.Connection, passkey: Passkey) -> None:
    """One more of a person's."""
    row = passkey._asdict()
    db.execute(sa.insert(passkeys).values(actor=row.pop("person"), **row))


def find(db: sa.Connection, name: str) -> Passkey | None:
    """The passkey of this name."""
    row = db.execute(sa.select(passkeys).where(passkeys.c.id == name)).first()
    return Passkey(row.id, row.actor, row.public_key, row.uses, row.made_at) if row else None


def of(db: sa.Connection, person: str) -> list[Passkey]:
    """Those of a person, oldest first."""
    rows = db.execute(sa.select(passkeys).where(passkeys.c.actor == person).order_by(passkeys.c.made_at, passkeys.c.id))
    return [Passkey(row.id, row.actor, row.public_key, row.uses, row.made_at) for row in rows]


def note_use(db: sa.Connection, name: str, uses: int) -> None:
    """How far its own count is now."""
    db.execute(sa.update(passkeys).where(passkeys.c.id == name).values(uses=uses))


def remove(db: sa.Connection, person: str, name: str) -> bool:
    """False where this person has no such passkey."""
    mine = sa.delete(passkeys).where(passkeys.c.actor == person, passkeys.c.id == name)
    return db.execute(mine).rowcount == 1


def spend_challenge(db: sa.Connection, hidden: str, expires_at: int, now_ms: int) -> bool:
    """False where it was answered before. Those that are too old to be answered again are forgotten."""
    db.execute(sa.delete(challenges).where(challenges.c.expires_at <= now_ms))
    if db.execute(sa.select(challenges.c.hash).where(challenges.c.hash == hidden)).first():
        return False
    db.execute(sa.insert(challenges).values(hash=hidden, expires_at=expires_at))
    return True
