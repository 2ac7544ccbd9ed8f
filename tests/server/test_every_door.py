"""Every door, for every role, at their own place, at another and for what is not there: as the programme says."""

from collections.abc import AsyncIterator, Callable
from typing import Literal, NamedTuple

import pytest

from server import programme
from server.app import create_app
from server.notify import receipts
from server.settings import Settings
from server.storage import reads
from sync.exchange import Put
from sync.programme import Programme
from sync.record import Record
from sync.rights import OVERSEE
from tests.actors.house import Hand
from tests.server.door import Client, Phone
from tests.server.walk import DIGEST, DISTRICT, NOBODY, PICTURE, PLACES, T1, Walk, said
from tests.stories.test_the_two_ways import GUBEI

Who = Literal["anybody", "signed in"]
ROLES = tuple(programme.read(programme.seed("changning")).programme.roles)


class Door(NamedTuple):
    """Whom a door opens to. `right`: what their role needs besides; `thing`: what is asked for by its name, so that
    whoever does not have it hears the same as of what is not there."""

    who: Who
    right: Callable[[Programme, str, str], bool] | None = None
    thing: str = ""


def oversees(rules: Programme, role: str, _place: str) -> bool:
    return OVERSEE in rules.roles[role]


def watches(rules: Programme, role: str, place: str) -> bool:
    return rules.wall is not None and oversees(rules, role, place) and place in rules.wall.at


def minds_rolls(rules: Programme, role: str, _place: str) -> bool:
    return any(role in roll.by for roll in rules.rolls)


ANYBODY, SIGNED_IN = Door("anybody"), Door("signed in")
DOORS = {
    "POST /devices": ANYBODY,  # the code is judged
    "GET /devices": Door("signed in", oversees),
    "DELETE /devices/{inc:str}": SIGNED_IN,  # the right is judged in test_overseen_devices.py
    "GET /guide": ANYBODY,
    "GET /guide/{name:str}": ANYBODY,
    "GET /health": ANYBODY,
    "GET /limits": ANYBODY,
    "GET /metrics": ANYBODY,  # the operator's token is judged in test_metrics.py
    "GET /my/{card:str}/{proof:str}": ANYBODY,  # the proof is judged
    "POST /my/{card:str}/{proof:str}/{what:str}": ANYBODY,
    "DELETE /passkeys/{name:str}": SIGNED_IN,
    "GET /passkeys": SIGNED_IN,
    "GET /passkeys/challenge": ANYBODY,
    "POST /passkeys": SIGNED_IN,
    "POST /passkeys/use": ANYBODY,  # the passkey is judged
    "GET /problems": ANYBODY,
    "GET /problems/{code:str}": ANYBODY,
    "GET /programme": ANYBODY,
    "GET /programme/{version:str}": ANYBODY,
    "GET /programme/{version:str}/words/{language:str}": ANYBODY,
    "GET /ready": ANYBODY,
    "POST /receipts": ANYBODY,  # the receipt is judged
    "GET /": ANYBODY,
    "GET /{path:path}": ANYBODY,
    "GET /attachments/{digest:str}": Door("signed in", None, "digest"),
    "PATCH /attachments/{digest:str}": SIGNED_IN,
    "GET /attachments/{digest:str}/progress": SIGNED_IN,
    "GET /carriage": SIGNED_IN,
    "POST /carriage": SIGNED_IN,
    "GET /notices": SIGNED_IN,
    "POST /notices/{notice:str}": Door("signed in", None, "notice"),
    "GET /notices/rehearsal": SIGNED_IN,
    "GET /push": SIGNED_IN,
    "POST /push": SIGNED_IN,
    "DELETE /push": SIGNED_IN,
    "POST /push/unable": SIGNED_IN,
    "GET /quarantine": Door("signed in", oversees),
    "GET /readings": Door("signed in", watches),
    "GET /readings/{record:str}": Door("signed in", watches),
    "GET /rolls/{record:str}": Door("signed in", minds_rolls, "record"),
    "POST /rolls/{record:str}/lists": Door("signed in", minds_rolls, "record"),
    "POST /sync/v1": SIGNED_IN,
    "GET /sync/v1/wake": SIGNED_IN,
    "GET /wall": Door("signed in", watches),
}
"""Who passes which door. A new door needs its line here, or nobody has thought about it."""
CLOSED = sorted(name for name, door in DOORS.items() if door.who == "signed in")
NAMES = {"digest": DIGEST, "name": "none", "notice": "none", "record": NOBODY}


