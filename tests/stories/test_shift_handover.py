"""A shift is handed over head by head and item by item (F11), and the old leader holds it until the next accepts."""

from tests.actors.post import Post, shadows_agree
from tests.stories.conftest import Operation
from tests.stories.test_side_ways import codes
from tests.stories.test_the_two_ways import registers_family, signs

HP1 = "site:HP1"
COUNTED = {"headcount": 0, "counted": 0}


def next_leader(operation: Operation, place: str = HP1) -> Post:
    return Post(operation.house, "hold02", place, ("liaison",))


async def goes_on_duty(leader: Post) -> str:
    watch = leader.fills("take_watch", call_order="contact_1", watch_hours="8")
    assert codes(await leader.syncs()) == {"applied"}
    return watch


def keeper(post: Post, watch: str) -> object:
    return post.sees(watch).values["keeper"]


async def test_the_old_leader_holds_the_shift_until_the_next_accepts(operation: Operation) -> None:
    old, new = operation.holding, next_leader(operation)
    watch = await goes_on_duty(old)
    handover = old.fills("hand_over", of_watch=watch, points="The lift is out of order", **COUNTED)
    assert codes(await old.syncs()) == {"applied"}
    await new.syncs()
    assert (new.state(handover), keeper(new, watch)) == ("handing_over", "uhold01")
    # Whoever hands over cannot take it themselves, and the watch does not move.
    old.fills("accept_handover", handover, of_watch=watch, in_hours="12")
    [own] = await old.syncs()
    assert (own.code, own.detail) == ("superseded", "guard:someone_else")
    await new.syncs()
    assert (new.state(handover), keeper(new, watch)) == ("handing_over", "uhold01")
    # The next leader accepts without a network; the calls follow as soon as there is one.
    new.fills("accept_handover", handover, of_watch=watch, in_hours="12", in_phone="+862155551234")
    assert keeper(operation.holding, watch) == "uhold01"
    assert codes(await new.syncs()) == {"applied"}
    await old.syncs()
    seen = old.sees(watch).values
    assert (seen["keeper"], seen["keeper_name"], seen["watch_hours"]) == ("uhold02", "Who hold02", "12")
    assert (old.state(watch), old.state(handover)) == ("on_watch", "handed_over")
    assert shadows_agree(operation.house)


async def test_a_difference_is_named_and_open_items_are_kept_with_it(operation: Operation) -> None:
    desk = operation.desk
    first, second = registers_family(desk, 2)
    signs(desk, [first, second], "central")
    bus = desk.fills("trip", **{"class": "central"}, vehicle="沪A22222", seats=30, to_site="site:CS1")
    watch = await goes_on_duty(desk)
    handover = desk.fills(
        "hand_over",
        of_watch=watch,
        headcount=2,
        counted=1,
        not_here=[second],
        difference="went to the lavatory with a grandmother: Lin",
        open_trips=[bus],
    )
    assert codes(await desk.syncs()) == {"applied"}
    await operation.duty.syncs()
    said = operation.duty.sees(handover).values
    assert (said["headcount"], said["counted"], said["not_here"], said["open_trips"]) == (2, 1, [second], [bus])


async def test_another_post_cannot_take_the_shift_and_its_leader_may_keep_it(operation: Operation) -> None:
    old, stranger = operation.holding, operation.duty
    watch = await goes_on_duty(old)
    handover = old.fills("hand_over", of_watch=watch, **COUNTED)
    await old.syncs()
    await stranger.syncs()
    stranger.fills("accept_handover", handover, of_watch=watch, in_hours="12")
    [away] = await stranger.syncs()
    assert (away.code, away.detail) == ("superseded", "guard:own_post")
    await old.syncs()
    assert keeper(old, watch) == "uhold01"
    old.fills("keep_watch", handover, kept_why="the next leader is ill")
    assert codes(await old.syncs()) == {"applied"}
    assert (old.state(handover), keeper(old, watch)) == ("handover_off", "uhold01")
