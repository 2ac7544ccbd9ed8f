"""The paper forms, and from them what is kept of each kind of record."""

import msgspec

from sync.compile.fields import check_name, read_field, read_like, ruling
from sync.compile.settings import Files, Settings
from sync.compile.sheet import Faults, Sheet
from sync.programme import Emit, Field, Form, Step

KINDS = "kinds.toml"
MAIN = "main"
"""The one step of a form that names none."""
Kinds = dict[str, dict[str, Field]]
_KEYS = ("code", "about", "record", "by", "many", "also", "events", "steps", "fields")


def file_of(form: str) -> str:
    return f"forms/{form}.toml"


def read_forms(files: Files, settings: Settings, faults: Faults) -> tuple[dict[str, Form], Kinds]:
    """Every form, and kind -> field -> the one Field that rules it."""
    sheets = {_stem(file): Sheet(file, "", files[file], faults) for file in files if file.startswith("forms/")}
    declared = _declared(Sheet(KINDS, "", files.get(KINDS, {}), faults), settings)
    elsewhere = {field.label: field for fields in declared.values() for field in fields.values()}
    laid_down = elsewhere | _laid_down(sheets, settings)
    forms = {name: _read_form(name, sheet, laid_down, settings) for name, sheet in sheets.items()}
    return forms, _kinds(forms, declared, faults)


def _stem(file: str) -> str:
    return file.partition("/")[2].removesuffix(".toml")


def _is_like(sheet: Sheet) -> bool:
    return sheet.has("like")


def _laid_down(sheets: dict[str, Sheet], settings: Settings) -> dict[str, Field]:
    """ "form.field" -> a field as the form that lays it down says it."""
    found: dict[str, Field] = {}
    for form, sheet in sheets.items():
        check_name(sheet, form, "form")
        for name, row in sheet.child("fields").children():
            if not _is_like(row):
                check_name(row, name, "field")
                found[f"{form}.{name}"] = read_field(row, f"{form}.{name}", settings)
    return found


def _read_form(name: str, sheet: Sheet, laid_down: dict[str, Field], settings: Settings) -> Form:
    sheet.only(*_KEYS)
    fields: dict[str, Field] = {}
    for field, row in sheet.child("fields").children():
        if not _is_like(row):
            fields[field] = laid_down[f"{name}.{field}"]
        elif (like := row.text("like")) in laid_down:
            fields[field] = read_like(row, laid_down[like])
        else:
            same = [label for label in laid_down if label.endswith(f".{field}")]
            row.fault("like", f"{like!r} is not a field that a form lays down", same or sorted(laid_down))
    return Form(
        about=sheet.text("about"),
        by=settings.by(sheet),
        fields=fields,
        steps=_read_steps(sheet, fields),
        code=sheet.text("code", ""),
        record=sheet.one_of("record", ("new", "existing"), "new"),
        many=sheet.flag("many"),
        also={ref: _read_also(sheet.child("also"), ref) for ref in sheet.child("also").table},
        events=tuple(_read_emit(row) for row in sheet.rows("events")),
    )


def _read_also(sheet: Sheet, ref: str) -> dict[str, str]:
    """`ref = ["field"]` writes a field under its own name; a table gives it another or names "self.X"."""
    if isinstance(sheet.table[ref], list):
        return {field: field for field in sheet.texts(ref)}
    return sheet.dictionary(ref)


def _read_steps(sheet: Sheet, fields: dict[str, Field]) -> tuple[Step, ...]:
    rows = sheet.rows("steps")
    if not rows:
        return (Step(MAIN, tuple(fields)),)
    steps = tuple(
        Step(
            row.only("name", "fields", "facing").text("name"),
            row.texts("fields", needed=True),
            row.one_of("facing", ("staff", "traveller"), "staff"),
        )
        for row in rows
    )
    shown = [field for step in steps for field in step.fields]
    for field in fields:
        if shown.count(field) != 1:
            sheet.fault("steps", f"field {field!r} is in {shown.count(field)} steps", ("each field in one step",))
    for field in dict.fromkeys(shown):
        if field not in fields:
            sheet.fault("steps", f"{field!r} is not a field of this form", fields)
    return steps


def _read_emit(row: Sheet) -> Emit:
    row.only("to", "name", "by", "is", "other", "when", "data")
    emit = Emit(
        to=row.text("to", "self"),
        name=row.text("name", ""),
        by=row.text("by", ""),
        is_=row.dictionary("is"),
        other=row.text("other", ""),
        when=row.match("when"),
        data=row.texts("data"),
    )
    if bool(emit.name) == bool(emit.by):
        row.fault("name", "an event has a name, or is named by a field", ("name", "by + is"))
    if bool(emit.by) != bool(emit.is_):
        row.fault("is", "which value gives which event?", ("is = { value = event }",))
    return emit


def _declared(sheet: Sheet, settings: Settings) -> Kinds:
    """Fields that no form of its own kind asks for: written from elsewhere, or waiting for their form."""
    kinds: Kinds = {}
    for kind, fields in sheet.children():
        kinds[kind] = {}
        for name, row in fields.children():
            check_name(row, name, "field")
            kinds[kind][name] = read_field(row, f"kind.{kind}.{name}", settings)
    return kinds


def _kinds(forms: dict[str, Form], declared: Kinds, faults: Faults) -> Kinds:
    kinds: Kinds = {kind: {name: ruling(field) for name, field in fields.items()} for kind, fields in declared.items()}
    for form, sheet in forms.items():
        own = kinds.setdefault(sheet.about, {})
        for name, field in sheet.fields.items():
            _enter(own, name, field, f"{form}.{name}" == field.label, file_of(form), faults)
    for sheet in forms.values():
        for ref, copies in sheet.also.items():
            target = sheet.fields[ref].of if ref in sheet.fields else ""
            for name, source in copies.items():
                copied = kinds[sheet.about].get(source)
                if copied and target in kinds and name not in kinds[target]:
                    kinds[target][name] = copied
    return kinds


def _enter(own: dict[str, Field], name: str, field: Field, lays_down: bool, file: str, faults: Faults) -> None:
    """The form that lays a field down rules it; two that differ cannot both."""
    ruled, stands = ruling(field), own.get(name)
    if stands is None:
        own[name] = ruled
        return
    if _rule(stands) != _rule(ruled):
        faults.add(file, f"fields.{name}", f"is ruled otherwise by {stands.label}", (f'like = "{stands.label}"',))
    of = stands.of if stands.of == ruled.of else _either(stands.of, ruled.of)
    chosen = ruled if lays_down else stands
    own[name] = msgspec.structs.replace(chosen, of=of)


def _rule(field: Field) -> tuple[object, ...]:
    return (field.type, field.policy, field.sensitive, field.purpose, field.length_max, field.pattern)


def _either(one: str, other: str) -> str:
    """Both kinds of place; any when one of them is any."""
    return "|".join(dict.fromkeys([*one.split("|"), *other.split("|")])) if one and other else ""
