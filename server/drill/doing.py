"""A post does an act: its forms one after the other, with what is carried, proposed and answered, one op each."""

import random
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import msgspec

from server.drill.script import Answers
from server.drill.sight import Sight
from server.drill.traveller import Traveller
from sync import form, guard
from sync.journal import OwnOp
from sync.match import Look, elements, given, matches
from sync.op import Value
from sync.overlay import RecordView
from sync.programme import Act, Form
from sync.seen import Filled


class Stumble(Exception):
    """The script filled a form in a way no screen would have let pass."""


class Done(msgspec.Struct):
    """What came of an act: form -> the records it is about, the ops it made, and those it moved."""

    made: dict[str, list[str]]
    ops: list[OwnOp]


def fresh_id(chance: random.Random, now_ms: int) -> str:
    """A uuid7."""
    tail = chance.getrandbits(74)
    whole = (now_ms & (2**48 - 1)) << 80 | 7 << 76 | (tail >> 62) << 64 | 2 << 62 | tail & (2**62 - 1)
    text = f"{whole:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


class Doing:
    """One act under way on one phone. `on`: what it was opened from; `people`: the travellers before the desk."""

    def __init__(
        self,
        sight: Sight,
        act: Act,
        on: Sequence[RecordView],
        people: Sequence[Traveller],
        words: Answers,
        chance: random.Random,
        now_ms: int,
    ) -> None:
        self.sight, self.hand, self.programme = sight, sight.hand, sight.hand.programme
        self.act, self.on, self.people, self.words = act, on, people, words
        self.chance, self.now_ms = chance, now_ms
        self.party = fresh_id(chance, now_ms)
        self.done = Done({}, [])

    def fills(self, forms: Sequence[str], answers: Mapping[str, Answers], chosen: Mapping[str, list[str]]) -> Done:
        for name in forms:
            self._fill(name, answers.get(name, {}), chosen)
        return self.done

    def _fill(self, name: str, said: Answers, chosen: Mapping[str, list[str]]) -> None:
        sheet = self.programme.forms[name]
        if sheet.record == "existing":
            subjects: list[tuple[str, Traveller | None]] = [(seen.id, self._whose(seen)) for seen in self.on]
        elif sheet.many:
            subjects = [(fresh_id(self.chance, self.now_ms), one) for one in self.people]
        else:
            first = self.people[0] if self.people else self._whose(self.on[0]) if self.on else None
            subjects = [(fresh_id(self.chance, self.now_ms), first)]
        filled = [self._filled(name, sheet, record, whom, said, chosen) for record, whom in subjects]
        saved = self.hand.saves_form(name, filled, self.now_ms)
        self.done.made[name] = [record for record, _ in subjects]
        if saved:
            self.done.ops.append(saved)
            self.sight.refresh({part.record for part in saved.op.parts})

    def _filled(
        self,
        name: str,
        sheet: Form,
        record: str,
        whom: Traveller | None,
        said: Answers,
        chosen: Mapping[str, list[str]],
    ) -> Filled:
        carried = self._carried(name, sheet)
        view = self.hand.view(record)
        picked = {field: _besides(records, field, view) for field, records in chosen.items() if field in sheet.fields}
        first = form.defaults(sheet, self._known(sheet, carried, record), view)
        values = {**first, **carried, **picked}
        values, left = self._fitting(sheet, values, view)
        values.update(self._answered(said, record, whom, left))
        values = {field: value for field, value in values.items() if given(value)}
        faults = form.faults(sheet, values, self._beyond(record), self.programme.place_codes)
        if faults:
            raise Stumble(f"{self.act.name}, {name}: {', '.join(f'{fault.field} {fault.code}' for fault in faults)}")
        return Filled(record, values, _sources(sheet, whom))

    def _answered(self, said: Answers, record: str, whom: Traveller | None, left: list[str]) -> Answers:
        whole: Answers = {"whole": not left, "left": [*left], "tail": record[-8:].upper()}

        def answer(value: Value) -> Value:
            if isinstance(value, list):
                return [answer(one) for one in value]
            if not isinstance(value, str) or not value.startswith("$"):
                return value
            word = value[1:]
            if word in whole:
                return whole[word]
            return self.words[word] if word in self.words else whom.word(word) if whom else None

        return {field: answer(value) for field, value in said.items()}

    def _fitting(self, sheet: Form, values: Answers, view: RecordView | None) -> tuple[Answers, list[str]]:
        """Of the records a question would list, those it would really list, and whoever is named already; and the names
        of the others."""
        fit, left = dict(values), list[str]()
        for name, field in sheet.fields.items():
            if field.type != "refs" or not field.among or name not in values:
                continue
            kept: list[Value] = []
            for record in elements(values[name]):
                seen = self.hand.view(str(record))
                named = view is not None and record in elements(view.values.get(name))
                if named or (seen and matches(field.among, self.sight.look(seen))):
                    kept.append(record)
                else:
                    left.append(str(record)[-8:])
            fit[name] = kept
        return fit, left

    def _carried(self, name: str, sheet: Form) -> Answers:
        carried: Answers = {}
        for field, source in self.act.carry.get(name, {}).items():
            rule = sheet.fields[field]
            opened = [seen.id for seen in self.on]
            everyone = [*opened, *(record for records in self.done.made.values() for record in records)]
            found = {"record": opened, "people": everyone}.get(source) or self.done.made[source]
            views = [seen for seen in map(self.hand.view, found) if seen]
            fit: list[Value] = [seen.id for seen in views if not rule.of or seen.kind == rule.of]
            if rule.type == "refs":
                carried[field] = fit
            elif rule.type == "ref":
                carried[field] = next(iter(fit), None)
            elif views:
                carried[field] = self.sight.look(views[0])(field)
        return carried

    def _known(self, sheet: Form, carried: Answers, record: str) -> Look:
        local = datetime.fromtimestamp(self.hand.now(self.now_ms) / 1000, UTC)
        author = self.hand.phone.memory.author

        def known(word: str) -> Value:
            head, _, rest = word.partition(".")
            match word:
                case "now":
                    return local.isoformat(timespec="seconds").replace("+00:00", "Z")
                case "today":
                    return local.date().isoformat()
                case "serial":
                    self.hand.numbers += 1
                    return f"{author.place.partition(':')[2]}-{author.inc.upper()}-{self.hand.numbers:04}"
                case "party":
                    return self.party
                case "policy.id" | "policy.dates":
                    return self._rule(rest, local)
                case "shown.language":
                    return self.programme.languages[-1]
                case "programme.version":
                    return self.programme.version
            if word.startswith("="):
                return word[1:]
            if head in sheet.fields and rest:
                views = [seen for seen in map(self.hand.view, map(str, elements(carried.get(head)))) if seen]
                return next((value for seen in views if given(value := self.sight.look(seen)(rest))), None)
            return self._beyond(record)(word)

        return known

    def _rule(self, asked: str, local: datetime) -> Value:
        rule = guard.rule_in_force(
            self.programme.policy, self.now_ms, [c for row in self.programme.policy for c in row.countries]
        )
        if rule is None:
            return None
        until = local.date() + timedelta(days=rule.days)
        return rule.id if asked == "id" else [local.date().isoformat(), until.isoformat()]

    def _beyond(self, record: str) -> Look:
        def look(word: str) -> Value:
            head, _, rest = word.partition(".")
            if head == "actor":
                return self.hand.phone.memory.author.word(rest)
            seen = self.hand.view(record)
            return self.sight.look(seen)(rest if head == "self" else word) if seen else None

        return look

    def _whose(self, seen: RecordView) -> Traveller | None:
        return self.sight.whose(seen)


def _besides(records: Sequence[str], field: str, view: RecordView | None) -> list[Value]:
    """Who is picked now, besides those the record names already: their ticks stay."""
    return list(dict.fromkeys([*elements(view.values.get(field) if view else None), *records]))


def _sources(sheet: Form, whom: Traveller | None) -> dict[str, str]:
    """A document that was read fills what it can; the rest was typed."""
    read = {name: field.policy.order[0] for name, field in sheet.fields.items() if field.default.startswith("mrz.")}
    return read if whom and whom.scanned else {}
