"""The OpenAPI document says what every door takes, gives and refuses, and the doors keep to it whoever knocks."""

import inspect
import re
from collections.abc import Iterator

import pytest

from server.routes import DOORS
from tests.actors.service import Service
from tests.server.attacks import Attacker

TRIES = 3
"""Of each kind at each door; `make proof` tries many more."""


@pytest.fixture(scope="module")
def attacker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attacker]:
    folder = tmp_path_factory.mktemp("attacked")
    database = f"sqlite:///{folder}/house.db"
    service = Service(folder, database).start()
    yield Attacker(service, database, "district:310105", ("duty_leader",))
    assert service.stop() == 0


def test_every_door_says_what_it_takes_and_gives() -> None:
    told = [door for door in DOORS if door.include_in_schema is not False]
    reads = [door for door in told if re.search(r"await read_(message|bytes|body)\(", inspect.getsource(door.fn))]
    assert [door.fn.__name__ for door in reads if not door.opt.get("takes")] == []
    assert [door.fn.__name__ for door in told if not door.opt.get("gives") and door.fn.__name__ != "listen"] == []


def test_every_door_answers_as_the_document_says(attacker: Attacker) -> None:
    for door in attacker.doors:
        attacker.tries(door, number=1, tries=TRIES)
    assert {200, 400, 401, 404} <= set(attacker.heard), "some came through, some were refused for each reason"
