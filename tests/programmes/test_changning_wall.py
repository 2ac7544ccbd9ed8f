"""The wall of Changning: whoever has arrived stands in one column, whatever happened to them."""

from hypothesis import given, settings
from hypothesis import strategies as st

from server import programme
from sync.compile.journeys import states_of
from sync.wall import Tally, headcount

CHANGNING = programme.read(programme.seed("changning")).programme
HOLDERS = (None, "station:PVG-T1", "site:HP1", "street:310105009", "trip:01900000-0000-7000-8000-000000000001")
assert CHANGNING.wall
WALL = CHANGNING.wall
STATES = states_of(CHANGNING.journeys["person"])


@settings(max_examples=200, deadline=None)
@given(st.lists(st.builds(Tally, st.sampled_from(STATES), st.sampled_from(HOLDERS), st.integers(0, 3000))))
def test_arrived_is_home_site_hospital_elsewhere_on_the_way_and_missing(tallies: list[Tally]) -> None:
    found = headcount(WALL, tallies)
    assert found.balanced
    assert [term.name for term in found.terms] == ["home", "site", "hospital", "elsewhere", "on_the_way", "missing"]
    coming = sum(tally.count for tally in tallies if tally.state in ("expected", "no_arrival", "void_duplicate"))
    assert found.arrived == sum(tally.count for tally in tallies) - coming


def test_who_is_on_the_way_is_whoever_somebody_must_still_hand_on() -> None:
    journey = CHANGNING.journeys["person"]
    over = {state for column in WALL.columns if column.custody == "over" for state in column.in_}
    assert over | set(WALL.not_counted) >= set(journey.final)
    assert not over - set(journey.final)
