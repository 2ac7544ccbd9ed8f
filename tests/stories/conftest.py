"""The operation in Changning, with everybody at their posts."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from server import programme
from tests.actors.house import House
from tests.actors.post import Post
from tests.actors.push_service import PushService

if TYPE_CHECKING:
    from tests.stories.office import Office

MIDDAY_21_MARCH_2020 = 1_584_763_200_000


class Operation(NamedTuple):
    """The posts of the demo, and a second desk beside the first."""

    house: House
    desk: Post
    desk_two: Post
    holding: Post
    street: Post
    site: Post
    duty: Post

    async def all_sync(self) -> None:
        for post in (self.desk, self.desk_two, self.holding, self.street, self.site, self.duty):
            await post.syncs()


@pytest.fixture
def operation(tmp_path: Path, database: str) -> Iterator[Operation]:
    store = database if database.startswith("postgres") else tmp_path
    house = House(store, programme.read(programme.seed("changning")).programme)
    house.clock.ms = MIDDAY_21_MARCH_2020
    station = ("station", "station_lead", "escort")
    yield Operation(
        house,
        Post(house, "desk01", "station:PVG-T1", station),
        Post(house, "desk02", "station:PVG-T1", ("station", "escort")),
        Post(house, "hold01", "site:HP1", ("holding_point", "liaison", "medical")),
        Post(house, "gubei1", "street:310105009", ("street", "street_lead")),
        Post(house, "site01", "site:CS1", ("site_desk",)),
        Post(house, "duty01", "district:310105", ("duty_leader",)),
    )
    house.close()


@pytest.fixture
async def service(operation: Operation, caplog: pytest.LogCaptureFixture) -> AsyncIterator[PushService]:
    """Whatever happens, nothing was wrong with a message, and no secret of a phone is in the log."""
    service = await PushService(operation.house.clock.now_ms).open()
    caplog.set_level("DEBUG")
    yield service
    await service.close()
    assert service.complaints == []
    assert [secret for secret in service.secrets() if secret in caplog.text] == []


@pytest.fixture
async def office(operation: Operation, service: PushService, tmp_path: Path) -> AsyncIterator["Office"]:
    from tests.stories.office import Office  # it speaks of the operation above

    office = Office(operation, service, tmp_path)
    yield office
    await office.courier.close()
