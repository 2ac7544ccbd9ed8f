"""A phone without a network gives its entries to the phone beside it: code by code from the screen, or as a file."""

import io
from pathlib import Path

import segno
from playwright.sync_api import FilePayload, expect

from tests.actors.browser import Browser
from tests.actors.demo import Demo
from tests.actors.device import Device
from tests.browser.bus import plans, sent_buses
from tests.browser.conftest import Enrol

PLATES = ["沪P00000", "沪P00001", "沪P00002"]
POSTER = "https://example.org/"
OF_OTHERS = "HW1 0a1b2c3d 1 9 abc"


def test_entries_go_from_screen_to_camera_and_count_once(
    demo: Demo, browser: Browser, enrol: Enrol, another: Browser, tmp_path: Path
) -> None:
    broken = enrol("station")
    name = broken.device_name()
    taker = Device(another.window(demo.enrols("station", "station:PVG-T1", "station"))).has_sent_all()
    browser.context.set_offline(True)
    for plate in PLATES:
        plans(broken, plate).saves()
    broken.opens_page("phone").taps("Give entries to another phone").reads("3 entries, sealed", "Code 1 of")
    broken.taps("Hold still")
    another.context.set_offline(True)
    taker.opens_page("phone").taps("Take over entries of another phone")
    reads_every_code(broken, taker)
    taker.reads("Carried for another phone", "as soon as there is a network")
    assert sent_buses(demo) == []

    another.context.set_offline(False)
    taker.sends_now().opens_page("takeover").does_not_read("Carried for another phone")
    assert [(bus.plate, bus.inc, bus.seq) for bus in sent_buses(demo)] == [
        (plate, name.lower(), number) for number, plate in enumerate(PLATES, 1)
    ]
    comes_again_as_a_file(broken, taker, tmp_path / "parcel.txt")
    browser.context.set_offline(False)
    broken.sends_now().has_sent_all()
    assert sorted(bus.plate for bus in sent_buses(demo)) == PLATES
    assert {bus.verdict for bus in sent_buses(demo)} == {"applied"}
    assert broken.faults + taker.faults == []


def reads_every_code(broken: Device, taker: Device) -> None:
    """In any order to begin with, a poster and another phone's code between them, and the page opened anew."""
    code = broken.main.locator("svg.qr")
    count = int((code.get_attribute("aria-label") or "").rpartition(" ")[2])
    assert count > 1
    for nth in range(count):
        # Nothing that floats above the page may cover it.
        broken.page.evaluate("scrollTo(0, 0)")
        hands(taker, "code.png", "image/png", code.screenshot())
        if nth == 0:
            taker.reads(f"1 of {count} codes read")
            hands(taker, "code.png", "image/png", drawn(OF_OTHERS))
            taker.reads("This code belongs to other entries")
            hands(taker, "code.png", "image/png", drawn(POSTER))
            taker.reads("There are no entries of another phone in this")
            taker.page.wait_for_timeout(300)
            taker.page.reload()
            taker.reads(f"1 of {count} codes read")
        elif nth < count - 1:
            taker.reads(f"{nth + 1} of {count} codes read")
        shown = code.get_attribute("aria-label") or ""
        broken.taps("Next")
        expect(code).not_to_have_attribute("aria-label", shown)


def comes_again_as_a_file(broken: Device, taker: Device, file: Path) -> None:
    """Taken twice it does nothing; a file of anybody else, or one that was cut, is told from it."""
    hands(taker, "notes.txt", "text/plain", b"milk, eggs")
    taker.reads("There are no entries of another phone in this")
    with broken.page.expect_download() as saved:
        broken.taps("Save as a file instead")
    saved.value.save_as(file)
    parcel = file.read_bytes()
    hands(taker, "cut.txt", "text/plain", parcel[:200])
    taker.reads("The server could not open these").taps("Remove from this phone")
    taker.does_not_read("Carried for another phone")
    hands(taker, "parcel.txt", "text/plain", parcel)
    taker.reads("Handed in")


def drawn(text: str) -> bytes:
    picture = io.BytesIO()
    segno.make(text, micro=False).save(picture, kind="png", scale=6, border=4)
    return picture.getvalue()


def hands(taker: Device, name: str, kind: str, body: bytes) -> None:
    taker.main.locator("input[type=file]").set_input_files(FilePayload(name=name, mimeType=kind, buffer=body))
