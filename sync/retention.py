"""For how long a programme lets a record be kept, and from when on it goes if its person asks for that."""

from collections.abc import Mapping

import msgspec

from sync.compile.settings import Purpose
from sync.programme import Programme

DAY_MS = 86_400_000


class Keeping(msgspec.Struct, frozen=True):
    """Of one kind of record, counted from the end of its way. It may be kept for `keep_days`; an erasure that is asked
    for is refused before `asked_days`, for the reason `basis`."""

    keep_days: int
    asked_days: int
    basis: str


def keepings(programme: Programme, purposes: Mapping[str, Purpose]) -> dict[str, Keeping]:
    """By kind: of all that is asked there, what lasts longest."""
    found = {}
    for kind, fields in programme.kinds.items():
        why = [purposes[field.purpose] for _, field in sorted(fields.items()) if field.purpose in purposes]
        if why:
            owed = max(why, key=lambda one: one.asked_days)
            found[kind] = Keeping(max(one.keep_days for one in why), owed.asked_days, owed.basis)
    return found
