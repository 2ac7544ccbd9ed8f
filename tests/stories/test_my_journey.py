"""What a traveller reads on their own telephone, from the card in their hand to their own door; nobody signs in."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient

from server import card, programme, way
from server.app import create_app
from server.settings import Settings
from tests.actors.house import key_file_in
from tests.stories.conftest import Operation
from tests.stories.test_the_two_ways import GUBEI, NOW, registers_family, signs

STYLED = re.compile(r"<style>.*?</style>", re.DOTALL)
CHANGNING = programme.seed("changning")


class Telephone(NamedTuple):
    """A stranger's browser, and what the house prints on cards."""

    client: AsyncTestClient[Litestar]

    def link(self, number: str) -> str:
        return card.link("", self.client.app.state.house.keys, number)

    async def opens(self, number: str, language: str = "") -> str:
        """The page as words."""
        chosen = f"?language={language}" if language else ""
        answer = await self.client.get(self.link(number) + chosen, headers={"accept-language": "ko-KR,ko;q=0.9"})
        assert answer.status_code == 200
        assert "script-src 'self'" in answer.headers["content-security-policy"]
        assert answer.headers["cache-control"] == "no-store"
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", STYLED.sub("", answer.text)))


@pytest.fixture
async def telephone(operation: Operation, tmp_path: Path) -> AsyncIterator[Telephone]:
    """The same database behind its real doors."""
    settings = Settings(
        database=f"sqlite:///{tmp_path}/house.db",
        key_file=str(key_file_in(tmp_path)),
        site=str(tmp_path / "site"),
        programme=str(CHANGNING),
    )
    async with AsyncTestClient(create_app(settings, operation.house.clock)) as client:
        yield Telephone(client)


async def test_from_the_card_to_the_door(operation: Operation, telephone: Telephone) -> None:
    desk, holding, street = operation.desk, operation.holding, operation.street
    assert "아직 등록되지 않은 카드입니다" in await telephone.opens("C0")

    family = registers_family(desk, 2)
    await desk.syncs()
    page = await telephone.opens("C1")
    assert "You are being registered at Pudong Terminal 1" in page
    assert "ERIKSSON" not in page
    assert "등록 중입니다" in await telephone.opens("C1", "ko")

    signs(desk, family, "home")
    await desk.syncs()
    assert "Please wait at Pudong Terminal 1 for the bus" in await telephone.opens("C1")
    bus = desk.fills("trip", **{"class": "test"}, vehicle="沪A12345", seats=30, to_site="site:HP1")
    desk.fills("boarding", bus, boarded=[*family])
    desk.fills("depart", bus)
    await desk.syncs()
    assert "You are on the bus to the test point" in await telephone.opens("C1")

    await holding.syncs()
    holding.fills("arrive_trip", bus)
    holding.fills("check_in", people=[*family], area="waiting")
    for n, person in enumerate(family):
        holding.fills("sample", person=person, sample_no=f"S{n}", sample_again=f"S{n}")
    await holding.syncs()
    assert "probably until between 18:00 and 20:00" in (await telephone.opens("C1"))

    offer = holding.fills("offer", people=[*family], to_place=GUBEI)
    await holding.syncs()
    await street.syncs()
    street.fills("accept", offer, pickup_at="2020-03-21T19:30:00+08:00", pickup_by="Jiang")
    await street.syncs()
    fetched = await telephone.opens("C1")
    assert "fetch you. Planned: 19:30" in fetched
    assert "Jiang" not in fetched


async def test_the_page_ends_with_the_journey(operation: Operation, telephone: Telephone) -> None:
    desk, site = operation.desk, operation.site
    family = registers_family(desk, 1, "central")
    signs(desk, family, "central")
    bus = desk.fills("trip", **{"class": "central"}, vehicle="沪A12345", seats=30, to_site="site:CS1")
    desk.fills("boarding", bus, boarded=[*family])
    desk.fills("depart", bus)
    await desk.syncs()
    assert "the bus to the central site" in await telephone.opens("C0")
    await site.syncs()
    site.fills(
        "arrive_site",
        people=[*family],
        where="Room 12",
        at=NOW,
        received_by="Zhou",
        start_end=["2020-03-21", "2020-04-04"],
        bags_ok=True,
        handed_by="Wu",
    )
    assert {verdict.code for verdict in await site.syncs()} == {"applied"}
    over = await telephone.opens("C0")
    assert "여정이 끝나" in over
    assert "Room" not in over


async def test_nobody_opens_a_journey_by_counting_numbers(operation: Operation, telephone: Telephone) -> None:
    registers_family(operation.desk, 2)
    await operation.desk.syncs()
    of_another = telephone.link("C0").rpartition("/")[2]
    for guess in (f"/my/C1/{of_another}", "/my/C1/aaaa", "/my/C1/%C3%A9", "/my/C1"):
        assert (await telephone.client.get(guess)).status_code == 404


async def test_what_one_asks_for_becomes_a_task_of_the_place_until_it_is_met(
    operation: Operation, telephone: Telephone
) -> None:
    desk, holding = operation.desk, operation.holding
    registers_family(desk, 2)
    await desk.syncs()
    water = telephone.link("C1") + "/water"
    for _ in range(3):
        asked = await telephone.client.post(f"{water}?language=en", follow_redirects=False)
        assert (asked.status_code, asked.headers["location"]) == (303, telephone.link("C1") + "?language=en")
    assert "Water or food The staff were told at 12:00" in await telephone.opens("C1")
    assert "were told" not in await telephone.opens("C0")

    await desk.syncs()
    await holding.syncs()
    (wish,) = desk.sees_kind("wish")
    assert (desk.sees(wish).values["wanted"], desk.state(wish)) == ("water", "wish_open")
    assert holding.is_blind_to(wish)
    desk.fills("wish_met", wish, met_note="Two bottles")
    await desk.syncs()
    assert "were told" not in await telephone.opens("C1")

    assert (await telephone.client.post(telephone.link("C1") + "/cake")).status_code == 404
    assert (await telephone.client.post("/my/C1/aaaa/water")).status_code == 404


@pytest.mark.accepts("M27")
def test_every_state_is_said_in_every_language() -> None:
    found = way.read(CHANGNING, programme.read(CHANGNING).programme)
    assert found
    slots = {"place": "P", "at": "1", "from": "2", "until": "3"}
    for stage in found.stage:
        for language in found.languages:
            page = way.draw(found, language, way.Standing(stage, slots), "12:00", "/my")
            assert f'lang="{language}"' in page
            assert "{" not in STYLED.sub("", page)
