"""A demo house, a browser, and a phone at every post."""

from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, ViewportSize, sync_playwright

from tests.actors.browser import PHONE, Browser
from tests.actors.demo import Demo
from tests.actors.device import Device

Enrol = Callable[..., Device]


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    demo = Demo(tmp_path)
    demo.start()
    yield demo
    demo.kill()


@pytest.fixture
def browser(playwright: Playwright, tmp_path: Path) -> Iterator[Browser]:
    browser = Browser(playwright, tmp_path / "profile")
    browser.open()
    yield browser
    browser.close()


@pytest.fixture
def another(playwright: Playwright, tmp_path: Path) -> Iterator[Browser]:
    """A second phone for the same post."""
    browser = Browser(playwright, tmp_path / "another")
    browser.open()
    yield browser
    browser.close()


@pytest.fixture
def enrol(demo: Demo, browser: Browser) -> Enrol:
    """A window of the one browser, enrolled for a post."""

    def enrolled(post: str, size: ViewportSize = PHONE) -> Device:
        return Device(browser.window(demo.links[post], size)).has_sent_all()

    return enrolled


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A picture and the words of every open window beside a story that broke."""
    report = yield
    browser = getattr(item, "funcargs", {}).get("browser")
    if call.when == "call" and call.excinfo and isinstance(browser, Browser):
        for number, page in enumerate(browser.context.pages):
            path = browser.profile.parent / f"broken-{number}.png"
            page.screenshot(path=str(path))
            report.sections.append((f"window {number} {page.url} {path}", page.locator("body").inner_text()))
    return report
