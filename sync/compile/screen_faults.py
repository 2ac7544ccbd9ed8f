"""What may be wrong with clocks, feeds, acts, tabs and cards: names that lead nowhere, acts that cannot be done."""

import re

from sync.compile.form_faults import names_of, target_kind
from sync.compile.journeys import states_of
from sync.compile.reference import STANDING, Reference
from sync.compile.screens import ACTS, CARDS, FEEDS, TABS, TIMERS
from sync.compile.sheet import Faults
from sync.custody import row
from sync.programme import Act, Card, Feed, Field, Form, Programme, Timer

MARKS = ("disc", "house")
"""The marks the shell can draw."""
CARRIED = ("record", "people")
BRACED = re.compile(r"\{([^{}]*)\}")


def note_screen_faults(programme: Programme, faults: Faults) -> None:
    for n, timer in enumerate(programme.timers):
        _note_timer(programme, timer, f"timer[{n}]", faults)
    for n, feed in enumerate(programme.feeds):
        _note_feed(programme, feed, f"feed[{n}]", faults)
    for act in programme.acts:
        _note_act(programme, act, faults)
    for tab in programme.tabs:
        if faults.unless_in(tab.of, programme.kinds, TABS, f"{tab.name}.of", "kind"):
            _note_states(programme, tab.of, tab.in_, TABS, f"{tab.name}.in", faults)
            Reference(programme, faults, TABS, tab.of).check(tab.when, f"{tab.name}.when")
    for card in programme.cards.values():
        _note_card(programme, card, faults)


def _note_states(programme: Programme, kind: str, states: tuple[str, ...], file: str, key: str, faults: Faults) -> None:
    rules = programme.journeys.get(kind)
    known = (*states_of(rules), *rules.groups) if rules else ()
    for state in states:
        faults.unless_in(state, known, file, key, f"state of {kind}")


def _note_timer(programme: Programme, timer: Timer, key: str, faults: Faults) -> None:
    if not faults.unless_in(timer.about, programme.journeys, TIMERS, f"{key}.about", "kind with a journey"):
        return
    rules = programme.journeys[timer.about]
    _note_states(programme, timer.about, timer.in_, TIMERS, f"{key}.in", faults)
    Reference(programme, faults, TIMERS, timer.about, far=True).check(timer.while_, f"{key}.while")
    for name, moment in (("later_of", timer.later_of), ("since", timer.since)):
        if moment:
            Reference(programme, faults, TIMERS, timer.about, far=True).check({moment: "given"}, f"{key}.{name}")
    clocked = tuple(dict.fromkeys(step.event for step in rules.steps if step.kind == "clock"))
    for n, step in enumerate(timer.steps):
        where = f"{key}.steps[{n}].emit"
        if not step.emit or not faults.unless_in(step.emit, clocked, TIMERS, where, f"clock event of {timer.about}"):
            continue
        for state in timer.in_:
            if row(rules, state, step.emit) is None:
                faults.add(TIMERS, where, f"{step.emit!r} has no row from {state!r}", clocked)


def _note_feed(programme: Programme, feed: Feed, key: str, faults: Faults) -> None:
    if not faults.unless_in(feed.of, programme.kinds, FEEDS, f"{key}.of", "kind"):
        return
    _note_states(programme, feed.of, feed.while_, FEEDS, f"{key}.while", faults)
    for into in feed.into:
        note_scope(programme, feed.of, into, FEEDS, f"{key}.into", faults)


def note_scope(programme: Programme, kind: str, scope: str, file: str, key: str, faults: Faults) -> None:
    """A place of the programme, or one word in braces that names a place on a record of `kind`."""
    fields, journey = programme.kinds[kind], kind in programme.journeys
    words = [name for name, field in fields.items() if field.type == "place"] + [*(STANDING[1:] if journey else ())]
    braced = BRACED.findall(scope)
    if len(braced) > 1:
        faults.add(file, key, f"{scope!r} has more than one word in braces", ("one word",))
    elif braced:
        faults.unless_in(braced[0], words, file, key, f"place of {kind}")
    else:
        faults.unless_in(scope, [place.code for place in programme.places], file, key, "place")


