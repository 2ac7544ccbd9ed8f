"""Both ways from the cabin door, act by act, each by a post that sees what it works on."""

import pytest

from server.programme import read, seed
from sync.op import Value

from .post import Answers, House, Post

STREET, DISTRICT = "street:310105009", "district:310105"


@pytest.fixture
def house() -> House:
    return House(read(seed("changning")).programme)


@pytest.fixture
def station(house: House) -> Post:
    return Post(house, "aaaaaa", "station:PVG-T1", "station", "station_lead", "escort")


@pytest.fixture
def holding(house: House) -> Post:
    return Post(house, "bbbbbb", "site:HP1", "holding_point", "liaison", "medical")


@pytest.fixture
def street(house: House) -> Post:
    return Post(house, "cccccc", STREET, "street", "street_lead")


@pytest.fixture
def site(house: House) -> Post:
    return Post(house, "dddddd", "site:CS1", "site_desk")


def person(name: str, **more: Value) -> Answers:
    """A made-up traveller as a desk would type them in."""
    answers: Answers = {
        "language": "ja",
        "doc_type": "passport",
        "doc_issuer": "UTO",
        "doc_no": f"ZZ{sum(map(ord, name)):07d}",
        "name_family": name,
        "name_given": "Sample",
        "sex": "F",
        "birth_date": "1988-02-03",
        "nationality": "UTO",
        "flight_no": "ZZ9123",
        "countries_14d": [["JPN", "2020-03-19"]],
        "dest_kind": "home",
        "street_code": STREET,
        "address": "Model Road 1, building 2, room 301",
        "mates": 0,
        "mobile": "+447700900123",
        "card_no": f"C-{name}",
        "party_role": "adult",
    }
    return answers | more


def home_notice() -> Answers:
    return {"choice": "home", "home_terms": True, "signature": "0,0 1,1;2,2", "read_aloud": True}


def central_notice() -> Answers:
    return {"choice": "central", "signature": "0,0 1,1", "tag_on_form": True, "tag_on_notice": True}


def register(station: Post, notice: Answers, *family: Answers) -> list[str]:
    return station.does("registration", arrival=family, notice=notice)["arrival"]


def bus(station: Post, kind: str, to: str, people: list[str]) -> str:
    plan: Answers = {"class": kind, "vehicle": "沪A-TEST1", "seats": 20, "to_site": to}
    [trip] = station.does("plan_trip", trip=plan)["trip"]
    station.does("board", trip, boarding={"boarded": [*people]})
    station.does("depart", trip)
    return trip


def states(house: House, people: list[str]) -> set[Value]:
    return {house.says(one, "state") for one in people}


def test_a_family_comes_home(house: House, station: Post, holding: Post, street: Post) -> None:
    family = register(station, home_notice(), person("Ara"), person("Ben"), person("Cay", party_role="minor", mates=1))
    assert len({house.says(one, "party_id") for one in family}) == 1
    assert states(house, family) == {"queued_test"}
    assert all(street.sees(one) for one in family), "the street works during the wait"
    trip = bus(station, "test", "site:HP1", family)
    assert {house.says(one, "holder") for one in family} == {f"trip:{trip}"}
    assert all(station.sees(one) and holding.sees(one) for one in family)
    holding.does("arrive_trip", trip)
    holding.does("check_in", *family, check_in={"area": "waiting"})
    holding.does("close_trip", trip, close_trip={"all_off": True})
    assert not any(station.sees(one) for one in family), "the airport no longer needs them"
    [handoff] = holding.does("offer", *family)["offer"]
    samples = [take_sample(holding, one, f"S{n}") for n, one in enumerate(family)]
    street.does("home_check", *family, home_check=fit_home())
    street.does("accept", handoff)
    for sample in samples:
        holding.does("result", sample, result={"result": "negative"})
    assert states(house, family) == {"cleared"}
    street.does("collect", handoff, plan_car=car(), collect=gate())
    assert states(house, family) == {"on_street_car"}
    assert house.says(handoff, "state") == "done"
    street.does("arrive_home", *family, arrive_home=at_the_door())
    assert states(house, family) == {"home_received"}
    assert {house.says(one, "holder") for one in family} == {STREET}


def test_a_blue_tag_comes_to_the_central_site(house: House, station: Post, site: Post, street: Post) -> None:
    people = register(station, central_notice(), person("Dee", dest_kind="central"))
    assert states(house, people) == {"queued_central"}
    trip = bus(station, "central", "site:CS1", people)
    assert site.sees(people[0])
    assert site.sees(trip)
    assert not street.sees(people[0]), "no street has anything to do with them"
    site.does("arrive_trip", trip)
    site.does("alight_site", *people, arrive_site={"where": "Room 12", "handed_by": "Escort B", "bags_ok": True})
    site.does("close_trip", trip, close_trip={"all_off": True})
    assert states(house, people) == {"site_received"}
    assert house.says(people[0], "holder") == "site:CS1"


