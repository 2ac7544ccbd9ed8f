"""Everybody on a passenger list is accounted for by name, or somebody is told an hour after landing."""

import itertools
from collections.abc import Sequence
from functools import cache

import pytest

from server import programme
from server.boards.roll import RollBoard, read_roll
from server.boards.wall import read_board
from server.intake import Refusal
from server.lists.entering import Asked, Lists, Read
from server.watch import Watch
from sync.cell import Words
from sync.op import Value
from sync.roll import roll_of
from sync.wall_rules import Wall
from tests.actors.house import House
from tests.actors.post import Post, shadows_agree
from tests.stories.conftest import Operation
from tests.stories.test_the_two_ways import GUBEI

DISTRICT = "district:310105"
HEADS = ["No.", "Flt", "Passenger Name", "Passport Number", "DOB", "Nationality", "Sex", "Seat"]
PEOPLE = [
    ["1", "CA930", "ERIKSSON/ANNA MARIA MRS", "ZZ0000001", "12/08/1974", "SWE", "F", "12A"],
    ["2", "CA930", "WANG/XIAOMING MR", "ZZ0000002", "31/01/1980", "中国", "男", "12B"],
    ["3", "CA930", "TANAKA/YUKI", "ZZ0000003", "05/11/1990", "JP", "F", "14C"],
    ["4", "CA930", "KIM/MINSU", "ZZ0000004", "23/06/1988", "KOR", "M", "15D"],
]
LANDED = "2020-03-21T04:10:00Z"
NUMBERS = itertools.count(1)


@cache
def words() -> Words:
    return programme.read(programme.seed("changning")).words


class Gate:
    """Whoever minds a flight: announces it, brings its lists, and looks who has been seen."""

    def __init__(self, operation: Operation, flight: str = "CA930", **said: Value) -> None:
        house, self.desk = operation.house, operation.desk
        self.house: House = house
        self.watch = Watch(house.engine, house.writer, house.intake, house.clock)
        self.lists = Lists(house.engine, house.writer, house.intake, house.clock, words(), self.watch.voice)
        self.flight = self.desk.fills("flight", flight_no=flight, **said)
        roll = roll_of(house.programme, "flight")
        assert roll
        self.roll = roll

    async def brings(self, rows: Sequence[Sequence[str]], heads: Sequence[str] = HEADS, **asked: object) -> Read:
        await self.watch.open()
        wanted = Asked(**{"enter": True, **asked})  # type: ignore[arg-type]  # as the story says
        read, _ = await self.lists.take(self.roll, self.flight, [heads, *rows], wanted, "Lin")
        return read

    @property
    def page(self) -> RollBoard:
        found = read_roll(self.house.engine, self.house.programme, self.roll, self.flight, self.house.clock.ms)
        assert found
        assert found.balanced
        assert shadows_agree(self.house)
        return found

    def equation(self) -> str:
        groups = [f"{len(group.rows)} {group.name}" for group in self.page.groups if group.rows]
        return f"{self.page.total} = {' + '.join([*groups, *self._unnamed()]) or '0'}"

    def _unnamed(self) -> list[str]:
        return [f"{self.page.unnamed} unnamed"] if self.page.unnamed else []

    def named(self, family: str) -> str:
        """The record of somebody on the page."""
        faces = self.page.faces.items()
        return next(key.partition(":")[2] for key, face in faces if face.title.get("name_family") == family)

    def unseen(self) -> list[str]:
        return [row.key.partition(":")[2] for group in self.page.groups if group.open for row in group.rows]


@pytest.fixture
async def gate(operation: Operation) -> Gate:
    gate = Gate(operation)
    assert {verdict.code for verdict in await gate.desk.syncs()} == {"applied"}
    return gate


def registers(desk: Post, person: str) -> None:
    """The desk finds somebody among the expected and asks the rest."""
    number = next(NUMBERS)
    answers: dict[str, Value] = {"doc_type": "passport", "doc_issuer": "UTO", "mobile": f"+4477009001{number:02}"}
    home: dict[str, Value] = {"street_code": GUBEI, "address": "样板路 5 号", "mates": 0, "dest_kind": "home"}
    rest: dict[str, Value] = {"language": "en", "countries_14d": ["ITA"], "card_no": f"C{number}", "sex": "F"}
    desk.fills("arrival_expected", person, **answers, **home, **rest)


async def test_a_list_makes_everybody_on_it_expected_once(gate: Gate) -> None:
    read = await gate.brings(PEOPLE)
    assert (read.counts, read.faults_total) == ({"new": 4, "changed": 0, "same": 0, "met": 0}, 0)
    assert gate.equation() == "4 = 4 not_yet_seen"
    await gate.desk.syncs()
    anna = gate.desk.sees(gate.named("ERIKSSON")).values
    said = ("name_given", "birth_date", "nationality", "seat_no", "flight_no", "expected_at")
    assert [anna[name] for name in said] == ["ANNA MARIA", "1974-08-12", "SWE", "12A", "CA930", "station:PVG-T1"]
    flight = gate.desk.sees(gate.flight).values
    assert (flight["list_from"], flight["list_rows"]) == ("Lin", 4)


