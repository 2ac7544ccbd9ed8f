"""Somebody of the staff is curious about people they do not serve: there is nothing to browse."""

from sync.exchange import Put
from sync.op import Part, Value, Write
from tests.actors.post import Post
from tests.stories.conftest import Operation
from tests.stories.test_the_two_ways import GUBEI, registers_family, signs

ELSEWHERE = "street:310105011"


async def goes_to_gubei(operation: Operation) -> list[str]:
    """A family is on the test bus, and its street expects it."""
    desk = operation.desk
    family = registers_family(desk, 2)
    signs(desk, family, "home")
    bus = desk.fills("trip", **{"class": "test"}, vehicle="沪A12345", seats=30, to_site="site:HP1")
    desk.fills("boarding", bus, boarded=[*family])
    desk.fills("depart", bus)
    await operation.all_sync()
    return family


async def test_a_street_that_has_nothing_to_do_with_a_family_finds_no_trace_of_it(operation: Operation) -> None:
    family = await goes_to_gubei(operation)
    curious = Post(operation.house, "nosy01", ELSEWHERE, ("street", "street_lead"))
    await curious.syncs()
    assert curious.phone.views() == {}
    assert [operation.street.sees(person).values["name_family"] for person in family] == ["ERIKSSON"] * 2


async def test_a_place_in_the_feed_that_was_another_offices_opens_nothing(operation: Operation) -> None:
    """They send the cursor of a phone at Gubei: what comes is what is theirs, and that is nothing."""
    await goes_to_gubei(operation)
    house = operation.house
    begun = house.page((GUBEI,), limit=1)
    assert [entry for entry in begun.entries if isinstance(entry, Put)]
    stolen = house.page((ELSEWHERE,), begun.cursor)
    assert [entry for entry in stolen.entries if isinstance(entry, Put)] == []


async def test_an_act_on_a_guessed_person_is_set_aside_and_shows_nothing_of_them(operation: Operation) -> None:
    """They know the number of the record from somewhere, and even what happened last."""
    [person, _] = await goes_to_gubei(operation)
    house = operation.house
    curious = house.enrol("nosy01", "site:CS2", ("site_desk",))
    last = operation.street.sees(person).events[-1].stamp.dot
    for seen, why in ((None, "no-seen"), (last, "unseen")):
        part = Part("person", person, [Write("seen_note", "add", "who is this?")], None, seen)
        verdict = await curious.does("seen_here", part)
        assert (verdict.code, verdict.detail, verdict.n) == ("quarantined", why, None)
    assert curious.sees() == {}
    await operation.street.syncs()
    assert "seen_note" not in operation.street.sees(person).values


async def test_once_they_have_moved_on_a_post_knows_them_no_more(operation: Operation) -> None:
    """An officer of the holding point saw them yesterday; today they are at home, and gone from that phone."""
    desk, site = operation.desk, operation.site
    [person] = registers_family(desk, 1, "central")
    signs(desk, [person], "central")
    bus = desk.fills("trip", **{"class": "central"}, vehicle="沪A12345", seats=30, to_site="site:CS1")
    desk.fills("boarding", bus, boarded=[person])
    desk.fills("depart", bus)
    await operation.all_sync()
    assert not desk.is_blind_to(person), "the post that put them on the bus keeps them in sight until they are there"
    received: dict[str, Value] = {
        "handed_by": "Ma",
        "bags_ok": True,
        "where": "room 7",
        "start_end": ["2020-03-21", "2020-04-04"],
    }
    site.fills("arrive_site", people=[person], **received)
    await site.syncs()
    await desk.syncs()
    assert not site.is_blind_to(person)
    assert desk.is_blind_to(person)
