"""What a form asks, and the op that saving it makes: its own record first, then a part for each record it names."""

import re
from collections.abc import Mapping, Sequence

import msgspec

from sync import canon
from sync.answer import Known
from sync.answer import element_fault as element_fault
from sync.answer import value_fault as value_fault
from sync.match import Look, elements, given, matches
from sync.op import Event, Part, Value, Write
from sync.programme import Emit, Field, Form, Programme
from sync.rights import DECIDE as DECIDE
from sync.seen import Filled as Filled
from sync.seen import SeenHead as SeenHead
from sync.seen import Speaker, View, Views
from sync.stamp import Dot

ADDING = ("count", "log", "derived")
"""Policies under which what stands is not what a form opens with."""


class Fault(msgspec.Struct, frozen=True, array_like=True):
    """What is still to be done to finish. `code`: needed, pattern, or a code of `value_fault`."""

    field: str
    code: str


def makes(form: Form, kind: str) -> bool:
    """Does saving the form make new records of this kind?"""
    return form.record == "new" and form.about == kind


def targets(form: Form) -> tuple[str, ...]:
    """The ref fields whose records get a part of their own, in form order."""
    named = [emit.to for emit in form.events if emit.to != "self"] + list(form.also)
    return tuple(sorted(dict.fromkeys(named), key=[*form.fields, *named].index))


def also_fields(form: Form) -> dict[str, tuple[str, ...]]:
    """Target -> the fields the form writes on the records it names."""
    return {target: tuple(form.also.get(target, {})) for target in targets(form)}


def words(form: Form, values: Mapping[str, Value], beyond: Look) -> Look:
    """Reference words while a form is being filled: its own answers first, then whatever `beyond` knows."""

    def look(word: str) -> Value:
        name = word.removeprefix("self.")
        return values[name] if name in values and name in form.fields else beyond(word)

    return look


def is_shown(field: Field, look: Look) -> bool:
    return matches(field.shown, look)


def is_needed(field: Field, look: Look) -> bool:
    return field.needed if isinstance(field.needed, bool) else matches(field.needed, look)


def faults(form: Form, values: Mapping[str, Value], beyond: Look, places: Known) -> list[Fault]:
    """What is still to be done to finish, in form order. `beyond` answers what the form does not."""
    look = words(form, values, beyond)
    shown = [(name, field) for name, field in form.fields.items() if is_shown(field, look)]
    found = [(name, _fault(field, look(name), look, places)) for name, field in shown]
    return [Fault(name, code) for name, code in found if code]


def _fault(field: Field, value: Value, look: Look, places: Known) -> str | None:
    if not given(value):
        return "needed" if is_needed(field, look) else None
    if field.pattern and not all(re.fullmatch(field.pattern, str(text)) for text in elements(value)):
        return "pattern"
    return value_fault(field, value, places)


def defaults(form: Form, known: Look, view: View | None) -> dict[str, Value]:
    """What stands in the form when it opens: the record's own values, else what `known` says of each reference word."""
    first: dict[str, Value] = {}
    for name, field in form.fields.items():
        stands = view.values.get(name) if view and field.policy.name not in ADDING else None
        word = field.calc or field.default
        value = known(word) if field.calc or (word and not given(stands)) else stands
        if given(value):
            first[name] = value
    return first


def compose(programme: Programme, name: str, filled: Sequence[Filled], author: Speaker, views: Views) -> list[Part]:
    """The parts of the op that saving the form makes; none when nothing changed.

    `filled`: one, or one per member for a form filled for `many`. New records bring their ids.
    """
    form = programme.forms[name]
    drafts: dict[str, _Draft] = {}
    filled = [_without_hidden(form, one, author, views) for one in filled]
    for one in filled:
        look = _looking(form, one, author, views)
        draft = drafts.setdefault(one.record, _Draft(form.about, one.record, views(one.record)))
        for field in form.fields:
            if field in one.values:
                ruling = _ruling(programme, form, form.about, field)
                draft.write(field, ruling, one.values[field], one.sources.get(field))
        draft.emit(_event(form, "self", one, look, author))
    for one in filled:
        look = _looking(form, one, author, views)
        for target in targets(form):
            for record in elements(look(target)):
                kind = _ruling(programme, form, form.about, target).of
                draft = drafts.setdefault(str(record), _Draft(kind, str(record), views(str(record))))
                for field, source in form.also.get(target, {}).items():
                    if given(look(source)):
                        ruling = _ruling(programme, form, kind, field)
                        draft.write(field, ruling, look(source), one.sources.get(source))
                draft.emit(_event(form, target, one, look, author))
    return [draft.part() for draft in drafts.values() if draft.writes or draft.event]


class _Draft:
    """A part in the making."""

    def __init__(self, kind: str, record: str, view: View | None) -> None:
        self.kind, self.record, self.view = kind, record, view
        self.writes: list[Write] = []
        self.event: Event | None = None

    def write(self, name: str, field: Field, typed: Value, source: str | None) -> None:
        for write in _writes(name, field, typed, source, self.view):
            # Two members of a family may write one field of a third record: the later answer stands.
            self.writes = [old for old in self.writes if old.action != "set" or old.field != name]
            if write not in self.writes:
                self.writes.append(write)

    def emit(self, event: Event | None) -> None:
        self.event = self.event or event

    def part(self) -> Part:
        journey = self.view.journey if self.view else None
        return Part(self.kind, self.record, self.writes, self.event, journey.last if journey else None)


