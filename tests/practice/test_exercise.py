"""The demo is alive: the other posts act while the clock is moved, it stops where somebody is asked, and nothing a
player does leads to an end from which it does not go on."""

from collections.abc import Iterator

import pytest

from server.drill.script import Answers
from tests.actors.demo import Demo
from tests.practice.player import Player

HOUR_MS = 3_600_000


@pytest.fixture(scope="module")
def player(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Player]:
    demo = Demo(tmp_path_factory.mktemp("demo"), alive=True)
    demo.start()
    player = Player(demo)
    yield player
    player.hangs_up()
    demo.kill()


def test_forty_are_under_way_one_is_asked_about_and_one_is_overdue(player: Player) -> None:
    said = player.rests()
    assert (said["joined"], said["people"]) == (40, 40)
    assert said["figures"] == {"moving": 40, "over": 0, "lost": 0, "asked": 1, "overdue": 1}
    assert said["question"] is None


def test_whatever_a_player_does_with_a_question_the_people_come_home(player: Player) -> None:
    """One is answered, one is passed over, one is refused after the house was killed and opened again."""
    mine = {player.registers(card=card) for card in ("C901", "C902", "C903")}
    before = player.practice()["now"]
    player.moves(6)
    said = player.waits(lambda said: said["question"])
    assert 0 < said["now"] - before < 6 * HOUR_MS
    assert said["question"]["post"] == 3
    first = said["question"]["record"]
    player.does("street", "accept", [player.sees("street", first)])

    second = player.waits(lambda said: said["question"] and said["question"]["record"] != first)["question"]["record"]
    player.moves(6)
    third = player.waits(lambda said: said["question"] and said["question"]["record"] != second)["question"]["record"]

    player.demo.kill()
    player.demo.start()
    assert player.rests()["now"] >= said["now"]
    answers: dict[str, Answers] = {"decline": {"decline_why": "wrong_street", "right_street": "street:310105004"}}
    player.does("street", "decline", [player.sees("street", third)], answers)
    for _ in range(5):
        if {player.state(one) for one in mine} == {"home_received"}:
            break
        player.moves(6)
        player.rests()
    assert {player.state(one) for one in mine} == {"home_received"}
    assert player.practice()["figures"]["over"] >= 3
