"""A record as it travels to a phone: standing values that share stamps, what happened, and what was folded from it."""

from msgspec import UNSET

from sync import custody
from sync.exchange import Derived, Put, WireEvent, WireHead
from sync.programme import Policy, Programme
from sync.record import Happening, Head, Record
from sync.stamp import Stamp
from sync.world import conflicts_of, journey_of


def put(
    record: Record,
    n: int,
    scopes: list[str],
    names: set[str] | None,
    programme: Programme,
    until: int | None = None,
) -> Put:
    """The entry for `record` at `n`: whole when `names` is None, else the fields named ("@" = its events). `until`: see
    Derived."""
    stamps: dict[Stamp, int] = {}
    fields = programme.kinds[record.kind]
    carried = {
        name: [
            WireHead(head.value, stamps.setdefault(head.stamp, len(stamps)), how(head, fields[name].policy))
            for head in state.heads
        ]
        for name in _written(record)
        if name in fields and (names is None or name in names) and (state := record.field(name))
    }
    journey = journey_of(record, programme)
    rules = programme.journeys.get(record.kind)
    events = None
    if rules and (names is None or "@" in names):
        skipped = custody.skipped(record.chain, rules)
        events = [_event(event, event.stamp.dot in skipped, stamps) for event in record.chain]
    one_of = list(record.alias.members) if record.alias else UNSET
    derived = Derived(journey, conflicts_of(record, programme), UNSET if until is None else until, one_of)
    return Put(n, record.v, record.kind, record.id, scopes, list(stamps), carried, events, derived, names is None)


def _written(record: Record) -> list[str]:
    return list(dict.fromkeys([*record.fields, *(record.alias.fields if record.alias else ())]))


def how(head: Head, policy: Policy) -> str | None:
    """What a phone needs besides value and stamp to pick as the server does."""
    match policy.name:
        case "source":
            return head.source
        case "count":
            return head.action
        case "first":
            return "decided" if head.decides else None
    return None


def _event(event: Happening, skipped: bool, stamps: dict[Stamp, int]) -> WireEvent:
    return WireEvent(
        stamps.setdefault(event.stamp, len(stamps)),
        event.name,
        event.place,
        event.other,
        event.data,
        event.by,
        event.who,
        list(event.failed),
        "late" if event.late else "skipped" if skipped else None,
    )
