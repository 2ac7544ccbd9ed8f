"""Twins"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "twins",
        sa.Column("inc", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("as_inc", sa.Text(), nullable=False),
        sa.Column("as_seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("inc", "seq", "act"),
    )
