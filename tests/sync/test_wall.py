"""The headcount balances whatever the mix, and says so when it cannot; clocks warn first and are over later."""

from hypothesis import given, settings
from hypothesis import strategies as st

from sync.exchange import Journey
from sync.match import Look
from sync.programme import Timer, TimerStep
from sync.wall import MINUTE_MS, Limit, Member, Tally, apart, entered_before, headcount, is_shown, limit_of, soonest
from sync.wall_rules import Standing, Together, Wall, WallColumn

COLUMNS = (
    WallColumn("there", ("received", "seized"), "over"),
    WallColumn("moving", ("stored", "sent"), "open"),
    WallColumn("gone", ("late",), "lost"),
)
WALL = Wall(
    of="parcel",
    at=("office:O1",),
    not_counted=("cancelled",),
    columns=COLUMNS,
    promises=Standing("parcel", ("sent",)),
    vehicles=Standing("parcel", ("sent",)),
    unaccounted=("late",),
    reminders=("look",),
)
KNOWN = ("received", "seized", "stored", "sent", "late", "cancelled")
HOLDERS = (None, "depot:D1", "shop:S1", "van:1")
COUNTS = st.integers(0, 30_000)


def mixes(*states: str) -> st.SearchStrategy[list[Tally]]:
    return st.lists(st.builds(Tally, st.sampled_from(states), st.sampled_from(HOLDERS), COUNTS), max_size=40)


@settings(max_examples=200, deadline=None)
@given(mixes(*KNOWN))
def test_the_equation_balances_for_any_mix(tallies: list[Tally]) -> None:
    found = headcount(WALL, tallies)
    everybody = sum(tally.count for tally in tallies)
    not_counted = sum(tally.count for tally in tallies if tally.state == "cancelled")
    assert found.balanced
    assert found.arrived == everybody - not_counted == sum(term.count for term in found.terms)
    assert all(term.count == sum(share.count for share in term.shares) for term in found.terms)
    assert found.adrift == {}


@settings(max_examples=200, deadline=None)
@given(mixes(*KNOWN, "", "of another time"))
def test_whoever_no_column_counts_tips_the_balance_by_exactly_their_number(tallies: list[Tally]) -> None:
    found = headcount(WALL, tallies)
    assert found.arrived == sum(term.count for term in found.terms) + sum(found.adrift.values())
    assert found.balanced == (found.adrift == {})


def test_who_is_open_and_held_by_nobody_is_an_alarm() -> None:
    found = headcount(WALL, [Tally("stored", None, 2), Tally("sent", "van:1", 3), Tally("received", None, 5)])
    assert (found.balanced, found.unheld) == (True, 2)
    assert [(share.holder, share.count) for share in found.terms[1].shares] == [("van:1", 3), (None, 2)]


WAY = (Together(("stored", "sent"), 10),)


def member(key: str, state: str, holder: str, minute: int, party: str = "f") -> Member:
    return Member(key, party, state, holder, minute * MINUTE_MS)


def test_whoever_is_left_behind_is_named_once_the_move_is_ten_minutes_old() -> None:
    family = [member("a", "sent", "van:1", 5), member("b", "sent", "van:1", 5), member("c", "stored", "depot:D1", 0)]
    alone = member("d", "stored", "depot:D1", 0, party="")
    assert apart(WAY, [*family, alone], 14 * MINUTE_MS) == []
    [left] = apart(WAY, [*family, alone], 15 * MINUTE_MS)
    assert (left.member.key, left.rest_with) == ("c", "van:1")


def test_of_two_the_one_who_did_not_move_was_left() -> None:
    pair = [member("a", "sent", "van:1", 5), member("b", "stored", "depot:D1", 0)]
    assert [one.member.key for one in apart(WAY, pair, 60 * MINUTE_MS)] == ["b"]


def test_who_goes_another_way_is_not_apart() -> None:
    pair = [member("a", "late", "van:1", 5), member("b", "stored", "depot:D1", 0)]
    assert apart(WAY, pair, 60 * MINUTE_MS) == []


HOUR = Timer("parcel", ("sent",), (TimerStep(30, tell="again", who=("clerk",)), TimerStep(60, emit="overdue")))
DAY = Timer("parcel", ("sent",), (TimerStep(1440, tell="day", who=("lead",)),), {"shop": "shop:S1"})
LOOK = Timer("parcel", ("sent",), (TimerStep(10, tell="look", who=("clerk",)),))


def test_a_clock_warns_at_its_first_step_and_is_over_when_the_house_acts() -> None:
    limit = limit_of(HOUR, 0)
    assert limit == Limit(30 * MINUTE_MS, 60 * MINUTE_MS, "overdue", ("clerk",))
    assert limit_of(LOOK, 0, ("look",)) is None


def at_shop(place: str) -> Look:
    return lambda word: place if word == "shop" else None


def test_of_several_clocks_the_one_that_is_up_first_counts() -> None:
    journey = Journey(state="sent", since=0)
    both = soonest("parcel", journey, at_shop("shop:S1"), (DAY, HOUR, LOOK), WALL.reminders)
    assert both
    assert both.say == "overdue"
    day = soonest("parcel", journey, at_shop("shop:S1"), (DAY,))
    assert day
    assert (day.limit_at, day.who) == (1440 * MINUTE_MS, ("lead",))
    assert soonest("parcel", journey, at_shop("shop:S2"), (DAY,)) is None
    assert soonest("parcel", None, at_shop(""), (HOUR,)) is None


@given(st.integers(0, 3000), st.integers(0, 3000))
def test_nobody_who_must_be_shown_is_left_out_of_the_search(entered: int, now: int) -> None:
    for timer in (HOUR, DAY):
        limit = limit_of(timer, entered * MINUTE_MS)
        before = entered_before(timer, WALL, now * MINUTE_MS)
        assert limit is not None
        assert before is not None
        assert is_shown(limit, WALL, now * MINUTE_MS) == (entered * MINUTE_MS <= before)
    assert entered_before(LOOK, WALL, now) is None
