"""What vendors of group chats and mail hear through Apprise, in the shape their books ask for; a no is a no."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from server.notify.bots import tell
from tests.actors.vendors import KEY, PostOffice, Vendors

TITLE, BODY = "有 3 人等待接回", "虹桥街道，10:30 前请答复"


@pytest_asyncio.fixture
async def vendors(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Vendors]:
    """These three have one address in the world, written into the library: here it leads to this machine."""
    from apprise.plugins.dingtalk import NotifyDingTalk
    from apprise.plugins.feishu import NotifyFeishu
    from apprise.plugins.wecombot import NotifyWeComBot

    vendors = await Vendors().open()
    for plugin in (NotifyDingTalk, NotifyFeishu, NotifyWeComBot):
        path = plugin.notify_url.partition("://")[2].partition("/")[2]
        monkeypatch.setattr(plugin, "notify_url", f"http://127.0.0.1:{vendors.port}/{path}")
    yield vendors
    await vendors.close()


def addresses(port: int) -> dict[str, str]:
    return {
        "wecom": f"wecombot://{KEY}",
        "dingtalk": f"dingtalk://{KEY}",
        "feishu": f"feishu://{KEY}",
        "bark": f"bark://127.0.0.1:{port}/{KEY}",
        "ntfy": f"ntfy://127.0.0.1:{port}/gubei",
    }


@pytest.mark.parametrize("vendor", ["wecom", "dingtalk", "feishu", "bark", "ntfy"])
async def test_a_group_hears_title_and_text_and_a_no_is_not_taken_for_a_yes(vendors: Vendors, vendor: str) -> None:
    address = addresses(vendors.port)[vendor]
    assert await asyncio.to_thread(tell, address, TITLE, BODY)
    [(heard, text)] = vendors.heard
    assert (heard, text.split()) == (vendor, f"{TITLE} {BODY}".split())
    vendors.is_busy = True
    assert not await asyncio.to_thread(tell, address, TITLE, BODY)
    assert len(vendors.heard) == 1


@pytest.mark.parametrize("vendor", ["wecom", "dingtalk", "bark"])
async def test_a_bot_whose_key_is_wrong_is_no_channel(vendors: Vendors, vendor: str) -> None:
    address = addresses(vendors.port)[vendor].replace(KEY, KEY[::-1])
    assert not await asyncio.to_thread(tell, address, TITLE, BODY)
    assert vendors.heard == []


async def test_an_office_hears_by_mail() -> None:
    office = await PostOffice().open()
    address = f"mailto://127.0.0.1:{office.port}?from=house@example.org&to=gubei@example.org&mode=insecure&format=text"
    assert await asyncio.to_thread(tell, address, TITLE, BODY)
    [(subject, text)] = office.mail
    assert (subject, text.strip()) == (TITLE, BODY)
    office.is_busy = True
    assert not await asyncio.to_thread(tell, address, TITLE, BODY)
    await office.close()
