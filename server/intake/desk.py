"""The desk ops are judged at: records read once per transaction, changed in memory, written down together."""

from collections.abc import Iterable, Sequence

import msgspec
import sqlalchemy as sa

from server.intake.ledger import Ledger, Logged
from server.intake.reading import read_op
from server.intake.twins import Twins
from server.storage import tables as t
from server.storage.body import unseal_all
from server.storage.entry import opened
from server.storage.erased import erased_among
from server.storage.rows import Row, chunks
from sync import canon
from sync.acceptance import Adopted, Decision
from sync.op import Op, Part
from sync.programme import Programme
from sync.record import Record
from sync.stamp import Dot, Stamp
from sync.world import NO_JOURNEY, journey_of, links_of, made_at

BODIES = sa.select(t.records.c.body).where(t.records.c.id.in_(sa.bindparam("ids", expanding=True)))
LOCKED = BODIES.order_by(t.records.c.id).with_for_update()
HELD = sa.select(t.records.c.id).where(t.records.c.holder == sa.bindparam("holder"))
NAMING = sa.select(t.links.c.record).where(
    *(getattr(t.links.c, name) == sa.bindparam(name) for name in ("target", "kind", "field"))
)
LOGGED = (
    sa.select(t.ops.c.seq, t.ops.c.digest, t.ops.c.verdict, t.ops.c.detail, t.ops.c.eff, t.feed.c.n)
    .select_from(t.ops.outerjoin(t.feed, (t.feed.c.inc == t.ops.c.inc) & (t.feed.c.seq == t.ops.c.seq)))
    .where(t.ops.c.inc == sa.bindparam("inc"), t.ops.c.seq.in_(sa.bindparam("seqs", expanding=True)))
)


