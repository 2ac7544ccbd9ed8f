"""The real server decision path on a real database, driven by hand: no thread, no socket, any statement its last."""

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple, cast  # Any: what an event is told of a statement

import msgspec
import sqlalchemy as sa

from server import feed, identity, voice, watch
from server.intake import Intake, Refusal, Taken, reading, taken_before
from server.routes.sync import check
from server.storage import tables as t
from server.storage.engine import reading as snapshot
from server.storage.quarantine import WAITING
from server.tokens import Claim, claim_of
from server.writer import Refused, Writer
from sync.exchange import Answer, Exchange, Verdict
from sync.op import Op
from sync.phone import Said
from sync.programme import Programme
from sync.rights import CLOCK, Author
from sync.stamp import Dot
from tests.actors.house import Hand
from tests.fleet.line import Crew
from tests.fleet.store import Copy, store

BUSY = Said("busy", retry_after=1)
Step = Callable[[], None]


class Killed(BaseException):
    """The server process died here: its transaction never was."""


class Trap(NamedTuple):
    """What happens at the n-th statement of the next transaction: "killed", "disk full", or somebody else's work."""

    statement: int
    what: str
    work: Step | None = None


class Open(NamedTuple):
    """An exchange between its commit and its answer."""

    message: Exchange
    taken: Taken


