"""The door where phones say where they can be called: it believes no address."""

from pathlib import Path

import httpx
import msgspec
import pytest
import sqlalchemy as sa

from server.app import House
from server.notify.vapid import add_key, open_vapid, path_of, retire_key
from server.settings import Settings
from server.storage import tables as t
from tests.actors.push_service import PushService
from tests.server.door import Client, Phone, Staff
from tests.server.hostile import FCM, VENDORS


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return msgspec.structs.replace(settings, push_contact="mailto:duty@example.org")


async def says(phone: Phone, endpoint: str) -> httpx.Response:
    asked = PushService(lambda: 0).browser("b").asks()
    return await phone.client.post("/push", json={**asked, "endpoint": endpoint}, headers=phone.headers)


def kept(house: House) -> list[str]:
    with house.engine.connect() as db:
        return [row.endpoint for row in db.execute(sa.select(t.subscriptions))]


@pytest.mark.parametrize("endpoint", VENDORS)
async def test_the_push_services_of_the_browsers_are_called(phone: Phone, opened: House, endpoint: str) -> None:
    assert (await says(phone, endpoint)).status_code == 201
    assert kept(opened) == [endpoint]


@pytest.mark.parametrize(
    ("slot", "keys"),
    [
        ("keys.p256dh", {"p256dh": "AAAA"}),
        ("keys.p256dh", {"p256dh": "BA" + "A" * 85}),
        ("keys.auth", {"auth": "AAAA"}),
        ("keys.auth", {"auth": "ä"}),
    ],
)
async def test_keys_no_browser_has_are_refused(phone: Phone, slot: str, keys: dict[str, str]) -> None:
    asked = PushService(lambda: 0).browser("b").asks()
    message = {**asked, "endpoint": FCM, "keys": {**asked["keys"], **keys}}
    answer = await phone.client.post("/push", json=message, headers=phone.headers)
    assert (answer.status_code, answer.json()["at"]) == (400, slot)


async def test_a_device_is_called_at_one_address_until_it_says_no(phone: Phone, opened: House) -> None:
    for endpoint in VENDORS:
        await says(phone, endpoint)
    assert kept(opened) == VENDORS[-1:]
    assert (await phone.client.delete("/push", headers=phone.headers)).status_code == 200
    assert kept(opened) == []


async def test_a_phone_that_cannot_be_called_says_so_and_may_be_able_to_later(phone: Phone, opened: House) -> None:
    await says(phone, FCM)
    assert (await phone.client.post("/push/unable", json={}, headers=phone.headers)).status_code == 200
    assert (kept(opened), unable(opened)) == ([], [phone.inc])
    await says(phone, FCM)
    assert (kept(opened), unable(opened)) == ([FCM], [])


def unable(house: House) -> list[str]:
    with house.engine.connect() as db:
        said = t.incarnations.c.unable_at.is_not(None)
        return [row.inc for row in db.execute(sa.select(t.incarnations.c.inc).where(said))]


async def test_a_phone_taken_out_of_use_is_forgotten_at_once(phone: Phone, staff: Staff, opened: House) -> None:
    await says(phone, FCM)
    staff.revokes(phone)
    assert kept(opened) == []
    assert (await says(phone, FCM)).status_code == 403


async def test_only_devices_of_the_house_are_asked_in(client: Client, phone: Phone) -> None:
    for method in ("GET", "POST", "DELETE"):
        assert (await client.request(method, "/push")).status_code == 401
    assert (await client.post("/push/unable")).status_code == 401
    card = (await phone.opens("/push")).json()
    assert len(card["key"]) == 87


async def test_the_key_lives_beside_the_other_and_stays(settings: Settings, opened: House) -> None:
    path = path_of(Path(settings.key_file))
    assert path.stat().st_mode & 0o077 == 0
    assert open_vapid(path, "mailto:duty@example.org", "").public == opened.vapid.public


async def test_a_shared_phone_is_called_for_whoever_holds_it_now(phone: Phone, staff: Staff, opened: House) -> None:
    """A browser has one address. The next person who signs in on it takes it along; the former is not called there."""
    await says(phone, FCM)
    next_one = await staff.enrols()
    await says(next_one, FCM)
    with opened.engine.connect() as db:
        assert [row.inc for row in db.execute(sa.select(t.subscriptions.c.inc))] == [next_one.inc]


async def test_a_phone_subscribed_with_an_older_key_is_signed_for_with_that_one(
    phone: Phone, opened: House, settings: Settings
) -> None:
    path = path_of(Path(settings.key_file))
    older = (await phone.opens("/push")).json()["key"]
    newer = add_key(path)
    now = open_vapid(path, "mailto:duty@example.org", "")
    assert (now.public, now.key_id) == (newer.public, newer.id)
    for public in (older, newer.public):
        key_id = now.id_of(public)
        assert key_id
        header = now.authorization("https://fcm.googleapis.com", key_id, 0)
        assert header
        assert header.endswith(f"k={public}")
    assert not retire_key(path, newer.id), "the newest is given to phones"
    assert retire_key(path, opened.vapid.key_id)
    left = open_vapid(path, "mailto:duty@example.org", "")
    assert left.id_of(older) is None
    assert left.authorization("https://fcm.googleapis.com", opened.vapid.key_id, 0) is None
    assert path.stat().st_mode & 0o077 == 0


async def test_a_phone_says_which_key_it_subscribed_with(phone: Phone, opened: House) -> None:
    asked = {**PushService(lambda: 0).browser("b").asks(), "endpoint": FCM}
    known = await phone.client.post("/push", json={**asked, "key": opened.vapid.public}, headers=phone.headers)
    assert known.status_code == 201
    other = await phone.client.post("/push", json={**asked, "key": "BA" + "A" * 85}, headers=phone.headers)
    assert (other.status_code, other.json()["at"]) == (400, "key")
