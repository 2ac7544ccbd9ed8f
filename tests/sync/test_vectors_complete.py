"""No rule of the law lacks an example, and what the phone app decides too is run by both languages."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from sync.op import Action
from sync.programme import FieldType, HolderRule, PolicyName, StepKind
from tests.sync.vectors import FOLDER, named

ROOT = Path(__file__).parents[2]
SERVER_ALONE = {"effective", "escalation", "membership"}
"""What only the house decides: a phone is told the outcome."""


def words(value: object, slot: str) -> Iterator[str]:
    """Every text that stands in a slot of this name, anywhere in it."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name == slot and isinstance(inner, str):
                yield inner
            yield from words(inner, slot)
    elif isinstance(value, list):
        for inner in value:
            yield from words(inner, slot)


@pytest.mark.parametrize(
    ("folder", "slot", "rules"),
    [
        ("merge", "name", {*get_args(PolicyName)}),
        ("merge", "normal", {"digits"}),
        ("form", "type", {*get_args(FieldType)}),
        ("custody", "kind", {*get_args(StepKind)} - {"fact"}),
        ("custody", "holder", {*get_args(HolderRule)} - {"same"}),
    ],
)
def test_every_rule_has_an_example(folder: str, slot: str, rules: set[str]) -> None:
    assert rules <= set(words(named(folder), slot))


def test_every_action_is_written_in_an_example() -> None:
    written = {write[0] for vector in named("merge").values() for op in vector["ops"] for write in op["writes"]}
    assert {*get_args(Action)} <= written


def test_every_folder_is_run_by_both_languages() -> None:
    folders = {path.name for path in FOLDER.iterdir() if path.is_dir()}
    python = "".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    phone = "".join(path.read_text("utf-8") for path in (ROOT / "pwa" / "src").rglob("*.test.ts"))
    run_here = set(re.findall(r'named\("(\w+)"\)', python))
    run_there = set(re.findall(r"sync/vectors/(\w+)/", phone))
    assert (folders - run_here, folders - run_there - SERVER_ALONE) == (set(), set())
