"""What may be wrong with a journey: two ways from one place, states nobody reaches, conditions about nothing."""

from collections.abc import Iterable

from sync.compile.form_faults import names_of, target_kind
from sync.compile.journeys import events_of, file_of, spelt_out, states_of
from sync.compile.reference import Reference
from sync.compile.sheet import Faults
from sync.programme import Decides, Guard, JourneyRules, Programme

RESUME = "resume"
CALL_ARGS = {
    "seats_left": ("seats",),
    "whole_party": ("of", "party", "people"),
    "emptied": ("but", "sought"),
    "policy": ("countries", "asks"),
    "": (),
}
ASKS = ("in_scope", "out_of_scope", "home_allowed", "test", "no_test")


def note_journey_faults(programme: Programme, faults: Faults) -> None:
    for kind, rules in programme.journeys.items():
        file = file_of(kind)
        faults.unless_in(kind, programme.kinds, file, "about", "kind")
        _note_states(rules, file, faults)
        _note_events(rules, file, faults)
        _note_guard_names(rules, file, faults)
        for name, guard in rules.guards.items():
            _note_guard(programme, rules, name, guard, faults)
        for name, link in rules.links.items():
            _note_link(programme, kind, name, link, faults)
        for field, decides in rules.decides.items():
            _note_decides(programme, rules, field, decides, faults)


def moves(rules: JourneyRules) -> dict[tuple[str, str], list[str]]:
    """(state, event) -> targets, groups spelt out; a resuming event leads to every state it may resume."""
    found: dict[tuple[str, str], list[str]] = {}
    for step in rules.steps:
        for state in spelt_out(rules, (step.from_,)):
            found.setdefault((state, step.event), []).append(step.to)
    return found


def _note_states(rules: JourneyRules, file: str, faults: Faults) -> None:
    states = states_of(rules)
    for group, members in rules.groups.items():
        for state in members:
            faults.unless_in(state, states, file, f"groups.{group}", "state")
    for state in rules.final:
        if not any(step.to == state for step in rules.steps):
            faults.add(
                file, "final", f"{state!r} is never reached", tuple(dict.fromkeys(step.to for step in rules.steps))
            )
    reached = reachable(rules)
    for state in states:
        if state not in reached:
            faults.add(file, "steps", f"state {state!r} is never reached", sorted(reached))
        elif not _ends(rules, state):
            faults.add(file, "steps", f"from {state!r} no final state is reached", rules.final)


def reachable(rules: JourneyRules, start: str = "", without: Iterable[str] = ()) -> frozenset[str]:
    """The states that can follow `start`, without the given events. A resuming event leads back, to nothing new."""
    cut, seen, waiting = frozenset(without), set[str](), [start]
    while waiting:
        at = waiting.pop()
        for (state, event), targets in moves(rules).items():
            new = {target for target in targets if target != RESUME} - seen
            if state == at and event not in cut:
                seen |= new
                waiting.extend(new)
    return frozenset(seen)


def _ends(rules: JourneyRules, state: str) -> bool:
    """A state that only resumes ends where the states before it do."""
    resumes = any(at == state and RESUME in targets for (at, _), targets in moves(rules).items())
    return state in rules.final or resumes or bool(reachable(rules, state) & set(rules.final))


def _note_events(rules: JourneyRules, file: str, faults: Faults) -> None:
    for (state, event), targets in moves(rules).items():
        if len(targets) > 1:
            faults.add(
                file,
                "steps",
                f"{event!r} has {len(targets)} targets from {state!r}",
                ("one row for a state and event",),
            )
    for event in events_of(rules):
        kinds = tuple(dict.fromkeys(step.kind for step in rules.steps if step.event == event))
        if len(kinds) > 1:
            faults.add(file, "steps", f"{event!r} is of several kinds: {', '.join(kinds)}", ("one kind for an event",))
    for event in rules.results:
        faults.unless_in(event, events_of(rules), file, "results", "event")
    resuming = tuple(dict.fromkeys(step.event for step in rules.steps if step.to == RESUME))
    for event in resuming:
        if event not in rules.resume:
            faults.add(file, f"resume.{event}", "which states does it pass over?", states_of(rules))
    for event, passed in rules.resume.items():
        faults.unless_in(event, resuming, file, f"resume.{event}", "resuming event")
        for state in passed:
            faults.unless_in(state, (*states_of(rules), *rules.groups), file, f"resume.{event}", "state")
    if rules.resume_else:
        faults.unless_in(rules.resume_else, states_of(rules), file, "resume_else", "state")


