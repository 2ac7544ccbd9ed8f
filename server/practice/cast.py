"""Who plays and what they find, as a programme's folder holds it (`demo.toml`)."""

import tomllib
from pathlib import Path

import msgspec

from server.settings import Unusable
from sync.op import Value

FILE = "demo.toml"


class Post(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Someone who plays: a made-up person at a post."""

    who: str
    place: str
    roles: tuple[str, ...]


class Opening(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is under way when somebody comes: arrivals of so many `hours`, drawn from `seed`, played until the post
    `lives_at` has one record that waits for its act `answer` in time (in a state of `asked`) and one whose time is up
    (in one of `late`).

    `leaves`: acts that wait for whoever plays, at the posts of the cast. `leaves_at_first`: acts nobody does before the
    clock is moved for the first time. The moving clock stops when somebody registered by hand waits for `answer`. Of
    the plot `plot` the first party and the last live at `lives_at`, and nobody else does; the act `asks` is about the
    last only when the first is late. `without`: plots that nobody draws, because they would make something else late,
    be over before anybody comes, or need two posts that cannot hear each other.
    """

    hours: int
    leaves: tuple[str, ...]
    leaves_at_first: tuple[str, ...]
    answer: str
    plot: str
    lives_at: str
    asks: str
    asked: tuple[str, ...]
    late: tuple[str, ...]
    seed: int = 1
    without: tuple[str, ...] = ()


class Specimen(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Answers for the forms of an act, form -> field -> value, one set for each made-up person."""

    act: str
    people: tuple[dict[str, dict[str, Value]], ...]


class Cast(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All who play. `guest`: word of the drill -> where it stands in the record of somebody registered by hand."""

    post: tuple[Post, ...]
    opening: Opening | None = None
    guest: dict[str, tuple[str, ...]] = {}
    specimen: Specimen | None = None


def read_cast(path: Path) -> Cast:
    """The cast of the programme whose `demo.toml` this is."""
    try:
        return msgspec.convert(tomllib.loads(path.read_text("utf-8")), Cast)
    except FileNotFoundError as fault:
        raise Unusable(f"{path} is missing: it lists who plays in the demo") from fault
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as fault:
        raise Unusable(f"{path}: {fault}") from fault
