"""What leaves the house for a phone: written with the op, sent after it, in one shape, to whoever is on duty then."""

import asyncio
import contextlib
import json
from itertools import pairwise

import pytest
import sqlalchemy as sa

from server.notify import notices
from server.notify.outbox import Errand
from server.notify.wording import PADDED_BYTES, PAYLOAD_BYTES_MAX, payload
from server.storage import tables as t
from server.storage.rows import Row
from server.storage.rows import insert as really_insert
from server.writer import Unwritten
from tests.actors.push_service import RESET
from tests.server.stores import ON_BOTH
from tests.stories.office import WORDS, Office
from tests.stories.test_clocks import OFFER, TAKEN_BACK
from tests.stories.test_the_two_ways import GUBEI

pytestmark = ON_BOTH


async def test_an_op_and_its_notice_are_written_together_or_not_at_all(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    family = await office.family_at_the_holding_point()
    holding = office.operation.holding

    def breaks(db: sa.Connection, table: sa.Table, rows: list[Row]) -> None:
        """The last of the notice's rows does not go down: all before it had."""
        if table is t.timeline:
            raise sa.exc.OperationalError("insert", {}, Exception("the disk is full"))
        really_insert(db, table, rows)

    offer = holding.fills("offer", people=[*family], to_place=GUBEI)
    with monkeypatch.context() as patched:
        patched.setattr(notices, "insert", breaks)
        with pytest.raises(Unwritten):
            await holding.exchanges()
    assert (kept(office, t.notices), kept(office, t.deliveries)) == (0, 0)
    with office.house.engine.connect() as db:
        assert db.execute(sa.select(t.records).where(t.records.c.id == offer)).first() is None
    assert {verdict.code for verdict in await holding.syncs()} == {"applied"}
    assert (kept(office, t.notices), kept(office, t.deliveries), office.timeline()) == (1, 1, ["queued"])


async def test_whoever_asks_is_answered_before_anything_is_sent(office: Office) -> None:
    await office.offers()
    assert office.service.attempts == 0
    await office.carries()
    assert office.service.attempts == 1


async def test_a_courier_nobody_nudges_looks_by_itself(office: Office) -> None:
    running = asyncio.create_task(office.courier.run())
    await asyncio.sleep(0.05)
    await office.offers()
    await asyncio.wait_for(office.phone.told.wait(), 30)
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running


async def test_every_browser_reads_one_and_the_same_message(office: Office) -> None:
    offer = await office.offers()
    await office.carries()
    [heard] = office.phone.heard
    said = json.loads(heard.text)
    assert set(said) == {"web_push", "notification"}
    assert said["web_push"] == 8030
    receipt = said["notification"].pop("data")["receipt"]
    assert office.signs.receipted(receipt)
    assert said["notification"] == {
        "title": OFFER,
        "body": said["notification"]["body"],
        "navigate": f"/#/record/{offer}",
        "tag": office.notices(offer)[0].id,
        "lang": "zh-Hans",
    }
    assert heard.headers["urgency"] == "high"
    assert heard.headers["content-type"] == "application/octet-stream"


async def test_the_longest_text_that_can_be_typed_fits_into_a_message(office: Office) -> None:
    programme = office.house.programme
    assert programme.ladder
    fields = programme.kinds[programme.ladder.of]
    for language in programme.languages:
        longest = [fields[each[language]].length_max or 0 for each in (programme.ladder.title, programme.ladder.body)]
        assert min(longest) > 0
        title, body = ("𠮷" * length for length in longest)
        errand = Errand(
            notice="n" * 22, record="r" * 40, office=GUBEI, words="notice.offer", size=99, answer_by=10**12,
            made_at=0, attempt=1, subscription="s" * 32, origin="", endpoint="", p256dh="", auth="",
            language=language, key_id="", texts={language: (title, body)},
        )  # fmt: skip
        said = payload(errand, programme, WORDS, "https://homeward.example.org", "x" * 200)
        assert title in said.decode()
        assert len(said) <= PAYLOAD_BYTES_MAX
        assert len(said) % PADDED_BYTES == 0


async def test_a_phone_that_was_off_hears_only_the_last_word(office: Office) -> None:
    """All that was said of one notice bears one Topic: the push service keeps no more than the newest."""
    offer = await office.offers()
    office.phone.falls_asleep()
    await office.carries()
    assert await office.minutes_pass(30) == {}
    office.operation.holding.fills("withdraw", offer, withdraw_why="bus is late")
    await office.operation.holding.syncs()
    await office.carries()
    assert office.timeline(offer).count("accepted_by_push") == 3
    office.phone.wakes_up()
    assert office.rings() == {"gubei1": [TAKEN_BACK]}


async def test_whoever_is_on_duty_at_the_moment_of_telling_is_told(office: Office) -> None:
    """The second contact goes home while the first has not answered yet: their phone stays silent."""
    second, third = office.joins("gubei2"), office.joins("gubei3")
    await office.goes_on_duty(office.operation.street)
    watch = await office.goes_on_duty(second, "contact_2")
    await office.offers()
    await office.carries()
    await third.syncs()
    third.fills("take_over_watch", watch, watch_hours="12")
    await third.syncs()
    await office.carries()
    assert await office.minutes_pass(5) == {"gubei3": [OFFER]}


async def test_the_story_of_a_notice_is_only_ever_added_to(office: Office) -> None:
    verbs: set[str] = set()

    def looks(_db: object, _cursor: object, statement: str, *_rest: object) -> None:
        verb, *rest = statement.split()
        if "timeline" in rest[:2]:
            verbs.add(verb)

    sa.event.listen(office.house.engine, "before_cursor_execute", looks)
    office.service.fails(RESET, 503)
    offer = await office.offers()
    stories: list[list[tuple[str, str | None]]] = []
    for seconds in (0, 60, 60, 180, 300):
        office.pass_seconds(seconds)
        await office.clocks.tick()
        await office.carries()
        stories.append(office.story(offer))
    office.acknowledges(office.phone)
    office.says_i_have_it(office.notices(offer)[0].id, "Jiang")
    await office.answers(offer)
    stories.append(office.story(offer))
    assert all(later[: len(earlier)] == earlier for earlier, later in pairwise(stories))
    assert {"retried", "accepted_by_push", "delivered", "heard", "ended"} <= {what for what, _ in stories[-1]}
    assert verbs == {"INSERT"}


def kept(office: Office, table: sa.Table) -> int:
    with office.house.engine.connect() as db:
        return db.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
