"""The shortest form there is, for tests that care about the phone and not about what is entered: a bus is planned."""

from typing import NamedTuple

import msgspec
import sqlalchemy as sa

from server.storage import tables as t
from server.storage.entry import opened
from sync.op import Op
from tests.actors.demo import Demo
from tests.actors.device import Device


class Sent(NamedTuple):
    """One bus as the house's log has it, told from others by its plate."""

    plate: str
    inc: str
    seq: int
    verdict: str


def plans(desk: Device, plate: str) -> Device:
    """Fills the form and does not save it."""
    desk.goes_home().taps("Plan a bus").picks("Test bus", of="Class")
    return desk.types("Vehicle plate", plate).types("Seats allowed", "30").picks("Linkong No. 1", of="Destination")


def carries_on(desk: Device, plate: str) -> Device:
    """After a crash: a bus that was not saved stands as it was typed in a draft, and is saved now."""
    desk.reads(plate)
    again = desk.main.get_by_role("button", name="Carry on")
    if again.count():
        again.click()
        assert desk.box("Vehicle plate").input_value() == plate
        desk.saves()
    return desk


def sent_buses(demo: Demo) -> list[Sent]:
    """Every bus in the log of the house."""
    with demo.writing() as db:
        rows = db.execute(sa.select(t.ops)).all()
        bodies = opened(db, [row.body for row in rows])
    found = []
    for row, body in zip(rows, bodies, strict=True):
        for part in msgspec.json.decode(body, type=Op).parts:
            buses = [write for write in part.writes if write.field == "vehicle"]
            found += [Sent(str(write.value), row.inc, row.seq, row.verdict) for write in buses]
    return found
