"""A phone is left on a bus with three entries unsent: once the house hears from it nobody reads it, and they are in."""

import pytest
from playwright.sync_api import expect

from tests.actors.awaited import awaited
from tests.actors.browser import DESK, Browser
from tests.actors.demo import Demo
from tests.actors.device import Device
from tests.browser.bus import plans, sent_buses
from tests.browser.conftest import Enrol

PLATES = ["沪P00000", "沪P00001", "沪P00002"]
BEFORE = "沪B00000"
KEPT = """async () => {
  const names = (await indexedDB.databases()).map(({ name }) => name);
  const counts = {};
  for (const name of names) {
    const db = await new Promise((done, failed) => {
      const asked = indexedDB.open(name);
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => failed(asked.error);
    });
    for (const table of db.objectStoreNames) {
      const asked = db.transaction(table).objectStore(table).count();
      counts[`${name}.${table}`] = await new Promise((done) => { asked.onsuccess = () => done(asked.result); });
    }
    db.close();
  }
  return counts;
}"""


@pytest.mark.path(10)
def test_three_unsent_entries_reach_the_house_and_nothing_stays_on_the_phone(
    demo: Demo, browser: Browser, enrol: Enrol, another: Browser
) -> None:
    lost = enrol("station")
    inc = lost.device_name().lower()
    plans(lost, BEFORE).saves().has_sent_all()
    lost.goes_home().taps("Register arrivals").picks("English").steps_on().types("Name in own script", "安娜")
    browser.context.set_offline(True)
    for plate in PLATES:
        plans(lost, plate).saves()
    held = lost.page.evaluate(KEPT)
    assert held["homeward.ops"] >= len(PLATES)
    assert held["homeward.records"] > 0
    duty = Device(another.window(demo.links["duty"], DESK)).has_sent_all()
    takes_out_of_use(duty, inc.upper())
    assert lost.page.evaluate(KEPT)["homeward.records"] > 0, "without a network it cannot know"

    browser.context.set_offline(False)
    lost.reads("post was ended")
    assert {(bus.plate, bus.inc, bus.verdict) for bus in sent_buses(demo)} == {
        (BEFORE, inc, "applied"),
        *((plate, inc, "quarantined") for plate in PLATES),
    }
    awaited(lost.page, f"async () => Object.values(await ({KEPT})()).every((count) => count <= 1)")
    left = {table: count for table, count in lost.page.evaluate(KEPT).items() if count}
    assert left == {"homeward.meta": 1}
    lost.page.reload()
    lost.does_not_read("Plan a bus").reads("Code")
    duty.opens_page("attention").reads("Entries set aside by the server", "phone’s post had been ended")
    assert lost.faults + duty.faults == []


def takes_out_of_use(duty: Device, name: str) -> None:
    """One tap on the list of devices, and a yes."""
    card = duty.opens_page("phone").taps("Devices").reads(name).main.locator("li.device", has_text=name)
    card.get_by_role("button", name="Take out of use").click()
    card.get_by_role("alertdialog").get_by_role("button", name="Take out of use").click()
    expect(card).to_contain_text("Out of use since")
