"""An office whose phones are silent is told in its group and by text message, whatever its bot does meanwhile."""

from collections.abc import AsyncIterator, Callable

import pytest
import sqlalchemy as sa

from server.notify import channels, relay, transport
from server.notify import digest as hourly
from server.notify.bots import is_bot
from server.notify.channels import Channel
from server.notify.digest import HOUR_MS
from server.notify.messenger import Messenger
from server.storage import tables as t
from tests.actors.bot import ENDLESS, HANG, Bot
from tests.server.stores import ON_BOTH
from tests.stories.office import WORDS, Office
from tests.stories.test_the_two_ways import GUBEI

OFFER, TAKEN_BACK = "有 3 人等待接回", "已撤回，不用接人"

pytestmark = ON_BOTH


@pytest.fixture
async def bot() -> AsyncIterator[Bot]:
    bot = await Bot().open()
    yield bot
    await bot.close()


def group(bot: Bot) -> Channel:
    address = f"json://duty:open-sesame@127.0.0.1:{bot.port}/told?rto=1"
    assert is_bot(address)
    return Channel("group", GUBEI, bot=address)


def gateway(bot: Bot) -> Channel:
    return Channel("sms", GUBEI, gateway=f"http://127.0.0.1:{bot.port}/told", to=("+8613800000000",), token="pass")


def hires(office: Office, *known: Channel) -> Messenger:
    """A messenger of a new process: it knows the operator's file and remembers nothing."""
    house = office.house
    with house.engine.begin() as db:
        channels.publish(db, known)
    return Messenger(house.engine, house.writer, house.clock, house.programme, WORDS, known, chance=lambda: 1.0)


async def asleep_for_two_minutes(office: Office) -> str:
    await office.goes_on_duty(office.operation.street)
    await office.goes_on_duty(office.joins("gubei2"), "contact_2")
    offer = await office.offers()
    await office.carries()
    await office.minutes_pass(2)
    return offer


async def says(messenger: Messenger, office: Office, seconds: int = 0) -> int:
    office.house.clock.ms += seconds * 1000
    taken = await messenger.set_out()
    await messenger.rest()
    return taken


