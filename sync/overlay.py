"""A record as its phone shows it: the row the server sent, with what this phone has done since laid over it."""

from collections.abc import Sequence

import msgspec

from sync import custody, form, merge
from sync.entry import how
from sync.exchange import Derived, Journey
from sync.journal import OwnOp
from sync.op import Value
from sync.programme import Programme
from sync.record import Happening, Head, Record
from sync.rights import DECIDE, Author
from sync.seen import SeenHead
from sync.shelf import Row
from sync.stamp import Dot, Stamp
from sync.upcast import today
from sync.world import conflicts_of, happened, journey_of


class RecordView(msgspec.Struct, frozen=True):
    """What a person sees of a record (`sync.seen.View`). `pending`: own ops without a verdict; `troubled`: own ops that
    did not enter, as typed; `one_of`: all records of a person who has several, the one that goes on first."""

    kind: str
    id: str
    v: int
    values: dict[str, Value]
    heads: dict[str, list[SeenHead]]
    conflicts: list[str]
    journey: Journey | None
    events: list[Happening]
    pending: int
    troubled: list[OwnOp]
    one_of: list[str] = []


def view(record: str, row: Row | None, own: Sequence[OwnOp], author: Author, programme: Programme) -> RecordView | None:
    """The record with `own`, this phone's ops on it, replayed. None when it is hidden, or nothing of it is known."""
    if row and (not row.scopes or row.record.kind not in programme.kinds):
        return None
    troubled = [each for each in own if each.is_troubled]
    replayed = [each for each in own if _is_replayed(each, row)]
    if row is None:
        replayed = _made_here(replayed or troubled, record, programme)
    shown = row.record if row else None
    for each in replayed:
        shown = _with(each, shown, record, author, programme)
    if shown is None:
        return None
    derived = row.derived if row and not replayed else _derived(shown, programme)
    events = happened(shown)
    return RecordView(
        kind=shown.kind,
        id=record,
        v=row.record.v if row else 0,
        values={
            name: merge.pick(state, programme.kinds[shown.kind][name].policy, events)
            for name, state in shown.fields.items()
        },
        heads=_heads(shown, replayed, programme),
        conflicts=list(derived.conflicts),
        journey=derived.journey,
        events=sorted(shown.events, key=lambda event: event.stamp),
        pending=sum(each.verdict is None for each in own),
        troubled=troubled,
        one_of=list(row.derived.one_of or []) if row else [],
    )


def standing(record: Record, programme: Programme) -> RecordView:
    """The record as the server has it, for whoever acts there."""
    events, derived = happened(record), _derived(record, programme)
    return RecordView(
        kind=record.kind,
        id=record.id,
        v=record.v,
        values={
            name: merge.pick(state, programme.kinds[record.kind][name].policy, events)
            for name, state in record.fields.items()
            if name in programme.kinds[record.kind]
        },
        heads=_heads(record, [], programme),
        conflicts=list(derived.conflicts),
        journey=derived.journey,
        events=list(record.events),
        pending=0,
        troubled=[],
    )


def _is_replayed(own: OwnOp, row: Row | None) -> bool:
    """Until the row reached the op's n or a complete page passed it; what did not enter stays beside the row."""
    if own.verdict is None:
        return True
    if own.passed or own.verdict.n is None or own.verdict.code == "superseded":
        return False
    return row is None or row.n < own.verdict.n


def _made_here(own: list[OwnOp], record: str, programme: Programme) -> list[OwnOp]:
    """Without a row a record is shown from the op that made it on; a change of what went elsewhere makes no record."""
    for at, each in enumerate(own):
        made = programme.forms.get(each.op.form)
        if made and any(part.record == record and form.makes(made, part.kind) for part in each.op.parts):
            return own[at:]
    return []


def _with(own: OwnOp, shown: Record | None, record: str, author: Author, programme: Programme) -> Record:
    part = next(part for part in own.op.parts if part.record == record)
    before, stamp = shown or Record(part.kind, record), _stamp(own, shown)
    fields, rules, decides = dict(before.fields), programme.kinds[part.kind], own.op.form == DECIDE
    for write in today(part.kind, part.writes, programme.upcasts)[0]:
        if field := rules.get(write.field):
            head = Head(write.value, stamp, before.v + 1, write.action, write.source, decides)
            fields[write.field] = merge.enter(fields.get(write.field, merge.EMPTY), head, write.base, field.policy)
    after = Record(part.kind, record, before.v + 1, fields, before.events, journey=before.journey)
    if event := part.event:
        said = (event.name, event.place, event.other, event.data, own.op.by, author.who, own.op.version)
        events = (*before.events, Happening(stamp, before.v + 1, *said))
        journey = custody.fold(events, programme.journeys[part.kind]) if part.kind in programme.journeys else None
        after = msgspec.structs.replace(after, events=events, journey=journey)
    return after


def _stamp(own: OwnOp, shown: Record | None) -> Stamp:
    """The stamp it was given, else one as if it arrived now: after all that is shown."""
    given = own.verdict.eff if own.verdict else own.refill
    if given is not None or shown is None:
        return Stamp(given or own.op.at, *own.dot)
    heads = (head.stamp.eff for state in shown.fields.values() for head in state.heads)
    latest = max([*heads, *(event.stamp.eff for event in shown.events)], default=0)
    return Stamp(max(own.op.paper_at or own.op.at, latest + 1), *own.dot)


def _derived(shown: Record, programme: Programme) -> Derived:
    return Derived(journey_of(shown, programme), conflicts_of(shown, programme))


def _heads(shown: Record, replayed: Sequence[OwnOp], programme: Programme) -> dict[str, list[SeenHead]]:
    bases = {
        (own.dot, write.field): tuple(write.base)
        for own in replayed
        if own.verdict is None
        for part in own.op.parts
        if part.record == shown.id
        for write in today(part.kind, part.writes, programme.upcasts)[0]
    }
    rules = programme.kinds[shown.kind]
    return {
        name: [
            SeenHead(head.value, head.stamp, how(head, rules[name].policy), _base(bases, head.stamp.dot, name))
            for head in state.heads
        ]
        for name, state in shown.fields.items()
    }


def _base(bases: dict[tuple[Dot, str], tuple[Dot, ...]], dot: Dot, name: str) -> tuple[Dot, ...]:
    return bases.get((dot, name), ())
