"""What one phone did: its own ops, frozen when they were saved, each on its way to a verdict."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

import msgspec

from sync import canon
from sync.exchange import LIMITS, Verdict, VerdictCode
from sync.op import Op
from sync.renaming import renamed
from sync.shape import ERASED
from sync.stamp import Dot

TROUBLED: frozenset[VerdictCode] = frozenset({"quarantined", "refused", "superseded"})
"""Verdicts after which an op stays in its author's view, as typed, until dealt with."""
KEPT_MS = LIMITS.journal_hours_min * 3_600_000
ENVELOPE_BYTES = 4096
"""Left for all that an exchange says besides its ops."""


class OwnOp(msgspec.Struct):
    """One op of this phone. `text` is what travels, to the byte. `passed`: a complete page has shown what it did.
    `refill`: the eff it was given by a server that has since lost it."""

    dot: Dot
    op: Op
    text: bytes
    verdict: Verdict | None = None
    passed: bool = False
    refill: int | None = None
    dismissed: bool = False

    @property
    def is_troubled(self) -> bool:
        return self.verdict is not None and self.verdict.code in TROUBLED and not self.dismissed


class Batch(NamedTuple):
    """What one exchange can carry, and how many ops it leaves behind."""

    ops: list[OwnOp]
    skip: list[tuple[int, int]]
    held: int


class Journal(msgspec.Struct):
    """Own ops in their order. `seq`: the last one given out; `known`: up to where the server is known to have them.
    `forgot`: how many the server has that this phone knows nothing of any more."""

    ops: list[OwnOp] = []
    seq: int = 0
    known: int = 0
    forgot: int = 0

    def add(self, dot: Dot, op: Op) -> OwnOp:
        own = OwnOp(dot, op, frozen(op))
        self.ops.append(own)
        self.seq = dot.seq
        return own

    @property
    def is_long(self) -> bool:
        """Whether somebody should be told how much lies here; it is never shortened for that."""
        return len(self.ops) > LIMITS.journal_ops_alarm

    def pending(self) -> list[OwnOp]:
        return [own for own in self.ops if own.verdict is None]

    def batch(self, inc: str, ops_max: int, known: int | None = None) -> Batch:
        """The next ops of `inc` without a gap; ops that are no longer here are named, so that the sequence goes on.
        `known`: how far the server is with them, where it is not the journal's own."""
        known = self.known if known is None else known
        pending = [own for own in self.pending() if own.dot.inc == inc]
        taken: list[OwnOp] = []
        room = LIMITS.request_inflated_bytes_max - ENVELOPE_BYTES
        for own in pending[: min(ops_max, LIMITS.ops_per_exchange_max)]:
            room -= len(own.text) + 1
            if taken and (room < 0 or own.dot.seq != taken[-1].dot.seq + 1):
                break
            taken.append(own)
        here = taken[0].dot.seq if taken else self.seq + 1
        return Batch(taken, [(known + 1, here - 1)] if here > known + 1 else [], len(pending) - len(taken))

    def hear(self, inc: str, verdicts: Iterable[Verdict]) -> None:
        """Note what became of ops of this incarnation."""
        heard = {verdict.seq: verdict for verdict in verdicts}
        for own in self.ops:
            if own.dot.inc == inc and (verdict := heard.get(own.dot.seq)):
                own.verdict, own.refill = verdict, None

    def server_has(self, inc: str, last_seq: int) -> None:
        """The server stands at `last_seq`. What it had acknowledged beyond is lost there and goes out again, with the
        stamp it was given; its old verdict says nothing any more. Where it has more of this incarnation than is
        here, this is a restored copy: it counts on from there, and no new op bears a number that means another."""
        self.forgot += max(0, last_seq - self.seq)
        self.known, self.seq = last_seq, max(self.seq, last_seq)
        self.lost_after(inc, last_seq)

    def lost_after(self, inc: str, last_seq: int) -> bool:
        """What the server had acknowledged of `inc` beyond goes out again; whether there is any."""
        lost = [own for own in self.ops if own.verdict and own.dot.inc == inc and own.dot.seq > last_seq]
        for own in lost:
            if own.verdict:
                own.refill, own.verdict, own.passed = own.verdict.eff, None, False
        return any(own.verdict is None and own.dot.inc == inc for own in self.ops)

    def see_page(self) -> None:
        """A complete page was stored: it shows what every op with a verdict did."""
        for own in self.ops:
            own.passed = own.passed or own.verdict is not None

    def forget(self, gone: Collection[str]) -> None:
        """Let go of what was done to records that are no more, once it is settled; an act that also speaks of others
        stays for its 72 hours."""
        if any(_is_of(own, gone) for own in self.ops):
            self.ops = [own for own in self.ops if not _is_of(own, gone)]

    def renumber(self, since: Dot, inc: str) -> None:
        """Ops from `since` on get the next dots of a new incarnation, in the bases and seen events of later ones too.

        A dot an earlier op of the list bears may also name what the other user of the old incarnation did: an op here
        that wrote nothing on that record was not meant.
        """
        moved = [own for own in self.ops if own.dot.inc == since.inc and own.dot.seq >= since.seq]
        names: dict[tuple[Dot, str], Dot] = {}
        for at, own in enumerate(moved, 1):
            old, dot = own.dot, Dot(inc, at)
            own.dot, own.op = dot, _renamed(own, names, at)
            names.update({(old, part.record): dot for part in own.op.parts})
            own.text, own.verdict, own.refill, own.passed = frozen(own.op), None, None, False
        self.seq, self.known = len(moved), 0

    def trim(self, durable_seq: int, inc: str, now: int, server_now: int) -> None:
        """Let go of what the server keeps safely and nobody here needs: no sooner than 72 h after it was done, by this
        phone's clock and by the server's, for a clock that is set ahead makes nothing older."""
        self.ops = [
            own
            for own in self.ops
            if not own.passed
            or own.is_troubled
            or now - own.op.at < KEPT_MS
            or (own.verdict is not None and server_now - own.verdict.eff < KEPT_MS)
            or (own.dot.inc == inc and own.dot.seq > durable_seq)
        ]


