"""What a browser can do to a phone at any moment, and that it costs nobody an entry. Real Chromium, a real house."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from server.notify.vapid import open_vapid
from tests.actors import crash
from tests.actors.browser import Browser
from tests.actors.demo import Demo
from tests.actors.device import Device
from tests.browser.bus import carries_on, plans, sent_buses
from tests.tools.environment import SITE

CLOSE_ON_SAVE = """
() => {
  const begin = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (...words) {
    const made = begin.apply(this, words);
    this.close();
    return made;
  };
}
"""
"""From now on the connection is gone after each transaction, as Safari and Chrome do to pages in the background."""
WANTS_IT_ALONE = """
() => new Promise((done) => {
  const said = [];
  const asked = indexedDB.open("homeward", 99);
  asked.onblocked = () => said.push("blocked");
  asked.onupgradeneeded = () => { said.push("alone"); asked.transaction.abort(); };
  asked.onerror = asked.onsuccess = () => done(said);
})
"""
"""Another page of the app, of a later version, asks every page to let go of the database; and leaves it as it was."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """One house for all faults: each test brings a phone of its own."""
    site = tmp_path_factory.mktemp("site")
    shutil.copytree(SITE, site, dirs_exist_ok=True)
    demo = Demo(tmp_path_factory.mktemp("house"), site=site)
    demo.start()
    yield demo
    demo.kill()


@pytest.fixture
def phone(playwright: Playwright, tmp_path: Path) -> Iterator[Browser]:
    browser = Browser(playwright, tmp_path / "profile")
    browser.open()
    crash.install(browser)
    yield browser
    browser.close()


def joins(house: Demo, phone: Browser) -> Device:
    return Device(phone.window(house.enrols("station", "station:PVG-T1", "station", "escort"))).has_sent_all()


def plates(house: Demo, beginning: str) -> list[str]:
    """Those that were taken in, each as often as it was."""
    sent = [bus for bus in sent_buses(house) if bus.plate.startswith(beginning)]
    assert {bus.verdict for bus in sent} <= {"applied"}
    return sorted(bus.plate for bus in sent)


def test_a_phone_killed_in_the_middle_of_a_save_or_an_exchange(house: Demo, phone: Browser) -> None:
    """At two of all points; `make proof` goes through every one."""
    desk = joins(house, phone)
    for number, point in enumerate(("put ops", "answer /sync/v1")):
        desk = crash.dies_at(phone, plans(desk, f"沪K0000{number}"), point, house.address("station"))
        carries_on(desk, f"沪K0000{number}")
    desk.goes_home().has_sent_all()
    assert plates(house, "沪K") == ["沪K00000", "沪K00001"]


def test_a_database_thrown_away_under_the_app_is_put_back(house: Demo, phone: Browser) -> None:
    desk = joins(house, phone)
    # Only then are the app's own pages on the phone.
    desk.page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    phone.context.set_offline(True)
    plans(desk, "沪E00001").saves()
    plans(desk, "沪E00002")
    desk.page.wait_for_timeout(300)
    devtools = phone.context.new_cdp_session(desk.page)
    devtools.send(
        "Storage.clearDataForOrigin", {"origin": house.address("station").rstrip("/"), "storageTypes": "indexeddb"}
    )
    desk.saves()
    phone.context.set_offline(False)
    desk.goes_home().page.reload()
    desk.has_sent_all().reads("沪E00001", "沪E00002")
    assert plates(house, "沪E") == ["沪E00001", "沪E00002"]


def test_a_connection_closed_under_the_page_is_opened_again(house: Demo, phone: Browser) -> None:
    """Case 5."""
    desk = joins(house, phone)
    plans(desk, "沪C00001")
    desk.page.evaluate(CLOSE_ON_SAVE)
    desk.saves().has_sent_all()
    plans(desk, "沪C00002")
    assert desk.page.evaluate(WANTS_IT_ALONE) == ["alone"]
    desk.saves().has_sent_all()
    assert plates(house, "沪C") == ["沪C00001", "沪C00002"]


def test_a_new_version_breaks_neither_an_open_draft_nor_a_full_outbox(house: Demo, phone: Browser) -> None:
    """Case 13."""
    desk = joins(house, phone)
    phone.context.route("**/sync/v1", lambda route: route.abort())
    for number in range(3):
        plans(desk, f"沪U0000{number}").saves()
    plans(desk, "沪U00003")
    takes_the_next_version(house)
    desk.page.evaluate("async () => (await navigator.serviceWorker.getRegistration()).update()")
    desk.reads("A new version of Homeward is ready")
    assert desk.box("Vehicle plate").input_value() == "沪U00003"
    desk.types("Vehicle plate", "沪U00004")
    with desk.page.expect_navigation():
        desk.taps("Use the new version")
    desk.reads("3 on this phone").does_not_read("A new version")
    assert desk.box("Vehicle plate").input_value() == "沪U00004"
    phone.context.unroute("**/sync/v1")
    desk.saves().sends_now().has_sent_all()
    assert plates(house, "沪U") == ["沪U00000", "沪U00001", "沪U00002", "沪U00004"]


def takes_the_next_version(house: Demo) -> None:
    assert house.site
    worker = house.site / "worker.js"
    worker.write_text(worker.read_text("utf-8").replace("shell-", "shell-next-"), "utf-8")
    house.kill()
    house.start()


def test_a_browser_that_cannot_be_called_says_so_within_ten_seconds(house: Demo, phone: Browser) -> None:
    """Case 17: without a push service within reach, subscribing neither succeeds nor fails."""
    desk = joins(house, phone)
    origin = house.address("station").rstrip("/")
    vapid = open_vapid(house.folder / "vapid.pem", "mailto:duty@example.org", "")
    phone.context.grant_permissions(["notifications"], origin=origin)
    phone.context.route("**/push", lambda route: route.fulfill(json={"key": vapid.public}))
    desk.page.clock.install()
    desk.page.reload()
    desk.has_sent_all().opens_page("phone").taps("Call this phone")
    desk.reads("One moment").page.clock.run_for(10_000)
    desk.reads("This phone cannot receive push here", "Keep Homeward open")
