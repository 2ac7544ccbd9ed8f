"""One person under several records: linked as the same, they have one journey. Nothing is merged into anything: each
keeps its own history, and taking the link back gives each its own journey again. Links are made by people alone."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from sync import custody, merge
from sync.alias_rules import AliasRules
from sync.cover import covered, is_same, own_claim
from sync.exchange import Journey
from sync.op import Value
from sync.programme import Field, JourneyRules, Programme
from sync.record import Alias, FieldState, Happening, Record
from sync.stamp import Stamp
from sync.world import Find, journey_of, made_at, scopes_of, targets_in, value_of


class Link(msgspec.Struct, frozen=True, array_like=True):
    """Somebody said at `stamp` that these two are one."""

    stamp: Stamp
    one: str
    other: str


def begun(record: Record) -> Stamp:
    """When the record's person was first met: of several records the earliest survives."""
    return min((event.stamp for event in record.events if not event.late), default=made_at(record))


def classes(begun_at: Mapping[str, Stamp], links: Iterable[Link]) -> list[dict[str, Stamp | None]]:
    """Who is one: of each class its members, the survivor first, with the stamp at which each was joined to it."""
    survivor = {record: record for record in begun_at}
    joined: dict[str, Stamp] = {}
    for link in sorted(links, key=lambda link: link.stamp):
        if link.one not in survivor or link.other not in survivor or survivor[link.one] == survivor[link.other]:
            continue
        pair = survivor[link.one], survivor[link.other]
        first, second = sorted(pair, key=lambda record: (begun_at[record], record))
        for record in [record for record, into in survivor.items() if into == second]:
            survivor[record] = first
            joined[record] = max(joined.get(record, link.stamp), link.stamp)
    found: dict[str, dict[str, Stamp | None]] = {}
    for record in sorted(begun_at, key=lambda record: (survivor[record] != record, begun_at[record], record)):
        found.setdefault(survivor[record], {})[record] = joined[record] if survivor[record] != record else None
    return list(found.values())


def journey(members: Mapping[str, Sequence[Happening]], since: Stamp, rules: JourneyRules) -> Journey:
    """The one journey of a class joined at `since`. What one record's journey had a row for before that is passed over
    where the class has none: two desks registered one person, and that is no disorder any more."""
    events = {(event.stamp, event.name): event for own in members.values() for event in own}
    before = {event.stamp.dot for event in events.values() if event.stamp < since}
    flawed = {dot for own in members.values() for dot in custody.rowless(own, rules)}
    return custody.fold(events.values(), rules, frozenset(before - flawed))


def closed(own: Sequence[Happening], link: Happening, rules: JourneyRules) -> Journey:
    """Where a record stands whose person goes on under another: with nobody, wherever it stood. What comes later of it
    is the survivor's."""
    before = custody.fold((event for event in own if event.stamp < link.stamp), rules)
    stands = custody.fold((*(event for event in own if event.stamp < link.stamp), link), rules)
    if stands.last == link.stamp.dot:
        return stands
    step = next(step for step in rules.steps if step.event == link.name)
    return Journey(step.to, None, before.place, link.stamp.eff, link.stamp.dot, [*before.before, before.state])


def is_shared(field: Field) -> bool:
    """Answers about the person, whichever record they were given under: the latest, the best read, the safest. What
    names the record itself, or only a person may choose, stays with it."""
    policy = field.policy
    return policy.name in ("latest", "source", "safest") or (policy.name == "review" and bool(policy.order))


def shared(states: Sequence[FieldState], field: Field) -> FieldState:
    """The standing values of all records of a person, as if all had been written on one."""
    heads = [head for state in states for head in state.heads]
    awaited = tuple(dict.fromkeys(claim for state in states for claim in state.awaited))
    claims = [*awaited, *(own_claim(head, field.policy) for head in heads)]
    standing = [
        head
        for head in heads
        if not covered(head, [claim for claim in claims if claim.by != head.stamp.dot], field.policy)
    ]
    once = [
        head for at, head in enumerate(standing) if not any(is_same(head, one, field.policy) for one in standing[:at])
    ]
    return FieldState(tuple(sorted(once, key=lambda head: (head.v, head.stamp))), awaited)


def suspected(
    rules: AliasRules, answers: Mapping[str, Mapping[str, Value]], others: Iterable[tuple[str, str]]
) -> list[tuple[str, str]]:
    """Pairs of records that answer one of the lists alike and that nobody has spoken of; `others`: pairs already linked
    or said to be two. What was not answered is alike to nothing."""
    settled = {frozenset(pair) for pair in others}
    found: dict[tuple[str, str], None] = {}
    for names in rules.suspects:
        alike: dict[str, list[str]] = {}
        for record, said in answers.items():
            key = _key([said.get(name) for name in names])
            if key is not None:
                alike.setdefault(key, []).append(record)
        for group in alike.values():
            ordered = sorted(group)
            pairs = ((one, other) for at, one in enumerate(ordered) for other in ordered[at + 1 :])
            found.update((pair, None) for pair in pairs if frozenset(pair) not in settled)
    return sorted(found)


def _key(values: Sequence[Value]) -> str | None:
    """What is compared: between two desks case, spaces and hyphens are nothing."""
    said = [str(value) for value in values if isinstance(value, str | int) and not isinstance(value, bool)]
    bare = ["".join(letter for letter in text.upper() if letter.isalnum()) for text in said]
    return "\n".join(bare) if len(bare) == len(values) and all(bare) else None


