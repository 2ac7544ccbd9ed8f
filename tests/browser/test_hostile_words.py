"""Whoever writes markup into the fields of a form has written letters: every screen shows it, nothing of it runs."""

import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from server import programme
from server.__main__ import main
from server.drill.hand import Hand
from server.drill.script import Cast
from sync.op import Value
from sync.programme import Form, Programme
from sync.seen import Filled
from tests.actors.browser import DESK, Browser
from tests.actors.demo import Demo
from tests.actors.device import Device

RULES = programme.read(programme.seed("changning")).programme
PLACE, ROLES = "district:310105", tuple(RULES.roles)
WORDS = "<img src=x onerror=\"window.hit='{0}'\">"
"""It says where it comes from if it runs."""
PAGES = ("", "wall", "attention", "notices", "duplicates", "dispatch", "devices", "phone", "chart")


def filled(form: Form, name: str, record: str) -> list[Filled]:
    """Markup wherever any words are taken; elsewhere the first answer there is."""
    answers: dict[str, Value] = {}
    for field, rules in form.fields.items():
        match rules.type:
            case "text" if not rules.calc and not rules.pattern:
                answers[field] = WORDS.format(f"{name}.{field}")[: rules.length_max]
            case "choice" if rules.options:
                answers[field] = rules.options[0]
            case "int":
                answers[field] = rules.lowest or 1
            case "datetime":
                answers[field] = "2020-03-21T08:00:00Z"
    return [Filled(record, answers)]


def writes_everywhere(hand: Hand, rules: Programme) -> list[str]:
    """Records of every kind the house takes in so, and every form about them; the records."""
    made: dict[str, str] = {}
    for makes in (True, False):
        for number, (name, form) in enumerate(rules.forms.items()):
            record = f"01980000-0000-7000-9100-{number:012x}" if makes else made.get(form.about)
            if record and makes == (form.record == "new"):
                hand.saves_form(name, filled(form, name, record), round(time.time() * 1000))
                assert hand.exchanges(round(time.time() * 1000))
                if makes and hand.phone.view(record) and hand.phone.memory.shelf.rows.get(record):
                    made[form.about] = record
    return [*made.values()]


def test_no_screen_runs_what_somebody_typed(demo: Demo, browser: Browser) -> None:
    hand = Hand(Cast("x", PLACE, ROLES), WORDS.format("label"), demo.address("duty"), RULES, 0)
    hand.enrols(demo.enrols("duty", PLACE, *ROLES).partition("=")[2])
    made = writes_everywhere(hand, RULES)
    hand.hangs_up()
    window = Device(browser.window(demo.enrols("duty", PLACE, *ROLES), DESK)).has_sent_all()
    for page in (*PAGES, *(f"record/{record}" for record in made)):
        window.opens_page(page)
        is_only_read(window.page, page)
    assert window.faults == []


def test_no_page_that_is_printed_runs_what_somebody_typed(
    demo: Demo, browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand = Hand(Cast("x", PLACE, ROLES), "desk", demo.address("duty"), RULES, 0)
    hand.enrols(demo.enrols("duty", PLACE, *ROLES).partition("=")[2])
    writes_everywhere(hand, RULES)
    hand.hangs_up()
    monkeypatch.setenv("HOMEWARD_DATABASE", f"sqlite:///{demo.folder / 'demo.db'}")
    monkeypatch.setenv("HOMEWARD_KEY_FILE", str(demo.folder / "keys" / "demo.key"))
    report = tmp_path / "closing.html"
    assert main(["closing", str(report)]) == 0
    is_only_read(browser.window(report.as_uri()), "the closing report")


def is_only_read(page: Page, where: str) -> None:
    expect(page.locator("body"), f"{where or 'the list'} shows it").to_contain_text("onerror=", timeout=20_000)
    assert page.evaluate("window.hit") is None, where
    assert page.locator("[onerror], img[src=x]").count() == 0, where
