"""Rules for what older forms asked otherwise: one that would change what is asked today is told before it is used."""

from collections.abc import Mapping

import msgspec
import pytest

from sync.compile.sheet import Faults
from sync.compile.upcasts import UPCASTS, note_upcast_faults, read_upcasts
from sync.upcast_rules import Upcast
from tests.parcels import PARCELS

BROKEN = [
    ({"of": "porter", "field": "x"}, "of", "parcel"),
    ({"of": "parcel", "field": "x", "to": "colur"}, "to", "colour"),
    ({"of": "parcel", "field": "colour", "to": "label"}, "field", "a name no form asks any more"),
    ({"of": "parcel", "field": "weight", "times": 2}, "to", "a new field"),
    ({"of": "parcel", "field": "x", "to": "weight", "over": 0}, "over", "a whole number from 1"),
    ({"of": "parcel", "field": "x", "to": "colour", "by": "y"}, "by", "by + is"),
    ({"of": "parcel", "field": "care", "values": {"cool": "icy"}}, "values", "cold"),
    ({"of": "parcel", "field": "care", "values": {"dry": "cold"}}, "values", "an option no form offers any more"),
    ({"of": "parcel", "field": "x", "to": "care", "colour": "red"}, "colour", "values"),
]


def faults_of(rule: Mapping[str, object]) -> Faults:
    faults = Faults()
    rules = read_upcasts({UPCASTS: {"upcast": [rule]}}, faults)
    note_upcast_faults(msgspec.structs.replace(PARCELS, upcasts=rules), faults)
    return faults


@pytest.mark.parametrize(("rule", "key", "allowed"), BROKEN, ids=[f"{key}:{allowed}" for _, key, allowed in BROKEN])
def test_a_rule_that_would_change_what_is_asked_today_is_told(rule: dict[str, object], key: str, allowed: str) -> None:
    found = faults_of(rule).found
    assert [fault.key for fault in found if allowed in fault.allowed] == [f"upcast[0].{key}"]


def test_a_sound_rule_is_read_as_it_stands() -> None:
    rule = {"of": "parcel", "field": "cool", "to": "care", "by": "colour", "is": {"yes": {"white": "cold"}}}
    assert faults_of(rule).found == []
    assert read_upcasts({UPCASTS: {"upcast": [rule]}}, Faults()) == (
        Upcast("parcel", "cool", "care", by="colour", is_={"yes": {"white": "cold"}}),
    )
