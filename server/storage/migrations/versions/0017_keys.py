"""What records say is sealed with a key of their own

Houses from before get it here; what they have is sealed as it lies.
"""

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

from server.storage.body import seal
from server.storage.entry import names_of, pieces, sealed
from server.storage.ring import picture, ring_of
from server.storage.rows import chunks

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "keys",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("salt", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "erased",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("n", sa.BigInteger),
    )
    op.create_index("erased_by_n", "erased", ["n"])
    db = op.get_bind()
    if db.dialect.name == "sqlite":
        db.exec_driver_sql("PRAGMA secure_delete=ON")
    # Pieces of pictures on their way are sent again.
    db.execute(sa.text("DELETE FROM chunks"))
    for table, key, naming in (("records", "id", str), ("attachments", "digest", picture)):
        _seal_bodies(db, table, key, naming)
    _seal_ops(db)


def _seal_bodies(db: sa.Connection, table: str, key: str, naming: Callable[[str], str]) -> None:
    names = db.execute(sa.text(f"SELECT {key} FROM {table}")).scalars().all()
    found = sa.text(f"SELECT {key}, body FROM {table} WHERE {key} IN :ids").bindparams(
        sa.bindparam("ids", expanding=True)
    )
    moved = sa.text(f"UPDATE {table} SET body = :body WHERE {key} = :id")
    for some in chunks(list(names)):
        ciphers = ring_of(db).make(db, map(naming, some))
        rows = db.execute(found, {"ids": some}).all()
        bodies = [(row[0], naming(row[0]), bytes(row[1])) for row in rows]
        db.execute(moved, [{"id": one, "body": seal(ciphers[name], name, body)} for one, name, body in bodies])


def _seal_ops(db: sa.Connection) -> None:
    incs = db.execute(sa.text("SELECT DISTINCT inc FROM ops")).scalars().all()
    moved = sa.text("UPDATE ops SET body = :body WHERE inc = :inc AND seq = :seq")
    for inc in incs:
        seqs = db.execute(sa.text("SELECT seq FROM ops WHERE inc = :inc"), {"inc": inc}).scalars().all()
        found = sa.text("SELECT seq, body FROM ops WHERE inc = :inc AND seq IN :seqs").bindparams(
            sa.bindparam("seqs", expanding=True)
        )
        for some in chunks(list(seqs)):
            rows = db.execute(found, {"inc": inc, "seqs": some}).all()
            cuts = [(row[0], pieces(bytes(row[1]), inc, row[0])) for row in rows]
            ciphers = ring_of(db).make(db, {name for _, cut in cuts for name in names_of(cut)})
            db.execute(moved, [{"inc": inc, "seq": seq, "body": sealed(cut, ciphers)} for seq, cut in cuts])
