"""create_app: the one place where the parts are joined."""

import asyncio
import functools
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa
from litestar import Litestar
from litestar.datastructures import MutableScopeHeaders
from litestar.di import Provide
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import OpenAPIConfig
from litestar.types import Message, Scope

from server import attachments, audit, backup, guide, identity, library, way
from server import programme as seed
from server.audit import Audit
from server.bell import Bell
from server.clock import Clock, SystemClock
from server.erasure import erase_again, open_purge_list
from server.guide import Leaf
from server.intake import Intake
from server.library import Library
from server.lists.entering import Lists
from server.notify import channels, endpoints
from server.notify.clocks import Clocks
from server.notify.courier import Courier
from server.notify.endpoints import Endpoints
from server.notify.messenger import Messenger
from server.notify.transport import Transport
from server.notify.vapid import Vapid, open_vapid, path_of
from server.rebuild import rebuild
from server.routes import DOORS
from server.routes.caller import caller
from server.routes.document import Document
from server.routes.faults import HANDLERS
from server.settings import Settings
from server.site import Site
from server.storage import collection
from server.storage.engine import alone, migrate, open_engine
from server.tokens import Keys, open_keys, open_revocations
from server.wake import Wake
from server.watch import SECONDS_BETWEEN, Watch
from server.way import Way
from server.writer import Writer
from sync.compile import Compiled, Purpose
from sync.exchange import LIMITS

log = logging.getLogger(__name__)

TIDY_SECONDS_BETWEEN = 3600
DAY_MS = 86_400_000

Reader = Callable[[Path], Compiled]

HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(self), microphone=(), geolocation=(), payment=(), usb=()",
}

UNDER_TLS = {"strict-transport-security": "max-age=31536000"}
"""Whoever has come by TLS once comes by it for a year."""


class House(NamedTuple):
    """The parts of a running house."""

    settings: Settings
    clock: Clock
    engine: sa.Engine
    keys: Keys
    writer: Writer
    intake: Intake
    watch: Watch
    lists: Lists
    library: Library
    wake: Wake
    site: Site
    bell: Bell
    endpoints: Endpoints
    vapid: Vapid
    courier: Courier
    guide: dict[str, Leaf]
    way: Way | None
    clocks: Clocks
    messenger: Messenger
    audit: Audit
    purposes: dict[str, Purpose]

    def close(self) -> None:
        """Finish what is queued and let go of the database."""
        self.wake.close()
        self.writer.close()
        self.engine.dispose()


def open_store(settings: Settings) -> sa.Engine:
    """The database, migrated."""
    engine = open_engine(settings.database, open_keys(Path(settings.key_file)).sealing_key)
    migrate(engine)
    return engine


def open_house(settings: Settings, clock: Clock, compiled: Compiled) -> House:
    """Open the store, put the programme on the shelf, and start the writer."""
    engine = open_store(settings)
    backup.check(engine, settings.durable)
    with engine.begin() as db:
        is_new = library.publish(db, compiled, clock.now_ms())
        programme = library.with_published(db, compiled.programme)
        if is_new and programme.upcasts:
            # What is kept is read anew from the log, in the words of the new version.
            rebuild(db, programme)
        # In practice nothing is sent outside.
        file = "" if settings.practice else settings.channels
        spoken_through = channels.read_channels(file, [place.code for place in programme.places])
        channels.publish(db, spoken_through)
        identity.revoke_again(db, open_revocations(Path(settings.key_file)).names(), clock.now_ms())
        erase_again(db, open_purge_list(Path(settings.key_file)))
    writer = Writer(engine, LIMITS.writer_queue_exchanges_max)
    bell = Bell(engine)
    intake = Intake(writer, programme, clock, bell)
    called = endpoints.allowed(settings.push_hosts, settings.practice)
    vapid = open_vapid(path_of(Path(settings.key_file)), settings.push_contact, settings.public_url)
    keys = open_keys(Path(settings.key_file))
    courier = Courier(
        engine,
        writer,
        clock,
        programme,
        compiled.words,
        Transport(called),
        vapid,
        settings.public_url,
        receipt=keys.receipt,
    )
    watch = Watch(engine, writer, intake, clock)
    return House(
        settings=settings,
        clock=clock,
        engine=engine,
        keys=keys,
        writer=writer,
        intake=intake,
        watch=watch,
        lists=Lists(engine, writer, intake, clock, compiled.words, watch.voice),
        library=Library(engine, programme),
        wake=Wake(),
        site=Site(Path(settings.site)),
        bell=bell,
        endpoints=called,
        vapid=vapid,
        courier=courier,
        guide=guide.read(Path(settings.programme)),
        way=way.read(Path(settings.programme), programme),
        clocks=Clocks(engine, writer, clock, programme),
        messenger=Messenger(engine, writer, clock, programme, compiled.words, spoken_through),
        audit=Audit(writer, keys, clock, audit.open_marks(Path(settings.key_file))),
        purposes=compiled.purposes,
    )


