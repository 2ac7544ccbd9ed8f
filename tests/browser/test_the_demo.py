"""The demo, as the README tells it to a newcomer: every bold word of its steps is one tap, in that order."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.actors.browser import DESK, Browser
from tests.actors.demo import Demo
from tests.tools.environment import ROOT

TAPS_MAX = 15
OPENS_MS, PLAYS_MS = 60_000, 120_000
STEPS = re.compile(r"^\d\. (?:.*\n)(?:   .*\n)*", re.MULTILINE)
BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)


def taps() -> list[list[str]]:
    """The bold words of each step under "Try it"."""
    told = (ROOT / "README.md").read_text("utf-8").split("\n## Try it\n", 1)[1].split("\n## ", 1)[0]
    return [[" ".join(word.split()) for word in BOLD.findall(step)] for step in STEPS.findall(told)]


@pytest.fixture
def alive(tmp_path: Path) -> Iterator[Demo]:
    demo = Demo(tmp_path, alive=True)
    demo.start()
    yield demo
    demo.kill()


class Newcomer:
    """Taps what the README says, on whichever window came to the front last."""

    def __init__(self, browser: Browser, front: str) -> None:
        self.front = self.page = browser.window(front)
        browser.context.on("page", self._looks_at)

    def _looks_at(self, page: Page) -> None:
        self.page = page

    def taps(self, word: str) -> None:
        name = re.compile(rf"^{re.escape(word)}")
        shown = self.page.get_by_role("button", name=name).or_(self.page.get_by_role("link", name=name)).first
        expect(shown).to_be_enabled(timeout=PLAYS_MS)
        if word == "Save":
            before = self.page.url
            shown.click()
            self.page.wait_for_function("before => location.href !== before", arg=before)
            # The next form is filled a moment after it came: it takes another draft's name then.
            self.page.wait_for_timeout(700)
        else:
            pages = len(self.page.context.pages)
            shown.click()
            if shown.get_attribute("target", timeout=1_000) if shown.count() else False:
                self._waits_for_window(pages)

    def _waits_for_window(self, pages: int) -> None:
        for _ in range(100):
            if len(self.page.context.pages) > pages:
                return
            self.page.wait_for_timeout(100)
        raise AssertionError("no window opened")


def test_a_newcomer_follows_the_readme_and_sees_the_chain_close(alive: Demo, browser: Browser) -> None:
    steps = taps()
    assert len(steps) == 4
    assert sum(map(len, steps)) <= TAPS_MAX
    new = Newcomer(browser, alive.front)
    expect(new.front.get_by_text("people under way")).to_be_visible(timeout=OPENS_MS)
    expect(new.front.locator(".front-figures dd")).to_have_text(["40", "1", "1", "0"])

    register, lose, hours, watch = steps
    for word in register:
        new.taps(word)
    desk = new.page
    expect(desk.locator("main")).to_contain_text("ERIKSSON ANNA MARIA")
    for word in lose[:-1]:
        new.taps(word)
    expect(desk.get_by_text("No network")).to_be_visible()
    expect(desk.get_by_text("3 on this phone")).to_be_visible()
    new.taps(lose[-1])
    expect(desk.get_by_text("All sent")).to_be_visible(timeout=40_000)

    time = desk.locator(".band time")
    before = time.inner_text()
    for word in hours:
        new.taps(word)
    expect(time).not_to_have_text(before)
    new.page = new.front
    for word in watch:
        new.taps(word)
    new.page.set_viewport_size(DESK)
    home = new.page.locator(".term-count").nth(1)
    expect(home).not_to_have_text("0", timeout=PLAYS_MS)
