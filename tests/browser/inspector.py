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
READ_IN = ("ja", "ko")
"""Only the words and their room depend on these: they are read and measured, not judged again."""

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
    .filter(one => !one.matches('.skip') && !scrolls(one))
    .map(one => [one, one.getBoundingClientRect()])
    .filter(([, box]) => box.right > innerWidth + 1 || box.left < -1)
    .map(([one]) => one);
  const bursting = [...document.querySelectorAll('.button, .tile-face, .tab')].filter(one => one.checkVisibility())
    .filter(one => one.scrollWidth > one.clientWidth + 1);
  return [...wide, ...bursting].map(one => `${one.tagName}.${one.className} "${one.innerText ?? ''}"`);
}
"""
READ_OWN = """
spoken => {
  const page = document.querySelector('#app').cloneNode(true);
  page.querySelectorAll(`[lang]:not([lang^=${spoken}]), svg, .mrz`).forEach(one => one.remove());
  const labels = [...page.querySelectorAll('[aria-label]')].map(one => one.ariaLabel);
  return [...labels, page.textContent, ...[...page.querySelectorAll('input')].map(one => one.placeholder)].join('\\n');
}
"""


class Inspector:
    """Looks at the screens it is told to, at those of `read` in all languages; `faults`: question -> what was found."""

    def __init__(self, screens: frozenset[str], names: tuple[str, ...], read: frozenset[str]) -> None:
        self.faults: dict[str, list[str]] = defaultdict(list)
        self.left = set(screens)
        self._names = names
        self._read = read

    def sees(self, device: Device, name: str, again: Again | None = None, sun: bool = False) -> None:
        if name not in self.left:
            return
        self.left.discard(name)
        page = device.page
        for language, light in SEEN_AS:
            speaks(device, language, again)
            lit(page, "phone", light)
            self._judges(page, f"{name} ({language})")
            self._reads(page, name, language)
        for language in READ_IN if name in self._read else ():
            speaks(device, language, again)
            self._reads(page, name, language)
        plain(device)
        speaks(device, "en", again)

    def _judges(self, page: Page, where: str) -> None:
        if page.evaluate("typeof axe") == "undefined":
            # A script tag would be stopped by the page's own rules.
            page.evaluate(AXE.read_text("utf-8"))
        self._notes("axe", where, page.evaluate(FIND_FAULTS, RULES))
        self._notes("small", where, page.evaluate(FIND_SMALL))

    def _reads(self, page: Page, name: str, language: str) -> None:
        where = f"{name} ({language})"
        self._notes("key", where, RAW_KEY.findall(page.locator("body").inner_text()))
        if language != "en":
            said = VERSION.sub("", page.evaluate(READ_OWN, language.partition("-")[0]))
            for known in self._names:
                said = said.replace(known, "")
            self._notes("english", where, ENGLISH.findall(said))
        size = page.viewport_size
        page.set_viewport_size(NARROW)
        self._notes("wide", where, page.evaluate(FIND_WIDE))
        if name.startswith("post-"):
            self._mirrors(page, where)
        if size:
            page.set_viewport_size(size)

    def _mirrors(self, page: Page, where: str) -> None:
        """As if the language were written from right to left."""
        page.evaluate("document.documentElement.dir = 'rtl'")
        self._notes("mirrored", where, page.evaluate(FIND_WIDE))
        page.evaluate("document.documentElement.removeAttribute('dir')")

    def _notes(self, question: str, where: str, found: list[str]) -> None:
        self.faults[question] += [f"{where}: {one}" for one in dict.fromkeys(found)]
