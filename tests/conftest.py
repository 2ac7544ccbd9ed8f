"""What holds for all tests."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

# A small machine that is also building something must not fail a test by being slow; the same seed for everybody.
settings.register_profile("house", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browsers last: they are the slowest, and their driver keeps the thread's event loop to itself."""
    items.sort(key=lambda item: "tests/browser/" in item.nodeid)
