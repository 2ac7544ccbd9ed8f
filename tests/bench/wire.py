"""Over real HTTP: a house in a process of its own, phones on kept-open connections, every answer read and unpacked."""

import asyncio
import gzip
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from server.tokens import Keys, claim_of, open_keys
from sync.exchange import Answer, Verdict
from sync.programme import Programme
from tests.actors.house import House
from tests.actors.line import Line
from tests.bench.load import ROLES, Desk, message
from tests.bench.store import PUSH, PUSHES, desks, work

SECONDS_TO_START = 30


@contextmanager
def house(folder: Path, rules: Path, crew: list[Desk]) -> Iterator[tuple[int, Keys]]:
    """A running `homeward run` that knows these phones: its port and its keys."""
    made = House(folder)
    for desk in crew:
        made.enrol(desk.author.inc, desk.author.place, ROLES)
    made.close()
    keys = open_keys(folder / "house.key")
    settings = {"DATABASE": f"sqlite:///{folder}/house.db", "KEY_FILE": str(folder / "house.key"), "PORT": "0"}
    settings["PROGRAMME"] = str(rules)
    environment = {**os.environ, **{f"HOMEWARD_{name}": value for name, value in settings.items()}}
    command = [sys.executable, "-m", "server", "run"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        port = re.search(r":(\d+)\.", process.stdout.readline())
        assert port, "the house did not open"
        try:
            yield int(port[1]), keys
        finally:
            process.terminate()


async def exchanges(folder: Path, rules: Path, programme: Programme) -> dict[str, float]:
    """Ops a second through POST /sync/v1, gzip both ways, each phone fed what it wrote; and the slowest per cent."""
    crew = desks(programme)
    plans = [work(desk) for desk in crew]
    found: dict[str, float] = {}
    with house(folder, rules, crew) as (port, keys):
        lines = [Line(port, keys.sign(claim_of(desk.author))) for desk in crew]
        await asyncio.gather(*(line.open() for line in lines))
        cursors: dict[str, str | None] = {desk.author.inc: None for desk in crew}
        for kind in ("register", "correct"):
            spent: list[float] = []
            began = time.perf_counter()
            await asyncio.gather(
                *(
                    phone_pushes(line, desk, [push for each, push in plan if each == kind], cursors, spent)
                    for line, desk, plan in zip(lines, crew, plans, strict=True)
                )
            )
            found[kind] = len(crew) * PUSHES * PUSH / (time.perf_counter() - began)
            found[f"{kind} p50 ms"] = sorted(spent)[len(spent) // 2] * 1000
            found[f"{kind} p99 ms"] = sorted(spent)[len(spent) * 99 // 100] * 1000
        for line in lines:
            line.close()
    return found


async def phone_pushes(
    line: Line, desk: Desk, queue: list[list[bytes]], cursors: dict[str, str | None], spent: list[float]
) -> None:
    for push in queue:
        body = gzip.compress(message(desk, push, cursors[desk.author.inc]), 6)
        began = time.perf_counter()
        status, packed = await line.exchange(body)
        assert status == 200
        spent.append(time.perf_counter() - began)
        slots = msgspec.json.decode(gzip.decompress(packed), type=list[msgspec.Raw])
        verdicts = msgspec.json.decode(slots[2], type=list[Verdict])
        assert {verdict.code for verdict in verdicts} == {"applied"}, verdicts[0]
        cursors[desk.author.inc] = msgspec.json.decode(slots[6], type=str)


async def cold_pull(folder: Path, rules: Path, programme: Programme, records: int) -> dict[str, float]:
    """A phone that knows nothing asks for everything: seconds, packed bytes and pages for so many records."""
    desk = Desk(programme, "b00001", 1)
    with house(folder, rules, [desk]) as (port, keys):
        line = Line(port, keys.sign(claim_of(desk.author)))
        await line.open()
        for _ in range(0, records, 200):
            await line.exchange(gzip.compress(message(desk, desk.registers(200)), 1))
        cursor: str | None = None
        complete, size, pages, entries = False, 0, 0, 0
        began = time.perf_counter()
        while not complete:
            _, packed = await line.exchange(gzip.compress(message(desk, [], cursor)))
            answer = msgspec.json.decode(gzip.decompress(packed), type=Answer)
            complete, cursor = answer.complete, answer.cursor
            size, pages, entries = size + len(packed), pages + 1, entries + len(answer.entries)
        spent = time.perf_counter() - began
        line.close()
    assert entries == records
    return {"seconds": spent, "bytes": size, "pages": pages}


def bytes_each(programme: Programme) -> dict[str, float]:
    """Packed bytes of one op in a push of 200: a person registered, one answer corrected."""
    desk = Desk(programme, "b00001", 1)
    registered, corrected = desk.registers(200), desk.corrects(200)
    return {
        kind: len(gzip.compress(message(desk, ops), 6)) / len(ops)
        for kind, ops in (("register", registered), ("correct", corrected))
    }
