"""What is true of somebody is what all phones together know, not what one of them does."""

from collections.abc import Iterator

import msgspec

from server.drill.witness import aboard, together
from sync import custody
from sync.overlay import RecordView
from sync.programme import JourneyRules, JourneyStep
from sync.record import Happening
from sync.stamp import Stamp

RULES = JourneyRules(
    about="crate",
    steps=(
        JourneyStep(from_="", event="pack", to="packed"),
        JourneyStep(from_="packed", event="send", to="sent"),
        JourneyStep(from_="packed", event="weigh", to="weighed"),
    ),
    final=("sent",),
)


def said(minute: int, name: str) -> Happening:
    return Happening(Stamp(minute, "dock", minute), 1, name, None, None, None, "u1", "Pat", "v1")


def shown(*events: Happening) -> RecordView:
    return RecordView("crate", "c1", 1, {}, {}, [], custody.fold(events, RULES), [*events], 0, [])


class Phone:
    def __init__(self, *seen: RecordView) -> None:
        self._seen = seen

    def views(self) -> Iterator[RecordView]:
        yield from self._seen


def test_who_is_aboard_is_known_though_the_leaders_phone_has_not_heard() -> None:
    crate = shown(said(1, "pack"))
    assert crate.journey
    loaded = msgspec.structs.replace(crate, journey=msgspec.structs.replace(crate.journey, holder="cart:7"))
    assert aboard([Phone(loaded), Phone(crate)], "cart:7") == [loaded]
    assert aboard([Phone(loaded), Phone(crate)], "cart:8") == []


def test_the_last_word_does_not_hide_an_earlier_one_its_phone_never_heard() -> None:
    packed, sent, weighed = said(1, "pack"), said(2, "send"), said(3, "weigh")
    known = together([shown(packed, sent), shown(packed, weighed)], {"crate": RULES})
    assert known
    assert known.journey
    assert (known.journey.state, len(known.events)) == ("sent", 3)


def test_a_phone_that_knows_nothing_adds_nothing() -> None:
    bare = shown()
    assert together([bare], {"crate": RULES}) is bare
    packed = shown(said(1, "pack"))
    assert together([bare, packed], {"crate": RULES}) is packed
    assert together([], {"crate": RULES}) is None
