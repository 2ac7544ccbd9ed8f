"""The doors of notices: a receipt needs its token, a word of one's own needs a session and a place."""

import pytest
import sqlalchemy as sa

from server.app import House
from server.storage import tables as t
from server.tokens import Claim
from tests.actors.house import parcel
from tests.parcels import DEPOT
from tests.server.door import Client, Phone, Staff

SUBSCRIPTION = "s" * 32


@pytest.fixture
def notice(opened: House) -> str:
    now = opened.clock.now_ms()
    row = {"kind": "parcel", "record": parcel(1), "office": DEPOT, "words": "w", "size": 1, "states": "[]"}
    delivery = {"notice": "n1", "subscription": SUBSCRIPTION, "state": "accepted_by_push", "attempt": 1, "next_at": now}
    with opened.engine.begin() as db:
        db.execute(sa.insert(t.notices).values(id="n1", **row, made_at=now))
        db.execute(sa.insert(t.deliveries).values(**delivery))
    return "n1"


async def test_a_receipt_counts_once_and_only_with_its_token(client: Client, opened: House, notice: str) -> None:
    token = opened.keys.receipt(notice, SUBSCRIPTION)
    for forged in (
        "",
        token[:-1],
        token.replace("n1", "n2"),
        opened.keys.sign(Claim("aaaaaa", "u1", "Lin", DEPOT, (), ())),
        "x" * 300,
    ):
        answer = await client.post("/receipts", json={"receipt": forged, "what": "delivered"})
        assert (answer.status_code, answer.json()["at"]) == (400, "receipt"), forged
    assert (await client.post("/receipts", json={"receipt": token, "what": "accepted"})).status_code == 400
    assert (await client.get(f"/receipts?receipt={token}")).status_code in (404, 405)
    for _ in range(2):
        assert (await client.post("/receipts", json={"receipt": token, "what": "delivered"})).status_code == 200
    with opened.engine.connect() as db:
        assert [row.what for row in db.execute(sa.select(t.timeline))] == ["delivered"]


async def test_i_have_it_needs_a_session_and_the_office(
    client: Client, staff: Staff, phone: Phone, notice: str
) -> None:
    assert (await client.post(f"/notices/{notice}", json={"what": "heard"})).status_code == 401
    elsewhere = await staff.enrols(place="shop:1", roles=("shopkeeper",))
    for one, name in ((elsewhere, notice), (phone, "nobody")):
        answer = await client.post(f"/notices/{name}", json={"what": "heard"}, headers=one.headers)
        assert answer.status_code == 404
    said = await client.post(f"/notices/{notice}", json={"what": "delivered"}, headers=phone.headers)
    assert said.status_code == 200
    heard = await client.post(f"/notices/{notice}", json={"what": "heard"}, headers=phone.headers)
    assert heard.json()["who"] == "Lin"
    [asked] = (await phone.opens("/notices")).json()["asked"]
    assert [line["what"] for line in asked["story"]] == ["delivered", "heard"]


async def test_whoever_only_looks_at_an_address_has_said_nothing(
    phone: Phone, client: Client, opened: House, notice: str
) -> None:
    """A link preview, a scanner, a browser that fetches ahead: asking is never answering."""
    token = opened.keys.receipt(notice, SUBSCRIPTION)
    for address in (f"/notices/{notice}", f"/notices/{notice}?what=heard", f"/receipts?receipt={token}&what=opened"):
        for method in ("GET", "HEAD"):
            answer = await client.request(method, address, headers=phone.headers)
            assert answer.status_code in (404, 405), (method, address)
    with opened.engine.connect() as db:
        assert list(db.execute(sa.select(t.timeline))) == []
        assert db.execute(sa.select(t.notices.c.heard_at)).scalar() is None


async def test_a_rehearsal_wants_an_office_that_can_be_called(phone: Phone) -> None:
    answer = await phone.opens("/notices/rehearsal?office=street:1")
    assert (answer.status_code, answer.json()["at"]) == (400, "office")
