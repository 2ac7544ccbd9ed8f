"""The day is closed: everybody counted twice, and whoever is still open named with who answers for them."""

import pytest
import sqlalchemy as sa

from server import programme
from server.closing import Closing, read_closing
from server.closing_page import page, texts
from server.storage import tables as t
from sync.op import Value
from tests.stories.conftest import Operation
from tests.stories.test_the_two_ways import registers_family, signs
from tests.stories.test_trips import RECEIVED, rides_to_the_site

WORDS = programme.read(programme.seed("changning")).words
DAYS: dict[str, Value] = {"start_end": ["2020-03-21", "2020-04-04"]}


def closes(operation: Operation) -> Closing:
    house = operation.house
    assert house.programme.wall
    return read_closing(house.engine, house.programme, house.programme.wall, house.clock.ms)


@pytest.mark.accepts("M39")
async def test_nobody_is_open_or_each_is_named_with_who_answers_for_them(operation: Operation) -> None:
    site, desk = operation.site, operation.desk
    assert closes(operation).still_open == []
    bus, family = await rides_to_the_site(operation, 3)
    site.fills("arrive_trip", bus)
    site.fills("arrive_site", people=[*family[:2]], **RECEIVED, **DAYS)
    await site.syncs()
    waiting = registers_family(desk, 1)
    signs(desk, waiting, "home")
    desk.fills("missed", waiting[0], missed_note="not in the hall")
    await desk.syncs()
    closing = closes(operation)
    assert closing.holds
    assert (closing.headcount.arrived, closing.recounted.arrived) == (4, 4)
    still_open = {row.key.partition(":")[2]: (row.state, row.holder) for row in closing.still_open}
    assert still_open == {
        family[2]: ("on_bus_central", f"trip:{bus}"),
        waiting[0]: ("missing", "station:PVG-T1"),
    }
    for language, words in WORDS.items():
        drawn = page(closing, operation.house.programme, words, language)
        assert drawn.count("<tr>") == 3
        assert f'lang="{language}"' in drawn
        assert all(said in drawn for said in ("沪A22222", "ERIKSSON", texts()[language]["agrees"]))
        assert "{" not in drawn.partition("</style>")[2]

    # The last one is received, the missing one is found out to be no more: nobody is open at the site's end.
    site.fills("arrive_site", people=[family[2]], **RECEIVED, **DAYS)
    await site.syncs()
    assert [row.key.partition(":")[2] for row in closes(operation).still_open] == waiting


async def test_a_record_that_is_not_what_the_log_says_fails_the_report(operation: Operation) -> None:
    [person] = registers_family(operation.desk, 1)
    await operation.desk.syncs()
    assert closes(operation).holds
    with operation.house.engine.begin() as db:
        db.execute(sa.update(t.records).where(t.records.c.id == person).values(state="home_received", holder=None))
    closing = closes(operation)
    assert not closing.holds
    assert texts()["en"]["differs"] in page(closing, operation.house.programme, WORDS["en"], "en")
