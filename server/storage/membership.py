"""Which scopes hold which record: rows that enter, stay and leave at an n."""

from collections.abc import Iterable

import sqlalchemy as sa

from server.storage import tables as t
from server.storage.rows import Row, chunks

Members = dict[str, dict[str, Row]]
"""record -> scope -> {n, n_in, present}."""


OF = sa.select(t.members).where(t.members.c.record.in_(sa.bindparam("ids", expanding=True)))


def read(db: sa.Connection, records: Iterable[str]) -> Members:
    ids = sorted(records)
    found: Members = {record: {} for record in ids}
    for some in chunks(ids):
        for row in db.execute(OF, {"ids": some}):
            found[row.record][row.scope] = {"n": row.n, "n_in": row.n_in, "present": row.present}
    return found


def holds(db: sa.Connection, scopes: Iterable[str], record: str) -> bool:
    """Whether the record is in one of these scopes now."""
    here = (t.members.c.record == record, t.members.c.scope.in_(list(scopes)), t.members.c.present)
    return db.execute(sa.select(t.members.c.record).where(*here)).first() is not None


def move(rows: dict[str, Row], scopes: Iterable[str], n: int) -> set[str]:
    """A record changed at n and is now in `scopes`: it enters, stays in or leaves each. Returns those scopes."""
    now = set(scopes)
    concerned = now | {scope for scope, row in rows.items() if row["present"]}
    for scope in concerned:
        row = rows.get(scope)
        n_in = row["n_in"] if row and row["present"] else n
        rows[scope] = {"n": n, "n_in": n_in, "present": scope in now}
    return concerned


def flat(members: Members, after_n: int = 0) -> list[Row]:
    """Rows of the table, those that moved after `after_n`."""
    return [
        {"scope": scope, "record": record, **row}
        for record, scopes in members.items()
        for scope, row in scopes.items()
        if row["n"] > after_n
    ]
