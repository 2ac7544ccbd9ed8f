"""From the cabin door to the home door, and from the cabin door to a place of care."""

from sync.op import Value
from tests.actors.post import Post, fresh_record, shadows_agree
from tests.stories.conftest import Operation

GUBEI = "street:310105009"


def registers_family(desk: Post, size: int, dest: str = "home") -> list[str]:
    """One act for the whole family."""
    people = [fresh_record() for _ in range(size)]
    party = fresh_record()
    filled = [
        desk.filled(
            "arrival",
            person,
            **_answers(number, party, dest),
        )
        for number, person in enumerate(people)
    ]
    desk.saves("arrival", filled)
    return people


def _answers(number: int, party: str, dest: str) -> dict[str, Value]:
    home: dict[str, Value] = (
        {"street_code": GUBEI, "address": "样板路 5 号 12 室", "mates": 0} if dest == "home" else {}
    )
    return {
        "language": "en",
        "doc_type": "passport",
        "doc_issuer": "UTO",
        "doc_no": f"ZZ{number:07}",
        "name_family": "ERIKSSON",
        "name_given": f"CHILD {number}" if number else "ANNA MARIA",
        "sex": "F",
        "birth_date": "1974-08-12",
        "nationality": "UTO",
        "mobile": "+447700900123",
        "flight_no": "XY9001",
        "countries_14d": ["ITA"],
        "dest_kind": dest,
        "party_id": party,
        "card_no": f"C{number}",
        **home,
    }


def signs(desk: Post, people: list[str], choice: str) -> str:
    desk.fills("notice_given", people=[*people], lang="en")
    tags: dict[str, Value] = (
        {"tag_on_form": True, "tag_on_notice": True} if choice == "central" else {"home_terms": True}
    )
    return desk.fills("notice", people=[*people], lang="en", choice=choice, signature="M1 1L2 2", signed_at=NOW, **tags)


NOW = "2020-03-21T08:00:00Z"


async def test_a_family_of_three_goes_home(operation: Operation) -> None:
    desk, holding, street, duty = operation.desk, operation.holding, operation.street, operation.duty
    clock = operation.house.clock
    family = registers_family(desk, 3)
    signs(desk, family, "home")
    assert [desk.state(person) for person in family] == ["queued_test"] * 3
    await desk.syncs()
    bus = desk.fills("trip", **{"class": "test"}, vehicle="沪A12345", seats=30, to_site="site:HP1")
    desk.fills("boarding", bus, boarded=[*family])
    desk.fills("depart", bus)
    assert {verdict.code for verdict in await desk.syncs()} == {"applied"}

    await holding.syncs()
    await street.syncs()
    clock.pass_minutes(45)
    holding.fills("arrive_trip", bus)
    holding.fills("check_in", people=[*family], area="waiting")
    holding.fills("close_trip", bus, all_off=True)
    samples = [
        holding.fills("sample", person=person, sample_no=f"S{n}", sample_again=f"S{n}")
        for n, person in enumerate(family)
    ]
    assert {verdict.code for verdict in await holding.syncs()} == {"applied"}

    await street.syncs()
    street.fills(
        "home_check",
        people=[*family],
        reach="phone",
        address_ok=True,
        own_entry=True,
        mates_plan="none",
        verdict="fit",
        rule="SH-2020-03-20",
    )
    offer = holding.fills("offer", people=[*family], to_place=GUBEI)
    await street.syncs()
    await holding.syncs()
    await street.syncs()
    street.fills("accept", offer, pickup_at=NOW, pickup_by="Jiang")
    assert {verdict.code for verdict in await street.syncs()} == {"applied"}

    clock.pass_minutes(6 * 60)
    await holding.syncs()
    assert holding.state(offer) == "accepted"
    for sample in samples:
        holding.fills("result", sample, result="negative")
    await holding.syncs()
    await street.syncs()
    assert [street.state(person) for person in family] == ["cleared"] * 3

    car = street.fills(
        "plan_car", **{"class": "street"}, vehicle="沪B77777", seats=4, from_place="site:HP1", to_site=GUBEI
    )
    street.fills("collect", offer, received=[*family], trip=car, scanned=True, bags_checked=True, all_collected=True)
    clock.pass_minutes(30)
    street.fills(
        "arrive_home",
        people=[*family],
        where="样板路 5 号 12 室",
        at=NOW,
        received_by="Zhou (committee)",
        pledge=True,
        start_end=["2020-03-21", "2020-04-04"],
        bags_ok=True,
    )
    street.fills("arrive_trip", car)
    street.fills("close_trip", car, all_off=True)
    assert {verdict.code for verdict in await street.syncs()} == {"applied"}

    await operation.all_sync()
    for person in family:
        chain = duty.sees(person)
        assert chain.journey
        assert (chain.journey.state, chain.journey.holder) == ("home_received", GUBEI)
        assert chain.journey.anomalies == []
        acts = "register give_notice choose_home board check_in sample negative collect arrive_home"
        assert " ".join(event.name for event in chain.events) == acts
        assert desk.is_blind_to(person)
        assert operation.site.is_blind_to(person)
    assert [duty.state(trip) for trip in (bus, car)] == ["closed", "closed"]
    assert duty.state(offer) == "done"
    assert shadows_agree(operation.house)


