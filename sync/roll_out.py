"""A new version of the forms while phones still work by older ones: what any of them may say is understood."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

import msgspec

from sync.programme import Field, Form, JourneyRules, Programme

T = TypeVar("T")
Versioned = TypeVar("Versioned", Form, JourneyRules)


def at(said: Versioned, version: str) -> Versioned:
    """A form or a journey as that version of the programme had it."""
    return said.earlier.get(version, said)


def with_earlier(programme: Programme, earlier: Sequence[Programme]) -> Programme:
    """`programme` as a house judges by it that has published `earlier`, oldest first.

    Forms and journeys know what they were in each version. What a later version has no more (a form, a field, an
    option, a place) is still read: an act kept on a phone since yesterday enters.
    """
    others = [one for one in earlier if one.version != programme.version]
    known = [*others, programme]
    forms = _newest(one.forms for one in known)
    journeys = _newest(one.journeys for one in known)
    return msgspec.structs.replace(
        programme,
        forms={
            name: msgspec.structs.replace(form, earlier=_said(name, [(one.version, one.forms) for one in others], form))
            for name, form in forms.items()
        },
        journeys={
            kind: msgspec.structs.replace(
                rules, earlier=_said(kind, [(one.version, one.journeys) for one in others], rules)
            )
            for kind, rules in journeys.items()
        },
        kinds={kind: _fields([one.kinds.get(kind, {}) for one in known]) for kind in _newest(o.kinds for o in known)},
        places=tuple({place.code: place for one in known for place in one.places}.values()),
    )


def _newest(tables: Iterable[Mapping[str, T]]) -> dict[str, T]:
    return {name: found for table in tables for name, found in table.items()}


def _said(name: str, versions: Sequence[tuple[str, Mapping[str, T]]], now: T) -> dict[str, T]:
    """What each version said of it, where that is something else."""
    return {version: table[name] for version, table in versions if name in table and table[name] != now}


def _fields(versions: Sequence[Mapping[str, Field]]) -> dict[str, Field]:
    fields = _newest(versions)
    for name, field in fields.items():
        options = dict.fromkeys(
            option for table in reversed(versions) if name in table for option in table[name].options
        )
        fields[name] = msgspec.structs.replace(field, options=tuple(options))
    return fields
