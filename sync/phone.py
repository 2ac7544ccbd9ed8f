"""The reference client: a phone as a state machine. Time, ids and chance are arguments, what it keeps is `memory`.

Each call is one transaction: whoever runs a phone stores `memory` after it, whole, or the call never was. One exchange
is under way at a time:

    phone.save("take_in", [Filled(record, {"label": "A"})], at=now)
    exchange = phone.next_exchange(now)          # to POST /sync/v1
    phone.take(answer)                           # or phone.hear(said), or phone.miss(); then wait phone.wait_ms(chance)
    phone.view(record)
"""

from collections.abc import Sequence
from functools import cache

import msgspec

from sync import form, former
from sync.exchange import LIMITS, Answer, Exchange, Verdict
from sync.former import Former
from sync.journal import Journal, OnRecords, OwnOp, frozen
from sync.op import Op, Part, Value
from sync.overlay import RecordView, view
from sync.problem import PROBLEMS
from sync.programme import Programme
from sync.rights import DECIDE, RELEASE, Author
from sync.seen import Filled
from sync.shelf import Shelf
from sync.stamp import Dot

BACKOFF_MS_MIN = 1_000
BACKOFF_MS_MAX = 60_000

Mono = tuple[str, int]


class TooLarge(Exception):
    """The op would pass a limit: it is not saved, the draft stays. `unit`: "bytes", "parts" or "writes"."""

    def __init__(self, unit: str) -> None:
        super().__init__(unit)
        self.unit = unit


class Said(msgspec.Struct, frozen=True):
    """A refusal as the server said it: its code, and what some codes bring along."""

    code: str
    from_: int = msgspec.field(name="from", default=0)
    expected: int = 0
    last_seq: int | None = None
    verdicts: list[Verdict] = []
    retry_after: int = 0


class Memory(msgspec.Struct):
    """All that a phone must not forget. `barred`: the code that must be dealt with by a person before it asks again.
    `fork`: from where on its ops bear numbers another device has used. `asking`: former names of this phone that the
    server is asked about, for it may have lost their acts."""

    author: Author
    journal: Journal = msgspec.field(default_factory=Journal)
    shelf: Shelf = msgspec.field(default_factory=Shelf)
    barred: str | None = None
    fork: int | None = None
    misses: int = 0
    retry_after: int = 0
    ops_max: int = LIMITS.ops_per_exchange_max
    asking: list[Former] = []