@pytest.fixture
async def walk(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Walk]:
    folder, clock = tmp_path_factory.mktemp("walk"), Hand()
    settings = Settings(
        database=f"sqlite:///{folder}/house.db",
        key_file=str(folder / "keys" / "house.key"),
        site=str(folder / "site"),
        programme=str(programme.seed("changning")),
    )
    app = create_app(settings, clock)
    async with Client(app) as client:
        yield await Walk(client, app.state.house, clock).open()


async def test_somebody_has_thought_about_every_door(walk: Walk) -> None:
    doors = {
        f"{method} {route.path}"
        for route in walk.client.app.routes
        for method in route.methods - {"OPTIONS", "HEAD"}
        if not route.path.startswith("/schema")
    }
    assert doors == DOORS.keys()


@pytest.mark.parametrize("forged", ["", "Bearer nonsense", "Basic YTpi"])
async def test_a_closed_door_stays_shut_without_a_token_of_ours(walk: Walk, forged: str) -> None:
    for door in CLOSED:
        phone = Phone(walk.client, walk.clock, {"inc": "w00000", "token": "", "person": {"id": "u"}})
        asked = await walk.asks(_Forged(phone, forged), door, **NAMES)
        assert (door, asked.status_code, asked.json()["code"]) == (door, 401, "unauthorised")


async def test_a_device_out_of_use_is_refused_at_its_next_request_at_every_door(walk: Walk) -> None:
    phone = await walk.enrols("duty_leader", DISTRICT)
    for role_door in ("GET /wall", "GET /quarantine", "GET /notices"):
        assert (await walk.asks(phone, role_door)).status_code == 200
    walk.house.revoke(phone.inc)
    for door in CLOSED:
        asked = await (phone.posts(phone.message()) if door == "POST /sync/v1" else walk.asks(phone, door, **NAMES))
        assert (door, asked.status_code, asked.json()["code"]) == (door, 403, "revoked")


@pytest.mark.parametrize("place", PLACES)
async def test_every_role_at_every_place_gets_what_the_programme_says(walk: Walk, place: str) -> None:
    """Own: the record is in a scope of the caller by the law's own count. Other and none sound the same."""
    records = walk.records()
    there = {"digest": (walk.person, DIGEST), "notice": (walk.offer, walk.notice), "record": (walk.flight, walk.flight)}
    none = {"digest": "0" * 64, "notice": "none", "record": NOBODY}
    called = receipts.places(walk.opened.engine, walk.notice)
    assert GUBEI in called
    for role in ROLES:
        phone = await walk.enrols(role, place)
        for name, door in DOORS.items():
            if not door.thing and not door.right:
                continue
            record, thing = there.get(door.thing, ("", ""))
            mine = not record or (place in called if door.thing == "notice" else place in records[record].scopes)
            passes = door.right is None or door.right(walk.programme, role, place)
            asked = await walk.asks(phone, name, **{door.thing or "record": thing})
            expected = (404,) if not mine else (403,) if not passes else (200, 400, 415)
            assert asked.status_code in expected, (name, role, place, asked.text)
            if not mine:
                of_none = await walk.asks(phone, name, **{door.thing: none[door.thing]})
                assert (asked.status_code, said(asked)) == (of_none.status_code, said(of_none)), (name, role, place)


@pytest.mark.parametrize("place", PLACES)
async def test_what_comes_down_is_what_is_in_ones_scope_whatever_ones_role(walk: Walk, place: str) -> None:
    due = {record.id for record in walk.records().values() if place in record.scopes}
    assert due or place == "site:CS2"
    for role in ROLES:
        phone = await walk.enrols(role, place)
        answer = await phone.exchange()
        assert answer.complete
        assert {entry.record for entry in answer.entries if isinstance(entry, Put)} == due, role