async def test_the_same_list_again_doubles_nobody_and_a_changed_one_updates(gate: Gate) -> None:
    await gate.brings(PEOPLE)
    again = await gate.brings(PEOPLE)
    assert again.counts == {"new": 0, "changed": 0, "same": 4, "met": 0}
    moved = [*PEOPLE[0][:7], "30K"]
    stranger = ["5", "CA930", "LEE/BO", "ZZ0000005", "01/02/2000", "USA", "M", "16A"]
    changed = await gate.brings([moved, *PEOPLE[1:3], stranger])
    assert changed.counts == {"new": 1, "changed": 1, "same": 2, "met": 0}
    assert [gate.named("KIM")] == changed.absent, "who has gone from the list is named, and not forgotten"
    assert gate.equation() == "5 = 5 not_yet_seen"
    await gate.desk.syncs()
    assert gate.desk.sees(gate.named("ERIKSSON")).values["seat_no"] == "30K"


async def test_who_was_registered_before_the_list_came_is_recognised(gate: Gate, operation: Operation) -> None:
    desk = gate.desk
    person = desk.fills(
        "arrival", flight_no="CA930", doc_type="passport", doc_issuer="SWE", doc_no="zz 0000001", name_family="ERIKSON",
        sex="F", birth_date="1974-08-12", nationality="SWE", mobile="+447700900199", language="en", seat_no="2A",
        countries_14d=["ITA"], dest_kind="central", card_no="C900",
    )  # fmt: skip
    await desk.syncs()
    assert gate.equation() == "0 = 0"
    assert [row.key for row in gate.page.besides] == [f"person:{person}"], "she came with it and is on no list"
    read = await gate.brings(PEOPLE)
    assert read.counts == {"new": 3, "changed": 0, "same": 0, "met": 1}
    assert gate.equation() == "4 = 1 registered + 3 not_yet_seen"
    await desk.syncs()
    seen = desk.sees(person).values
    assert (seen["name_family"], seen["seat_no"]) == ("ERIKSON", "2A"), "what the desk saw stands"
    assert (await gate.brings(PEOPLE)).counts["same"] == 4


async def test_each_way_off_the_aircraft_has_its_group(gate: Gate) -> None:
    desk = gate.desk
    await gate.brings(PEOPLE)
    await desk.syncs()
    registers(desk, gate.named("ERIKSSON"))
    out: dict[str, Value] = {"countries_14d": ["NZL"], "out_reason": "no listed country in 14 days"}
    desk.fills("no_measure_expected", gate.named("WANG"), **out)
    desk.fills("symptom", gate.named("TANAKA"), temp="38.4", symptoms=["fever"], alert_by="Lin")
    await desk.syncs()
    assert gate.equation() == "4 = 1 registered + 1 out_of_scope + 1 hospital + 1 not_yet_seen"
    desk.fills("flight_closed", gate.named("KIM"), flight_end="not_aboard")
    await desk.syncs()
    assert gate.equation() == "4 = 1 registered + 1 out_of_scope + 1 hospital + 1 not_aboard"
    desk.fills("flight_settled", gate.flight)
    assert {verdict.code for verdict in await desk.syncs()} == {"applied"}


async def test_an_hour_after_landing_whoever_is_unseen_stands_on_the_wall_by_name(gate: Gate) -> None:
    desk, house = gate.desk, gate.house
    rules = house.programme.wall
    assert rules

    wall: Wall = rules

    def late() -> list[tuple[str, str]]:
        board = read_board(house.engine, house.programme, wall, (DISTRICT,), house.clock.ms)
        over = [row for row in board.overdue.rows if row.limit_at <= house.clock.ms]
        return sorted((row.key.partition(":")[2], row.say) for row in over)

    await gate.brings(PEOPLE[:2])
    house.clock.pass_minutes(90)
    assert late() == [], "it has not landed: nobody is late"
    await desk.syncs()
    desk.fills("flight_landed", gate.flight, landed_at="2020-03-21T05:25:00Z")
    registers(desk, gate.named("WANG"))
    await desk.syncs()
    house.clock.pass_minutes(50)
    assert late() == []
    house.clock.pass_minutes(6)
    assert late() == [(gate.named("ERIKSSON"), "unseen")]
    [unseen] = next(group for group in gate.page.groups if group.open).rows
    assert (unseen.say, unseen.who) == ("unseen", ("station_lead",))
    house.clock.pass_minutes(5)
    assert late() == sorted([(gate.named("ERIKSSON"), "unseen"), (gate.flight, "flight_open")])


