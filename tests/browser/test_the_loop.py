"""The loop walked in a real browser against the real server: from a phone without a network to the door of home."""

import pytest

from tests.actors.browser import Browser
from tests.actors.demo import POSTS, Demo
from tests.actors.device import Device
from tests.actors.passport import lines
from tests.browser.conftest import Enrol

FAMILY = (
    ("ANNA MARIA", "740812", "F", "Adult in charge"),
    ("BJORN", "140812", "M", "Minor"),
    ("DISA", "160812", "F", "Minor"),
)

NAMES = tuple(f"ERIKSSON {given}" for given, *_ in FAMILY)


def registers_the_family(desk: Device, going: str) -> None:
    desk.goes_home().taps("Register arrivals")
    for number, (given, birth, sex, role) in enumerate(FAMILY, 1):
        desk.picks("English").steps_on()
        desk.scans(lines("ERIKSSON", given, f"ZZ000000{number}", birth, sex)).reads("All check digits agree").steps_on()
        if number == 1:
            desk.types("Flight no.", "XY9001").taps("Italy")
        desk.steps_on()
        if number == 1:
            desk.picks(going)
            if going == "Home":
                desk.picks("Hongqiao (Gubei)").types("Home address", "样板路 5 号 12 室").types(
                    "People living there now", "0"
                )
        desk.steps_on()
        if number == 1:
            desk.types("Country code", "44").types("Number", "7700900123")
        desk.steps_on()
        desk.picks(role, of="Role in the party").types("Carried card no.", f"C{number}").steps_on()
        if number < len(FAMILY):
            desk.taps("Another person of this party")
    desk.saves()


def signs_the_notice(desk: Device, choice: str) -> None:
    """After registration: the notice is handed over, read, chosen, signed."""
    desk.reads("Notice handed over").picks("English").saves()
    signs_choice(desk, choice)


def signs_choice(desk: Device, choice: str) -> None:
    desk.steps_on().picks(choice)
    if choice == "Home":
        desk.picks("Yes")
    desk.steps_on().signs().steps_on()
    if choice == "Central site":
        desk.picks("Yes", of="Blue tag is on the form").picks("Yes", of="Blue tag is on the notice").steps_on()
    desk.saves().reads("Saved on this phone")


def plans_a_bus(desk: Device, kind: str, destination: str, plate: str) -> None:
    desk.goes_home().taps("Plan a bus").picks(kind, of="Class")
    desk.types("Vehicle plate", plate).types("Seats allowed", "30").picks(destination, of="Destination").saves()


def boards_and_departs(desk: Device, name: str) -> None:
    desk.taps("Next: Board").picks(name).saves()
    desk.taps("Next: Depart").saves().has_sent_all()


def waits_for_results(holding: Device) -> None:
    """Check in, sample, and ask the street office while the laboratory works."""
    holding.goes_home().taps("Coming").reads(*NAMES).taps("Select").picks(NAMES[0]).taps("Check in")
    holding.picks("Waiting", of="Area").saves()
    for number, name in enumerate(NAMES):
        holding.goes_home().taps("Here now").taps(name).taps("Take sample")
        holding.types("Sample no.", f"S{number}").types("Sample no., scanned again", f"S{number}").saves()
    asks_the_street(holding)


def asks_the_street(holding: Device) -> None:
    holding.goes_home().taps("Here now").taps(NAMES[0]).taps("Ask the street office").picks(
        *NAMES
    ).saves().has_sent_all()


def checks_and_accepts(street: Device) -> None:
    street.goes_home().taps("Homes to check").taps("Select").picks(NAMES[0]).taps("Check the home")
    street.picks("Phone").picks("Yes", of="The address is real").picks("Yes", of="Separate dwelling")
    street.picks("Nobody", of="People living there").steps_on().picks("Fit").steps_on().saves()
    street.goes_home().taps("To answer").reads("3 people").taps("Accept").saves().has_sent_all()


def enters_results(holding: Device) -> None:
    holding.goes_home().taps("Handoffs").reads("Hongqiao (Gubei)")
    for name in NAMES:
        holding.goes_home().taps("Samples out").taps(name).taps("Enter result").picks("Negative").saves()
    holding.has_sent_all()


def fetches_and_brings_home(street: Device) -> None:
    street.goes_home().taps("To fetch").taps("3 people").reads("was accepted").taps("Collect")
    street.types("Vehicle plate", "沪B77777").types("Seats allowed", "4").saves()
    for question in ("Each card was scanned", "Bags checked", "Everybody on the list"):
        street.picks("Yes", of=question)
    street.saves()
    street.goes_home().taps("On the road").taps("Select").picks(NAMES[0]).taps("Arrived home")
    street.types("Received by", "Zhou (committee)").picks("Yes", of="Home pledge").picks("Yes", of="All bags there")
    street.saves().has_sent_all()


