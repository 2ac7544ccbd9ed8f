"""The flow chart on a desk's phone without a network: the table in force, and one traveller's own way in it."""

import pytest
from playwright.sync_api import expect

from server import programme
from tests.actors.browser import PHONE, Browser
from tests.browser.conftest import Enrol
from tests.browser.test_the_loop import NAMES, registers_the_family

PERSON = programme.read(programme.seed("changning")).programme.journeys["person"]


@pytest.mark.accepts("M04")
def test_the_chart_opens_in_flight_mode_and_lights_ones_own_way(browser: Browser, enrol: Enrol) -> None:
    desk = enrol("station")
    registers_the_family(desk, "Home")
    desk.page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    browser.context.set_offline(True)

    desk.goes_home().taps(NAMES[0]).taps("Flow chart").reads("Flow chart", "is drawn in bold")
    lit = desk.page.locator(".chart-box[data-lit] p")
    expect(lit).to_have_text(["Beginning", "● Registered"])
    assert desk.page.locator(".chart-box").count() >= len({step.to for step in PERSON.steps} - {"resume"})
    assert desk.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

    before = desk.page.locator(".chart svg").evaluate("chart => chart.clientWidth")
    desk.page.get_by_role("button", name="Larger").click()
    assert desk.page.locator(".chart svg").evaluate("chart => chart.clientWidth") > before
    desk.page.locator(".chart-kinds").get_by_role("link", name="Handoff").click()
    desk.reads("Waiting for an answer")
    assert desk.faults == []
    browser.context.set_offline(False)
