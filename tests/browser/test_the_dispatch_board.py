"""The dispatch board on a phone without a network: who waits, what stands ready, and boarding by a card's number."""

from tests.actors.browser import Browser
from tests.browser.conftest import Enrol
from tests.browser.test_the_loop import NAMES, registers_the_family, signs_the_notice


def test_a_bus_is_called_and_boarded_by_card_without_a_network(browser: Browser, enrol: Enrol) -> None:
    desk = enrol("station")
    registers_the_family(desk, "Central site")
    signs_the_notice(desk, "Central site")
    browser.context.set_offline(True)
    desk.goes_home().taps("Dispatch board").reads("waiting", "No vehicle is planned for them")
    desk.taps("Call a bus: Central bus").types("Vehicle plate", "沪A22222").types("Seats allowed", "2")
    desk.picks("Central site 1", of="Destination").saves()
    desk.opens_page("dispatch").reads("沪A22222", "0 of 2 seats taken, 2 free", "1 would still wait")

    desk.taps("Board")
    card = desk.main.get_by_label("Scan a card, or type its number")
    for code in ("C9", "C1"):
        card.fill(code)
        card.press("Enter")
        desk.reads("C9: nobody on this phone has this number" if code == "C9" else f"{NAMES[0]}: ticked")
    # The family comes along with whoever was scanned, and two seats do not take three.
    desk.tries_to_save().reads("Please stop")
    browser.context.set_offline(False)
    assert desk.faults == []
