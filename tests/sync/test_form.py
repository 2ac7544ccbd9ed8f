"""What a form asks and what saving it makes: every example."""

from typing import Any  # examples are JSON of many shapes

import msgspec
import pytest

from sync.exchange import Journey
from sync.form import Fault, Filled, compose, decide, defaults, element_fault, faults, value_fault
from sync.op import Part, Value
from sync.programme import Field, Form, Programme
from sync.rights import Author
from sync.seen import SeenHead
from sync.stamp import Stamp
from tests.sync.vectors import named

VECTORS = named("form")
EMPTY: dict[str, Any] = {
    **dict.fromkeys(("name", "version", "time_zone"), ""),
    **dict.fromkeys(("languages", "timers", "feeds", "places", "policy", "acts", "tabs"), ()),
    **{key: {} for key in ("roles", "forms", "kinds", "journeys", "cards")},
}


class EventVector(msgspec.Struct, forbid_unknown_fields=True):
    stamp: Stamp
    other: str | None


class ViewVector(msgspec.Struct, forbid_unknown_fields=True):
    kind: str
    id: str
    values: dict[str, Value]
    heads: dict[str, list[SeenHead]]
    journey: Journey | None
    events: list[EventVector]


def of_sort(sort: str) -> list[str]:
    return [name for name in VECTORS if name.startswith(f"{sort}_")]


def programme(vector: dict[str, Any]) -> Programme:
    return msgspec.convert({**EMPTY, **vector["programme"]}, Programme)


def author(vector: dict[str, Any]) -> Author:
    return msgspec.convert({"inc": "aaaaaa", "scopes": [], **vector["author"]}, Author)


@pytest.mark.parametrize("name", of_sort("compose"))
def test_saving_makes_the_parts_the_example_says(name: str) -> None:
    vector = VECTORS[name]
    views = {view.id: view for view in msgspec.convert(vector["views"], list[ViewVector])}
    filled = msgspec.convert(vector["filled"], list[Filled])
    parts = compose(programme(vector), vector["form"], filled, author(vector), views.get)
    assert parts == msgspec.convert(vector["parts"], list[Part]), vector["rule"]


@pytest.mark.parametrize("name", of_sort("decide"))
def test_deciding_makes_the_part_the_example_says(name: str) -> None:
    vector = VECTORS[name]
    view = msgspec.convert(vector["view"], ViewVector)
    part = decide(programme(vector), view, vector["field"], vector["value"], author(vector))
    assert part == msgspec.convert(vector["part"], Part), vector["rule"]


@pytest.mark.parametrize("name", of_sort("needed"))
def test_what_is_still_needed(name: str) -> None:
    vector = VECTORS[name]
    form, places = msgspec.convert(vector["form"], Form), [place["code"] for place in vector["places"]]
    for case in vector["cases"]:
        found = faults(form, case["values"], vector["words"].get, places)
        assert found == msgspec.convert(case["faults"], list[Fault]), (vector["rule"], case)


@pytest.mark.parametrize("name", of_sort("answer"))
def test_what_may_be_an_answer(name: str) -> None:
    vector = VECTORS[name]
    field, places = msgspec.convert(vector["field"], Field), [place["code"] for place in vector["places"]]
    judge = element_fault if vector["element"] else value_fault
    for case in vector["cases"]:
        assert judge(field, case["value"], places) == case["fault"], (vector["rule"], case)


@pytest.mark.parametrize("name", of_sort("opens"))
def test_how_a_form_opens(name: str) -> None:
    vector = VECTORS[name]
    view = msgspec.convert(vector["view"], ViewVector | None)
    form = msgspec.convert(vector["form"], Form)
    assert defaults(form, vector["words"].get, view) == vector["values"], vector["rule"]


def test_every_example_is_run() -> None:
    sorts = ("compose", "decide", "needed", "answer", "opens")
    assert sorted(name for sort in sorts for name in of_sort(sort)) == sorted(VECTORS)
