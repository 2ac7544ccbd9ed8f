"""The chain of custody: events folded through a table into a state and a holder. Total: nothing breaks it."""

from collections.abc import Iterable, Iterator

import msgspec

from sync.exchange import Anomaly, Journey
from sync.programme import JourneyRules, JourneyStep, StepKind
from sync.record import Happening
from sync.roll_out import at
from sync.stamp import Dot

RESUME = "resume"


class _Stand(msgspec.Struct, frozen=True):
    """One event laid on the journey before it: `step` is the row it took, `counts` whether it is part of the chain."""

    event: Happening
    kind: StepKind
    step: JourneyStep | None
    counts: bool
    after: Journey


def row(rules: JourneyRules, state: str, event: str) -> JourneyStep | None:
    """The row an event takes from a state. A row for the very state goes before a row for its group."""
    rows = rules.by_event.get(event, ())
    exact = (step for step in rows if step.from_ == state)
    grouped = (step for step in rows if state in rules.groups.get(step.from_, ()))
    return next(exact, None) or next(grouped, None)


def kind_of(rules: JourneyRules, event: str) -> StepKind | None:
    """Fact, decision or clock; None for an event the journey does not know."""
    return next((step.kind for step in rules.by_event.get(event, ())), None)


def roles_of(rules: JourneyRules, event: str) -> tuple[str, ...]:
    """Every role that may emit the event from some state."""
    return tuple(dict.fromkeys(role for step in rules.by_event.get(event, ()) for role in step.by))


def holder_of(step: JourneyStep, event: Happening, holder: str | None) -> str | None:
    """Who answers for the record after the event. A slot left empty changes nobody's duty."""
    match step.holder:
        case "here":
            return event.place or holder
        case "other":
            return event.other or holder
        case "none":
            return None
        case "same":
            return holder


def fold(events: Iterable[Happening], rules: JourneyRules, quiet: frozenset[Dot] = frozenset()) -> Journey:
    """Where the record stands after its events, whatever their order of arrival. Late notes are outside.

    Each event moves it by the rules of its own version: what happened is not judged anew when the rules change. What is
    `quiet` and has no row is passed over without a word (`sync.alias`).
    """
    journey = Journey()
    for stand in _walk(events, rules, quiet):
        journey = stand.after
    return journey


def skipped(events: Iterable[Happening], rules: JourneyRules) -> frozenset[Dot]:
    """The decisions and clock events that lost their row to an earlier fact which arrived later."""
    return frozenset(stand.event.stamp.dot for stand in _walk(events, rules) if not stand.counts)


def fits(events: Iterable[Happening], happening: Happening, rules: JourneyRules) -> str | None:
    """None when the event may enter the journey; else the detail of its `superseded`. A fact always may.

    A decision or clock event must match a row where its stamp puts it, and may take no later fact's or decision's row.
    """
    if kind_of(at(rules, happening.version), happening.name) not in ("decision", "clock"):
        return None
    others = [event for event in events if event.stamp.dot != happening.stamp.dot]
    own = happening.stamp.dot
    without = _rowless(_walk(others, rules))
    laid = list(_walk([*others, msgspec.structs.replace(happening, late=False)], rules))
    placed = any(stand.step and stand.event.stamp.dot == own for stand in laid)
    robbed = {dot for dot in _rowless(laid) - without if dot != own}
    return None if placed and not robbed else f"no-row:{happening.name}"


def _rowless(stands: Iterable[_Stand]) -> set[Dot]:
    """Facts and decisions without a row. A clock event may lose its own unheard."""
    return {stand.event.stamp.dot for stand in stands if stand.step is None and stand.kind != "clock"}


def rowless(events: Iterable[Happening], rules: JourneyRules) -> frozenset[Dot]:
    """The facts and decisions the table has no row for from where the record stood."""
    return frozenset(_rowless(_walk(events, rules)))


def _walk(events: Iterable[Happening], rules: JourneyRules, quiet: frozenset[Dot] = frozenset()) -> Iterator[_Stand]:
    journey = Journey()
    for event in sorted((event for event in events if not event.late), key=lambda event: event.stamp):
        stand = _lay(journey, event, at(rules, event.version), event.stamp.dot in quiet)
        journey = stand.after
        yield stand


def _lay(journey: Journey, event: Happening, rules: JourneyRules, is_quiet: bool) -> _Stand:
    step = row(rules, journey.state, event.name)
    if step is None:
        return _without_row(journey, event, rules, is_quiet)
    state = _target(step, journey, rules)
    moved = state != journey.state
    after = Journey(
        state=state,
        holder=holder_of(step, event, journey.holder),
        place=event.place or journey.place,
        since=event.stamp.eff if moved else journey.since,
        last=event.stamp.dot,
        before=[*journey.before, journey.state] if moved and journey.state else journey.before,
        anomalies=[*journey.anomalies, *_faults(event)],
    )
    return _Stand(event, step.kind, step, True, after)


def _without_row(journey: Journey, event: Happening, rules: JourneyRules, is_quiet: bool) -> _Stand:
    kind = kind_of(rules, event.name) or "fact"
    if kind == "clock" or is_quiet:
        return _Stand(event, kind, None, False, _met(journey, event, rules) if is_quiet else journey)
    code = "skipped" if kind == "decision" else "no_row"
    noted = [*journey.anomalies, Anomaly(code, event.stamp.dot, event.name, journey.state)]
    if kind == "decision":
        return _Stand(event, kind, None, False, msgspec.structs.replace(journey, anomalies=noted))
    after = msgspec.structs.replace(
        journey, last=event.stamp.dot, place=event.place or journey.place, anomalies=[*noted, *_faults(event)]
    )
    return _Stand(event, kind, None, True, after)


def _met(journey: Journey, event: Happening, rules: JourneyRules) -> Journey:
    """Who begins again with somebody who stands at another place has them there: two desks, one after the other."""
    begins = row(rules, "", event.name)
    stands = journey.holder == journey.place and journey.state not in rules.final
    if not (begins and begins.holder == "here" and event.place and stands):
        return journey
    return msgspec.structs.replace(journey, holder=event.place, place=event.place)


def _target(step: JourneyStep, journey: Journey, rules: JourneyRules) -> str:
    """The state a row leads to; a resuming one leads back to the last state that is not passed over."""
    if step.to != RESUME:
        return step.to
    names = rules.resume.get(step.event, ())
    passed = {journey.state, *(state for name in names for state in rules.groups.get(name, (name,)))}
    earlier = (state for state in reversed(journey.before) if state not in passed)
    return next(earlier, rules.resume_else or journey.state)


def _faults(event: Happening) -> list[Anomaly]:
    guards = [Anomaly("guard", event.stamp.dot, event.name, name) for name in event.failed]
    return guards if event.entitled else [*guards, Anomaly("role", event.stamp.dot, event.name)]
