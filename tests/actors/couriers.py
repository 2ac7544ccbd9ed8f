"""Couriers that are killed: each lives in a process of its own, takes notices in, carries them, and dies some time."""

import asyncio
import contextlib
import multiprocessing
import os
import random
import time
from collections import Counter
from collections.abc import Iterable
from functools import partial
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import NamedTuple

import msgspec
import sqlalchemy as sa

from server.clock import SystemClock
from server.notify import notices, outbox, subscription, transport
from server.notify.answers import ACCEPTED, SUPERSEDED, WAITING
from server.notify.courier import Courier
from server.notify.endpoints import allowed
from server.notify.outbox import ATTEMPTED
from server.notify.subscription import Asked
from server.notify.transport import Transport
from server.notify.vapid import open_vapid
from server.storage import tables as t
from server.storage.engine import open_engine, reading
from server.storage.rows import insert
from server.writer import Writer
from sync.notice import Notice
from tests.actors.house import SECRET, House, parcel
from tests.actors.push_service import HANG, RESET, Browser, PushService
from tests.parcels import DEPOT, PARCELS

PHONES = 3
OPEN, ANSWERED = "offered", "answered"
LEASE_MS, SECONDS_MAX = 1500, 0.6
"""As in a house, the lease is longer than any attempt; both shorter, so that a storm takes minutes."""
LIFE_SECONDS = (0.03, 0.45)
REST_SECONDS_MAX = 120
WORDS = {"en": {"call": "{count} wait", "call.body": "{office}, by {answer_by}"}}
FAULTS = ((201, 12), (503, 3), (429, 1), (HANG, 1), (RESET, 3))
"""What the push service does, and how often."""


class Ending(NamedTuple):
    """What was found when all was quiet. `lost`: acknowledged and never on a screen."""

    kills: int
    notices: int
    answered: int
    messages: int
    twice: int
    lost: list[str]
    differing: list[str]
    after_an_answer: list[str]
    unexplained: list[str]

    @property
    def violations(self) -> list[str]:
        return [*self.lost, *self.differing, *self.after_an_answer, *self.unexplained]


def live(database: str, keys: str, origin: str, acknowledged: str, seed: int, feeds: bool) -> None:
    """One life: until it is killed."""
    outbox.LEASE_MS, transport.SECONDS_MAX = LEASE_MS, SECONDS_MAX
    asyncio.run(_live(database, Path(keys), origin, Path(acknowledged), random.Random(seed), feeds))


