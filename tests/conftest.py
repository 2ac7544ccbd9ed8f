"""What holds for all tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.actors.postgres import Postgres
from tests.tools.needs import POSTGRES, require

# A small machine that is also building something must not fail a test by being slow; the same seed for everybody.
settings.register_profile("house", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browsers last: they are the slowest, and their driver keeps the thread's event loop to itself."""
    items.sort(key=lambda item: "tests/browser/" in item.nodeid)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One cluster for all tests of a run."""
    cluster = Postgres(require(POSTGRES))
    try:
        yield cluster.make()
    finally:
        cluster.discard()


@pytest.fixture(scope="session")
def postgres_house(postgres: Postgres) -> str:
    """The database that the tests of a run empty and use in turn."""
    return postgres.fresh("house")


@pytest.fixture
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty store: SQLite, or what a module asks for with ON_BOTH."""
    if getattr(request, "param", "sqlite") == "sqlite":
        yield f"sqlite:///{tmp_path}/house.db"
        return
    url: str = request.getfixturevalue("postgres_house")
    yield url
    request.getfixturevalue("postgres").empty("house")
