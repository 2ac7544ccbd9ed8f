"""A leader counts heads without a network, says who is missing, looks at what is open, and the next one accepts."""

from tests.actors.browser import Browser
from tests.actors.demo import Demo
from tests.actors.device import Device
from tests.browser.conftest import Enrol
from tests.browser.test_the_loop import NAMES, plans_a_bus, registers_the_family, signs_the_notice


def test_a_shift_is_handed_over_offline_and_accepted(
    demo: Demo, browser: Browser, enrol: Enrol, another: Browser
) -> None:
    old = enrol("station")
    registers_the_family(old, "Central site")
    signs_the_notice(old, "Central site")
    plans_a_bus(old, "Central bus", "Central site 1", "沪A22222")
    old.goes_home().taps("More").taps("Go on duty").saves().has_sent_all()

    browser.context.set_offline(True)
    old.goes_home().taps("On duty").taps("林站 Lin").taps("Hand over this shift")
    old.reads("People here on record").types("How many people did you count?", "2").steps_on()
    old.reads("Who is on the list but not here?", *NAMES).picks(NAMES[1])
    old.types("What explains the difference?", "In the washroom").steps_on()
    old.taps("Next").reads("Please look at each one and tick it")
    old.picks("沪A22222").steps_on().types("Points to note", "Lift 2 is out of order")
    old.steps_on().saves().reads("Saved on this phone")
    browser.context.set_offline(False)
    old.sends_now().has_sent_all()

    new = Device(another.window(demo.enrols("station", "station:PVG-T1", "station", "station_lead"))).has_sent_all()
    new.goes_home().taps("Handovers").taps("林站 Lin").reads("Lift 2 is out of order", "In the washroom", NAMES[1])
    new.taps("Accept the shift").saves().has_sent_all()
    new.goes_home().taps("On duty").reads("Tan (desk 2)")

    # Three taps bring a watch over: whose it was, take it over, save.
    old.goes_home().taps("On duty").taps("Tan (desk 2)").taps("Take over this watch").saves().has_sent_all()
    old.goes_home().taps("On duty").reads("林站 Lin")
    assert old.faults + new.faults == []
