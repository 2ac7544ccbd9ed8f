"""Whatever a list and the desks say, nobody on a roll is lost and nobody is counted twice."""

from hypothesis import given
from hypothesis import strategies as st

from sync.roll import Member, balance
from sync.roll_rules import Roll, RollGroup

GROUPS = (RollGroup("here", ("in", "gone_on")), RollGroup("away", ("ill",)), RollGroup("unseen", ("due",), open=True))
ROLL = Roll(
    of="van", by=("clerk",), form="due", again="again", link="van", carry=(), same=(), keys=(("label",),),
    renew=("due",), groups=GROUPS, columns=(), apart=("void",),
)  # fmt: skip
STATES = ("in", "gone_on", "ill", "due", "void", "nowhere")

members = st.lists(st.tuples(st.sampled_from(STATES), st.booleans()), max_size=30).map(
    lambda said: [Member(str(n), state, listed) for n, (state, listed) in enumerate(said)]
)


@given(members, st.none() | st.integers(0, 40))
def test_everybody_stands_in_one_place(everybody: list[Member], announced: int | None) -> None:
    found = balance(ROLL, everybody, announced)
    named = [record for group in found.groups for record in group.records] + [*found.besides, *found.adrift]
    assert sorted(named) == sorted(member.record for member in everybody if member.state != "void")
    assert found.total + len(found.besides) == len(named) + found.unnamed
    assert found.balanced == (not found.adrift)
    assert found.unnamed == 0 or not found.besides, "whoever came fills a place without a name"


@given(members, st.none() | st.integers(0, 40))
def test_whoever_is_listed_is_never_beside_the_list(everybody: list[Member], announced: int | None) -> None:
    found = balance(ROLL, everybody, announced)
    assert not {member.record for member in everybody if member.listed} & set(found.besides)
    assert found.total >= (announced or 0)
