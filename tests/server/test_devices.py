"""Enrolment: one code, one phone, one hour; guessing is slow, and nobody is shut out for ever."""

import asyncio

import msgspec
import pytest
import sqlalchemy as sa

from server import identity
from server.app import House
from server.storage import tables as t
from server.throttle import FAILURES_MAX
from sync.exchange import Verdict
from tests.actors.house import Hand, parcel
from tests.parcels import DEPOT
from tests.server.door import Client, Staff


async def test_a_code_makes_a_device_of_the_person_it_was_issued_to(staff: Staff, client: Client) -> None:
    answer = await client.post("/devices", json={"code": staff.code(roles=("clerk", "lead")), "label": "front desk"})
    assert answer.status_code == 201
    enrolled = answer.json()
    assert enrolled["person"]["who"] == "Lin"
    assert enrolled["person"]["id"].startswith("u")
    assert (enrolled["roles"], enrolled["place"], enrolled["scopes"]) == (["clerk", "lead"], DEPOT, [DEPOT])
    assert (enrolled["programme"], enrolled["practice"]) == ("p1", False)
    assert len(enrolled["inc"]) == identity.INC_CHARS
    assert set(enrolled["inc"]) <= set(identity.ALPHABET)
    assert enrolled["era"]
    assert answer.headers["cache-control"] == "no-store"


async def test_a_code_is_spent_once_even_by_two_at_once(staff: Staff, client: Client, opened: House) -> None:
    code = staff.code()
    answers = await asyncio.gather(*(client.post("/devices", json={"code": code}) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 410, 410, 410]
    problem = next(answer for answer in answers if answer.status_code == 410).json()
    assert (problem["code"], problem["next"]) == ("code-spent", "ask-code")


async def test_a_code_lasts_an_hour(staff: Staff, client: Client, clock: Hand) -> None:
    early, late = staff.code(), staff.code()
    clock.pass_minutes(59.9)
    assert (await client.post("/devices", json={"code": early})).status_code == 201
    clock.pass_minutes(0.1)
    assert (await client.post("/devices", json={"code": late})).status_code == 410


async def test_a_code_read_aloud_is_understood(staff: Staff, client: Client) -> None:
    code = staff.code().upper().replace("0", "O").replace("1", "l")
    spoken = f"{code[:4]}-{code[4:8]} {code[8:]}"
    assert (await client.post("/devices", json={"code": spoken})).status_code == 201


async def test_neither_codes_nor_tokens_lie_in_the_database(
    staff: Staff, client: Client, opened: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    spent, waiting = staff.code(), staff.code()
    token = (await client.post("/devices", json={"code": spent})).json()["token"]
    assert (await client.post("/devices", json={"code": "wrong-code"})).status_code == 410
    assert opened.engine.url.database
    with opened.engine.connect() as db:
        kept = "\n".join(db.connection.dbapi_connection.iterdump())  # type: ignore[union-attr]  # sqlite3's own
    for secret in (spent, waiting, token, token.rpartition(".")[2]):
        assert secret not in kept
        assert secret not in caplog.text
    assert "wrong-code" not in caplog.text


async def test_guessing_becomes_slow_and_the_office_comes_back(staff: Staff, client: Client, clock: Hand) -> None:
    for _ in range(FAILURES_MAX):
        assert (await client.post("/devices", json={"code": "0" * 12})).status_code == 410
    held = await client.post("/devices", json={"code": staff.code()})
    assert (held.status_code, held.json()["code"], held.json()["next"]) == (429, "too-many", "wait")
    wait_seconds = int(held.headers["retry-after"])
    assert 0 < wait_seconds <= 10
    clock.pass_minutes(wait_seconds / 60)
    assert (await client.post("/devices", json={"code": staff.code()})).status_code == 201


async def test_a_phone_tells_which_installation_it_was(staff: Staff, client: Client, opened: House) -> None:
    before = await staff.enrols()
    answer = await client.post("/devices", json={"code": staff.code(), "previous": [before.inc, 17]})
    with opened.engine.connect() as db:
        row = db.execute(sa.select(t.incarnations).where(t.incarnations.c.inc == answer.json()["inc"])).one()
    assert (row.previous, row.previous_seq, row.last_seq) == (before.inc, 17, 0)


@pytest.mark.parametrize(
    ("asked", "at"),
    [
        ({}, "message"),
        ({"code": 7}, "code"),
        ({"code": ""}, "code"),
        ({"code": "0" * 65}, "code"),
        ({"code": "0", "label": "x" * 81}, "label"),
        ({"code": "0", "previous": ["k7x4mq"]}, "previous"),
        ({"code": "0", "previous": ["K7X4MQ", 1]}, "previous"),
        ({"code": "0", "previous": ["k7x4mq", -1]}, "previous"),
        ({"code": "0", "previous": ["k7x4mq", 2**60]}, "previous"),
    ],
)
async def test_a_malformed_request_names_what_is_wrong(client: Client, asked: dict[str, object], at: str) -> None:
    answer = await client.post("/devices", json=asked)
    assert (answer.status_code, answer.json()["code"], answer.json()["at"]) == (400, "malformed", at)


async def test_the_door_takes_json_only(client: Client) -> None:
    answer = await client.post("/devices", content=b"code=1", headers={"content-type": "text/plain"})
    assert answer.status_code == 415
    assert (await client.put("/devices")).status_code == 405


async def test_a_device_keeps_its_rights_until_it_is_revoked(staff: Staff, opened: House) -> None:
    phone = await staff.enrols(roles=("lead",))
    assert (await phone.opens("/quarantine")).status_code == 200
    staff.revokes(phone)
    answer = await phone.opens("/quarantine")
    assert (answer.status_code, answer.json()["code"]) == (403, "revoked")
    with opened.engine.begin() as db:
        assert not identity.revoke(db, "zzzzzz", 1)


async def test_what_arrived_under_the_old_name_is_told_to_whom_can_show_it(staff: Staff, client: Client) -> None:
    before = await staff.enrols()
    acts = [before.takes_in(parcel(n)) for n in (1, 2, 3)]
    arrived = await before.exchange(*acts[:2])
    unsent = [msgspec.json.decode(msgspec.json.encode(act)) for act in acts]
    asked = {"previous": [before.inc, 3], "unsent": unsent}
    told = (await client.post("/devices", json={**asked, "code": staff.code()})).json()
    assert msgspec.convert(told["verdicts"], list[Verdict]) == arrived.verdicts
    forged = [[act[0], act[1] + 1, *act[2:]] for act in unsent]
    told = (await client.post("/devices", json={**asked, "code": staff.code(), "unsent": forged})).json()
    assert told["verdicts"] == []
