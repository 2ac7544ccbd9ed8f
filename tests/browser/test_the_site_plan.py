"""The plan of the holding point: who is where, and a wait that is counted on the phone while the house is down."""

import re

import pytest
from playwright.sync_api import expect

from tests.actors.demo import Demo
from tests.actors.device import Device
from tests.browser.conftest import Enrol
from tests.browser.test_the_loop import NAMES, boards_and_departs, plans_a_bus, registers_the_family, signs_the_notice

A4_POINTS = b"/MediaBox [0 0 594.95996 841.91998]"


def waits_on(phone: Device, hours: float) -> None:
    """So many hours later by the phone's own clock."""
    phone.page.evaluate(
        "ms => { const was = Date.now; Date.now = () => was() + ms; dispatchEvent(new Event('focus')); }",
        hours * 3_600_000,
    )


@pytest.mark.accepts("M15")
@pytest.mark.accepts("M16")
def test_a_place_is_given_and_the_wait_is_counted_with_the_house_down(demo: Demo, enrol: Enrol) -> None:
    desk, holding = enrol("station"), enrol("holding")
    registers_the_family(desk, "Home")
    signs_the_notice(desk, "Home")
    plans_a_bus(desk, "Test bus", "Linkong No. 1", "沪A12345")
    boards_and_departs(desk, NAMES[0])
    holding.goes_home().taps("Coming").reads(*NAMES).taps("Select").picks(NAMES[0]).taps("Check in")
    holding.picks("Testing", of="Area").reads("Room for 3", "Room for 45").saves()
    holding.goes_home().taps("Here now").taps(NAMES[0]).taps("Take sample")
    holding.types("Sample no.", "S1").types("Sample no., scanned again", "S1").saves().has_sent_all()
    demo.kill()

    # Three booths and three people: the way to the plan says so before anybody looks at it.
    holding.goes_home().reads("Testing: 3 of 3").taps("Site plan").reads("3 without a numbered place", "Full")
    holding.main.get_by_role("button", name="R7, free").click()
    holding.reads("Who takes R7?").main.get_by_role("button", name=re.compile(f"^{NAMES[0]}")).click()
    assert holding.box("Seat or recliner no.").input_value() == "R7"
    holding.saves().opens_page("plan").reads("2 without a numbered place").does_not_read("Full")
    taken = holding.main.get_by_role("link", name=re.compile(f"^R7: {NAMES[0]}"))
    tones = []
    for hours in (7.9, 0.2, 4.0):
        waits_on(holding, hours)
        tones.append(taken.get_attribute("data-late"))
    assert tones == [None, "waiting", "overdue"]
    expect(taken).to_have_accessible_name(re.compile("here for 12 h"))

    paper = holding.page.pdf(prefer_css_page_size=True)
    assert paper.count(b"/Type /Page\n") == 1
    assert A4_POINTS in paper
    holding.page.emulate_media(media="print")
    expect(holding.main.get_by_text(NAMES[1])).not_to_be_visible()
    expect(holding.main.get_by_text("R7")).to_be_visible()
    assert desk.faults + holding.faults == []
