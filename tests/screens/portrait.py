"""The picture in the README: the duty leader's wall with forty people on it, and the network cut."""

import tempfile
from pathlib import Path

from playwright.sync_api import Playwright, expect

from tests.actors.browser import Browser
from tests.actors.demo import Demo
from tests.actors.device import Device
from tests.screens.camera import lit

WAITS_MS = 60_000
WALL = {"width": 1280, "height": 860}


def takes(playwright: Playwright, path: Path) -> None:
    """A demo of its own; the switch is the one that everybody has in practice."""
    with tempfile.TemporaryDirectory(prefix="homeward-portrait-") as folder:
        demo = Demo(Path(folder), alive=True)
        demo.start()
        browser = Browser(playwright, Path(folder) / "profile")
        browser.open()
        try:
            front = browser.window(demo.front)
            expect(front.locator(".front-figures")).to_be_visible(timeout=WAITS_MS)
            with browser.context.expect_page() as opened:
                front.get_by_role("link", name="Open the wall").click()
            duty = Device(opened.value)
            expect(duty.page.locator(".sum")).to_be_visible(timeout=WAITS_MS)
            lit(duty.page, "desk", "day")
            duty.page.set_viewport_size({"width": WALL["width"], "height": WALL["height"]})
            duty.taps("Lose the network").reads("The network is gone")
            duty.page.evaluate("scrollTo(0, 0)")
            duty.page.wait_for_timeout(500)
            duty.page.screenshot(path=str(path), animations="disabled", caret="hide")
        finally:
            browser.close()
            demo.kill()
