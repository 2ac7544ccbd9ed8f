"""A crowd over HTTP: several processes on one PostgreSQL, a thousand phones at work, all at once after a blackout, and
the workload that peers were measured with."""

import asyncio
import gzip
import subprocess
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import msgspec

from server import programme
from server.tokens import claim_of, open_keys
from sync.exchange import Answer, Exchange
from tests.actors.house import House
from tests.actors.line import Line
from tests.actors.postgres import Postgres
from tests.actors.service import Service
from tests.bench.load import ROLES, Desk, message
from tests.bench.store import PUSH, PUSHES, work
from tests.bench.wire import phone_pushes
from tests.tools.needs import POSTGRES

PEERS, RECORDS_A_PEER, PULLERS = 200, 25, 4
AT_WORK, SECONDS_AT_WORK, SECONDS_BETWEEN = 1_000, 12, 2.0
BACK, HELD = 1_000, 5
LISTENERS, RINGS = 10, 12
LINE_BITS_A_SECOND = 1_500_000
FIRST_SYNCS = (1_000, 10_000, 50_000)
Rates = dict[str, float]
Measure = Callable[[Path, str, Path], Awaitable[Rates]]


@asynccontextmanager
async def served(
    folder: Path, database: str, rules: Path, crew: Sequence[Desk], processes: int = 1
) -> AsyncIterator[tuple[Service, list[Line]]]:
    """A house that knows this crew, and an open line for each."""
    made = House(database)
    for desk in crew:
        made.enrol(desk.author.inc, desk.author.place, ROLES)
    made.close()
    keys = open_keys(folder / "house.key")
    service = Service(folder, database, processes, PROGRAMME=str(rules)).start()
    lines = [Line(service.port, keys.sign(claim_of(desk.author))) for desk in crew]
    try:
        for line in lines:
            await line.open()
        yield service, lines
    finally:
        for line in lines:
            line.close()
        service.discard()


def crew_of(rules: Path, count: int, place: str = "") -> list[Desk]:
    changning = programme.read(rules).programme
    return [Desk(changning, f"c{number:05}", number, place) for number in range(count)]


async def side_by_side(parent: Path, cluster: Postgres, rules: Path, counts: Sequence[int] = (1, 2, 4)) -> Rates:
    """Ops a second into PostgreSQL, by server processes: fifty phones, pushes of twenty."""
    found: Rates = {}
    for processes in counts:
        folder = _folder(parent, f"processes{processes}")
        crew = crew_of(rules, 50)
        plans = [work(desk) for desk in crew]
        async with served(folder, cluster.fresh(f"p{processes}"), rules, crew, processes) as (_, lines):
            cursors: dict[str, str | None] = {desk.author.inc: None for desk in crew}
            for kind in ("register", "correct"):
                spent: list[float] = []
                began = time.perf_counter()
                queues = [[push for each, push in plan if each == kind] for plan in plans]
                pushing = zip(lines, crew, queues, strict=True)
                await asyncio.gather(*(phone_pushes(line, desk, some, cursors, spent) for line, desk, some in pushing))
                found[f"{processes} {kind}"] = len(crew) * PUSHES * PUSH / (time.perf_counter() - began)
    return found


async def at_work(folder: Path, database: str, rules: Path, phones: int = AT_WORK) -> Rates:
    """Each phone pushes one registration every two seconds: how long an exchange takes, and what the house weighs."""
    crew = crew_of(rules, phones)
    spent: list[float] = []
    async with served(folder, database, rules, crew) as (service, lines):

        async def works(nth: int, line: Line, desk: Desk) -> None:
            cursors: dict[str, str | None] = {desk.author.inc: None}
            until = time.monotonic() + SECONDS_AT_WORK
            await asyncio.sleep(SECONDS_BETWEEN * nth / phones)
            while time.monotonic() < until:
                await phone_pushes(line, desk, [desk.registers(1)], cursors, spent)
                await asyncio.sleep(max(0.0, SECONDS_BETWEEN - spent[-1]))

        await asyncio.gather(*(works(nth, *pair) for nth, pair in enumerate(zip(lines, crew, strict=True))))
        weight = rss_bytes(service)
    spent.sort()
    return {"p50 ms": _at(spent, 50) * 1000, "p99 ms": _at(spent, 99) * 1000, "rss MB": weight / 1e6}


