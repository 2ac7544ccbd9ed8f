"""A tab killed between any two awaits of a save and of the exchange after it: nothing lost, nothing twice."""

from pathlib import Path

from playwright.sync_api import Playwright

from tests.actors import crash
from tests.actors.browser import Browser
from tests.actors.demo import Demo
from tests.actors.device import Device
from tests.browser.bus import carries_on, plans, sent_buses


def test_killed_at_every_point(playwright: Playwright, tmp_path: Path) -> None:
    house = Demo(tmp_path)
    house.start()
    phone = Browser(playwright, tmp_path / "profile")
    phone.open()
    crash.install(phone)
    try:
        link = house.enrols("station", "station:PVG-T1", "station", "escort")
        desk = plans(Device(phone.window(link)).has_sent_all(), "沪K00000")
        crash.arm(desk.page, None)
        desk.saves().has_sent_all()
        desk.page.wait_for_timeout(500)
        points = crash.passed(desk.page)
        for at, name in enumerate(points):
            plate = f"沪K{at + 1:05}"
            desk = crash.dies_at(phone, plans(desk, plate), at, house.address("station"))
            carries_on(desk, plate)
            print(f"  killed at point {at} of {len(points)} ({name}): kept", flush=True)
        desk.goes_home().has_sent_all()
        sent = sent_buses(house)
        assert sorted(bus.plate for bus in sent) == [f"沪K{at:05}" for at in range(len(points) + 1)]
        assert {bus.verdict for bus in sent} == {"applied"}
    finally:
        phone.close()
        house.kill()
