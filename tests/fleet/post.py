"""Somebody with a phone at a post: one store, one or two tabs, a clock of its own, and acts to record."""

from collections.abc import Callable, Sequence
from random import Random

import msgspec

from sync.exchange import Answer
from sync.journal import OwnOp
from sync.op import Value
from sync.phone import Memory, Phone, Said
from sync.programme import Programme
from sync.rights import Author
from sync.seen import Filled
from sync.stamp import Dot
from tests.fleet.line import BUSES, CARES, LINE, RISKS, STREETS, Crew


class Clock(msgspec.Struct):
    """A phone's own clock: off by so much, and too fast by so many parts in a million. `session`: the open page."""

    off_ms: int = 0
    drift_ppm: int = 0
    session: int = 1

    def wall(self, now: int, since: int) -> int:
        return max(0, now + self.off_ms + (now - since) * self.drift_ppm // 1_000_000)

    def mono(self, now: int, since: int, name: str) -> tuple[str, int]:
        return f"{name}-{self.session}", (now - since) * (1_000_000 + self.drift_ppm) // 1_000_000


class Post:
    """A phone of the fleet. `unseen`: own ops that entered, and no complete page has shown them yet."""

    def __init__(self, crew: Crew, author: Author, programme: Programme, clock: Clock, name: str, since: int) -> None:
        self.crew, self.clock, self.name, self.since = crew, clock, name, since
        self.memory = Memory(author)
        self.programme = programme
        self.tabs = [Phone(self.memory, programme), Phone(self.memory, programme)]
        self.dark_until = 0
        self.made: list[str] = []
        self.old: bytes | None = None
        self.unseen: set[Dot] = set()

    @property
    def inc(self) -> str:
        return self.memory.author.inc

    # The store

    def stored(self) -> bytes:
        return msgspec.msgpack.encode(self.memory)

    def reload(self, stored: bytes | None = None, programme: Programme | None = None) -> None:
        """The page is opened anew, on what the store has: all that was only in its memory is gone."""
        if stored is not None:
            self.memory = msgspec.msgpack.decode(stored, type=Memory)
        fetched = programme is not None and programme is not self.programme
        self.programme = programme or self.programme
        self.tabs = [Phone(self.memory, self.programme) for _tab in range(2)]
        self.clock.session += 1
        if fetched:
            self.tabs[0].reprogramme(self.programme)

    def forget(self, author: Author) -> None:
        """The browser threw the store away: the phone is enrolled anew and knows nothing."""
        self.memory = Memory(author)
        self.made, self.unseen = [], set()
        self.reload()

    def kept(self) -> set[str]:
        """The acts this phone still knows of."""
        return {own.op.reason for own in self.memory.journal.ops if own.op.reason}

    def entered(self) -> set[Dot]:
        """Own acts with a verdict: a house that lost one takes it back."""
        return {own.dot for own in self.memory.journal.ops if own.verdict}

    # Speaking

    def asks(self, now: int, tab: int, limit: int | None, sums: bool) -> bytes | None:
        exchange = self.tabs[tab].next_exchange(
            self.clock.wall(now, self.since), self.clock.mono(now, self.since, self.name), sums
        )
        if exchange is None:
            return None
        exchange.limit = limit
        return msgspec.json.encode(exchange)

    def hears(self, tab: int, said: bytes | Said | None) -> Answer | None:
        """What came back: an answer, a refusal, or nothing anybody could read."""
        phone = self.tabs[tab]
        if isinstance(said, bytes):
            try:
                answer = msgspec.json.decode(said, type=Answer)
            except (msgspec.DecodeError, UnicodeDecodeError):
                phone.miss()
                return None
            phone.take(answer)
            return answer
        phone.hear(said) if said else phone.miss()
        return None

    # Acting

    def act(self, chance: Random, now: int, reason: str, new_id: str) -> OwnOp | None:
        """Do one thing somebody at this post might do now; None when there is nothing to do."""
        phone = self.tabs[chance.randrange(2)]
        at, mono = self.clock.wall(now, self.since), self.clock.mono(now, self.since, self.name)
        paper_at = now - chance.randrange(3_600_000) if chance.random() < 0.04 else None

        def save(
            form: str, record: str, values: dict[str, Value], sources: dict[str, str] | None = None
        ) -> OwnOp | None:
            return phone.save(form, [Filled(record, values, sources or {})], at, mono, reason, paper_at)

        forms = ACTS[self.crew.roles[0]]
        form = chance.choices([name for name, _weight in forms], [weight for _name, weight in forms])[0]
        if form == "register":
            self.made.append(new_id)
            values = {"name": chance.choice(NAMES), **_answers(chance, self.programme, 4)}
            return save(form, new_id, values, {"paper": chance.choice(("scan", "typed"))})
        if form == "plate":
            bus = chance.choice(BUSES)
            values = {"plate": f"P{chance.randrange(9)}", "oil": chance.randrange(1, 4)}
            return save(form, bus, values, {}) if phone.view(bus) else None
        return self._on_somebody(phone, form, chance, (at, mono, reason), save)

    def opens_buses(self, now: int, reasons: Sequence[str]) -> list[OwnOp]:
        at, mono = self.clock.wall(now, self.since), self.clock.mono(now, self.since, self.name)
        saved = [
            self.tabs[0].save("bus", [Filled(bus, {"plate": "P0"})], at, mono, reason)
            for bus, reason in zip(BUSES, reasons, strict=True)
        ]
        return [own for own in saved if own]

    def lets_in(self, now: int, dot: Dot) -> OwnOp:
        return self.tabs[0].release(dot, self.clock.wall(now, self.since), self.clock.mono(now, self.since, self.name))

    def _on_somebody(
        self,
        phone: Phone,
        form: str,
        chance: Random,
        when: tuple[int, tuple[str, int], str],
        save: Callable[[str, str, dict[str, Value], dict[str, str]], OwnOp | None],
    ) -> OwnOp | None:
        rows = self.memory.shelf.rows
        known = sorted({*self.made, *(record for record, row in rows.items() if row.record.kind == "person")})
        for _try in range(4):
            record = chance.choice(known) if known else ""
            view = phone.view(record) if known else None
            if view is None or view.journey is None:
                continue
            state = view.journey.state
            if form == "decide":
                if not view.conflicts:
                    continue
                field = chance.choice(view.conflicts)
                value = chance.choice([head.value for head in view.heads[field]])
                if "lead" not in self.crew.roles:
                    return None
                return phone.decide(record, field, value, *when)
            if form == "mark":
                sources = {"paper": chance.choice(("scan", "typed"))}
                return save(form, record, _answers(chance, self.programme, chance.choice((1, 1, 2, 4))), sources)
            if form == "board":
                if state not in ("waiting", "accepted") or not view.values.get("street"):
                    continue
                bus = chance.choice(BUSES)
                return save(form, record, {"bus": bus}, {}) if phone.view(bus) else None
            if state in FITS[form] or chance.random() < 0.1:
                return save(form, record, {"seat": chance.choice("xyz")} if form in ("accept", "decline") else {}, {})
        return None


ACTS: dict[str, tuple[tuple[str, int], ...]] = {
    "clerk": (("register", 8), ("mark", 9), ("board", 6), ("miss", 1), ("find", 1), ("plate", 2)),
    "driver": (("mark", 6), ("miss", 1), ("find", 1), ("plate", 2)),
    "doorman": (("mark", 6), ("accept", 4), ("decline", 1), ("deliver", 5), ("miss", 1), ("find", 1)),
    "lead": (("decide", 6), ("mark", 4), ("cancel", 1), ("miss", 1), ("find", 2)),
}
FITS = {
    "accept": ("waiting", "accepted"),
    "decline": ("accepted",),
    "cancel": ("waiting", "accepted"),
    "deliver": ("riding", "late"),
    "miss": ("waiting", "accepted", "riding", "late"),
    "find": ("missing",),
}
NAMES = ("Ana", "Bo", "Chen", "Dina", "Eli")


def _answers(chance: Random, programme: Programme, most: int) -> dict[str, Value]:
    choices: dict[str, Callable[[], Value]] = {
        "name": lambda: chance.choice(NAMES),
        "phone": lambda: f"+8613{chance.randrange(4):09d}",
        "care": lambda: chance.choice((*CARES, None)),
        "risk": lambda: chance.choice((*RISKS, None)),
        "paper": lambda: chance.choice(("E1", "E2", "E3")),
        "seat": lambda: chance.choice("abcdef"),
        "tags": lambda: chance.sample(("a", "b", "c", "d"), chance.randrange(4)),
        "remarks": lambda: [f"r{chance.randrange(1000)}"],
        "bags": lambda: chance.randrange(1, 5),
        "street": lambda: chance.choice(STREETS),
    }
    if programme is not LINE:
        choices["shoe"] = lambda: chance.choice(("38", "40", "42"))
    names = chance.sample(sorted(choices), min(most, len(choices)))
    if most == 4:
        names.append("street")
    return {name: choices[name]() for name in dict.fromkeys(names)}
