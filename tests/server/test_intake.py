"""What becomes of ops: each verdict, each right, each order of arrival, on a real database."""

import asyncio
from collections.abc import Iterator

import msgspec
import pytest
import sqlalchemy as sa

from server.intake import Refusal
from server.rebuild import rebuild
from server.storage import tables as t
from server.storage.body import encode, seal, unseal
from server.storage.ring import ring_of
from sync.op import Op, Part, Write
from sync.record import Record
from sync.stamp import Dot
from tests.actors.house import House, parcel
from tests.parcels import DEPOT, OFFICE, PARCELS, SHOP
from tests.server.stores import ON_BOTH

ONE, TWO = parcel(1), parcel(2)


pytestmark = ON_BOTH


@pytest.fixture
def house(database: str) -> Iterator[House]:
    house = House(database)
    yield house
    house.close()


async def test_a_parcel_taken_in_stands_at_its_depot(house: House) -> None:
    clerk = house.enrol("k00001")
    verdict = await clerk.does("take_in", clerk.part(ONE, "arrive", label="L1", colour="red"))
    assert (verdict.code, verdict.n, verdict.eff) == ("applied", 1, house.clock.ms)
    entry = clerk.sees()[ONE]
    assert entry.derived.journey is not None
    assert (entry.derived.journey.state, entry.derived.journey.holder) == ("stored", DEPOT)
    assert entry.fields["colour"][0].value == "red"


async def test_the_same_exchange_five_times_at_once_is_applied_once(house: House) -> None:
    clerk = house.enrol("k00001")
    op = clerk.op("take_in", clerk.part(ONE, "arrive", label="L1"))
    takens = await asyncio.gather(*(clerk.send(op) for _ in range(5)))
    assert {taken.verdicts()[0] for taken in takens} == {takens[0].verdicts()[0]}
    assert len(clerk.sees()) == 1
    with house.engine.connect() as db:
        assert db.execute(sa.select(sa.func.count()).select_from(t.ops)).scalar() == 1


async def test_one_poison_op_among_many_costs_its_neighbours_nothing(house: House) -> None:
    clerk = house.enrol("k00001")
    ops: list[Op | bytes] = [clerk.op("take_in", clerk.part(parcel(n), "arrive", label=f"L{n}")) for n in range(1, 100)]
    clerk.seq += 1
    ops.append(b'[100,{"no":"op"}]')
    ops += [clerk.op("take_in", clerk.part(parcel(n), "arrive", label=f"L{n}")) for n in range(101, 200)]
    verdicts = (await clerk.send(*ops)).verdicts()
    assert [verdict.code for verdict in verdicts].count("applied") == 198
    assert (verdicts[99].code, verdicts[99].detail, verdicts[99].seq) == ("quarantined", "malformed", 100)
    again = (await clerk.send(*ops)).verdicts()
    assert again == verdicts


async def test_two_desks_differ_the_safer_stands_and_a_lead_decides(house: House) -> None:
    one, two = house.enrol("k00001"), house.enrol("k00002")
    lead = house.enrol("k00003", roles=("clerk", "lead"))
    await one.does("take_in", one.part(ONE, "arrive", label="L1"))
    seen = Dot("k00001", 1)
    assert (await one.does("mark", one.part(ONE, seen=seen, care="dry"))).code == "applied"
    assert (await two.does("mark", two.part(ONE, seen=seen, care="cold"))).code == "conflict"
    assert one.sees()[ONE].derived.conflicts == ["care"]
    both = [Dot("k00001", 2), Dot("k00002", 1)]
    decision = Part("parcel", ONE, [Write("care", "set", "dry", both)], None, seen)
    assert (await two.does("decide", decision)).detail == "decided-by:care"
    assert (await lead.does("decide", decision)).code == "applied"
    assert one.sees()[ONE].derived.conflicts == []
    assert [head.value for head in one.sees()[ONE].fields["care"]] == ["dry"]


async def test_an_act_done_while_one_held_it_counts_though_it_moved_on(house: House) -> None:
    clerk, keeper = house.enrol("k00001"), house.enrol("k00002", SHOP, ("shopkeeper",))
    await clerk.does("take_in", clerk.part(ONE, "arrive", label="L1", shop=SHOP))
    late = clerk.op("mark", clerk.part(ONE, seen=Dot("k00001", 1), colour="red"))
    other = house.enrol("k00003")
    await other.does("send", other.part(ONE, "send", Dot("k00001", 1)))
    house.clock.pass_minutes(30)
    await keeper.does("receive", keeper.part(ONE, "receive", Dot("k00003", 1)))
    assert ONE not in clerk.sees()
    assert (await clerk.send(late, now=house.clock.ms)).verdicts()[0].code == "applied"
    assert keeper.sees()[ONE].fields["colour"][0].value == "red"


