"""Entries that come on another phone: once, under the first phone's name, with its clock, and unread on the way."""

import msgspec
import pytest

from server.app import House
from sync.exchange import Answer
from sync.op import Op
from tests.actors.house import Hand, parcel
from tests.actors.seal import seal
from tests.parcels import SHOP
from tests.server.door import Phone, Staff

HOUR_MS = 3_600_000


async def sealed(phone: Phone, *ops: Op, by: Phone | None = None) -> bytes:
    card = (await (by or phone).opens("/carriage")).json()
    return seal(card["key"], card["proof"], phone.message(*ops), phone.clock.ms)


async def brings(carrier: Phone, parcel: bytes, age_ms: int | None = None) -> dict[str, object]:
    answer = await posts(carrier, parcel, age_ms)
    assert answer[0] == 200, answer
    return answer[1]


async def posts(
    carrier: Phone, body: bytes, age_ms: int | None = None, **headers: str
) -> tuple[int, dict[str, object]]:
    named = {"authorization": f"Bearer {carrier.token}", "content-type": "text/plain"}
    named |= {name.replace("_", "-"): value for name, value in headers.items()}
    age = {} if age_ms is None else {"age_ms": age_ms}
    answer = await carrier.client.post("/carriage", content=body, params=age, headers=named)
    return answer.status_code, answer.json()


async def test_carried_entries_count_once_also_when_the_first_phone_comes_back_to_life(
    staff: Staff, phone: Phone, clock: Hand
) -> None:
    carrier = await staff.enrols(SHOP)
    ops = [phone.takes_in(parcel(1)), phone.takes_in(parcel(2))]
    brought = await sealed(phone, *ops)
    clock.pass_minutes(30)
    assert await brings(carrier, brought) == {"inc": phone.inc, "ops": 2, "last_seq": 2}
    assert await brings(carrier, brought) == {"inc": phone.inc, "ops": 2, "last_seq": 2}, "brought twice"
    later = phone.takes_in(parcel(3))
    answer = await phone.exchange(*ops, later)
    assert [(each.seq, each.code) for each in answer.verdicts] == [(1, "applied"), (2, "applied"), (3, "applied")]
    assert len({entry.record for entry in answer.entries if hasattr(entry, "record")}) == 3


async def test_they_bear_the_first_phones_name_and_the_time_at_which_they_were_made(
    staff: Staff, phone: Phone, clock: Hand
) -> None:
    carrier = await staff.enrols(SHOP)
    op = phone.takes_in(parcel(1))
    made = clock.ms
    clock.pass_minutes(5)
    brought = await sealed(phone, op)
    clock.pass_minutes(60)
    await brings(carrier, brought, age_ms=HOUR_MS)
    answer = await phone.exchange(op)
    assert answer.verdicts[0].eff == made
    [entry] = answer.entries
    assert entry.stamps[0] == (made, phone.inc, 1)  # type: ignore[union-attr]  # a put, told by its stamps
    assert entry.events[0].who == "Lin"  # type: ignore[union-attr,index]  # a put that brings its events


async def test_a_phone_whose_clock_is_wrong_and_a_file_that_took_its_time(
    staff: Staff, phone: Phone, clock: Hand
) -> None:
    """The phone's clock is a day fast: what counts is how long ago it was."""
    carrier = await staff.enrols(SHOP)
    made = clock.ms
    op = msgspec.structs.replace(phone.takes_in(parcel(1)), at=made + 24 * HOUR_MS)
    card = (await phone.opens("/carriage")).json()
    text = msgspec.json.encode([phone.inc, made + 24 * HOUR_MS, None, [op]])
    clock.pass_minutes(120)
    await brings(carrier, seal(card["key"], card["proof"], text, made))
    answer: Answer = await phone.exchange(op)
    assert answer.verdicts[0].eff == made


async def test_a_revoked_phones_entries_wait_for_a_leader(staff: Staff, phone: Phone, opened: House) -> None:
    carrier = await staff.enrols(SHOP)
    brought = await sealed(phone, phone.takes_in(parcel(1)))
    staff.revokes(phone)
    await brings(carrier, brought)
    lead = await staff.enrols("office:O1", ("clerk", "lead"))
    rows = (await lead.opens("/quarantine")).json()["rows"]
    assert [(row["inc"], row["detail"]) for row in rows] == [(phone.inc, "revoked-device")]


@pytest.mark.parametrize("what", ["flipped", "forged", "rubbish", "short", "chinese", "empty"])
async def test_what_was_not_sealed_by_that_phone_for_this_house_is_refused(
    staff: Staff, phone: Phone, what: str
) -> None:
    carrier = await staff.enrols(SHOP)
    good = await sealed(phone, phone.takes_in(parcel(1)))
    forged = await sealed(phone, phone.takes_in(parcel(2)), by=carrier)
    bad = {
        "flipped": good[:200] + bytes([good[200] ^ 1]) + good[201:],
        "forged": forged,
        "rubbish": b"A" * 400,
        "short": good[:40],
        "chinese": "件".encode(),
        "empty": b"",
    }[what]
    status, said = await posts(carrier, bad)
    assert (status, said["code"]) == (400, "malformed")
    assert (await brings(carrier, good))["last_seq"] == 1


async def test_it_needs_a_device_of_this_house_its_type_and_a_sound_age(staff: Staff, phone: Phone) -> None:
    good = await sealed(phone, phone.takes_in(parcel(1)))
    assert (await posts(phone, good, authorization=""))[0] == 401
    assert (await posts(phone, good, content_type="application/json"))[0] == 415
    assert (await posts(phone, good, age_ms=-1))[1]["code"] == "malformed"
    assert (await posts(phone, good, age_ms=15 * 24 * HOUR_MS))[1]["code"] == "malformed"


async def test_entries_behind_a_gap_are_not_taken_and_not_lost(staff: Staff, phone: Phone) -> None:
    carrier = await staff.enrols(SHOP)
    first, second = phone.takes_in(parcel(1)), phone.takes_in(parcel(2))
    status, said = await posts(carrier, await sealed(phone, second))
    assert (status, said["code"], said["expected"]) == (409, "seq-gap", 1)
    assert (await brings(carrier, await sealed(phone, first, second)))["last_seq"] == 2
