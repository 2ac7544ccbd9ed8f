"""What would happen if an office did not answer: who would hear, in which order, until the time to answer is over."""

from collections.abc import Collection

import msgspec
import sqlalchemy as sa

from server.notify import ladders
from server.notify.roster import Roster, reached
from server.storage.engine import reading
from sync import duty, escalation, membership
from sync.duty import Due
from sync.escalation import Stage, Told
from sync.exchange import Journey
from sync.match import Look
from sync.notice import standing
from sync.notice_rules import Call, all_words
from sync.op import Value
from sync.programme import Programme

ENDS = "ends"
"""A rehearsal's last telling: the time to answer is over."""


class Heard(msgspec.Struct, frozen=True):
    """One telling of a rehearsal: at `at` (ms) these people would be told, on so many phones."""

    at: int
    reach: str
    place: str
    people: list[str]
    phones: int


def rehearse(
    engine: sa.Engine, programme: Programme, office: str, asking: str, at: int, ladder: str = ""
) -> list[Heard]:
    """Who would hear, in which order, if this office did not answer a call that the place `asking` makes at `at`: as
    things stand, or as if the record `ladder` were in force."""
    with reading(engine) as db:
        tried = ladders.tried(db, programme, ladder) if ladder else (ladders.in_force(db, programme), "")
        call = _rehearsed(*tried) if tried else None
        if call is None:
            return []
        called = office if call.to.startswith("{") else call.to

        def look(word: str) -> Value:
            return called if call.to == f"{{{word}}}" else asking

        roster = Roster(db, programme, at)

        def reaches(stage: Stage) -> Collection[str]:
            return reached(db, roster, "", stage)

        dues = _dues(call, programme, look, at)
        plan, end = escalation.plan(call, dues, called, look, at), next((due for due in dues if due.emit), None)
        played = escalation.rehearse(plan, called, at, reaches, end.at_ms if end else None)
        if end:
            after = _after(call, end, programme, look)
            played += [(end.at_ms, Told(stage, tuple(reaches(stage)))) for stage in after]
        return [
            Heard(when, told.stage.reach, told.stage.place, _names(roster, told.stage), len(told.whom))
            for when, told in played
        ]


def _rehearsed(programme: Programme, words: str) -> Call | None:
    """The notice that bears these words, else the first that is passed on."""
    named = (call for call in programme.notices if words in all_words(call))
    return next(named, None) if words else next((call for call in programme.notices if call.heard_by), None)


def _dues(call: Call, programme: Programme, look: Look, at: int) -> list[Due]:
    state = next(iter(standing(programme.journeys[call.about], call.on)), "")
    dues = duty.due(call.about, Journey(state=state, since=at), look, programme.timers)
    return duty.edited(dues, call.answer_minutes)


def _after(call: Call, end: Due, programme: Programme, look: Look) -> list[Stage]:
    """Who is called when the time to answer is over."""
    calls = [one for one in programme.notices if one.about == call.about and one.on == end.emit]
    return [Stage(end.at_ms, ENDS, place) for one in calls for place in membership.named(one.to, look)]


def _names(roster: Roster, stage: escalation.Stage) -> list[str]:
    return [one.who for one in roster.people(stage.place, stage.rank)] if stage.reach != escalation.AGAIN else []