def links_in(records: Iterable[Record], rules: AliasRules) -> list[Link]:
    """The links that stand on these records."""
    return [
        Link(head.stamp, record.id, str(target))
        for record in records
        if (state := record.fields.get(rules.field))
        for head in state.heads
        for target in targets_in(head.value)
        if target
    ]


def settle(
    changed: Mapping[str, Record], before: Find, programme: Programme, said: tuple[str, str, str]
) -> dict[str, Record]:
    """What an op's changes do to those that are, or were, one with a record it changed: they all come one version on.
    `before`: the records as they were; `said`: the op's author, their name, and the version it speaks."""
    settled: dict[str, Record] = {}
    for kind, rules in programme.journeys.items():
        known = _reached(changed, before, kind, rules.alias) if rules.alias else {}
        if known and rules.alias:
            begun_at = {record.id: begun(record) for record in known.values()}
            for joined in classes(begun_at, links_in(known.values(), rules.alias)):
                told = _as_one([known[record] for record in joined], joined, before, programme, said)
                scopes = tuple(sorted({scope for record in told for scope in scopes_of(record, programme)}))
                settled |= {record.id: _in_scopes(record, scopes, before(record.id)) for record in told}
    return settled


def _reached(changed: Mapping[str, Record], before: Find, kind: str, rules: AliasRules) -> dict[str, Record]:
    """The records of this kind that are or were linked to a changed one; others already one version on."""
    waiting = [
        record.id for record in changed.values() if record.kind == kind and (record.alias or links_in([record], rules))
    ]
    known: dict[str, Record] = {}
    while waiting:
        name = waiting.pop()
        record = changed.get(name) or before(name)
        if name in known or record is None or record.kind != kind:
            continue
        known[name] = record if name in changed else msgspec.structs.replace(record, v=record.v + 1)
        waiting += record.alias.members if record.alias else ()
        waiting += [link.other for link in links_in([record], rules)]
    return known


def _as_one(
    records: Sequence[Record],
    joined: Mapping[str, Stamp | None],
    before: Find,
    programme: Programme,
    said: tuple[str, str, str],
) -> list[Record]:
    """The records of one person, each with where it stands; the survivor first."""
    survivor, *others = records
    rules = programme.journeys[survivor.kind]
    since = max((stamp for stamp in joined.values() if stamp), default=None)
    if since is None or rules.alias is None:
        return [msgspec.structs.replace(survivor, alias=None, journey=custody.fold(survivor.events, rules))]
    named = tuple(joined)
    events = _in_sight(survivor, others, before(survivor.id))
    stands = journey({each.id: each.events for each in records}, since, rules)
    one = Alias(named, None, events, _shared(records, programme))
    told = [msgspec.structs.replace(survivor, alias=one, journey=stands)]
    for record in others:
        link = _closing(record, joined[record.id] or since, before(record.id), rules.alias, said)
        one = Alias(named, link.stamp, (link,))
        told.append(msgspec.structs.replace(record, alias=one, journey=closed(record.events, link, rules)))
    return told


def _closing(
    record: Record, at: Stamp, before: Record | None, rules: AliasRules, said: tuple[str, str, str]
) -> Happening:
    """What a link does to the journey of one that does not survive it: an event nobody sent."""
    known = before.alias.events if before and before.alias and before.alias.since else ()
    by, who, version = said
    fresh = Happening(at, record.v, rules.event, None, None, None, by, who, version)
    return next((event for event in known if event.stamp == at), fresh)


def _in_sight(survivor: Record, others: Iterable[Record], before: Record | None) -> tuple[Happening, ...]:
    """What was said of the others, from the version on at which it came in sight of those who have the survivor."""
    old = before.alias.events if before and before.alias else ()
    known = {(event.stamp, event.name): event.v for event in old}
    return tuple(
        msgspec.structs.replace(event, v=known.get((event.stamp, event.name), survivor.v))
        for other in others
        for event in other.events
    )


def _shared(records: Sequence[Record], programme: Programme) -> dict[str, FieldState]:
    """Of the one that goes on: what is picked among all, and what only another record says."""
    fields = programme.kinds[records[0].kind]
    found: dict[str, FieldState] = {}
    for name in sorted({name for record in records for name in record.fields if name in fields}):
        states = [state for record in records if (state := record.fields.get(name)) and state.heads]
        if is_shared(fields[name]):
            found[name] = shared([record.fields.get(name, merge.EMPTY) for record in records], fields[name])
        elif states and name not in records[0].fields:
            found[name] = states[0]
    return found


def _in_scopes(record: Record, scopes: tuple[str, ...], before: Record | None) -> Record:
    visible = before.visible if before else ()
    moved = not visible or visible[-1][1] != scopes
    return msgspec.structs.replace(record, visible=(*visible, (record.v, scopes)) if moved else visible)


def touched(record: Record, before: Record | None) -> tuple[str, ...]:
    """What a phone is told anew when a record's class changed: its journey, and what is or was picked among all."""
    picked = [name for one in (before, record) if one and one.alias for name in one.alias.fields]
    return ("@", *picked)


def pairs(records: Mapping[str, Record], programme: Programme, rules: JourneyRules) -> list[tuple[str, str]]:
    """The suspected pairs among these records that are open."""
    alias = rules.alias
    if alias is None:
        return []
    asked = {name for names in alias.suspects for name in names}
    answers = {
        name: {field: value_of(record, field, programme) for field in asked}
        for name, record in records.items()
        if record.kind == rules.about and (stands := journey_of(record, programme)) and stands.state in alias.open_
    }
    said = [
        (record.id, str(other))
        for record in records.values()
        for field in (alias.field, alias.differs)
        for other in targets_in(value_of(record, field, programme))
        if other
    ]
    return suspected(alias, answers, said)
