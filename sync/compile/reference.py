"""Reference words: does the word a condition asks for exist, and could it ever have that value?"""

from collections.abc import Iterator

import msgspec

from sync.compile.journeys import events_of, states_of
from sync.compile.sheet import Faults
from sync.match import NOT, REFERRING
from sync.programme import Field, Form, Match, Programme, Scalar
from sync.world import AT

STANDING = ("state", "holder", "place", "since", "key")
ACTOR_WORDS = ("person", "place", "roles", "who")
ALWAYS = ("given", "absent")
ACTOR = "actor"
"""What a ref is of that names a member of staff."""


class Reference(msgspec.Struct, frozen=True):
    """Who asks: a condition in `file` about a record of `kind`, perhaps while `form` is filled, perhaps for an event.

    `others`: the kinds that may stand in the event's other slot (None: any). `far`: words may reach through ref fields.
    """

    programme: Programme
    faults: Faults
    file: str
    kind: str
    form: Form | None = None
    others: tuple[str, ...] | None = None
    far: bool = False

    def check(self, match: Match, key: str) -> None:
        """Note every word of a match table that does not exist and every value it can never have."""
        for word, expected in match.items():
            values = self.word(word, f"{key}.{word}")
            for one in expected if isinstance(expected, list) else [expected]:
                self._check_value(word, one, values, f"{key}.{word}")

    def word(self, word: str, key: str) -> tuple[str, ...]:
        """The values a word may have, () for any; notes a word that does not exist."""
        values = self._values(word)
        if values is None:
            self.faults.add(
                self.file, key, f"{word!r} is not a word of {self.kind or 'this post'}", sorted(self._known())
            )
        return values or ()

    def _check_value(self, word: str, value: Scalar, values: tuple[str, ...], key: str) -> None:
        value = value.removeprefix(NOT) if isinstance(value, str) else value
        if isinstance(value, str) and value.startswith(REFERRING):
            self.word(value, key)
        elif isinstance(value, str) and values and value not in (*values, *ALWAYS):
            self.faults.add(self.file, key, f"{word} is never {value!r}", (*values, *ALWAYS))

    def _values(self, word: str) -> tuple[str, ...] | None:
        head, dot, rest = word.partition(".")
        if not dot:
            return self._plain(word)
        if head == ACTOR:
            return self._actor(rest)
        found = [self._of_kind(kind, rest) for kind in self._kinds_behind(head)]
        if head == "holder" or (head == "other" and self.others is None):
            found = [values for values in found if values is not None]
        if not found or any(values is None for values in found):
            return None
        return tuple(dict.fromkeys(one for values in found for one in values or ()))

    def _plain(self, word: str) -> tuple[str, ...] | None:
        field = self.form.fields.get(word) if self.form else None
        return _answers(field) if field else self._of_kind(self.kind, word)

    def _actor(self, word: str) -> tuple[str, ...] | None:
        if word == "roles":
            return tuple(self.programme.roles)
        return () if word in ACTOR_WORDS else None

    def _kinds_behind(self, head: str) -> tuple[str, ...]:
        """The kinds a record may be of that a dotted word's head names."""
        rules = self.programme.journeys.get(self.kind)
        if head == "self":
            return (self.kind,)
        if head == "other":
            return self.others if self.others is not None else tuple(self.programme.kinds)
        if head == "holder":
            return tuple(self.programme.kinds)
        if rules and head in rules.links:
            return (rules.links[head].partition(".")[0],)
        named = self._field(head)
        return (named.of,) if self.far and named and named.type in ("ref", "refs") else ()

    def _field(self, name: str) -> Field | None:
        own = self.form.fields.get(name) if self.form else None
        return own or self.programme.kinds.get(self.kind, {}).get(name)

    def _of_kind(self, kind: str, word: str) -> tuple[str, ...] | None:
        rules = self.programme.journeys.get(kind)
        if word in STANDING and rules:
            return states_of(rules) if word == "state" else ()
        if word.startswith(AT) and rules:
            return () if word.removeprefix(AT) in events_of(rules) else None
        field = self.programme.kinds.get(kind, {}).get(word)
        return _answers(field) if field else None

    def _known(self) -> Iterator[str]:
        rules = self.programme.journeys.get(self.kind)
        yield from self.programme.kinds.get(self.kind, {})
        yield from (self.form.fields if self.form else ())
        yield from (STANDING if rules else ())
        yield from (f"{ACTOR}.{word}" for word in ACTOR_WORDS)
        yield from (f"{link}.…" for link in (rules.links if rules else ()))
        yield from ("other.…", "holder.…", "self.…")


def _answers(field: Field) -> tuple[str, ...]:
    return field.options
