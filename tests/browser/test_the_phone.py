"""What a phone promises its holder: nothing typed is lost, nothing odd goes unseen, and it opens without a network."""

import json
import urllib.request
from typing import Any  # what a door answers

import pytest

from tests.actors.browser import DESK, Browser
from tests.actors.demo import Demo
from tests.actors.device import Device
from tests.actors.passport import lines
from tests.browser.conftest import Enrol


def test_switching_the_language_in_the_middle_of_a_form_loses_no_keystroke(demo: Demo, enrol: Enrol) -> None:
    desk = enrol("station")
    desk.goes_home().taps("Register arrivals").picks("English").steps_on()
    desk.types("Name in own script", "安娜")
    desk.taps("简体中文").reads("证件类型", "护照")
    assert desk.box("本国文字姓名").input_value() == "安娜"
    desk.taps("English").reads("Document type", "Passport")
    assert desk.box("Name in own script").input_value() == "安娜"


@pytest.mark.path(16)
def test_half_a_form_survives_a_killed_browser_and_a_dead_server(demo: Demo, browser: Browser, enrol: Enrol) -> None:
    desk = enrol("station")
    desk.goes_home().taps("Register arrivals").picks("English").steps_on()
    desk.types("Name in own script", "安娜")
    desk.page.wait_for_timeout(400)
    demo.kill()
    browser.kill()
    desk = Device(browser.window(demo.address("station")))
    desk.reads("Started, not saved yet").taps("Carry on").reads("Document type")
    assert desk.box("Name in own script").input_value() == "安娜"


def test_a_wrong_digit_is_marked_and_the_document_still_goes_through(enrol: Enrol) -> None:
    desk = enrol("station")
    desk.goes_home().taps("Register arrivals").picks("English").steps_on()
    wrong = lines("ERIKSSON", "ANNA", "ZZ0000001", "740812", "F").replace("7408122", "7408123")
    desk.scans(wrong).reads("Check digit is 3, but 2 would agree").taps("Use these answers")
    assert desk.box("Family name (Latin letters)").input_value() == "ERIKSSON"


def test_an_op_nobody_can_read_is_parked_where_a_leader_sees_it(demo: Demo, enrol: Enrol) -> None:
    """A stranger's client sends a form this programme does not have; the district's duty leader finds it."""
    duty = enrol("duty", DESK)
    code = demo.enrols("station", "station:PVG-T1", "station").rpartition("=")[2]
    base = demo.address("station")
    who = _post(f"{base}devices", {"code": code})
    op = [1, 1_700_000_000_000, None, who["person"]["id"], "dream", "x", None, None, None, [["person", RECORD, []]]]
    answer = _post(f"{base}sync/v1", [who["inc"], 1_700_000_000_000, None, [op]], who["token"])
    assert answer[2][0][1] == "quarantined"
    duty.opens_page("attention").reads("Tan (desk 2)", "This form is not known to the server")


def test_it_can_be_installed_and_every_asset_is_its_own(demo: Demo, enrol: Enrol) -> None:
    desk = enrol("station")
    manifest = json.loads(urllib.request.urlopen(f"{demo.address('station')}manifest.webmanifest", timeout=5).read())
    assert {"name", "start_url", "display", "icons"} <= manifest.keys()
    assert {icon["sizes"] for icon in manifest["icons"]} >= {"192x192", "512x512"} or any(
        icon["sizes"] == "any" for icon in manifest["icons"]
    )
    asked: list[str] = []
    desk.page.on("request", lambda request: asked.append(request.url))
    desk.page.reload()
    desk.has_sent_all()
    assert asked
    assert all(url.startswith((demo.address("station"), "data:", "blob:")) for url in asked), asked
    # Its worker was vouched for; no other text becomes markup, a script or its address.
    assert desk.page.evaluate("async () => (await navigator.serviceWorker.ready).active.scriptURL").endswith(
        "/worker.js"
    )
    assert desk.page.evaluate(TRIES) == ["TypeError"] * 4


TRIES = """
async () => {
  const tries = [
    () => { document.createElement("p").innerHTML = "<b>x</b>"; },
    () => { document.createElement("script").text = "1"; },
    () => { document.createElement("script").src = "/worker.js"; },
    () => navigator.serviceWorker.register("/assets/x.js"),
  ];
  const said = [];
  for (const one of tries) {
    try { await one(); said.push("taken"); } catch (cause) { said.push(cause.name); }
  }
  return said;
}
"""
RECORD = "01900000-0000-7000-8000-000000000001"


def _post(url: str, body: object, token: str = "") -> Any:  # Any: whatever JSON the door answers
    headers = {"content-type": "application/json"} | ({"authorization": f"Bearer {token}"} if token else {})
    request = urllib.request.Request(url, json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request, timeout=5) as answer:
        return json.loads(answer.read())