async def back(folder: Path, database: str, rules: Path) -> Rates:
    """All come back at once, each holding a few ops: seconds until the last has its verdicts."""
    crew = crew_of(rules, BACK)
    bodies = [gzip.compress(message(desk, desk.registers(HELD)), 1) for desk in crew]
    async with served(folder, database, rules, crew) as (_, lines):
        began = time.monotonic()
        answers = await asyncio.gather(*(line.exchange(body) for line, body in zip(lines, bodies, strict=True)))
        refused = sum(status != 200 for status, _ in answers)
        waiting = [nth for nth, (status, _) in enumerate(answers) if status != 200]
        while waiting:
            await asyncio.sleep(0.2)
            waiting = [nth for nth in waiting if (await lines[nth].exchange(bodies[nth]))[0] != 200]
        return {"seconds": time.monotonic() - began, "asked to come back": refused}


async def peers(folder: Path, database: str, rules: Path) -> Rates:
    """200 phones of one office push 25 new records each, pull all, push one and pull; one that knows nothing pulls."""
    crew = crew_of(rules, PEERS, "station:B001")
    pushes = [gzip.compress(message(desk, desk.registers(RECORDS_A_PEER), limit=1), 1) for desk in crew]
    total = PEERS * RECORDS_A_PEER
    async with served(folder, database, rules, crew) as (_, lines):
        began = time.monotonic()
        await asyncio.gather(*(line.exchange(body) for line, body in zip(lines, pushes, strict=True)))
        pushed = time.monotonic() - began
        began = time.monotonic()
        ends = await asyncio.gather(*(pulls(lines[nth], crew[nth]) for nth in range(PULLERS)))
        pulled = time.monotonic() - began
        began = time.monotonic()
        await pulls(lines[-1], crew[-1])
        cold = time.monotonic() - began
        cursor, spent = ends[0][0], []

        async def cycles(line: Line, desk: Desk) -> None:
            body = gzip.compress(message(desk, desk.registers(1), cursor), 1)
            began = time.monotonic()
            await line.exchange(body)
            spent.append(time.monotonic() - began)

        began = time.monotonic()
        await asyncio.gather(*(cycles(line, desk) for line, desk in zip(lines, crew, strict=True)))
        cycled = time.monotonic() - began
    return {
        "A1 records/s": total / pushed,
        "B1 records/s": sum(count for _, count in ends) / pulled,
        "C cycles/s": PEERS / cycled,
        "C p99 s": _at(sorted(spent), 99),
        "D s": cold,
    }


async def first_sync(folder: Path, database: str, rules: Path, records: int) -> Rates:
    """A phone that knows nothing, on a line of 1.5 Mbit/s: the house's own time and the line's, one after the other."""
    [desk] = crew_of(rules, 1)
    made = House(database, programme.read(rules).programme)
    made.clock.ms += 10**9
    made.enrol(desk.author.inc, desk.author.place, ROLES)
    for _ in range(0, records, 200):
        await made.intake.accept(
            desk.author.inc, msgspec.json.decode(message(desk, desk.registers(200)), type=Exchange)
        )
    made.close()
    keys = open_keys(folder / "house.key")
    service = Service(folder, database, PROGRAMME=str(rules)).start()
    try:
        line = Line(service.port, keys.sign(claim_of(desk.author)))
        size, began = [0], time.monotonic()
        _, count = await pulls(line, desk, size)
        spent = time.monotonic() - began
        line.close()
    finally:
        service.discard()
    assert count == records
    return {"seconds": spent + size[0] * 8 / LINE_BITS_A_SECOND, "house": spent, "kB": size[0] / 1000}


async def pulls(line: Line, desk: Desk, size: list[int] | None = None) -> tuple[str, int]:
    """From nothing to a complete page: the cursor and how many entries came; `size` grows by the packed bytes."""
    cursor: str | None = None
    count, complete = 0, False
    while not complete:
        _, packed = await line.exchange(gzip.compress(message(desk, [], cursor), 1))
        answer = msgspec.json.decode(gzip.decompress(packed), type=Answer)
        cursor, complete, count = answer.cursor, answer.complete, count + len(answer.entries)
        if size:
            size[0] += len(packed)
    assert cursor
    return cursor, count


