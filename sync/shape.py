"""Is an op well made, whoever sent it: readable kinds, canonical values of their type, a form its author may fill."""

import msgspec

from sync import canon, form
from sync.exchange import LIMITS, VerdictCode
from sync.op import Event, Op, Part, Value, Write
from sync.programme import Field, Programme
from sync.rights import RESERVED, Author, may_fill, may_write
from sync.upcast import upcast

ERASED = "erased"
"""The op was about records that are no more, and about nothing else."""
MALFORMED = "malformed"
NAME_CHARS_MAX = 64
JSON_BYTES_A_CHAR_MAX = 6
ACTIONS = {
    "set": ("add", "remove", "set"),
    "log": ("add", "remove", "set"),
    "count": ("inc", "set"),
    "derived": (),
}
"""What a write may do to a field, by policy; every other policy knows only "set"."""

Fault = tuple[VerdictCode, str]


def fault(op: Op, author: Author, programme: Programme) -> Fault | None:
    """The verdict and detail an op earns before any record is looked at; None when it is well made."""
    records = [part.record for part in op.parts]
    if not op.parts or len(op.parts) > LIMITS.parts_per_op_max or len(set(records)) < len(records):
        return "quarantined", MALFORMED
    if author.revoked:
        return "quarantined", "revoked-device"
    if op.by != author.person and not author.releases:
        return "quarantined", "unknown-actor"
    if op.form not in RESERVED and op.form not in programme.forms:
        return "quarantined", "unknown-form"
    bad = next((why for part in op.parts if (why := _part_fault(part, programme))), None)
    if bad:
        return "quarantined", bad
    if not may_fill(op.form, op.version, author, programme) or not all(
        may_write(op, part, programme) for part in op.parts
    ):
        return "refused", f"role:{op.form}"
    return None


def today(op: Op, programme: Programme) -> tuple[Op, tuple[str, ...]]:
    """A well-made op in the words of today, and the fields whose answer cannot be said in them."""
    read, unclear = upcast(op, programme)
    if read is op or unclear:
        return read, unclear
    rules = programme.kinds
    said = [(write, rules[part.kind].get(write.field)) for part in read.parts for write in part.writes]
    return read, tuple(write.field for write, field in said if field and _is_unfit(write, field, programme))


def bad_value(field: str) -> str:
    """The detail that names the field; what is no name is not repeated."""
    return MALFORMED if len(field) > NAME_CHARS_MAX or canon.name_fault(field) else f"bad-value:{field}"


def _part_fault(part: Part, programme: Programme) -> str | None:
    if part.kind not in programme.kinds:
        return "unknown-kind"
    if len(part.writes) > LIMITS.writes_per_part_max or not canon.is_record_id(part.record):
        return MALFORMED
    if part.event and (part.kind not in programme.journeys or not _is_sound(part.event, programme)):
        return MALFORMED
    fields = programme.kinds[part.kind]
    for write in part.writes:
        field = fields.get(write.field)
        if canon.fault(write.value) or _is_long(write.value):
            return bad_value(write.field)
        if _is_unfit(write, field, programme) if field else canon.name_fault(write.field):
            return bad_value(write.field)
    return None


def _is_long(value: Value) -> bool:
    if isinstance(value, str) and len(value) * JSON_BYTES_A_CHAR_MAX < LIMITS.value_bytes_max:
        return False  # most values, told without writing them out
    return len(msgspec.json.encode(value)) > LIMITS.value_bytes_max


def _is_sound(event: Event, programme: Programme) -> bool:
    """A place nobody knows would be a holder on nobody's phone, and its record lost."""
    places = programme.place_codes
    if event.place is not None and event.place not in places:
        return False
    kind, _, record = (event.other or "").partition(":")
    if (
        event.other is not None
        and event.other not in places
        and not (kind in programme.kinds and canon.is_record_id(record))
    ):
        return False
    return not any(canon.name_fault(name) or canon.fault(value) for name, value in (event.data or {}).items())


def _is_unfit(write: Write, field: Field, programme: Programme) -> bool:
    if write.action not in ACTIONS.get(field.policy.name, ("set",)):
        return True
    if write.value is None:
        return False
    if field.policy.name in ("set", "log"):
        values = write.value if write.action == "set" else [write.value]
        return not isinstance(values, list) or any(form.element_fault(field, v, programme.place_codes) for v in values)
    return form.value_fault(field, write.value, programme.place_codes) is not None
