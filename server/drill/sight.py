"""What one hand sees at a moment: the records on the phone by kind, and the words a script may ask of each."""

from collections import defaultdict
from collections.abc import Callable, Iterable

from server.drill.hand import Hand
from server.drill.script import Gather
from server.drill.traveller import Traveller
from sync.match import Look, elements, matches
from sync.op import Value
from sync.overlay import RecordView
from sync.programme import Match
from sync.world import AT, happened_at

Known = Callable[[RecordView], Traveller | None]
"""Whom a record is about; None when it is about nobody in particular."""


def made_at(seen: RecordView) -> int:
    stamps = [head.stamp.eff for heads in seen.heads.values() for head in heads]
    return min([*stamps, *(event.stamp.eff for event in seen.events)], default=0)


def entered_at(seen: RecordView) -> int:
    """Since when it is as it is, ms by whatever clock wrote it."""
    return seen.journey.since if seen.journey else made_at(seen)


class Sight:
    """One look at the phone. `refresh` after a form was saved."""

    def __init__(self, hand: Hand, whose: Known) -> None:
        self.hand, self.whose = hand, whose
        self.of_kind: dict[str, dict[str, RecordView]] = defaultdict(dict)
        for seen in hand.views():
            self.of_kind[seen.kind][seen.id] = seen
        self._links: dict[str, dict[str, RecordView]] = {}
        self._holding: set[str] | None = None

    def refresh(self, records: Iterable[str]) -> None:
        for record in records:
            if seen := self.hand.view(record):
                self.of_kind[seen.kind][record] = seen
        self._links.clear()
        self._holding = None

    def in_states(self, kind: str, states: tuple[str, ...]) -> list[RecordView]:
        found = [seen for seen in self.of_kind[kind].values() if not states or _state(seen) in states]
        return sorted(found, key=entered_at)

    def holds(self, kind: str, states: tuple[str, ...], when: Match, unless: Match) -> list[RecordView]:
        """The records in these states of whom the one table holds and the other does not."""
        return [seen for seen in self.in_states(kind, states) if self.fits(seen, when, unless)]

    def fits(self, seen: RecordView, when: Match, unless: Match) -> bool:
        look = self.look(seen)
        return matches(_resolved(when, look), look) and not (unless and matches(_resolved(unless, look), look))

    def gathered(self, gather: Gather, kind: str, party: str, most: int) -> list[RecordView]:
        """Whole parties, longest waiting first, as many as there is room for."""
        groups: dict[str, list[RecordView]] = {}
        for seen in self.holds(kind, gather.in_, gather.if_, gather.unless):
            groups.setdefault(str(seen.values.get(party) or seen.id), []).append(seen)
        taken: list[RecordView] = []
        for group in groups.values():
            if len(taken) + len(group) <= most:
                taken += group
        return taken

    def look(self, seen: RecordView) -> Look:
        def look(word: str) -> Value:
            if word.startswith("$"):
                one = self.whose(seen)
                return one.word(word[1:]) if one else None
            head, dot, rest = word.partition(".")
            if head == "actor":
                return self.hand.phone.memory.author.word(rest)
            if not dot:
                return self._own(seen, word)
            return self._afar(seen, head, rest)

        return look

    def _own(self, seen: RecordView, word: str) -> Value:
        journey = seen.journey
        match word:
            case "state":
                return journey.state if journey else None
            case "holder":
                return journey.holder if journey else None
            case "place":
                return journey.place if journey else None
            case "since":
                return journey.since if journey else None
            case _ if word.startswith(AT):
                return happened_at(seen.events, word.removeprefix(AT))
            case "happened":
                return [event.name for event in seen.events if not event.late]
            case "conflicts":
                return [*seen.conflicts]
            case "carries":
                return True if f"{seen.kind}:{seen.id}" in self._holders() else None
        field = self.hand.programme.kinds[seen.kind].get(word)
        value = seen.values.get(word)
        return self._meant(value) if field and field.type in ("ref", "refs") else value

    def _meant(self, value: Value) -> Value:
        """Of several records of one person the one that goes on."""
        if isinstance(value, list):
            return list(dict.fromkeys(map(self._meant, value)))
        seen = self.hand.view(str(value)) if value else None
        return next((name for name in seen.one_of if self.hand.view(name)), value) if seen else value

    def _afar(self, seen: RecordView, head: str, rest: str) -> Value:
        rules = self.hand.programme.journeys.get(seen.kind)
        if rules and head in rules.links:
            naming = self._naming(rules.links[head])
            found = [naming[name] for name in (seen.one_of or [seen.id]) if name in naming]
            return self._own(max(found, key=made_at), rest) if found else None
        if head == "self":
            return self._own(seen, rest)
        return [value for one in self.named(seen, head) for value in elements(self._own(one, rest))]

    def named(self, seen: RecordView, field: str) -> list[RecordView]:
        """The records a field names, as far as this phone shows them."""
        found = [self.hand.view(str(record)) for record in elements(self._own(seen, field))]
        return [one for one in found if one]

    def _naming(self, link: str) -> dict[str, RecordView]:
        """Target -> the newest record that names it."""
        if link not in self._links:
            kind, _, field = link.partition(".")
            newest: dict[str, RecordView] = {}
            for one in sorted(self.of_kind[kind].values(), key=made_at):
                newest.update({str(target): one for target in elements(one.values.get(field))})
            self._links[link] = newest
        return self._links[link]

    def _holders(self) -> set[str]:
        if self._holding is None:
            everyone = (seen for kind in self.of_kind.values() for seen in kind.values())
            self._holding = {str(seen.journey.holder) for seen in everyone if seen.journey}
        return self._holding


def _state(seen: RecordView) -> str:
    return seen.journey.state if seen.journey else ""


def _resolved(table: Match, look: Look) -> Match:
    """Its "$" answers looked up."""
    return {word: _answer(expected, look) for word, expected in table.items()}


def _answer(expected: object, look: Look) -> str | int | bool | list[str | int | bool]:
    if isinstance(expected, str) and expected.startswith("$"):
        found = look(expected)
        return found if isinstance(found, str | int | bool) else ""
    return expected  # type: ignore[return-value]  # a table's other values stay as they are
