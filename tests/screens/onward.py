"""From the bus to the door: the holding point, the street office, the central site."""

from tests.actors.device import Device
from tests.browser.test_the_loop import NAMES, boards_and_departs, plans_a_bus
from tests.screens.camera import Eye
from tests.screens.desk import SINGLE

ANOTHER_STREET = "Xinhua"
STEPS = {
    "Until another channel is tried": "2",
    "Then, until the next person on duty is called": "3",
    "Then, until the duty leader is called": "4",
    "Then, until whoever asked must ring up": "5",
    "Until everybody is called once more": "25",
    "Time to answer": "45",
}
TEXTS = {
    "Title of the call, Chinese": "请接回 {count} 人",
    "Text of the call, Chinese": "{office}，{answer_by} 前请答复",
    "Title of the call, English": "{count} people wait to be fetched",
    "Text of the call, English": "{office}: please answer by {answer_by}",
}


def waits(holding: Device, eye: Eye) -> None:
    holding.goes_home().taps("Coming").reads(*NAMES)
    eye.sees(holding, "post-holding-coming")
    holding.taps("Select").picks(NAMES[0])
    eye.sees(holding, "post-holding-select", again=_selects)
    holding.page.locator(".primary-bar button[data-kind=main]").click()
    holding.picks("Waiting", of="Area")
    eye.sees(holding, "check-in")
    holding.saves()
    eye.sees(holding, "done-check-in")
    for number, name in enumerate(NAMES, 1):
        holding.goes_home().taps("Here now").taps(name).taps("Take sample")
        holding.types("Sample no.", f"S{number}").types("Sample no., scanned again", f"S{number}")
        if number == 1:
            eye.sees(holding, "sample")
        holding.saves()
    holding.goes_home().taps("Here now")
    eye.sees(holding, "post-holding", sun=True)
    holding.opens_page("plan").reads("without a numbered place")
    eye.sees(holding, "site-plan", sun=True)
    holding.goes_home().taps("Here now").taps(NAMES[0])
    eye.sees(holding, "record-person", sun=True)


def asks(holding: Device, street: Device, eye: Eye) -> None:
    """The home is checked; the office is asked, and asked again after a request crossed its own withdrawal."""
    street.goes_home().taps("Homes to check").taps("Select").picks(NAMES[0]).taps("Check the home")
    street.picks("Phone").picks("Yes", of="The address is real").picks("Yes", of="Separate dwelling")
    street.picks("Nobody", of="People living there")
    eye.sees(street, "home-check")
    street.steps_on().picks("Fit")
    eye.sees(street, "home-check-verdict")
    street.steps_on()
    eye.sees(street, "home-check-check")
    street.saves()
    _offers(holding, eye)
    street.goes_home().taps("To answer").reads("3 people")
    eye.sees(street, "post-street-inbox", sun=True)
    street.taps("Decline").picks("Wrong street")
    eye.sees(street, "decline")
    _names_another_street(holding, street, eye)
    _offers(holding)
    # It must have come before the network goes.
    street.goes_home().taps("To answer").main.get_by_role("button", name="Accept").first.wait_for()
    _crosses(holding, street, eye)
    _offers(holding)
    street.goes_home().taps("To answer").taps("Accept")
    eye.sees(street, "accept")
    street.saves().has_sent_all()
    street.goes_home().taps("To fetch")
    eye.sees(street, "post-street-fetch")
    street.taps("3 people")
    eye.sees(street, "record-handoff", sun=True)


def _names_another_street(holding: Device, street: Device, eye: Eye) -> None:
    """The office's inbox: how long there is, who has it, what happened; and a no with the right street in two taps."""
    street.goes_home().opens_page("notices").reads("Waiting for you", "Nobody has it yet")
    eye.sees(street, "notices-street", sun=True)
    street.taps("I have it").reads("has it")
    _unfolds(street)
    eye.sees(street, "notices-another-street", again=_unfolds)
    street.taps(ANOTHER_STREET).page.wait_for_url("**/#/done/**")
    street.has_sent_all()
    holding.goes_home().opens_page("notices").reads("was declined")
    _tells_its_story(holding)
    eye.sees(holding, "notices-liaison", again=_tells_its_story)


def _tells_its_story(phone: Device) -> None:
    phone.page.locator(".request .story summary").first.click()


def _unfolds(phone: Device) -> None:
    _tells_its_story(phone)
    phone.page.locator(".request-acts button[aria-expanded]").first.click()


def _selects(phone: Device) -> None:
    phone.page.locator(".group-head button").first.click()
    phone.page.locator(".row input").first.check()


def _offers(holding: Device, eye: Eye | None = None) -> None:
    holding.goes_home().taps("Here now").taps(NAMES[0]).taps("Ask the street office")
    for name in NAMES:
        holding.picks(name)
    if eye:
        eye.sees(holding, "offer")
    holding.saves().has_sent_all()


def _crosses(holding: Device, street: Device, eye: Eye) -> None:
    """Accepted without a network when the request had just been withdrawn: the acceptance comes back."""
    street.page.context.set_offline(True)
    holding.goes_home().taps("Handoffs").taps("3 people").taps("Withdraw").types("Reason", "Asked too early")
    holding.saves().has_sent_all()
    street.goes_home().taps("To answer").taps("Accept").saves()
    eye.sees(street, "done-offline")
    street.page.evaluate("location.hash = '#/phone'")
    eye.sees(street, "phone-offline", sun=True)
    street.opens_page("give").reads("Code 1 of")
    eye.sees(street, "give")
    street.opens_page("takeover").reads("under the name of the phone")
    eye.sees(street, "takeover")
    street.page.context.set_offline(False)
    street.sends_now().reads("needs you")
    street.page.evaluate("location.hash = '#/attention'")
    street.reads("I have seen this")
    eye.sees(street, "attention", sun=True)
    street.taps("I have seen this")


