"""`make screens`: a picture of every screen into var/screens; with --readme only the README's picture."""

import argparse
import shutil
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Playwright, sync_playwright

from tests.actors.browser import Browser
from tests.actors.demo import Demo
from tests.screens import sheet
from tests.screens.camera import Camera, Eye
from tests.screens.portrait import Portrait
from tests.screens.walk import walk
from tests.tools.environment import ROOT
from tests.tools.needs import CHINESE_FONT, require

FOLDER = ROOT / "var" / "screens"
README_PICTURE = ROOT / "docs" / "screenshot.png"


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m tests.screens", description=__doc__)
    asked.add_argument("--readme", action="store_true", help=f"only {README_PICTURE.relative_to(ROOT)}")
    began = time.monotonic()
    require(CHINESE_FONT)
    if asked.parse_args().readme:
        looks(Portrait(README_PICTURE))
        print(f"{README_PICTURE.relative_to(ROOT)}: {README_PICTURE.stat().st_size / 1000:.0f} kB")
        return
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    camera = Camera(FOLDER)
    try:
        looks(camera)
    finally:
        page = sheet.write(FOLDER, camera.names)
        count = len(list(FOLDER.glob("*.png")))
        print(f"{count} pictures of {len(camera.names)} screens in {time.monotonic() - began:.0f} s: {page}")


def looks(eye: Eye) -> None:
    """The whole walk on a demo and in two browsers of its own."""
    with tempfile.TemporaryDirectory(prefix="homeward-screens-") as folder, sync_playwright() as playwright:
        demo = Demo(Path(folder))
        demo.start()
        one, another = (_opened(playwright, Path(folder) / name) for name in ("one", "another"))
        try:
            walk(demo, one, another, eye)
        except Exception:
            _keeps_what_broke(one, another)
            raise
        finally:
            another.close()
            one.close()
            demo.kill()


def _keeps_what_broke(*browsers: Browser) -> None:
    """A picture of every open window where the walk ended."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for number, page in enumerate(page for browser in browsers for page in browser.context.pages):
        page.bring_to_front()
        path = FOLDER / f"broken-{number}.png"
        page.screenshot(path=str(path))
        print(f"{page.url}: {path}")


def _opened(playwright: Playwright, profile: Path) -> Browser:
    browser = Browser(playwright, profile)
    browser.open()
    return browser


if __name__ == "__main__":
    main()