async def test_a_device_that_never_saw_a_parcel_is_quarantined(house: House) -> None:
    clerk, keeper = house.enrol("k00001"), house.enrol("k00002", SHOP, ("shopkeeper",))
    await clerk.does("take_in", clerk.part(ONE, "arrive", label="L1"))
    for seen, detail in ((Dot("k00001", 1), "unseen"), (None, "no-seen"), (Dot("k00009", 7), "unseen")):
        verdict = await keeper.does("mark", keeper.part(ONE, seen=seen, colour="red"))
        assert (verdict.code, verdict.detail, verdict.n) == ("quarantined", detail, None)


async def test_facts_enter_whoever_saw_them_results_and_decisions_need_their_role(house: House) -> None:
    clerk = house.enrol("k00001")
    await clerk.does("take_in", clerk.part(ONE, "arrive", label="L1"))
    assert (await clerk.does("weigh", clerk.part(ONE, "weigh", Dot("k00001", 1)))).detail == "role:weigh"
    assert (await clerk.does("cancel", clerk.part(ONE, "cancel", Dot("k00001", 1)))).detail == "role:cancel"
    assert (await clerk.does("send", clerk.part(ONE, "send", Dot("k00001", 1)))).code == "applied"
    journey = house.enrol("k00002", OFFICE).sees()[ONE].derived.journey
    assert journey
    assert [(a.code, a.detail) for a in journey.anomalies] == [("guard", "addressed")]


async def test_a_decision_without_a_row_becomes_a_late_note_and_its_values_stay_out(house: House) -> None:
    clerk, lead = house.enrol("k00001"), house.enrol("k00002", roles=("clerk", "lead"))
    await clerk.does("take_in", clerk.part(ONE, "arrive", label="L1", shop=SHOP))
    await clerk.does("send", clerk.part(ONE, "send", Dot("k00001", 1)))
    house.clock.pass_minutes(1)
    verdict = await lead.does("cancel", lead.part(ONE, "cancel", Dot("k00001", 2)))
    assert (verdict.code, verdict.detail) == ("superseded", "no-row:cancel")
    entry = house.enrol("k00003", OFFICE).sees()[ONE]
    assert entry.events
    assert [(event.name, event.flag) for event in entry.events] == [
        ("arrive", None),
        ("send", None),
        ("cancel", "late"),
    ]


async def test_a_later_arriving_fact_skips_the_decision_it_undercuts(house: House) -> None:
    clerk, other, lead = house.enrol("k00001"), house.enrol("k00002"), house.enrol("k00003", roles=("clerk", "lead"))
    await clerk.does("take_in", clerk.part(ONE, "arrive", label="L1", shop=SHOP))
    seizure = other.op("seize", other.part(ONE, "seize", Dot("k00001", 1)))
    house.clock.pass_minutes(5)
    assert (await lead.does("cancel", lead.part(ONE, "cancel", Dot("k00001", 1)))).code == "applied"
    house.clock.pass_minutes(5)
    assert (await other.send(seizure)).verdicts()[0].code == "applied"
    journey = house.enrol("k00004", OFFICE).sees()[ONE].derived.journey
    assert journey
    assert (journey.state, [(a.code, a.event) for a in journey.anomalies]) == ("seized", [("skipped", "cancel")])


@pytest.mark.parametrize("off_ms", [-3 * 86_400_000, -600_000, 600_000, 3 * 86_400_000])
async def test_a_wrong_clock_never_wins_and_never_blocks(house: House, off_ms: int) -> None:
    one, two = house.enrol("k00001"), house.enrol("k00002")
    await one.does("take_in", one.part(ONE, "arrive", colour="red"))
    now = house.clock.ms
    saved = two.op("mark", two.part(ONE, seen=Dot("k00001", 1), colour="blue"), at=now + off_ms)
    house.clock.pass_minutes(10)
    verdict = (await two.send(saved, now=house.clock.ms + off_ms)).verdicts()[0]
    assert (verdict.code, verdict.eff) == ("applied", now + 1)
    house.clock.pass_minutes(1)
    await one.does("mark", one.part(ONE, seen=Dot("k00001", 1), colour="green"))
    assert one.sees()[ONE].fields["colour"][-1].value == "green"


async def test_a_forked_device_is_told_where(house: House) -> None:
    clerk = house.enrol("k00001")
    first = clerk.op("take_in", clerk.part(ONE, "arrive", label="L1"))
    second = clerk.op("take_in", clerk.part(TWO, "arrive", label="L2"))
    await clerk.send(first, second)
    clerk.seq = 1
    other = clerk.op("take_in", clerk.part(TWO, "arrive", label="another"))
    with pytest.raises(Refusal) as refusal:
        await clerk.send(first, other)
    assert refusal.value.code == "device-fork"
    assert refusal.value.extras["from"] == 2
    assert [verdict.code for verdict in refusal.value.extras["verdicts"]] == ["applied"]  # type: ignore[attr-defined]  # extras are free


