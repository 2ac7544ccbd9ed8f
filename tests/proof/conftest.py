"""The browser of the browser tests, for the proofs that need one."""

import pytest

from tests.browser.conftest import playwright as playwright


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Those with a browser come last: its loop stays open behind them, and no other may run beside it."""
    items.sort(key=lambda item: "playwright" in getattr(item, "fixturenames", ()))
