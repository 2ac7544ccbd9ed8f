"""Two desks choose differently for one person: the safer stands meanwhile, and the lead decides."""

import pytest

from server.programme import read, seed
from sync import acceptance, form
from sync.op import Op, Part
from sync.seen import Filled
from sync.stamp import Stamp
from sync.world import conflicts_of

from .post import Answers, House, Post
from .test_changning_ways import central_notice, home_notice, person


@pytest.fixture
def house() -> House:
    return House(read(seed("changning")).programme)


def enter(house: House, post: Post, name: str, parts: list[Part]) -> str:
    """The verdict on an op of these parts, stored when it enters."""
    post.seq += 1
    op = Op(post.seq, house.now, ("s", 1), post.author.person, name, house.programme.version, None, None, None, parts)
    stamp = Stamp(house.now, post.author.inc, post.seq)
    decided = acceptance.decide(op, stamp, post.author, house.programme, house)
    house.records.update(decided.records)
    house.pass_minutes(1)
    return f"{decided.code}:{decided.detail or ''}"


@pytest.mark.parametrize(("decided", "state"), [("central", "queued_central"), ("home", "queued_test")])
def test_the_safer_way_stands_until_the_lead_decides(house: House, decided: str, state: str) -> None:
    one, other = (Post(house, inc, "station:PVG-T1", "station", "station_lead") for inc in ("aaaaaa", "bbbbbb"))
    [traveller] = one.fills("arrival", person("Mia"))
    one.fills("notice_given", {"people": [traveller]})
    apart = [
        notice_parts(house, post, traveller, said) for post, said in ((one, home_notice()), (other, central_notice()))
    ]
    assert enter(house, one, "notice", apart[0]) == "applied:"
    assert enter(house, other, "notice", apart[1]) == "conflict:"
    assert (house.says(traveller, "choice"), house.says(traveller, "state")) == ("central", "queued_central")
    assert conflicts_of(house.records[traveller], house.programme) == ["choice"]
    view = one.view(traveller)
    assert view
    assert enter(house, one, form.DECIDE, [form.decide(house.programme, view, "choice", decided, one)]) == "applied:"
    assert (house.says(traveller, "choice"), house.says(traveller, "state")) == (decided, state)
    assert conflicts_of(house.records[traveller], house.programme) == []


def notice_parts(house: House, post: Post, traveller: str, said: Answers) -> list[Part]:
    """A notice as a desk saves it that has not heard of the other desk's."""
    told: Answers = {"people": [traveller], "lang": "en", "signed_at": "2020-03-20T08:10:00Z", "at_place": post.place}
    witnessed = told | {"witness": post.author.person} | said
    return form.compose(house.programme, "notice", [Filled(house.new_id(), witnessed)], post, post.view)
