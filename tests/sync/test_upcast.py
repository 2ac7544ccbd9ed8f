"""Acts of older versions in the words of today: every example."""

from typing import Any  # Any: a case is JSON of its own shape

import msgspec
import pytest

from sync.op import Write
from sync.upcast import name_today, today
from sync.upcast_rules import Upcast
from tests.sync.vectors import named

VECTORS = named("upcast")


@pytest.mark.parametrize("name", VECTORS)
def test_an_older_act_is_read_as_its_rule_says(name: str) -> None:
    vector: dict[str, Any] = VECTORS[name]
    rules = msgspec.convert(vector["rules"], list[Upcast])
    writes = msgspec.convert(vector["writes"], list[Write])
    read, lost = today(vector["kind"], writes, rules)
    assert (read, lost) == (msgspec.convert(vector["reads"], list[Write]), vector["lost"]), vector["rule"]
    for before, after in zip(writes, read, strict=True):
        if before.field not in lost:
            assert name_today(vector["kind"], before.field, rules) == after.field


@pytest.mark.parametrize("name", VECTORS)
def test_what_was_read_is_read_again_as_itself(name: str) -> None:
    """Unless a rule begins at a name another ends at, which only the order of rules forbids."""
    vector: dict[str, Any] = VECTORS[name]
    rules = msgspec.convert(vector["rules"], list[Upcast])
    if {rule.now for rule in rules} & {rule.field for rule in rules if rule.now != rule.field}:
        return
    read, lost = today(vector["kind"], msgspec.convert(vector["writes"], list[Write]), rules)
    assert today(vector["kind"], read, rules) == (read, lost)
