"""The duty leader's wall: everybody who has arrived in one equation, and who must act now by name."""

import msgspec
import pytest

from server import programme
from server.app import create_app
from server.boards.standing import Row
from server.boards.wall import Board, read_board
from server.settings import Settings
from server.watch import Watch
from sync.op import Value
from tests.actors.house import House
from tests.actors.post import Post
from tests.server.door import Client, Staff
from tests.stories.conftest import Operation
from tests.stories.test_side_ways import comes_to_the_holding_point
from tests.stories.test_the_two_ways import GUBEI, NOW, registers_family, signs

DISTRICT = "district:310105"


def wall(house: House, *scopes: str) -> Board:
    """The wall as the district sees it, or as somebody with other scopes would."""
    rules = house.programme.wall
    assert rules
    board = read_board(house.engine, house.programme, rules, scopes or (DISTRICT,), house.clock.ms)
    assert board.headcount.balanced
    assert board.headcount.unheld == 0
    return board


def equation(board: Board) -> str:
    terms = [f"{term.count} {term.name}" for term in board.headcount.terms if term.count]
    return f"{board.headcount.arrived} = {' + '.join(terms) or '0'}"


def with_whom(board: Board, column: str) -> dict[str | None, int]:
    return {s.holder: s.count for term in board.headcount.terms if term.name == column for s in term.shares}


def said(rows: list[Row]) -> list[tuple[str, str]]:
    return [(row.key.partition(":")[2], row.say) for row in rows]


async def test_a_family_under_way_is_counted_where_it_is(operation: Operation) -> None:
    desk, house = operation.desk, operation.house
    family = registers_family(desk, 3)
    assert equation(wall(house)) == "0 = 0", "nobody has heard of them yet"
    await desk.syncs()
    assert equation(wall(house)) == "3 = 3 on_the_way"
    assert with_whom(wall(house), "on_the_way") == {"station:PVG-T1": 3}
    signs(desk, family, "home")
    bus = desk.fills("trip", **{"class": "test"}, vehicle="沪A12345", seats=30, to_site="site:HP1")
    desk.fills("boarding", bus, boarded=[*family[:2]])
    desk.fills("depart", bus)
    await desk.syncs()
    board = wall(house)
    assert with_whom(board, "on_the_way") == {f"trip:{bus}": 2, "station:PVG-T1": 1}
    [vehicle] = board.vehicles.rows
    assert (vehicle.state, vehicle.aboard) == ("under_way", 2)
    assert board.faces[vehicle.key].title == {"vehicle": "沪A12345"}


@pytest.mark.accepts("M39")
@pytest.mark.path(3)
async def test_every_way_ends_in_its_column(operation: Operation) -> None:
    desk, site, house = operation.desk, operation.site, operation.house
    blue = registers_family(desk, 2, "central")
    signs(desk, blue, "central")
    bus = desk.fills("trip", **{"class": "central"}, vehicle="沪A22222", seats=30, to_site="site:CS1")
    desk.fills("boarding", bus, boarded=[*blue])
    desk.fills("depart", bus)
    lost, away, ill, _waiting = registers_family(desk, 4)
    desk.fills("missed", lost, missed_note="not in the hall")
    desk.fills("route_elsewhere", away, dest_kind="other_district", fetched_by="Pudong team")
    desk.fills("external_receipt", people=[away], where="gate 4", received_by="Gu (Pudong team)")
    desk.fills("symptom", ill, temp="38.1", symptoms=["fever"], alert_by="Lin")
    car: dict[str, Value] = {"vehicle": "沪120", "seats": 4, "to_site": "hospital:DH1"}
    desk.fills("ambulance", people=[ill], ambulance_no="120-1", **car)
    await desk.syncs()
    assert equation(wall(house)) == "6 = 1 elsewhere + 4 on_the_way + 1 missing"

    medic = Post(house, "hosp01", "hospital:DH1", ("medical",))
    brought: dict[str, Value] = {"handed_by": "Lin", "received_by": "Song", "bags_ok": True, "at": NOW}
    await medic.syncs()
    medic.fills("arrive_hospital", people=[ill], where="ward 2", **brought)
    await medic.syncs()
    await site.syncs()
    site.fills("arrive_site", people=[*blue], where="room 301", start_end=["2020-03-21", "2020-04-04"], **brought)
    await site.syncs()
    board = wall(house)
    assert equation(board) == "6 = 2 site + 1 hospital + 1 elsewhere + 1 on_the_way + 1 missing"
    assert (with_whom(board, "site"), with_whom(board, "hospital")) == ({"site:CS1": 2}, {"hospital:DH1": 1})
    assert said(board.overdue.rows) == [(lost, "missing_now")], "who is missing is late at once"
    assert said(board.unaccounted.rows) == [(lost, "missing_now")]


