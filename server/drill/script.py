"""The drill's script, as a programme's folder holds it (`drill.toml`): who plays, what is meant to happen to whom, and
what a post does when it sees it. A text that begins with "$" is a word of the traveller."""

import tomllib
from pathlib import Path

import msgspec

from server.settings import Unusable
from sync.op import Value
from sync.programme import Match

FILE = "drill.toml"

Answers = dict[str, Value]


class Cast(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """So many phones at a post. `who` is the name others see, numbered where there are several. `dies_holding`: it
    hears nobody, says once that it holds so many acts, and is never heard again."""

    who: str
    place: str
    roles: tuple[str, ...]
    phones: int = 1
    dies_holding: int = 0


class Last(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is otherwise for the last of a party."""

    ends: str
    words: dict[str, Value] = {}


class Plot(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is meant to happen to a traveller. `per_mille` is exact to one person, `count` is so many in a wave of any
    size; plots with a `share` divide the rest.

    `whom`: who draws it: "party" (all of it), "single" (who travels alone), "grown" (one who travels alone in a plot
    of `within`), "family" (one party of three or more; `last` is for one of them). `ends`: the state they are in when
    all is over, "" where no house knows them. `words`: more words for the script's "$".
    `loss`: what goes wrong that nobody tells the house; `ends` is then where they are stuck. `named`: what the wall
    says of it: the word of a timer, a state, "apart", "silent", or "guard:<condition>". `phone`: the post they come to.
    """

    name: str
    ends: str
    per_mille: float = 0
    share: int = 0
    count: int = 0
    whom: str = "party"
    within: tuple[str, ...] = ()
    words: dict[str, Value] = {}
    loss: str = ""
    named: tuple[str, ...] = ()
    phone: str = ""
    last: Last | None = None


class Gather(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The records a field names: those in these states of whom the table holds, whole parties first, at most as many as
    the number in the field `most` of the record the act is opened from. `aboard`: only those whom that record holds."""

    in_: tuple[str, ...] = msgspec.field(name="in")
    if_: Match = msgspec.field(name="if", default={})
    unless: Match = {}
    most: str = ""
    aboard: bool = False


class Call(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What makes a post begin an act opened from nothing: enough waiting, or one for long, and none `but` yet."""

    gather: Gather
    of: str
    least: int
    minutes: int
    but_of: str
    but_in: tuple[str, ...]
    but_if: Match = {}


class Play(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When a post does an act. `after`: minutes the record has been in its state, drawn between two. `together`: the
    word that keeps several records in one doing ("" = one by one). `wait_while`: ref field -> states none of them may
    be in. `by`: only posts with one of these roles. `forms`: the flow is left after these. `brings`: a party comes.
    `twin`: two posts do it, the second a turn later with `other` answers: two desks that cannot hear each other.
    `once`: one time in the whole wave. `merges`: of people registered twice, the second record; "$first_record" is the
    first. `instead_of`: acts that nobody can do any more on those records, whether they have heard of this one or not.
    """

    act: str
    by: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    brings: bool = False
    if_: Match = msgspec.field(name="if", default={})
    unless: Match = {}
    after: tuple[int, int] = (0, 0)
    together: str = ""
    most: int = 40
    wait_while: dict[str, tuple[str, ...]] = {}
    gather: dict[str, Gather] = {}
    call: Call | None = None
    twin: bool = False
    once: bool = False
    merges: bool = False
    instead_of: tuple[str, ...] = ()
    answers: dict[str, Answers] = {}
    other: dict[str, Answers] = {}


class Door(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where travellers come in, and which share of the flights."""

    place: str
    share: int


class Script(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of it. `opens`: RFC 3339. `homes`: the kind of place people live in. `road`: an invented road.

    `alike`: fields that, all equal on two records, make a suspected pair. `settles`: contested field -> what is then
    decided. `parts`: elder, grown, child -> what the programme calls them. `words`: more for "$", whoever it is about.
    `beside`: kinds whose journeys are no part of a wave; every row of all others is to be played.
    """

    opens: str
    hours: int
    minutes_each_turn: int
    homes: str
    road: str
    alike: tuple[tuple[str, ...], ...]
    door: tuple[Door, ...]
    post: tuple[Cast, ...]
    plot: tuple[Plot, ...]
    play: tuple[Play, ...]
    settles: Answers = {}
    words: Answers = {}
    parts: dict[str, str] = {}
    beside: tuple[str, ...] = ()


def read(folder: Path) -> Script:
    """The script of the programme in `folder`."""
    path = folder / FILE
    try:
        return msgspec.convert(tomllib.loads(path.read_text("utf-8")), Script)
    except FileNotFoundError as fault:
        raise Unusable(f"{path} is missing: it says how the drill plays this programme") from fault
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as fault:
        raise Unusable(f"{path}: {fault}") from fault
