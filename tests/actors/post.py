"""A post of the operation: somebody with the reference phone, who fills forms, loses the network and finds it again."""

import itertools

import msgspec

from server import feed
from server.intake import Refusal
from server.rebuild import rebuild
from server.storage.engine import reading
from sync import form
from sync.exchange import Answer, Verdict
from sync.journal import OwnOp
from sync.op import Value
from sync.overlay import RecordView
from sync.phone import Memory, Phone, Said
from sync.rights import Author
from sync.seen import Filled
from tests.actors.house import House

_numbers = itertools.count(1)


def fresh_record() -> str:
    """A uuid7 nobody has used in this run."""
    return f"01980000-0000-7000-9000-{next(_numbers):012x}"


class Post:
    """One person with one phone."""

    def __init__(self, house: House, inc: str, place: str, roles: tuple[str, ...]) -> None:
        house.enrol(inc, place, roles)
        self.house = house
        author = Author(inc, f"u{inc}", f"Who {inc}", place, roles, (place,))
        self.phone = Phone(Memory(author), house.programme)

    def fills(self, name: str, record: str | None = None, /, **values: Value) -> str:
        """Fill and save a form; answers that are calculated are added. Returns the record it is about."""
        record = record or fresh_record()
        self.saves(name, [self.filled(name, record, **values)])
        return record

    def filled(self, name: str, record: str, /, **values: Value) -> Filled:
        rules = self.phone.programme.forms[name]
        seen = self.phone.view(record)
        answers = {**form.defaults(rules, self._known, seen), **values}
        faults = form.faults(rules, answers, lambda word: seen.values.get(word) if seen else None, ())
        open_faults = [fault for fault in faults if fault.code != "place"]
        assert not open_faults, (name, open_faults)
        return Filled(record, answers)

    def saves(self, name: str, filled: list[Filled]) -> OwnOp:
        saved = self.phone.save(name, filled, self.house.clock.ms)
        assert saved, f"{name} changed nothing"
        return saved

    async def syncs(self) -> list[Verdict]:
        """Exchange until everything is sent and everything is here; the verdicts on the way."""
        verdicts: list[Verdict] = []
        complete = False
        while not complete or self.phone.unsent:
            answer = await self.exchanges()
            verdicts += answer.verdicts
            complete = answer.complete
        return verdicts

    async def exchanges(self, heard: bool = True) -> Answer:
        """One exchange; unless `heard`, its answer is lost on the way."""
        message = self.phone.next_exchange(self.house.clock.ms)
        assert message
        try:
            taken = await self.house.intake.accept(message.inc, message)
        except Refusal as refusal:
            self.phone.hear(msgspec.convert({"code": refusal.code, **refusal.extras}, Said))
            if refusal.code != "seq-gap":
                raise
            return await self.exchanges(heard)
        scopes = taken.device.author.scopes
        with reading(self.house.engine) as db:
            page = feed.read(db, self.house.programme, scopes, message.cursor, message.limit, bool(message.sums))
        last = taken.device.last_seq
        answer = Answer(
            "e", self.house.clock.ms, taken.verdicts(), last, last, page.entries, page.cursor, page.complete, page.reset
        )
        if heard:
            self.phone.take(msgspec.json.decode(msgspec.json.encode(answer), type=Answer))
        else:
            self.phone.miss()
        return answer

    def sees(self, record: str) -> RecordView:
        seen = self.phone.view(record)
        assert seen, f"{self.phone.inc} does not see {record}"
        return seen

    def state(self, record: str) -> str:
        journey = self.sees(record).journey
        return journey.state if journey else ""

    def is_blind_to(self, record: str) -> bool:
        return self.phone.view(record) is None

    def sees_kind(self, kind: str) -> list[str]:
        return [record for record, seen in self.phone.views().items() if seen.kind == kind]

    def _known(self, word: str) -> Value:
        head, _, rest = word.partition(".")
        author = self.phone.memory.author
        match word:
            case "now":
                return "2020-03-21T08:00:00Z"
            case "today":
                return "2020-03-21"
            case "serial":
                return f"{author.inc}-{next(_numbers)}"
            case "programme.version":
                return self.phone.programme.version
        if word.startswith("="):
            return rest or word[1:]
        return author.word(rest) if head == "actor" else None


def shadows_agree(house: House) -> bool:
    """Does the log rebuild to what is stored?"""
    with house.engine.begin() as db:
        return rebuild(db, house.programme).differing == []