def _is_of(own: OwnOp, gone: Collection[str]) -> bool:
    if own.verdict is None or not own.op.parts:
        return False
    return own.verdict.detail == ERASED or all(part.record in gone for part in own.op.parts)


class OnRecords:
    """Which own ops have a part on a record. A list of ops only grows; one that lost some is another list."""

    def __init__(self) -> None:
        self._ops: list[OwnOp] = []
        self._read = 0
        self._by_record: dict[str, list[OwnOp]] = {}

    def on(self, record: str, ops: list[OwnOp]) -> list[OwnOp]:
        """Those of `ops`, in their order."""
        if ops is not self._ops:
            self._ops, self._read, self._by_record = ops, 0, {}
        for own in ops[self._read :]:
            for name in dict.fromkeys(part.record for part in own.op.parts):
                self._by_record.setdefault(name, []).append(own)
        self._read = len(ops)
        return self._by_record.get(record, [])


def frozen(op: Op) -> bytes:
    """The text an op is frozen as: positional JSON without absent slots at the end."""
    return msgspec.json.encode(canon.trimmed_op(msgspec.json.decode(msgspec.json.encode(op))))


def _renamed(own: OwnOp, names: dict[tuple[Dot, str], Dot], seq: int) -> Op:
    """`names`: what a dot became where a part on that record names it."""
    op = renamed(own.op, lambda dot, record: names.get((dot, record), dot))
    adopts = next((dot for (old, _record), dot in names.items() if old == op.adopts), op.adopts)
    return msgspec.structs.replace(op, seq=seq, adopts=adopts, was=op.was or own.dot)
