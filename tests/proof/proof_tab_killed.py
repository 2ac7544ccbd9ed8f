"""A tab killed between any two awaits of a save and of the exchange after it: nothing lost, nothing twice."""

from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Playwright

from tests.actors import crash
from tests.actors.browser import Browser
from tests.actors.demo import Demo
from tests.actors.device import Device
from tests.browser.bus import carries_on, plans, sent_buses

UNDISTURBED = ("沪K00000", "沪K99999")
LIST_MAX = 15
"""A list shows twenty rows until somebody scrolls: a house is left before it has more."""


def test_killed_at_every_point(playwright: Playwright, tmp_path: Path) -> None:
    points = on_a_new_phone(playwright, tmp_path / "first", ())
    print(f"  {len(points)} points", flush=True)
    numbered = list(enumerate(points))
    for first in range(0, len(points), LIST_MAX):
        on_a_new_phone(playwright, tmp_path / str(first), numbered[first : first + LIST_MAX])


def on_a_new_phone(playwright: Playwright, folder: Path, kills: Sequence[tuple[int, str]]) -> list[str]:
    """Saves twice undisturbed, then is killed at each of these points. Returns all the points there are."""
    folder.mkdir()
    house = Demo(folder)
    house.start()
    phone = Browser(playwright, folder / "profile")
    phone.open()
    crash.install(phone)
    try:
        link = house.enrols("station", "station:PVG-T1", "station", "escort")
        desk = Device(phone.window(link)).has_sent_all()
        # What only one of two undisturbed runs passes is not of the save: it need not come again.
        points = min((_undisturbed(desk, plate) for plate in UNDISTURBED), key=len)
        for at, name in kills:
            plate = f"沪K{at + 1:05}"
            desk = crash.dies_at(phone, plans(desk, plate), at, house.address("station"))
            carries_on(desk, plate)
            print(f"  killed at point {at} ({name}): kept", flush=True)
        desk.goes_home().has_sent_all()
        sent = sent_buses(house)
        assert {bus.plate for bus in sent} == {*UNDISTURBED, *(f"沪K{at + 1:05}" for at, _name in kills)}
        assert len(sent) == len(UNDISTURBED) + len(kills)
        assert {bus.verdict for bus in sent} == {"applied"}
    finally:
        phone.close()
        house.kill()
    return points


def _undisturbed(desk: Device, plate: str) -> list[str]:
    """All points of a save and the exchange after it."""
    plans(desk, plate)
    crash.arm(desk.page, None)
    desk.saves().has_sent_all()
    desk.page.wait_for_timeout(500)
    return crash.passed(desk.page)
