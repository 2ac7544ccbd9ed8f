"""Into the store without HTTP: the intake on its own, and the bare driver writing as many rows as a yardstick."""

import asyncio
import sqlite3
import time
from collections.abc import Iterable
from pathlib import Path

import msgspec

from sync.exchange import Exchange
from sync.programme import Programme
from tests.actors.house import House
from tests.bench.load import ROLES, Desk, message, pushes

PHONES = 50
PUSH = 20
PUSHES = 5
PUSHES_PER_COMMIT = (1, 50)


def desks(programme: Programme, count: int = PHONES) -> list[Desk]:
    return [Desk(programme, f"b{number:05}", number) for number in range(count)]


def work(desk: Desk) -> list[tuple[str, list[bytes]]]:
    """What one phone pushes, in order: people registered, then an answer corrected on each of them."""
    registered = desk.registers(PUSH * PUSHES)
    corrected = desk.corrects(PUSH * PUSHES)
    return [
        (kind, push) for kind, ops in (("register", registered), ("correct", corrected)) for push in pushes(ops, PUSH)
    ]


async def intake(folder: Path, programme: Programme) -> dict[str, float]:
    """Ops a second through the intake: judged, merged, written, committed in groups."""
    house = House(folder, programme)
    house.clock.ms += 10**9
    crew = desks(programme)
    for desk in crew:
        house.enrol(desk.author.inc, desk.author.place, ROLES)
    plans = [work(desk) for desk in crew]
    found = {}
    for kind in ("register", "correct"):
        messages = [
            [msgspec.json.decode(message(desk, push), type=Exchange) for each, push in plan if each == kind]
            for desk, plan in zip(crew, plans, strict=True)
        ]
        began = time.perf_counter()
        await asyncio.gather(*(_pushes_all(house, queue) for queue in messages))
        found[kind] = PHONES * PUSHES * PUSH / (time.perf_counter() - began)
    house.close()
    return found


async def _pushes_all(house: House, queue: Iterable[Exchange]) -> None:
    for each in queue:
        taken = await house.intake.accept(each.inc, each)
        assert {verdict.code for verdict in taken.verdicts()} <= {"applied"}, taken.verdicts()[0]


def bare(folder: Path, bodies: list[bytes], pushes_per_commit: int) -> float:
    """Ops a second when nothing is judged: the six rows an op leaves, by executemany, synchronous=FULL."""
    db = sqlite3.connect(folder / f"bare{pushes_per_commit}.db", isolation_level=None)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=FULL")
    db.execute("CREATE TABLE ops (inc TEXT, seq INTEGER, digest TEXT, body BLOB, eff INTEGER, PRIMARY KEY (inc, seq))")
    db.execute("CREATE TABLE records (id TEXT PRIMARY KEY, holder TEXT, v INTEGER, body BLOB)")
    for table in ("feed", "touches", "members", "links"):
        db.execute(f"CREATE TABLE {table} (n INTEGER, record TEXT, name TEXT, PRIMARY KEY (record, n))")
    group = PUSH * pushes_per_commit
    began = time.perf_counter()
    for start in range(0, len(bodies), group):
        some = list(enumerate(bodies[start : start + group], start))
        small = [(n, f"r{n}", "station:B001") for n, _ in some]
        db.execute("BEGIN IMMEDIATE")
        db.executemany(
            "INSERT INTO ops VALUES (?, ?, ?, ?, ?)", [(f"b{n % 50}", n, "0" * 64, body, n) for n, body in some]
        )
        db.executemany(
            "INSERT INTO records VALUES (?, ?, ?, ?)", [(f"r{n}", "station:B001", 1, body) for n, body in some]
        )
        for table in ("feed", "touches", "members", "links"):
            db.executemany(f"INSERT INTO {table} VALUES (?, ?, ?)", small)
        db.execute("COMMIT")
    spent = time.perf_counter() - began
    db.close()
    return len(bodies) / spent