@pytest.mark.parametrize("place", [T1, GUBEI, "site:CS2"])
async def test_every_form_is_for_the_roles_it_names_and_about_whom_they_have_seen(walk: Walk, place: str) -> None:
    """All forms, by every role, about records of this place and of others; a stranger's act enters nowhere."""
    records = walk.records()
    known = {kind: [record for record in records.values() if record.kind == kind] for kind in walk.programme.kinds}
    for role in ROLES:
        phone = await walk.enrols(role, place)
        tried = [
            (name, form, record)
            for name, form in walk.programme.forms.items()
            for record in known[form.about][:1]
            if role != "clock" and role != "system"
        ]
        acts = [walk.act(phone, name, form.about, record.id, record) for name, form, record in tried]
        verdicts = (await phone.exchange(*acts)).verdicts if acts else []
        for (name, form, record), verdict in zip(tried, verdicts, strict=True):
            told = (name, role, place, verdict.code, verdict.detail)
            if role not in form.by:
                assert (verdict.code, verdict.detail) == ("refused", f"role:{name}"), told
            elif not _was_at(place, record):
                assert verdict.code == "quarantined", told
                assert verdict.detail in ("unseen", "no-seen", "out-of-scope"), told
            else:
                assert verdict.detail not in ("unseen", "no-seen", "out-of-scope", f"role:{name}"), told
    after = walk.records()
    assert [one.id for one in records.values() if not _was_at(place, one) and after[one.id] != one] == []


async def test_no_answer_that_names_a_record_leaves_before_it_is_written_down(walk: Walk) -> None:
    """Whatever a door answers: the records in it are in the book, under this device and this door."""
    things = {"digest": DIGEST, "notice": walk.notice, "record": walk.flight}
    told = set()
    for role, place in (("duty_leader", DISTRICT), ("station", T1), ("street_lead", GUBEI)):
        for name in CLOSED:
            phone = await walk.enrols(role, place)
            if name == "GET /sync/v1/wake":
                continue  # it never ends, and says "come" and no more
            asked = await (
                phone.posts(phone.message()) if name == "POST /sync/v1" else walk.asks(phone, name, **things)
            )
            with walk.opened.engine.connect() as db:
                lines = list(reads.of_device(db, phone.inc))
            shows = asked.content == PICTURE or "ERIKSSON" in asked.text or walk.person in asked.text
            assert shows <= any(walk.person in line.records for line in lines), (name, role)
            told |= {line.door for line in lines}
    own = f"/my/C0/{walk.opened.keys.card_proof('C0')}"
    assert (await walk.client.get(own)).status_code == 200
    with walk.opened.engine.connect() as db:
        assert [(line.door, line.records) for line in reads.of_device(db, "")] == [("way", (walk.person,))]
    assert told == {"feed", "wall", "calls", "roll", "picture", "quarantine", "readings"}


async def test_who_oversees_a_place_sees_its_devices_and_takes_no_others_out_of_use(walk: Walk) -> None:
    lead, duty = await walk.enrols("street_lead", GUBEI), await walk.enrols("duty_leader", DISTRICT)
    assert {row["place"] for row in (await lead.opens("/devices")).json()} == {GUBEI}
    assert len((await duty.opens("/devices")).json()) > 2
    others = await walk.client.delete("/devices/hold01", headers=lead.headers)
    nobodys = await walk.client.delete("/devices/zzzzzz", headers=lead.headers)
    assert (others.status_code, said(others)) == (404, said(nobodys))


async def test_who_oversees_a_place_sees_and_lets_in_what_was_set_aside_there_and_nowhere_else(walk: Walk) -> None:
    here = [await walk.enrols("station_lead", T1), await walk.enrols("duty_leader", DISTRICT)]
    elsewhere = [await walk.enrols("street_lead", GUBEI), await walk.enrols("station_lead", "station:PVG-T2")]
    [row] = (await here[0].opens("/quarantine")).json()["rows"]
    assert [(await one.opens("/quarantine")).json()["total"] for one in (*here, *elsewhere)] == [1, 1, 0, 0]
    for one in (*elsewhere, *here):
        [verdict] = (await one.exchange(walk.lets_in(one, row["inc"], row["seq"]))).verdicts
        let_in = one is here[0]
        assert verdict.code == ("applied" if let_in else "noop" if one in here else "refused"), verdict


def _was_at(place: str, record: Record) -> bool:
    return any(place in scopes for _, scopes in record.visible)


class _Forged(Phone):
    """Somebody who says what they like at the door."""

    def __init__(self, phone: Phone, word: str) -> None:
        super().__init__(phone.client, phone.clock, {"inc": phone.inc, "token": "", "person": {"id": phone.person}})
        self._word = word

    @property
    def headers(self) -> dict[str, str]:
        bearer = {"authorization": self._word} if self._word else {}
        return {**bearer, "content-type": "application/json"}
