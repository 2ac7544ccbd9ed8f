"""Who looked at whom: every answer that shows a record is written down before it leaves, and nobody can unwrite it."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa

from server.clock import Clock
from server.identity import Device
from server.storage import reads
from server.storage.reads import Reading
from server.tokens import Keys, Lines
from server.writer import Writer

HOUR_MS = 3_600_000
RESTORED = "restored"
AGAIN_MS = HOUR_MS
"""A board that stands open asks again every few seconds: whom it has shown is written down once in this time."""


class Reader(NamedTuple):
    """Who looks. All empty where a traveller looks at their own way."""

    inc: str = ""
    person: str = ""
    place: str = ""


def reader(device: Device) -> Reader:
    return Reader(device.inc, device.person.id, device.person.place)


class Marks:
    """Seals of the book, noted down beside the key: a book that was written anew from the start does not have them."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines

    def known(self) -> dict[int, bytes]:
        """Line number -> its seal. A line "restored N" takes back those beyond N."""
        found: dict[int, bytes] = {}
        for n, _, seal in (line.partition(" ") for line in self._lines.read()):
            if n == RESTORED:
                found = {mark: known for mark, known in found.items() if mark <= int(seal)}
            else:
                found[int(n)] = bytes.fromhex(seal)
        return found

    def note(self, n: int, seal: bytes) -> None:
        if n and n not in self.known():
            self._lines.add(f"{n} {seal.hex()}")

    def forgive(self, n: int) -> None:
        """The database was restored from a copy whose book ends at line `n`."""
        if any(mark > n for mark in self.known()):
            self._lines.add(f"{RESTORED} {n}")


def open_marks(key_file: Path) -> Marks:
    """The marks that belong to a key file."""
    return Marks(Lines(key_file.with_suffix(".readings")))


class Audit:
    """Writes readings down. Those that wait together are one commit, together with whatever else waits."""

    def __init__(self, writer: Writer, keys: Keys, clock: Clock, marks: Marks) -> None:
        self._writer, self._key, self._clock = writer, keys.reading_key, clock
        self._marks = marks
        self._shown: dict[tuple[str, str], dict[str, int]] = {}

    async def note(self, by: Reader, door: str, why: str, records: Iterable[str]) -> None:
        """The answer may leave when this returns. Raises Busy or Unwritten: then it may not."""
        named = tuple(sorted(set(records)))
        if named:
            said = Reading(self._clock.now_ms(), *by, door, why, named)
            await self._writer.join(self._append, said, last=True)

    async def note_once(self, by: Reader, door: str, why: str, records: Iterable[str]) -> None:
        """The same for a board that is asked again and again: only those it has not shown within AGAIN_MS."""
        now = self._clock.now_ms()
        shown = self._shown.setdefault((by.inc, f"{door} {why}"), {})
        fresh = {record for record in records if now - shown.get(record, -AGAIN_MS) >= AGAIN_MS}
        await self.note(by, door, why, fresh)
        shown.update(dict.fromkeys(fresh, now))

    def mark(self, db: sa.Connection) -> None:
        """Note the newest seal down beside the key, and let go of what no board remembers."""
        self._marks.note(*reads.newest(db))
        old = self._clock.now_ms() - AGAIN_MS
        self._shown = {board: shown for board, shown in self._shown.items() if max(shown.values(), default=0) > old}

    def _append(self, db: sa.Connection, said: Sequence[Reading]) -> list[None]:
        reads.append(db, self._key, said)
        return [None] * len(said)


def write_down(
    db: sa.Connection, keys: Keys, by: Reader, now: int, door: str, why: str, records: Iterable[str]
) -> None:
    """One line, in the transaction of what it is about."""
    reads.append(db, keys.reading_key, [Reading(now, *by, door, why, tuple(sorted(set(records))))])
