"""Who sees a person: the page's table is what the feeds say, and an inbox is filled by no guess."""

from pathlib import Path

from server.programme import read, seed
from sync.compile.journeys import states_of

PAGE = (Path(__file__).parents[2] / "docs" / "add_a_programme.md").read_text(encoding="utf-8")
PROGRAMME = read(seed("changning")).programme
COLUMNS = ("{holder}", "{place}", "{bound_for}", "{street_code}", "{station}", "{expected_at}", "district:310105")


def shown() -> dict[str, list[bool]]:
    """State -> who sees, as the page says."""
    table = PAGE.split("## Who sees what")[1].split("\n| state |")[1].split("\n\n")[0].splitlines()[2:]
    rows = [[cell.strip(" `") for cell in line[1:-1].split("|")] for line in table]
    return {row[0]: [cell == "sees" for cell in row[1:]] for row in rows}


def test_the_page_says_who_sees_a_person() -> None:
    feeds = [feed for feed in PROGRAMME.feeds if feed.of == "person"]
    fed = {
        state: [
            any(into in feed.into and (not feed.while_ or state in feed.while_) for feed in feeds) for into in COLUMNS
        ]
        for state in states_of(PROGRAMME.journeys["person"])
    }
    assert shown() == fed
    assert {into for feed in feeds for into in feed.into} == set(COLUMNS)


def test_every_kind_is_fed_somewhere() -> None:
    assert {feed.of for feed in PROGRAMME.feeds} == set(PROGRAMME.kinds) - {"party"}


def test_every_step_of_the_home_way_is_an_act_of_somebody_who_sees_it() -> None:
    acts = {(act.on, state) for act in PROGRAMME.acts for state in act.in_}
    openly = {
        state for state in states_of(PROGRAMME.journeys["person"]) if state not in PROGRAMME.journeys["person"].final
    }
    waiting = {("person", state) for state in openly - {"expected"}}
    assert waiting <= acts
