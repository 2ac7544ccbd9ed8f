"""A tab that can be killed between any two awaits: its page stops dead at a chosen point, then its process is killed.

Between two such points only the page's own code runs and nothing outside changes, so to be killed anywhere is to be
killed at one of them: a request to IndexedDB, the end of a transaction, a request to the server, its answer, word to
other tabs.
"""

import os
import signal
import subprocess
from contextlib import suppress

from playwright.sync_api import Page

from tests.actors.browser import Browser
from tests.actors.device import Device

REACHED = "crash point"
DRAFT_MS = 250
"""What was typed longer ago than this is on the disk."""
SCRIPT = """
(() => {
  const points = [];
  let last = null;
  const passed = (name) => {
    if (!points.armed) return;
    points.push(name);
    if (points.length - 1 !== last && name !== last) return;
    console.log(`crash point: ${name}`);
    for (;;);
  };
  globalThis.crash = {
    points,
    arm(at) { points.length = 0; last = at; points.armed = true; },
    disarm() { points.armed = false; return [...points]; },
  };
  for (const [type, names] of [
    [IDBObjectStore, ["put", "get", "getAll", "getAllKeys", "delete", "clear"]],
    [IDBIndex, ["getAll"]],
  ]) {
    for (const name of names) {
      const real = type.prototype[name];
      type.prototype[name] = function (...words) {
        passed(`${name} ${(this.objectStore ?? this).name}`);
        return real.apply(this, words);
      };
    }
  }
  const begin = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (stores, mode, options) {
    passed(`begin ${mode ?? "readonly"}`);
    const made = begin.call(this, stores, mode, options);
    if (mode === "readwrite") made.addEventListener("complete", () => passed("committed"));
    return made;
  };
  const ask = globalThis.fetch;
  globalThis.fetch = async (...words) => {
    passed(`ask ${words[0]}`);
    const answer = await ask(...words);
    passed(`answer ${words[0]}`);
    return answer;
  };
  const tell = BroadcastChannel.prototype.postMessage;
  BroadcastChannel.prototype.postMessage = function (...words) {
    passed("tell");
    return tell.apply(this, words);
  };
})();
"""


def install(browser: Browser) -> None:
    """From now on every page of this browser counts its points."""
    browser.context.add_init_script(SCRIPT)


def arm(page: Page, at: int | None) -> None:
    """Count from here; stop dead at the point `at` (from 0)."""
    page.evaluate("at => crash.arm(at)", at)


def passed(page: Page) -> list[str]:
    """The points passed since it was armed."""
    names: list[str] = page.evaluate("crash.disarm()")
    return names


def save_and_stop(page: Page, at: int | str) -> str:
    """Tap "Save" and come to the point `at` (its number, or the first of that name), where the page stands still.
    Returns what that point is."""
    page.wait_for_timeout(DRAFT_MS)
    with page.expect_console_message(lambda said: said.text.startswith(REACHED)) as reached:
        page.evaluate(
            "at => { crash.arm(at); setTimeout(() => document.querySelector('button[type=submit]').click()); }", at
        )
    return reached.value.text.removeprefix(f"{REACHED}: ")


def dies_at(browser: Browser, desk: Device, point: int | str, address: str) -> Device:
    """What is on the screen is saved, and everything is killed at that point; the phone is opened again."""
    save_and_stop(desk.page, point)
    # The page first: it runs in a circle and hears nothing any more.
    for process in _renderers_of(browser):
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    browser.kill()
    install(browser)
    return Device(browser.window(address))


def _renderers_of(browser: Browser) -> set[int]:
    listed = subprocess.run(["ps", "-axo", "pid=,ppid=,command="], capture_output=True, text=True, check=True).stdout
    rows = [line.split(maxsplit=2) for line in listed.splitlines() if line.count(" ") > 2]
    family = {int(pid) for pid, _parent, command in rows if f"--user-data-dir={browser.profile}" in command}
    grown = 0
    while grown != len(family):
        grown = len(family)
        family |= {int(pid) for pid, parent, _command in rows if int(parent) in family}
    return {int(pid) for pid, _parent, command in rows if int(pid) in family and "--type=renderer" in command}
