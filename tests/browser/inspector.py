"""An eye that finds what is wrong with a screen instead of keeping a picture of it."""

import re
from collections import defaultdict

from playwright.sync_api import Page, ViewportSize

from tests.actors.device import Device
from tests.screens.camera import Again, lit, plain, speaks
from tests.tools.environment import PWA

AXE = PWA / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NARROW = ViewportSize(width=320, height=640)
"""The narrowest phone."""
SEEN_AS = (("en", "day"), ("zh-Hans", "night"))

RAW_KEY = re.compile(r"\b[a-z_]+(?:\.[a-z_]+)+\b")
ENGLISH = re.compile(r"[A-Za-z]*[a-z]{2,}")
VERSION = re.compile(r"\b[0-9a-f]{12}\b", re.ASCII)

FIND_FAULTS = """
rules => axe.run(document, {runOnly: rules}).then(found => found.violations.flatMap(
  rule => rule.nodes.map(node => `${rule.id}: ${node.target.join(' ')}: ${node.failureSummary.split('\\n').pop()}`)))
"""
FIND_SMALL = """
() => [...document.querySelectorAll('button, summary, a.row, .tile, .switch button, input.input, textarea')]
  .filter(one => one.checkVisibility() && !one.matches('.skip, .step-face'))
  .map(one => [one, one.getBoundingClientRect()])
  .filter(([, box]) => box.height < 47.5 || box.width < 47.5)
  .map(([one, box]) => `${one.className} "${one.innerText}" ${box.width.toFixed()}x${box.height.toFixed()}`)
"""
FIND_WIDE = """
() => {
  const scrolls = one => one && one !== document.body &&
    (/auto|scroll|hidden|clip/.test(getComputedStyle(one).overflowX) || scrolls(one.parentElement));
  const wide = [...document.querySelectorAll('#app *')].filter(one => one.checkVisibility())
    .filter(one => one.getBoundingClientRect().right > innerWidth + 1 && !scrolls(one));
  const bursting = [...document.querySelectorAll('.button, .tile-face, .tab')].filter(one => one.checkVisibility())
    .filter(one => one.scrollWidth > one.clientWidth + 1);
  return [...wide, ...bursting].map(one => `${one.tagName}.${one.className} "${one.innerText ?? ''}"`);
}
"""
READ_OWN = """
() => {
  const page = document.querySelector('#app').cloneNode(true);
  page.querySelectorAll('[lang]:not([lang^=zh]), svg, .mrz').forEach(one => one.remove());
  const labels = [...page.querySelectorAll('[aria-label]')].map(one => one.ariaLabel);
  return [...labels, page.textContent, ...[...page.querySelectorAll('input')].map(one => one.placeholder)].join('\\n');
}
"""


class Inspector:
    """Looks at the screens it is told to, in both languages; `faults`: question -> what was found."""

    def __init__(self, screens: frozenset[str], names: tuple[str, ...]) -> None:
        self.faults: dict[str, list[str]] = defaultdict(list)
        self.left = set(screens)
        self._names = names

    def sees(self, device: Device, name: str, again: Again | None = None, sun: bool = False) -> None:
        if name not in self.left:
            return
        self.left.discard(name)
        for language, light in SEEN_AS:
            speaks(device, language, again)
            lit(device.page, "phone", light)
            where = f"{name} ({language})"
            self._judges(device.page, where)
            if language != "en":
                self._listens(device.page, where)
        plain(device)
        speaks(device, "en", again)

    def _judges(self, page: Page, where: str) -> None:
        if page.evaluate("typeof axe") == "undefined":
            # A script tag would be stopped by the page's own rules.
            page.evaluate(AXE.read_text("utf-8"))
        self._notes("axe", where, page.evaluate(FIND_FAULTS, RULES))
        self._notes("small", where, page.evaluate(FIND_SMALL))
        self._notes("key", where, RAW_KEY.findall(page.locator("body").inner_text()))
        size = page.viewport_size
        page.set_viewport_size(NARROW)
        self._notes("wide", where, page.evaluate(FIND_WIDE))
        if size:
            page.set_viewport_size(size)

    def _listens(self, page: Page, where: str) -> None:
        said = VERSION.sub("", page.evaluate(READ_OWN))
        for name in self._names:
            said = said.replace(name, "")
        self._notes("english", where, ENGLISH.findall(said))

    def _notes(self, question: str, where: str, found: list[str]) -> None:
        self.faults[question] += [f"{where}: {one}" for one in dict.fromkeys(found)]
