"""Where an op belongs that was passed over and comes back after all: between its device's acts before and after it."""

import sqlalchemy as sa

from server.intake.desk import Desk
from server.storage import tables as t
from sync.stamp import Dot

NEXT_TO = sa.select(t.ops.c.seq).where(t.ops.c.inc == sa.bindparam("inc")).limit(1)
BEFORE = NEXT_TO.where(t.ops.c.seq < sa.bindparam("seq")).order_by(t.ops.c.seq.desc())
AFTER = NEXT_TO.where(t.ops.c.seq > sa.bindparam("seq")).order_by(t.ops.c.seq)


def around(desk: Desk, dot: Dot) -> tuple[int, int | None]:
    """When the ops of that device right before (0 for none) and right after this one took effect."""
    before = _before(desk, dot)
    while before and desk.is_of_paper(before):
        before = _before(desk, before)
    after = _after(desk, dot)
    while after and desk.is_of_paper(after):
        after = _after(desk, after)
    return _eff(desk, before) or 0, _eff(desk, after)


def _before(desk: Desk, dot: Dot) -> Dot | None:
    here = [seq for seq in desk.ledger.seqs(dot.inc) if seq < dot.seq]
    return max((Dot(dot.inc, seq) for seq in (*here, *desk.db.execute(BEFORE, dot._asdict()).scalars())), default=None)


def _after(desk: Desk, dot: Dot) -> Dot | None:
    here = [seq for seq in desk.ledger.seqs(dot.inc) if seq > dot.seq]
    return min((Dot(dot.inc, seq) for seq in (*here, *desk.db.execute(AFTER, dot._asdict()).scalars())), default=None)


def _eff(desk: Desk, dot: Dot | None) -> int | None:
    logged = desk.logged(dot) if dot else None
    return logged.eff if logged else None
