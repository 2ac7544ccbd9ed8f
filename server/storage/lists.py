"""How whoever sends lists writes them: head of a column -> what it says, as somebody corrected it."""

import msgspec
import sqlalchemy as sa

from server.storage.rows import upsert
from server.storage.tables import tables

list_columns = sa.Table(
    "list_columns",
    tables,
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("sender", sa.Text, primary_key=True),
    sa.Column("heads", sa.Text, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
)
"""`kind`: of the record lists are for; `sender`: the start of one of its fields; `heads`: JSON {head: name or ""}."""


def read_heads(db: sa.Connection, kind: str, sender: str) -> dict[str, str]:
    where = (list_columns.c.kind == kind, list_columns.c.sender == sender)
    found = db.execute(sa.select(list_columns.c.heads).where(*where)).scalar()
    return msgspec.json.decode(found, type=dict[str, str]) if found else {}


def keep_heads(db: sa.Connection, kind: str, sender: str, heads: dict[str, str], who: str, now: int) -> None:
    row = {"kind": kind, "sender": sender, "heads": msgspec.json.encode(heads).decode(), "who": who, "at": now}
    upsert(db, list_columns, [row])
