"""A camera that takes each screen in every language, size and light, without walking there again."""

from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Protocol

from playwright.sync_api import Page

from tests.actors.browser import DESK, PHONE
from tests.actors.device import Device

LANGUAGES = ("en", "zh-Hans")
BRIEFLY = ("ja", "ko")
"""Languages taken on a phone by day only: size and light do what they do in any other."""
SIZES = {"phone": PHONE, "desk": DESK}
LIGHTS = ("day", "night")
SETTLES_MS = 250

FIND_HEIGHT = "document.documentElement.scrollHeight"

Again = Callable[[Device], object]


class Eye(Protocol):
    """Whoever looks at the screens on a walk."""

    def sees(self, device: Device, name: str, again: Again | None = None, sun: bool = False) -> None:
        """Looks at what is on the screen. `again` brings back what a reload forgets; `sun`: also in bright light."""


class Camera:
    """An eye that keeps pictures: `NN-name.language.size.light.png`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.names: list[str] = []

    def sees(self, device: Device, name: str, again: Again | None = None, sun: bool = False) -> None:
        name = f"{len(self.names):02}-{name}"
        self.names.append(name)
        device.page.bring_to_front()
        # A screen may still be coming out of the phone's store.
        device.page.wait_for_timeout(SETTLES_MS)
        for language in LANGUAGES:
            speaks(device, language, again)
            for size, light in product(SIZES, (*LIGHTS, *(("sun",) if sun else ()))):
                picture(device.page, size, light, self.folder / f"{name}.{language}.{size}.{light}.png")
        plain(device)
        for language in BRIEFLY:
            speaks(device, language, again)
            picture(device.page, "phone", "day", self.folder / f"{name}.{language}.phone.day.png")
        speaks(device, "en", again)


def speaks(device: Device, language: str, again: Again | None = None) -> None:
    """Switches by the button of a form, which forgets nothing; elsewhere by the setting and a reload."""
    page = device.page
    page.bring_to_front()
    if page.evaluate("document.documentElement.lang") == language:
        return
    beside = page.locator(f".speak button:has([lang='{language}'])")
    if beside.count():
        beside.first.click()
    else:
        page.evaluate("to => localStorage.setItem('homeward.language', to)", language)
        page.reload()
        page.wait_for_selector(".screen-title, .card, .sum")
        if again:
            again(device)
    page.wait_for_function("to => document.documentElement.lang === to", arg=language)
    page.wait_for_timeout(SETTLES_MS)


def lit(page: Page, size: str, light: str) -> None:
    page.set_viewport_size(SIZES[size])
    page.emulate_media(color_scheme="dark" if light == "night" else "light", reduced_motion="reduce")
    page.evaluate(
        "light => { const root = document.documentElement;"
        " if (light === 'sun') root.dataset.mode = 'sun'; else delete root.dataset.mode; }",
        light,
    )


def plain(device: Device) -> None:
    lit(device.page, "phone", "day")


def picture(page: Page, size: str, light: str, path: Path) -> None:
    """A phone's screen is taken to its end, as if the phone were long enough; a desk's as it stands."""
    lit(page, size, light)
    if size == "phone":
        page.set_viewport_size({**PHONE, "height": max(PHONE["height"], page.evaluate(FIND_HEIGHT))})
    page.screenshot(path=str(path), animations="disabled", caret="hide")
