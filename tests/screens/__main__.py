"""`make screens`: a picture of every screen into var/screens; with --readme only the README's picture."""

import argparse
import shutil
import time

from playwright.sync_api import Playwright, sync_playwright

from tests.screens import portrait, sheet
from tests.screens.camera import Camera
from tests.screens.walk import looks
from tests.tools.environment import ROOT
from tests.tools.needs import CHINESE_FONT, require

FOLDER = ROOT / "var" / "screens"
README_PICTURE = ROOT / "docs" / "screenshot.png"


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m tests.screens", description=__doc__)
    asked.add_argument("--readme", action="store_true", help=f"only {README_PICTURE.relative_to(ROOT)}")
    readme = asked.parse_args().readme
    require(CHINESE_FONT)
    with sync_playwright() as playwright:
        if readme:
            portrait.takes(playwright, README_PICTURE)
            print(f"{README_PICTURE.relative_to(ROOT)}: {README_PICTURE.stat().st_size / 1000:.0f} kB")
        else:
            takes_all(playwright)


def takes_all(playwright: Playwright) -> None:
    began = time.monotonic()
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    camera = Camera(FOLDER)
    try:
        looks(playwright, camera, FOLDER)
    finally:
        page = sheet.write(FOLDER, camera.names)
        count = len(list(FOLDER.glob("*.png")))
        print(f"{count} pictures of {len(camera.names)} screens in {time.monotonic() - began:.0f} s: {page}")


if __name__ == "__main__":
    main()
