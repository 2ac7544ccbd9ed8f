"""What is no more: of each erased record a row that it was, when and why it went, and nothing of what it said."""

from collections.abc import Iterable

import sqlalchemy as sa

from server.storage.rows import chunks
from server.storage.tables import tables

erased = sa.Table(
    "erased",
    tables,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("since", sa.BigInteger, nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("n", sa.BigInteger),
)
"""A tombstone. `name`: as in `keys`; `state`, `since`: how its way ended and when; `n`: where the feed tells phones."""
sa.Index("erased_by_n", erased.c.n)

_AMONG = sa.select(erased.c.name).where(erased.c.name.in_(sa.bindparam("names", expanding=True)))


def erased_among(db: sa.Connection, names: Iterable[str]) -> set[str]:
    """Those of these names that are no more."""
    found: set[str] = set()
    for some in chunks(sorted(names)):
        found.update(db.execute(_AMONG, {"names": some}).scalars())
    return found
