"""Rules by date: the same person before and after midnight is asked two different things, and nothing is redeployed."""

from datetime import datetime

import pytest

from server.programme import read, seed
from sync.guard import rule_in_force
from sync.programme import Place, PolicyRow

PROGRAMME = read(seed("changning")).programme
CLOSED = PolicyRow(
    "SH-TEST", "2020-04-10T00:00:00+08:00", ("*",), "central_only", home_allowed=False, test=True, days=14
)


def ms(local: str) -> int:
    return round(datetime.fromisoformat(f"{local}+08:00").timestamp() * 1000)


def rule(local: str, *countries: str) -> str:
    found = rule_in_force(PROGRAMME.policy, ms(local), countries)
    return found.id if found else ""


@pytest.mark.parametrize(
    ("country", "before", "after"),
    [
        ("JPN", "2020-03-05T23:59:00", "2020-03-06T00:01:00"),
        ("GBR", "2020-03-16T23:59:00", "2020-03-17T00:01:00"),
        ("CAN", "2020-03-19T23:59:00", "2020-03-20T00:01:00"),
        ("JPN", "2020-03-22T23:59:00", "2020-03-23T00:01:00"),
        ("SGP", "2020-03-25T23:59:00", "2020-03-26T00:01:00"),
    ],
)
@pytest.mark.accepts("M01")
def test_midnight_makes_the_difference(country: str, before: str, after: str) -> None:
    assert rule(before, country) != rule(after, country)


def test_japan_was_in_and_out_and_in_again() -> None:
    days = ("2020-03-05", "2020-03-06", "2020-03-17", "2020-03-23", "2020-03-26")
    assert [bool(rule(f"{day}T12:00:00", "JPN")) for day in days] == [False, True, True, False, True]


def test_the_test_was_added_on_the_seventeenth() -> None:
    assert [row.test for row in PROGRAMME.policy] == [False, True, True, True, True]


def test_a_row_more_closes_the_home_way() -> None:
    rows = (*PROGRAMME.policy, CLOSED)
    known = [rule_in_force(rows, ms(day), ["KOR"]) for day in ("2020-04-09T23:59:00", "2020-04-10T00:01:00")]
    assert [found.home_allowed for found in known if found] == [True, False]


def test_an_airport_that_closed_is_known_by_its_day() -> None:
    closing: list[Place] = [place for place in PROGRAMME.places if place.closes]
    assert [(place.code, place.closes) for place in closing] == [("station:SHA-T1", "2020-03-25")]