def _note_act(programme: Programme, act: Act, faults: Faults) -> None:
    for form in act.forms:
        if faults.unless_in(form, programme.forms, ACTS, f"{act.name}.forms", "form"):
            _note_act_form(programme, act, form, faults)
    if not act.on:
        if act.in_ or act.batch or act.when:
            faults.add(ACTS, f"{act.name}.on", "in, when and batch need the kind it is opened from", programme.kinds)
        return
    if faults.unless_in(act.on, programme.kinds, ACTS, f"{act.name}.on", "kind"):
        _note_states(programme, act.on, act.in_, ACTS, f"{act.name}.in", faults)
        Reference(programme, faults, ACTS, act.on).check(act.when, f"{act.name}.when")
        _note_dead_ends(programme, act, faults)


def _note_act_form(programme: Programme, act: Act, name: str, faults: Faults) -> None:
    form = programme.forms[name]
    for role in act.by:
        if role not in form.by:
            faults.add(ACTS, f"{act.name}.by", f"{role!r} may not fill {name!r}", form.by)
    if form.record == "existing" and form.about != act.on:
        faults.add(ACTS, f"{act.name}.forms", f"{name!r} is filled on a {form.about}", (f'on = "{form.about}"',))
    earlier = act.forms[: act.forms.index(name)]
    for field, source in act.carry.get(name, {}).items():
        key = f"{act.name}.carry.{name}.{field}"
        if faults.unless_in(field, form.fields, ACTS, key, f"field of {name}"):
            faults.unless_in(source, (*CARRIED, *earlier), ACTS, key, "source")
            _note_carried(programme, act, form.fields[field], field, source, key, faults)
    for carried in act.carry:
        faults.unless_in(carried, act.forms, ACTS, f"{act.name}.carry.{carried}", "form of this act")


def _note_carried(
    programme: Programme, act: Act, field: Field, name: str, source: str, key: str, faults: Faults
) -> None:
    """A ref takes the record itself; any other field takes what that record says under the same name."""
    made = programme.forms[source].about if source in programme.forms else act.on
    if source == "people":
        return
    if field.type in ("ref", "refs"):
        if made != field.of:
            faults.add(ACTS, key, f"{name!r} takes a {field.of}, not a {made or 'post'}", (field.of,))
    else:
        faults.unless_in(name, programme.kinds.get(made, {}), ACTS, key, f"field of {made}")


def _note_dead_ends(programme: Programme, act: Act, faults: Faults) -> None:
    """In every state it is offered, what the act first does to such a record has a row."""
    rules = programme.journeys.get(act.on)
    forms = [programme.forms[form] for form in act.forms if form in programme.forms]
    moving = [
        [name for emit in form.events if target_kind(form, emit) == act.on for name in names_of(emit)] for form in forms
    ]
    names = next((events for events in moving if events), [])
    if rules is None or not names:
        return
    for state in act.in_:
        if not any(row(rules, state, name) for name in names):
            faults.add(
                ACTS,
                f"{act.name}.in",
                f"{', '.join(names)} has no row from {state!r}",
                _states_for(programme, act, names),
            )


def _moves(form: Form, kind: str) -> list[str]:
    """The events a form sends to records of a kind."""
    return [name for emit in form.events if target_kind(form, emit) == kind for name in names_of(emit)]


def _states_for(programme: Programme, act: Act, names: list[str]) -> tuple[str, ...]:
    rules = programme.journeys[act.on]
    return tuple(state for state in states_of(rules) if any(row(rules, state, name) for name in names))


def _note_card(programme: Programme, card: Card, faults: Faults) -> None:
    if not faults.unless_in(card.of, programme.kinds, CARDS, card.of, "kind"):
        return
    fields = programme.kinds[card.of]
    single = {"number": card.number, "party": card.party, "people": card.people}
    listed = {"title": card.title, "details": card.details, "search": card.search}
    named = listed | {key: (name,) for key, name in single.items() if name}
    for key, names in named.items():
        for name in names:
            faults.unless_in(name, fields, CARDS, f"{card.of}.{key}", f"field of {card.of}")
    if card.people in fields and fields[card.people].type not in ("ref", "refs"):
        faults.add(CARDS, f"{card.of}.people", f"{card.people!r} names nobody", [n for n, f in fields.items() if f.of])
    for field, marks in card.marks.items():
        if faults.unless_in(field, fields, CARDS, f"{card.of}.marks", f"field of {card.of}"):
            for value, mark in marks.items():
                faults.unless_in(value, fields[field].options, CARDS, f"{card.of}.marks.{field}", f"value of {field}")
                faults.unless_in(mark, MARKS, CARDS, f"{card.of}.marks.{field}.{value}", "mark")
