"""What a decision may look at: records by id, by what they name, by who holds them. Whoever has the data answers."""

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

import msgspec

from sync import custody, membership, merge
from sync.exchange import Journey
from sync.match import elements
from sync.op import Value
from sync.programme import Programme
from sync.record import Happening, Record
from sync.rights import Author
from sync.stamp import Dot, Stamp

Look = Callable[[str], Value]
NO_JOURNEY = Journey()
Find = Callable[[str], Record | None]
Newest = Callable[[str, str, str], Record | None]
"""The newest record that names this one: (target, kind, field)."""
AT = "at."
"""Before the name of an event: when it happened last."""


class World(Protocol):
    """The records a decision is made among."""

    def record(self, record: str) -> Record | None: ...
    def naming(self, target: str, kind: str, field: str) -> Sequence[Record]:
        """Records of `kind` whose `field` names `target`, newest first."""
        ...

    def held_by(self, holder: str) -> Sequence[Record]: ...
    def seen_behind(self, dot: Dot, record: str) -> Dot | None:
        """What the op `dot` named as seen on `record`; for ops that did not enter."""
        ...


class Staged:
    """A world with the parts of one op laid over it."""

    def __init__(self, world: World, programme: Programme) -> None:
        self._world = world
        self._programme = programme
        self._over: dict[str, Record] = {}

    def put(self, record: Record) -> None:
        self._over[record.id] = record

    def must(self, record: str) -> Record:
        return self._over[record]

    def has(self, record: str) -> bool:
        return record in self._over

    def record(self, record: str) -> Record | None:
        return self._over.get(record) or self._world.record(record)

    def naming(self, target: str, kind: str, field: str) -> Sequence[Record]:
        fresh = [over for over in self._over.values() if over.kind == kind and target in _targets(over, field)]
        old = [old for old in self._world.naming(target, kind, field) if old.id not in self._over]
        return [*fresh, *old]

    def held_by(self, holder: str) -> Sequence[Record]:
        """Those the op moved in its earlier parts are counted where they are now."""
        old = [old for old in self._world.held_by(holder) if old.id not in self._over]
        moved = [
            over for over in self._over.values() if (journey_of(over, self._programme) or NO_JOURNEY).holder == holder
        ]
        return [*old, *moved]

    def seen_behind(self, dot: Dot, record: str) -> Dot | None:
        return self._world.seen_behind(dot, record)


def journey_of(record: Record, programme: Programme) -> Journey | None:
    """Where the record stands; None when its kind has no journey."""
    rules = programme.journeys.get(record.kind)
    return record.journey or custody.fold(record.chain, rules) if rules else None


def happened(record: Record) -> frozenset[str]:
    return frozenset(event.name for event in record.chain if not event.late)


def happened_at(events: Iterable[Happening], name: str) -> int | None:
    """When that event happened last, ms since 1970 UTC; None when it never did."""
    return max((event.stamp.eff for event in events if event.name == name and not event.late), default=None)


def value_of(record: Record, name: str, programme: Programme) -> Value:
    """The pick among the field's heads; None when nobody wrote it."""
    field = programme.kinds[record.kind].get(name)
    state = record.field(name)
    if not field or not state:
        return None
    return merge.pick(state, field.policy, happened(record) if field.policy.after else ())


def conflicts_of(record: Record, programme: Programme, names: Iterable[str] | None = None) -> list[str]:
    """The fields only a person can settle, by name; of these `names` where given."""
    written = record.fields.keys() | (record.alias.fields.keys() if record.alias else set())
    several = [
        (name, state)
        for name in (written if names is None else written & set(names))
        if (state := record.field(name)) and len(state.heads) > 1
    ]
    fields, events = programme.kinds[record.kind], happened(record) if several else ()
    return sorted(
        name for name, state in several if name in fields and merge.conflicted(state, fields[name].policy, events)
    )


def scopes_of(record: Record, programme: Programme) -> tuple[str, ...]:
    """The scopes the record is in: a pure function of this one record."""
    look = own_words(record, programme)
    return membership.scopes(record.kind, journey_of(record, programme), look, programme.feeds)


def own_words(record: Record, programme: Programme) -> Look:
    journey = journey_of(record, programme) or NO_JOURNEY

    def look(word: str) -> Value:
        match word:
            case "state":
                return journey.state
            case "holder":
                return journey.holder
            case "place":
                return journey.place
            case "since":
                return journey.since
            case _ if word.startswith(AT):
                return happened_at(record.chain, word.removeprefix(AT))
            case "key":
                return f"{record.kind}:{record.id}"
            case _:
                return value_of(record, word, programme)

    return look


def looker(programme: Programme, world: World, record: Record, author: Author, other: str | None) -> Look:
    """Resolve reference words (docs/add_a_programme.md) for a record, an author and the event's other slot."""
    own = own_words(record, programme)
    rules = programme.journeys.get(record.kind)

    def of(reference: Value, word: str) -> Value:
        """`reference` is "kind:record"."""
        found = going_on(world.record, str(reference).partition(":")[2]) if reference else None
        return own_words(found, programme)(word) if found else None

    def look(word: str) -> Value:
        head, dot, rest = word.partition(".")
        if word == "other":
            return other
        if not dot:
            return own(word)
        match head:
            case "actor":
                return author.word(rest)
            case "other":
                return of(other, rest)
            case "holder":
                return of(own("holder"), rest)
            case "self":
                return own(rest)
        if rules and head in rules.links:
            found = newest_naming(lambda *link: next(iter(world.naming(*link)), None), record, rules.links[head])
            return own_words(found, programme)(rest) if found else None
        named = programme.kinds[record.kind].get(head)
        if named and named.type in ("ref", "refs"):
            each = (going_on(world.record, str(target)) for target in targets_in(own(head)))
            return [value for one in each if one for value in elements(own_words(one, programme)(rest))]
        return None

    return look


def going_on(find: Find, name: str) -> Record | None:
    """Who is meant by a record's name: of several records of one person the one that goes on."""
    found = find(name)
    return find(found.alias.members[0]) or found if found and found.alias else found


def newest_naming(newest: Newest, record: Record, link: str) -> Record | None:
    """The newest record whose field names this one, under whichever of its names. `link`: "kind.field"."""
    kind, _, field = link.partition(".")
    found = [one for name in record.names if (one := newest(name, kind, field))]
    return max(found, key=made_at, default=None)


def _targets(record: Record, field: str) -> list[Value]:
    state = record.fields.get(field)
    return [target for head in (state.heads if state else ()) for target in targets_in(head.value)]


def targets_in(value: Value) -> list[Value]:
    return value if isinstance(value, list) else [value]


class Links(msgspec.Struct, frozen=True):
    """Which field of a record names which targets."""

    field: str
    targets: tuple[str, ...]


def links_of(record: Record, programme: Programme) -> list[Links]:
    """What every ref, refs, photo and code field of the record names: the index of `naming`, of who may see a picture,
    and of whose tag a tag is."""
    rows = []
    for name in programme.linking[record.kind]:
        if name in record.fields:
            targets = targets_in(value_of(record, name, programme))
            rows.append(Links(name, tuple(sorted({str(target) for target in targets if target}))))
    return rows


def made_at(record: Record) -> Stamp:
    """The earliest stamp on the record: when it came to be."""
    stamps = [head.stamp for state in record.fields.values() for head in state.heads]
    return min([*stamps, *(event.stamp for event in record.events)], default=Stamp(0, "", 0))
