"""Notices over TLS: what a core sends beside pywebpush, what the disk takes, how soon a phone is called."""

import asyncio
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from pathlib import Path

import aiohttp
import msgspec
import sqlalchemy as sa
import uvloop
from py_vapid import Vapid02
from pywebpush import webpush, webpush_async

from server.clock import SystemClock
from server.notify import notices, subscription
from server.notify.courier import Courier
from server.notify.endpoints import allowed
from server.notify.outbox import Errand
from server.notify.subscription import Asked
from server.notify.transport import Answered, Transport, sealed
from server.notify.vapid import Vapid, open_vapid
from server.storage import tables as t
from server.storage.rows import insert
from sync.notice import Notice
from tests.actors.couriers import OPEN, WORDS
from tests.actors.house import House, parcel
from tests.actors.push_service import PushService
from tests.bench import vendor
from tests.parcels import DEPOT, PARCELS

CONTACT = "mailto:duty@example.org"
DOCUMENTED, SHARED, OURS = 40, 1500, 3000
HANDS = 32
PUT_DOWN, AT_ONCE = 6000, 128
BURST = 3000
RATE, SECONDS = 300, 8
TEXT = b" " * 512
ELSEWHERE = "station:elsewhere"


class Timed(Transport):
    """Notes when each notice was answered 201."""

    def __init__(self, origins: str) -> None:
        super().__init__(allowed(origins, practice=True))
        self.accepted: dict[str, float] = {}
        self._all: tuple[int, asyncio.Event] = (0, asyncio.Event())

    async def has(self, count: int) -> None:
        """Wait until so many were answered."""
        self._all = (count, asyncio.Event())
        if len(self.accepted) < count:
            await self._all[1].wait()

    async def post(self, endpoint: str, body: bytes, headers: Mapping[str, str], now_ms: int) -> Answered:
        answered = await super().post(endpoint, body, headers, now_ms)
        if answered.status == 201:
            self.accepted[headers["topic"]] = time.perf_counter()
            if len(self.accepted) == self._all[0]:
                self._all[1].set()
        return answered


def lines(folder: Path) -> list[str]:
    """The figures, measured in a process that trusts the vendor's certificate and does nothing else."""
    certificate = vendor.certify(folder)
    trusted = str(folder / "trusted.pem")
    environment = {**os.environ, "SSL_CERT_FILE": trusted, "REQUESTS_CA_BUNDLE": trusted}
    serving = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.vendor", str(certificate)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert serving.stdout
        good, hanging = serving.stdout.readline().split()
        command = [sys.executable, "-m", "tests.bench.notices", good, hanging, str(folder)]
        said = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    finally:
        serving.kill()
        serving.wait()
    if said.returncode:
        raise RuntimeError(said.stderr)
    return said.stdout.splitlines()


def measure(good: str, hanging: str, folder: Path) -> None:
    """Print everything."""
    origin, silent = f"https://127.0.0.1:{good}", f"https://127.0.0.1:{hanging}"
    keys = folder / "keys" / "house.vapid.pem"
    vapid = open_vapid(keys, CONTACT, "")
    asked = {**PushService(lambda: 0).browser("b").asks("en"), "endpoint": f"{origin}/push/b"}
    documented = _sends_documented(asked, keys)
    shared = uvloop.run(_sends_shared(asked, keys))
    ours = uvloop.run(_sends_ours(asked, vapid, origin))
    print("Notices, TLS to a push service on this machine that only answers 201")
    print("  sends a second                            of the clock    of one core")
    for name, (wall, core) in (
        ("pywebpush webpush(), as documented", documented),
        ("pywebpush alone at its best", shared),
        ("Homeward's courier's way", ours),
    ):
        print(f"  {name:38}  {wall:12,.0f}   {core:12,.0f}   x {core / documented[1]:.1f}")
    wall, core = uvloop.run(_puts_down(folder / "down"))
    print(f"  {'notices put down (SQLite, FULL)':38}  {wall:12,.0f}   {core:12,.0f}")
    wall, core = uvloop.run(_bursts(folder / "burst", origin, vapid))
    print(f"  {f'{BURST:,} at once, to the last 201':38}  {wall:12,.0f}   {core:12,.0f}   ({BURST / wall:.1f} s)")
    alone = uvloop.run(_flows(folder / "alone", origin, "", vapid))
    beside = uvloop.run(_flows(folder / "beside", origin, silent, vapid))
    print(f"  commit to 201 at {RATE} a second              p50 {alone[0]:5.1f} ms, p99 {alone[1]:5.1f} ms")
    cost = beside[1] / alone[1] - 1
    print(
        f"  the same beside a vendor that hangs         p50 {beside[0]:5.1f} ms, p99 {beside[1]:5.1f} ms ({cost:+.0%})"
    )


def _sends_documented(asked: dict[str, object], keys: Path) -> tuple[float, float]:
    began, computed = time.perf_counter(), time.process_time()
    for _ in range(DOCUMENTED):
        webpush(asked, TEXT, vapid_private_key=str(keys), vapid_claims={"sub": CONTACT}, ttl=600)
    return _rates(DOCUMENTED, began, computed)


async def _sends_shared(asked: dict[str, object], keys: Path) -> tuple[float, float]:
    key = Vapid02.from_file(str(keys))
    async with aiohttp.ClientSession() as session:

        async def send() -> None:
            claims: dict[str, str | int] = {"sub": CONTACT}
            answer = await webpush_async(
                asked, TEXT, vapid_private_key=key, vapid_claims=claims, ttl=600, aiohttp_session=session
            )
            assert answer.status == 201

        return await _timed(SHARED, send)


