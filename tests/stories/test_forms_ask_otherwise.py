"""A form asks otherwise since this morning: what phones filled yesterday is read in the words of today."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa

from server.app import open_house
from server.library import publish
from server.rebuild import rebuild
from server.settings import Settings
from server.storage import tables as t
from server.storage.entry import opened
from sync.compile import Compiled
from sync.programme import Field, Policy, Programme
from sync.roll_out import with_earlier
from sync.upcast_rules import Upcast
from tests.actors.house import House, key_file_in
from tests.actors.post import shadows_agree
from tests.parcels import PARCELS
from tests.stories.test_roll_out import joins

FIELDS = {
    **{name: field for name, field in PARCELS.kinds["parcel"].items() if name not in ("weight", "colour", "care")},
    "grams": Field("int", Policy("count")),
    "paint": Field("choice", Policy("latest"), options=("crimson", "azure")),
    "care": Field("choice", Policy("review", ("frozen", "chilled", "dry"), decided_by="lead"),
                  options=("frozen", "chilled", "dry")),
}  # fmt: skip
NEW: Programme = msgspec.structs.replace(
    PARCELS,
    version="p2",
    forms={
        name: msgspec.structs.replace(form, fields=FIELDS if form.fields else {})
        for name, form in PARCELS.forms.items()
    },
    kinds={"parcel": FIELDS},
    upcasts=(
        Upcast("parcel", "weight", "grams", times=1000),
        Upcast("parcel", "colour", "paint", values={"red": "crimson", "blue": "azure", "puce": ""}),
        Upcast("parcel", "care", values={"cold": "chilled"}),
    ),
)
"""Weights in grams, colours of a list, and "cold" says how cold."""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path)
    yield house
    house.close()


def rolls_out(house: House) -> None:
    house.programme = house.intake.programme = with_earlier(NEW, [PARCELS, NEW])
    with house.engine.begin() as db:
        rebuild(db, house.programme)


async def test_what_was_filled_before_and_after_the_change_is_one_record(house: House) -> None:
    old, new = joins(house, "old001", PARCELS), joins(house, "new001", NEW)
    before = old.fills("take_in", label="L", weight=2, colour="red", care="cold")
    await old.syncs()
    rolls_out(house)
    await new.syncs()
    assert new.sees(before).values == {"label": "L", "grams": 2000, "paint": "crimson", "care": "chilled"}
    old.fills("mark", before, weight=5, colour="blue")
    new.fills("mark", before, grams=2500)
    assert [verdict.code for verdict in await new.syncs()] == ["applied"]
    # The records were made anew, so the phone starts over and says again what it had said.
    assert {verdict.seq: verdict.code for verdict in await old.syncs()} == {1: "applied", 2: "applied"}
    await new.syncs()
    # What both counted on: 2 kg + 5 kg + 2500 g.
    assert (new.sees(before).values["grams"], new.sees(before).values["paint"]) == (9500, "azure")
    assert shadows_agree(house)


async def test_two_versions_that_differ_are_one_conflict_for_a_person(house: House) -> None:
    old, new = joins(house, "old001", PARCELS), joins(house, "new001", NEW)
    record = old.fills("take_in", label="L")
    await old.syncs()
    rolls_out(house)
    await new.syncs()
    old.fills("mark", record, care="cold")
    new.fills("mark", record, care="frozen")
    await new.syncs()
    assert [verdict.code for verdict in await old.syncs()] == ["conflict"]
    await new.syncs()
    assert new.sees(record).conflicts == ["care"]
    assert sorted(str(head.value) for head in new.sees(record).heads["care"]) == ["chilled", "frozen"]
    new.phone.decide(record, "care", "chilled", house.clock.ms)
    await new.syncs()
    assert (new.sees(record).conflicts, new.sees(record).values["care"]) == ([], "chilled")
    assert shadows_agree(house)


@pytest.mark.accepts("M37")
async def test_the_log_keeps_what_was_sent(house: House) -> None:
    old = joins(house, "old001", PARCELS)
    old.fills("take_in", label="L", weight=2)
    sent = old.phone.memory.journal.ops[0].text
    rolls_out(house)
    await old.syncs()
    with house.engine.begin() as db:
        assert opened(db, db.execute(sa.select(t.ops.c.body)).scalars()) == [sent]


async def test_a_phone_shows_its_own_unsent_acts_in_the_words_of_the_version_it_now_has(house: House) -> None:
    phone = joins(house, "old001", PARCELS)
    record = phone.fills("take_in", label="L", weight=2, colour="red")
    phone.phone.reprogramme(NEW)
    assert phone.sees(record).values == {"label": "L", "grams": 2000, "paint": "crimson"}
    phone.fills("mark", record, grams=2700)
    rolls_out(house)
    await phone.syncs()
    assert phone.sees(record).values["grams"] == 4700
    assert shadows_agree(house)


async def test_what_nobody_can_read_waits_for_a_leader_and_enters_once_a_version_can(house: House) -> None:
    old, lead = joins(house, "old001", PARCELS), joins(house, "lead01", NEW)
    record = old.fills("take_in", label="L")
    await old.syncs()
    old.fills("mark", record, colour="puce")
    rolls_out(house)
    assert [(verdict.code, verdict.detail) for verdict in await old.syncs()] == [("quarantined", "outdated:colour")]
    dot = old.phone.memory.journal.ops[-1].dot
    assert [own.dot for own in old.phone.troubled()] == [dot]
    lead.phone.release(dot, house.clock.ms)
    assert [(verdict.code, verdict.detail) for verdict in await lead.syncs()] == [("refused", "outdated:colour")]
    weight, _, care = NEW.upcasts
    mended = Upcast("parcel", "colour", "paint", values={"red": "crimson", "puce": "crimson"})
    house.programme = house.intake.programme = msgspec.structs.replace(house.programme, upcasts=(weight, mended, care))
    lead.phone.release(dot, house.clock.ms)
    assert [verdict.code for verdict in await lead.syncs()] == ["applied"]
    assert lead.sees(record).values["paint"] == "crimson"
    assert shadows_agree(house)


async def test_what_entered_while_it_could_be_read_stays_where_no_rule_reads_it(house: House) -> None:
    old = joins(house, "old001", PARCELS)
    record = old.fills("take_in", label="L", colour="puce")
    await old.syncs()
    rolls_out(house)
    await old.syncs()
    assert old.sees(record).values["colour"] == "puce"
    assert shadows_agree(house)


async def test_a_house_that_opens_with_the_new_version_reads_all_it_has_anew(house: House, tmp_path: Path) -> None:
    old = joins(house, "old001", PARCELS)
    record = old.fills("take_in", label="L", weight=2, colour="red")
    await old.syncs()
    with house.engine.begin() as db:
        publish(db, Compiled(PARCELS, {}), house.clock.ms)
    own = str(tmp_path)
    settings = Settings(f"sqlite:///{own}/house.db", key_file=str(key_file_in(tmp_path)), programme=own, site=own)
    opened = open_house(settings, house.clock, Compiled(NEW, {}))
    opened.writer.close()
    opened.engine.dispose()
    house.programme = house.intake.programme = opened.intake.programme
    assert shadows_agree(house)
    old.phone.reprogramme(NEW)
    await old.syncs()
    assert old.sees(record).values == {"label": "L", "grams": 2000, "paint": "crimson"}
