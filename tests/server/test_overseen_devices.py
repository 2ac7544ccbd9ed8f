"""Whoever oversees a place sees its devices and takes a lost one out of use: it is refused at its next request."""

from pathlib import Path

from server.app import House
from server.settings import Settings
from server.tokens import open_revocations
from tests.actors.house import parcel
from tests.parcels import OFFICE, SHOP
from tests.server.door import Phone, Staff
from tests.server.stores import ON_BOTH

pytestmark = ON_BOTH


async def test_who_holds_what_since_when_stands_on_one_list(staff: Staff, phone: Phone, opened: House) -> None:
    lead = await staff.enrols(OFFICE, ("lead",))
    other = await staff.enrols(SHOP, ("shopkeeper",))
    await phone.exchange(phone.takes_in(parcel(1)), held=3)
    rows = (await lead.opens("/devices")).json()
    assert rows[0]["inc"] == phone.inc, "whoever holds the most stands first"
    assert {row["inc"] for row in rows} == {phone.inc, lead.inc, other.inc}, "and none of the house's own voices"
    [mine] = [row for row in rows if row["inc"] == phone.inc]
    assert (mine["held"], mine["last_contact"], mine["revoked_at"], mine["who"]) == (3, phone.clock.ms, None, "Lin")


async def test_one_tap_and_the_phone_is_refused_at_its_next_request_its_acts_kept(
    staff: Staff, phone: Phone, opened: House, settings: Settings
) -> None:
    lead = await staff.enrols(OFFICE, ("lead",))
    acts = [phone.takes_in(parcel(number)) for number in (1, 2, 3)]
    taken_out = await lead.client.delete(f"/devices/{phone.inc}", headers=lead.headers)
    assert taken_out.status_code == 200
    assert (await phone.opens("/notices")).json()["code"] == "revoked"
    refused = await phone.posts(phone.message(*acts))
    assert (refused.status_code, refused.json()["code"], refused.json()["last_seq"]) == (403, "revoked", 3)
    assert (await lead.opens("/quarantine")).json()["total"] == 3
    assert phone.inc in open_revocations(Path(settings.key_file)).names(), "for a database that is restored some day"
    assert [row["inc"] for row in (await lead.opens("/devices")).json()][-1] == phone.inc


async def test_not_ones_own_nor_what_is_not_there_nor_without_the_right(staff: Staff, phone: Phone) -> None:
    lead = await staff.enrols(OFFICE, ("lead",))
    for by, inc, code in (
        (lead, lead.inc, "forbidden"),
        (lead, "zzzzzz", "not-found"),
        (lead, "clock", "not-found"),
        (phone, lead.inc, "forbidden"),
        (phone, "zzzzzz", "forbidden"),
    ):
        answer = await by.client.delete(f"/devices/{inc}", headers=by.headers)
        assert (inc, answer.json()["code"]) == (inc, code)
    assert (await phone.opens("/devices")).status_code == 403
