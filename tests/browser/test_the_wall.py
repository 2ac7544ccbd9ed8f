"""The duty leader's wall in a real browser: it counts whoever a desk registers, and says when it cannot hear."""

import time

from playwright.sync_api import expect

from server.boards.cares import HOUR_MS
from server.storage import upkeep
from server.storage.upkeep import COPY, PROOF
from tests.actors.browser import DESK, PHONE, Browser
from tests.actors.demo import Demo
from tests.actors.device import Device
from tests.browser.conftest import Enrol
from tests.browser.test_the_loop import registers_the_family

SECONDS_TO_COUNT = 8


def counts(wall: Device, *equation: int) -> None:
    """Arrived = home + site + hospital + elsewhere + on the way + missing, as it stands on the screen."""
    expect(wall.page.locator(".term-count")).to_have_text([str(count) for count in equation], timeout=20_000)


def test_a_family_registered_at_a_desk_is_on_the_wall_within_seconds(browser: Browser, enrol: Enrol) -> None:
    desk, duty = enrol("station"), enrol("duty", DESK)
    duty.reads("Everyone who arrived is counted exactly once")
    counts(duty, 0, 0, 0, 0, 0, 0, 0)
    desk.page.bring_to_front()
    registers_the_family(desk, "Home")
    saved = time.monotonic()
    counts(duty, 3, 0, 0, 0, 0, 3, 0)
    assert time.monotonic() - saved < SECONDS_TO_COUNT

    duty.page.bring_to_front()
    duty.taps("Open the wall").reads("Unaccounted for", "Nobody", "Time is up", "Who has whom", "Pudong Terminal 1")
    duty.does_not_read("The network is gone")
    browser.context.set_offline(True)
    duty.reads("The network is gone. These figures are as of")
    counts(duty, 3, 0, 0, 0, 0, 3, 0)
    browser.context.set_offline(False)
    duty.does_not_read("The network is gone")
    assert desk.faults + duty.faults == []


def test_the_wall_is_for_those_who_oversee_and_fits_a_phone(enrol: Enrol) -> None:
    duty, site = enrol("duty", PHONE), enrol("site")
    site.goes_home().does_not_read("Open the wall")
    site.opens_page("wall").does_not_read("Arrived")
    duty.goes_home().taps("Open the wall").reads("Arrived", "Open handoffs", "How fresh this is")
    assert duty.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    duty.taps("Back").reads("Plan a bus")
    assert duty.faults + site.faults == []


def test_a_house_whose_copies_are_too_old_says_so_to_those_who_oversee(demo: Demo, enrol: Enrol) -> None:
    duty = enrol("duty", PHONE)
    duty.opens_page("wall").reads("How fresh this is").does_not_read("Copies of the database")
    now_ms = round(time.time() * 1000)
    with demo.writing() as db:
        upkeep.note(db, PROOF, now_ms, "")
        upkeep.note(db, COPY, now_ms - 50 * HOUR_MS, "")
    duty.page.reload()
    duty.reads("Copies of the database", "Newest copy", "Last proved to work", "Please tell whoever runs the house")
    with demo.writing() as db:
        upkeep.note(db, COPY, now_ms, "")
    duty.page.reload()
    duty.reads("Newest copy").does_not_read("Please tell whoever runs the house")
    assert duty.faults == []
