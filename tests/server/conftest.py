"""A whole house behind its doors for every test: a real database, a hand-moved clock, a programme about parcels."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient

from server.app import House, create_app
from server.settings import Settings
from tests.actors.house import Hand
from tests.server.door import SHELF, Client, Phone, Staff


@pytest.fixture
def clock() -> Hand:
    return Hand()


@pytest.fixture
def settings(tmp_path: Path, database: str) -> Settings:
    return Settings(
        database=database,
        key_file=str(tmp_path / "keys" / "house.key"),
        site=str(tmp_path / "site"),
        programme=str(tmp_path),
    )


@pytest.fixture
def app(settings: Settings, clock: Hand) -> Litestar:
    return create_app(settings, clock, read=lambda _folder: SHELF)


@pytest.fixture
def opened(app: Litestar) -> House:
    """The parts behind the doors."""
    house = app.state.house
    assert isinstance(house, House)
    return house


@pytest.fixture
async def client(app: Litestar) -> AsyncIterator[Client]:
    async with AsyncTestClient(app) as client:
        yield client


@pytest.fixture
def staff(client: Client, opened: House, clock: Hand) -> Staff:
    return Staff(client, opened, clock)


@pytest.fixture
async def phone(staff: Staff) -> Phone:
    """A clerk's phone at the depot."""
    return await staff.enrols()
