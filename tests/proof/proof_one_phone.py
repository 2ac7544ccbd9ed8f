"""One phone stays one phone: in two tabs, when an older copy of all it keeps is put back, and on a full disk."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, Route

from tests.actors.browser import Browser
from tests.actors.demo import Demo
from tests.actors.device import Device
from tests.browser.bus import plans, sent_buses
from tests.browser.test_faults import joins, plates


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Demo]:
    demo = Demo(tmp_path)
    demo.start()
    yield demo
    demo.kill()


@pytest.fixture
def phone(playwright: Playwright, tmp_path: Path) -> Iterator[Browser]:
    browser = Browser(playwright, tmp_path / "profile")
    browser.open()
    yield browser
    browser.close()


def test_two_tabs_are_one_phone_with_one_exchange_under_way(house: Demo, phone: Browser) -> None:
    under_way = most = 0

    def slowly(route: Route) -> None:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        answer = route.fetch()
        phone.context.pages[0].wait_for_timeout(200)
        under_way -= 1
        route.fulfill(response=answer)

    desk = joins(house, phone)
    other = Device(phone.window(house.address("station")))
    phone.context.route("**/sync/v1", slowly)
    for number in range(4):
        plans(desk if number % 2 else other, f"沪T0000{number}").saves()
    for tab in (desk, other):
        tab.goes_home().reads(*(f"沪T0000{number}" for number in range(4))).has_sent_all()
    sent = [bus for bus in sent_buses(house) if bus.plate.startswith("沪T")]
    assert [bus.plate for bus in sorted(sent, key=lambda bus: bus.seq)] == [f"沪T0000{number}" for number in range(4)]
    assert [bus.seq for bus in sorted(sent, key=lambda bus: bus.seq)] == [1, 2, 3, 4]
    assert most == 1


def test_an_older_copy_of_the_phone_put_back_says_so_and_loses_nothing(house: Demo, phone: Browser) -> None:
    desk = joins(house, phone)
    plans(desk, "沪R00001").saves().has_sent_all()
    database = phone.profile / "Default" / "IndexedDB"
    copy = phone.profile.parent / "copy"
    phone.close()
    shutil.copytree(database, copy)
    phone.open()
    desk = Device(phone.window(house.address("station"))).has_sent_all()
    plans(desk, "沪R00002").saves().has_sent_all()
    phone.close()
    shutil.rmtree(database)
    shutil.copytree(copy, database)
    phone.open()
    phone.context.set_offline(True)
    desk = plans(Device(phone.window(house.address("station"))), "沪R00003").saves()
    phone.context.set_offline(False)
    desk.sends_now().reads("Another copy of this phone has been sending", "Your entries move along")
    desk.opens(house.enrols("station", "station:PVG-T1", "station", "escort")).does_not_read("Another copy")
    desk.goes_home().has_sent_all()
    assert plates(house, "沪R") == ["沪R00001", "沪R00002", "沪R00003"]


def test_a_full_disk_is_told_plainly_and_the_draft_stays(house: Demo, phone: Browser) -> None:
    joins(house, phone)
    phone.close()
    phone.open()
    # A browser asks how much room there is once in a while: here before the phone has written anything.
    devtools = phone.context.new_cdp_session(phone.context.pages[0])
    origin = house.address("station").rstrip("/")
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": origin, "quotaSize": 1})
    desk = Device(phone.window(house.address("station")))
    plans(desk, "沪Q00001").reads("what you type is only on this screen").tries_to_save()
    desk.reads("This phone has no room left. Your answers stay on the screen")
    assert desk.box("Vehicle plate").input_value() == "沪Q00001"
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": origin})
    desk.saves().has_sent_all()
    assert plates(house, "沪Q") == ["沪Q00001"]
