"""A street office that is not looking is told, once, and only as long as there is something to answer."""

import asyncio
import contextlib
import re
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from server import identity
from server.notify.outbox import LEASE_MS
from server.notify.vapid import add_key, retire_key
from server.storage import tables as t
from server.storage.body import unseal_all
from sync.op import Value
from sync.record import Record
from tests.actors.push_service import HANG, RESET
from tests.server.stores import ON_BOTH
from tests.stories.office import Office
from tests.stories.test_the_two_ways import GUBEI

pytestmark = ON_BOTH


async def test_the_street_hears_of_a_family_once(office: Office) -> None:
    offer = await office.offers(3)
    await office.carries()
    await office.carries()
    [heard] = office.phone.heard
    assert heard.notification["title"] == "有 3 人等待接回"
    assert re.fullmatch(r"古北.*|虹桥.*", heard.notification["body"].split(":")[0])
    assert heard.notification["navigate"] == f"/#/record/{offer}"
    assert heard.headers["topic"] == heard.notification["tag"]
    assert 3500 <= int(heard.headers["ttl"]) <= 3600
    assert len(heard.text) % 512 == 0
    assert office.timeline() == ["queued", "attempted", "accepted_by_push"]


async def test_a_notice_says_nothing_of_anybody(office: Office) -> None:
    await office.offers(3)
    await office.carries()
    [heard] = office.phone.heard
    said = heard.text.decode()
    with office.house.engine.connect() as db:
        records = unseal_all(db, db.execute(sa.select(t.records.c.body)).scalars(), Record)
    values = {
        text
        for record in records
        for state in record.fields.values()
        for head in state.heads
        for text in _texts(head.value)
    }
    assert len(values) > 20
    assert [value for value in values if re.search(rf"(?<![0-9A-Za-z]){re.escape(value)}(?![0-9A-Za-z])", said)] == []
    assert not any(record.id in said for record in records if record.kind == "person")


async def test_the_street_hears_once_though_the_answer_was_lost(office: Office) -> None:
    """The push service took it and broke off: the courier cannot know, tries again, and the screen shows one notice."""
    office.service.fails(RESET)
    await office.offers()
    await office.carries()
    assert office.timeline()[-1] == "retried"
    office.pass_seconds(60)
    await office.carries()
    assert len(office.phone.heard) == 2
    assert len(office.phone.shows) == 1
    assert len({heard.headers["topic"] for heard in office.phone.heard}) == 1
    assert office.timeline()[-1] == "accepted_by_push"


async def test_an_op_that_is_sent_again_calls_nobody_again(office: Office) -> None:
    family = await office.family_at_the_holding_point()
    holding = office.operation.holding
    holding.fills("offer", people=[*family], to_place=GUBEI)
    await holding.exchanges(heard=False)
    await office.carries()
    await holding.exchanges()
    await office.carries()
    assert len(office.phone.heard) == 1
    assert office.timeline().count("queued") == 1


async def test_a_courier_killed_between_sending_and_writing_is_followed_by_another(office: Office) -> None:
    """The lease of the dead one runs out; the next tells again under the same tag."""
    await office.offers()
    office.service.fails(HANG)
    await office.courier.set_out()
    await office.service.called.wait()
    await office.courier.close()
    office.courier = office.hires()
    await office.carries()
    assert office.phone.heard == []
    office.pass_seconds(LEASE_MS / 1000)
    await office.carries()
    assert len(office.phone.shows) == 1
    assert office.timeline() == ["queued", "attempted", "attempted", "accepted_by_push"]


async def test_a_courier_thought_dead_cannot_overwrite_the_result(office: Office) -> None:
    await office.offers()
    old, new = office.hires(), office.courier
    office.service.fails(HANG)
    await old.set_out()
    await office.service.called.wait()
    office.pass_seconds(LEASE_MS / 1000)
    await new.set_out()
    await new.rest()
    office.service.lets_go(503)
    await old.rest()
    await old.close()
    with office.house.engine.connect() as db:
        [row] = list(db.execute(sa.select(t.deliveries)))
    assert (row.state, row.attempt) == ("accepted_by_push", 2)