def goes_home(holding: Device, street: Device, eye: Eye) -> None:
    """Results, the car, the door."""
    for number, name in enumerate(NAMES):
        holding.goes_home().taps("Samples out")
        if number == 0:
            eye.sees(holding, "post-holding-samples")
        holding.taps(name)
        if number == 0:
            eye.sees(holding, "record-sample")
        holding.taps("Enter result").picks("Negative")
        if number == 0:
            eye.sees(holding, "result")
        holding.saves()
    holding.has_sent_all()
    street.goes_home().taps("To fetch").taps("3 people").reads("was accepted").taps("Collect")
    street.types("Vehicle plate", "沪B77777").types("Seats allowed", "4")
    eye.sees(street, "collect-car")
    street.saves()
    for question in ("Each card was scanned", "Bags checked", "Everybody on the list"):
        street.picks("Yes", of=question)
    eye.sees(street, "collect")
    street.saves()
    eye.sees(street, "done-collect")
    street.goes_home().taps("Vehicles").taps("沪B77777")
    eye.sees(street, "record-trip")
    street.goes_home().taps("On the road").taps("Select").picks(NAMES[0]).taps("Arrived home")
    street.types("Received by", "Zhou (committee)").picks("Yes", of="Home pledge").picks("Yes", of="All bags there")
    eye.sees(street, "arrive-home")
    street.saves().has_sent_all()
    eye.sees(street, "done-home")
    street.goes_home().taps("Received").reads(*NAMES)
    eye.sees(street, "post-street-received")
    street.taps(NAMES[0])
    eye.sees(street, "record-person-home", again=_all_links, sun=True)


def _all_links(phone: Device) -> None:
    phone.page.locator(".chain-fold").first.click()


def goes_central(station: Device, site: Device, eye: Eye) -> None:
    """A blue tag rides the central bus and is received."""
    station.goes_home().taps("Waiting for a bus")
    eye.sees(station, "post-station-waiting")
    plans_a_bus(station, "Central bus", "Central site 1", "沪A22222")
    boards_and_departs(station, SINGLE)
    site.goes_home().taps("Coming").taps(SINGLE)
    eye.sees(site, "record-person-central", sun=True)
    site.taps("Arrived at site").types("Arrived where", "room 301").types("Brought by", "Lin")
    site.picks("Yes", of="All bags there")
    eye.sees(site, "arrive-site")
    site.saves().has_sent_all()
    site.goes_home().taps("Received").reads(SINGLE)
    eye.sees(site, "post-site")


def oversees(duty: Device, eye: Eye) -> None:
    """What the district sees: everyone."""
    duty.goes_home().taps("Everyone under way").reads(*NAMES)
    eye.sees(duty, "post-duty")
    duty.opens_page("wall").reads("Unaccounted for", "How fresh this is")
    eye.sees(duty, "wall", sun=True)
    duty.opens_page("devices").reads("Last heard", "This device")
    eye.sees(duty, "devices")
    duty.opens_page("notices").reads("Who can be reached")
    _rehearses(duty)
    eye.sees(duty, "notices-offices", again=_rehearses)
    _edits_the_steps(duty, eye)


def _edits_the_steps(duty: Device, eye: Eye) -> None:
    """The leader drafts how requests to a street are passed on, tries the draft and puts it in force."""
    duty.goes_home().taps("More").taps("Edit how notices").picks("A street is asked")
    duty.steps_on()
    for question, minutes in STEPS.items():
        duty.types(question, minutes)
    eye.sees(duty, "ladder-minutes")
    duty.steps_on()
    for question, text in TEXTS.items():
        duty.types(question, text)
    eye.sees(duty, "ladder-texts")
    duty.steps_on().saves().has_sent_all()
    duty.opens_page("notices").taps("Try it")
    _rehearses(duty)
    eye.sees(duty, "notices-draft", again=_tries)
    duty.page.locator(".request-what").first.click()
    duty.taps("Put in force").saves().has_sent_all()
    duty.opens_page("notices").reads("In force")


def _tries(phone: Device) -> None:
    phone.page.locator(".request > .button").first.click()
    _rehearses(phone)


def _rehearses(phone: Device) -> None:
    phone.page.locator(".office > button").first.click()
    phone.page.locator(".office .story li").first.wait_for()


def takes_the_watch(street: Device, eye: Eye) -> None:
    """The roster: somebody goes on duty, stands on it until when, and can be relieved."""
    street.goes_home().taps("Go on duty").reads("Save")
    eye.sees(street, "watch-begin")
    street.saves().has_sent_all()
    street.goes_home().taps("On duty").reads("江桥 Jiang")
    eye.sees(street, "post-street-roster", sun=True)
    street.taps("江桥 Jiang").reads("Take over this watch")
    eye.sees(street, "record-watch")
    street.taps("Take over this watch").reads("Save")
    eye.sees(street, "watch-over")


def finds_set_aside(duty: Device, eye: Eye) -> None:
    duty.page.bring_to_front()
    duty.page.evaluate("location.hash = '#/attention'")
    duty.reads("Tan (desk 2)")
    eye.sees(duty, "quarantine", sun=True)
