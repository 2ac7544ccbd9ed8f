"""Upcasts: what older versions of the forms asked otherwise, and how it is read now."""

from sync.compile.settings import Files
from sync.compile.sheet import Faults, Sheet
from sync.programme import Field, Programme
from sync.upcast_rules import Upcast

UPCASTS = "upcasts.toml"


def read_upcasts(files: Files, faults: Faults) -> tuple[Upcast, ...]:
    sheet = Sheet(UPCASTS, "", files.get(UPCASTS, {}), faults).only("upcast")
    return tuple(_read(row) for row in sheet.rows("upcast"))


def _read(row: Sheet) -> Upcast:
    row.only("of", "field", "to", "times", "over", "values", "by", "is")
    split = row.child("is")
    return Upcast(
        of=row.text("of"),
        field=row.text("field"),
        to=row.text("to", ""),
        times=_unit(row, "times"),
        over=_unit(row, "over"),
        values=row.dictionary("values"),
        by=row.text("by", ""),
        is_={value: split.dictionary(value) for value in split.table},
    )


def _unit(row: Sheet, key: str) -> int:
    number = row.number(key, 1) or 0
    if number < 1:
        row.fault(key, f"{number} turns no unit into another", ("a whole number from 1",))
    return number


def note_upcast_faults(programme: Programme, faults: Faults) -> None:
    """What a version of today still asks must not be read as something else."""
    for nth, rule in enumerate(programme.upcasts):
        sheet = Sheet(UPCASTS, f"upcast[{nth}]", {}, faults)
        if not faults.unless_in(rule.of, programme.kinds, UPCASTS, sheet.at("of"), "kind"):
            continue
        fields = programme.kinds[rule.of]
        later = {other.field for other in programme.upcasts[nth + 1 :] if other.of == rule.of}
        if rule.now not in fields and rule.now not in later:
            sheet.fault("to", f"{rule.now!r} is not a field of a {rule.of}", sorted(fields))
        if rule.now != rule.field and rule.field in fields:
            sheet.fault("field", f"{rule.field!r} is asked today: it means itself", ("a name no form asks any more",))
        if rule.now == rule.field and (rule.times != 1 or rule.over != 1):
            sheet.fault("to", "another unit needs another name: both are written side by side", ("a new field",))
        if bool(rule.by) != bool(rule.is_):
            sheet.fault("by", "which field tells them apart, and how?", ("by + is",))
        if rule.now in fields:
            _note_options(sheet, rule, fields[rule.now])


def _note_options(sheet: Sheet, rule: Upcast, field: Field) -> None:
    if not field.options:
        return
    told = {*rule.values.values(), *(value for table in rule.is_.values() for value in table.values())} - {""}
    for value in sorted(told - {*field.options}):
        sheet.fault("values", f"{value!r} is no option of {field.label}", field.options)
    if rule.now == rule.field:
        for value in sorted({*rule.values, *rule.is_} & {*field.options}):
            sheet.fault(
                "values", f"{value!r} is offered today: it means itself", ("an option no form offers any more",)
            )
