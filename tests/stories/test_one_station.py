"""Five phones of one station work a whole day without network on one bus and the same families, and then agree."""

import random

import pytest

from sync import canon
from tests.actors.post import Post, shadows_agree
from tests.stories.conftest import Operation
from tests.stories.test_the_two_ways import registers_family, signs

STATION = "station:PVG-T1"
HOURS = 6


def shown(post: Post) -> dict[str, object]:
    """All that a phone shows, but for what it has yet to send."""
    return {
        record: (seen.kind, seen.v, seen.values, seen.conflicts, seen.journey, seen.events)
        for record, seen in post.phone.views().items()
    }


@pytest.mark.accepts("M42")
async def test_five_phones_agree_after_a_day_without_network(operation: Operation) -> None:
    house, desk, chance = operation.house, operation.desk, random.Random(21)
    roles = ("station", "station_lead", "escort")
    phones = [Post(house, f"term{n:02}", STATION, roles) for n in range(5)]
    undecided = registers_family(desk, 2)
    desk.fills("notice_given", people=[*undecided], lang="en")
    bus = desk.fills("trip", **{"class": "test"}, vehicle="沪A12345", seats=80, to_site="site:HP1")
    await desk.syncs()
    for phone in phones:
        await phone.syncs()

    for _hour in range(HOURS):
        for phone in chance.sample(phones, 5):
            family = registers_family(phone, 2)
            signs(phone, family, "home")
            phone.fills("boarding", bus, boarded=[*family], split_reason=f"seats beside {phone.phone.inc}")
            house.clock.pass_minutes(12)
    for phone, choice in zip(phones, ("home", "central", "home", "home", "central"), strict=True):
        tags = {"tag_on_form": True, "tag_on_notice": True} if choice == "central" else {"home_terms": True}
        phone.fills("notice", people=[*undecided], lang="en", choice=choice, signature="M1 1L2 2", **tags)
        house.clock.pass_minutes(3)
    assert len({str(shown(phone)) for phone in phones}) == 5, "until then each has a truth of its own"

    heard = [verdict.code for phone in chance.sample(phones, 5) for verdict in await phone.syncs()]
    assert set(heard) == {"applied", "conflict"}
    for phone in phones:
        await phone.syncs()
    first = phones[0]
    for phone in phones[1:]:
        assert shown(phone) == shown(first)
    [said] = house.page((STATION,)).sums or []
    for phone in phones:
        assert canon.sum_of((record, seen.v) for record, seen in phone.phone.views().items()) == (said.count, said.xor)
        assert phone.phone.unsent == 0
    assert [first.state(person) for person in undecided] == ["queued_central"] * 2, "the safer way stands meanwhile"
    assert all(first.sees(person).conflicts == ["choice"] for person in undecided)
    assert sum(holder == f"trip:{bus}" for holder in holders(first)) == 5 * HOURS * 2
    reasons = first.sees(bus).values["split_reason"]
    assert isinstance(reasons, list)
    assert len(reasons) == 5 * HOURS
    assert shadows_agree(house)


def holders(post: Post) -> list[str | None]:
    seen = [post.sees(person).journey for person in post.sees_kind("person")]
    return [journey.holder if journey else None for journey in seen]
