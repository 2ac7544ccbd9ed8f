"""What changed more than a month ago is let go: a phone that was away for longer starts over and loses nothing of its
own; all others notice nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from server.storage import collection
from server.storage import tables as t
from server.storage.collection import collect
from tests.actors.house import House
from tests.actors.post import Post, shadows_agree
from tests.parcels import DEPOT, OFFICE, SHOP

DAY_MINUTES = 24 * 60


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path)
    yield house
    house.close()


def collects(house: House) -> int:
    with house.engine.begin() as db:
        return collect(db, house.clock.ms - 30 * DAY_MINUTES * 60_000)


def rows(house: House, table: sa.Table) -> int:
    with house.engine.begin() as db:
        return db.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


async def hands_over(clerk: Post, keeper: Post, label: str) -> str:
    """A parcel that goes to the shop and is in the depot no more."""
    record = clerk.fills("take_in", label=label, shop=SHOP)
    clerk.fills("send", record)
    await clerk.syncs()
    await keeper.syncs()
    keeper.fills("receive", record)
    await keeper.syncs()
    return record


async def test_a_phone_that_was_away_longer_starts_over_and_keeps_its_outbox(house: House) -> None:
    clerk, keeper = Post(house, "k00001", DEPOT, ("clerk",)), Post(house, "k00002", SHOP, ("shopkeeper",))
    away = Post(house, "k00003", DEPOT, ("clerk",))
    stays = clerk.fills("take_in", label="stays")
    gone = clerk.fills("take_in", label="gone", shop=SHOP)
    await clerk.syncs()
    await away.syncs()
    clerk.fills("send", gone)
    await clerk.syncs()
    await keeper.syncs()
    keeper.fills("receive", gone)
    await keeper.syncs()
    house.clock.pass_minutes(40 * DAY_MINUTES)
    clerk.fills("mark", stays, colour="red")
    await clerk.syncs()
    assert not away.is_blind_to(gone)
    typed = away.fills("take_in", label="typed far away")
    assert collects(house) > 0
    answer = await away.exchanges()
    assert answer.reset
    assert [verdict.code for verdict in answer.verdicts] == ["applied"]
    await away.syncs()
    assert away.is_blind_to(gone)
    assert (away.sees(stays).values["colour"], away.sees(typed).values["label"]) == ("red", "typed far away")
    assert shadows_agree(house)


async def test_phones_that_came_by_notice_nothing(house: House) -> None:
    clerk, keeper = Post(house, "k00001", DEPOT, ("clerk",)), Post(house, "k00002", SHOP, ("shopkeeper",))
    office = Post(house, "k00003", OFFICE, ("lead",))
    record = await hands_over(clerk, keeper, "L1")
    for post in (clerk, office):
        await post.syncs()
    house.clock.pass_minutes(40 * DAY_MINUTES)
    later = await hands_over(clerk, keeper, "L2")
    before = rows(house, t.touches)
    assert collects(house) > 0
    assert rows(house, t.touches) < before
    for post in (clerk, keeper, office):
        answer = await post.exchanges()
        assert not answer.reset
        await post.syncs()
    assert clerk.is_blind_to(record)
    assert [office.state(one) for one in (record, later)] == ["received", "received"]
    fresh = Post(house, "k00009", OFFICE, ("lead",))
    await fresh.syncs()
    assert fresh.sees(record).values == office.sees(record).values
    assert shadows_agree(house)


async def test_what_is_needed_again_comes_back_whole(house: House) -> None:
    clerk, keeper = Post(house, "k00001", DEPOT, ("clerk",)), Post(house, "k00002", SHOP, ("clerk", "shopkeeper"))
    record = await hands_over(clerk, keeper, "L1")
    await clerk.syncs()
    house.clock.pass_minutes(40 * DAY_MINUTES)
    clerk.fills("take_in", label="L2")
    await clerk.syncs()
    collects(house)
    assert clerk.is_blind_to(record)
    keeper.saves("mark", [keeper.filled("mark", record, colour="red")])
    with house.engine.begin() as db:
        assert (
            db.execute(sa.select(t.members).where(t.members.c.scope == DEPOT, t.members.c.record == record)).all() == []
        )
    await keeper.syncs()
    await keeper.syncs()
    assert keeper.sees(record).values["colour"] == "red"
    assert shadows_agree(house)


async def test_it_is_let_go_in_bites_and_never_what_is_younger(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collection, "POSITIONS_MAX", 2)
    clerk = Post(house, "k00001", DEPOT, ("clerk",))
    for number in range(5):
        clerk.fills("take_in", label=f"L{number}")
    await clerk.syncs()
    assert collects(house) == 0
    house.clock.pass_minutes(31 * DAY_MINUTES)
    clerk.fills("take_in", label="young")
    await clerk.syncs()
    assert [collects(house) for _ in range(4)] == [2, 4, 5, 5]
    assert rows(house, t.touches) == 1
