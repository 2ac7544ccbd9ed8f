"""One walk through the house that passes every screen."""

import tempfile
from pathlib import Path

from playwright.sync_api import Playwright

from tests.actors.browser import Browser
from tests.actors.demo import POSTS, Demo
from tests.actors.device import Device
from tests.browser.test_in_app import WECHAT
from tests.screens import desk, gate, handover, onward, twice
from tests.screens.camera import Eye
from tests.screens.stranger import sends_an_unknown_form


def looks(playwright: Playwright, eye: Eye, broken: Path) -> None:
    """The whole walk on a demo and in two browsers of its own; where it broke off is pictured in `broken`."""
    with tempfile.TemporaryDirectory(prefix="homeward-screens-") as folder:
        demo = Demo(Path(folder))
        demo.start()
        one, another = (_opened(playwright, Path(folder) / name) for name in ("one", "another"))
        try:
            walk(demo, one, another, eye)
        except Exception:
            _keeps_what_broke(broken, one, another)
            raise
        finally:
            another.close()
            one.close()
            demo.kill()


def _keeps_what_broke(folder: Path, *browsers: Browser) -> None:
    """A picture of every open window where the walk ended."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, page in enumerate(page for browser in browsers for page in browser.context.pages):
        page.bring_to_front()
        path = folder / f"broken-{number}.png"
        page.screenshot(path=str(path))
        print(f"{page.url}: {path}")


def _opened(playwright: Playwright, profile: Path) -> Browser:
    browser = Browser(playwright, profile)
    browser.open()
    return browser


def walk(demo: Demo, browser: Browser, another: Browser, eye: Eye) -> None:
    """`another` browser holds the phones that lose the network alone."""
    _opens(demo, another, eye)
    posts = {post: Device((another if post == "street" else browser).window(demo.address(post))) for post in POSTS}
    _take_up(demo, posts, eye)
    station, holding, street, site, duty = (posts[post] for post in POSTS)
    colleague = Device(another.window(demo.enrols("station", "station:PVG-T1", "station", "escort"))).has_sent_all()

    desk.registers(station, eye)
    desk.reads_and_signs(station, eye)
    station.goes_home()
    eye.sees(station, "post-station", sun=True)
    desk.leaves_a_draft(station, eye)
    desk.registers_one(station)
    colleague.goes_home().reads(desk.SINGLE, "Choose and sign")
    desk.choose_differently(station, colleague)
    desk.decides(station, eye)
    desk.is_stopped(station, eye)

    onward.waits(holding, eye)
    onward.oversees(duty, eye)
    onward.asks(holding, street, eye)
    onward.goes_home(holding, street, eye)
    onward.takes_the_watch(street, eye)
    onward.goes_central(station, site, eye)

    sends_an_unknown_form(demo.enrols("holding", "site:HP1", "medical"))
    onward.finds_set_aside(duty, eye)
    twice.register(station, "C41")
    twice.register(station, "C42")
    twice.looks(Device(another.window(demo.enrols("duty", "district:310105", "data_desk"))).has_sent_all(), eye)
    gate.brings_a_list(station, eye, demo.folder)
    next_leader = Device(another.window(demo.enrols("station", "station:PVG-T1", "station", "station_lead")))
    handover.is_made(station, next_leader, eye)
    _looks_at_the_phone(station, eye)


def _opens(demo: Demo, browser: Browser, eye: Eye) -> None:
    """What stands before any post: the first page, and the way out of another app's browser."""
    front = Device(browser.window(demo.front))
    front.page.wait_for_selector(".front-posts a")
    eye.sees(front, "front", sun=True)
    inside = browser.context.new_page()
    inside.context.new_cdp_session(inside).send("Emulation.setUserAgentOverride", {"userAgent": WECHAT})
    inside.goto(demo.address("station"))
    inside.wait_for_selector("figure.in-app")
    eye.sees(Device(inside), "in-app")
    inside.close()
    front.page.close()


def _take_up(demo: Demo, posts: dict[str, Device], eye: Eye) -> None:
    eye.sees(posts["station"], "welcome", sun=True)
    for post, device in posts.items():
        device.page.bring_to_front()
        device.page.evaluate("code => { location.hash = code; }", demo.links[post].partition("#")[2])
        device.has_sent_all()
        eye.sees(device, f"post-{post}-empty")


def _looks_at_the_phone(device: Device, eye: Eye) -> None:
    device.goes_home().page.evaluate("location.hash = '#/phone'")
    eye.sees(device, "phone", sun=True)
    device.page.get_by_role("button", name="Leave this post").click()
    eye.sees(device, "phone-leave", again=lambda phone: phone.page.locator("button[data-kind=grave]").first.click())
    device.opens_page("guide")
    eye.sees(device, "guide-code")
    device.opens_page("chart/person")
    eye.sees(device, "chart")
    device.opens_page("phone")
    # What the browser says when another window has taken a new version.
    _announces(device)
    eye.sees(device, "update", again=_announces)


def _announces(device: Device) -> None:
    device.page.evaluate("navigator.serviceWorker.dispatchEvent(new Event('controllerchange'))")
