"""A shift is handed over head by head and item by item (F11), and the old leader holds it until the next accepts."""

from sync import form
from tests.actors.post import Post, shadows_agree
from tests.stories.conftest import Operation
from tests.stories.test_side_ways import codes
from tests.stories.test_the_two_ways import registers_family, signs
from tests.stories.test_the_wall import said, wall

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
    old.fills("keep_watch", handover, of_watch=watch, kept_why="the next leader is ill")
    assert codes(await old.syncs()) == {"applied"}
    assert (old.state(handover), keeper(old, watch)) == ("handover_off", "uhold01")


async def test_nobody_passes_the_leader_by_while_a_handover_waits(operation: Operation) -> None:
    old, other = operation.holding, next_leader(operation)
    watch = await goes_on_duty(old)
    await other.syncs()
    # Without a network each takes the plain way; the handover was begun before.
    handover = old.fills("hand_over", of_watch=watch, **COUNTED)
    await old.syncs()
    operation.house.clock.pass_minutes(1)
    other.fills("take_over_watch", watch, watch_hours="12")
    [passed_by] = await other.syncs()
    assert (passed_by.code, passed_by.detail) == ("superseded", "no-row:take_over")
    other.fills("end_watch", watch)
    assert codes(await other.syncs()) == {"superseded"}
    other.fills("check_call", watch)
    assert codes(await other.syncs()) == {"applied"}
    await old.syncs()
    assert (old.state(watch), keeper(old, watch), old.state(handover)) == ("handing_on", "uhold01", "handing_over")
    # Kept, it is an ordinary watch again.
    old.fills("keep_watch", handover, of_watch=watch, kept_why="the next leader is ill")
    assert codes(await old.syncs()) == {"applied"}
    await other.syncs()
    other.fills("take_over_watch", watch, watch_hours="12")
    assert codes(await other.syncs()) == {"applied"}
    assert keeper(other, watch) == "uhold02"
    assert shadows_agree(operation.house)


async def test_only_its_keeper_hands_a_watch_on_and_only_once(operation: Operation) -> None:
    old, other = operation.holding, next_leader(operation)
    watch = await goes_on_duty(old)
    await other.syncs()
    other.fills("hand_over", of_watch=watch, **COUNTED)
    [stranger] = await other.syncs()
    assert (stranger.code, stranger.detail) == ("superseded", "guard:own_watch")
    old.fills("hand_over", of_watch=watch, **COUNTED)
    old.fills("hand_over", of_watch=watch, **COUNTED)
    assert [verdict.code for verdict in await old.syncs()] == ["applied", "superseded"]


async def test_two_leaders_accept_at_once_and_one_of_them_has_the_shift(operation: Operation) -> None:
    old, new = operation.holding, next_leader(operation)
    third = Post(operation.house, "hold03", HP1, ("liaison",))
    watch = await goes_on_duty(old)
    handover = old.fills("hand_over", of_watch=watch, **COUNTED)
    for post in (old, new, third):
        await post.syncs()
    # Neither phone hears of the other; the second to be heard is told that it came too late.
    third.fills("accept_handover", handover, of_watch=watch, in_hours="8")
    operation.house.clock.pass_minutes(1)
    new.fills("accept_handover", handover, of_watch=watch, in_hours="12")
    assert codes(await new.syncs()) == {"applied"}
    [late] = await third.syncs()
    assert (late.code, late.detail) == ("superseded", "no-row:accept_handover")
    for post in (old, new, third):
        await post.syncs()
        seen = post.sees(watch).values
        assert (seen["keeper"], seen["watch_hours"], post.state(handover)) == ("uhold02", "12", "handed_over")
    assert shadows_agree(operation.house)


def test_a_difference_without_an_explanation_is_not_saved(operation: Operation) -> None:
    rules = operation.house.programme.forms["hand_over"]

    def asks_why(counted: int, **more: str) -> bool:
        faults = form.faults(rules, {"headcount": 2, "counted": counted, **more}, lambda _: None, ())
        return any((fault.field, fault.code) == ("difference", "needed") for fault in faults)

    assert not asks_why(2)
    assert asks_why(1)
    assert asks_why(3)
    assert not asks_why(1, difference="at the doctor's")


async def test_the_wall_names_a_handover_that_nobody_has_accepted_for_twenty_minutes(operation: Operation) -> None:
    old, house = operation.holding, operation.house
    watch = await goes_on_duty(old)
    handover = old.fills("hand_over", of_watch=watch, **COUNTED)
    await old.syncs()
    house.clock.pass_minutes(4)
    assert said(wall(house).overdue.rows) == []
    house.clock.pass_minutes(15)
    [warned] = wall(house).overdue.rows
    assert warned.limit_at > house.clock.ms
    house.clock.pass_minutes(2)
    [late] = wall(house).overdue.rows
    assert said([late]) == [(handover, "handover_waits")]
    assert late.limit_at <= house.clock.ms
    assert late.who == ("station_lead", "liaison", "street_lead", "site_desk", "duty_leader")
    new = next_leader(operation)
    await new.syncs()
    new.fills("accept_handover", handover, of_watch=watch, in_hours="12")
    await new.syncs()
    assert wall(house).overdue.rows == []