class Annex(NamedTuple):
    """What may be built onto a house: doors of its own, and what lives in it while the house is open."""

    doors: tuple[HTTPRouteHandler, ...]
    living: Callable[[], AbstractAsyncContextManager[None]]


def create_app(
    settings: Settings,
    clock: Clock | None = None,
    read: Reader = seed.read,
    annex: Callable[[House], Annex] | None = None,
) -> Litestar:
    """The house as an ASGI application. Its parts are `app.state.house`. `read` gives the programme of a folder."""
    house = open_house(settings, clock or SystemClock(), read(Path(settings.programme)))
    built = annex(house) if annex else None
    app = Litestar(
        route_handlers=[*DOORS, *(built.doors if built else ())],
        dependencies={**{name: _given(part) for name, part in house._asdict().items()}, "device": Provide(caller)},
        exception_handlers=HANDLERS,
        before_send=[_guard],
        request_max_body_size=LIMITS.request_inflated_bytes_max,
        openapi_config=OpenAPIConfig(title="Homeward", version="1", path="/schema", render_plugins=[Document()]),
        lifespan=[lambda _app: living(house), *([lambda _app: built.living()] if built else [])],
        logging_config=None,
    )
    app.state.house = house
    return app


@asynccontextmanager
async def living(house: House) -> AsyncIterator[None]:
    """From the first request to the last: the house watches its clock, carries its notices, and closes in order."""
    await house.watch.open()
    clocks, courier = house.clocks, house.courier
    lives = (
        _again("the watch", SECONDS_BETWEEN, look_at_the_clock, house),
        _again("tidying", TIDY_SECONDS_BETWEEN, tidy, house),
        courier.run(),
        house.messenger.run(),
        house.bell.listen(house.wake),
        clocks.run(courier.nudge),
        clocks.watch(),
    )
    tasks = [asyncio.create_task(life) for life in lives]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await house.courier.close()
        await house.messenger.close()
        house.close()


async def look_at_the_clock(house: House) -> None:
    """Record whatever is due now, and tell whom it concerns."""
    async with alone(house.engine, "watch") as mine:
        ticked = await house.watch.tick() if mine else None
        followed = await house.lists.follow() if mine else []
    for taken in (ticked, *followed):
        house.wake.ring(taken.rung if taken else ())
        if taken and taken.called:
            house.courier.nudge()


async def tidy(house: House) -> None:
    """Let go of pictures that no record ever named and of changes no phone asks for any more; note down how far the
    book of readings is."""
    before_ms = house.clock.now_ms() - LIMITS.attachment_days_unnamed_max * DAY_MS
    changed_ms = house.clock.now_ms() - LIMITS.touch_days_kept * DAY_MS
    async with alone(house.engine, "tidy") as mine:
        if mine:
            await house.writer.run(functools.partial(attachments.forget_unnamed, before_ms=before_ms))
            await house.writer.run(functools.partial(collection.collect, before_ms=changed_ms))
            await house.writer.run(house.audit.mark)


async def _again(name: str, seconds: float, work: Callable[[House], Awaitable[None]], house: House) -> None:
    while True:
        try:
            await work(house)
        except Exception:
            # What is due stays due: the next time tries again.
            log.exception("%s stumbled", name)
        await asyncio.sleep(seconds)


async def _guard(message: Message, scope: Scope) -> None:
    """Every answer bears these headers, refusals and faults too."""
    if message["type"] == "http.response.start":
        headers = MutableScopeHeaders.from_message(message)
        for name, value in (HEADERS | UNDER_TLS if scope["scheme"] == "https" else HEADERS).items():
            headers.setdefault(name, value)


def _given(part: object) -> Provide:
    return Provide(lambda: part, sync_to_thread=False)
