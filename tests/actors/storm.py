"""A storm: phones that push through a bad network into a house that is killed, and what must be true afterwards."""

import asyncio
import gzip
import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec
import sqlalchemy as sa

from server import programme
from server.rebuild import rebuild
from server.storage import tables as t
from server.storage.engine import open_engine
from server.tokens import claim_of, open_keys
from sync.exchange import Verdict
from tests.actors.house import House
from tests.actors.line import Line
from tests.actors.proxy import Proxy
from tests.actors.service import Service
from tests.bench.load import ROLES, Desk, message, with_desks

RULES = "rules"
KEY_FILE = "house.key"
PUSH = 5
SECONDS_A_TRY_MAX = 30
PAUSE_SECONDS_MAX = 0.2


class Ending(NamedTuple):
    """What a storm left: ops acknowledged, violations, and how often each fault was seen."""

    ops: int
    violations: list[str]
    seen: Counter[str]


class StormPhone:
    """Pushes what it holds until every op has a verdict, and goes on in the feed where its last answer ended, so that
    no answer grows past what this weather lets through. `told`: the verdict of each seq, as first heard."""

    def __init__(self, desk: Desk, ops: list[bytes], token: str) -> None:
        self.inc = desk.author.inc
        self.told: dict[int, Verdict] = {}
        self.violations: list[str] = []
        self.seen: Counter[str] = Counter()
        self.ops = ops
        self._desk = desk
        self._token = token
        self._cursor: str | None = None

    async def pushes_all(self, port: int, chance: random.Random) -> None:
        line = Line(port, self._token)
        while len(self.told) < len(self.ops):
            # Sometimes from further back: an answer that was heard is asked for again.
            start = max(0, len(self.told) - chance.choice((0, 0, 0, 3)))
            body = gzip.compress(message(self._desk, self.ops[start : start + PUSH], self._cursor), 1)
            try:
                status, packed = await asyncio.wait_for(line.exchange(body), SECONDS_A_TRY_MAX)
            except (OSError, EOFError, TimeoutError):
                self.seen["unanswered"] += 1
                line.close()
                await asyncio.sleep(chance.uniform(0, PAUSE_SECONDS_MAX))
                continue
            self.seen[f"status {status}"] += 1
            if status == 200:
                slots = msgspec.json.decode(gzip.decompress(packed), type=list[msgspec.Raw])
                self._hears(msgspec.json.decode(slots[2], type=list[Verdict]))
                self._cursor = msgspec.json.decode(slots[6], type=str)
            elif status == 503:
                await asyncio.sleep(chance.uniform(0, PAUSE_SECONDS_MAX))
            else:
                self.violations.append(f"{self.inc}: {status} {gzip.decompress(packed)!r}")
                return
        line.close()

    def _hears(self, verdicts: Sequence[Verdict]) -> None:
        for verdict in verdicts:
            before = self.told.setdefault(verdict.seq, verdict)
            if before != verdict:
                self.violations.append(f"{self.inc}/{verdict.seq} was told {before}, then {verdict}")


def prepare(folder: Path, database: str, phones: int, people: int) -> list[StormPhone]:
    """Phones enrolled in a fresh house, each with `people` to register and then to correct."""
    rules = with_desks(folder / RULES, phones)
    changning = programme.read(rules).programme
    desks = [Desk(changning, f"s{number:05}", number) for number in range(phones)]
    made = House(database, changning)
    for desk in desks:
        made.enrol(desk.author.inc, desk.author.place, ROLES)
    made.close()
    keys = open_keys(folder / KEY_FILE)
    return [
        StormPhone(desk, desk.registers(people) + desk.corrects(people), keys.sign(claim_of(desk.author)))
        for desk in desks
    ]


async def rage(
    service: Service, crew: list[StormPhone], chance: random.Random, kills: int, kill: Callable[[Service], None]
) -> Counter[str]:
    """All push at once while server processes are killed at random moments; until everything has a verdict."""
    proxy = Proxy(service.port, random.Random(chance.random()))
    async with proxy.open():
        pushing = [asyncio.create_task(phone.pushes_all(proxy.port, random.Random(chance.random()))) for phone in crew]
        everything = asyncio.gather(*pushing)
        total = sum(len(phone.ops) for phone in crew)

        def told() -> int:
            return sum(len(phone.told) for phone in crew)

        for nth in range(kills):
            # At random moments of the work, not of the day: also a fast machine is hit while it is at it.
            moment = total * (nth + chance.random()) / kills
            while told() < moment and not everything.done():  # noqa: ASYNC110  an event would be set at each verdict
                await asyncio.sleep(0.005)
            if everything.done():
                break
            await asyncio.to_thread(kill, service)
            proxy.seen["killed"] += 1
        await everything
    return proxy.seen + sum((phone.seen for phone in crew), Counter())


def judge(database: str, folder: Path, crew: list[StormPhone], seen: Counter[str]) -> Ending:
    """Held against the oracle: what every phone was told, and that each of its ops was applied exactly once."""
    engine = open_engine(database, open_keys(folder / KEY_FILE).sealing_key)
    violations = [each for phone in crew for each in phone.violations]
    with engine.begin() as db:
        for phone in crew:
            rows = {row.seq: row for row in db.execute(sa.select(t.ops).where(t.ops.c.inc == phone.inc))}
            if rows.keys() != set(range(1, len(phone.ops) + 1)):
                violations.append(f"{phone.inc}: the log holds {len(rows)} ops of {len(phone.ops)}")
            for seq, told in phone.told.items():
                kept = rows.get(seq)
                if kept is None or (kept.verdict, kept.eff) != (told.code, told.eff):
                    violations.append(f"{phone.inc}/{seq} was told {told}, the log says {kept}")
        ns = list(db.execute(sa.select(t.feed.c.n).order_by(t.feed.c.n)).scalars())
        if ns != list(range(1, len(ns) + 1)):
            violations.append("n is not dense")
        # Each person was registered once and corrected once: a doubled op would count on.
        versions = Counter(db.execute(sa.select(t.records.c.v)).scalars())
        if set(versions) != {2}:
            violations.append(f"records by version: {versions}")
        differing = rebuild(db, programme.read(folder / RULES).programme).differing
        if differing:
            violations.append(f"rebuilt otherwise: {differing[:3]}")
    engine.dispose()
    return Ending(sum(len(phone.told) for phone in crew), violations, seen)


def kill_one(service: Service, chance: random.Random) -> None:
    """kill -9 on one of the processes that serve; the only one is started again."""
    while not (alive := service.servers()):
        time.sleep(0.05)
    service.kill(chance.choice(alive))
    if not service.servers():
        service.start()


async def storm(
    folder: Path, database: str, seed: int, processes: int = 1, phones: int = 4, people: int = 40, kills: int = 2
) -> Ending:
    """From the first push to the last verdict, and what came of it."""
    chance = random.Random(seed)
    crew = prepare(folder, database, phones, people)
    service = Service(folder, database, processes, PROGRAMME=str(folder / RULES)).start()
    try:
        seen = await rage(service, crew, chance, kills, lambda house: kill_one(house, chance))
    finally:
        service.discard()
    return judge(database, folder, crew, seen)
