"""The one condition language: which answers are needed, which guards hold, who is fed, whose clock runs.

Reference words: a field of the form being filled, else of the record; `state`, `holder`, `place` of its journey; `key`
("kind:record"); `actor.place|person|roles|who`; `other` ("kind:record" in the event's other slot) and `other.X`;
`holder.X`; `<link>.X` (the newest record that names this one); `self.X` (the record a form was opened from).
X may be `at.<event>`: when that event happened last, ms since 1970 UTC.
An expectation that begins with "not " holds where something else was answered; where nothing was, it does not hold.
"""

from collections.abc import Callable

from sync.canon import equal
from sync.op import Value
from sync.programme import Match, Scalar

Look = Callable[[str], Value]
"""The value of a reference word; None when it has none."""

REFERRING = ("actor.", "other.", "holder.", "self.")
NOT = "not "


def matches(match: Match, look: Look) -> bool:
    """Does every line of the table hold? An empty table holds."""
    return all(_holds(expected, look(word), look) for word, expected in match.items())


def given(value: Value) -> bool:
    """Was the question answered? No and nought are answers; nothing, "" and an empty list are not."""
    return value is not None and value != "" and value != []


def _holds(expected: Scalar | list[Scalar], found: Value, look: Look) -> bool:
    anyone = expected if isinstance(expected, list) else [expected]
    return any(_is(one, found, look) for one in anyone)


def _is(expected: Scalar, found: Value, look: Look) -> bool:
    if expected == "given":
        return given(found)
    if expected == "absent":
        return not given(found)
    if isinstance(expected, str) and expected.startswith(NOT):
        return given(found) and not _is(expected.removeprefix(NOT), found, look)
    wanted = look(expected) if isinstance(expected, str) and expected.startswith(REFERRING) else expected
    return any(equal(one, another) for one in elements(wanted) for another in elements(found))


def elements(value: Value) -> list[Value]:
    """A list as it is, one value as a list of one, nothing as none."""
    return value if isinstance(value, list) else [value] if given(value) else []