async def test_a_silent_phone_brings_in_the_group_before_the_next_contact(
    office: Office, bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    messenger = hires(office, group(bot))
    offer = await asleep_for_two_minutes(office)
    assert "gubei2" not in office.rings()
    assert await says(messenger, office) == 1
    [told] = bot.heard
    assert told["title"] == OFFER
    assert await office.minutes_pass(3) == {"gubei2": [OFFER]}
    assert await says(messenger, office) == 0
    story = office.story(offer)
    assert ("escalated", f"channel {GUBEI} 1") in story
    assert story.count(("accepted_by_push", "201")) == 3
    # Both ends read through what it went, by the operator's name: never the address.
    for place in (GUBEI, "site:HP1"):
        lines = [line for one in office.board(place).asked for line in one.story if line.through]
        assert [(line.what, line.through, line.who) for line in lines] == [
            ("attempted", "group", None),
            ("accepted_by_push", "group", None),
        ]
    assert "open-sesame" not in caplog.text
    await messenger.close()


async def test_an_office_without_phones_is_told_in_the_same_second(office: Office, bot: Bot) -> None:
    messenger = hires(office, gateway(bot))
    with office.house.engine.begin() as db:
        db.execute(sa.delete(t.subscriptions).where(t.subscriptions.c.inc == "gubei1"))
    await office.offers()
    await says(messenger, office)
    [told] = bot.heard
    assert told["to"] == ["+8613800000000"]
    assert told["text"].split("\n")[0] == OFFER
    assert bot.bearers == {"Bearer pass"}
    await messenger.close()


@pytest.mark.parametrize("of", [group, gateway])
@pytest.mark.parametrize("fault", [500, HANG])
async def test_a_bot_that_fails_hears_it_later(
    office: Office, bot: Bot, of: Callable[[Bot], Channel], fault: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    messenger = hires(office, of(bot))
    await asleep_for_two_minutes(office)
    bot.faults = [fault]
    with monkeypatch.context() as impatient:
        if fault == HANG:
            impatient.setattr(transport, "SECONDS_MAX", 0.3)
            impatient.setattr(relay, "SECONDS_MAX", 0.3)
        assert await says(messenger, office) == 1
    assert bot.heard == []
    # Another process, after a restart.
    again = hires(office, of(bot))
    assert await says(again, office, seconds=4) == 1
    assert len(bot.heard) == 1
    assert await says(again, office, seconds=60) == 0
    await messenger.close()
    await again.close()


async def test_a_redirect_is_no_success_and_is_not_followed(office: Office, bot: Bot) -> None:
    messenger = hires(office, gateway(bot), group(bot))
    await asleep_for_two_minutes(office)
    bot.faults = [302, 302]
    assert await says(messenger, office) == 2
    assert (bot.attempts, bot.followed, bot.heard) == (2, 0, [])
    assert ("dead", "302") in office.story()
    await messenger.close()


async def test_an_answer_without_end_is_no_success(office: Office, bot: Bot) -> None:
    messenger = hires(office, gateway(bot))
    await asleep_for_two_minutes(office)
    bot.faults = [ENDLESS]
    await says(messenger, office)
    assert ("retried", "no answer") in office.story()
    await messenger.close()


async def test_a_group_hears_no_more_than_twenty_things_a_minute(office: Office, bot: Bot) -> None:
    messenger, other = hires(office, group(bot)), hires(office, group(bot))
    with office.house.engine.begin() as db:
        db.execute(sa.delete(t.subscriptions).where(t.subscriptions.c.inc == "gubei1"))
    await office.offers()
    await office.offers()
    assert await says(messenger, office) + await says(other, office) == 1
    assert await says(other, office, seconds=2) == 0
    assert await says(other, office, seconds=1) == 1
    assert len(bot.heard) == 2
    await messenger.close()
    await other.close()


async def test_after_an_answer_the_group_hears_nothing(office: Office, bot: Bot) -> None:
    messenger = hires(office, group(bot))
    offer = await asleep_for_two_minutes(office)
    await office.answers(offer)
    assert await says(messenger, office) == 0
    assert bot.attempts == 0
    assert ("superseded", None) in office.story()
    await messenger.close()


async def test_a_channel_that_is_no_longer_named_is_gone(office: Office, bot: Bot) -> None:
    await hires(office, group(bot)).close()
    await asleep_for_two_minutes(office)
    messenger = hires(office)
    assert await says(messenger, office) == 0
    assert ("gone", None) in office.story()
    await messenger.close()


async def test_each_hour_the_group_hears_how_its_office_stands_once_and_names_nobody(office: Office, bot: Bot) -> None:
    """Though two processes look, one dies with it in hand, the bot fails once, and the house was away for two hours."""
    one, other = hires(office, group(bot)), hires(office, group(bot))
    await says(one, office)
    assert bot.heard == []
    await asleep_for_two_minutes(office)
    await says(one, office)
    bot.heard.clear()

    bot.faults = [500]
    office.house.clock.pass_minutes(58)
    assert office.house.clock.ms % HOUR_MS == 0
    await says(one, office)
    await says(other, office)
    assert bot.heard == []
    await says(other, office, seconds=61)
    [digest] = bot.heard
    assert digest["title"] == "虹桥街道 13:01 情况"
    assert digest["message"] == "待答复 1 件，无人处理 1 件，超时 1 件。"
    await says(one, office, seconds=600)
    assert len(bot.heard) == 1

    office.house.clock.pass_minutes(120)
    with office.house.engine.begin() as db:
        assert hourly.claim(db, office.house.clock.ms, 0) == [("channel:group", GUBEI)]
    await says(one, office)
    assert len(bot.heard) == 1, "who died has it in hand until the lease is over"
    await says(one, office, seconds=60)
    await says(other, office, seconds=60)
    assert len(bot.heard) == 2
