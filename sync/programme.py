"""A programme: what an operation asks, of whom, in which order. Pure data; the engine knows none of its words by name.

These Structs are both the shape of the TOML (docs/add_a_programme.md) and, compiled, the JSON that phones fetch.
"""

from functools import cached_property
from typing import Literal

import msgspec

from sync.alias_rules import AliasRules
from sync.board_rules import Dispatch, SitePlan
from sync.condition import Match as Match
from sync.condition import Scalar as Scalar
from sync.notice_rules import Call, Ladder, Roster
from sync.roll_rules import Roll
from sync.screen_rules import Act as Act
from sync.screen_rules import Card as Card
from sync.screen_rules import Tab as Tab
from sync.upcast_rules import Upcast
from sync.wall_rules import Wall

FieldType = Literal[
    "text", "int", "num", "bool", "choice", "multi", "date", "datetime", "dates", "phone", "country", "countries",
    "language", "place", "ref", "refs", "sign", "code", "mrz", "list", "photo",
]  # fmt: skip
PolicyName = Literal["latest", "source", "first", "safest", "set", "count", "log", "review", "derived"]
StepKind = Literal["fact", "decision", "clock"]
HolderRule = Literal["here", "same", "other", "none"]


class Policy(msgspec.Struct, frozen=True, omit_defaults=True):
    """How several standing values of a field become one (docs/protocol.md, Merge).

    `order`: sources best first (`source`), values safest first (`safest`, `review`). `contested`: a `source` field
    whose heads differ is a conflict. `decided_by`: the role that may decide. `after`: event -> the policy that holds
    once the record's journey has it. `normal`: the normaliser values are compared under.
    """

    name: PolicyName = "latest"
    order: tuple[str, ...] = ()
    contested: bool = False
    decided_by: str = ""
    after: dict[str, PolicyName] = {}
    normal: Literal["text", "upper", "digits"] = "text"


class Field(msgspec.Struct, frozen=True, omit_defaults=True):
    """One question of a form. `needed`, `shown` and `among` are conditions over the form being filled, then the record.

    `of`: the record kind of a ref/refs, the place kind of a place. `among`: which records a ref/refs may pick.
    `every`: a refs is finished when each record it may pick is named.
    `default`: a reference word ("actor.place", "actor.person", "now", "today", "party", "serial", "party.X" = as the
    previous member of the party answered; "policy.id", "policy.dates" = the rule in force and its days from today;
    "among" = all whom a refs may pick, "number.X" = how many the refs X may pick;
    "shown.language" = the language the screen speaks; "programme.version";
    "mrz.family" and the other names of a document's lines = filled in when it is read). A word without a value proposes
    nothing.
    `calc`: like default, never typed. `lowest`/`highest`: inclusive bounds. `bytes_max`: of one photo.
    `hint`: true when the words hold "<label>.why", one line on why this is asked. `label`: "<form>.<field>", set at
    load.
    """

    type: FieldType
    policy: Policy
    options: tuple[str, ...] = ()
    of: str = ""
    needed: bool | Match = False
    shown: Match = {}
    among: Match = {}
    every: bool = False
    pattern: str = ""
    lowest: int | None = None
    highest: int | None = None
    length_max: int = 400
    bytes_max: int = 0
    default: str = ""
    calc: str = ""
    sensitive: bool = False
    purpose: str = ""
    hint: bool = False
    label: str = ""


class Step(msgspec.Struct, frozen=True):
    """One screen of a form: a thought, its fields, and whom it faces."""

    name: str
    fields: tuple[str, ...]
    facing: Literal["staff", "traveller"] = "staff"


class Emit(msgspec.Struct, frozen=True, omit_defaults=True):
    """An event a form gives rise to.

    `to`: "self" (the form's own record) or the name of a ref/refs field, then each record it names gets the event.
    `name`, or `by` + `is_` (TOML `is`): the event named by the value of a field; a value not listed emits nothing.
    `other`: what stands in the event's other slot: "", "self", or a ref field. `when`: a condition over the form.
    `data`: fields of the form copied into the event.
    """

    to: str = "self"
    name: str = ""
    by: str = ""
    is_: dict[str, str] = msgspec.field(default_factory=dict, name="is")
    other: str = ""
    when: Match = {}
    data: tuple[str, ...] = ()


class Form(msgspec.Struct, frozen=True, omit_defaults=True):
    """A paper form as data. Saving it makes one op.

    `record`: "new" makes a record of kind `about`; "existing" writes on the record the act was opened from.
    `many`: the form is filled once per member of a party and saved as one op with a part per member.
    `also`: ref/refs field -> {field on that record: field of this form, or "self.X" = a field of the existing record}.
    `earlier`: what other versions that phones may still work by say (`sync.roll_out`; never on the wire).
    """

    about: str
    by: tuple[str, ...]
    fields: dict[str, Field]
    steps: tuple[Step, ...]
    code: str = ""
    record: Literal["new", "existing"] = "new"
    many: bool = False
    also: dict[str, dict[str, str]] = {}
    events: tuple[Emit, ...] = ()
    earlier: dict[str, "Form"] = {}


class JourneyStep(msgspec.Struct, frozen=True, omit_defaults=True):
    """One row of a journey: `from_` [event] -> `to`. `from_` "" = no journey yet; a group stands for its states."""

    from_: str = msgspec.field(name="from")
    event: str = ""
    to: str = ""
    kind: StepKind = "fact"
    by: tuple[str, ...] = ()
    holder: HolderRule = "same"
    only_if: tuple[str, ...] = ()


