"""The keys of records: what is said of a record is sealed with its own key, and without it nobody reads it again.

A key is made from the house's secret, which is kept apart from the database, and a salt in the table `keys`, which is
in no copy of the database. Who has only one of the two has nothing; a salt that is deleted takes the key with it.
"""

import hashlib
import hmac
import secrets
import threading
from collections.abc import Collection, Iterable

import sqlalchemy as sa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from server.storage.rows import chunks
from server.storage.tables import tables

SALT_BYTES = 32
NONCE_BYTES = 12
REMEMBERED_MAX = 100_000
"""Ciphers at hand, about 60 MB of them; beyond that all are looked up anew."""

keys = sa.Table(
    "keys",
    tables,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("salt", sa.LargeBinary, nullable=False),
)
"""What a name's key is made from. A name: a record's id, "picture DIGEST", or "op INC SEQ" for one nobody can read."""

_SALTS = sa.select(keys.c.name, keys.c.salt).where(keys.c.name.in_(sa.bindparam("names", expanding=True)))
_MADE = sa.text("INSERT INTO keys (name, salt) VALUES (:name, :salt) ON CONFLICT (name) DO NOTHING")
_OPTION = "homeward_ring"
_FRESH = "homeward_fresh_ciphers"


class NoSecret(Exception):
    """This line to the database was opened without the house's secret: what is sealed cannot be read over it."""


class Ring:
    """The ciphers of one engine, shared by its threads. What a transaction makes is at hand for it alone until the
    commit: after a rollback its salt is nowhere, and what would be sealed with it lost."""

    def __init__(self, secret: bytes | None) -> None:
        self._secret = secret
        self._ciphers: dict[str, AESGCM] = {}
        self._lock = threading.Lock()

    def ciphers(self, db: sa.Connection, names: Iterable[str]) -> dict[str, AESGCM]:
        """Of those names that have a key, for reading."""
        fresh: dict[str, AESGCM] = db.info.get(_FRESH, {})
        known = self._ciphers
        found: dict[str, AESGCM] = {}
        missing = []
        for name in set(names):
            if cipher := known.get(name) or fresh.get(name):
                found[name] = cipher
            else:
                missing.append(name)
        if missing:
            looked_up = self._look_up(db, missing)
            self._remember(looked_up)
            found |= looked_up
        return found

    def standing(self, db: sa.Connection, names: Iterable[str]) -> dict[str, AESGCM]:
        """Of those names that have a key in the database as it is now, for writing: what is remembered may be of a
        database that was since put back to an older state, and what is sealed with it is lost."""
        return self._look_up(db, names)

    def make(self, db: sa.Connection, names: Iterable[str]) -> dict[str, AESGCM]:
        """Of these names, each with a key from now on."""
        wanted = set(names)
        found = self.standing(db, wanted)
        if missing := sorted(wanted - found.keys()):
            db.execute(_MADE, [{"name": name, "salt": secrets.token_bytes(SALT_BYTES)} for name in missing])
            # Looked up, for another process may have been faster with one of them.
            made = self._look_up(db, missing)
            db.info.setdefault(_FRESH, {}).update(made)
            found |= made
        return found

    def forget(self, names: Collection[str]) -> None:
        """These keys are no more."""
        with self._lock:
            for name in names:
                self._ciphers.pop(name, None)

    def keep(self, db: sa.Connection) -> None:
        """What the transaction made is in the database."""
        self._remember(db.info.pop(_FRESH, {}))

    @staticmethod
    def drop(db: sa.Connection) -> None:
        """What the transaction made is not in the database."""
        db.info.pop(_FRESH, None)

    def _look_up(self, db: sa.Connection, names: Iterable[str]) -> dict[str, AESGCM]:
        found: dict[str, AESGCM] = {}
        for some in chunks(sorted(names)):
            found.update((name, self._cipher(salt)) for name, salt in db.execute(_SALTS, {"names": some}))
        return found

    def _remember(self, ciphers: dict[str, AESGCM]) -> None:
        with self._lock:
            if len(self._ciphers) + len(ciphers) > REMEMBERED_MAX:
                self._ciphers = {}
            self._ciphers.update(ciphers)

    def _cipher(self, salt: bytes) -> AESGCM:
        if self._secret is None:
            raise NoSecret("this needs the key file of the house (HOMEWARD_KEY_FILE)")
        return AESGCM(hmac.digest(self._secret, salt, hashlib.sha256))


def hang(engine: sa.Engine, secret: bytes | None) -> None:
    """Give an engine its ring: every connection of it finds it with `ring_of`."""
    ring = Ring(secret)
    engine.update_execution_options(**{_OPTION: ring})
    sa.event.listen(engine, "commit", ring.keep)
    sa.event.listen(engine, "rollback", ring.drop)


def ring_of(db: sa.Connection) -> Ring:
    """The ring of the engine this connection is of."""
    ring = db.get_execution_options()[_OPTION]
    assert isinstance(ring, Ring)
    return ring


def picture(digest: str) -> str:
    """Under which name the key of a picture goes."""
    return f"picture {digest}"
