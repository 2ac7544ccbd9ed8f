"""How a programme says who is called, who is told next when nobody answers, and who is on duty. Pure data."""

from typing import Literal

import msgspec

RungReach = Literal["channel", "next_contact", "place", "telephone"]


Texts = dict[str, dict[str, tuple[str, str]]]
"""Words -> language -> title and body, as people have edited them; "" = as ever."""


class Rung(msgspec.Struct, frozen=True, omit_defaults=True):
    """`minutes` after a notice nobody has heard, whom `tell` reaches: "channel" the other channels of the same people
    (while it is not delivered), "next_contact" the office's next contact, "place" those on duty at `at`, "telephone" as
    well, for somebody must ring up now. `words`: the text for them; "" = the notice's own."""

    minutes: int
    tell: RungReach
    at: str = ""
    words: str = ""


class Call(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who is called when a record of kind `about` has the event `on`: the devices at the place `to`, a scope with one
    reference word in braces. The text is `words` and, below it, "<words>.body"; both may say {count}, {office} and
    {answer_by}, and nothing else. `heard_by`: the ladder while nobody has it. `taken_back`: event -> the words that
    take the notice's place on the screen when that event ends it. `says_no`: events that answer it with a no.
    Where people have edited it: `again_minutes` after it everybody told is told once more, `answer_minutes` after it
    the time to answer is over, and `texts` (words -> language -> title and body, "" = as ever) stand for those
    words."""

    about: str
    on: str
    to: str
    words: str
    heard_by: tuple[Rung, ...] = ()
    taken_back: dict[str, str] = {}
    says_no: tuple[str, ...] = ()
    again_minutes: int | None = None
    answer_minutes: int | None = None
    texts: Texts = {}


def all_words(call: Call) -> tuple[str, ...]:
    """Every text a notice may bear: its own, those of its ladder, those that take it back."""
    laddered = (rung.words for rung in call.heard_by if rung.words)
    return tuple(dict.fromkeys([call.words, *laddered, *call.taken_back.values()]))


class Roster(msgspec.Struct, frozen=True, omit_defaults=True):
    """Which records say who is on duty: those of kind `of` in the states `in_`. Its fields: `place` of the office,
    `person` on duty (their id, where they have a phone of ours) with `who` and `telephone`, `rank` (its options are
    the order in which they are told), for `hours` from `since`."""

    of: str
    in_: tuple[str, ...] = msgspec.field(name="in")
    place: str
    person: str
    who: str
    telephone: str
    rank: str
    since: str
    hours: str


class Ladder(msgspec.Struct, frozen=True, omit_defaults=True):
    """Which records say how notices are passed on, in the programme's place: those of kind `of` in the states `in_`,
    for each notice the newest. `which`: the field that says which notice, and `calls`: its option -> words of a notice
    (a record without one is about the first). `waits`: the reach of a rung -> the field with its minutes after the
    rung before; `again`: the field with the minutes after which everybody told is told once more; `within`: that with
    the minutes there are to answer; `title` and `body`: language -> the field with the text."""

    of: str
    in_: tuple[str, ...] = msgspec.field(name="in")
    which: str
    calls: dict[str, str]
    waits: dict[RungReach, str]
    again: str
    within: str
    title: dict[str, str]
    body: dict[str, str]
