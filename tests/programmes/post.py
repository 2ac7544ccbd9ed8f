"""A house in memory and the posts that work with it: acts as the screens do them, judged as the server judges them."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sync import acceptance, form
from sync.match import Look, elements, given
from sync.op import Op, Value
from sync.programme import Act, Form, Programme
from sync.record import Record
from sync.rights import Author
from sync.seen import Filled, SeenHead, View
from sync.stamp import Dot, Stamp
from sync.world import journey_of, made_at, own_words, scopes_of, value_of

MINUTE_MS = 60_000
Answers = dict[str, Value]


class Seen:
    """A record as a post sees it (`sync.seen.View`)."""

    def __init__(self, record: Record, programme: Programme) -> None:
        self.kind, self.id = record.kind, record.id
        self.values = {name: value_of(record, name, programme) for name in record.fields}
        self.heads = {
            name: [SeenHead(head.value, head.stamp, head.source) for head in state.heads]
            for name, state in record.fields.items()
        }
        self.journey = journey_of(record, programme)
        self.events = list(record.events)


class House:
    """The records there are, the clock, and the one programme in force (`sync.world.World`)."""

    def __init__(self, programme: Programme) -> None:
        self.programme, self.records, self.ids = programme, dict[str, Record](), 0
        self.now = int(datetime(2020, 3, 20, 8, tzinfo=UTC).timestamp() * 1000)

    def new_id(self) -> str:
        self.ids += 1
        return f"01900000-0000-7000-8000-{self.ids:012x}"

    def record(self, record: str) -> Record | None:
        return self.records.get(record)

    def naming(self, target: str, kind: str, field: str) -> list[Record]:
        found = [
            one
            for one in self.records.values()
            if one.kind == kind and target in elements(value_of(one, field, self.programme))
        ]
        return sorted(found, key=made_at, reverse=True)

    def held_by(self, holder: str) -> list[Record]:
        held = [(one, journey_of(one, self.programme)) for one in self.records.values()]
        return [one for one, journey in held if journey and journey.holder == holder]

    def seen_behind(self, dot: Dot, record: str) -> Dot | None:
        return None

    def says(self, record: str, word: str) -> Value:
        """A word of a record: a field, state, holder or place."""
        return own_words(self.records[record], self.programme)(word)

    def seen_at(self, record: str) -> set[str]:
        return set(scopes_of(self.records[record], self.programme))

    def pass_minutes(self, minutes: int) -> None:
        self.now += minutes * MINUTE_MS


class Post:
    """Somebody on duty with a phone: does acts by their name, with the answers the screens would ask for."""

    def __init__(self, house: House, inc: str, place: str, *roles: str) -> None:
        self.house, self.place, self.seq = house, place, 0
        self.author = Author(inc, f"u{inc}", f"Staff {inc}", place, roles, (place,))

    def word(self, name: str) -> Value:
        return self.author.word(name)

    def sees(self, record: str) -> bool:
        return self.place in self.house.seen_at(record)

    def view(self, record: str) -> View | None:
        found = self.house.record(record)
        return Seen(found, self.house.programme) if found and self.sees(record) else None

    def does(self, name: str, *on: str, **answers: Sequence[Answers] | Answers) -> dict[str, list[str]]:
        """The act `name` on these records; `answers`: form -> its answers, or a list of them for `many`.

        Returns form -> the records it is about. Everything must be allowed, complete and unquestioned.
        """
        act = next(act for act in self.house.programme.acts if act.name == name)
        assert set(act.by) & set(self.author.roles), f"{self.author.roles} may not {name}"
        self._check_offered(act, on)
        made: dict[str, list[str]] = {}
        for form_name in act.forms:
            said = answers.get(form_name, {})
            members = [dict(said)] if isinstance(said, dict) else [dict(one) for one in said]
            made[form_name] = self._fill(act, form_name, members, on, made)
        return made

    def fills(self, name: str, answers: Answers) -> list[str]:
        """One form by itself, as when a flow is left half way."""
        return self._fill(Act(name, (), (name,)), name, [answers], (), {})

    def _check_offered(self, act: Act, on: tuple[str, ...]) -> None:
        for record in on:
            assert self.sees(record), f"{self.place} does not see {record}"
            state = self.house.says(record, "state")
            assert not act.in_ or state in act.in_, f"{act.name} is not offered in {state}"

    def _fill(
        self, act: Act, name: str, members: list[Answers], on: tuple[str, ...], made: dict[str, list[str]]
    ) -> list[str]:
        sheet, programme = self.house.programme.forms[name], self.house.programme
        if sheet.record == "existing":
            members = [dict(members[0]) for _ in on]
        party, before = self.house.new_id(), Answers()
        filled = []
        for n, said in enumerate(members):
            record = on[n] if sheet.record == "existing" else self.house.new_id()
            carried = self._carried(act, name, sheet, on, made)
            first = form.defaults(sheet, self._known(sheet, carried, record, party, before), self.view(record))
            values = {**first, **carried, **said}
            faults = form.faults(sheet, values, self._beyond(record), programme.place_codes)
            assert not faults, f"{name}: {faults}"
            filled.append(Filled(record, values))
            before = values
        self._save(name, filled)
        return [one.record for one in filled]

    def _carried(self, act: Act, name: str, sheet: Form, on: tuple[str, ...], made: dict[str, list[str]]) -> Answers:
        carried: Answers = {}
        for field, source in act.carry.get(name, {}).items():
            rule = sheet.fields[field]
            everyone = [*on, *(record for records in made.values() for record in records)]
            found = {"record": list(on), "people": everyone}.get(source) or made[source]
            fit = [record for record in found if not rule.of or self.house.records[record].kind == rule.of]
            if rule.type == "refs":
                carried[field] = [*fit]
            elif rule.type == "ref":
                carried[field] = fit[0]
            else:
                carried[field] = self.house.says(found[0], field)
        return carried

    def _known(self, sheet: Form, carried: Answers, record: str, party: str, before: Answers) -> Look:
        def known(word: str) -> Value:
            head, _, rest = word.partition(".")
            said: dict[str, Value] = {
                "now": datetime.fromtimestamp(self.house.now / 1000, UTC).isoformat(),
                "today": datetime.fromtimestamp(self.house.now / 1000, UTC).date().isoformat(),
                "serial": f"{self.place.partition(':')[2]}-{self.author.inc}-{self.house.ids:03d}",
                "party": party,
                "policy.id": "SH-2020-03-20",
                "policy.dates": ["2020-03-20", "2020-04-03"],
                "shown.language": "en",
                "programme.version": self.house.programme.version,
            }
            if word.startswith("="):
                return word[1:]
            if word in said:
                return said[word]
            if head == "party":
                return before.get(rest)
            if head in sheet.fields:
                named = [self.house.says(str(one), rest) for one in elements(carried.get(head))]
                return next((one for one in named if given(one)), None)
            return self._beyond(record)(word)

        return known

    def _beyond(self, record: str) -> Look:
        def look(word: str) -> Value:
            head, _dot, rest = word.partition(".")
            if head == "actor":
                return self.author.word(rest)
            name = rest if head == "self" else word
            return self.house.says(record, name) if record in self.house.records and "." not in name else None

        return look

    def _save(self, name: str, filled: list[Filled]) -> None:
        self.house.pass_minutes(1)
        self.seq += 1
        parts = form.compose(self.house.programme, name, filled, self, self.view)
        version = self.house.programme.version
        op = Op(self.seq, self.house.now, ("s", 1), self.author.person, name, version, None, None, None, parts)
        stamp = Stamp(self.house.now, self.author.inc, self.seq)
        decided = acceptance.decide(op, stamp, self.author, self.house.programme, self.house)
        assert (decided.code, decided.detail) == ("applied", None), f"{name}: {decided.code} {decided.detail}"
        failed = [(part.kind, guard) for part, out in zip(parts, decided.parts, strict=True) for guard in out.failed]
        assert not failed, f"{name}: {failed}"
        assert all(out.entitled for out in decided.parts), f"{name}: not entitled"
        self.house.records.update(decided.records)
