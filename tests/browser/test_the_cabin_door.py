"""A passenger list brought at a desk in a real browser: understood, put right, entered, and everybody on it called."""

import io
from pathlib import Path

import xlsxwriter
from playwright.sync_api import expect

from tests.actors.browser import PHONE
from tests.actors.device import Device
from tests.browser.conftest import Enrol

HEADS = ["No.", "Flt No.", "Passenger Name", "Travel paper", "DOB", "Nat.", "Gender", "Seat"]
PEOPLE = [
    ["1", "CA930", "ERIKSSON/ANNA MARIA MRS", "ZZ0000001", "12/08/1974", "SWE", "F", "12A"],
    ["2", "CA930", "王/小明", "ZZ0000002", "31/01/1980", "中国", "男", "12B"],
    ["3", "CA930", "KIM/MINSU", "ZZ0000003", "23/06/1988", "Atlantis", "M", "15D"],
    ["4", "CA931", "LEE/BO", "ZZ0000004", "01/02/2000", "USA", "M", "16A"],
]


def writes_list(folder: Path, rows: list[list[str]]) -> Path:
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for n, row in enumerate([["CA930 passenger list"], [], HEADS, *rows]):
            sheet.write_row(n, 0, row)
    path = folder / "CA930.xlsx"
    path.write_bytes(packed.getvalue())
    return path


def announces(desk: Device, flight: str) -> None:
    desk.goes_home().page.get_by_role("button", name="More").click()
    desk.taps("Announce a flight").types("Flight number", flight).saves().sends_now().reads("All sent")


def opens_the_roll(desk: Device, flight: str) -> None:
    desk.opens_page("tab/flights").taps(flight).taps("Who has been seen")


def chooses(desk: Device, path: Path) -> None:
    desk.taps("Bring a list").page.locator("input[type=file]").set_input_files(str(path))


def test_a_list_is_brought_at_the_desk_and_everybody_on_it_is_called(enrol: Enrol, tmp_path: Path) -> None:
    desk = enrol("station")
    announces(desk, "CA930")
    opens_the_roll(desk, "CA930")
    desk.reads("No list and no number yet")
    chooses(desk, writes_list(tmp_path, PEOPLE))
    desk.reads("What each column says", "Row 7", "This row belongs elsewhere", "Enter 3 rows")
    desk.page.get_by_label("Travel paper").select_option("doc_no")
    expect(desk.page.locator(".list-columns [data-unread]")).to_have_count(1)
    desk.reads("Enter 3 rows", "Row 6", "Atlantis", "The row enters without it")
    assert desk.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    desk.taps("Enter 3 rows").reads("The list is in: 3 rows").taps("To the flight page")
    desk.reads("Everyone is counted exactly once", "Not yet seen", "王")
    expect(desk.page.locator(".roll-total b")).to_have_text("3")
    expect(desk.page.locator(".roll-terms [data-open] b")).to_have_text("3")

    # The same list again, now that its columns are known.
    chooses(desk, writes_list(tmp_path, PEOPLE))
    desk.reads("As somebody put them right").taps("Enter 3 rows").reads("as before").taps("To the flight page")
    expect(desk.page.locator(".roll-total b")).to_have_text("3")

    # It has landed; the last of them have not come.
    desk.opens_page("tab/flights").taps("CA930").taps("It has landed").saves().sends_now()
    opens_the_roll(desk, "CA930")
    desk.taps("Flight closed: not here")
    for _ in range(3):
        desk.picks("Not aboard").steps_on()
    desk.saves().sends_now()
    opens_the_roll(desk, "CA930")
    expect(desk.page.locator(".roll-terms [data-open]")).to_have_count(0)
    desk.reads("Everyone is counted exactly once")
    assert desk.faults == []
