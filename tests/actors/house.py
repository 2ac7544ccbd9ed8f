"""A small house for the server's own tests: a real SQLite file, real transactions, hand-made phones."""

import shutil
from pathlib import Path

import msgspec
import sqlalchemy as sa

from server import backup, feed
from server.intake import Intake, Taken
from server.key_copy import KeyCopy, open_key_copy
from server.storage import tables as t
from server.storage.engine import migrate, open_engine, reading
from server.tokens import Keys
from server.writer import Writer
from sync.exchange import Exchange, Leave, Put, Verdict
from sync.op import Event, Op, Part, Write
from sync.programme import Programme
from sync.stamp import Dot
from tests.parcels import DEPOT, PARCELS

START = 1_584_000_000_000
KEY = b"k" * 32
SECRET = Keys(KEY).sealing_key
"""The key of every small house, and what the keys of records are made with."""


class Hand:
    """A clock moved by hand."""

    def __init__(self) -> None:
        self.ms = START

    def now_ms(self) -> int:
        return self.ms

    def pass_minutes(self, minutes: float) -> None:
        self.ms += round(minutes * 60_000)


class House:
    """Writer, intake and feed on one database: a path is the folder of a SQLite file, a text the URL of any."""

    def __init__(self, store: Path | str, programme: Programme = PARCELS) -> None:
        self.clock = Hand()
        self.programme = programme
        self.store = store
        self.opens()

    def opens(self) -> None:
        store = self.store
        self.engine = open_engine(store if isinstance(store, str) else f"sqlite:///{store}/house.db", SECRET)
        migrate(self.engine)
        self.writer = Writer(self.engine, queue_max=1000)
        self.intake = Intake(self.writer, self.programme, self.clock)

    def backs_up(self) -> Path:
        """A copy of the SQLite file as it is now."""
        return backup.copy(self.engine, self._file.with_name(f"copy-{self.clock.ms}.db"), self.keys).path

    def goes_back_to(self, copied: Path) -> None:
        """The disk is lost; the house opens again on an older copy."""
        self.close()
        for each in self._file.parent.glob(f"{self._file.name}*"):
            each.unlink()
        shutil.copy(copied, self._file)
        self.opens()
        with self.engine.begin() as db:
            self.keys.put_back(db)

    @property
    def _file(self) -> Path:
        assert isinstance(self.store, Path)
        return self.store / "house.db"

    @property
    def keys(self) -> KeyCopy:
        return open_key_copy(key_file_in(self._file.parent))

    def close(self) -> None:
        self.writer.close()
        self.engine.dispose()

    def enrol(self, inc: str, place: str = DEPOT, roles: tuple[str, ...] = ("clerk",)) -> "Hands":
        rows = {"place": place, "roles": msgspec.json.encode(roles).decode()}
        with self.engine.begin() as db:
            db.execute(sa.insert(t.actors).values(id=f"u{inc}", who=f"Who {inc}", created_at=self.clock.ms, **rows))
            scopes = msgspec.json.encode([place]).decode()
            device = {"inc": inc, "actor": f"u{inc}", "scopes": scopes, "enrolled_at": self.clock.ms, **rows}
            db.execute(sa.insert(t.incarnations).values(last_seq=0, last_eff=0, **device))
        return Hands(self, inc, (place,))

    def revoke(self, inc: str) -> None:
        with self.engine.begin() as db:
            db.execute(sa.update(t.incarnations).where(t.incarnations.c.inc == inc).values(revoked_at=self.clock.ms))

    def page(self, scopes: tuple[str, ...], cursor: str | None = None, limit: int | None = None) -> feed.Page:
        with reading(self.engine) as db:
            return feed.read(db, self.programme, scopes, cursor, limit, sums=True)


def key_file_in(folder: Path) -> Path:
    """The key of a small house, as a file."""
    path = folder / "homeward.key"
    path.write_bytes(KEY)
    return path


class Hands:
    """Somebody with a phone who writes ops by hand."""

    def __init__(self, house: House, inc: str, scopes: tuple[str, ...]) -> None:
        self.house = house
        self.inc = inc
        self.scopes = scopes
        self.seq = 0

    def op(
        self, form: str, *parts: Part, at: int | None = None, paper_at: int | None = None, by: str | None = None
    ) -> Op:
        self.seq += 1
        when = self.house.clock.ms if at is None else at
        return Op(self.seq, when, None, by or f"u{self.inc}", form, "p1", None, None, paper_at, list(parts))

    def part(self, record: str, event: str | None = None, seen: Dot | None = None, **values: object) -> Part:
        writes = [Write(name, "set", value, []) for name, value in values.items()]  # type: ignore[arg-type]  # free values
        place = self.scopes[0]
        return Part("parcel", record, writes, Event(event, place) if event else None, seen)

    async def send(self, *ops: Op | bytes, now: int | None = None) -> Taken:
        raw = [msgspec.Raw(op if isinstance(op, bytes) else msgspec.json.encode(op)) for op in ops]
        when = self.house.clock.ms if now is None else now
        return await self.house.intake.accept(self.inc, Exchange(self.inc, when, None, raw))

    async def does(self, form: str, *parts: Part, at: int | None = None, paper_at: int | None = None) -> Verdict:
        """Save and send one op; its verdict."""
        return (await self.send(self.op(form, *parts, at=at, paper_at=paper_at))).verdicts()[-1]

    def sees(self, cursor: str | None = None) -> dict[str, Put]:
        """Everything in scope, by record."""
        entries = self.house.page(self.scopes, cursor).entries
        return {entry.record: entry for entry in entries if isinstance(entry, Put)}

    def loses(self, cursor: str) -> list[Leave]:
        return [entry for entry in self.house.page(self.scopes, cursor).entries if isinstance(entry, Leave)]


def parcel(number: int) -> str:
    """A uuid7 for the n-th parcel."""
    return f"01900000-0000-7000-8000-{number:012x}"
