"""What may be wrong with a form besides its shape: names that lead nowhere, acts its roles may not do."""

from collections.abc import Iterator

from sync.compile.forms import file_of
from sync.compile.journeys import events_of
from sync.compile.reference import ACTOR, Reference
from sync.compile.sheet import Faults
from sync.custody import roles_of
from sync.programme import Emit, Field, Form, Programme

PROPOSED = ("now", "today", "serial", "party", "policy.id", "policy.dates", "shown.language", "programme.version",
            "among", "actor.place", "actor.person", "actor.who")  # fmt: skip
"""Words a field may be proposed from that are no field of anything."""
READ = tuple(
    f"mrz.{part}"
    for part in (
        "documentType",
        "issuer",
        "documentNumber",
        "family",
        "given",
        "sex",
        "birthDate",
        "nationality",
        "expiry",
    )
)
"""What the machine-readable lines of a document answer."""
PARTY, SPLIT = "party.", "party.split"
NUMBER = "number."
"""How many records a refs field of the form may name."""


def note_form_faults(programme: Programme, faults: Faults) -> None:
    for name, form in programme.forms.items():
        file = file_of(name)
        faults.unless_in(form.about, programme.cards, file, "about", "kind with a card")
        for label, field in form.fields.items():
            _note_field(programme, form, label, field, Faulty(faults, file))
        _note_also(programme, form, Faulty(faults, file))
        for n, emit in enumerate(form.events):
            _note_emit(programme, form, emit, f"events[{n}]", Faulty(faults, file))
        _note_beginning(programme, form, Faulty(faults, file))


class Faulty:
    """A file being looked through."""

    def __init__(self, faults: Faults, file: str) -> None:
        self.all, self.file = faults, file

    def add(self, key: str, said: str, allowed: tuple[str, ...] = ()) -> None:
        self.all.add(self.file, key, said, allowed)

    def unless_in(self, name: str, allowed: tuple[str, ...], key: str, what: str) -> bool:
        return self.all.unless_in(name, allowed, self.file, key, what)


def _note_field(programme: Programme, form: Form, name: str, field: Field, faulty: Faulty) -> None:
    key = f"fields.{name}"
    if field.type in ("ref", "refs"):
        faulty.unless_in(field.of, (*programme.kinds, ACTOR), f"{key}.of", "kind")
    if field.type == "place" and field.of:
        for kind in field.of.split("|"):
            faulty.unless_in(kind, place_kinds(programme), f"{key}.of", "kind of place")
    asking = Reference(programme, faulty.all, faulty.file, form.about, form)
    needed = {} if isinstance(field.needed, bool) else field.needed
    asking.check({word: value for word, value in needed.items() if word != SPLIT}, f"{key}.needed")
    asking.check(field.shown, f"{key}.shown")
    if field.among:
        Reference(programme, faulty.all, faulty.file, field.of).check(field.among, f"{key}.among")
    for word, which in ((field.default, "default"), (field.calc, "calc")):
        _note_proposed(programme, form, field, word, f"{key}.{which}", faulty)
    _note_after(programme, form.about, field, key, faulty)


def _note_proposed(programme: Programme, form: Form, field: Field, word: str, key: str, faulty: Faulty) -> None:
    """ "=x" proposes the very value x; any other word is looked up."""
    if word.startswith("="):
        if field.options:
            faulty.unless_in(word[1:], field.options, key, "option")
    elif word.startswith(PARTY):
        faulty.unless_in(word.removeprefix(PARTY), tuple(form.fields), key, "field")
        if not form.many:
            faulty.add(key, f"{word!r} has no meaning in a form that is not filled for many", ("many = true",))
    elif word.startswith(NUMBER):
        faulty.unless_in(word.removeprefix(NUMBER), tuple(ref_fields(form)), key, "ref or refs field of this form")
        if field.type != "int":
            faulty.add(key, f"{word!r} is a number", ("type = int",))
    elif word and word not in (*PROPOSED, *READ):
        if word.startswith("mrz."):
            faulty.add(key, f"{word!r} is not read from a document", READ)
        elif "." in word:
            Reference(programme, faulty.all, faulty.file, form.about, form, far=True).word(word, key)
        else:
            faulty.add(key, f"{word!r} is no word a field can be proposed from", (*PROPOSED, "party.…", "self.…", "=…"))


def _note_after(programme: Programme, kind: str, field: Field, key: str, faulty: Faulty) -> None:
    rules = programme.journeys.get(kind)
    for event in field.policy.after:
        faulty.unless_in(event, events_of(rules) if rules else (), f"{key}.after", f"event of {kind}")