class Desk:
    """One transaction's view of the store: a `sync.world.World`, with what this transaction changed laid over it."""

    def __init__(self, db: sa.Connection, programme: Programme) -> None:
        self.db = db
        self.ledger = Ledger(programme)
        self.twins = Twins(db)
        self._programme = programme
        self._records: dict[str, Record | None] = {}
        self._log: dict[Dot, Logged | None] = {}
        self._adopted: dict[Dot, Adopted] = {}
        self.erased: set[str] = set()

    def adopt(self, dots: Iterable[Dot]) -> set[str]:
        """Fetch these ops out of quarantine; returns the records they have parts about. What is no sound op stays."""
        for dot in dots:
            where = (t.ops.c.inc == dot.inc, t.ops.c.seq == dot.seq, t.ops.c.verdict == "quarantined")
            row = None if canon.fault([*dot]) else self.db.execute(sa.select(t.ops).where(*where)).first()
            sent = read_op(opened(self.db, [row.body])[0]) if row else None
            if row and sent and sent.op and not sent.fault:
                self._adopted[dot] = Adopted(sent.op, Stamp(row.eff, *dot), row.who, row.place)
        return {part.record for adopted in self._adopted.values() for part in adopted.op.parts}

    @property
    def named_by_adopted(self) -> set[str]:
        """The phones by whose names the ops out of quarantine go, or went."""
        adopted = self._adopted.items()
        return {inc for dot, one in adopted for inc in (dot.inc, *([one.op.was.inc] if one.op.was else []))}

    def adopted(self, dot: Dot | None) -> Adopted | None:
        return self._adopted.get(dot) if dot else None

    def is_released(self, dot: Dot | None) -> bool:
        """Whether somebody has let this op in before."""
        if dot is None or canon.fault([*dot]):
            return False
        where = (t.releases.c.inc == dot.inc, t.releases.c.seq == dot.seq)
        return dot in self.ledger.releases or bool(self.db.execute(sa.select(t.releases).where(*where)).first())

    def lock(self, records: Iterable[str]) -> None:
        """Read the records that are to be changed: nobody else changes them until the transaction ends. With a record
        those that are one with it are changed; where two then wait for each other, one is told so and tries again."""
        named = set(records)
        self._read(named, LOCKED)
        self.erased |= erased_among(self.db, (name for name in named if not self._records[name]))
        found = [record for name in named if (record := self._records[name])]
        self._read({one for record in found if record.alias for one in record.alias.members}, LOCKED)

    def prefetch(self, records: Iterable[str]) -> None:
        """Read these records in as few statements as can be."""
        self._read(records, BODIES)

    def record(self, record: str) -> Record | None:
        if record not in self._records:
            self.prefetch([record])
        return self._records[record]

    def naming(self, target: str, kind: str, field: str) -> Sequence[Record]:
        stored = set(self.db.execute(NAMING, {"target": target, "kind": kind, "field": field}).scalars())
        changed = self.ledger.records
        ids = (stored - changed.keys()) | {
            record.id for record in changed.values() if record.kind == kind and self._names(record, field, target)
        }
        self.prefetch(ids)
        found = [record for i in ids if (record := self._records[i])]
        return sorted(found, key=made_at, reverse=True)

    def held_by(self, holder: str) -> Sequence[Record]:
        ids = {*self.db.execute(HELD, {"holder": holder}).scalars(), *self.ledger.records}
        self.prefetch(ids)
        found = [record for i in sorted(ids) if (record := self._records[i])]
        return [record for record in found if (journey_of(record, self._programme) or NO_JOURNEY).holder == holder]

    def seen_behind(self, dot: Dot, record: str) -> Dot | None:
        return next((part.seen for part in self._parts(dot) if part.record == record), None)

    def is_about(self, dot: Dot, records: Iterable[str]) -> bool:
        """Whether the op `dot`, as far as anybody can read it, has a part on one of these."""
        return not {part.record for part in self._parts(dot)}.isdisjoint(records)

    def is_of_paper(self, dot: Dot) -> bool:
        """Whether the op `dot` bears the time on a paper form, which says nothing of when its device sent it."""
        op = self._op(dot)
        return op is not None and op.paper_at is not None

    def _parts(self, dot: Dot) -> Sequence[Part]:
        op = self._op(dot)
        return op.parts if op else ()

    def _op(self, dot: Dot) -> Op | None:
        if canon.fault([*dot]):
            return None  # said by an op in quarantine: no op is called that
        raw = self.ledger.body(dot)
        if raw is None:
            kept = sa.select(t.ops.c.body).where(t.ops.c.inc == dot.inc, t.ops.c.seq == dot.seq)
            raw = next(iter(opened(self.db, self.db.execute(kept).scalars())), None)
        try:
            return msgspec.json.decode(raw, type=Op) if raw else None
        except msgspec.DecodeError:
            return None  # kept raw in quarantine: it named nothing anybody can read

    def logged(self, dot: Dot) -> Logged | None:
        """The op `dot` with its verdict; None when it never arrived."""
        if dot not in self._log:
            self.prefetch_log([dot])
        return self._log.get(dot)

    def prefetch_log(self, dots: Iterable[Dot]) -> None:
        """Read these ops' verdicts, one statement an incarnation."""
        wanted: dict[str, list[int]] = {}
        for dot in dots:
            if dot not in self._log:
                self._log[dot] = None
                wanted.setdefault(dot.inc, []).append(dot.seq)
        for inc, some in ((inc, some) for inc, seqs in wanted.items() for some in chunks(sorted(seqs))):
            rows = self.db.execute(LOGGED, {"inc": inc, "seqs": some})
            self._log.update({Dot(inc, seq): Logged(*said) for seq, *said in rows})

    def keep(self, dot: Dot, row: Row, eff: int, decision: Decision) -> Logged:
        """Lay down an op and what it changed; rows reach the database when the ledger is written."""
        logged = self.ledger.add(dot, row, eff, decision)
        self._log[dot] = logged
        self._records.update(decision.records)
        return logged

    def _read(self, records: Iterable[str], statement: "sa.Select[tuple[bytes]]") -> None:
        for some in chunks(sorted(set(records) - self._records.keys())):
            bodies = [row.body for row in self.db.execute(statement, {"ids": some})]
            found = {record.id: record for record in unseal_all(self.db, bodies, Record)}
            self._records.update({record: found.get(record) for record in some})
            self.ledger.held.update(found)

    def _names(self, record: Record, field: str, target: str) -> bool:
        return any(link.field == field and target in link.targets for link in links_of(record, self._programme))
