"""Somebody works elsewhere from now on: what their phone may no longer show leaves it, what it may now see comes, and
nothing they had entered before is lost."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from server.storage import tables as t
from server.storage.quarantine import count
from sync.exchange import LIMITS
from sync.rights import Author
from tests.actors.house import House, parcel
from tests.actors.post import Post, shadows_agree
from tests.parcels import DEPOT, OFFICE, SHOP

_numbers = itertools.count(1)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path)
    yield house
    house.close()


def moves(post: Post, place: str, *roles: str) -> None:
    """The same person gets a code of the other place, and their phone goes on under it."""
    inc, me = f"moved{next(_numbers)}", post.phone.memory.author
    post.house.enrol(inc, place, roles)
    with post.house.engine.begin() as db:
        db.execute(sa.update(t.incarnations).where(t.incarnations.c.inc == inc).values(actor=me.person))
    post.phone.enrolled(Author(inc, me.person, me.who, place, roles, (place,)))


def rescopes(post: Post, *scopes: str) -> None:
    """What the phone may see changes under the name it has."""
    listed = "[" + ",".join(f'"{scope}"' for scope in scopes) + "]"
    with post.house.engine.begin() as db:
        db.execute(sa.update(t.incarnations).where(t.incarnations.c.inc == post.phone.inc).values(scopes=listed))


def shows(post: Post) -> dict[str, tuple[int, tuple[str, ...]]]:
    """The version and the scopes of every record the phone has."""
    rows = post.phone.memory.shelf.rows
    return {record: (row.record.v, tuple(row.scopes)) for record, row in rows.items() if row.scopes}


async def as_fresh_phone(house: House, place: str) -> dict[str, tuple[int, tuple[str, ...]]]:
    fresh = Post(house, f"fresh{next(_numbers)}", place, ("clerk",))
    await fresh.syncs()
    return shows(fresh)


async def test_an_officer_who_moves_takes_no_one_along_and_finds_everybody_of_the_new_post(house: House) -> None:
    clerk, other = Post(house, "k00001", DEPOT, ("clerk",)), Post(house, "k00002", SHOP, ("clerk", "shopkeeper"))
    stays = clerk.fills("take_in", label="stays")
    older = other.fills("take_in", label="older")
    await other.syncs()
    await clerk.syncs()
    moves(clerk, SHOP, "shopkeeper")
    await clerk.syncs()
    assert clerk.is_blind_to(stays)
    assert clerk.sees(older).values["label"] == "older"
    assert shows(clerk) == await as_fresh_phone(house, SHOP)


@pytest.mark.parametrize("makes", ["themselves", "somebody else"])
async def test_an_act_from_before_the_move_waits_and_a_leader_lets_it_in(house: House, makes: str) -> None:
    clerk, other = Post(house, "k00001", DEPOT, ("clerk",)), Post(house, "k00002", DEPOT, ("clerk",))
    maker = clerk if makes == "themselves" else other
    known = maker.fills("take_in", label="L1")
    await maker.syncs()
    await clerk.syncs()
    clerk.fills("mark", known, colour="red")
    moves(clerk, SHOP, "clerk")
    [marked] = await clerk.syncs()
    assert (marked.code, marked.detail) == ("quarantined", "unseen")
    [own] = clerk.phone.troubled()
    with house.engine.begin() as db:
        assert count(db, (SHOP,)) == 1
    leader = Post(house, "lead01", SHOP, ("lead",))
    leader.phone.release(own.dot, house.clock.ms)
    assert [verdict.code for verdict in await leader.syncs()] == ["applied"]
    await other.syncs()
    assert other.sees(known).values["colour"] == "red"
    with house.engine.begin() as db:
        assert count(db) == 0
    assert shadows_agree(house)


async def test_a_role_that_is_gone_refuses_and_the_author_keeps_what_they_typed(house: House) -> None:
    clerk = Post(house, "k00001", DEPOT, ("clerk",))
    clerk.fills("take_in", label="L1")
    moves(clerk, DEPOT, "shopkeeper")
    [taken] = await clerk.syncs()
    assert (taken.code, taken.detail) == ("refused", "role:take_in")
    [own] = clerk.phone.troubled()
    assert own.op.parts[0].writes[0].value == "L1"
    with house.engine.begin() as db:
        assert db.execute(sa.select(t.ops.c.verdict)).scalars().all() == ["refused"]


@pytest.mark.parametrize("after", [(SHOP,), (DEPOT, SHOP), (SHOP, OFFICE)])
async def test_rights_that_change_between_two_pages_leave_exactly_what_may_be_seen(
    house: House, after: tuple[str, ...]
) -> None:
    maker, keeper = Post(house, "k00001", DEPOT, ("clerk",)), Post(house, "k00002", SHOP, ("clerk", "shopkeeper"))
    for number in range(LIMITS.page_entries_max + 40):
        maker.fills("take_in", parcel(number), label=f"L{number}")
    await maker.syncs()
    for number in range(40):
        keeper.fills("take_in", parcel(2000 + number), label=f"S{number}")
    await keeper.syncs()
    phone = Post(house, "k00003", DEPOT, ("clerk",))
    assert not (await phone.exchanges()).complete
    phone.fills("mark", parcel(1), colour="red")
    rescopes(phone, *after)
    [marked] = await phone.syncs()
    assert marked.code in ("applied", "quarantined")
    # Rows of the rest came with later pages; changes go on as ever.
    keeper.fills("mark", parcel(2001), colour="blue")
    await keeper.syncs()
    await phone.syncs()
    expected = Post(house, "k00009", DEPOT, ("clerk",))
    rescopes(expected, *after)
    await expected.syncs()
    assert shows(phone) == shows(expected)
    assert {scope for _, scopes in shows(phone).values() for scope in scopes} <= set(after)
