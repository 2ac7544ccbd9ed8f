"""Who may do what: judged at capture, by what the author's device could see then."""

from typing import TYPE_CHECKING

import msgspec

from sync import merge
from sync.exchange import LIMITS
from sync.op import Op, Part, Value
from sync.programme import Form, Programme
from sync.record import Happening, Record
from sync.roll_out import at
from sync.stamp import Dot, Stamp

if TYPE_CHECKING:
    from sync.world import World

DECIDE = "decide"
"""The engine's own form: a person settles a conflict."""
CLOCK = "clock"
"""The engine's own form: a time has passed. Only the server's own incarnation fills it."""
RELEASE = "release"
"""The engine's own form: a person lets in what was quarantined. It has no parts; it names an op (`adopts`)."""
RESERVED = frozenset({DECIDE, CLOCK, RELEASE})
OVERSEE = "oversee"
"""The right to look at what was quarantined, and to release it."""
DAY_MS = 86_400_000


class Author(msgspec.Struct, frozen=True):
    """Who speaks through which device: rights as they were at enrolment. `scopes` are the feeds the device holds;
    `releases`: they answer for an act of somebody else's, who bears the name `who`."""

    inc: str
    person: str
    who: str
    place: str
    roles: tuple[str, ...]
    scopes: tuple[str, ...]
    revoked: bool = False
    releases: bool = False

    @property
    def is_clock(self) -> bool:
        return CLOCK in self.roles

    def answering(self, who: str) -> "Author":
        """The same person as one who answers for an act of `who`."""
        return msgspec.structs.replace(self, who=who, releases=True)

    def word(self, name: str) -> Value:
        """The value of the reference word "actor.<name>"."""
        words: dict[str, Value] = {
            "person": self.person,
            "who": self.who,
            "place": self.place,
            "roles": list(self.roles),
        }
        return words.get(name)


def may_oversee(author: Author, programme: Programme) -> bool:
    """May the author release what was quarantined?"""
    return any(OVERSEE in programme.roles.get(role, ()) for role in author.roles)


def overseen(scopes: tuple[str, ...], programme: Programme) -> tuple[str, ...] | None:
    """The places whose acts whoever holds `scopes` may oversee: their own; None where the wall hangs, or where the
    programme has none: every place."""
    return None if programme.wall is None or set(programme.wall.at) & set(scopes) else scopes


def may_fill(form: str, version: str, author: Author, programme: Programme) -> bool:
    """May the author fill this form at all? Deciding is judged field by field; only a clock fills the clock's form."""
    if author.releases:
        return form != CLOCK
    if form in RESERVED:
        return form == DECIDE or author.is_clock
    return bool(set(at(programme.forms[form], version).by) & set(author.roles))


def may_write(op: Op, part: Part, programme: Programme) -> bool:
    """Does the op's form reach these fields and this event? Fields no programme knows are applied to nothing anyway."""
    known = {write.field for write in part.writes} & programme.kinds[part.kind].keys()
    event = part.event.name if part.event else None
    if op.form in RESERVED:
        rules = programme.journeys.get(part.kind)
        if op.form == CLOCK:
            return not known
        fields = programme.kinds[part.kind]
        if not all(merge.may_conflict(fields[name].policy) for name in known):
            return False
        decided = {name for table in (rules.decides.values() if rules else ()) for name in table.emits.values()}
        return event is None or event in decided
    form = at(programme.forms[op.form], op.version)
    emits = {name for emit in form.events for name in (emit.name, *emit.is_.values()) if name}
    return known <= _reach(form, part.kind, programme) and (event is None or event in emits)


def _reach(form: Form, kind: str, programme: Programme) -> set[str]:
    own = set(form.fields) if form.about == kind else set()
    also = {
        name
        for ref, copies in form.also.items()
        if (form.fields[ref].of if ref in form.fields else "") == kind
        for name in copies
    }
    return own | also


def authority_fault(
    part: Part, before: Record | None, stamp: Stamp, author: Author, world: "World", programme: Programme
) -> str | None:
    """Why the author's device may not speak of this record; None when it may.

    With a journey: the record must have been visible to the device at the event it names as seen, or between that
    event and the op. Without one: the record is in a scope of the device now, or this device made it.
    """
    if before is None or author.is_clock or author.releases:
        return None
    counted = [event for event in before.chain if not event.late]
    if part.kind not in programme.journeys or not counted:
        return None if _in_scope_now(before, author) or _made_by(before, author) else "out-of-scope"
    seen = _entered(part.seen, before, world) or _before_lost_tick(part.seen, counted, stamp, author, before)
    if seen is None:
        return "no-seen" if part.seen is None else "unseen"
    if not _visible(seen, before, author):
        return "unseen"
    followers = [event for event in counted if event.stamp > seen.stamp]
    if followers and followers[0].stamp.eff < stamp.eff - LIMITS.offline_days_max * DAY_MS:
        return "too-old"
    return None


def _entered(seen: Dot | None, record: Record, world: "World") -> Happening | None:
    """The event `seen` names; one that did not enter stands for that part's own `seen`, and so on back."""
    events = {event.stamp.dot: event for event in record.chain if not event.late}
    passed: set[Dot] = set()
    while seen is not None and seen not in passed:
        if seen in events:
            return events[seen]
        passed.add(seen)
        seen = world.seen_behind(seen, record.id)
    return None


def is_of_clock(dot: Dot) -> bool:
    """Whether the house's own clock made this op: no phone's name begins so."""
    return dot.inc.startswith(CLOCK)


def _before_lost_tick(
    seen: Dot | None, counted: list[Happening], stamp: Stamp, author: Author, record: Record
) -> Happening | None:
    """What the house's clock said and lost with its disk no phone brings back: who named that is judged by the last
    event before their own act that their device could see."""
    if seen is None or not is_of_clock(seen):
        return None
    return next((one for one in reversed(counted) if one.stamp < stamp and _visible(one, record, author)), None)


def _visible(seen: Happening, record: Record, author: Author) -> bool:
    """Was the record fed to the device once that event was in it? Told by the order of acceptance: a fact that arrives
    late must not rewrite what others could see."""
    if seen.stamp.inc == author.inc:
        return True
    held = set(author.scopes)
    at_seen = [scopes for v, scopes in record.visible if v <= seen.v][-1:]
    since = [scopes for v, scopes in record.visible if v > seen.v]
    return any(held.intersection(scopes) for scopes in at_seen + since)


def _in_scope_now(record: Record, author: Author) -> bool:
    return bool(set(record.scopes) & set(author.scopes))


def _made_by(record: Record, author: Author) -> bool:
    return any(head.stamp.inc == author.inc for state in record.fields.values() for head in state.heads) or any(
        event.stamp.inc == author.inc for event in record.events
    )