class Phone:
    """One installation of the app, as enrolled."""

    def __init__(self, memory: Memory, programme: Programme) -> None:
        self.memory = memory
        self.programme = programme
        self.asked: Exchange | None = None
        self._own = OnRecords()

    @property
    def inc(self) -> str:
        return self.memory.author.inc

    @property
    def unsent(self) -> int:
        """How many own ops have no verdict."""
        return len(self.memory.journal.pending())

    @property
    def has_long_journal(self) -> bool:
        """Whether more lies here than anybody expects: the server keeps too little for good (an alarm, no limit)."""
        return self.memory.journal.is_long

    # Saving

    def save(
        self,
        name: str,
        filled: Sequence[Filled],
        at: int,
        mono: Mono | None = None,
        reason: str | None = None,
        paper_at: int | None = None,
    ) -> OwnOp | None:
        """Freeze one form as one op; None when nothing changed. Raises TooLarge."""
        parts = form.compose(self.programme, name, filled, self.memory.author, cache(self.view))
        return self._freeze(name, parts, at, mono, reason, paper_at) if parts else None

    def decide(
        self, record: str, field: str, value: Value, at: int, mono: Mono | None = None, reason: str | None = None
    ) -> OwnOp:
        """Settle a conflict for `value`."""
        seen = self.view(record)
        if seen is None:
            raise LookupError(record)
        part = form.decide(self.programme, seen, field, value, self.memory.author)
        return self._freeze(DECIDE, [part], at, mono, reason, None)

    def release(self, dot: Dot, at: int, mono: Mono | None = None) -> OwnOp:
        """Let in what was quarantined under `dot`; for those who oversee."""
        return self._freeze(RELEASE, [], at, mono, None, None, dot)

    def _freeze(
        self,
        name: str,
        parts: list[Part],
        at: int,
        mono: Mono | None,
        reason: str | None,
        paper_at: int | None,
        adopts: Dot | None = None,
    ) -> OwnOp:
        journal, version = self.memory.journal, self.programme.version
        dot = Dot(self.inc, journal.seq + 1)
        op = Op(dot.seq, at, mono, self.memory.author.person, name, version, reason, adopts, paper_at, parts)
        if unit := _passed(op):
            raise TooLarge(unit)
        return journal.add(dot, op)

    # Speaking with the server

    def next_exchange(self, now: int, mono: Mono | None = None, sums: bool = False) -> Exchange | None:
        """What to say next; None while a person must act first (`memory.barred`). It is said under the name it bears
        (`inc`), with that name's token: a phone that was enrolled anew may have to speak as who it was."""
        if self.memory.barred:
            return None
        journal, cursor, most = self.memory.journal, self.memory.shelf.cursor, self.memory.ops_max
        if before := next((one for one in self.memory.asking if not one.waits), None):
            self.asked = former.asks(before, journal, most, now, mono)
            return self.asked
        ops, skip, held = journal.batch(self.inc, most)
        raws, refill = former.texts(ops)
        self.asked = Exchange(self.inc, now, mono, raws, skip or None, refill, cursor, None, sums or None, held)
        return self.asked

    def take(self, answer: Answer) -> None:
        """Store the answer to what was asked last. One that nobody waits for any more is dropped."""
        asked, self.asked = self.asked, None
        if asked is None:
            return
        journal, shelf = self.memory.journal, self.memory.shelf
        if asked.inc != self.inc:
            self._learn_of_former(asked, answer.verdicts, answer.last_seq)
            return
        # Who begins anew has no cursor by which to see that history was cut.
        may_lack = answer.reset or asked.cursor is None
        if may_lack:
            # Under our numbers it may have got back what a copy of this phone did.
            journal.lost_after(self.inc, 0)
        journal.hear(self.inc, answer.verdicts)
        asking = former.former_names(journal, self.inc) if may_lack else self.memory.asking
        self.memory.asking = [msgspec.structs.replace(one, waits=False) for one in asking]
        journal.server_has(self.inc, answer.last_seq)
        is_complete = answer.complete and shelf.cursor == asked.cursor
        if shelf.cursor == asked.cursor:
            journal.forget(shelf.store(answer, self.programme))
        for own in self.troubled():
            own.dismissed = shelf.carries(own.dot, [part.record for part in own.op.parts])
        if is_complete:
            journal.see_page()
        shelf.sweep(self._is_busy, is_complete)
        if is_complete:
            shelf.check(answer.sums or [], answer.now)
        journal.trim(answer.durable_seq, self.inc, asked.now, answer.now)
        self.memory.misses, self.memory.retry_after = 0, 0
        if not journal.pending():
            self.memory.ops_max = LIMITS.ops_per_exchange_max

    def hear(self, said: Said) -> None:
        """Take in a refusal and do what the catalogue says is next. The outbox is kept in every case."""
        asked = self.asked
        self.miss(said.retry_after)
        next_ = PROBLEMS[said.code].next if said.code in PROBLEMS else "wait"
        if asked and asked.inc != self.inc and said.code == "revoked" and said.last_seq is not None:
            # Taken out of use under that name: what the server lost is set aside there, for somebody to let in.
            self._learn_of_former(asked, said.verdicts, said.last_seq)
            return
        if asked and asked.inc != self.inc and next_ not in ("wait", "split"):
            # Who it was may not speak any more; who it is goes on.
            self.memory.journal.hear(asked.inc, said.verdicts)
            self.memory.asking = [one for one in self.memory.asking if one.inc != asked.inc]
            return
        match next_:
            case "renumber":
                self.memory.journal.hear(self.inc, said.verdicts)
                self.memory.fork, self.memory.barred = said.from_, said.code
            case "sign-in" | "stop":
                self.memory.barred = said.code
            case "resend":
                self.memory.journal.server_has(self.inc, said.expected - 1)
            case "split":
                self.memory.ops_max = max(1, self.memory.ops_max // 2)

    def _learn_of_former(self, asked: Exchange, verdicts: Sequence[Verdict], last_seq: int) -> None:
        memory = self.memory
        memory.asking = former.takes(memory.asking, asked, verdicts, last_seq, memory.journal)
        memory.misses, memory.retry_after = 0, 0

    def miss(self, retry_after: int = 0) -> None:
        """Nobody answered, or a stranger did."""
        self.asked = None
        self.memory.misses += 1
        self.memory.retry_after = retry_after

    def wait_ms(self, chance: float) -> int:
        """How long to wait after a miss: full jitter up to a minute, after the seconds the server asked for.

        `chance` is in [0, 1).
        """
        reach = BACKOFF_MS_MIN * 2 ** min(self.memory.misses, 6)
        return self.memory.retry_after * 1000 + int(chance * min(BACKOFF_MS_MAX, reach))

    @property
    def forgot(self) -> int:
        """How many own acts the server has that this phone has lost all memory of: told plainly to its holder."""
        return self.memory.journal.forgot

    def unsent_texts(self) -> list[msgspec.Raw]:
        """What goes with a request for a new enrolment: the server may have some of it, its answer lost."""
        return [msgspec.Raw(own.text) for own in self.memory.journal.batch(self.inc, LIMITS.ops_per_exchange_max).ops]

    def enrolled(self, author: Author, verdicts: Sequence[Verdict] = ()) -> None:
        """Go on under a new enrolment. Ops the server has under their old names (`verdicts`) keep these; all others get
        new ones."""
        old, journal = self.inc, self.memory.journal
        journal.hear(old, verdicts)
        if author.inc != old:
            since = self.memory.fork or next(
                (own.dot.seq for own in journal.pending() if own.dot.inc == old), journal.seq + 1
            )
            journal.renumber(Dot(old, since), author.inc)
            # What the server lost meanwhile it is asked about under these names alone, once who we are has spoken.
            before = former.former_names(journal, author.inc)
            self.memory.asking = [msgspec.structs.replace(one, waits=True) for one in before]
        self.memory.author, self.memory.barred, self.memory.fork, self.memory.misses = author, None, None, 0
        self.asked = None

    def reprogramme(self, programme: Programme) -> None:
        """Work with another version from now on. What it asks of old rows may differ, so they are fetched anew."""
        self.programme, self.asked = programme, None
        self.memory.shelf.start_over()

    # Looking

    def view(self, record: str) -> RecordView | None:
        """The record as this phone shows it; None when it shows none."""
        memory = self.memory
        row = memory.shelf.rows.get(record)
        return view(record, row, self._own.on(record, memory.journal.ops), memory.author, self.programme)

    def views(self) -> dict[str, RecordView]:
        """Every record this phone shows."""
        named = {part.record for own in self.memory.journal.ops for part in own.op.parts}
        shown = {record: self.view(record) for record in sorted(named | self.memory.shelf.rows.keys())}
        return {record: seen for record, seen in shown.items() if seen}

    def troubled(self) -> list[OwnOp]:
        """Own ops that did not enter and that nobody has dealt with."""
        return [own for own in self.memory.journal.ops if own.is_troubled]

    def dismiss(self, dot: Dot) -> None:
        """Somebody has dealt with it."""
        for own in self.memory.journal.ops:
            own.dismissed = own.dismissed or own.dot == dot

    def _is_busy(self, record: str) -> bool:
        return any(own.verdict is None for own in self._own.on(record, self.memory.journal.ops))


def _passed(op: Op) -> str | None:
    """The unit of the limit this op passes."""
    if len(op.parts) > LIMITS.parts_per_op_max:
        return "parts"
    if any(len(part.writes) > LIMITS.writes_per_part_max for part in op.parts):
        return "writes"
    values = [write.value for part in op.parts for write in part.writes]
    if any(len(msgspec.json.encode(value)) > LIMITS.value_bytes_max for value in values):
        return "bytes"
    return "bytes" if len(frozen(op)) > LIMITS.op_bytes_max else None
