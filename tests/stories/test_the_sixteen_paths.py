"""Abnormal paths of the dossier that no other story tells: a number misread, a conversion disputed. The index of all
sixteen is in docs/coverage.md."""

import pytest

from sync.op import Value
from tests.actors.post import shadows_agree
from tests.stories.conftest import Operation
from tests.stories.test_side_ways import TAGS, chain, codes, comes_to_the_holding_point
from tests.stories.test_the_two_ways import registers_family


@pytest.mark.path(8)
async def test_a_misread_number_is_put_right_and_the_old_one_still_finds_the_same_person(operation: Operation) -> None:
    desk, desk_two, house = operation.desk, operation.desk_two, operation.house
    [person] = registers_family(desk, 1)
    await desk.syncs()
    await desk_two.syncs()
    wrong = str(desk_two.sees(person).values["doc_no"])
    right = "ZZ7654321"
    # Whoever is asked again loses nothing by having no network.
    desk_two.fills("amend", person, doc_no=right, former_doc_no=wrong, amend_why="photo page seen")
    assert codes(await desk_two.syncs()) == {"applied"}
    await desk.syncs()
    seen = desk.sees(person)
    assert (seen.values["doc_no"], seen.values["former_doc_no"], seen.conflicts) == (right, [wrong], [])
    assert desk.sees_kind("person") == [person], "nobody new has come into being"
    assert {"doc_no", "former_doc_no"} <= set(house.programme.cards["person"].search), "both numbers find them"
    assert (desk.state(person), chain(desk, person)) == ("registered", ["register"])
    assert shadows_agree(house)


@pytest.mark.path(15)
async def test_a_disputed_conversion_is_looked_at_again_by_the_duty_leader(operation: Operation) -> None:
    holding, street, duty = operation.holding, operation.street, operation.duty
    [person] = await comes_to_the_holding_point(operation, 1)
    asked: dict[str, Value] = {"reach": "visit", "address_ok": True, "rule": "SH-2020-03-20"}
    unfit: dict[str, Value] = {"own_entry": False, "mates_plan": "refuse", "reason": ["shared_entry"]}
    street.fills("home_check", people=[person], verdict="unfit", **unfit, **asked)
    await street.syncs()
    await holding.syncs()
    # Converted, and told why in their own language; they dispute it and wait where they are.
    converted = holding.fills("convert", people=[person], why="home_unfit", told=True, lang="ja", **TAGS)
    assert codes(await holding.syncs()) == {"applied"}
    await operation.all_sync()
    assert (duty.sees(converted).values["lang"], duty.state(person)) == ("ja", "queued_from_holding")
    again: dict[str, Value] = {"decision_text": "the flat has a door of its own", "tags_off": True}
    # The liaison cannot turn it round.
    holding.fills("overturn", people=[person], **again)
    assert [verdict.detail for verdict in await holding.syncs()] == ["role:overturn"]
    # Nor can the duty leader while the home is unfit on record.
    duty.fills("overturn", people=[person], **again)
    [early] = await duty.syncs()
    assert early.code == "superseded", early.detail
    assert duty.state(person) == "queued_from_holding"
    street.fills("home_check", people=[person], verdict="fit", own_entry=True, mates_plan="none", **asked)
    assert codes(await street.syncs()) == {"applied"}
    await duty.syncs()
    duty.fills("overturn", people=[person], **again)
    assert codes(await duty.syncs()) == {"applied"}
    await operation.all_sync()
    assert (holding.state(person), holding.sees(person).values["choice"]) == ("holding", "home")
    assert shadows_agree(operation.house)