@pytest.mark.accepts("M18")
def test_an_unfit_home_becomes_the_central_way(
    house: House, station: Post, holding: Post, street: Post, site: Post
) -> None:
    people = register(station, home_notice(), person("Eve"))
    bus(station, "test", "site:HP1", people)
    holding.does("check_in", *people, check_in={"area": "rest"})
    street.does("home_check", *people, home_check=fit_home() | {"verdict": "unfit", "reason": ["shared_entry"]})
    assert house.says(people[0], "verdict_reason") == ["shared_entry"], "the liaison can say why"
    papers: Answers = {"why": "home_unfit", "told": True, "tag_on_form": True, "tag_on_notice": True}
    holding.does("convert", *people, convert=papers)
    assert (house.says(people[0], "state"), house.says(people[0], "choice")) == ("queued_from_holding", "central")
    bus(station, "central", "site:CS1", people)
    site.does("alight_site", *people, arrive_site={"where": "Room 3", "handed_by": "Escort B", "bags_ok": True})
    assert states(house, people) == {"site_received"}


def test_a_wrong_street_is_put_right_by_the_next_offer(
    house: House, station: Post, holding: Post, street: Post
) -> None:
    people = register(station, home_notice(), person("Fay"))
    bus(station, "test", "site:HP1", people)
    [handoff] = holding.does("offer", *people)["offer"]
    right = Post(house, "ffffff", "street:310105102", "street")
    assert not right.sees(people[0])
    street.does("decline", handoff, decline={"decline_why": "wrong_street", "right_street": right.place})
    [second] = holding.does("offer", *people, offer={"to_place": right.place})["offer"]
    assert right.sees(people[0])
    assert right.sees(second)
    right.does("accept", second)
    assert house.says(second, "state") == "accepted"


def test_a_refusal_finds_its_way(house: House, station: Post) -> None:
    agreeing, deciding = (
        register(station, {"choice": "refused", "refuse_reason": "afraid"}, person(name)) for name in ("Gil", "Hal")
    )
    assert states(house, [*agreeing, *deciding]) == {"refused"}
    station.does("agree", *agreeing, agree=home_notice())
    ruling: Answers = {"decision_text": "rule read out", "told": True, "tag_on_form": True, "tag_on_notice": True}
    station.does("supervise", *deciding, supervise=ruling)
    assert (states(house, agreeing), states(house, deciding)) == ({"queued_test"}, {"queued_central"})


def test_a_mind_is_changed_both_ways(house: House, station: Post) -> None:
    people = register(station, home_notice(), person("Ida"))
    tags: Answers = {"signature": "1,1 2,2", "tag_on_form": True, "tag_on_notice": True}
    station.does("change_to_central", *people, change_central=tags)
    assert (house.says(people[0], "state"), house.says(people[0], "choice")) == ("queued_central", "central")
    station.does("change_to_home", *people, change_home={"home_terms": True, "signature": "1,1 2,2", "tags_off": True})
    assert (house.says(people[0], "state"), house.says(people[0], "choice")) == ("queued_test", "home")


@pytest.mark.path(11)
def test_a_door_that_proves_unfit_leads_back(house: House, station: Post, holding: Post, street: Post) -> None:
    people = register(station, home_notice(), person("Jan"))
    bus(station, "test", "site:HP1", people)
    holding.does("check_in", *people, check_in={"area": "waiting"})
    [handoff] = holding.does("offer", *people)["offer"]
    sample = take_sample(holding, people[0], "S1")
    street.does("home_check", *people, home_check=fit_home())
    street.does("accept", handoff)
    holding.does("result", sample, result={"result": "negative"})
    street.does("collect", handoff, plan_car=car(), collect=gate())
    street.does("home_fails", *people, home_fails={"door_why": "mates_there", "bound_for": "site:HP1"})
    assert holding.sees(people[0])
    assert street.sees(people[0])
    holding.does("returned", *people, returned={"tag_on_form": True, "tag_on_notice": True})
    assert (house.says(people[0], "state"), house.says(people[0], "holder")) == ("queued_from_holding", "site:HP1")


@pytest.mark.path(2)
def test_somebody_unwell_goes_to_hospital(house: House, station: Post) -> None:
    people = register(station, home_notice(), person("Kim"))
    station.does("symptom", *people, symptom={"temp": "38.1", "symptoms": ["fever"], "alert_by": "shift leader"})
    station.does(
        "ambulance",
        *people,
        ambulance={"ambulance_no": "120-77", "vehicle": "沪A-120", "seats": 2, "to_site": "hospital:DH1"},
    )
    assert states(house, people) == {"on_ambulance"}
    ward = Post(house, "gggggg", "hospital:DH1", "medical")
    ward.does(
        "hospital_receipt", *people, arrive_hospital={"where": "Ward 1", "handed_by": "Crew 120", "bags_ok": True}
    )
    assert states(house, people) == {"hospital_received"}


def take_sample(holding: Post, one: str, number: str) -> str:
    [sample] = holding.does("sample", one, sample={"sample_no": number, "sample_again": number})["sample"]
    return sample


def fit_home() -> Answers:
    return {"reach": "visit", "address_ok": True, "own_entry": True, "mates_plan": "none", "verdict": "fit"}


def car() -> Answers:
    return {"vehicle": "沪B-TEST2", "seats": 4}


def gate() -> Answers:
    return {"scanned": True, "bags_checked": True, "all_collected": True}


def at_the_door() -> Answers:
    return {"received_by": "Committee worker A", "pledge": True, "bags_ok": True}
