"""One push service of another make: what it accepts is no proof, what it can read is."""

import json
from collections.abc import Iterator

import msgspec
import pytest

from server.notify import subscription
from server.notify.subscription import Asked
from tests.actors.other_push_service import OtherPushService
from tests.stories.office import Office


@pytest.fixture
def other(office: Office) -> Iterator[OtherPushService]:
    service = OtherPushService(office.house.clock.ms)
    yield service
    service.close()


async def test_it_reads_what_the_house_sends_and_is_let_go_when_it_has_let_go(
    office: Office, other: OtherPushService
) -> None:
    name, asks = other.subscribes(office.vapid.public)
    with office.house.engine.begin() as db:
        asked, now = msgspec.convert(asks, Asked), office.house.clock.ms
        subscription.keep(db, "gubei1", asked, other.origin, office.vapid.key_id, now)
    office.courier = office.hires(other.origin)

    offer = await office.offers()
    await office.carries()
    assert office.timeline(offer) == ["queued", "attempted", "accepted_by_push"]
    [text] = other.heard(name)
    assert json.loads(text)["notification"]["title"] == "有 3 人等待接回"

    other.expires(name)
    offer = await office.offers()
    await office.carries()
    assert office.timeline(offer) == ["queued", "attempted", "gone"]
