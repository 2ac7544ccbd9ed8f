"""Pictures at their door: in by pieces, resumed where they broke off, out only to who may see a record naming them."""

import hashlib

import httpx
import msgspec
import pytest
import sqlalchemy as sa

from server.app import House, tidy
from server.storage import tables as t
from sync.exchange import LIMITS
from sync.op import Write
from tests.actors.house import parcel
from tests.parcels import SHOP
from tests.server.door import Client, Phone, Staff

JPEG = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 300
PIECE = LIMITS.attachment_chunk_bytes_max


def name(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


async def patches(
    phone: Phone, body: bytes, start: int = 0, digest: str | None = None, size: int | None = None, **headers: str
) -> httpx.Response:
    named = {"authorization": f"Bearer {phone.token}", "content-type": "application/octet-stream", **headers}
    address = f"/attachments/{digest or name(JPEG)}?start={start}&size={len(JPEG) if size is None else size}"
    return await phone.client.patch(address, content=body, headers=named)


async def sends(phone: Phone, body: bytes) -> None:
    for start in range(0, len(body), PIECE):
        answer = await patches(phone, body[start : start + PIECE], start, name(body), len(body))
        assert answer.status_code == 200, answer.text


async def names(phone: Phone, record: str, *digests: str) -> None:
    """Takes a parcel in by a form that says: these pictures belong to it."""
    op = phone.takes_in(record)
    [part] = op.parts
    writes = [*part.writes, *(Write("pictures", "add", digest) for digest in digests)]
    parts = [msgspec.structs.replace(part, writes=writes)]
    answer = await phone.exchange(msgspec.structs.replace(op, parts=parts))
    assert answer.verdicts[-1].code == "applied", answer.verdicts


async def test_a_picture_comes_in_pieces_and_goes_to_who_may_see_its_record(staff: Staff, phone: Phone) -> None:
    await names(phone, parcel(1), name(JPEG))
    assert (await phone.opens(f"/attachments/{name(JPEG)}")).status_code == 404, "named, and still on its way"
    await sends(phone, JPEG)
    answer = await phone.opens(f"/attachments/{name(JPEG)}")
    assert (answer.status_code, answer.content) == (200, JPEG)
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    shop = await staff.enrols(SHOP)
    assert (await shop.opens(f"/attachments/{name(JPEG)}")).status_code == 404, "another scope"


async def test_what_no_record_names_is_given_to_nobody(phone: Phone) -> None:
    await sends(phone, JPEG)
    assert (await phone.opens(f"/attachments/{name(JPEG)}")).status_code == 404


async def test_an_upload_that_broke_off_goes_on_where_it_stopped(phone: Phone) -> None:
    first = await patches(phone, JPEG[:PIECE])
    assert first.json() == {"offset": PIECE, "complete": False}
    again = await patches(phone, JPEG[:PIECE])
    assert (again.status_code, again.json()["code"], again.json()["expected"]) == (409, "offset-gap", PIECE)
    where = await phone.opens(f"/attachments/{name(JPEG)}/progress")
    assert where.json() == {"offset": PIECE, "complete": False}
    last = await patches(phone, JPEG[PIECE:], PIECE)
    assert last.json() == {"offset": len(JPEG), "complete": True}
    assert (await phone.opens(f"/attachments/{name(JPEG)}/progress")).json()["complete"]


async def test_two_in_quick_succession_both_arrive(phone: Phone) -> None:
    """Case 6."""
    other = JPEG[:50_000]
    await names(phone, parcel(1), name(JPEG), name(other))
    assert (await patches(phone, JPEG[:PIECE])).status_code == 200
    await sends(phone, other)
    assert (await patches(phone, JPEG[PIECE:], PIECE)).json()["complete"]
    for each in (JPEG, other):
        assert (await phone.opens(f"/attachments/{name(each)}")).content == each


async def test_two_phones_that_send_the_same_do_not_mix_their_pieces(staff: Staff, phone: Phone) -> None:
    other = await staff.enrols()
    assert (await patches(phone, JPEG[:PIECE])).status_code == 200
    await sends(other, JPEG)
    assert (await patches(phone, JPEG[PIECE:], PIECE)).json()["complete"]


@pytest.mark.parametrize(
    ("said", "body", "slots"),
    [
        pytest.param("400 malformed", JPEG[:PIECE], {"digest": "A" * 64}, id="a digest in capitals"),
        pytest.param("400 malformed", JPEG[:PIECE], {"digest": "ab"}, id="a digest too short"),
        pytest.param("400 malformed", JPEG[:999], {"size": 999}, id="bytes of another digest"),
        pytest.param("400 malformed", b"", {}, id="no bytes"),
        pytest.param("409 offset-gap", JPEG[PIECE:], {"start": PIECE}, id="a gap before it"),
        pytest.param("409 offset-gap", JPEG[:PIECE], {"start": -1}, id="before the beginning"),
        pytest.param(
            "413 too-large", JPEG[:PIECE], {"size": LIMITS.attachment_bytes_max + 1}, id="too large a picture"
        ),
        pytest.param("413 too-large", JPEG[:PIECE], {"size": 0}, id="a picture of nothing"),
        pytest.param("413 too-large", JPEG[:PIECE], {"size": 10}, id="more than it said"),
        pytest.param("413 too-large", JPEG[: PIECE + 1], {}, id="too large a piece"),
        pytest.param("415 wrong-type", b"<svg onload=alert(1)>", {}, id="no picture by its bytes"),
        pytest.param("415 wrong-type", b"GIF89a" + b"\0" * 99, {}, id="a picture of a kind not taken"),
        pytest.param("415 wrong-type", JPEG[:PIECE], {"content-type": "image/jpeg"}, id="a type of its own choice"),
        pytest.param("401 unauthorised", JPEG[:PIECE], {"authorization": ""}, id="nobody"),
    ],
)
async def test_bad_input_is_refused_and_keeps_nothing(
    client: Client, opened: House, phone: Phone, said: str, body: bytes, slots: dict[str, object]
) -> None:
    answer = await patches(phone, body, **slots)  # type: ignore[arg-type]  # slots of a table
    assert f"{answer.status_code} {answer.json()['code']}" == said
    with opened.engine.connect() as db:
        kept = [*db.execute(sa.select(t.chunks.c.digest)), *db.execute(sa.select(t.attachments.c.digest))]
    assert kept == []
    await sends(phone, JPEG)


async def test_begun_pictures_are_bounded(phone: Phone) -> None:
    for number in range(LIMITS.attachments_unfinished_max):
        assert (await patches(phone, JPEG[:99], digest=f"{number:064x}")).status_code == 200
    assert (await patches(phone, JPEG[:99], digest="f" * 64)).json()["code"] == "too-many"


async def test_what_no_record_names_is_let_go_after_thirty_days(opened: House, staff: Staff, phone: Phone) -> None:
    """A form was left unsaved, an upload broke off for good, another goes on; one phone's act waits for a leader."""
    unsaved, begun, goes_on, set_aside = (JPEG[:size] for size in (50_000, 60_000, 66_000, 65_000))
    other = await staff.enrols()
    await names(phone, parcel(1), name(JPEG))
    await sends(phone, JPEG)
    await sends(phone, unsaved)
    await sends(other, set_aside)
    for body in (begun, goes_on):
        assert (await patches(phone, body[:999], 0, name(body), len(body))).status_code == 200
    answer = await other.exchange(other.takes_in(parcel(2), form="of another version"))
    assert answer.verdicts[-1].code == "quarantined"
    phone.clock.pass_minutes(LIMITS.attachment_days_unnamed_max * 24 * 60)
    await tidy(opened)
    assert kept_in(opened) == {name(body) for body in (JPEG, unsaved, set_aside, begun, goes_on)}, "too young"
    assert (await patches(phone, goes_on[999:1998], 999, name(goes_on), len(goes_on))).status_code == 200
    phone.clock.pass_minutes(1)
    await tidy(opened)
    assert kept_in(opened) == {name(body) for body in (JPEG, set_aside, goes_on)}
    assert (await phone.opens(f"/attachments/{name(JPEG)}")).content == JPEG
    assert (await patches(phone, goes_on[1998:], 1998, name(goes_on), len(goes_on))).json()["complete"]


def kept_in(house: House) -> set[str]:
    with house.engine.connect() as db:
        whole, begun = db.execute(sa.select(t.attachments.c.digest)), db.execute(sa.select(t.chunks.c.digest))
        return {row.digest for row in (*whole, *begun)}
