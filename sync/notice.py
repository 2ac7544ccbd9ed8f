"""Who must hear of an op: decided from the op and the records it left, in the transaction that takes it in."""

import base64
import hashlib
from collections.abc import Iterator

import msgspec

from sync import duty, escalation, membership
from sync.acceptance import Decision
from sync.escalation import Plan
from sync.match import elements
from sync.notice_rules import Call
from sync.op import Op, Part
from sync.programme import JourneyRules, Programme
from sync.record import Record
from sync.stamp import Dot
from sync.world import journey_of, own_words

SLOTS = ("count", "office", "answer_by")
"""All that the words of a notice may say."""
ANSWER_BY = SLOTS[2]
DIGEST_SLOTS = ("office", "time", "open", "unheard", "late")
"""What the words of a digest can say: how many requests stand, nobody has in hand, are past their time."""
ID_BYTES = 16
ENTERED = ("applied", "conflict")


class Notice(msgspec.Struct, frozen=True):
    """One batch handed to one office. It stands while its record is in one of `states`; `answer_by` (ms) is when a
    clock ends that. `plan`: who is told next, and `taken_back`: event -> the words that take its place on the screen,
    as the programme had them. `id` is the same however often the op is taken in."""

    id: str
    kind: str
    record: str
    office: str
    words: str
    size: int
    answer_by: int | None
    states: tuple[str, ...]
    plan: Plan = Plan()
    taken_back: dict[str, str] = {}


class Answer(msgspec.Struct, frozen=True):
    """What happened to a record that notices may stand for: the event, where it led, who did it; a clock is nobody."""

    record: str
    event: str
    state: str
    who: str | None


def answered(op: Op, decision: Decision, programme: Programme, who: str | None) -> list[Answer]:
    """The events of `op` that may end notices."""
    if decision.code not in ENTERED:
        return []
    about = {call.about for call in programme.notices}
    return [
        Answer(part.record, part.event.name, journey.state, who)
        for part in op.parts
        if part.event and part.kind in about and part.record in decision.records
        if (journey := journey_of(decision.records[part.record], programme))
    ]


def called(op: Op, dot: Dot, decision: Decision, programme: Programme, now: int) -> list[Notice]:
    """The notices that `op` gives rise to at `now`, given what was decided on it. An op that came too late calls
    nobody."""
    if decision.code not in ENTERED:
        return []
    records = decision.records
    return [
        notice
        for nth, part in enumerate(op.parts)
        for call in programme.notices
        if part.event and call.about == part.kind and call.on == part.event.name and part.record in records
        for notice in _called(call, f"{dot.inc}.{dot.seq}.{nth}", part, records[part.record], programme, now)
    ]


def _called(call: Call, name: str, part: Part, record: Record, programme: Programme, now: int) -> Iterator[Notice]:
    states = standing(programme.journeys[call.about], call.on)
    journey = journey_of(record, programme)
    if journey is None or journey.state not in states:
        return
    look = own_words(record, programme)
    dues = duty.edited(duty.due(record.kind, journey, look, programme.timers), call.answer_minutes)
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
            answer_by=min((due.at_ms for due in dues if due.emit), default=None),
            states=states,
            plan=escalation.plan(call, dues, office, look, now),
            taken_back=call.taken_back,
        )


def standing(rules: JourneyRules, event: str) -> tuple[str, ...]:
    """The states an event leads to: while the record is there, nobody has answered."""
    return tuple(dict.fromkeys(step.to for step in rules.steps if step.event == event))


def _id(name: str) -> str:
    """22 characters: what a push service takes as Topic."""
    digest = hashlib.sha256(name.encode()).digest()[:ID_BYTES]
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