def test_a_family_of_three_registered_offline_reaches_home(demo: Demo, browser: Browser, enrol: Enrol) -> None:
    names = {post: enrol(post).device_name() for post in POSTS}
    assert len(set(names.values())) == len(POSTS), "five windows of one browser are five devices"
    demo.kill()
    desk = Device(browser.window(demo.address("station")))
    registers_the_family(desk, "Home")
    signs_the_notice(desk, "Home")
    desk.opens(demo.address("station")).reads(NAMES[0], "on this phone")
    browser.kill()
    desk = Device(browser.window(demo.address("station"))).reads(NAMES[0], "on this phone")
    demo.start()
    holding, street, duty = (Device(browser.window(demo.address(post))) for post in ("holding", "street", "duty"))
    desk.sends_now().has_sent_all()

    plans_a_bus(desk, "Test bus", "Linkong No. 1", "沪A12345")
    boards_and_departs(desk, NAMES[0])
    waits_for_results(holding)
    checks_and_accepts(street)
    enters_results(holding)
    fetches_and_brings_home(street)

    street.goes_home().taps("Received").reads(*NAMES).taps(NAMES[0]).taps("Show 2 earlier")
    street.reads("was registered", "chose home", "boarded", "checked in", "arrived home")
    street.reads("林站 Lin", "何点 He", "江桥 Jiang", names["station"], names["holding"], names["street"])
    duty.goes_home().taps("Everyone under way").does_not_read(NAMES[0])
    assert desk.faults + holding.faults + street.faults + duty.faults == []


@pytest.mark.accepts("M08")
def test_two_blue_tags_go_the_central_way_and_no_test_bus_takes_them(
    demo: Demo, browser: Browser, enrol: Enrol
) -> None:
    desk, site = enrol("station"), enrol("site")
    registers_the_family(desk, "Central site")
    signs_the_notice(desk, "Central site")
    browser.context.set_offline(True)
    plans_a_bus(desk, "Test bus", "Linkong No. 1", "沪A12345")
    desk.taps("Next: Board").picks(NAMES[0]).tries_to_save()
    desk.reads("Please stop", "Blue tag: only a central bus may take this person")
    browser.context.set_offline(False)
    plans_a_bus(desk, "Central bus", "Central site 1", "沪A22222")
    boards_and_departs(desk, NAMES[0])

    site.goes_home().taps("Coming").reads(*NAMES).taps("Select").picks(NAMES[0]).taps("Arrived")
    site.types("Arrived where", "room 301").types("Brought by", "Lin").picks(
        "Yes", of="All bags there"
    ).saves().has_sent_all()
    site.goes_home().taps("Received").reads(*NAMES).taps(NAMES[0]).reads("arrived at the central site", "宋中 Song")
    assert desk.faults + site.faults == []


def test_two_phones_offline_choose_differently_and_the_lead_decides(
    demo: Demo, browser: Browser, enrol: Enrol, another: Browser
) -> None:
    lead = enrol("station")
    desk = Device(another.window(demo.enrols("station", "station:PVG-T1", "station", "escort"))).has_sent_all()
    registers_the_family(lead, "Home")
    lead.reads("Notice handed over").picks("English").saves().has_sent_all()
    desk.goes_home().reads(*NAMES, "Choose and sign")

    for phones in (browser, another):
        phones.context.set_offline(True)
    for phone, choice in ((lead, "Home"), (desk, "Central site")):
        phone.goes_home().taps("Select").picks(NAMES[0]).taps("Choose")
        signs_choice(phone, choice)
    for phones in (browser, another):
        phones.context.set_offline(False)
    for phone in (desk, lead):
        phone.sends_now().has_sent_all()

    for phone in (lead, desk):
        phone.goes_home().taps("Waiting for a bus").taps(NAMES[0]).reads("Blue tag", "Two answers")
    plans_a_bus(lead, "Test bus", "Linkong No. 1", "沪A12345")
    lead.taps("Next: Board").picks(NAMES[0]).tries_to_save().reads("Please stop")

    for _ in NAMES:
        lead.opens_page("conflicts").taps("Decide").reads(
            "Until then this counts: Central site", "Tan (desk 2)", "林站 Lin"
        )
        lead.picks("Home").taps("Decide for Home").reads("Waiting for the test bus")
    lead.has_sent_all()
    for phone in (lead, desk):
        phone.goes_home().does_not_read("to decide").taps("Waiting for a bus").reads(*NAMES).does_not_read("Blue tag")
    assert desk.faults + lead.faults == []
