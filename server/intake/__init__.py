"""Taking in what one phone recorded: the whole life of an op on the server, one transaction."""

from collections.abc import Sequence

import sqlalchemy as sa

from server.bell import Bell
from server.clock import Clock
from server.intake import devices
from server.intake.before import taken_before
from server.intake.desk import Desk
from server.intake.devices import Device
from server.intake.reading import Parcel, open_parcel, phones_named, records_named, released_by
from server.intake.taking import Refusal, Taken, take
from server.writer import Refused, Writer
from sync.exchange import Exchange
from sync.programme import Programme

__all__ = ["Intake", "Refusal", "Taken", "taken_before"]


class Intake:
    """The one door every change comes through.

    Rows are locked in one order, so that server processes on one database never wait for each other in a circle:
    incarnations, then records, each sorted; the head last, for it is held until the commit.
    """

    def __init__(self, writer: Writer, programme: Programme, clock: Clock, bell: Bell | None = None) -> None:
        self._writer = writer
        self._bell = bell
        self.programme = programme
        self._clock = clock

    async def accept(self, inc: str, message: Exchange) -> Taken:
        """Take the ops of `message`; returns after the commit. Raises Refusal, Busy or Unwritten."""
        return await self._writer.join(self.take_all, open_parcel(inc, message))

    def take_all(self, db: sa.Connection, parcels: Sequence[Parcel]) -> list[Taken | Refused]:
        """What becomes of all that one commit takes in."""
        now = self._clock.now_ms()
        known = devices.lock(db, {parcel.inc for parcel in parcels})
        desk = Desk(db, self.programme)
        desk.lock(records_named(parcels) | desk.adopt(released_by(parcels)))
        desk.twins.read(phones_named(parcels) | desk.named_by_adopted)
        taken = [self._take(desk, known.get(parcel.inc), parcel, now) for parcel in parcels]
        devices.write(db, list(known.values()))
        desk.twins.write()
        desk.ledger.write(db, now)
        if self._bell:
            self._bell.ring(db, desk.ledger.rung)
        return taken

    def _take(self, desk: Desk, device: Device | None, parcel: Parcel, now: int) -> Taken | Refused:
        if device is None:
            return Refusal("unauthorised")
        try:
            return take(desk, device, parcel, now, self.programme)
        except Refused as refused:
            return refused