async def wakes(folder: Path, database: str, rules: Path, processes: int = 2) -> Rates:
    """From the answer to one phone (its commit) to the hint on the lines of the others, which any process may hold."""
    crew = crew_of(rules, LISTENERS + 1, "station:B001")
    heard: list[float] = []
    async with served(folder, database, rules, crew, processes) as (service, lines):
        keys = open_keys(folder / "house.key")
        ears = [await asyncio.open_connection("127.0.0.1", service.port) for _ in crew[1:]]
        for (_, writer), desk in zip(ears, crew[1:], strict=True):
            bearer = keys.sign(claim_of(desk.author))
            writer.write(f"GET /sync/v1/wake HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer {bearer}\r\n\r\n".encode())
        await asyncio.gather(*(reader.readuntil(b":\n\n") for reader, _ in ears))
        for _ in range(RINGS):
            await asyncio.sleep(1.1)
            await lines[0].exchange(gzip.compress(message(crew[0], crew[0].registers(1)), 1))
            committed = time.monotonic()

            async def hears(reader: asyncio.StreamReader, since: float = committed) -> None:
                await reader.readuntil(b"event: wake")
                heard.append(max(0.0, time.monotonic() - since))

            await asyncio.gather(*(hears(reader) for reader, _ in ears))
        for _, writer in ears:
            writer.close()
    heard.sort()
    return {"p50 ms": _at(heard, 50) * 1000, "p99 ms": _at(heard, 99) * 1000}


def rss_bytes(service: Service) -> int:
    """The most that one serving process holds in memory now."""
    pids = ",".join(map(str, service.servers()))
    said = subprocess.run(["ps", "-o", "rss=", "-p", pids], capture_output=True, text=True, check=True).stdout
    return max(int(each) for each in said.split()) * 1024


def _at(ordered: Sequence[float], percent: int) -> float:
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


def _folder(parent: Path, name: str) -> Path:
    folder = parent / name
    folder.mkdir()
    return folder


def lines(parent: Path, rules: Path) -> Iterator[str]:
    """Everything, as it is printed. PostgreSQL is left out, with a word, where there is none."""
    found = POSTGRES.find()
    cluster = Postgres(found, {}).make() if found else None
    try:
        if cluster:
            rates = asyncio.run(side_by_side(parent, cluster, rules))
            yield "PostgreSQL, ops/s over HTTP, by server processes (50 phones, pushes of 20)"
            for processes in (1, 2, 4):
                both = (f"{kind} {rates[f'{processes} {kind}']:6,.0f}" for kind in ("register", "correct"))
                yield f"  {processes}:  {',  '.join(both)}"
            yield _said("from commit to the phones, two processes", wakes, parent, cluster.fresh("wakes"), rules)
        else:
            yield f"PostgreSQL: {POSTGRES.loss}"
        for title, measure in (
            (f"{AT_WORK:,} phones at work, a push every {SECONDS_BETWEEN:.0f} s", at_work),
            (f"{BACK:,} phones come back at once, {HELD} ops each", back),
            (f"the peers' workload: {PEERS} phones, {RECORDS_A_PEER} new records each", peers),
        ):
            yield _said(title, measure, parent, "", rules)
        for records in FIRST_SYNCS:
            title = f"first sync of {records:,} at 1.5 Mbit/s"
            yield _said(title, partial(first_sync, records=records), parent, "", rules)
    finally:
        if cluster:
            cluster.discard()


def _said(
    title: str, measure: Callable[[Path, str, Path], Awaitable[Rates]], parent: Path, url: str, rules: Path
) -> str:
    folder = _folder(parent, f"crowd{abs(hash(title)):x}")
    rates = asyncio.run(_awaited(measure(folder, url or f"sqlite:///{folder}/house.db", rules)))
    return f"{title}: " + ", ".join(f"{name} {rate:,.{0 if rate >= 100 else 2}f}" for name, rate in rates.items())


async def _awaited(rates: Awaitable[Rates]) -> Rates:
    return await rates
