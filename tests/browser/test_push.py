"""A street office whose phone lies face down: called, shown, tapped, accepted; and the sender hears of it."""

import asyncio
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.actors.browser import Browser
from tests.actors.demo import Demo
from tests.actors.device import Device
from tests.actors.push_service import PushService
from tests.actors.worker import Worker
from tests.browser.test_the_loop import (
    asks_the_street,
    boards_and_departs,
    plans_a_bus,
    registers_the_family,
    signs_the_notice,
    waits_for_results,
)

CALLED_SECONDS_MAX = 30
LISTEN = """
() => {
  window.badges = [];
  navigator.setAppBadge = async count => { window.badges.push(count); };
  window.notes = 0;
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...when) { window.notes += 1; return start.apply(this, when); };
}
"""
"""What a person would hear, and see on the icon."""


@pytest.fixture
def service() -> Iterator[PushService]:
    """The push service, on a loop of its own beside the browser's."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="the push service")
    thread.start()

    async def opened() -> PushService:
        return await PushService(lambda: time.time_ns() // 1_000_000).open()

    service = asyncio.run_coroutine_threadsafe(opened(), loop).result()
    yield service
    asyncio.run_coroutine_threadsafe(service.close(), loop).result()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@pytest.fixture
def demo(tmp_path: Path, service: PushService, monkeypatch: pytest.MonkeyPatch) -> Iterator[Demo]:
    """A house that may call this one push service and nobody else."""
    monkeypatch.setenv("HOMEWARD_PUSH_HOSTS", service.origin)
    monkeypatch.setenv("HOMEWARD_PUSH_CONTACT", "mailto:duty@example.org")
    demo = Demo(tmp_path)
    demo.start()
    yield demo
    demo.kill()


def called(service: PushService, name: str, number: int) -> str:
    """What reached that phone as its `number`-th call, decrypted with keys only its browser has."""
    browser = service.known(name)
    until = time.monotonic() + CALLED_SECONDS_MAX
    while len(browser.heard) < number and time.monotonic() < until:
        time.sleep(0.05)
    assert len(browser.heard) == number
    return browser.heard[-1].text.decode()


def names_another_street(street: Device, holding: Device) -> None:
    """In two taps; whoever asked hears of it at once, and sees by its sign as well that it is a no."""
    holding.opens_page("notices").reads("Asked of others")
    street.opens_page("notices").taps("Another street").taps("Xinhua")
    street.page.wait_for_url("**/#/done/**")
    holding.page.bring_to_front()
    holding.reads("was declined · 江桥 Jiang")
    expect(holding.page.locator(".request .state[data-tone=no] [data-icon=close]")).to_have_count(1)
    street.opens_page("phone")


def plays_it_beforehand(phone: Device, time: str) -> None:
    """What would happen if an office did not answer at that hour."""
    phone.opens_page("notices").taps("If nobody answers")
    phone.page.get_by_label("At another time").fill(time)
    phone.reads(f"does not answer at {time}", f"{time}Hongqiao")


def test_a_sleeping_office_is_called_and_answers(demo: Demo, browser: Browser, service: PushService) -> None:
    desk, holding, street = (Device(browser.window(demo.links[post])) for post in ("station", "holding", "street"))
    for device in (desk, holding, street):
        device.has_sent_all()
    street.page.bring_to_front()
    worker = Worker(street.page)
    worker.subscribes(service.browser("street"))
    street.page.evaluate(LISTEN)
    street.opens_page("phone").taps("Call this phone").reads("This phone is called when your post is asked")
    assert street.page.evaluate("() => window.subscribedWith") == 65

    registers_the_family(desk, "Home")
    signs_the_notice(desk, "Home")
    plans_a_bus(desk, "Test bus", "Linkong No. 1", "沪A12345")
    boards_and_departs(desk, "ERIKSSON ANNA MARIA")
    waits_for_results(holding)

    assert "ERIKSSON" not in called(service, "street", 1)
    names_another_street(street, holding)
    asks_the_street(holding)
    text = called(service, "street", 2)
    worker.is_handed(text)
    [notice] = worker.shows()
    assert notice.title == "3 people to fetch"

    # The app is open too, on another screen: it sounds once a request, and stands in the corner and on the icon until
    # heard.
    ringing = street.page.locator(".ringing")
    expect(ringing).to_have_text("1 asked of you")
    assert street.page.evaluate("() => [window.badges.at(-1), window.notes]") == [1, 4]
    # A phone's own word, not the push service's, is what the sender reads as delivered.
    holding.opens_page("notices").reads("Asked of others", "3 people", "On their screen", "Nobody has it yet")
    street.opens_page("notices").reads("Waiting for you", "min left", "Can we be reached?")
    street.taps("I have it").reads("江桥 Jiang (Hongqiao street, Gubei) has it")
    street.opens_page("phone")
    expect(ringing).to_have_count(0)
    street.opens_page("notices")
    holding.reads("江桥 Jiang (Hongqiao street, Gubei) has it")

    street.goes_home()
    worker.is_tapped(notice)
    expect(street.main.get_by_role("heading", name="3 people")).to_be_visible()
    street.taps("Accept").saves().has_sent_all()
    holding.goes_home().taps("Handoffs").taps("3 people").reads("was accepted", "江桥 Jiang")
    holding.opens_page("notices").reads("Answered", "was accepted · 江桥 Jiang")
    holding.page.locator(".request", has_text="was accepted").get_by_text("What happened").click()
    holding.reads("Taken by the push service; not yet delivered", "Delivered · 江桥 Jiang", "“I have it”")
    plays_it_beforehand(street, "03:10")
    assert service.complaints == []
    assert desk.faults + holding.faults + street.faults == []


def test_a_message_nobody_can_read_still_says_that_something_waits(demo: Demo, browser: Browser) -> None:
    street = Device(browser.window(demo.links["street"])).has_sent_all()
    worker = Worker(street.page)
    for number, unreadable in enumerate(("", "{", '{"notification": 7}'), 1):
        worker.is_handed(unreadable)
        assert {one.title for one in worker.shows(number)} == {"Homeward"}


def test_a_browser_whose_push_service_is_out_of_reach_says_so(demo: Demo, browser: Browser) -> None:
    """As Chrome in mainland China: subscribing neither succeeds nor fails. The list goes on coming by itself."""
    street = Device(browser.window(demo.links["street"])).has_sent_all()
    browser.context.grant_permissions(["notifications"], origin=demo.links["street"].partition("/#")[0])
    street.opens_page("phone").taps("Call this phone")
    street.reads("This phone cannot receive push here", "Keep Homeward open")
    assert street.faults == []
