"""No exchange reads a whole table: what a house has taken in for weeks must not slow down what it takes in now."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from tests.actors.house import House, parcel
from tests.parcels import DEPOT, OFFICE, SHOP

GROWING = ("ops", "records", "links", "members", "touches", "feed")


@pytest.fixture
def house(database: str) -> Iterator[House]:
    house = House(database)
    yield house
    house.close()


async def test_every_statement_of_an_exchange_goes_by_an_index(house: House) -> None:
    said: dict[str, object] = {}

    def hears(_db: object, _cursor: object, text: str, given: object, _context: object, many: bool) -> None:
        if not text.startswith(("BEGIN", "PRAGMA", "INSERT")):
            said.setdefault(text, given[0] if many and isinstance(given, list) else given)

    clerk = house.enrol("k00001")
    await clerk.does("take_in", clerk.part(parcel(1), "arrive", label="L1", shop=SHOP))
    sa.event.listen(house.engine, "before_cursor_execute", hears)
    cursor = house.page((DEPOT,)).cursor
    await clerk.does("take_in", clerk.part(parcel(2), "arrive", label="L2", shop=SHOP))
    await clerk.does("mark", clerk.part(parcel(2), colour="red"))
    for scopes, at in (((DEPOT,), cursor), ((DEPOT, OFFICE), None)):
        house.page(scopes, at)
    sa.event.remove(house.engine, "before_cursor_execute", hears)

    assert len(said) > 10
    with house.engine.connect() as db:
        scans = {
            text: step.detail
            for text, given in said.items()
            for step in db.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", given)  # type: ignore[arg-type]  # as it came
            if step.detail.startswith("SCAN") and step.detail.split()[1] in GROWING
        }
    assert scans == {}
