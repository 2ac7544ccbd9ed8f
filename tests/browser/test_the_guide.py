"""The picture guide on a traveller's phone: their language, no account, and again with no network."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from tests.actors.awaited import awaited
from tests.actors.browser import Browser
from tests.actors.demo import Demo


@pytest.mark.accepts("M26")
def test_a_traveller_reads_it_in_their_language_and_again_without_a_network(
    demo: Demo, playwright: Playwright, tmp_path: Path
) -> None:
    traveller = Browser(playwright, tmp_path / "traveller", "ja")
    traveller.open()
    try:
        page = traveller.window(f"{demo.address('station')}guide")
        page.get_by_role("link", name=re.compile("日本語")).click()
        expect(page.get_by_role("listitem").filter(has_text="お席でお待ちください")).to_be_visible()
        assert page.evaluate("document.documentElement.lang") == "ja"
        awaited(page, "async () => (await (await caches.open('guide')).keys()).length === 15")
        page.wait_for_function("() => navigator.serviceWorker.controller !== null")

        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

        demo.kill()
        page.reload()
        expect(page.get_by_role("listitem").filter(has_text="お席でお待ちください")).to_be_visible()
        drawn = "() => [...document.images].every((one) => one.complete && one.naturalWidth > 0)"
        page.wait_for_function(drawn)
        page.get_by_role("link", name=re.compile("English")).click()
        page.get_by_role("link", name=re.compile("한국어")).click()
        expect(page.get_by_text("자리에 앉아 기다려 주세요")).to_be_visible()
        page.wait_for_function(drawn)
    finally:
        traveller.close()
