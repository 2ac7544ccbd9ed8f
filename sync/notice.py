"""Who must hear of an op: decided from the op and the records it left, in the transaction that takes it in."""

import base64
import hashlib
from collections.abc import Iterator

import msgspec

from sync import duty, membership
from sync.acceptance import Decision
from sync.match import elements
from sync.op import Op, Part
from sync.programme import Call, JourneyRules, Programme
from sync.record import Record
from sync.stamp import Dot
from sync.world import journey_of, own_words

SLOTS = ("count", "office", "answer_by")
"""All that the words of a notice may say."""
ANSWER_BY = SLOTS[2]
ID_BYTES = 16
ENTERED = ("applied", "conflict")


class Notice(msgspec.Struct, frozen=True):
    """One batch handed to one office. It stands while its record is in one of `states`; `answer_by` (ms) is when a
    clock ends that. `id` is the same however often the op is taken in."""

    id: str
    kind: str
    record: str
    office: str
    words: str
    size: int
    answer_by: int | None
    states: tuple[str, ...]


def called(op: Op, dot: Dot, decision: Decision, programme: Programme) -> list[Notice]:
    """The notices that `op` gives rise to, given what was decided on it. An op that came too late calls nobody."""
    if decision.code not in ENTERED:
        return []
    records = decision.records
    return [
        notice
        for nth, part in enumerate(op.parts)
        for call in programme.notices
        if part.event and call.about == part.kind and call.on == part.event.name and part.record in records
        for notice in _called(call, f"{dot.inc}.{dot.seq}.{nth}", part, records[part.record], programme)
    ]


def _called(call: Call, name: str, part: Part, record: Record, programme: Programme) -> Iterator[Notice]:
    states = standing(programme.journeys[call.about], call.on)
    journey = journey_of(record, programme)
    if journey is None or journey.state not in states:
        return
    look = own_words(record, programme)
    clocks = [due.at_ms for due in duty.due(record.kind, journey, look, programme.timers) if due.emit]
    card = programme.cards.get(call.about)
    people = elements(look(card.people)) if card and card.people else []
    for office in membership.named(call.to, look):
        yield Notice(
            id=_id(f"{name}.{call.words}.{office}"),
            kind=part.kind,
            record=part.record,
            office=office,
            words=call.words,
            size=max(1, len(people)),
            answer_by=min(clocks, default=None),
            states=states,
        )


def standing(rules: JourneyRules, event: str) -> tuple[str, ...]:
    """The states an event leads to: while the record is there, nobody has answered."""
    return tuple(dict.fromkeys(step.to for step in rules.steps if step.event == event))


def _id(name: str) -> str:
    """22 characters: what a push service takes as Topic."""
    digest = hashlib.sha256(name.encode()).digest()[:ID_BYTES]
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
