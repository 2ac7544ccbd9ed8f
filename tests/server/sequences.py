"""Bad input that takes more than one message: replays, forks, skips, poison in odd places."""

import asyncio

import sqlalchemy as sa

from server.storage import tables as t
from tests.server.scene import Row, Scene


async def _replayed(scene: Scene) -> str:
    acts = [scene.act(scene.clerk) for _ in range(3)]
    first = await scene.exchanged(scene.clerk, *acts)
    spaced = [bytes(each).replace(b",", b" ,\n ") for each in acts]
    again = await scene.sent(scene.clerk, *spaced)
    assert again.json()[2] == (await scene.sent(scene.clerk, *acts)).json()[2]
    return " ".join(first)


async def _replayed_at_once(scene: Scene) -> str:
    body = scene.message(scene.clerk, *(scene.act(scene.clerk) for _ in range(3)))
    answers = await asyncio.gather(*(scene.clerk.posts(body) for _ in range(6)))
    said = [answer.json()[2] for answer in answers]
    assert all(each == said[0] for each in said)
    assert len(scene.log()) == 4
    return " ".join(verdict[1] for verdict in said[0])


async def _poison_first(scene: Scene) -> str:
    acts = [b'{"poison":1}', *(scene.act(scene.clerk) for _ in range(199))]
    acts[1:] = [scene.act(scene.clerk, seq=str(n)) for n in range(3, 202)]
    verdicts = await scene.exchanged(scene.clerk, *acts)
    assert await scene.exchanged(scene.clerk, *acts) == verdicts
    scene.clerk.seq = 201
    assert verdicts[1:] == ["applied"] * 199
    return verdicts[0]


async def _poison_only(scene: Scene) -> str:
    acts = [b'{"poison":1}', b'{"poison":2}']
    verdicts = await scene.exchanged(scene.clerk, *acts)
    assert await scene.exchanged(scene.clerk, *acts) == verdicts
    scene.clerk.seq = 3
    return " ".join(verdicts)


async def _poison_among_200(scene: Scene) -> str:
    acts = [scene.act(scene.clerk) for _ in range(200)]
    acts[99] = b'[101,{"no":"act"}]'
    verdicts = await scene.exchanged(scene.clerk, *acts)
    assert verdicts[:99] + verdicts[100:] == ["applied"] * 199
    return verdicts[99]


async def _forked(scene: Scene) -> str:
    same, mine = scene.act(scene.clerk), scene.act(scene.clerk)
    await scene.exchanged(scene.clerk, same, mine)
    scene.clerk.seq -= 1
    other = scene.act(scene.clerk)
    said = (await scene.sent(scene.clerk, same, other)).json()
    assert (said["from"], [verdict[:2] for verdict in said["verdicts"]]) == (3, [[2, "applied"]])
    new = await scene.staff.enrols()
    assert await scene.exchanged(new, scene.act(new, **_slots(other))) == ["applied"]
    return f"{said['status']} {said['code']}"


def _slots(act: bytes) -> dict[str, str]:
    """The parcel of an act, for the same act under another name."""
    return {"record": act.decode().split('"parcel",')[1].split(",")[0]}


async def _skipped(scene: Scene) -> str:
    scene.clerk.seq = 4
    gone = scene.act(scene.clerk)
    verdicts = await scene.exchanged(scene.clerk, gone, skip="[[7,9],[2,4],[1,99]]")
    with scene.house.engine.connect() as db:
        assert [(row.first, row.last) for row in db.execute(sa.select(t.skips))] == [(2, 4)]
    return " ".join(verdicts)


async def _refilled(scene: Scene) -> str:
    return " ".join(await scene.exchanged(scene.clerk, scene.act(scene.clerk), refill="[[1,1],[9,9]]"))


async def _revoked(scene: Scene) -> str:
    phone = await scene.staff.enrols()
    scene.staff.revokes(phone)
    acts = scene.act(phone), scene.act(phone)
    said = (await scene.sent(phone, *acts)).json()
    assert [body for dot, body in scene.log().items() if dot.inc == phone.inc] == [*acts]
    return f"{said['status']} {said['code']}"


SEQUENCES = [
    Row("the same again, spaced otherwise", "applied applied applied", _replayed),
    Row("the same six times at once", "applied applied applied", _replayed_at_once),
    Row("poison before 199 good ones", "quarantined malformed", _poison_first),
    Row("poison and nothing else", "quarantined malformed quarantined malformed", _poison_only),
    Row("poison among 199 good ones", "quarantined malformed", _poison_among_200),
    Row("a cloned phone", "409 device-fork", _forked),
    Row("skips of what is not its own to skip", "applied", _skipped),
    Row("refills nobody asked for", "applied", _refilled),
    Row("a phone taken out of use", "403 revoked", _revoked),
]
