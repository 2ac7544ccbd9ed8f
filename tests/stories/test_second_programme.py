"""The same house with another programme: residents bring paper and glass, points add up, lots go to a yard."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from server import programme
from server.watch import Watch
from sync.exchange import Put
from sync.op import Value
from tests.actors.house import House
from tests.actors.post import Post, shadows_agree

FOLDER = Path(__file__).resolve().parents[1] / "programmes" / "recycling"


class Recycling(NamedTuple):
    """Two points, a truck, the yard and the keeper's office."""

    house: House
    gate: Post
    market: Post
    truck: Post
    yard: Post
    office: Post

    async def all_sync(self) -> None:
        for post in (self.gate, self.market, self.truck, self.yard, self.office):
            await post.syncs()


@pytest.fixture
def recycling(tmp_path: Path) -> Iterator[Recycling]:
    house = House(tmp_path, programme.read(FOLDER).programme)
    yield Recycling(
        house,
        Post(house, "gate01", "point:P1", ("weigher",)),
        Post(house, "mark01", "point:P2", ("weigher",)),
        Post(house, "truck1", "point:P1", ("driver",)),
        Post(house, "yard01", "yard:Y1", ("buyer",)),
        Post(house, "offic1", "office:O1", ("keeper",)),
    )
    house.close()


def weighs(post: Post, account: str, kind: str, points: int) -> str:
    answers: dict[str, Value] = {"class": kind, "grams": 1000 + points, "pay": "points", "points": points}
    return post.fills("weigh", account=account, **answers)


async def test_two_points_offline_weigh_for_one_account_and_every_point_counts(recycling: Recycling) -> None:
    gate, market, office = recycling.gate, recycling.market, recycling.office
    account = gate.fills("open_account", card="ga-0001", nickname="Auntie Wu")
    await recycling.all_sync()
    for number in range(5):
        weighs(gate, account, "paper", 10 + number)
        weighs(market, account, "glass", 100)
        recycling.house.clock.pass_minutes(7)
    market.fills("new_card", account, card="GA 0002")
    assert (gate.sees(account).values["points"], market.sees(account).values["points"]) == (60, 500)
    heard = await market.syncs() + await gate.syncs()
    assert {verdict.code for verdict in heard} == {"applied"}
    await recycling.all_sync()
    for phone in (gate, market, office):
        assert (phone.sees(account).values["points"], phone.sees(account).values["card"]) == (560, "GA 0002")
    assert len(office.sees_kind("weighing")) == 10
    assert len(gate.sees_kind("weighing")) == 5, "the other point's ledger is its own"
    assert shadows_agree(recycling.house)


async def test_two_hands_fill_one_lot_and_the_worse_look_of_it_stands(recycling: Recycling) -> None:
    gate, office = recycling.gate, recycling.office
    other = Post(recycling.house, "gate02", "point:P1", ("weigher",))
    lot = gate.fills("begin_lot", classes=["paper"])
    await gate.syncs()
    await other.syncs()
    gate.fills("fill_lot", lot, grams=12_000, classes=["paper", "plastic"], cleanness="clean", remarks="dry")
    other.fills("fill_lot", lot, grams=8_000, classes=["paper", "glass"], cleanness="dirty", remarks="bottles inside")
    for phone in (gate, other, gate, office):
        await phone.syncs()
    for phone in (gate, other, office):
        seen = phone.sees(lot)
        assert (seen.values["grams"], seen.values["cleanness"], seen.conflicts) == (20_000, "dirty", [])
        assert set(as_list(seen.values["classes"])) == {"paper", "plastic", "glass"}
        assert set(as_list(seen.values["remarks"])) == {"dry", "bottles inside"}
    assert shadows_agree(recycling.house)


def as_list(value: object) -> list[object]:
    assert isinstance(value, list)
    return value


async def test_a_forgotten_lot_goes_out_and_comes_back_and_is_taken(recycling: Recycling) -> None:
    house, gate, truck, yard, office = (
        recycling.house,
        recycling.gate,
        recycling.truck,
        recycling.yard,
        recycling.office,
    )
    watch = Watch(house.engine, house.writer, house.intake, house.clock)
    await watch.open()
    lot = gate.fills("begin_lot", classes=["metal"])
    gate.fills("fill_lot", lot, grams=5_000, classes=["metal"])
    gate.fills("seal_lot", lot, seal_no="SEAL-9")
    await gate.syncs()
    house.clock.pass_minutes(1441)
    await watch.tick()
    await truck.syncs()
    assert truck.state(lot) == "overdue"
    run = truck.fills("plan_run", truck="沪C-TEST3", slots=1, yard="yard:Y1")
    truck.fills("load", run, loaded=[lot])
    assert {verdict.code for verdict in await truck.syncs()} == {"applied"}
    await yard.syncs()
    assert yard.sees(lot).journey == truck.sees(lot).journey
    assert (yard.state(lot), held_by(yard, lot)) == ("on_truck", f"run:{run}")
    yard.fills("take_lot", lot=lot, weighed=4_000, answer="sent_back", fault="wet")
    await yard.syncs()
    await gate.syncs()
    gate.fills("back_at_point", lot, remarks="dried")
    assert {verdict.code for verdict in await gate.syncs()} == {"applied"}
    await recycling.all_sync()
    assert (gate.state(lot), held_by(gate, lot)) == ("filling", "point:P1")
    assert yard.is_blind_to(lot), "it is on its way no longer"
    chain = office.sees(lot)
    assert [event.name for event in chain.events] == ["begin", "seal", "forgotten", "load", "send_back", "come_back"]
    assert chain.journey
    assert chain.journey.anomalies == []
    assert shadows_agree(house)


def held_by(post: Post, record: str) -> str | None:
    journey = post.sees(record).journey
    return journey.holder if journey else None


async def test_a_truck_takes_no_more_than_it_has_slots_without_somebody_hearing_of_it(recycling: Recycling) -> None:
    gate, truck, office = recycling.gate, recycling.truck, recycling.office
    lots = [gate.fills("begin_lot", classes=["paper"]) for _ in range(2)]
    for lot in lots:
        gate.fills("fill_lot", lot, grams=100, classes=["paper"])
        gate.fills("seal_lot", lot, seal_no="S1")
    await gate.syncs()
    await truck.syncs()
    run = truck.fills("plan_run", truck="沪C-TEST3", slots=1, yard="yard:Y1")
    truck.fills("load", run, loaded=[*lots])
    await truck.syncs()
    await office.syncs()
    noted = [anomaly.detail for lot in lots if (journey := office.sees(lot).journey) for anomaly in journey.anomalies]
    assert noted == ["slot_left"]


async def test_nobody_does_another_ones_work(recycling: Recycling) -> None:
    house, yard = recycling.house, recycling.yard
    guard = Post(house, "yard02", "yard:Y1", ("driver",))
    lot = recycling.gate.fills("begin_lot", classes=["paper"])
    await recycling.gate.syncs()
    guard.fills("take_lot", lot=lot, weighed=1, answer="taken")
    assert [verdict.detail for verdict in await guard.syncs()] == ["role:take_lot"]
    yard.fills("plan_run", truck="X", slots=1, yard="yard:Y1")
    assert [verdict.detail for verdict in await yard.syncs()] == ["role:plan_run"]
    page = house.page(("office:O1",))
    assert [entry.record for entry in page.entries if isinstance(entry, Put)] == [lot]