def _note_also(programme: Programme, form: Form, faulty: Faulty) -> None:
    for ref, copies in form.also.items():
        if not faulty.unless_in(ref, tuple(ref_fields(form)), f"also.{ref}", "ref or refs field of this form"):
            continue
        target = programme.kinds.get(form.fields[ref].of, {})
        for name, source in copies.items():
            key = f"also.{ref}.{name}"
            field = source_field(programme, form, source)
            if field is None:
                faulty.add(key, f"{source!r} is neither a field of this form nor self.X", tuple(form.fields))
            elif name not in target:
                faulty.add(key, f"{name!r} is not a field of {form.fields[ref].of}", tuple(target))
            elif target[name].type != field.type:
                faulty.add(key, f"a {field.type} cannot be written on a {target[name].type}", (target[name].type,))
            elif not covers(target[name], field):
                faulty.add(
                    key, f"{name!r} takes less than {source!r} may say", target[name].options or (target[name].of,)
                )


def covers(target: Field, source: Field) -> bool:
    """May all that the source can say stand on the target?"""
    options = set(source.options) <= set(target.options)
    return options and (not target.of or (bool(source.of) and set(source.of.split("|")) <= set(target.of.split("|"))))


def source_field(programme: Programme, form: Form, source: str) -> Field | None:
    """The field an `also` copies from."""
    if source.startswith("self."):
        return programme.kinds.get(form.about, {}).get(source.removeprefix("self."))
    return form.fields.get(source)


def ref_fields(form: Form) -> Iterator[str]:
    return (name for name, field in form.fields.items() if field.type in ("ref", "refs"))


def place_kinds(programme: Programme) -> tuple[str, ...]:
    return tuple(dict.fromkeys(place.code.partition(":")[0] for place in programme.places))


def target_kind(form: Form, emit: Emit) -> str:
    """The kind of record an event goes to; "" when `to` leads nowhere."""
    if emit.to == "self":
        return form.about
    return form.fields[emit.to].of if emit.to in form.fields else ""


def names_of(emit: Emit) -> tuple[str, ...]:
    """Every event an emit may give rise to."""
    return tuple(dict.fromkeys(name for name in (emit.name, *emit.is_.values()) if name))


def _note_emit(programme: Programme, form: Form, emit: Emit, key: str, faulty: Faulty) -> None:
    refs = tuple(ref_fields(form))
    faulty.unless_in(emit.to, ("self", *refs), f"{key}.to", "ref or refs field of this form")
    if emit.other:
        faulty.unless_in(emit.other, ("self", *refs), f"{key}.other", "ref or refs field of this form")
    for field in emit.data:
        faulty.unless_in(field, tuple(form.fields), f"{key}.data", "field of this form")
    if emit.by and faulty.unless_in(emit.by, tuple(form.fields), f"{key}.by", "field of this form"):
        options = form.fields[emit.by].options or ("true", "false")
        for value in emit.is_:
            faulty.unless_in(value, options, f"{key}.is", f"value of {emit.by}")
    Reference(programme, faulty.all, faulty.file, form.about, form).check(emit.when, f"{key}.when")
    _note_event(programme, form, emit, key, faulty)


def _note_event(programme: Programme, form: Form, emit: Emit, key: str, faulty: Faulty) -> None:
    kind = target_kind(form, emit)
    rules = programme.journeys.get(kind)
    if rules is None:
        if kind:
            faulty.add(f"{key}.to", f"{kind!r} has no journey", tuple(programme.journeys))
        return
    for name in names_of(emit):
        where = f"{key}.name" if emit.name else f"{key}.is"
        if not faulty.unless_in(name, events_of(rules), where, f"event of {kind}"):
            continue
        for role in form.by:
            if role not in roles_of(rules, name):
                faulty.add("by", f"{role!r} may not emit {name!r} of {kind}", roles_of(rules, name))
        if any(step.event == name and step.holder == "other" for step in rules.steps) and not emit.other:
            faulty.add(
                f"{key}.other", f"after {name!r} the other record is the holder: name it", ("self", *ref_fields(form))
            )


def _note_beginning(programme: Programme, form: Form, faulty: Faulty) -> None:
    """A new record of a kind with a journey begins it."""
    rules = programme.journeys.get(form.about)
    if rules is None or form.record != "new":
        return
    first = {step.event for step in rules.steps if step.from_ == ""}
    emitted = {name for emit in form.events if emit.to == "self" for name in names_of(emit)}
    if not emitted or not emitted <= first:
        faulty.add("events", f"a new {form.about} begins its journey with an event to self", tuple(sorted(first)))
