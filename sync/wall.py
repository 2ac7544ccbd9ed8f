"""What hangs on the wall, decided from counts and clocks: an equation that must balance, and whose time is up."""

from collections.abc import Iterable

import msgspec

from sync import duty
from sync.exchange import Journey
from sync.match import Look, elements, matches
from sync.op import Value
from sync.programme import Programme, Timer
from sync.record import Record
from sync.wall_rules import Together, Wall, WallColumn
from sync.world import Find, Newest, going_on, newest_naming, own_words

MINUTE_MS = 60_000


class Tally(msgspec.Struct, frozen=True):
    """How many records of the counted kind stand in `state` with `holder`."""

    state: str
    holder: str | None
    count: int


class Share(msgspec.Struct, frozen=True):
    """How many of a column one holder answers for."""

    holder: str | None
    count: int


class Term(msgspec.Struct, frozen=True):
    """A column of the headcount. `shares`: the most first."""

    name: str
    custody: str
    count: int
    shares: list[Share]


class Headcount(msgspec.Struct, frozen=True):
    """Arrived = the sum of the terms, or `balanced` is false. `adrift`: states that no column counts, with how many
    stand there ("" = nothing ever happened to them). `unheld`: how many are open though nobody answers for them."""

    arrived: int
    terms: list[Term]
    balanced: bool
    adrift: dict[str, int]
    unheld: int


class Limit(msgspec.Struct, frozen=True):
    """A clock that runs for a record: yellow from `warn_at`, over from `limit_at` (ms). `say`: the word or event of its
    last step; `who`: roles that are told then."""

    warn_at: int
    limit_at: int
    say: str
    who: tuple[str, ...] = ()


def headcount(wall: Wall, tallies: Iterable[Tally]) -> Headcount:
    """The equation. Arrived is counted apart from the columns: whoever none of them knows tips the balance."""
    counted = [tally for tally in tallies if tally.state not in wall.not_counted and tally.count]
    arrived = sum(tally.count for tally in counted)
    terms = [_term(column, counted) for column in wall.columns]
    known = {state for column in wall.columns for state in column.in_}
    adrift: dict[str, int] = {}
    for tally in counted:
        if tally.state not in known:
            adrift[tally.state] = adrift.get(tally.state, 0) + tally.count
    unheld = sum(share.count for term in terms if term.custody == "open" for share in term.shares if not share.holder)
    return Headcount(arrived, terms, arrived == sum(term.count for term in terms), adrift, unheld)


def _term(column: WallColumn, counted: list[Tally]) -> Term:
    shares: dict[str | None, int] = {}
    for tally in counted:
        if tally.state in column.in_:
            shares[tally.holder] = shares.get(tally.holder, 0) + tally.count
    listed = sorted(shares.items(), key=lambda share: (-share[1], share[0] or ""))
    return Term(column.name, column.custody, sum(shares.values()), [Share(*share) for share in listed])


class Member(msgspec.Struct, frozen=True):
    """Somebody of a party: where they stand, with whom, since when (ms)."""

    key: str
    party: str
    state: str
    holder: str | None
    since: int


class Apart(msgspec.Struct, frozen=True):
    """Somebody who is not where most of their party is, namely with `rest_with`."""

    member: Member
    rest_with: str | None


def apart(ways: Iterable[Together], members: Iterable[Member], now: int) -> list[Apart]:
    """Whoever is somewhere else than the rest of their party on one way, once the last move is some minutes old. Where
    the halves are equal, those who moved last have gone on and the others were left."""
    everybody = list(members)
    found: list[Apart] = []
    for way in ways:
        parties: dict[str, dict[str | None, list[Member]]] = {}
        for member in everybody:
            if member.party and member.state in way.in_:
                parties.setdefault(member.party, {}).setdefault(member.holder, []).append(member)
        for groups in parties.values():
            moved_at = max(member.since for group in groups.values() for member in group)
            if len(groups) == 1 or moved_at > now - way.minutes * MINUTE_MS:
                continue
            most = max(groups.values(), key=lambda group: (len(group), max(one.since for one in group)))
            found += [Apart(one, most[0].holder) for group in groups.values() if group is not most for one in group]
    return sorted(found, key=lambda one: (one.member.since, one.member.key))


def flaws_of(journey: Journey | None) -> tuple[str, ...]:
    """What only a person can settle: "guard:<name>" for a condition that did not hold, else the code of the anomaly."""
    said = (
        f"guard:{one.detail}" if one.code == "guard" else one.code for one in (journey.anomalies if journey else ())
    )
    return tuple(dict.fromkeys(said))


def limit_of(timer: Timer, since: int, reminders: Iterable[str] = (), until: int | None = None) -> Limit | None:
    """The clock of one timer: its first step warns, the step that emits (else the last) is the limit. Reminders are no
    steps of it. `until` (ms): when that step comes, where people have said so."""
    steps = sorted((step for step in timer.steps if step.tell not in reminders), key=lambda step: step.minutes)
    if not steps:
        return None
    last = next((step for step in steps if step.emit), steps[-1])
    told = [step.who for step in steps if step.minutes <= last.minutes and step.who]
    who = last.who or (told[-1] if told else ())
    first, over = (since + step.minutes * MINUTE_MS for step in (steps[0], last))
    if until is not None and last.emit:
        first, over = min(first, until), until
    return Limit(first, over, last.tell or last.emit, who)


def soonest(
    kind: str,
    journey: Journey | None,
    look: Look,
    timers: Iterable[Timer],
    reminders: Iterable[str] = (),
    until: int | None = None,
) -> Limit | None:
    """Of all clocks that run for the record, the one that is up first."""
    if journey is None:
        return None
    running = [timer for timer in timers if timer.about == kind and journey.state in timer.in_]
    held = [timer for timer in running if matches(timer.while_, look)]
    began = [(timer, duty.start(timer, journey, look)) for timer in held]
    limits = [limit_of(timer, at, reminders, until) for timer, at in began if at is not None]
    return min((limit for limit in limits if limit), key=lambda limit: limit.limit_at, default=None)


def entered_before(timer: Timer, wall: Wall, now: int) -> int | None:
    """Whoever entered the timer's states after this (ms) need not be looked at now."""
    limit = limit_of(timer, 0, wall.reminders)
    if limit is None:
        return None
    return now - min(limit.warn_at, limit.limit_at - wall.soon_minutes * MINUTE_MS)


def is_shown(limit: Limit, wall: Wall, now: int) -> bool:
    """Past its warning, or soon over."""
    return now >= min(limit.warn_at, limit.limit_at - wall.soon_minutes * MINUTE_MS)


def words_through_links(
    record: Record,
    programme: Programme,
    find: Find,
    newest: Newest,
) -> Look:
    """The record's own words, "people.state": that word of all records one of its fields names, and through its
    journey's links that of the `newest` record which names it (target, kind, field)."""
    own = own_words(record, programme)
    rules = programme.journeys.get(record.kind)

    def look(word: str) -> Value:
        head, dot, rest = word.partition(".")
        if not dot:
            return own(word)
        if rules and head in rules.links:
            one = newest_naming(newest, record, rules.links[head])
            return own_words(one, programme)(rest) if one else None
        named = [going_on(find, str(one)) for one in elements(own(head))]
        return [value for one in named if one for value in elements(own_words(one, programme)(rest))]

    return look
