"""The door of the exchange under messages nobody would write. `make proof` sends many more."""

from server.app import House
from tests.actors.house import Hand
from tests.server.door import Staff
from tests.server.fuzz import fuzz
from tests.server.scene import Scene


async def test_whatever_is_sent_is_answered_and_costs_nobody_anything(opened: House, staff: Staff, clock: Hand) -> None:
    scene = await Scene(opened, staff, clock).open()
    statuses = await fuzz(scene, seed=1, messages=100)
    assert statuses[200] > 10, "some get through, and are judged"
    assert statuses[400] > 10
    await scene.is_well()
