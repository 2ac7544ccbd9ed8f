"""The push service of our tests is no yes-man: each thing a real one would refuse, it complains of."""

from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import aiohttp
import pytest

from server.notify.seal import seal
from server.notify.subscription import base64url
from server.notify.vapid import open_vapid
from tests.actors.push_service import PushService

NOW_MS = 1_700_000_000_000
DAY_MS = 86_400_000
TEXT = b'{"notification": {"tag": "t"}}'


@pytest.fixture
async def service() -> AsyncIterator[PushService]:
    service = await PushService(lambda: NOW_MS).open()
    yield service
    await service.close()


async def posts(service: PushService, path: Path, wrong: Mapping[str, str] = {}, text: bytes = TEXT) -> int:
    """A message as the house would send it, but for what is `wrong`; a header that is "" is left out."""
    browser = service.browser("street")
    asked = browser.asks()["keys"]
    vapid = open_vapid(path / "house.vapid.pem", "mailto:duty@example.org", "")
    signed = vapid.authorization(wrong.get("aud", service.origin), vapid.key_id, int(wrong.get("signed_at", NOW_MS)))
    headers = {
        "authorization": signed or "",
        "content-type": "application/octet-stream",
        "content-encoding": "aes128gcm",
        "ttl": "60",
        "urgency": "high",
        "topic": "t" * 22,
        "x-wns-cache-policy": "cache",
        **{name: value for name, value in wrong.items() if name not in ("aud", "signed_at")},
    }
    body = seal(text, base64url(asked["p256dh"]), base64url(asked["auth"]))
    said = {name: value for name, value in headers.items() if value}
    async with (
        aiohttp.ClientSession() as session,
        session.post(browser.endpoint, data=body, headers=said, skip_auto_headers=("content-type",)) as answer,
    ):
        return answer.status


async def test_a_message_as_it_should_be_is_taken_without_a_word(service: PushService, tmp_path: Path) -> None:
    assert await posts(service, tmp_path) == 201
    assert service.complaints == []
    assert service.known("street").shows == {"t": {"tag": "t"}}


@pytest.mark.parametrize(
    "wrong",
    [
        {"aud": "https://fcm.googleapis.com"},
        {"signed_at": str(NOW_MS - DAY_MS)},
        {"signed_at": str(NOW_MS + DAY_MS)},
        {"authorization": "vapid t=a.b.c, k=BA"},
        {"authorization": ""},
        {"content-type": "text/plain"},
        {"content-encoding": "aesgcm"},
        {"ttl": "0"},
        {"ttl": ""},
        {"urgency": ""},
        {"topic": "a name longer than twenty-two characters"},
        {"x-wns-cache-policy": ""},
    ],
)
async def test_what_a_real_one_would_refuse_is_complained_of(
    service: PushService, tmp_path: Path, wrong: dict[str, str]
) -> None:
    await posts(service, tmp_path, wrong)
    assert len(service.complaints) == 1


async def test_a_message_too_large_is_complained_of(service: PushService, tmp_path: Path) -> None:
    await posts(service, tmp_path, text=TEXT.ljust(5000))
    assert len(service.complaints) == 1
