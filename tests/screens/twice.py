"""Somebody registered twice: the data desk looks at both, links them, and could part them again."""

from tests.actors.device import Device
from tests.actors.passport import lines
from tests.screens.camera import Eye

NAME = "TANAKA HARUKA"


def register(desk: Device, card: str) -> None:
    """One person alone, for the care site."""
    desk.goes_home().taps("Register arrivals").picks("English").steps_on()
    desk.scans(lines("TANAKA", "HARUKA", "ZZ0000041", "900909", "F")).reads("All check digits agree").steps_on()
    desk.types("Flight no.", "XY9001").taps("Italy").steps_on().picks("Central site").steps_on()
    desk.types("Country code", "81").types("Number", "9012345678").steps_on()
    desk.picks("Adult", of="Role in the party").types("Carried card no.", card).steps_on()
    desk.saves().has_sent_all()


def looks(data: Device, eye: Eye) -> None:
    data.goes_home().reads(NAME)
    eye.sees(data, "post-data")
    data.opens_page("duplicates").reads(NAME)
    eye.sees(data, "duplicates", sun=True)
    data.page.get_by_role("button", name="Look at both").first.click()
    data.reads("As one person")
    eye.sees(data, "duplicates-compare", sun=True)
    data.types("How you know", "the same passport").page.get_by_role("button", name="It is one person").click()
    data.reads("Linked as one person").has_sent_all()
    eye.sees(data, "duplicates-linked")
    data.page.locator("ul.rows a").first.click()
    data.reads("These are linked as one person")
    eye.sees(data, "record-person-linked")