async def test_customs_only_give_a_number(operation: Operation) -> None:
    gate = Gate(operation, announced=3)
    desk = gate.desk
    await desk.syncs()
    assert gate.equation() == "3 = 3 unnamed"
    for family in ("LOPEZ", "LOPEZ", "NGUYEN"):
        number = next(NUMBERS)
        desk.fills(
            "arrival", flight_no="CA930", doc_type="passport", doc_issuer="UTO", doc_no=f"ZZ9{number:06}",
            name_family=family, sex="F", birth_date="1974-08-12", nationality="UTO", mobile="+447700900199",
            language="en", countries_14d=["ITA"], dest_kind="central", card_no=f"N{number}",
        )  # fmt: skip
        await desk.syncs()
    assert gate.equation() == "3 = 3 registered"
    assert gate.page.besides == []
    desk.fills("flight_change", gate.flight, announced=2, expected_at="station:PVG-T1")
    await desk.syncs()
    assert gate.page.total == 2
    assert len(gate.page.besides) == 1, "more came than were announced: named, not swallowed"


@pytest.mark.path(9)
async def test_a_diverted_flight_takes_those_still_awaited_along(gate: Gate, operation: Operation) -> None:
    await gate.brings(PEOPLE[:2])
    await gate.desk.syncs()
    registers(gate.desk, gate.named("WANG"))
    other = Post(gate.house, "pvg201", "station:PVG-T2", ("station", "station_lead"))
    gate.desk.fills("flight_change", gate.flight, expected_at="station:PVG-T2", flight_date="2020-03-22")
    await gate.desk.syncs()
    await other.syncs()
    anna, wang = gate.named("ERIKSSON"), gate.named("WANG")
    assert other.is_blind_to(anna)
    assert len(await gate.lists.follow()) == 1
    assert await gate.lists.follow() == [], "once is enough"
    await other.syncs()
    await gate.desk.syncs()
    assert (other.sees(anna).values["expected_at"], other.sees(anna).values["flight_date"]) == (
        "station:PVG-T2",
        "2020-03-22",
    )
    assert gate.desk.is_blind_to(anna)
    assert other.is_blind_to(wang), "who has been seen stays where they are"
    assert gate.desk.sees(wang).values["flight_date"] == "2020-03-21"
    assert gate.equation() == "2 = 1 registered + 1 not_yet_seen"


async def test_bad_rows_are_named_and_the_others_enter(gate: Gate) -> None:
    rows = [
        PEOPLE[0],
        ["2", "CA931", "WANG/XIAOMING", "ZZ0000002", "31/01/1980", "CHN", "M", "12B"],
        ["3", "CA930", "", "ZZ0000003", "05/11/1990", "JPN", "F", "14C"],
        ["4", "CA930", "KIM/MINSU", "ZZ0000001", "23/06/1988", "KOR", "M", "15D"],
        ["5", "CA930", "LEE/BO", "ZZ0000005", "the third of May", "Atlantis", "M", "99Z"],
        [],
        ["6", "CA930", "NO/PAPER", "", "", "USA", "M", ""],
    ]
    read = await gate.brings(rows)
    said = [(fault.row, fault.field, fault.code, fault.kept) for fault in read.faults]
    assert said == [
        (3, "flight_no", "elsewhere", False),
        (4, "name_family", "needed", False),
        (5, "", "twice", False),
        (6, "birth_date", "format", True),
        (6, "nationality", "option", True),
        (6, "seat_no", "pattern", True),
        (8, "doc_no", "needed", False),
    ]
    assert gate.equation() == "2 = 2 not_yet_seen"


async def test_columns_somebody_has_corrected_are_remembered_for_the_airline(gate: Gate, operation: Operation) -> None:
    heads = ["A", "B", "C"]
    rows = [["ERIKSSON/ANNA", "ZZ0000001", "12A"]]
    assert (await gate.brings(rows, heads, enter=False)).columns == {}
    columns = {0: "full_name", 1: "doc_no", 2: ""}
    assert (await gate.brings(rows, heads, columns=columns)).counts["new"] == 1
    other = Gate(operation, "CA158")
    await other.desk.syncs()
    read = await other.brings([["WANG/BO", "ZZ0000002", "1A"]], heads, enter=False)
    assert (read.columns, read.remembered) == ({0: "full_name", 1: "doc_no"}, True)
    stranger = Gate(operation, "MU523")
    await stranger.desk.syncs()
    assert not (await stranger.brings(rows, heads, enter=False)).remembered


async def test_a_flight_nobody_announced_has_no_roll(gate: Gate) -> None:
    gate.flight = "01980000-0000-7000-9000-ffffffffffff"
    with pytest.raises(Refusal) as refused:
        await gate.brings(PEOPLE)
    assert refused.value.code == "not-found"


async def test_the_clock_and_the_lists_speak_with_one_voice(gate: Gate) -> None:
    await gate.brings(PEOPLE[:1])
    assert await gate.watch.tick() is None
    await gate.brings(PEOPLE)
    assert gate.equation() == "4 = 4 not_yet_seen"
