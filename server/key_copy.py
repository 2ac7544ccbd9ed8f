"""The keys of records, copied beside the house's own key: copies of the database are made without them.

So whoever finds a copy has nothing, and what is erased is erased from every copy there is. The file holds what keys are
made from; without the house's key that is nothing either.
"""

from collections.abc import Collection
from pathlib import Path

import msgspec
import sqlalchemy as sa

from server.settings import Unusable
from server.storage.engine import reading
from server.storage.ring import keys
from server.storage.rows import chunks
from server.tokens import replace_secret

_MISSING = sa.text("INSERT INTO keys (name, salt) VALUES (:name, :salt) ON CONFLICT (name) DO NOTHING")


class KeyCopy:
    """One file, replaced whole."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def take(self, engine: sa.Engine) -> int:
        """Copy the keys there are now; how many."""
        with reading(engine) as db:
            salts = {name: bytes(salt) for name, salt in db.execute(sa.select(keys.c.name, keys.c.salt))}
        self._write(salts)
        return len(salts)

    def put_back(self, db: sa.Connection) -> None:
        """Give a database that was made without keys those it wants. Those it has are kept. Raises Unusable."""
        salts = self._read()
        for some in chunks(sorted(salts)):
            db.execute(_MISSING, [{"name": name, "salt": salts[name]} for name in some])

    def destroy(self, names: Collection[str]) -> None:
        """These are no more."""
        salts = self._read()
        if not salts.keys().isdisjoint(names):
            self._write({name: salt for name, salt in salts.items() if name not in set(names)})

    def _read(self) -> dict[str, bytes]:
        try:
            return msgspec.msgpack.decode(self._path.read_bytes(), type=dict[str, bytes])
        except FileNotFoundError:
            return {}
        except msgspec.DecodeError as fault:
            raise Unusable(f"{self._path} is no copy of keys: {fault}") from fault

    def _write(self, salts: dict[str, bytes]) -> None:
        replace_secret(self._path, msgspec.msgpack.encode(salts))


def open_key_copy(key_file: Path) -> KeyCopy:
    """The copy that belongs to a key file."""
    return KeyCopy(key_file.with_suffix(".records"))
