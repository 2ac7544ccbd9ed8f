"""Inside WeChat, DingTalk and their like: staff are shown the way out, and nothing is used up on the way."""

import pytest
from playwright.sync_api import Playwright, expect

from tests.actors.browser import FLAGS, PHONE
from tests.actors.demo import Demo
from tests.actors.device import Device
from tests.tools.needs import CHROMIUM, require

WECHAT = (
    "Mozilla/5.0 (Linux; Android 14; V2309A) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/126.0.0.0 "
    "Mobile Safari/537.36 XWEB/1260117 MMWEBSDK/20240404 MicroMessenger/8.0.49.2600(0x28003137) WeChat/arm64"
)
DINGTALK = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 "
    "AliApp(DingTalk/7.6.0) com.laiwang.DingTalk/33456 Channel/201200 language/zh-Hans-CN"
)


@pytest.mark.parametrize(
    ("agent", "item"), [(WECHAT, "Open in default browser"), (DINGTALK, "Open in browser")], ids=["WeChat", "DingTalk"]
)
def test_staff_are_shown_the_way_out_and_may_stay(playwright: Playwright, demo: Demo, agent: str, item: str) -> None:
    chromium = playwright.chromium.launch(executable_path=str(require(CHROMIUM)), args=list(FLAGS))
    inside = chromium.new_context(user_agent=agent, viewport=PHONE, locale="en").new_page()
    # What a traveller reads is not in the way of anything.
    inside.goto(f"{demo.address('station')}guide")
    inside.get_by_role("link", name="English").click()
    expect(inside.locator("h1")).to_be_visible()
    inside.goto(demo.links["station"])
    expect(inside.get_by_role("img", name=item)).to_be_visible()
    expect(inside.locator("ol")).to_contain_text(item)
    assert "#enrol=" in inside.url, "opened outside, the link must still bring its code"

    outside = chromium.new_context(viewport=PHONE, locale="en").new_page()
    outside.goto(inside.url)
    phone = Device(outside).has_sent_all()
    phone.reads("Register arrivals")
    assert "enrol" not in outside.url

    inside.goto(demo.links["holding"])
    inside.reload()
    inside.get_by_role("button", name="Go on here all the same").click()
    stayed = Device(inside).taps("Take up the post").has_sent_all()
    stayed.reads("Linkong No. 1")
    chromium.close()
