"""The app on a slow phone: Chromium with the processor six times slower and the network gone."""

import asyncio
import math
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
from playwright.sync_api import Page, sync_playwright

from server import programme
from sync.exchange import Exchange
from tests.actors.browser import Browser
from tests.actors.demo import Demo
from tests.actors.device import Device
from tests.actors.house import House
from tests.actors.passport import lines as passport
from tests.bench.load import ROLES, Desk, message
from tests.tools.needs import CHROMIUM, provide

RECORDS = 500
STARTS = 5
SAVES = 12
SLOWER = 6
POST = "station:PVG-T1"
FIRST_ROW = "() => document.querySelector('main li') ? performance.now() : false"
SAVE = """() => new Promise(done => {
  const save = [...document.querySelectorAll('button')].find(one => /^Save/.test(one.innerText));
  const from = location.href, began = performance.now();
  const look = () => requestAnimationFrame(() => location.href === from ? look() : done(performance.now() - began));
  save.click();
  look();
})"""


def lines(folder: Path) -> Iterator[str]:
    """What is printed."""
    if missing := provide(CHROMIUM):
        yield missing
        return
    starts, saves = measured(folder)
    yield f"The app in Chromium, processor {SLOWER} times slower, no network"
    yield f"  cold start to the list, {RECORDS} people   {statistics.median(starts):6.0f} ms, median of {STARTS}"
    yield (
        f"  a registration saved, to the next step {statistics.median(saves):6.0f} ms p50, "
        f"{sorted(saves)[math.ceil(len(saves) * 0.95) - 1]:.0f} ms p95 of {SAVES}"
    )


def measured(folder: Path) -> tuple[list[float], list[float]]:
    """Milliseconds of each start and of each save."""
    asyncio.run(_fill(folder))
    demo = Demo(folder)
    demo.start()
    try:
        with sync_playwright() as playwright:
            browser = Browser(playwright, folder / "profile")
            browser.open()
            desk = Device(browser.window(demo.links["station"])).has_sent_all()
            desk.page.wait_for_function(FIRST_ROW)
            desk.page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
            browser.context.set_offline(True)
            starts = [_start(browser, demo.address("station")) for _ in range(STARTS)]
            saves = [_save(desk, number) for number in range(SAVES)]
            browser.close()
    finally:
        demo.kill()
    return starts, saves


async def _fill(folder: Path) -> None:
    """People at the desk before it opens."""
    changning = programme.read(programme.seed("changning")).programme
    house = House(folder, changning)
    house.clock.ms = time.time_ns() // 1_000_000
    desk = Desk(changning, "b00000", 0, POST)
    house.enrol(desk.author.inc, POST, ROLES)
    for ops in (desk.registers(100) for _ in range(RECORDS // 100)):
        await house.intake.accept(desk.author.inc, msgspec.json.decode(message(desk, ops), type=Exchange))
    house.close()
    (folder / "house.db").rename(folder / "demo.db")


def _start(browser: Browser, address: str) -> float:
    page = browser.context.new_page()
    _slow(page, SLOWER)
    page.goto(address)
    spent = page.wait_for_function(FIRST_ROW).json_value()
    page.close()
    return float(spent)


def _save(desk: Device, number: int) -> float:
    """One person, registered as far as the last button; only the save is measured, and only it is slow."""
    desk.goes_home().taps("Register arrivals")
    desk.picks("English").steps_on()
    lines_read = passport("ERIKSSON", f"ANNA {chr(65 + number)}", f"ZZ{number:07}", "740812", "F")
    desk.scans(lines_read).reads("All check digits agree").steps_on()
    desk.types("Flight no.", "XY9001").taps("Italy").steps_on()
    desk.picks("Home", "Hongqiao (Gubei)").types("Home address", "样板路 5 号 12 室")
    desk.types("People living there now", "0").steps_on()
    desk.types("Country code", "44").types("Number", "7700900123").steps_on()
    desk.types("Carried card no.", f"C{number:06}").steps_on()
    _slow(desk.page, SLOWER)
    spent = desk.page.evaluate(SAVE)
    _slow(desk.page, 1)
    return float(spent)


def _slow(page: Page, times: int) -> None:
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": times})
