"""Releases"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "releases",
        sa.Column("inc", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("by_inc", sa.Text(), nullable=False),
        sa.Column("by_seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("inc", "seq"),
    )
