"""At the airport desk: arrivals are registered, the notice is read and signed, and two desks disagree."""

from tests.actors.device import Device
from tests.actors.passport import lines
from tests.browser.test_the_loop import NAMES, signs_choice
from tests.screens.camera import Eye

SINGLE = "OKAFOR ADA"
WRONG = "7"


def registers(desk: Device, eye: Eye) -> None:
    """A family of three, every step of the first of them looked at."""
    desk.goes_home().taps("Register arrivals")
    eye.sees(desk, "registration-language", sun=True)
    desk.picks("English").steps_on()
    eye.sees(desk, "registration-document")
    passport = lines("ERIKSSON", "ANNA MARIA", "ZZ0000001", "740812", "F")
    desk.scans(passport[:-1] + WRONG).reads("Check digit is")
    eye.sees(desk, "registration-wrong-digit", sun=True)
    desk.scans(passport).reads("All check digits agree")
    eye.sees(desk, "registration-document-read")
    desk.steps_on()
    desk.page.get_by_role("button", name="Next").click()
    desk.reads("Please look at these answers")
    eye.sees(desk, "registration-unanswered")
    desk.types("Flight no.", "XY9001").types("Seat", "23A").taps("Italy")
    eye.sees(desk, "registration-flight")
    desk.steps_on().picks("Home").picks("Hongqiao (Gubei)")
    desk.types("Home address", "样板路 5 号 12 室").types("People living there now", "0")
    eye.sees(desk, "registration-stay")
    desk.steps_on().types("Country code", "44").types("Number", "7700900123")
    eye.sees(desk, "registration-contact")
    desk.steps_on().picks("Adult in charge", of="Role in the party").types("Carried card no.", "C1")
    eye.sees(desk, "registration-party")
    desk.steps_on()
    for number, (given, birth, sex) in enumerate((("BJORN", "140812", "M"), ("DISA", "160812", "F")), 2):
        desk.taps("Another person of this party")
        joins(desk, lines("ERIKSSON", given, f"ZZ000000{number}", birth, sex), f"C{number}")
    eye.sees(desk, "registration-check")
    desk.saves().reads("Notice handed over")


def joins(desk: Device, passport: str, card: str) -> None:
    """One more of the party: what the first said stands."""
    desk.picks("English").steps_on().scans(passport).reads("All check digits agree")
    for _ in ("document", "flight", "stay", "contact"):
        desk.steps_on()
    desk.picks("Minor", of="Role in the party").types("Carried card no.", card).steps_on()


def reads_and_signs(desk: Device, eye: Eye) -> None:
    eye.sees(desk, "notice-handed-over")
    desk.picks("English").saves()
    eye.sees(desk, "notice-who")
    desk.steps_on()
    eye.sees(desk, "notice-choose", sun=True)
    desk.picks("Home").picks("Yes").steps_on()
    eye.sees(desk, "notice-sign")
    desk.signs()
    eye.sees(desk, "notice-signed", sun=True)
    desk.steps_on()
    eye.sees(desk, "notice-check")
    desk.saves().reads("Saved on this phone")
    eye.sees(desk, "done-notice")


def registers_one(desk: Device) -> None:
    """One adult alone, up to the choice."""
    desk.goes_home().taps("Register arrivals").picks("English").steps_on()
    desk.scans(lines("OKAFOR", "ADA", "ZZ0000009", "880101", "F")).reads("All check digits agree").steps_on()
    desk.types("Flight no.", "XY9001").taps("Italy").steps_on().picks("Home").picks("Hongqiao (Gubei)")
    desk.types("Home address", "样板路 9 号").types("People living there now", "2").steps_on()
    desk.types("Country code", "44").types("Number", "7700900456").steps_on()
    desk.picks("Adult", of="Role in the party").types("Carried card no.", "C9").steps_on().saves()
    desk.reads("Notice handed over").picks("English").saves()


def leaves_a_draft(desk: Device, eye: Eye) -> None:
    desk.goes_home().taps("Register arrivals").picks("English").steps_on()
    desk.scans(lines("TANAKA", "YUKI", "ZZ0000011", "910203", "F")).reads("All check digits agree").goes_home()
    desk.reads("TANAKA")
    eye.sees(desk, "post-station-draft")
    desk.taps("Discard")
    desk.page.locator(".drafts .confirm, .drafts").get_by_role("button", name="Discard").last.click()


def choose_differently(one: Device, other: Device) -> None:
    """Two phones without a network write different choices for one person, then both are sent."""
    phones = {one: "Home", other: "Central site"}
    for phone in phones:
        phone.page.context.set_offline(True)
    for phone, choice in phones.items():
        phone.goes_home().taps(SINGLE).taps("Choose and sign")
        signs_choice(phone, choice)
    for phone in phones:
        phone.page.context.set_offline(False)
    for phone in reversed(phones):
        phone.sends_now().has_sent_all()


def decides(lead: Device, eye: Eye) -> None:
    lead.goes_home().reads("to decide")
    eye.sees(lead, "post-station-conflict")
    lead.page.evaluate("location.hash = '#/conflicts'")
    eye.sees(lead, "conflicts")
    lead.goes_home().taps(SINGLE)
    eye.sees(lead, "record-person-conflict", sun=True)
    lead.taps("Decide")
    eye.sees(lead, "decide")
    lead.page.get_by_role("radio", name="Central site").click()
    eye.sees(lead, "decide-chosen", again=lambda phone: phone.page.get_by_role("radio").first.click())
    lead.page.get_by_role("radio", name="Central site").click()
    lead.page.locator(".primary-bar button[data-kind=main]").click()
    lead.page.wait_for_url("**/#/record/**")


def is_stopped(desk: Device, eye: Eye) -> None:
    """A blue tag at a test bus."""
    desk.goes_home().taps("Plan a bus")
    eye.sees(desk, "trip-plan")
    desk.picks("Test bus", of="Class").types("Vehicle plate", "沪A12345").types("Seats allowed", "30")
    desk.picks("Linkong No. 1", of="Destination").saves()
    eye.sees(desk, "done-trip")
    desk.taps("Next: Board")
    eye.sees(desk, "board")
    desk.picks(SINGLE).tries_to_save().reads("Please stop")
    eye.sees(desk, "stopped", sun=True)
    desk.taps("Go on without")
    desk.picks(NAMES[0]).saves()
    desk.taps("Next: Depart")
    eye.sees(desk, "depart")
    desk.saves().has_sent_all()
