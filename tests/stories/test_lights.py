"""When one may rely on reaching an office, and which of its phones its leader should look after."""

from server.boards.calls import light
from server.notify import subscription
from tests.actors.post import Post
from tests.server.stores import ON_BOTH
from tests.stories.office import Office
from tests.stories.test_clocks import OFFER, hears_at_once
from tests.stories.test_the_two_ways import GUBEI


def test_an_app_that_is_open_but_cannot_be_called_is_amber() -> None:
    assert light(on_duty=1, phones=0, awake=True, tested=False, unheard=False) == ("amber", "open_app_only")


@ON_BOTH
async def test_a_phone_that_cannot_be_called_and_one_long_not_opened_stand_beside_their_office(office: Office) -> None:
    assert phones(office) == (0, 0)
    deaf = Post(office.house, "gubei9", GUBEI, ("street",))
    await deaf.syncs()
    assert phones(office) == (1, 0)
    office.subscribes("gubei9")
    assert phones(office) == (0, 0)
    office.pass_seconds(15 * 24 * 3600)
    assert phones(office) == (0, 2)
    office.subscribes("gubei9")
    assert phones(office) == (0, 1)


@ON_BOTH
async def test_a_phone_that_says_it_cannot_be_called_stands_there_until_it_can(office: Office) -> None:
    deaf = Post(office.house, "gubei9", GUBEI, ("street",))
    await deaf.syncs()
    office.subscribes("gubei9")
    with office.house.engine.begin() as db:
        subscription.unable(db, "gubei9", office.house.clock.ms)
    assert (unable(office), phones(office)) == (1, (0, 0))
    await office.offers()
    assert await hears_at_once(office) == {"gubei1": [OFFER]}
    office.subscribes("gubei9")
    assert (unable(office), phones(office)) == (0, (0, 0))


def unable(office: Office) -> int:
    """Of the office: those that said so themselves."""
    return next(one for one in office.board(GUBEI).offices if one.place == GUBEI).unable


def phones(office: Office) -> tuple[int, int]:
    """Of the office: those that ring only while the app is open, and those not heard of for long."""
    found = next(one for one in office.board(GUBEI).offices if one.place == GUBEI)
    return found.app_only, found.stale
