"""The page of what is shown is up to date and claims nothing that is not there."""

from tests.coverage.page import HOW, PAGE, Asked, claims, page, paths, rows, standing


def test_the_page_is_what_the_tests_say_today() -> None:
    assert PAGE.read_text("utf-8") == page(), f"make it anew: {HOW}"


def test_every_mark_names_a_row_and_every_row_stands_once() -> None:
    for asked, mark in ((rows(), "accepts"), (paths(), "path")):
        names = [one.name for one in asked]
        assert len(names) == len(set(names))
        assert {claim.name for claim in claims(mark)} <= set(names)
    assert [one.name for one in paths()] == [str(number) for number in range(1, 17)]


def test_a_row_without_a_test_is_open_and_says_what_is_missing() -> None:
    assert standing(Asked("M00", "anything"), []) == "open"
    assert standing(Asked("M00", "anything", people="ask them"), ["a::test"]) == "open"
    assert standing(Asked("M00", "anything", missing="half of it"), ["a::test"]) == "in part"
    for asked, mark in ((rows(), "accepts"), (paths(), "path")):
        shown = {claim.name for claim in claims(mark)}
        silent = [one.name for one in asked if one.name not in shown and not (one.missing or one.people)]
        assert silent == []
