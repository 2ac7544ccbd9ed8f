"""Taking in what one phone recorded: the whole life of an op on the server, one transaction."""

import sqlalchemy as sa

from server.clock import Clock
from server.intake import devices
from server.intake.desk import Desk
from server.intake.devices import Device
from server.intake.taking import Refusal, Taken, take
from server.writer import Writer
from sync.exchange import Exchange
from sync.programme import Programme

__all__ = ["Intake", "Refusal", "Taken"]


class Intake:
    """The one door every change comes through."""

    def __init__(self, writer: Writer, programme: Programme, clock: Clock) -> None:
        self._writer = writer
        self.programme = programme
        self._clock = clock
        self._transaction: _Transaction | None = None

    async def accept(self, inc: str, message: Exchange) -> Taken:
        """Take the ops of `message`; returns after the commit. Raises Refusal, Busy or Unwritten."""
        return await self._writer.run(lambda db: self._take(db, inc, message), self._finish)

    def _take(self, db: sa.Connection, inc: str, message: Exchange) -> Taken:
        transaction = self._open(db)
        device = transaction.device(inc)
        if device is None:
            raise Refusal("unauthorised")
        return take(transaction.desk, device, message, transaction.now, self.programme)

    def _open(self, db: sa.Connection) -> "_Transaction":
        if self._transaction is None or self._transaction.desk.db is not db:
            self._transaction = _Transaction(Desk(db, self.programme), self._clock.now_ms())
        return self._transaction

    def _finish(self, db: sa.Connection) -> None:
        transaction = self._open(db)
        transaction.desk.ledger.write(db, transaction.now)
        devices.write(db, list(transaction.devices.values()))
        self._transaction = None


class _Transaction:
    """What the exchanges of one commit share: the desk, the instant, the devices."""

    def __init__(self, desk: Desk, now: int) -> None:
        self.desk = desk
        self.now = now
        self.devices: dict[str, Device] = {}

    def device(self, inc: str) -> Device | None:
        if inc not in self.devices and (device := devices.read(self.desk.db, inc)):
            self.devices[inc] = device
        return self.devices.get(inc)
