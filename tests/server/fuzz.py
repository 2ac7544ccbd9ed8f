"""Messages nobody would write: good ones with bytes changed, slots swapped for any JSON, pieces repeated, or packed."""

import gzip
import json
from collections.abc import Callable
from random import Random
from typing import Any  # Any: JSON of any shape is the point

from sync.problem import PROBLEMS
from tests.server.scene import Scene, bomb

ODD: tuple[Any, ...] = (
    None, True, -1, 0, 2**53 + 1, 10**30, 1e308, 1.0, "", "\x00", "\ud800", "é" * 9, "x" * 5000, [], {}, [[]], {"a": 1}
)  # fmt: skip


def bytes_changed(chance: Random, good: bytes) -> bytes:
    said = bytearray(good)
    for _change in range(chance.randrange(1, 6)):
        said[chance.randrange(len(said))] = chance.randrange(256)
    return bytes(said)


def cut(chance: Random, good: bytes) -> bytes:
    start, end = sorted(chance.randrange(len(good) + 1) for _side in range(2))
    return good[:start] + good[end:] * chance.randrange(1, 3)


def slot_swapped(chance: Random, good: bytes) -> bytes:
    """Any slot at any depth becomes something else, or is there twice, or not at all."""
    whole = json.loads(good)
    at = whole
    while True:
        index = chance.randrange(len(at))
        inner = at[index]
        if not (isinstance(inner, list) and inner) or chance.random() < 0.2:
            break
        at = inner
    match chance.randrange(4):
        case 0:
            at.insert(index, inner)
        case 1:
            del at[index]
        case _:
            at[index] = chance.choice(ODD)
    return json.dumps(whole).encode()


def nested(chance: Random, _good: bytes) -> bytes:
    depth = chance.choice((10, 1_000, 100_000))
    return b"[" * depth + b"]" * chance.choice((0, depth))


def packed_badly(chance: Random, good: bytes) -> bytes:
    return bytes_changed(chance, gzip.compress(good))


WAYS: tuple[Callable[[Random, bytes], bytes], ...] = (
    bytes_changed, cut, slot_swapped, slot_swapped, slot_swapped, nested, packed_badly
)  # fmt: skip


async def fuzz(scene: Scene, seed: int, messages: int) -> dict[int, int]:
    """Send so many; how many got which status. Each is answered with verdicts or with a problem of the catalogue."""
    chance = Random(seed)
    phone = await scene.staff.enrols()
    statuses: dict[int, int] = {}
    for at in range(messages):
        way = chance.choice(WAYS)
        good = scene.message(phone, scene.act(phone), scene.act(phone, event="null", record='"<known>"'))
        said = bomb(good) if at % 50 == 49 else way(chance, good)
        packed = {"content_encoding": "gzip"} if way is packed_badly or at % 50 == 49 else {}
        answer = await phone.posts(said, **packed)
        statuses[answer.status_code] = statuses.get(answer.status_code, 0) + 1
        if answer.status_code != 200:
            code = answer.json()["code"]
            assert (answer.status_code, code in PROBLEMS) == (PROBLEMS[code].status, True), said[:300]
            assert answer.status_code < 500, said[:300]
            phone.seq = (await phone.exchange()).last_seq
        else:
            phone.seq = answer.json()[3]
    return statuses
