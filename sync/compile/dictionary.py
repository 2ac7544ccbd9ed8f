"""The words of a programme: the same keys in every language, none missing, none that nobody asks for."""

from collections.abc import Iterator
from difflib import get_close_matches

from sync.compile.forms import MAIN
from sync.compile.journeys import events_of, states_of
from sync.compile.reference import ACTOR
from sync.compile.settings import Files
from sync.compile.sheet import Faults, Sheet
from sync.notice_rules import all_words
from sync.programme import Field, Form, Programme

Words = dict[str, dict[str, str]]
"""Language -> key -> text."""
TITLE = "programme"
WALL_TOTAL = "wall.total"
"""What all columns of the wall together are called."""
DISPATCH = "dispatch"
"""What the dispatch board is called."""
PLAN = "plan"
"""What the site plan is called."""


def file_of(language: str) -> str:
    return f"words/{language}.toml"


def read_words(files: Files, programme: Programme, faults: Faults) -> Words:
    """Language -> key -> text, complete: the one step of a form that names none is called like the form."""
    needed = frozenset(needed_words(programme))
    words = {language: _read_language(language, files, needed, programme, faults) for language in programme.languages}
    for file in files:
        if file.startswith("words/") and file not in map(file_of, programme.languages):
            faults.add(file, "", "is not a language of this programme", map(file_of, programme.languages))
    free = {key for texts in words.values() for key in texts}
    for language, texts in words.items():
        for key in sorted(free - texts.keys() - needed):
            faults.add(file_of(language), key, "another language has this word", ("the same keys in every language",))
        for name, form in programme.forms.items():
            if form.steps and form.steps[0].name == MAIN:
                texts.setdefault(f"{name}.step.{MAIN}", texts.get(name, ""))
    return words


def _read_language(
    language: str, files: Files, needed: frozenset[str], programme: Programme, faults: Faults
) -> dict[str, str]:
    file = file_of(language)
    if file not in files:
        faults.add(file, "", "this file is needed", map(file_of, programme.languages))
        return {}
    sheet = Sheet(file, "", files[file], faults)
    texts = {key: sheet.text(key) for key in sheet.table}
    for key in sorted(needed - texts.keys()):
        faults.add(file, key, "this word is missing", ("a text",))
    for key in sorted(texts.keys() - needed):
        if not _is_free(key, programme):
            near = get_close_matches(key, sorted(needed), 3)
            faults.add(file, key, "nobody asks for this word", near or ("<form>.text.<name>",))
    return texts


def _is_free(key: str, programme: Programme) -> bool:
    """A form's running texts are its author's to name; an option may have a line of its own, its mark a name."""
    form, _, rest = key.partition(".text.")
    option, _, extra = key.rpartition(".")
    return (bool(rest) and form in programme.forms) or (extra in ("why", "mark") and option in _options(programme))


def _options(programme: Programme) -> frozenset[str]:
    fields = [field for fields in programme.kinds.values() for field in fields.values()]
    return frozenset(f"{field.label}.{option}" for field in fields for option in field.options)


def needed_words(programme: Programme) -> Iterator[str]:
    """Every key that a screen will ask for."""
    yield TITLE
    yield from (f"role.{role}" for role in programme.roles)
    yield from (f"act.{act.name}" for act in programme.acts)
    yield from (f"tab.{tab.name}" for tab in programme.tabs)
    yield from (f"timer.{step.tell}" for timer in programme.timers for step in timer.steps if step.tell)
    if programme.wall:
        yield WALL_TOTAL
        yield from (f"wall.{column.name}" for column in programme.wall.columns)
    yield from (f"roll.{group.name}" for roll in programme.rolls for group in roll.groups)
    yield from (f"roll.{column.name}" for roll in programme.rolls for column in roll.columns if column.parts)
    if programme.dispatch:
        yield DISPATCH
    if programme.plan:
        yield PLAN
        yield from (f"{PLAN}.{name}" for name in dict.fromkeys(area.name for area in programme.plan.areas))
    yield from (key for call in programme.notices for words in all_words(call) for key in (words, f"{words}.body"))
    if programme.digest:
        yield from (programme.digest, f"{programme.digest}.body")
    for name, form in programme.forms.items():
        yield from _form_words(name, form)
    for kind, fields in programme.kinds.items():
        yield f"kind.{kind}"
        yield from (field.label for field in fields.values())
        yield from (f"{field.label}.{option}" for field in fields.values() for option in _named(field))
    if any(field.of == ACTOR for form in programme.forms.values() for field in form.fields.values()):
        yield f"kind.{ACTOR}"
    for kind, rules in programme.journeys.items():
        yield from (f"state.{kind}.{state}" for state in states_of(rules))
        yield from (f"event.{kind}.{event}" for event in events_of(rules))
        yield from (f"guard.{kind}.{guard}" for guard in rules.guards)
        if rules.alias:
            yield f"timer.{rules.alias.tell}"


def _form_words(name: str, form: Form) -> Iterator[str]:
    yield name
    yield from (f"{name}.step.{step.name}" for step in form.steps if step.name != MAIN)
    for field in form.fields.values():
        yield field.label
        yield from (f"{field.label}.{option}" for option in _named(field))
        if field.hint:
            yield f"{field.label}.why"


def _named(field: Field) -> tuple[str, ...]:
    """The options that need a word: a language is shown in its own."""
    return () if field.type == "language" else field.options
