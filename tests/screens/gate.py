"""What lands: a flight is announced, its list is brought, and whoever is not yet seen is called by name."""

from pathlib import Path

from tests.actors.device import Device
from tests.browser.test_the_cabin_door import PEOPLE, announces, chooses, opens_the_roll, writes_list
from tests.screens.camera import Eye


def brings_a_list(desk: Device, eye: Eye, folder: Path) -> None:
    announces(desk, "CA930")
    opens_the_roll(desk, "CA930")
    eye.sees(desk, "roll-empty")
    path = writes_list(folder, PEOPLE)

    def again(desk: Device) -> None:
        desk.page.locator(".primary-bar button[data-kind=main]").click()
        desk.page.locator("input[type=file]").set_input_files(str(path))
        desk.page.locator(".list-columns").wait_for()

    chooses(desk, path)
    desk.reads("What each column says").page.get_by_label("Travel paper").select_option("doc_no")
    desk.reads("Enter 3 rows")
    eye.sees(desk, "list-understood", again=again)
    again(desk.opens_page("tab/flights").taps("CA930").taps("Who has been seen"))
    desk.page.get_by_label("Travel paper").select_option("doc_no")
    desk.taps("Enter 3 rows").reads("The list is in").taps("To the flight page").reads("Not yet seen")
    eye.sees(desk, "roll", sun=True)
