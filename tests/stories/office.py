"""A street office with its phone face down, the courier that may reach it, and the push service between them."""

from pathlib import Path

import msgspec
import sqlalchemy as sa

from server import programme
from server.notify import outbox, subscription
from server.notify.courier import Courier
from server.notify.endpoints import allowed
from server.notify.subscription import Asked
from server.notify.transport import Transport
from server.notify.vapid import open_vapid
from server.storage import tables as t
from tests.actors.push_service import Browser, PushService
from tests.stories.conftest import Operation
from tests.stories.test_the_two_ways import GUBEI, NOW, registers_family, signs

WORDS = programme.read(programme.seed("changning")).words


class Office:
    """The street's phone, lying face down; the courier that may reach it; the push service between them."""

    def __init__(self, operation: Operation, service: PushService, path: Path) -> None:
        self.operation, self.service, self._path = operation, service, path
        self.house = operation.house
        self.phone = self.subscribes("gubei1")
        self.courier = self.hires()

    def hires(self) -> Courier:
        """A courier of a new process: it remembers nothing."""
        house = self.house
        vapid = open_vapid(self._path / "keys" / "house.vapid.pem", "mailto:duty@example.org", "")
        transport = Transport(allowed(self.service.origin, practice=True))
        parts = (house.engine, house.writer, house.clock, house.programme, WORDS, transport, vapid)
        return Courier(*parts, chance=lambda: 1.0)

    def subscribes(self, inc: str) -> Browser:
        browser = self.service.browser(f"{inc}-{self.service.attempts}")
        asked = msgspec.convert(browser.asks(), Asked)
        with self.house.engine.begin() as db:
            subscription.keep(db, inc, asked, self.service.origin, "k", self.house.clock.ms)
        return browser

    async def carries(self) -> None:
        """Everything that is due now is tried once."""
        while await self.courier.set_out():
            await self.courier.rest()

    async def family_at_the_holding_point(self, size: int = 3) -> list[str]:
        desk, holding = self.operation.desk, self.operation.holding
        family = registers_family(desk, size)
        signs(desk, family, "home")
        bus = desk.fills("trip", **{"class": "test"}, vehicle="沪A12345", seats=30, to_site="site:HP1")
        desk.fills("boarding", bus, boarded=[*family])
        desk.fills("depart", bus)
        await desk.syncs()
        await holding.syncs()
        return family

    async def offers(self, size: int = 3) -> str:
        """The holding point asks the street to fetch a family."""
        family = await self.family_at_the_holding_point(size)
        holding = self.operation.holding
        offer = holding.fills("offer", people=[*family], to_place=GUBEI)
        assert {verdict.code for verdict in await holding.syncs()} == {"applied"}
        return offer

    async def answers(self, offer: str) -> None:
        street = self.operation.street
        await street.syncs()
        street.fills("accept", offer, pickup_at=NOW, pickup_by="Jiang")
        assert {verdict.code for verdict in await street.syncs()} == {"applied"}

    def timeline(self) -> list[str]:
        with self.house.engine.connect() as db:
            ids = [row.id for row in db.execute(sa.select(t.notices.c.id))]
            return [what for _, _, what, _ in outbox.read_timeline(db, ids)]

    def pass_seconds(self, seconds: float) -> None:
        self.house.clock.ms += round(seconds * 1000)
