"""A window on a phone, used by somebody who reads what is on the screen and taps it."""

import re
from typing import Self

from playwright.sync_api import Locator, Page, expect

SYNC_MS = 40_000


class Device:
    """One post's phone. Every verb waits for what it names to be on the screen."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.faults: list[str] = []
        page.on("pageerror", lambda fault: self.faults.append(str(fault)))

    @property
    def main(self) -> Locator:
        return self.page.locator("main")

    def opens(self, address: str) -> Self:
        self.page.goto(address)
        return self

    def goes_home(self) -> Self:
        """Takes this phone in hand, at the post's own list. (A window behind another draws one frame a second.)"""
        return self.opens_page("")

    def opens_page(self, name: str) -> Self:
        self.page.bring_to_front()
        self.page.evaluate("name => { location.hash = `#/${name}`; }", name)
        return self

    def taps(self, name: str) -> Self:
        """A button or a link, by the words on it."""
        words = _begins(name)
        self.page.get_by_role("button", name=words).or_(self.page.get_by_role("link", name=words)).first.click()
        return self

    def picks(self, *options: str, of: str | None = None) -> Self:
        """Tiles, by the first of their words; `of` names the question when several have such a tile."""
        scope = self.main.get_by_role("group", name=_begins(of)) if of else self.main
        for option in options:
            name = _begins(option)
            scope.get_by_role("radio", name=name).or_(scope.get_by_role("checkbox", name=name)).first.check()
        return self

    def types(self, question: str, answer: str) -> Self:
        self.box(question).fill(answer)
        return self

    def box(self, question: str) -> Locator:
        """The text box of a question, whether it must be answered or not."""
        whole = re.compile(rf"^{re.escape(question)}\s*(if known|如知道请填)?$")
        return self.main.get_by_role("textbox", name=whole)

    def scans(self, passport: str) -> Self:
        self.main.get_by_label(re.compile("Machine-readable|机读")).first.fill(passport)
        return self

    def steps_on(self) -> Self:
        heading = self.page.get_by_role("heading", level=1).first.inner_text()
        before = self.main.inner_text()
        self.page.get_by_role("button", name=re.compile("^(Next|下一步)$")).click()
        self.page.wait_for_function("([before]) => document.querySelector('main').innerText !== before", arg=[before])
        problem = self.main.get_by_role("alert")
        assert not problem.count(), f"{heading}: {problem.first.inner_text()}"
        return self

    def signs(self) -> Self:
        sheet = self.main.locator("svg.ink-sheet")
        unsigned = sheet.get_attribute("aria-label") or ""
        sheet.evaluate("sheet => sheet.scrollIntoView({block: 'center'})")
        sheet.hover(position={"x": 60, "y": 40})
        box = sheet.bounding_box()
        assert box
        left, top = box["x"] + 60, box["y"] + 40
        self.page.mouse.move(left, top)
        self.page.mouse.down()
        for step in range(12):
            self.page.mouse.move(left + step * 14, top + (step % 3) * 18)
        self.page.mouse.up()
        expect(sheet).not_to_have_attribute("aria-label", unsigned)
        return self

    def saves(self) -> Self:
        before = self.page.url
        self.page.get_by_role("button", name=re.compile("^(Save|保存)")).click()
        self.page.wait_for_function("([before]) => location.href !== before", arg=[before])
        return self

    def tries_to_save(self) -> Self:
        """Where the phone itself is expected to say no."""
        self.page.get_by_role("button", name=re.compile("^(Save|保存)")).click()
        return self

    def reads(self, *texts: str) -> Self:
        for text in texts:
            expect(self.page.locator("body")).to_contain_text(text, timeout=SYNC_MS)
        return self

    def does_not_read(self, text: str) -> Self:
        expect(self.page.locator("body")).not_to_contain_text(text, timeout=SYNC_MS)
        return self

    def sends_now(self) -> Self:
        """Does not wait for the phone's own next attempt."""
        self.opens_page("phone").page.get_by_role("button", name=re.compile("^(Send now|现在送出)")).click()
        return self

    def device_name(self) -> str:
        """What the phone calls itself on its own page."""
        said = self.opens_page("phone").reads("This device").main.inner_text()
        found = re.search(r"Name of this device\s+([0-9A-Z]{6})\b", said)
        assert found, said
        return found[1]

    def has_sent_all(self) -> Self:
        expect(self.page.get_by_text(re.compile("^(All sent|已全部送达)$")).first).to_be_visible(timeout=SYNC_MS)
        return self


def _begins(words: str) -> re.Pattern[str]:
    """A name that begins with these words; a tab's begins with its count."""
    return re.compile(rf"^(\d+\s+)?{re.escape(words)}")
