"""Acts that come a second time under another name: two copies of one phone were both enrolled anew."""

from collections.abc import Iterable

import msgspec
import sqlalchemy as sa

from server.intake.ledger import SILENT
from server.storage import tables as t
from server.storage.entry import opened
from server.storage.rows import Row, chunks, insert
from server.storage.twins import NO_ACT
from sync import canon
from sync.op import Op
from sync.renaming import act_digest, meant
from sync.stamp import Dot

OF = sa.select(t.twins).where(t.twins.c.inc.in_(sa.bindparam("incs", expanding=True)))
BODY = sa.select(t.ops.c.body).where(
    t.ops.c.inc == sa.bindparam("inc"),
    t.ops.c.seq == sa.bindparam("seq"),
    t.ops.c.verdict.not_in(SILENT),
)


class Twins:
    """Which acts of some phones have entered under which names, as one transaction sees it."""

    def __init__(self, db: sa.Connection) -> None:
        self._db = db
        self._entered: dict[tuple[Dot, str], Dot] = {}
        self._same: dict[Dot, Dot] = {}
        self._fresh: list[Row] = []

    def read(self, incs: Iterable[str]) -> None:
        """Learn what is known of acts once named by these."""
        for some in chunks(sorted(incs)):
            for inc, seq, act, as_inc, as_seq in self._db.execute(OF, {"incs": some}):
                if act == NO_ACT:
                    self._same[Dot(inc, seq)] = Dot(as_inc, as_seq)
                else:
                    self._entered[Dot(inc, seq), act] = Dot(as_inc, as_seq)

    def entered(self, op: Op, dot: Dot) -> Dot | None:
        """The name under which this act is in already; None when it is new."""
        if not op.was:
            return self._entered.get((dot, act_digest(op))) if self._entered else None
        if canon.fault([*op.was]):
            return None
        act = act_digest(op)
        return self._entered.get((op.was, act)) or (op.was if self._is_logged(op.was, act) else None)

    def enter(self, op: Op, dot: Dot) -> None:
        """An act that bears a later name has entered."""
        if op.was and not canon.fault([*op.was]):
            self._keep(op.was, act_digest(op), dot)

    def repeat(self, dot: Dot, entered: Dot) -> None:
        """An op is `entered` over again: who names it means that one."""
        self._same[dot] = entered
        self._keep(dot, NO_ACT, entered)

    def meant(self, op: Op) -> Op:
        """The op with the names of those that entered."""
        return meant(op, self._same)

    def write(self) -> None:
        insert(self._db, t.twins, self._fresh)

    def _keep(self, name: Dot, act: str, entered: Dot) -> None:
        if act != NO_ACT:
            self._entered[name, act] = entered
        self._fresh.append({**name._asdict(), "act": act, "as_inc": entered.inc, "as_seq": entered.seq})

    def _is_logged(self, name: Dot, act: str) -> bool:
        """Whether the act is in under its first name."""
        bodies = self._db.execute(BODY, name._asdict()).scalars()
        return any(act_digest(msgspec.json.decode(raw, type=Op)) == act for raw in opened(self._db, bodies))