async def test_overdue_rises_to_the_top_and_names_who_must_act(operation: Operation) -> None:
    desk, house = operation.desk, operation.house
    first = registers_family(desk, 1)
    signs(desk, first, "home")
    house.clock.pass_minutes(40)
    second = registers_family(desk, 1)
    signs(desk, second, "home")
    await desk.syncs()
    assert wall(house).overdue.total == 0
    house.clock.pass_minutes(30)
    assert said(wall(house).overdue.rows) == [(first[0], "bus_wait_long")], "the desk is told after an hour"
    house.clock.pass_minutes(51)
    board = wall(house)
    assert said(board.overdue.rows) == [(first[0], "bus_wait_long"), (second[0], "bus_wait_long")]
    [late, warned] = board.overdue.rows
    assert late.limit_at < board.as_of < warned.limit_at
    assert late.who == ("duty_leader",)
    face = board.faces[late.key]
    assert (face.title["name_family"], bool(face.number)) == ("ERIKSSON", True)
    assert wall(house, "street:310105102").faces == {}, "names are for those who have them on their phones"


async def test_a_bus_that_does_not_report_puts_everybody_aboard_among_the_unaccounted(operation: Operation) -> None:
    desk, house = operation.desk, operation.house
    family = registers_family(desk, 2)
    signs(desk, family, "home")
    bus = desk.fills("trip", **{"class": "test"}, vehicle="沪A12345", seats=30, to_site="site:HP1")
    desk.fills("boarding", bus, boarded=[*family])
    desk.fills("depart", bus)
    await desk.syncs()
    house.clock.pass_minutes(60)
    assert (wall(house).overdue.total, wall(house).unaccounted.total) == (0, 0)
    house.clock.pass_minutes(46)
    board = wall(house)
    assert said(board.overdue.rows) == [(bus, "bus_silent")]
    assert sorted(said(board.unaccounted.rows)) == sorted((person, "bus_silent") for person in family)


@pytest.mark.path(4)
async def test_one_of_a_family_left_behind_is_named_and_so_is_whoever_boarded_the_wrong_bus(
    operation: Operation,
) -> None:
    desk, house = operation.desk, operation.house
    family = registers_family(desk, 3)
    signs(desk, family, "home")
    [blue] = registers_family(desk, 1, "central")
    signs(desk, [blue], "central")
    bus = desk.fills("trip", **{"class": "test"}, vehicle="沪A12345", seats=30, to_site="site:HP1")
    desk.fills("boarding", bus, boarded=[*family[:2], blue])
    desk.fills("depart", bus)
    await desk.syncs()
    board = wall(house)
    assert [(row.key, row.flaws) for row in board.flawed.rows] == [(f"person:{blue}", ("guard:central_bus",))]
    assert board.apart.total == 0
    house.clock.pass_minutes(11)
    [left] = wall(house).apart.rows
    assert (left.key, left.holder, left.rest_with) == (f"person:{family[2]}", "station:PVG-T1", f"trip:{bus}")


