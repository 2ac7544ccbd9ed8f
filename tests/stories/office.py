"""A street office with its phone face down, the courier that may reach it, and the push service between them."""

from datetime import UTC, datetime
from pathlib import Path

import msgspec
import sqlalchemy as sa

from server import programme
from server.boards.calls import Calls, read_calls
from server.notify import outbox, receipts, subscription
from server.notify.clocks import Clocks
from server.notify.courier import Courier
from server.notify.endpoints import allowed
from server.notify.receipts import What
from server.notify.subscription import Asked
from server.notify.transport import Transport
from server.notify.vapid import Vapid, open_vapid
from server.storage import tables as t
from server.tokens import Keys
from server.watch import Watch
from tests.actors.house import House
from tests.actors.post import Post
from tests.actors.push_service import Browser, PushService
from tests.stories.conftest import Operation
from tests.stories.test_the_two_ways import GUBEI, NOW, registers_family, signs

WORDS = programme.read(programme.seed("changning")).words


class Office:
    """The street's phone, lying face down; the courier that may reach it; the push service between them."""

    def __init__(self, operation: Operation, service: PushService, path: Path) -> None:
        self.operation, self.service = operation, service
        self.house = operation.house
        self.keys = path / "keys" / "house.vapid.pem"
        self.signs = Keys(b"k" * 32)
        self.phone = self.subscribes("gubei1")
        self.phones = {"gubei1": self.phone}
        self.restarts()

    def restarts(self) -> None:
        """The house was killed and comes up again: nothing is left but its database."""
        self.courier = self.hires()
        self.clocks = Clocks(self.house.engine, self.house.writer, self.house.clock, self.house.programme)

    def moves_to(self, house: House) -> None:
        """Another process of the house carries and keeps the clocks from now on."""
        self.house = house
        self.restarts()

    def hires(self, origin: str = "") -> Courier:
        """A courier of a new process: it remembers nothing."""
        house = self.house
        transport = Transport(allowed(origin or self.service.origin, practice=True))
        parts = (house.engine, house.writer, house.clock, house.programme, WORDS, transport, self.vapid)
        return Courier(*parts, chance=lambda: 1.0, receipt=self.signs.receipt)

    @property
    def vapid(self) -> Vapid:
        return open_vapid(self.keys, "mailto:duty@example.org", "")

    def subscribes(self, inc: str) -> Browser:
        browser = self.service.browser(f"{inc}-{self.service.attempts}")
        asked = msgspec.convert(browser.asks(), Asked)
        with self.house.engine.begin() as db:
            subscription.keep(db, inc, asked, self.service.origin, self.vapid.key_id, self.house.clock.ms)
        return browser

    def joins(self, inc: str, place: str = GUBEI, roles: tuple[str, ...] = ("street",)) -> Post:
        """One more person with one more phone that can be called."""
        post = Post(self.house, inc, place, roles)
        self.phones[inc] = self.subscribes(inc)
        return post

    def can_call(self, *posts: Post) -> None:
        for post in posts:
            self.phones[post.phone.inc] = self.subscribes(post.phone.inc)

    async def goes_on_duty(self, post: Post, order: str = "contact_1", hours: str = "12") -> str:
        """Three taps; the phone rings once as a test."""
        since = datetime.fromtimestamp(self.house.clock.ms / 1000, UTC).isoformat()
        shift = post.fills("take_watch", call_order=order, watch_hours=hours, watch_from=since)
        assert {verdict.code for verdict in await post.syncs()} == {"applied"}
        await self.carries()
        self.forgets_calls()
        return shift

    def forgets_calls(self) -> None:
        for phone in self.phones.values():
            phone.heard.clear()

    def rings(self) -> dict[str, list[str]]:
        """Which phones have rung since calls were forgotten, and what they said."""
        said = {inc: [heard.notification["title"] for heard in phone.heard] for inc, phone in self.phones.items()}
        return {inc: titles for inc, titles in said.items() if titles}

    async def minutes_pass(self, minutes: float) -> dict[str, list[str]]:
        """Time goes by, everybody's clocks with it; which phones ring meanwhile, and with what."""
        self.forgets_calls()
        self.house.clock.pass_minutes(minutes)
        watch = Watch(self.house.engine, self.house.writer, self.house.intake, self.house.clock)
        await watch.open()
        await watch.tick()
        await self.clocks.tick()
        await self.carries()
        return self.rings()

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

    def timeline(self, record: str = "") -> list[str]:
        return [what for what, _ in self.story(record)]

    def story(self, record: str = "") -> list[tuple[str, str | None]]:
        """What became of the notices, or of those of one record, with the details."""
        with self.house.engine.connect() as db:
            mine = t.notices.c.record == record if record else sa.true()
            ids = [row.id for row in db.execute(sa.select(t.notices.c.id).where(mine))]
            return [(what, detail) for _, _, what, detail in outbox.read_timeline(db, ids)]

    def notices(self, record: str) -> list[sa.Row[tuple[object, ...]]]:
        """The notices of a record, oldest first."""
        with self.house.engine.connect() as db:
            mine = sa.select(t.notices).where(t.notices.c.record == record)
            return list(db.execute(mine.order_by(t.notices.c.made_at)))

    def pass_seconds(self, seconds: float) -> None:
        self.house.clock.ms += round(seconds * 1000)

    def board(self, *scopes: str) -> Calls:
        """The board of calls as somebody at these places sees it."""
        return read_calls(self.house.engine, self.house.programme, scopes, self.house.clock.ms)

    def light(self, office: str = GUBEI) -> tuple[str, str]:
        found = next(one for one in self.board(office).offices if one.place == office)
        return found.light, found.why

    def acknowledges(self, phone: Browser, what: What = "delivered") -> bool:
        """The phone's worker posts the receipt that came with the newest notice."""
        named = self.signs.receipted(phone.heard[-1].notification["data"]["receipt"])
        assert named
        with self.house.engine.begin() as db:
            return receipts.receive(db, *named, what, self.house.clock.ms)

    def says_i_have_it(self, notice: str, who: str) -> str:
        with self.house.engine.begin() as db:
            holder = receipts.take_up(db, notice, who, self.house.clock.ms)
        assert holder
        return holder.who