async def test_a_gap_is_named_and_skip_goes_on(house: House) -> None:
    clerk = house.enrol("k00001")
    clerk.seq = 4
    op = clerk.op("take_in", clerk.part(ONE, "arrive", label="L1"))
    with pytest.raises(Refusal) as refusal:
        await clerk.send(op)
    assert (refusal.value.code, refusal.value.extras) == ("seq-gap", {"expected": 1})


async def test_revoked_and_forged_ops_are_parked(house: House) -> None:
    clerk = house.enrol("k00001")
    forged = clerk.op("take_in", clerk.part(ONE, "arrive", label="L1"), by="usomebody")
    assert (await clerk.send(forged)).verdicts()[0].detail == "unknown-actor"
    house.revoke("k00001")
    verdict = await clerk.does("take_in", clerk.part(ONE, "arrive", label="L1"))
    assert (verdict.code, verdict.detail) == ("quarantined", "revoked-device")


BAD_PARTS = {
    "unknown-kind": '["ghost","ONE",[]]',
    "bad-value:colour": '["parcel","ONE",[["colour","set",1,[]]],["arrive"]]',
    "bad-value:care": '["parcel","ONE",[["care","set","warm",[]]],["arrive"]]',
    "bad-value:weight": '["parcel","ONE",[["weight","inc",1.0,[]]],["arrive"]]',
    "malformed": '["parcel","not-a-uuid",[],["arrive"]]',
    "unknown-record": None,
}


@pytest.mark.parametrize("detail", BAD_PARTS)
async def test_bad_parts_are_quarantined_each_by_name(house: House, detail: str) -> None:
    clerk = house.enrol("k00001")
    part, form = BAD_PARTS[detail], "take_in"
    if part is None:
        part, form = f'["parcel","{TWO}",[["colour","set","red",[]]]]', "mark"
    raw = f'[1,{house.clock.ms},null,"uk00001","{form}","p1",null,null,null,[{part}]]'.replace(
        '"ONE"', f'"{ONE}"'
    ).encode()
    assert (await clerk.send(raw)).verdicts()[0].detail == detail


async def test_unknown_forms_wait_and_unknown_fields_do_no_harm(house: House) -> None:
    clerk = house.enrol("k00001")
    assert (await clerk.does("dream", clerk.part(ONE, label="L"))).detail == "unknown-form"
    verdict = await clerk.does("take_in", clerk.part(ONE, "arrive", label="L1", shoe_size=44))
    assert (verdict.code, verdict.detail) == ("applied", "unknown-fields")


@pytest.mark.accepts("M41")
@pytest.mark.path(16)
async def test_paper_keyed_late_takes_its_true_place(house: House) -> None:
    clerk = house.enrol("k00001")
    house.clock.pass_minutes(300)
    paper = house.clock.ms - 5 * 3_600_000
    verdict = await clerk.does("take_in", clerk.part(ONE, "arrive", label="L1"), paper_at=paper)
    assert verdict.eff == paper


async def test_the_log_rebuilds_every_shadow(house: House) -> None:
    clerk, keeper = house.enrol("k00001"), house.enrol("k00002", SHOP, ("shopkeeper",))
    lead = house.enrol("k00003", roles=("clerk", "lead"))
    await clerk.does("take_in", clerk.part(ONE, "arrive", label="L1", shop=SHOP), clerk.part(TWO, "arrive", label="L2"))
    await clerk.does("send", clerk.part(ONE, "send", Dot("k00001", 1)))
    await keeper.does("receive", keeper.part(ONE, "receive", Dot("k00001", 2)))
    await keeper.does("mark", keeper.part(TWO, seen=Dot("k00001", 1), colour="red"))
    house.clock.pass_minutes(1)
    await lead.does("cancel", lead.part(ONE, "cancel", Dot("k00002", 1)))
    with house.engine.begin() as db:
        assert rebuild(db, PARCELS).differing == []
        db.execute(sa.update(t.records).where(t.records.c.id == ONE).values(body=_without_events(db)))
    cursor = house.page((OFFICE,)).cursor
    with house.engine.begin() as db:
        assert rebuild(db, PARCELS).differing == [ONE]
        assert rebuild(db, PARCELS).differing == []
    assert house.page((OFFICE,), cursor).reset


def _without_events(db: sa.Connection) -> bytes:
    body = db.execute(sa.select(t.records.c.body).where(t.records.c.id == ONE)).scalar_one()
    cipher = ring_of(db).make(db, [ONE])[ONE]
    return seal(cipher, ONE, encode(msgspec.structs.replace(unseal(db, body, Record), events=())))
