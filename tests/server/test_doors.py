"""The doors that only tell: programme, limits, problems, health, quarantine."""

import msgspec
import pytest
import sqlalchemy as sa

from server import library
from server.app import House
from server.storage import tables as t
from server.writer import Unwritten
from sync.compile import Compiled
from sync.exchange import LIMITS
from sync.problem import PROBLEMS
from sync.programme import Programme
from tests.actors.house import parcel
from tests.parcels import PARCELS
from tests.server.door import SHELF, Client, Phone, Staff

BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
READABLE = ("/programme", "/limits", "/problems", *(f"/problems/{code}" for code in PROBLEMS))


async def test_a_phone_finds_the_programme_in_force(client: Client) -> None:
    answer = await client.get("/programme")
    assert answer.json() == {"version": "p1", "languages": ["en"]}
    assert answer.headers["cache-control"] == "no-cache"


async def test_a_published_version_is_fetched_once_and_kept(client: Client) -> None:
    answer = await client.get("/programme/p1", headers={"accept-encoding": "br"})
    assert msgspec.json.decode(answer.content, type=Programme) == PARCELS
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-encoding"] == "br"
    again = await client.get("/programme/p1", headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_words_come_by_language(client: Client) -> None:
    assert (await client.get("/programme/p1/words/zh-Hans")).json() == {"take_in": "收包裹"}
    assert (await client.get("/programme/p1/words/xx")).status_code == 404
    assert (await client.get("/programme/p1/words")).status_code == 404


async def test_older_versions_stay_on_the_shelf(client: Client, opened: House) -> None:
    older = Compiled(msgspec.structs.replace(PARCELS, version="p0"), {"en": {"old": "Old"}})
    assert (await client.get("/programme/p0")).status_code == 404
    with opened.engine.begin() as db:
        assert library.publish(db, older, 1)
        assert not library.publish(db, older, 2)
        assert not library.publish(db, SHELF, 2)
    assert (await client.get("/programme/p0")).json()["version"] == "p0"
    assert (await client.get("/programme/p0/words/en")).json() == {"old": "Old"}


async def test_every_limit_is_on_one_page(client: Client) -> None:
    assert (await client.get("/limits")).json() == msgspec.structs.asdict(LIMITS)
    page = (await client.get("/limits", headers=BROWSER)).text
    assert all(name in page for name in msgspec.structs.asdict(LIMITS))


async def test_every_refusal_has_its_page(client: Client) -> None:
    listed = (await client.get("/problems")).json()
    assert [each["code"] for each in listed] == list(PROBLEMS)
    page = (await client.get("/problems", headers=BROWSER)).text
    for each in listed:
        assert each["code"] in page
        assert (await client.get(each["type"])).json() == each
        assert each["title"] in (await client.get(each["type"], headers=BROWSER)).text


async def test_the_catalogue_holds_what_the_protocol_promises() -> None:
    promised = {
        "malformed": 400, "unauthorised": 401, "revoked": 403, "forbidden": 403, "proof-needed": 403, "not-found": 404,
        "device-fork": 409, "offset-gap": 409, "seq-gap": 409, "code-spent": 410, "too-large": 413, "wrong-type": 415,
        "unreadable": 422, "too-many": 429, "busy": 503,
    }  # fmt: skip
    assert {code: each.status for code, each in PROBLEMS.items()} == promised


@pytest.mark.parametrize("path", READABLE)
async def test_a_readable_page_brings_nothing_from_elsewhere(client: Client, path: str) -> None:
    answer = await client.get(path, headers=BROWSER)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert "<script" not in answer.text
    assert "http" not in answer.text


@pytest.mark.parametrize(
    "path", ["/problems/none", "/programme/none", "/nowhere", "/assets/gone.js", "/programme/a/b/c"]
)
async def test_what_is_not_there_is_a_problem_too(client: Client, path: str) -> None:
    answer = await client.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    assert answer.json()["code"] == "not-found"
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_wrong_method_names_the_right_one(client: Client) -> None:
    answer = await client.delete("/limits")
    assert (answer.status_code, answer.headers["content-type"]) == (405, "application/problem+json")
    assert "GET" in answer.headers["allow"]


async def test_the_machine_readable_description_needs_no_other_machine(client: Client) -> None:
    answer = await client.get("/schema/openapi.json")
    assert answer.status_code == 200
    assert "/sync/v1" in answer.text
    assert (await client.get("/schema")).status_code in (200, 404)
    assert "cdn" not in (await client.get("/schema", headers=BROWSER)).text


async def test_a_house_that_can_write_is_ready(client: Client, opened: House, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (await client.get("/health")).json() == {"alive": True}
    ready = await client.get("/ready")
    assert (ready.status_code, ready.json()["ready"], ready.json()["programme"]) == (200, True, "p1")

    async def stuck(*_: object) -> None:
        raise Unwritten("disk full")

    monkeypatch.setattr(opened.writer, "run", stuck)
    ready = await client.get("/ready")
    assert (ready.status_code, ready.json()) == (503, {"ready": False})
    assert (await client.get("/health")).status_code == 200


async def test_a_house_that_forgot_a_notice_is_not_ready(client: Client, opened: House) -> None:
    row = {"kind": "parcel", "record": parcel(1), "office": "depot:1", "words": "w", "size": 1, "states": "[]"}
    now = opened.clock.now_ms()
    with opened.engine.begin() as db:
        db.execute(sa.insert(t.notices).values(id="n", **row, made_at=now, answer_by=now - 60_001))
    ready = await client.get("/ready")
    assert (ready.status_code, ready.json()) == (503, {"ready": False, "notices_forgotten": 1})


async def test_a_leader_sees_what_is_parked_and_no_answers(staff: Staff, phone: Phone, opened: House) -> None:
    lead = await staff.enrols(roles=("lead",))
    await phone.exchange(phone.takes_in(parcel(1)), phone.takes_in(parcel(2), label="SECRET", form="no_such_form"))
    answer = await lead.opens("/quarantine")
    assert answer.json() == {
        "rows": [
            {
                "inc": phone.inc,
                "seq": 2,
                "who": "Lin",
                "place": "depot:D1",
                "at": phone.clock.ms,
                "form": "no_such_form",
                "detail": "unknown-form",
                "verdict": "quarantined",
                "parts": [["parcel", parcel(2)]],
            }
        ],
        "total": 1,
    }
    assert "SECRET" not in answer.text


async def test_what_cannot_be_read_is_listed_all_the_same(staff: Staff, phone: Phone) -> None:
    lead = await staff.enrols(roles=("lead",))
    body = b'["%b",%d,null,[[1,"poison"]]]' % (phone.inc.encode(), phone.clock.ms)
    assert (await phone.posts(body)).status_code == 200
    row = (await lead.opens("/quarantine")).json()["rows"][0]
    assert (row["seq"], row["form"], row["detail"], row["parts"]) == (1, "", "malformed", [])


async def test_others_do_not_see_the_quarantine(phone: Phone, client: Client) -> None:
    answer = await phone.opens("/quarantine")
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert (await client.get("/quarantine")).status_code == 401


async def test_a_database_that_cannot_be_read_asks_to_come_back(
    phone: Phone, opened: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> sa.Connection:
        raise sa.exc.OperationalError("SELECT", None, Exception("disk I/O error"))

    monkeypatch.setattr(opened.engine, "connect", broken)
    answer = await phone.opens("/quarantine")
    assert (answer.status_code, answer.json()["code"]) == (503, "busy")
    assert "disk" not in answer.text