async def test_two_go_the_central_way_under_blue_tags(operation: Operation) -> None:
    desk, site, duty = operation.desk, operation.site, operation.duty
    pair = registers_family(desk, 2, "central")
    signs(desk, pair, "central")
    bus = desk.fills("trip", **{"class": "central"}, vehicle="沪A22222", seats=30, to_site="site:CS1")
    desk.fills("boarding", bus, boarded=[*pair])
    desk.fills("depart", bus)
    assert {verdict.code for verdict in await desk.syncs()} == {"applied"}
    await site.syncs()
    site.fills("arrive_trip", bus)
    site.fills(
        "arrive_site",
        people=[*pair],
        where="room 301",
        at=NOW,
        handed_by="Lin",
        received_by="Song",
        start_end=["2020-03-21", "2020-04-04"],
        bags_ok=True,
    )
    site.fills("close_trip", bus, all_off=True)
    assert {verdict.code for verdict in await site.syncs()} == {"applied"}
    await duty.syncs()
    for person in pair:
        journey = duty.sees(person).journey
        assert journey
        assert (journey.state, journey.holder, journey.anomalies) == ("site_received", "site:CS1", [])
        assert operation.street.is_blind_to(person)
    assert shadows_agree(operation.house)


async def test_two_phones_offline_choose_differently_and_a_lead_decides(operation: Operation) -> None:
    desk, desk_two, clock = operation.desk, operation.desk_two, operation.house.clock
    [person] = registers_family(desk, 1)
    desk.fills("notice_given", people=[person], lang="en")
    await desk.syncs()
    await desk_two.syncs()
    home: dict[str, Value] = {"people": [person], "lang": "en", "signature": "M1 1L2 2", "signed_at": NOW}
    desk.fills("notice", choice="home", home_terms=True, **home)
    clock.pass_minutes(1)
    desk_two.fills("notice", choice="central", tag_on_form=True, tag_on_notice=True, **home)
    assert (desk.state(person), desk_two.state(person)) == ("queued_test", "queued_central")
    assert [verdict.code for verdict in await desk.syncs()] == ["applied"]
    assert [verdict.code for verdict in await desk_two.syncs()] == ["conflict"]
    await desk.syncs()
    for phone in (desk, desk_two):
        seen = phone.sees(person)
        assert (phone.state(person), seen.values["choice"], seen.conflicts) == ("queued_central", "central", ["choice"])
        assert {head.value for head in seen.heads["choice"]} == {"home", "central"}

    desk_two.phone.decide(person, "choice", "home", clock.ms)
    assert [verdict.detail for verdict in await desk_two.syncs()] == ["decided-by:choice"]
    clock.pass_minutes(1)
    desk.phone.decide(person, "choice", "home", clock.ms)
    assert [verdict.code for verdict in await desk.syncs()] == ["applied"]
    await desk_two.syncs()
    for phone in (desk, desk_two):
        seen = phone.sees(person)
        assert (phone.state(person), seen.values["choice"], seen.conflicts) == ("queued_test", "home", [])
    assert shadows_agree(operation.house)


async def test_a_blue_person_on_a_test_bus_is_a_fact_that_somebody_must_answer(operation: Operation) -> None:
    desk, duty = operation.desk, operation.duty
    [person] = registers_family(desk, 1, "central")
    signs(desk, [person], "central")
    bus = desk.fills("trip", **{"class": "test"}, vehicle="沪A12345", seats=30, to_site="site:HP1")
    desk.fills("boarding", bus, boarded=[person])
    await desk.syncs()
    await duty.syncs()
    journey = duty.sees(person).journey
    assert journey
    assert [(anomaly.code, anomaly.event, anomaly.detail) for anomaly in journey.anomalies] == [
        ("guard", "board", "central_bus")
    ]


async def test_what_a_desk_did_offline_counts_though_the_answer_was_lost(
    operation: Operation,
) -> None:
    desk, clock = operation.desk, operation.house.clock
    family = registers_family(desk, 3)
    clock.pass_minutes(90)
    first = await desk.exchanges(heard=False)
    second = await desk.exchanges()
    assert first.verdicts == second.verdicts
    assert [verdict.code for verdict in second.verdicts] == ["applied"]
    assert second.verdicts[0].eff == clock.ms - 90 * 60_000
    await operation.duty.syncs()
    assert set(operation.duty.sees_kind("person")) == set(family)