async def _sends_ours(asked: dict[str, object], vapid: Vapid, origin: str) -> tuple[float, float]:
    transport = Transport(allowed(origin, practice=True))
    wanted = msgspec.convert(asked, Asked)
    errand = Errand(
        "n" * 22, "r", DEPOT, "call", 3, None, 0, 1, "s", origin, wanted.endpoint, wanted.keys.p256dh, wanted.keys.auth,
        "en", vapid.key_id,
    )  # fmt: skip

    async def send() -> None:
        header = vapid.authorization(origin, vapid.key_id, 0)
        assert header
        headers = {"authorization": header, "content-encoding": "aes128gcm", "ttl": "600"}
        assert (await transport.post(errand.endpoint, sealed(errand, TEXT), headers, 0)).status == 201

    rates = await _timed(OURS, send)
    await transport.close()
    return rates


async def _timed(count: int, send: Callable[[], Awaitable[None]]) -> tuple[float, float]:
    left = iter(range(count))

    async def hand() -> None:
        for _ in left:
            await send()

    began, computed = time.perf_counter(), time.process_time()
    await asyncio.gather(*(hand() for _ in range(HANDS)))
    return _rates(count, began, computed)


def _rates(count: int, began: float, computed: float) -> tuple[float, float]:
    return count / (time.perf_counter() - began), count / (time.process_time() - computed)


class Desk:
    """A house whose post has one phone, at `origin`."""

    def __init__(self, folder: Path, places: dict[str, str], vapid: Vapid) -> None:
        folder.mkdir()
        self.house = House(folder)
        self.clock = SystemClock()
        self._number = 0
        for nth, (place, origin) in enumerate(places.items()):
            self.house.enrol(f"phone{nth}", place)
            asked = {**PushService(lambda: 0).browser("b").asks("en"), "endpoint": f"{origin}/push/{nth}"}
            with self.house.engine.begin() as db:
                wanted = msgspec.convert(asked, Asked)
                subscription.keep(db, f"phone{nth}", wanted, origin, vapid.key_id, self.clock.now_ms())
        self.transport = Timed(",".join(places.values()))
        self.courier = Courier(self.house.engine, self.house.writer, self.clock, PARCELS, WORDS, self.transport, vapid)

    def name(self) -> str:
        self._number += 1
        return f"{self._number:022}"

    def add(self, db: sa.Connection, name: str, place: str = DEPOT) -> None:
        now = self.clock.now_ms()
        record = parcel(int(name))
        row = {"id": record, "kind": "parcel", "v": 1, "state": OPEN, "since": now, "body": b""}
        insert(db, t.records, [row])
        notice = Notice(name, "parcel", record, place, "call", 3, now + 3_600_000, (OPEN,))
        notices.add(db, [notice], PARCELS, now)

    async def close(self) -> None:
        await self.courier.close()
        self.house.close()


async def _puts_down(folder: Path) -> tuple[float, float]:
    desk = Desk(folder, {DEPOT: "https://127.0.0.1:1"}, open_vapid(folder.parent / "k.pem", CONTACT, ""))
    left = iter(range(PUT_DOWN))

    async def hand() -> None:
        for _ in left:
            await desk.house.writer.run(partial(desk.add, name=desk.name()))

    began, computed = time.perf_counter(), time.process_time()
    await asyncio.gather(*(hand() for _ in range(AT_ONCE)))
    rates = _rates(PUT_DOWN, began, computed)
    await desk.close()
    return rates


async def _bursts(folder: Path, origin: str, vapid: Vapid) -> tuple[float, float]:
    desk = Desk(folder, {DEPOT: origin}, vapid)
    names = [desk.name() for _ in range(BURST)]

    def all_of_them(db: sa.Connection) -> None:
        for name in names:
            desk.add(db, name)

    carrying = asyncio.create_task(desk.courier.run())
    await desk.house.writer.run(all_of_them)
    began, computed = time.perf_counter(), time.process_time()
    desk.courier.nudge()
    await desk.transport.has(BURST)
    rates = _rates(BURST, began, computed)
    carrying.cancel()
    await desk.close()
    return rates


async def _flows(folder: Path, origin: str, silent: str, vapid: Vapid) -> tuple[float, float]:
    """(p50, p99) in ms at RATE; with `silent`, a tenth as many go to a vendor that hangs."""
    desk = Desk(folder, {DEPOT: origin, **({ELSEWHERE: silent} if silent else {})}, vapid)
    carrying = asyncio.create_task(desk.courier.run())
    committed: dict[str, float] = {}

    async def tells(name: str, place: str) -> None:
        await desk.house.writer.run(partial(desk.add, name=name, place=place))
        committed[name] = time.perf_counter()
        desk.courier.nudge()

    telling = []
    began = time.perf_counter()
    mine = []
    for nth in range(RATE * SECONDS):
        await asyncio.sleep(max(0.0, began + nth / RATE - time.perf_counter()))
        mine.append(desk.name())
        telling.append(asyncio.create_task(tells(mine[-1], DEPOT)))
        if silent and nth % 10 == 0:
            telling.append(asyncio.create_task(tells(desk.name(), ELSEWHERE)))
    await asyncio.gather(*telling)
    await desk.transport.has(len(mine))
    carrying.cancel()
    await desk.close()
    took = [1000 * (desk.transport.accepted[name] - committed[name]) for name in mine[RATE:]]
    cuts = statistics.quantiles(took, n=100)
    return cuts[49], cuts[98]


if __name__ == "__main__":
    measure(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