async def _live(database: str, keys: Path, origin: str, acknowledged: Path, chance: random.Random, feeds: bool) -> None:
    engine = open_engine(database, SECRET)
    writer = Writer(engine, queue_max=1000)
    clock = SystemClock()
    vapid = open_vapid(keys, "mailto:duty@example.org", "")
    sending = Transport(allowed(origin, practice=True))
    # Short pauses between attempts: the storm shall meet all of them.
    courier = Courier(engine, writer, clock, PARCELS, WORDS, sending, vapid, chance=lambda: chance.random() * 0.01)
    carrying = asyncio.create_task(courier.run())
    descriptor = os.open(acknowledged, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    while feeds:
        name = f"{chance.getrandbits(128):022x}"[:22]
        record = parcel(chance.getrandbits(40))
        await writer.run(partial(_offers, name=name, record=record, now=clock.now_ms()))
        # What is written here was answered to a phone: it may not be lost any more.
        os.write(descriptor, f"{name}\n".encode())
        courier.nudge()
        await asyncio.sleep(chance.random() * 0.03)
        if chance.random() < 0.3:
            await writer.run(partial(_answers, name=name, record=record, now=clock.now_ms()))
    await carrying


def _offers(db: sa.Connection, name: str, record: str, now: int) -> None:
    row = {"id": record, "kind": "parcel", "v": 1, "state": OPEN, "since": now, "body": b""}
    insert(db, t.records, [row])
    notice = Notice(name, "parcel", record, DEPOT, "call", 3, now + 3_600_000, (OPEN,))
    notices.add(db, [notice], PARCELS, now)


def _answers(db: sa.Connection, name: str, record: str, now: int) -> None:
    db.execute(sa.update(t.records).where(t.records.c.id == record).values(state=ANSWERED))
    insert(db, t.timeline, [{"notice": name, "at": now, "what": ANSWERED}])


class Life(NamedTuple):
    """A process, and the file of what it acknowledged."""

    process: BaseProcess
    acknowledged: Path


class Storm:
    """A database, phones at one post, the push service between, and so many `processes` at a time, life after life."""

    def __init__(self, folder: Path, service: PushService, seed: int, database: str = "", processes: int = 1) -> None:
        self._folder, self._service, self._processes = folder, service, processes
        self._chance = random.Random(seed)
        self._keys = folder / "keys" / "house.vapid.pem"
        self._begun = 0
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload([__name__])
        house = House(database or folder)
        self._database = house.engine.url.render_as_string(hide_password=False)
        self._engine = house.engine
        self.phones = [self._phone(house, f"phone{nth}") for nth in range(PHONES)]
        house.writer.close()

    def _phone(self, house: House, inc: str) -> Browser:
        house.enrol(inc)
        browser = self._service.browser(inc)
        key_id = open_vapid(self._keys, "mailto:duty@example.org", "").key_id
        with house.engine.begin() as db:
            asked = msgspec.convert(browser.asks("en"), Asked)
            subscription.keep(db, inc, asked, self._service.origin, key_id, SystemClock().now_ms())
        return browser

    async def rages(self, kills: int) -> Ending:
        """Kill as many; then let those that come last finish in peace."""
        lives: list[Life] = []
        for _ in range(kills):
            self._misbehaves()
            lives += [self._begins(feeds=True) for _ in range(self._processes - len(lives))]
            for life in lives:
                await asyncio.to_thread(_comes_up, life)
            await asyncio.sleep(self._chance.uniform(*LIFE_SECONDS))
            _ends(lives.pop(self._chance.randrange(self._processes)))
        self._service.behaves()
        lives += [self._begins(feeds=False) for _ in range(self._processes)]
        try:
            await asyncio.sleep(LIFE_SECONDS[1])
            for life in lives[: -self._processes]:
                _ends(life)
            await asyncio.to_thread(self._comes_to_rest)
        finally:
            for life in lives:
                _ends(life)
        return self._ending(kills)

    def close(self) -> None:
        self._engine.dispose()

    def _misbehaves(self) -> None:
        statuses, weights = zip(*FAULTS, strict=True)
        self._service.behaves()
        for status in self._chance.choices(statuses, weights, k=60):
            self._service.fails(status, **({"retry_after": "1"} if status == 429 else {}))

    def _begins(self, feeds: bool) -> Life:
        self._begun += 1
        acknowledged = self._folder / f"acknowledged{self._begun}"
        acknowledged.touch()
        given = (self._database, str(self._keys), self._service.origin, str(acknowledged))
        process = self._context.Process(target=live, args=(*given, self._chance.getrandbits(32), feeds), daemon=True)
        process.start()
        return Life(process, acknowledged)

    def _comes_to_rest(self) -> None:
        until = time.monotonic() + REST_SECONDS_MAX
        while self._unfinished() and time.monotonic() < until:
            time.sleep(0.1)

    def _unfinished(self) -> int:
        with reading(self._engine) as db:
            waiting = t.deliveries.c.state.in_((WAITING, outbox.LEASED))
            return db.execute(sa.select(sa.func.count()).select_from(t.deliveries).where(waiting)).scalar_one()

    def _ending(self, kills: int) -> Ending:
        acknowledged = [name for each in self._folder.glob("acknowledged*") for name in each.read_text().split()]
        with reading(self._engine) as db:
            lines = list(db.execute(sa.select(t.timeline).order_by(t.timeline.c.id)))
            states = {(row.notice, row.state) for row in db.execute(sa.select(t.deliveries))}
            known = {row.id for row in db.execute(sa.select(t.notices.c.id))}
        answered = {line.notice: line.id for line in lines if line.what == ANSWERED}
        late = [
            line.notice for line in lines if line.what == ATTEMPTED and line.id > answered.get(line.notice, line.id)
        ]
        attempts = {(line.notice, line.subscription, line.detail) for line in lines if line.what == ATTEMPTED}
        owed = known.union(acknowledged) - answered.keys()
        texts = [{(heard.notification["tag"], heard.text) for heard in phone.heard} for phone in self.phones]
        messages = sum(len(phone.heard) for phone in self.phones)
        return Ending(
            kills=kills,
            notices=len(known),
            answered=len(answered),
            messages=messages,
            twice=messages - sum(len(phone.shows) for phone in self.phones),
            lost=[f"{name} never reached {phone.name}" for phone in self.phones for name in owed - phone.shows.keys()],
            differing=[f"{tag} was told in two ways" for said in texts for tag in _repeated(tag for tag, _ in said)],
            after_an_answer=[f"{name} was taken up after its answer" for name in late],
            unexplained=[
                *(f"{name} ended as {state}" for name, state in states if state not in (ACCEPTED, SUPERSEDED)),
                *(["more was sent than was taken up"] if self._service.attempts > len(attempts) else []),
            ],
        )


def _comes_up(life: Life) -> None:
    """Until it has acknowledged something, so that every kill meets work."""
    while life.acknowledged.stat().st_size == 0 and life.process.is_alive():
        life.process.join(0.005)


def _ends(life: Life) -> None:
    # One that has ended already is closed, and knows no more of itself.
    with contextlib.suppress(ValueError):
        life.process.kill()
        life.process.join()
        life.process.close()


def _repeated(tags: Iterable[str]) -> list[str]:
    return [tag for tag, count in Counter(tags).items() if count > 1]
