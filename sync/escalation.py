"""Who is told next when nobody answers: two clocks frozen with the notice, decided without a clock of its own.

*Heard-by* goes up the ladder until somebody has it. *Answer-by* tells the same people again until there is an answer;
what its end does is the journey's own (`sync.duty`).
"""

from collections.abc import Callable, Collection, Iterable, Iterator

import msgspec

from sync.duty import Due
from sync.match import Look
from sync.membership import named
from sync.notice_rules import Call, Rung, RungReach, Texts

MINUTE_MS = 60_000
AGAIN = "again"
"""The answer-by clock's own reach: everybody who was told, once more."""


class Stage(msgspec.Struct, frozen=True, array_like=True):
    """At `at_ms` (ms since 1970 UTC) tell those whom `reach` means, at the place `place`, with `words` ("" = the
    notice's own). `rank`: which contact of the place, from 0; None = everybody on duty there."""

    at_ms: int
    reach: RungReach | str
    place: str
    words: str = ""
    rank: int | None = None


class Plan(msgspec.Struct, frozen=True):
    """What happens while a notice stands, as it was when the notice was made. `wordings`: the texts people have edited,
    and `ends_at` (ms, 0 = as the timers say): when there is no more time to answer, where they have edited that."""

    heard: tuple[Stage, ...] = ()
    answer: tuple[Stage, ...] = ()
    wordings: Texts = {}
    ends_at: int = 0


class Progress(msgspec.Struct, frozen=True):
    """How far both clocks have come: stages passed, whether it reached a device, whether somebody has it."""

    heard: int = 0
    answer: int = 0
    delivered: bool = False
    has_it: bool = False


class Told(msgspec.Struct, frozen=True):
    """A stage that is reached, and whom it reaches (nobody: the next one follows at once)."""

    stage: Stage
    whom: tuple[str, ...]


class Climbed(msgspec.Struct, frozen=True):
    """What is to be told now, how far the clocks have come with it, and when to look again (ms; None = never)."""

    told: tuple[Told, ...]
    progress: Progress
    next_at: int | None


Reach = Callable[[Stage], Collection[str]]
"""The devices a stage reaches as things are now."""


def plan(call: Call, dues: Iterable[Due], office: str, look: Look, made_at: int) -> Plan:
    """The two clocks of a notice to `office`. `dues`: the timers that run for its record; those that tell before one
    ends the state are reminders, unless people have said when to remind."""
    clocks = list(dues)
    ends = min((due.at_ms for due in clocks if due.emit), default=0)
    reminds = [due.at_ms for due in clocks if due.tell]
    if call.again_minutes is not None:
        reminds = [made_at + call.again_minutes * MINUTE_MS]
    again = (Stage(at_ms, AGAIN, office) for at_ms in reminds if made_at < at_ms < ends)
    ends_at = ends if call.answer_minutes is not None else 0
    return Plan(tuple(_stages(call.heard_by, office, look, made_at)), tuple(again), call.texts, ends_at)


def first(office: str, made_at: int) -> Stage:
    """The telling a notice begins with: the office's first contact."""
    return Stage(made_at, "next_contact", office, rank=0)


def climb(plan: Plan, progress: Progress, now: int, reaches: Reach, reached: bool = True) -> Climbed:
    """Everything due at `now`. `reached`: did the telling before reach anybody? A stage that reaches nobody is passed
    at once, so that an office without people or channels costs no minutes."""
    told: list[Told] = []
    heard = progress.heard
    while heard < len(plan.heard) and not progress.has_it:
        stage = plan.heard[heard]
        if not (progress.delivered and stage.reach == "channel"):
            if reached and stage.at_ms > now:
                break
            told.append(Told(stage, tuple(reaches(stage))))
            reached = bool(told[-1].whom)
        heard += 1
    answer = progress.answer
    while answer < len(plan.answer) and plan.answer[answer].at_ms <= now:
        told.append(Told(plan.answer[answer], tuple(reaches(plan.answer[answer]))))
        answer += 1
    after = msgspec.structs.replace(progress, heard=heard, answer=answer)
    return Climbed(tuple(told), after, next_at(plan, after))


def next_at(plan: Plan, progress: Progress) -> int | None:
    """When something is due next, if nothing happens before."""
    waiting = [
        *(stage.at_ms for stage in plan.heard[progress.heard :] if not progress.has_it),
        *(stage.at_ms for stage in plan.answer[progress.answer :]),
    ]
    return min(waiting, default=None)


def rehearse(
    plan: Plan, office: str, made_at: int, reaches: Reach, ends_at: int | None = None
) -> list[tuple[int, Told]]:
    """What would happen if nobody answered: when each telling would come, and whom it would reach, until the time to
    answer is over."""
    beginning = first(office, made_at)
    told = Told(beginning, tuple(reaches(beginning)))
    played = [(made_at, told)]
    now: int | None = made_at
    progress, reached = Progress(), bool(told.whom)
    while now is not None and (ends_at is None or now < ends_at):
        climbed = climb(plan, progress, now, reaches, reached)
        played += [(now, each) for each in climbed.told]
        progress, now, reached = climbed.progress, climbed.next_at, True
    return played


def _stages(ladder: Iterable[Rung], office: str, look: Look, made_at: int) -> Iterator[Stage]:
    rank = 0
    for rung in sorted(ladder, key=lambda rung: rung.minutes):
        at_ms = made_at + rung.minutes * MINUTE_MS
        if rung.tell == "next_contact":
            rank += 1
            yield Stage(at_ms, rung.tell, office, rung.words, rank)
        elif rung.tell == "channel":
            yield Stage(at_ms, rung.tell, office, rung.words)
        else:
            yield from (Stage(at_ms, rung.tell, place, rung.words) for place in named(rung.at, look))
