"""The door where phones say where they can be called: it believes no address."""

from pathlib import Path

import httpx
import msgspec
import pytest
import sqlalchemy as sa

from server.app import House
from server.notify.endpoints import Endpoints, Wrong, allowed
from server.notify.transport import Transport
from server.notify.vapid import open_vapid
from server.settings import Settings
from server.storage import tables as t
from tests.actors.push_service import PushService
from tests.server.door import Client, Phone, Staff

FCM = "https://fcm.googleapis.com/fcm/send/abc"
VENDORS = [
    FCM,
    "https://updates.push.services.mozilla.com/wpush/v2/abc",
    "https://web.push.apple.com/abc",
    "https://wns2-par02p.notify.windows.com/w/?token=abc",
]
REFUSED = [
    "http://fcm.googleapis.com/fcm/send/abc",
    "https://fcm.googleapis.com:8443/abc",
    "https://fcm.googleapis.com.example.org/abc",
    "https://example.org/fcm.googleapis.com",
    "https://evilfcm.googleapis.com/abc",
    "https://push.apple.com.example.org/abc",
    "https://notify.windows.com/abc",
    "https://fcm.googleapis.com@127.0.0.1/abc",
    "https://user:word@fcm.googleapis.com/abc",
    "https://127.0.0.1/abc",
    "https://[::1]/abc",
    "https://localhost/abc",
    "https://169.254.169.254/latest/meta-data",
    "https://2130706433/abc",
    "https://0x7f.1/abc",
    "https://fcm.googleapis.com\\@127.0.0.1/abc",
    "https://fcm.googleapis.com/abc\r\nx: y",
    "https://fcm.googleapis.com/abc#x",
    "https://fcm。googleapis.com/abc",
    "https://fcm.googleapis.com:port/abc",
    "ftp://fcm.googleapis.com/abc",
    "file:///etc/passwd",
    "//fcm.googleapis.com/abc",
    "fcm.googleapis.com/abc",
    "",
    "https://fcm.googleapis.com/" + "a" * 2048,
]
NOT_OUTSIDE = [
    "127.0.0.1",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "192.0.0.8",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1%eth0",
    "fc00::1",
    "ff02::1",
    "::ffff:8.8.8.8",
    "::8.8.8.8",
    "64:ff9b::a00:1",
    "2002:a00:1::1",
    "2001:0:5ef5:79fd::1",
    "no address",
]


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


async def test_nothing_else_is_called(phone: Phone, opened: House) -> None:
    for endpoint in REFUSED:
        answer = await says(phone, endpoint)
        assert (answer.status_code, answer.json()["at"]) == (400, "endpoint"), endpoint
    assert kept(opened) == []


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


async def test_a_phone_taken_out_of_use_is_forgotten_at_once(phone: Phone, staff: Staff, opened: House) -> None:
    await says(phone, FCM)
    staff.revokes(phone)
    assert kept(opened) == []
    assert (await says(phone, FCM)).status_code == 403


async def test_only_devices_of_the_house_are_asked_in(client: Client, phone: Phone) -> None:
    for method in ("GET", "POST", "DELETE"):
        assert (await client.request(method, "/push")).status_code == 401
    card = (await phone.opens("/push")).json()
    assert len(card["key"]) == 87


async def test_the_key_lives_beside_the_other_and_stays(settings: Settings, opened: House) -> None:
    path = Path(settings.key_file).with_suffix(".vapid.pem")
    assert path.stat().st_mode & 0o077 == 0
    assert open_vapid(path, "mailto:duty@example.org", "").public == opened.vapid.public


@pytest.mark.parametrize("address", NOT_OUTSIDE)
def test_no_name_leads_the_house_to_its_own_rooms(address: str) -> None:
    assert not allowed("", practice=False).may_connect(address)


def test_the_outside_is_called() -> None:
    rules = allowed("", practice=False)
    assert rules.may_connect("142.250.1.1")
    assert rules.may_connect("2a00:1450:4001::1")


async def test_a_name_that_leads_inside_is_stopped_at_the_socket() -> None:
    """The list let it pass; the address it was resolved to does not."""
    service = await PushService(lambda: 0).open()
    transport = Transport(Endpoints(("localhost",), ()))
    port = service.origin.rpartition(":")[2]
    for host in ("localhost", "127.0.0.1"):
        assert (await transport.post(f"http://{host}:{port}/push/x", b"x", {}, 0)).status == 0
    assert service.attempts == 0
    await transport.close()
    await service.close()


def test_in_practice_nothing_is_sent_outside() -> None:
    rules = allowed("push.example.org, http://127.0.0.1:9", practice=True)
    assert rules.judge("http://127.0.0.1:9/x") == "http://127.0.0.1:9"
    for endpoint in (*VENDORS, "https://push.example.org/x", "http://127.0.0.1:10/x"):
        with pytest.raises(Wrong):
            rules.judge(endpoint)


def test_an_operator_may_name_more() -> None:
    rules = allowed("push.example.org,*.ntfy.example", practice=False)
    assert rules.judge("https://push.example.org/x") == "https://push.example.org"
    assert rules.judge("https://a.ntfy.example/x") == "https://a.ntfy.example"
    with pytest.raises(Wrong):
        rules.judge("http://push.example.org/x")
