"""One question of a form, and how several answers to it become one."""

import re
from typing import get_args

import msgspec

from sync.compile.settings import Settings
from sync.compile.sheet import Sheet
from sync.exchange import LIMITS
from sync.programme import Field, FieldType, Match, Policy, PolicyName

NAME = re.compile(r"[a-z][a-z0-9_]*")
RESERVED = ("state", "holder", "place", "since", "actor", "other", "self", "given", "absent", "step", "text")
"""Words of conditions and of the words' keys: a field of that name could never be asked for."""
TYPES: tuple[FieldType, ...] = get_args(FieldType)
POLICIES: tuple[PolicyName, ...] = get_args(PolicyName)
ASKING = ("needed", "shown", "among", "every", "default", "calc", "hint", "options", "of", "lowest", "highest")
"""What a form may say of a field that another form has laid down (`like`)."""
RULING = ("type", "merge", "safer_first", "contested", "decided_by", "after", "normal", "pattern", "length_max",
          "bytes_max", "sensitive", "purpose")  # fmt: skip
GATHERING: tuple[FieldType, ...] = ("multi", "countries", "refs", "list", "photo")
SHAPES: dict[PolicyName, tuple[FieldType, ...]] = {
    "set": GATHERING,
    "count": ("int",),
    "log": ("text", "num", "int", "code", "date", "datetime"),
}


def check_name(sheet: Sheet, name: str, what: str) -> None:
    """Names are the same on the wire, in the store and in conditions."""
    if not NAME.fullmatch(name):
        sheet.faults.add(sheet.file, sheet.key, f"{name!r} cannot name a {what}", ("a-z, 0-9 and _, a letter first",))
    elif name in RESERVED:
        sheet.faults.add(sheet.file, sheet.key, f"{name!r} is a word of the condition language", ("another name",))


def read_field(sheet: Sheet, label: str, settings: Settings) -> Field:
    """A field that is laid down here."""
    sheet.only(*RULING, *ASKING)
    kind = sheet.one_of("type", TYPES)
    options = sheet.texts("options", needed=kind in ("choice", "multi"))
    field = Field(
        type=kind,
        policy=_read_policy(sheet, options, settings),
        options=options,
        of=_read_of(sheet, kind),
        pattern=_read_pattern(sheet),
        lowest=sheet.number("lowest", None),
        highest=sheet.number("highest", None),
        length_max=sheet.number("length_max", 400) or 400,
        bytes_max=_read_bytes_max(sheet, kind),
        sensitive=sheet.flag("sensitive"),
        purpose=sheet.one_of("purpose", tuple(settings.purposes) or ("",)),
        label=label,
    )
    _check_shape(sheet, field)
    return _asking(sheet, field)


def read_like(sheet: Sheet, laid_down: Field) -> Field:
    """A field another form has laid down, asked here in this form's own way."""
    sheet.only("like", *ASKING)
    options = sheet.texts("options") or laid_down.options
    for option in options:
        if option not in laid_down.options:
            sheet.fault("options", f"{option!r} is no option of {laid_down.label}", laid_down.options)
    narrowed = msgspec.structs.replace(
        laid_down,
        options=options,
        of=sheet.text("of", laid_down.of),
        lowest=sheet.number("lowest", laid_down.lowest),
        highest=sheet.number("highest", laid_down.highest),
    )
    return _asking(sheet, narrowed)


def ruling(field: Field) -> Field:
    """What rules a field whichever form asks for it: all but the asking."""
    return msgspec.structs.replace(
        field, needed=False, shown={}, among={}, every=False, default="", calc="", hint=False
    )


def _asking(sheet: Sheet, field: Field) -> Field:
    if sheet.has("default") and sheet.has("calc"):
        sheet.fault("calc", "a field is either proposed (default) or worked out (calc)", ("default", "calc"))
    return msgspec.structs.replace(
        field,
        needed=_read_needed(sheet),
        shown=sheet.match("shown"),
        among=sheet.match("among"),
        every=_read_every(sheet, field),
        default=sheet.text("default", ""),
        calc=sheet.text("calc", ""),
        hint=sheet.flag("hint"),
    )