def _writes(name: str, field: Field, typed: Value, source: str | None, view: View | None) -> list[Write]:
    typed, stands = tidy(typed), view.values.get(name) if view else None
    match field.policy.name:
        case "derived":
            return []
        case "count":
            return [Write(name, "inc", typed)] if isinstance(typed, int) and typed else []
        case "log":
            return [Write(name, "add", entry) for entry in elements(typed)]
        case "set":
            return _element_writes(name, field, elements(typed), view)
    if canon.equal(typed, stands, field.policy.normal):
        return []
    return [Write(name, "set", typed, _base(name, field, stands, view), _trusted(field, source))]


def _trusted(field: Field, source: str | None) -> str | None:
    """Where the value came from, for a field that asks; unsaid, the least trusted."""
    return source or next(reversed(field.policy.order), None) if field.policy.name == "source" else None


def _element_writes(name: str, field: Field, typed: list[Value], view: View | None) -> list[Write]:
    stands = elements(view.values.get(name)) if view else []
    how = field.policy.normal
    new = [one for one in typed if not any(canon.equal(one, old, how) for old in stands)]
    gone = [old for old in stands if not any(canon.equal(one, old, how) for one in typed)]
    return [Write(name, "add", one) for one in new] + [
        Write(name, "remove", old, _base(name, field, old, view)) for old in gone
    ]


def _base(name: str, field: Field, looked_at: Value, view: View | None) -> list[Dot]:
    """The dots of all heads that say what the author was looking at, and what own unfinished writes named."""
    heads = view.heads.get(name, ()) if view else ()
    return _dots([head for head in heads if canon.equal(head.value, looked_at, field.policy.normal)])


def _dots(heads: Sequence[SeenHead]) -> list[Dot]:
    return list(dict.fromkeys(dot for head in heads for dot in (head.stamp.dot, *head.base)))


def tidy(value: Value) -> Value:
    """The value as a phone saves it; an emptied answer is none."""
    if isinstance(value, str):
        return canon.clean(value).strip(" ") or None
    return ([tidy(one) for one in value] or None) if isinstance(value, list) else value


def _looking(form: Form, one: Filled, author: Speaker, views: Views) -> Look:
    view = views(one.record)

    def beyond(word: str) -> Value:
        head, _, rest = word.partition(".")
        if head == "actor":
            return author.word(rest)
        name = rest if head == "self" else word
        stand: dict[str, Value] = {}
        if view and view.journey:
            stand = {"state": view.journey.state, "holder": view.journey.holder, "place": view.journey.place}
        return stand.get(name) if name in stand else view.values.get(name) if view else None

    return words(form, one.values, beyond)


def _without_hidden(form: Form, one: Filled, author: Speaker, views: Views) -> Filled:
    """An answer left behind a question no longer shown says nothing; a condition on other records is the screen's."""
    look = _looking(form, one, author, views)
    hidden = {name for name, field in form.fields.items() if not _is_afar(field) and not is_shown(field, look)}
    return Filled(one.record, {name: value for name, value in one.values.items() if name not in hidden}, one.sources)


def _is_afar(field: Field) -> bool:
    return any("." in word and not word.startswith(("self.", "actor.")) for word in field.shown)


def _ruling(programme: Programme, form: Form, kind: str, name: str) -> Field:
    return programme.kinds.get(kind, {}).get(name) or form.fields[name]


def _event(form: Form, to: str, one: Filled, look: Look, author: Speaker) -> Event | None:
    """The first event of the form that goes to `to` and applies."""
    for emit in form.events:
        name = emit.name or emit.is_.get(_text(look(emit.by)), "")
        if emit.to == to and name and matches(emit.when, look):
            data = {field: tidy(look(field)) for field in emit.data if given(look(field))}
            return Event(name, author.place or None, _other(form, emit, one, look), data or None)
    return None


def _other(form: Form, emit: Emit, one: Filled, look: Look) -> str | None:
    if emit.other == "self":
        return f"{form.about}:{one.record}"
    named = next(iter(elements(look(emit.other))), None) if emit.other else None
    if not isinstance(named, str):
        return None
    return named if ":" in named else f"{form.fields[emit.other].of}:{named}"


def _text(value: Value) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else "" if value is None else str(value)


def decide(programme: Programme, view: View, field: str, value: Value, author: Speaker) -> Part:
    """The part that settles a conflict: it names every head, and moves the journey where it says otherwise."""
    ruling = programme.kinds[view.kind][field]
    heads = view.heads.get(field, ())
    chosen = [head for head in heads if canon.equal(head.value, value, ruling.policy.normal)]
    source = next((head.how for head in chosen), None)
    write = Write(field, "set", value, _dots(heads), _trusted(ruling, source))
    journey = view.journey
    event = _deciding(programme, view, field, value, chosen, author)
    return Part(view.kind, view.id, [write], event, journey.last if journey else None)


def _deciding(
    programme: Programme, view: View, field: str, value: Value, chosen: Sequence[SeenHead], author: Speaker
) -> Event | None:
    rules = programme.journeys.get(view.kind)
    table = rules.decides.get(field) if rules else None
    name = table.emits.get(_text(value)) if table else None
    if not table or not name or not view.journey or view.journey.state in table.unless.get(_text(value), ()):
        return None
    dots = {head.stamp.dot for head in chosen}
    adopted = [event.other for event in view.events if event.stamp.dot in dots and event.other]
    return Event(name, author.place, adopted[-1] if adopted else None)
