"""A second programme on the same engine: a ledger of points, and lots that travel to a yard."""

from pathlib import Path

import pytest

from server.programme import check, read

from .post import House, Post

FOLDER = Path(__file__).parent / "recycling"


@pytest.fixture
def house() -> House:
    return House(read(FOLDER).programme)


def test_it_can_be_published() -> None:
    assert check(FOLDER) == []


def test_points_add_up_on_the_account(house: House) -> None:
    gate, market = (
        Post(house, inc, place, "weigher") for inc, place in (("aaaaaa", "point:P1"), ("bbbbbb", "point:P2"))
    )
    [account] = gate.does("open_account", open_account={"card": "ga-0001"})["open_account"]
    gate.does("weigh", account, weigh={"class": "paper", "grams": 2500, "pay": "points", "points": 25})
    market.does("weigh", account, weigh={"class": "metal", "grams": 800, "pay": "points", "points": 40})
    market.does("weigh", account, weigh={"class": "glass", "grams": 900, "pay": "cash", "cents": 120})
    assert house.says(account, "points") == 65
    market.does("new_card", account, new_card={"card": "ga-0002"})
    assert (house.says(account, "card"), house.says(account, "points")) == ("ga-0002", 65)


def test_a_lot_goes_to_the_yard_and_may_come_back(house: House) -> None:
    point = Post(house, "aaaaaa", "point:P1", "weigher", "driver")
    yard = Post(house, "bbbbbb", "yard:Y1", "buyer")
    [lot] = point.does("begin_lot", begin_lot={"classes": ["paper"]})["begin_lot"]
    for grams in (12_000, 8_000):
        point.does("fill", lot, fill_lot={"grams": grams, "classes": ["paper", "plastic"], "remarks": "dry"})
    assert house.says(lot, "grams") == 20_000
    point.does("seal", lot, seal_lot={"seal_no": "SEAL-9"})
    [run] = point.does("plan_run", plan_run={"truck": "沪C-TEST3", "slots": 2, "yard": "yard:Y1"})["plan_run"]
    assert not yard.sees(lot)
    point.does("load", run, load={"loaded": [lot]})
    assert (house.says(lot, "holder"), yard.sees(lot)) == (f"run:{run}", True)
    yard.does("take", lot, take_lot={"weighed": 19_500, "answer": "sent_back", "fault": "wet"})
    point.does("come_back", lot, back_at_point={"remarks": "wet, dried again"})
    assert (house.says(lot, "state"), house.says(lot, "holder")) == ("filling", "point:P1")
