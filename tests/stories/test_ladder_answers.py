"""How requests are passed on, as a leader types it: what cannot be done is refused at its field."""

import pytest

from server import programme
from sync import form
from sync.op import Value

SLOWER: dict[str, Value] = {
    "which_call": "offer",
    "wait_channel": 4,
    "wait_contact": 6,
    "wait_district": 8,
    "wait_phone": 10,
    "again_after": 40,
    "title_zh": "请尽快接回 {count} 人",
    "body_zh": "{office}，{answer_by} 前请答复",
    "title_en": "{count} people wait to be fetched",
    "body_en": "{office}: please answer by {answer_by}",
}


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("wait_channel", 0, "low"),
        ("wait_contact", -3, "low"),
        ("wait_district", 121, "high"),
        ("again_after", 480, "high"),
        ("answer_within", 0, "low"),
        ("answer_within", 481, "high"),
        ("which_call", None, "needed"),
        ("title_zh", None, "needed"),
        ("body_en", "", "needed"),
        ("title_en", "{name} waits", "pattern"),
        ("body_zh", "{count", "pattern"),
    ],
)
def test_what_cannot_be_done_is_refused_at_its_field(field: str, value: Value, code: str) -> None:
    rules = programme.read(programme.seed("changning")).programme.forms["draft_ladder"]
    assert form.faults(rules, SLOWER, lambda _word: None, ()) == []
    answers = {name: answer for name, answer in {**SLOWER, field: value}.items() if answer not in (None, "")}
    assert [(fault.field, fault.code) for fault in form.faults(rules, answers, lambda _word: None, ())] == [
        (field, code)
    ]