class Guard(msgspec.Struct, frozen=True, omit_defaults=True):
    """A named condition of a journey: a match table, any of several, or one of the engine's few functions.

    `match`: must hold. `any_of`: one of these must hold (checked besides `match`). `call`: "seats_left", "whole_party",
    "emptied", "policy"; `args`: what it is called with.
    """

    match: Match = {}
    any_of: tuple[Match, ...] = ()
    call: Literal["", "seats_left", "whole_party", "emptied", "policy"] = ""
    args: dict[str, Scalar] = {}


class JourneyRules(msgspec.Struct, frozen=True, omit_defaults=True, dict=True):
    """A kind's journey. `groups`: names for several states. `results`: events that are facts only their role may enter.
    `resume`: event -> states passed over when it resumes (the state before them is taken; `resume_else` if none).
    `links`: name -> "kind.field": the newest record of that kind whose field names this record.
    `decides`: field -> {value: event} emitted when a conflict is decided for a value and the state differs
    (`unless`: states in which that value already stands). `alias`: what becomes of one that was recorded twice.
    `earlier`: the same in other versions (`sync.roll_out`; never on the wire): an event moves a record as its own
    version says."""

    about: str
    steps: tuple[JourneyStep, ...]
    final: tuple[str, ...]
    groups: dict[str, tuple[str, ...]] = {}
    results: tuple[str, ...] = ()
    resume: dict[str, tuple[str, ...]] = {}
    resume_else: str = ""
    guards: dict[str, Guard] = {}
    links: dict[str, str] = {}
    decides: dict[str, "Decides"] = {}
    alias: AliasRules | None = None
    earlier: dict[str, "JourneyRules"] = {}

    @cached_property
    def by_event(self) -> dict[str, tuple[JourneyStep, ...]]:
        """Event -> the steps it takes, in the table's order."""
        return {
            event: tuple(step for step in self.steps if step.event == event)
            for event in dict.fromkeys(step.event for step in self.steps)
        }


class Decides(msgspec.Struct, frozen=True):
    """What deciding a contested field does to the journey."""

    emits: dict[str, str]
    unless: dict[str, tuple[str, ...]]


class TimerStep(msgspec.Struct, frozen=True, omit_defaults=True):
    """At `minutes` after entry into the state: tell roles (`who`) the words "timer.<tell>", or emit a clock event."""

    minutes: int
    tell: str = ""
    emit: str = ""
    who: tuple[str, ...] = ()


class Timer(msgspec.Struct, frozen=True, omit_defaults=True):
    """How long a record of kind `about` may stay in one of the states `in_`, counted from its entry or, if `later_of`
    names a later moment ("people.since"), from the latest of those. `since`: counted from this moment alone, and only
    for whoever was in the state by then."""

    about: str
    in_: tuple[str, ...] = msgspec.field(name="in")
    steps: tuple[TimerStep, ...] = ()
    while_: Match = msgspec.field(default_factory=dict, name="while")
    later_of: str = ""
    since: str = ""


class Feed(msgspec.Struct, frozen=True, omit_defaults=True):
    """Which scopes a record of kind `of` is in: a function of that one record. `into` are scopes with reference words
    in braces ("{holder}", "shop:{sold_at}"); a word without a value yields none. `while_`: in these states."""

    of: str
    into: tuple[str, ...]
    while_: tuple[str, ...] = msgspec.field(default=(), name="while")
    then_keep_hours: int = 0


class Place(msgspec.Struct, frozen=True, omit_defaults=True):
    """A place people can be at or be sent to. `code` "kind:id" is also its scope; `names` per language."""

    code: str
    names: dict[str, str]
    opens: str = ""
    closes: str = ""
    capacity: int = 0


class PolicyRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """A rule by date: who is in scope and what is asked. Times are RFC 3339 with offset; `until` is exclusive."""

    id: str
    since: str
    countries: tuple[str, ...]
    measure: str
    home_allowed: bool
    test: bool
    days: int
    until: str = ""


class Programme(msgspec.Struct, frozen=True, dict=True):
    """A checked programme, ready for server and phone. `kinds`: kind -> field -> the one Field that rules it, whatever
    form writes it. `version` is a hash of the content. `digest`: the words of what channels hear each hour."""

    name: str
    version: str
    time_zone: str
    languages: tuple[str, ...]
    roles: dict[str, tuple[str, ...]]
    forms: dict[str, Form]
    kinds: dict[str, dict[str, Field]]
    journeys: dict[str, JourneyRules]
    timers: tuple[Timer, ...]
    feeds: tuple[Feed, ...]
    places: tuple[Place, ...]
    policy: tuple[PolicyRow, ...]
    acts: tuple[Act, ...]
    tabs: tuple[Tab, ...]
    cards: dict[str, Card]
    wall: Wall | None = None
    rolls: tuple[Roll, ...] = ()
    notices: tuple[Call, ...] = ()
    digest: str = ""
    roster: Roster | None = None
    ladder: Ladder | None = None
    dispatch: Dispatch | None = None
    plan: SitePlan | None = None
    upcasts: tuple[Upcast, ...] = ()

    @cached_property
    def place_codes(self) -> frozenset[str]:
        """The places there are, by code."""
        return frozenset(place.code for place in self.places)

    @cached_property
    def linking(self) -> dict[str, tuple[str, ...]]:
        """Kind -> its fields whose values name something."""
        naming = ("ref", "refs", "photo", "code")
        return {
            kind: tuple(name for name, field in fields.items() if field.type in naming)
            for kind, fields in self.kinds.items()
        }
