"""The forms change in the middle of a shift: phones on the old and the new version work side by side."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from sync.phone import Memory, Phone
from sync.programme import JourneyStep, Programme
from sync.roll_out import with_earlier
from tests.actors.house import House
from tests.actors.post import Post, shadows_agree
from tests.parcels import DEPOT, PARCELS, SHOP


def _changed(step: JourneyStep) -> JourneyStep:
    return msgspec.structs.replace(step, to="checked") if step.event == "receive" else step


JOURNEY = PARCELS.journeys["parcel"]
NEW_FIELDS = {
    **{name: field for name, field in PARCELS.kinds["parcel"].items() if name != "weight"},
    "tags": msgspec.structs.replace(PARCELS.kinds["parcel"]["tags"], options=("a", "b")),
}
NEW: Programme = msgspec.structs.replace(
    PARCELS,
    version="p2",
    journeys={"parcel": msgspec.structs.replace(JOURNEY, steps=tuple(map(_changed, JOURNEY.steps)))},
    forms={
        name: msgspec.structs.replace(form, fields=NEW_FIELDS if form.fields else {})
        for name, form in PARCELS.forms.items()
        if name != "seize"
    },
    kinds={"parcel": NEW_FIELDS},
    places=tuple(place for place in PARCELS.places if place.code != SHOP),
)
"""Receiving leads to another state; seizing, weights, one tag and one place are no more."""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path)
    yield house
    house.close()


def rolls_out(house: House) -> None:
    house.programme = house.intake.programme = with_earlier(NEW, [PARCELS, NEW])


def joins(house: House, inc: str, programme: Programme) -> Post:
    """A clerk whose phone has this version."""
    post = Post(house, inc, DEPOT, ("clerk", "shopkeeper", "lead"))
    post.phone = Phone(Memory(post.phone.memory.author), programme)
    return post


@pytest.mark.accepts("M37")
async def test_each_phone_moves_people_by_the_version_it_works_by(house: House) -> None:
    old, new = joins(house, "old001", PARCELS), joins(house, "new001", NEW)
    before, first, second = (old.fills("take_in", shop=SHOP, label="L") for _ in range(3))
    for record in (before, first, second):
        old.fills("send", record)
    old.fills("receive", before)
    await old.syncs()
    rolls_out(house)
    await new.syncs()
    old.fills("receive", first)
    new.fills("receive", second)
    assert {verdict.code for verdict in await old.syncs()} == {"applied"}
    assert {verdict.code for verdict in await new.syncs()} == {"applied"}
    # What comes later on changes nothing of what was.
    for post, record in ((new, before), (new, first), (old, second)):
        await post.syncs()
        post.fills("mark", record, colour="red")
    await old.syncs()
    for post in (new, old, new):
        await post.syncs()
        assert [post.state(record) for record in (before, first, second)] == ["received", "received", "checked"]
    assert shadows_agree(house)


async def test_an_act_filled_yesterday_with_what_is_no_more_enters(house: House) -> None:
    old = joins(house, "old001", PARCELS)
    record = old.fills("take_in", label="L", shop=SHOP, tags=["a", "c"], weight=3)
    old.fills("seize", record)
    rolls_out(house)
    assert [(verdict.code, verdict.detail) for verdict in await old.syncs()] == [("applied", None)] * 2
    assert (old.state(record), old.sees(record).values["tags"], old.sees(record).values["weight"]) == (
        "seized",
        ["a", "c"],
        3,
    )
    assert shadows_agree(house)


async def test_what_is_no_more_is_not_offered_to_those_on_the_new_version(house: House) -> None:
    old, new = joins(house, "old001", PARCELS), joins(house, "new001", NEW)
    record = old.fills("take_in", label="L", weight=3)
    await old.syncs()
    rolls_out(house)
    await new.syncs()
    assert "weight" not in new.sees(record).values
    assert "seize" not in new.phone.programme.forms