def _read_needed(sheet: Sheet) -> bool | Match:
    value = sheet.table.get("needed", False)
    return value if isinstance(value, bool) else sheet.match("needed")


def _read_every(sheet: Sheet, field: Field) -> bool:
    every = sheet.flag("every")
    if every and field.type != "refs":
        sheet.fault("every", f"a {field.type} names no records", ("type = refs",))
    return every


def _read_of(sheet: Sheet, kind: FieldType) -> str:
    if kind in ("ref", "refs"):
        return sheet.text("of")
    if sheet.has("of") and kind != "place":
        sheet.fault("of", f"a {kind} is of nothing", ("type = ref, refs or place",))
    return sheet.text("of", "")


def _read_bytes_max(sheet: Sheet, kind: FieldType) -> int:
    if kind != "photo":
        if sheet.has("bytes_max"):
            sheet.fault("bytes_max", f"a {kind} is measured otherwise", ("type = photo",))
        return 0
    most = LIMITS.attachment_bytes_max
    wanted = sheet.number("bytes_max", most) or most
    if not 0 < wanted <= most:
        sheet.fault("bytes_max", f"{wanted} is no size of a photo", (f"1 to {most}",))
    return wanted


def _read_pattern(sheet: Sheet) -> str:
    pattern = sheet.text("pattern", "")
    try:
        re.compile(pattern)
    except re.error as why:
        sheet.fault("pattern", f"{pattern!r} cannot be read: {why}", ("a regular expression",))
    return pattern


def _read_policy(sheet: Sheet, options: tuple[str, ...], settings: Settings) -> Policy:
    name, order = _read_merge(sheet)
    for key, names in (("safer_first", ("review", "safest")), ("contested", ("source",))):
        if sheet.has(key) and name not in names:
            sheet.fault(key, f"has no meaning under {name!r}", [f"merge = {one}" for one in names])
    if sheet.flag("safer_first"):
        order = options or ("true", "false")
    if name == "safest" and not order:
        sheet.fault("safer_first", "safest needs the order of its options", ("safer_first = true",))
    decided_by = sheet.text("decided_by", "")
    if decided_by and decided_by not in settings.roles:
        sheet.fault("decided_by", f"{decided_by!r} is not a role", settings.roles)
    return Policy(
        name=name,
        order=order,
        contested=sheet.flag("contested"),
        decided_by=decided_by,
        after=_read_after(sheet),
        normal=sheet.one_of("normal", ("text", "upper", "digits"), "text"),
    )


def _read_merge(sheet: Sheet) -> tuple[PolicyName, tuple[str, ...]]:
    """`merge` is a policy's name, or for `source` a list: ["source", best, next, …]."""
    value = sheet.table.get("merge", "latest")
    if isinstance(value, list):
        names = sheet.texts("merge")
        if names[:1] == ("source",) and len(names) > 2:
            return "source", names[1:]
        sheet.fault("merge", f"{value!r} is not a list of sources", ('["source", "mrz", "typed"]',))
        return "latest", ()
    name = sheet.one_of("merge", POLICIES, "latest")
    if name == "source":
        sheet.fault("merge", "source needs its sources, the best first", ('["source", "mrz", "typed"]',))
    return name, ()


def _read_after(sheet: Sheet) -> dict[str, PolicyName]:
    after = sheet.child("after")
    return {event: after.one_of(event, POLICIES) for event in after.table}


def _check_shape(sheet: Sheet, field: Field) -> None:
    shapes = SHAPES.get(field.policy.name)
    if shapes and field.type not in shapes:
        sheet.fault("merge", f"{field.policy.name!r} cannot rule a {field.type}", [f"type = {one}" for one in shapes])
    if field.options and field.type not in ("choice", "multi", "language"):
        sheet.fault("options", f"a {field.type} has no options", ("type = choice, multi or language",))