async def test_handoffs_count_down_and_go_up_when_nobody_answers(operation: Operation) -> None:
    holding, house = operation.holding, operation.house
    watch = Watch(house.engine, house.writer, house.intake, house.clock)
    await watch.open()
    family = await comes_to_the_holding_point(operation, 3)
    offer = holding.fills("offer", people=[*family], to_place=GUBEI)
    await holding.syncs()
    [row] = wall(house).promises.rows
    assert row.limit_at - row.since == 60 * 60_000
    assert wall(house).faces[row.key].people == 3
    house.clock.pass_minutes(61)
    await watch.tick()
    [row] = wall(house).promises.rows
    assert (row.state, row.say) == ("escalated", "handoff_escalated")
    assert said(wall(house).overdue.rows)[-1] == (offer, "handoff_escalated")


async def test_a_promise_is_due_two_hours_after_the_result_not_after_the_answer(operation: Operation) -> None:
    holding, street, house = operation.holding, operation.street, operation.house
    [person] = await comes_to_the_holding_point(operation, 1)
    offer = holding.fills("offer", people=[person], to_place=GUBEI)
    sample = holding.fills("sample", person=person, sample_no="S1", sample_again="S1")
    await holding.syncs()
    await street.syncs()
    street.fills("accept", offer, pickup_at=NOW, pickup_by="Jiang")
    await street.syncs()
    house.clock.pass_minutes(6 * 60)
    await holding.syncs()
    holding.fills("result", sample, result="negative")
    await holding.syncs()
    house.clock.pass_minutes(100)
    board = wall(house)
    [row] = board.promises.rows
    assert row.limit_at - board.as_of == pytest.approx(20 * 60_000, abs=60_000)
    over = [row for row in board.overdue.rows if row.limit_at <= board.as_of]
    assert (offer, "pickup_overdue") not in said(over)


async def test_a_dead_phone_whose_last_word_was_that_it_holds_three(operation: Operation) -> None:
    desk, house = operation.desk, operation.house
    desk.phone.memory.ops_max = 1
    for _ in range(4):
        registers_family(desk, 1)
    await desk.exchanges()
    await operation.site.syncs()
    assert wall(house).phones == []
    house.clock.pass_minutes(31)
    await operation.site.syncs()
    board = wall(house)
    [silent] = board.phones
    assert (silent.inc, silent.held, silent.place) == ("desk01", 3, "station:PVG-T1")
    ages = {one.place: one.last_contact for one in board.sources}
    assert ages["site:CS1"] == house.clock.ms
    assert ages["street:310105009"] is None
    assert board.sources[-1].place == "site:CS1", "who was heard last stands last"
    house.revoke("desk01")
    assert wall(house).phones == []


@pytest.fixture
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("door")
    return Settings(
        database=f"sqlite:///{folder}/house.db",
        key_file=str(folder / "keys" / "house.key"),
        site=str(folder / "site"),
        programme=str(programme.seed("changning")),
    )


async def test_the_door_is_for_those_who_oversee_the_district(operation: Operation, settings: Settings) -> None:
    app = create_app(settings, operation.house.clock)
    async with Client(app) as client:
        staff = Staff(client, app.state.house, operation.house.clock)
        duty = await staff.enrols(DISTRICT, ("duty_leader",))
        answer = await duty.opens("/wall")
        assert answer.status_code == 200
        board = msgspec.json.decode(answer.content, type=Board)
        assert (board.headcount.arrived, board.headcount.balanced) == (0, True)
        for place, role in (("station:PVG-T1", "station_lead"), (DISTRICT, "supplies")):
            assert (await (await staff.enrols(place, (role,))).opens("/wall")).status_code == 403
        assert (await client.get("/wall")).status_code == 401


async def test_what_a_phone_has_lost_for_good_is_named_on_the_wall(operation: Operation) -> None:
    desk, house = operation.desk, operation.house
    registers_family(desk, 1)
    await desk.syncs()
    for _ in range(3):
        registers_family(desk, 1)
    del desk.phone.memory.journal.ops[1:3]
    assert wall(house).skipped == []
    await desk.syncs()
    [lost] = wall(house).skipped
    assert (lost.inc, lost.who, lost.place, lost.acts) == ("desk01", "Who desk01", "station:PVG-T1", 2)
    assert lost.at == house.clock.ms
    house.clock.pass_minutes(73 * 60)
    assert wall(house).skipped == []