async def test_nothing_is_sent_after_an_answer(office: Office) -> None:
    office.service.fails(503)
    offer = await office.offers()
    await office.carries()
    await office.answers(offer)
    office.pass_seconds(300)
    await office.carries()
    assert office.phone.heard == []
    assert office.service.attempts == 1
    assert office.timeline() == ["queued", "attempted", "retried", "ended", "superseded"]


async def test_a_withdrawn_offer_is_not_told(office: Office) -> None:
    offer = await office.offers()
    office.operation.holding.fills("withdraw", offer, withdraw_why="bus is late")
    await office.operation.holding.syncs()
    await office.carries()
    assert office.service.attempts == 0
    assert office.timeline() == ["queued", "ended", "superseded"]


@pytest.mark.parametrize("status", [404, 410])
async def test_an_address_that_is_gone_is_not_called_again(office: Office, status: int) -> None:
    office.service.fails(status)
    await office.offers()
    await office.carries()
    await office.offers()
    await office.carries()
    assert office.service.attempts == 1
    assert office.timeline() == ["queued", "attempted", "gone", "no_channel", *["escalated"] * 4]


async def test_a_phone_taken_out_of_use_is_not_called(office: Office) -> None:
    await office.offers()
    with office.house.engine.begin() as db:
        identity.revoke(db, "gubei1", office.house.clock.ms)
    await office.carries()
    assert office.service.attempts == 0
    assert office.timeline() == ["queued", "gone"]


async def test_a_push_service_is_left_in_peace_as_long_as_it_asks(office: Office) -> None:
    office.service.fails(429, retry_after="120")
    await office.offers()
    await office.carries()
    office.pass_seconds(119)
    await office.offers()
    await office.carries()
    assert office.service.attempts == 1
    office.pass_seconds(2)
    await office.carries()
    assert len(office.phone.shows) == 2


@pytest.mark.parametrize("status", [401, 403])
async def test_a_key_that_is_refused_rests_while_phones_with_another_are_called(
    office: Office, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    add_key(office.keys)
    office.operation.house.enrol("gubei2", GUBEI, ("street",))
    newer = office.subscribes("gubei2")
    office.courier = office.hires()
    await office.offers()
    office.service.refuses(office.phone, status)
    await office.carries()
    assert len(newer.heard) == 1
    assert office.phone.heard == []
    assert "refuses our key" in caplog.text
    await office.offers()
    await office.carries()
    assert len(newer.heard) == 2
    assert office.service.attempts == 3
    assert len(office.service.keys) == 2


async def test_a_phone_that_knows_only_a_retired_key_is_not_called(office: Office) -> None:
    old = office.vapid.key_id
    add_key(office.keys)
    retire_key(office.keys, old)
    office.courier = office.hires()
    await office.offers()
    await office.carries()
    assert office.service.attempts == 0
    assert office.timeline() == ["queued", "attempted", "gone"]


@pytest.mark.parametrize("status", [200, 301, 400, 413])
async def test_what_cannot_be_mended_is_written_down_as_dead(
    office: Office, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    office.service.fails(status, location=f"{office.service.origin}/push/elsewhere")
    await office.offers()
    await office.carries()
    office.pass_seconds(3000)
    await office.carries()
    assert office.service.attempts == 1
    assert office.timeline() == ["queued", "attempted", "dead"]
    assert "never reached" in caplog.text


async def test_nobody_is_told_when_it_is_too_late_to_answer(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    await office.offers()
    office.pass_seconds(3601)
    await office.carries()
    assert office.service.attempts == 0
    assert office.timeline() == ["queued", "attempted", "dead"]


async def test_one_vendor_that_hangs_does_not_delay_the_others(office: Office) -> None:
    office.service.fails(HANG)
    await office.offers()
    await office.courier.set_out()
    await office.service.called.wait()
    await office.offers()
    await office.courier.set_out()
    await asyncio.wait_for(office.phone.told.wait(), 5)


async def test_a_courier_on_duty_needs_only_a_nudge(office: Office) -> None:
    running = asyncio.create_task(office.courier.run())
    await asyncio.sleep(0.05)
    await office.offers()
    office.courier.nudge()
    await asyncio.wait_for(office.phone.told.wait(), 0.9)
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running


def _texts(value: Value) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, str) and len(value) > 1:
        yield value