class House:
    """One database and the server processes on it. `served`: exchanges that reached a commit; `restores`: how often
    it went on from an older copy. What it signed and whom it took out of use is kept outside the database."""

    def __init__(self, where: Path | str, programme: Programme) -> None:
        self.clock = Hand()
        self.store = store(where)
        self.engine = self.store.engine
        no_writer = cast(Writer, None)  # transactions are begun here, one by one
        self.intakes = [Intake(no_writer, programme, self.clock) for _process in range(2)]
        self.sprung: list[str] = []
        self.served = 0
        self._trap: Trap | None = None
        self._statements = 0
        self._clock = f"{CLOCK}0"
        self.restores = 0
        self._claims: dict[str, Claim] = {}
        self._revoked: set[str] = set()
        self.store.go_back()
        sa.event.listen(self.engine, "before_cursor_execute", self._step)
        with self.engine.begin() as db:
            self._enrol(db, self._ticker, 0)

    def close(self) -> None:
        sa.event.remove(self.engine, "before_cursor_execute", self._step)

    def programme(self, process: int) -> Programme:
        return self.intakes[process].programme

    def roll_out(self, programme: Programme) -> None:
        """From now on another version of the forms holds."""
        for intake in self.intakes:
            intake.programme = programme

    def enrol(self, inc: str, person: str, crew: Crew) -> Author:
        author = Author(inc, person, person, crew.place, crew.roles, crew.scopes)
        self._claims[inc] = claim_of(author)
        with self.engine.begin() as db:
            self._enrol(db, author, self.clock.ms)
        return author

    def revoke(self, inc: str) -> None:
        self._revoked.add(inc)
        with self.engine.begin() as db:
            identity.revoke(db, inc, self.clock.ms)

    def set_aside(self) -> list[Dot]:
        """What waits in quarantine, oldest name first."""
        with snapshot(self.engine) as db:
            rows = db.execute(sa.select(t.ops.c.inc, t.ops.c.seq).where(WAITING).order_by(t.ops.c.inc, t.ops.c.seq))
            return [Dot(*row) for row in rows]

    def taken_before(self, inc: str, unsent: list[msgspec.Raw]) -> list[Verdict]:
        with snapshot(self.engine) as db:
            return taken_before(db, self.programme(0), inc, unsent)

    # An exchange, in the pieces between which something may happen

    def receive(self, body: bytes) -> reading.Parcel:
        """Read a request. Raises Refusal."""
        try:
            message = msgspec.json.decode(body, type=Exchange)
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise Refusal("malformed") from None
        check(message)
        return reading.open_parcel(message.inc, message)

    def take(self, parcels: list[reading.Parcel], process: int, trap: Trap | None = None) -> list[Open | Said]:
        """One transaction for all of these; a trap that strikes leaves nothing of it. Raises Killed."""
        self._trap, self._statements = trap, 0
        try:
            results = self._attempt(parcels, process)
            for at, parcel in enumerate(parcels):
                if _is_unknown(results[at]) and parcel.inc in self._claims:
                    is_in = self._readmit(self._claims[parcel.inc])
                    results[at] = self._attempt([parcel], process)[0] if is_in else Refusal("busy")
        finally:
            self._trap = None
        self.served += len(parcels)
        return [_opened(parcel.message, result) for parcel, result in zip(parcels, results, strict=True)]

    def _attempt(self, parcels: Sequence[reading.Parcel], process: int) -> list[Taken | Refused]:
        """As the writer does it: together; where that fails, each alone, judged anew on what another process left."""
        for some in ([parcels], [[parcel] for parcel in parcels]):
            try:
                return [said for group in some for said in self._commit(group, process)]
            except sa.exc.SQLAlchemyError:
                continue
        return [Refusal("busy") for _parcel in parcels]

    def _commit(self, parcels: Sequence[reading.Parcel], process: int) -> list[Taken | Refused]:
        with self.engine.begin() as db:
            return self.intakes[process].take_all(db, parcels)

    def _readmit(self, claim: Claim) -> bool:
        """It bears our signature and the database, restored from an older copy, does not know it."""
        try:
            with self.engine.begin() as db:
                identity.readmit(db, claim, claim.inc in self._revoked, self.clock.ms)
        except sa.exc.OperationalError:
            return False
        return True

    def answer(self, opened: Open, process: int) -> bytes:
        """What leaves after the commit."""
        device, message = opened.taken.device, opened.message
        with snapshot(self.engine) as db:
            scopes, programme = device.author.scopes, self.programme(process)
            page = feed.read(db, programme, scopes, message.cursor, message.limit, bool(message.sums))
        verdicts, last_seq = opened.taken.verdicts(), device.last_seq
        said = ("e", self.clock.ms, verdicts, last_seq, last_seq, page.entries, page.cursor)
        return msgspec.json.encode(Answer(*said, page.complete, page.reset, page.sums))

    def tick(self) -> int:
        """The house's own clock: every event that is due now is an op like any other."""
        programme, now = self.programme(0), self.clock.ms
        with snapshot(self.engine) as db:
            overdue = {one.key: one for one in watch._candidates(db, programme, now)}
            last = db.execute(
                sa.select(t.incarnations.c.last_seq).where(t.incarnations.c.inc == self._clock)
            ).scalar_one()
        ops = [
            Op(seq, now, None, voice.ACTOR, CLOCK, programme.version, f"{self._clock}-{seq}", None, None, [one.part])
            for seq, one in enumerate(overdue.values(), last + 1)
        ]
        if ops:
            message = Exchange(self._clock, now, None, [msgspec.Raw(msgspec.json.encode(op)) for op in ops], held=0)
            self.take([reading.open_parcel(self._clock, message)], 0)
        return len(ops)

    # What lasts

    def copy(self) -> Copy:
        """The database as it stands, as a backup or a standby has it."""
        return self.store.copy()

    def go_back(self, copied: Copy) -> None:
        """Go on from an older copy: all since is lost, but not who was taken out of use."""
        self.store.go_back(copied)
        self.restores += 1
        self._clock = f"{CLOCK}{self.restores}"
        with self.engine.begin() as db:
            self._enrol(db, self._ticker, self.clock.ms)
            identity.revoke_again(db, self._revoked, self.clock.ms)

    @property
    def _ticker(self) -> Author:
        """The clock of this history: a restored house ticks under a new name."""
        return msgspec.structs.replace(voice.HOUSE, inc=self._clock)

    def _enrol(self, db: sa.Connection, author: Author, now: int) -> None:
        rights = {"place": author.place, "roles": msgspec.json.encode(author.roles).decode()}
        if not db.execute(sa.select(t.actors.c.id).where(t.actors.c.id == author.person)).first():
            db.execute(sa.insert(t.actors).values(id=author.person, who=author.who, created_at=now, **rights))
        row = {"inc": author.inc, "actor": author.person, "scopes": msgspec.json.encode(author.scopes).decode()}
        db.execute(sa.insert(t.incarnations).values(**row, **rights, enrolled_at=now, last_seq=0, last_eff=0))

    def _step(self, *_said: Any) -> None:
        trap = self._trap
        if trap is None:
            return
        self._statements += 1
        if self._statements < trap.statement:
            return
        if self._statements == trap.statement:
            self.sprung.append(trap.what)
        if trap.what == "disk full":
            raise sa.exc.OperationalError("write", {}, sqlite3.OperationalError("database or disk is full"))
        self._trap = None
        if not trap.work:
            raise Killed
        trap.work()


def _is_unknown(said: Taken | Refused) -> bool:
    return isinstance(said, Refusal) and said.code == "unauthorised"


def _opened(message: Exchange, result: Taken | Refused) -> Open | Said:
    if isinstance(result, Taken):
        # What a revoked phone sends is kept; it learns nothing else any more.
        if not result.device.author.revoked:
            return Open(message, result)
        return Said("revoked", last_seq=result.device.last_seq, verdicts=result.verdicts())
    assert isinstance(result, Refusal)
    if result.code == "busy":
        return BUSY  # what the door says of Unwritten
    return msgspec.convert({"code": result.code, **result.extras}, Said, from_attributes=True)
