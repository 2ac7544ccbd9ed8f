"""Thousands of messages nobody would write, on both databases: each answered, none at anybody's cost."""

from pathlib import Path

import pytest
from litestar.testing import AsyncTestClient

from server.app import create_app
from server.settings import Settings
from tests.actors.house import Hand
from tests.actors.service import Service
from tests.server.attacks import Attacker
from tests.server.door import SHELF, Staff
from tests.server.fuzz import fuzz
from tests.server.scene import Scene
from tests.server.stores import ON_BOTH

MESSAGES = 2_000
TRIES = 40


@ON_BOTH
@pytest.mark.parametrize("seed", [2, 3])
async def test_whatever_is_sent_is_answered(database: str, tmp_path: Path, seed: int) -> None:
    clock = Hand()
    settings = Settings(database=database, key_file=str(tmp_path / "house.key"), programme=str(tmp_path))
    app = create_app(settings, clock, read=lambda _folder: SHELF)
    async with AsyncTestClient(app) as client:
        house = app.state.house
        scene = await Scene(house, Staff(client, house, clock), clock).open()
        statuses = await fuzz(scene, seed, MESSAGES)
        print(f"\n  {database.partition(':')[0]}, seed {seed}: {MESSAGES} messages, answered {statuses}", flush=True)
        await scene.is_well()


@ON_BOTH
def test_every_door_answers_as_the_document_says(database: str, tmp_path: Path) -> None:
    service = Service(tmp_path, database).start()
    attacker = Attacker(service, database, "district:310105", ("duty_leader",))
    for door in attacker.doors:
        attacker.tries(door, number=2, tries=TRIES)
    print(
        f"\n  {database.partition(':')[0]}: {len(attacker.doors)} doors tried, answered {dict(attacker.heard)}",
        flush=True,
    )
    assert service.stop() == 0
