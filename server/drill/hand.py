"""A hand with a phone: the reference client over real HTTP, a clock of its own, a network that comes and goes."""

import gzip
import http.client
import random
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

import msgspec

from server.drill.script import Cast
from server.routes.devices import Enrolled, Enrolment
from server.settings import Unusable
from sync.exchange import Answer
from sync.journal import OwnOp
from sync.overlay import RecordView
from sync.phone import Memory, Phone, Said
from sync.programme import Programme
from sync.rights import Author
from sync.seen import Filled

SECONDS_MAX = 30
ROUNDS_MAX = 50
"""Exchanges in a row, as a phone has a limit too."""
OFFLINE_MEAN, ONLINE_MEAN, OFFLINE_MAX = 40, 120, 540
"""Minutes."""


class Hand:
    """Somebody at a post. `ahead_ms`: how far their clock is off. `busy_until`: turns without a network."""

    def __init__(self, cast: Cast, name: str, url: str, programme: Programme, ahead_ms: int) -> None:
        self.cast, self.name, self.programme, self.ahead_ms = cast, name, programme, ahead_ms
        self.address = urlsplit(url)
        self.phone: Phone
        self.token = ""
        self.offline_until = 0
        self.numbers = 0
        self.counts: Counter[str] = Counter()
        self.saves: Counter[str] = Counter()
        self.troubled: list[OwnOp] = []
        self._line: http.client.HTTPConnection | None = None
        self._views: dict[str, tuple[tuple[int, ...], RecordView | None]] = {}
        self._epoch = 0
        self._busy: set[str] = set()
        self.dead = False

    def enrols(self, code: str) -> Enrolled:
        """Spend a code: from now on the house knows this phone."""
        status, body = self._post("/devices", msgspec.json.encode(Enrolment(code, self.name)), {})
        if status != 201:
            raise Unusable(f"{self.name} could not enrol: {body[:200].decode(errors='replace')}")
        known = msgspec.json.decode(body, type=Enrolled)
        author = Author(known.inc, known.person.id, known.person.who, known.place, known.roles, known.scopes)
        self.takes_up(Memory(author), known.token)
        return known

    def takes_up(self, memory: Memory, token: str) -> None:
        """A phone the house knows already, with what it remembers."""
        self.phone, self.token = Phone(memory, self.programme), token

    @property
    def place(self) -> str:
        return self.cast.place

    def now(self, true_ms: int) -> int:
        """What this phone's clock shows."""
        return true_ms + self.ahead_ms

    def mono(self, true_ms: int) -> tuple[str, int]:
        """The clock nobody can set wrong."""
        return (self.phone.inc + "d1", true_ms)

    # Looking

    def view(self, record: str) -> RecordView | None:
        """As the phone shows it; worked out again only when something happened to it."""
        row = self.phone.memory.shelf.rows.get(record)
        token = (
            row.n if row else -1,
            len(row.scopes) if row else 0,
            self.saves[record],
            self._epoch if record in self._busy else -1,
        )
        known = self._views.get(record)
        if known is None or known[0] != token:
            known = self._views[record] = (token, self.phone.view(record))
        return known[1]

    def views(self) -> Iterator[RecordView]:
        for record in [*dict.fromkeys([*self.phone.memory.shelf.rows, *self.saves])]:
            seen = self.view(record)
            if seen and seen.kind in self.programme.kinds:
                yield seen

    # Doing

    def saves_form(self, name: str, filled: list[Filled], true_ms: int) -> OwnOp | None:
        saved = self.phone.save(name, filled, self.now(true_ms), self.mono(true_ms))
        self.note(saved)
        return saved

    def note(self, saved: OwnOp | None) -> None:
        for part in saved.op.parts if saved else ():
            self.saves[part.record] += 1
            self._busy.add(part.record)

    # Speaking

    def has_network(self, minute: int, minutes_each_turn: int, chance: random.Random) -> bool:
        """Networks go at any time and come back after a while; one who will die never has any."""
        if self.dead or self.cast.dies_holding or self.offline_until > minute:
            return False
        if chance.random() >= minutes_each_turn / ONLINE_MEAN:
            return True
        self.counts["offline spells"] += 1
        spell = min(chance.expovariate(1 / OFFLINE_MEAN), OFFLINE_MAX)
        self.offline_until = minute + max(minutes_each_turn, round(spell))
        return False

    def talks(self, true_ms: int, chance: random.Random) -> None:
        """As a phone does: on until all is said and heard, or nobody answers."""
        for _ in range(ROUNDS_MAX):
            if self.exchanges(true_ms, chance) or self.phone.memory.misses:
                return

    def exchanges(self, true_ms: int, chance: random.Random | None = None) -> bool:
        """One exchange; with `chance` some are heard twice by the house, and some answers get lost. True when all that
        was to be said and heard, was."""
        asked = self.phone.next_exchange(self.now(true_ms), self.mono(true_ms))
        if asked is None:
            return True
        body = msgspec.json.encode(asked)
        self.counts["exchanges"] += 1
        try:
            if chance and asked.ops and chance.random() < 0.03:
                self.counts["sent twice"] += 1
                self._post("/sync/v1", body, self._bearer())
            status, said = self._post("/sync/v1", body, self._bearer())
        except (OSError, http.client.HTTPException):
            self.counts["unanswered"] += 1
            self.hangs_up()
            self.phone.miss()
            return False
        if chance and chance.random() < 0.05:
            self.counts["answers lost"] += 1
            self.phone.miss()
            return False
        if status != 200:
            self.counts["refusals"] += 1
            self.phone.hear(msgspec.json.decode(said, type=Said))
            return False
        answer = msgspec.json.decode(said, type=Answer)
        before = self._unpassed()
        self.phone.take(answer)
        self._epoch += 1
        self._busy = before | self._unpassed()
        for own in self.phone.troubled():
            self.troubled.append(own)
            own.dismissed = True
        return answer.complete and not self.phone.unsent

    def dies(self, true_ms: int) -> None:
        """Its last word: most of what it holds goes through, `dies_holding` acts do not; then it is heard no more."""
        self.phone.memory.ops_max = self.phone.unsent - self.cast.dies_holding
        self.exchanges(true_ms)
        self.dead = True

    def reads(self, path: str) -> bytes:
        """What a page of the house says to whoever holds this phone."""
        status, said = self._ask("GET", path, None, self._bearer())
        if status != 200:
            raise Unusable(f"{self.name} may not read {path}: {said[:200].decode(errors='replace')}")
        return said

    def _unpassed(self) -> set[str]:
        return {part.record for own in self.phone.memory.journal.ops if not own.passed for part in own.op.parts}

    def _bearer(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token}"}

    def _post(self, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        packed = {"content-type": "application/json", "content-encoding": "gzip", **headers}
        return self._ask("POST", path, gzip.compress(body, 1), packed)

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> tuple[int, bytes]:
        if self._line is None:
            opener = http.client.HTTPSConnection if self.address.scheme == "https" else http.client.HTTPConnection
            self._line = opener(self.address.hostname or "", self.address.port, timeout=SECONDS_MAX)
        self._line.request(method, path, body, {"accept-encoding": "gzip", **headers})
        answer = self._line.getresponse()
        said = answer.read()
        if answer.getheader("content-encoding") == "gzip":
            said = gzip.decompress(said)
        return answer.status, said

    def hangs_up(self) -> None:
        if self._line:
            self._line.close()
            self._line = None