def _note_guard_names(rules: JourneyRules, file: str, faults: Faults) -> None:
    asked = {name for step in rules.steps for name in step.only_if}
    for name in sorted(asked - rules.guards.keys()):
        faults.add(file, "steps", f"{name!r} is not a condition of this journey", sorted(rules.guards))
    for name in sorted(rules.guards.keys() - asked):
        faults.add(file, f"only_if.{name}", "no step asks for it", ("a step that names it",))


def _note_guard(programme: Programme, rules: JourneyRules, name: str, guard: Guard, faults: Faults) -> None:
    file, key = file_of(rules.about), f"only_if.{name}"
    for event in sorted({step.event for step in rules.steps if name in step.only_if}):
        asking = Reference(programme, faults, file, rules.about, others=others_of(programme, rules.about, event))
        for table in (guard.match, *guard.any_of):
            asking.check(table, key)
    for arg in guard.args:
        faults.unless_in(arg, CALL_ARGS[guard.call], file, f"{key}.{arg}", f"argument of {guard.call}")
    own = programme.kinds.get(rules.about, {})
    for arg in ("countries", "people", "but"):
        if arg in guard.args:
            faults.unless_in(str(guard.args[arg]), own, file, f"{key}.{arg}", "field")
    if guard.call == "emptied":
        everywhere = {state for one in programme.journeys.values() for state in states_of(one)}
        faults.unless_in(str(guard.args.get("sought", "")), everywhere, file, f"{key}.sought", "state")
    if guard.call == "policy":
        faults.unless_in(str(guard.args.get("asks", "in_scope")), ASKS, file, f"{key}.asks", "question")
    if guard.call == "whole_party" and faults.unless_in(
        str(guard.args.get("of", "")), programme.kinds, file, f"{key}.of", "kind"
    ):
        fields = programme.kinds[str(guard.args["of"])]
        faults.unless_in(str(guard.args.get("party", "")), fields, file, f"{key}.party", "field")


def others_of(programme: Programme, kind: str, event: str) -> tuple[str, ...] | None:
    """The kinds that stand in an event's other slot, by the forms that emit it; None when no form does yet."""
    emitted = [
        form.about if emit.other == "self" else form.fields[emit.other].of
        for form in programme.forms.values()
        for emit in form.events
        if target_kind(form, emit) == kind
        and event in names_of(emit)
        and (emit.other == "self" or emit.other in form.fields)
    ]
    return tuple(dict.fromkeys(emitted)) or None


def _note_link(programme: Programme, kind: str, name: str, link: str, faults: Faults) -> None:
    file, key = file_of(kind), f"links.{name}"
    of, dot, field = link.partition(".")
    refs = tuple(
        f"{one}.{ref}"
        for one, fields in programme.kinds.items()
        for ref, ruled in fields.items()
        if ruled.type in ("ref", "refs") and ruled.of == kind
    )
    if not dot or f"{of}.{field}" not in refs:
        faults.add(file, key, f"{link!r} is not a ref to {kind}", refs)
    if name in ("other", "holder", "self", "actor"):
        faults.add(file, key, f"{name!r} is a word of the condition language", ("another name",))


def _note_decides(programme: Programme, rules: JourneyRules, field: str, decides: Decides, faults: Faults) -> None:
    file, key = file_of(rules.about), f"decides.{field}"
    fields = programme.kinds.get(rules.about, {})
    if not faults.unless_in(field, fields, file, key, "field"):
        return
    values = fields[field].options or ("true", "false")
    for value, event in decides.emits.items():
        faults.unless_in(value, values, file, f"{key}.emits", f"value of {field}")
        faults.unless_in(event, events_of(rules), file, f"{key}.emits.{value}", "event")
    for value, states in decides.unless.items():
        faults.unless_in(value, values, file, f"{key}.unless", f"value of {field}")
        for state in states:
            faults.unless_in(state, states_of(rules), file, f"{key}.unless.{value}", "state")
