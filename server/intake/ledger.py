"""One transaction's writing: the log first, the head last, and every row that carries n after it."""

import secrets
from typing import NamedTuple

import msgspec
import sqlalchemy as sa

from server.notify import notices
from server.storage import membership, shadows
from server.storage import tables as t
from server.storage.body import encode
from server.storage.entry import names_of, pieces, sealed
from server.storage.erased import erased_among
from server.storage.ring import ring_of
from server.storage.rows import Row, insert, upsert
from sync.acceptance import Decision
from sync.exchange import VerdictCode
from sync.notice import Answer, Notice
from sync.programme import Programme
from sync.record import Record
from sync.stamp import Dot

SILENT: frozenset[VerdictCode] = frozenset({"quarantined", "refused"})
"""Verdicts that change no record, so take no place in the feed."""


class Logged(msgspec.Struct):
    """An op with its verdict, as the log has it. `n` is known once the transaction has taken the head."""

    digest: str
    verdict: VerdictCode
    detail: str | None
    eff: int
    n: int | None


class Change(NamedTuple):
    """What one op did to the feed: the names it touched and the scopes then, per record."""

    dot: Dot
    logged: Logged
    touched: dict[str, tuple[str, ...]]
    scopes: dict[str, tuple[str, ...]]


class Ledger:
    """Rows gathered while ops are judged; `write` puts them down together. `held`: each record as it was found;
    `records`: those that changed."""

    def __init__(self, programme: Programme) -> None:
        self._programme = programme
        self._ops: dict[Dot, Row] = {}
        self._changes: list[Change] = []
        self.held: dict[str, Record] = {}
        self.records: dict[str, Record] = {}
        self.rung: set[str] = set()
        self.called: list[Notice] = []
        self.answered: list[Answer] = []
        self.releases: dict[Dot, Dot] = {}

    def add(self, dot: Dot, row: Row, eff: int, decision: Decision) -> Logged:
        """Take down one judged op. `row`: the columns of `ops` that the decision does not give."""
        logged = Logged(row["digest"], decision.code, decision.detail, eff, None)
        self._ops[dot] = {
            **row,
            "inc": dot.inc,
            "seq": dot.seq,
            "eff": eff,
            "verdict": decision.code,
            "detail": decision.detail,
            "outcome": encode(decision.parts),
        }
        self.records.update(decision.records)
        if decision.code not in SILENT and decision.records:
            scopes = {record.id: record.scopes for record in decision.records.values()}
            self._changes.append(Change(dot, logged, decision.touched, scopes))
        return logged

    def body(self, dot: Dot) -> bytes | None:
        """The bytes of an op taken down in this transaction."""
        row = self._ops.get(dot)
        return row["body"] if row else None

    def seqs(self, inc: str) -> list[int]:
        """The ops of this device taken down in this transaction."""
        return [dot.seq for dot in self._ops if dot.inc == inc]

    def write(self, db: sa.Connection, now: int) -> None:
        """Put all down, what carries n last."""
        insert(db, t.ops, self._sealed(db))
        insert(
            db,
            t.releases,
            [{"inc": dot.inc, "seq": dot.seq, "by_inc": by.inc, "by_seq": by.seq} for dot, by in self.releases.items()],
        )
        if self.records:
            shadows.write(db, self.records, self.held, self._programme)
        if self.called:
            notices.add(db, self.called, self._programme, now)
        if self.answered:
            notices.end(db, self.answered, now)
        if self._changes:
            self._write_feed(db)

    def _sealed(self, db: sa.Connection) -> list[Row]:
        """The rows of the log. What they say of a record that was erased is not put down."""
        cuts = [pieces(row["body"], *dot) for dot, row in self._ops.items()]
        ring, names = ring_of(db), {name for cut in cuts for name in names_of(cut)} | self.records.keys()
        known = ring.standing(db, names)
        fresh = names - known.keys()
        known |= ring.make(db, fresh - erased_among(db, fresh)) if fresh else {}
        return [{**row, "body": sealed(cut, known)} for row, cut in zip(self._ops.values(), cuts, strict=True)]

    def _write_feed(self, db: sa.Connection) -> None:
        members = membership.read(db, {record for change in self._changes for record in change.touched})
        start = self._take_head(db)
        nonce = secrets.token_hex(4)
        feed: list[Row] = []
        touches: list[Row] = []
        for n, change in enumerate(self._changes, start + 1):
            change.logged.n = n
            feed.append({"n": n, "inc": change.dot.inc, "seq": change.dot.seq, "nonce": nonce})
            for record, names in change.touched.items():
                touches.append({"record": record, "n": n, "names": msgspec.json.encode(names).decode()})
                self.rung |= membership.move(members[record], change.scopes[record], n)
        insert(db, t.feed, feed)
        insert(db, t.touches, touches)
        upsert(db, t.members, membership.flat(members, start))

    def _take_head(self, db: sa.Connection) -> int:
        """The n before ours. From here to the commit every other writer waits: n is dense and committed in order."""
        taken = sa.update(t.head).values(n=t.head.c.n + len(self._changes)).returning(t.head.c.n)
        return int(db.execute(taken).scalar_one()) - len(self._changes)
