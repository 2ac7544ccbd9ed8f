"""What a programme says of the screens of a post: what can be done, what is listed, how a record looks."""

import msgspec

from sync.condition import Match


class Act(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something a post can do: one or more forms, each saving one op, in one flow.
    `on`: the record kind it is opened from ("" = from the post itself); `in_`: in these states; `when`: if this holds.
    `batch`: may be done for several records of `on` at once, from the list. `main`: offered as the primary button.
    `carry`: form -> {field: where its first value comes from: "record" (the record opened), "people" (those of the
    forms before), "<form>" (the record an earlier form of this flow made)}.
    """

    name: str
    by: tuple[str, ...]
    forms: tuple[str, ...]
    on: str = ""
    in_: tuple[str, ...] = msgspec.field(default=(), name="in")
    when: Match = {}
    batch: bool = False
    main: bool = False
    carry: dict[str, dict[str, str]] = {}


class Tab(msgspec.Struct, frozen=True, omit_defaults=True):
    """A list on a post's screen: records of kind `of`, for these roles, soonest due first."""

    name: str
    of: str
    by: tuple[str, ...]
    in_: tuple[str, ...] = msgspec.field(default=(), name="in")
    when: Match = {}


class Card(msgspec.Struct, frozen=True, omit_defaults=True):
    """How a record of a kind is shown on a row and a page. `tag`: field value -> a mark the shell can draw
    ("disc" = the blue tag, "house" = outlined house). `party`: the field that keeps a family together."""

    of: str
    title: tuple[str, ...]
    number: str = ""
    details: tuple[str, ...] = ()
    search: tuple[str, ...] = ()
    party: str = ""
    people: str = ""
    marks: dict[str, dict[str, str]] = {}
