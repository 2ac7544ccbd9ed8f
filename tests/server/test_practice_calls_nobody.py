"""In practice nothing is sent outside: a push service stands by, and is never spoken to."""

from collections.abc import AsyncIterator

import msgspec
import pytest
import sqlalchemy as sa

from server.app import House
from server.settings import Settings
from server.storage import tables as t
from tests.actors.push_service import PushService
from tests.server.door import Phone
from tests.server.hostile import VENDORS


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """An operator who has set all there is to set for calls, and practises."""
    named = {"push_contact": "mailto:duty@example.org", "push_hosts": "push.example.org"}
    return msgspec.structs.replace(settings, practice=True, **named)


@pytest.fixture
async def service() -> AsyncIterator[PushService]:
    service = await PushService(lambda: 0).open()
    yield service
    await service.close()


async def test_a_phone_is_told_so_and_no_address_is_kept(phone: Phone, opened: House, service: PushService) -> None:
    assert (await phone.client.get("/push", headers=phone.headers)).json() == {"key": None}
    asked = service.browser("b").asks()
    for endpoint in (asked["endpoint"], *VENDORS, "https://push.example.org/b"):
        answer = await phone.client.post("/push", json={**asked, "endpoint": endpoint}, headers=phone.headers)
        assert answer.status_code == 400, endpoint
    with opened.engine.connect() as db:
        assert db.execute(sa.select(sa.func.count()).select_from(t.subscriptions)).scalar_one() == 0
    assert await opened.courier.set_out() == 0
    assert service.attempts == 0
