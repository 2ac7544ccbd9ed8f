"""A paper form is photographed: small, without what the camera wrote beside it, and through a network that breaks."""

import time
from collections.abc import Callable

import sqlalchemy as sa
from playwright.sync_api import FilePayload, Route, expect

from server.storage import tables as t
from server.storage.body import unseal_all
from tests.actors.browser import Browser
from tests.actors.camera import SECRET, photograph
from tests.actors.demo import Demo
from tests.actors.device import Device
from tests.actors.passport import lines
from tests.browser.conftest import Enrol

NAME = "ERIKSSON ANNA MARIA"
BYTES_MAX = 300_000
SECONDS_MAX = 120


def fills_all_but_the_photos(desk: Device) -> None:
    desk.goes_home().taps("Register arrivals").picks("English").steps_on()
    desk.scans(lines("ERIKSSON", "ANNA MARIA", "ZZ0000001", "740812", "F")).reads("All check digits agree").steps_on()
    desk.types("Flight no.", "XY9001").taps("Italy").steps_on().picks("Central site").steps_on()
    desk.types("Country code", "44").types("Number", "7700900123").steps_on()
    desk.picks("Adult in charge", of="Role in the party").types("Carried card no.", "C1")


def photographs(desk: Device, question: str, seed: int) -> None:
    photos = desk.main.get_by_role("group", name=question)
    before = photos.locator("img").count()
    with desk.page.expect_file_chooser() as chooser:
        photos.locator("input[type=file]").click()
    file = FilePayload(name="IMG_0001.png", mimeType="image/png", buffer=photograph(2400, 1600, seed))
    chooser.value.set_files(file)
    expect(photos.locator("img")).to_have_count(before + 1, timeout=20_000)


def test_two_photos_through_a_network_that_breaks(demo: Demo, browser: Browser, enrol: Enrol, another: Browser) -> None:
    desk = enrol("station")
    met: list[str] = []
    cut: list[str] = []

    def breaks_once(route: Route) -> None:
        """The first piece arrives; its answer is lost, and so is all else until the network is back."""
        if met:
            route.continue_()
            return
        met.append(route.request.url)
        route.fetch()
        browser.context.set_offline(True)
        route.abort()
        # Only now: whoever waits for the cut gives the network back.
        cut.extend(met)

    browser.context.route("**/attachments/*?*", breaks_once)
    fills_all_but_the_photos(desk)
    for seed in (1, 2):
        photographs(desk, "Photo of the paper form", seed)
    desk.steps_on().saves().reads("Notice handed over")
    waits(desk, lambda: bool(cut))
    browser.context.set_offline(False)
    desk.sends_now().has_sent_all()
    waits(desk, lambda: len(kept_in(demo)) == 2)

    colleague = Device(another.window(demo.enrols("station", "station:PVG-T1", "station"))).has_sent_all()
    colleague.goes_home().taps(NAME).reads("Photo of the paper form")
    expect(colleague.main.locator("img")).to_have_count(2, timeout=20_000)
    kept = kept_in(demo)
    assert [kind for kind, _ in kept] == ["image/jpeg", "image/jpeg"]
    assert all(len(body) <= BYTES_MAX and SECRET not in body for _, body in kept)
    assert desk.faults + colleague.faults == []


def waits(desk: Device, until: Callable[[], bool]) -> None:
    """The page lives meanwhile."""
    ends = time.monotonic() + SECONDS_MAX
    while not until():
        assert time.monotonic() < ends, "the pictures did not get through"
        desk.page.wait_for_timeout(100)


def kept_in(demo: Demo) -> list[tuple[str, bytes]]:
    with demo.writing() as db:
        rows = db.execute(sa.select(t.attachments)).all()
        bodies = unseal_all(db, [row.body for row in rows], bytes)
    return [(row.media_type, body) for row, body in zip(rows, bodies, strict=True)]
