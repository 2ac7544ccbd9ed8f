"""Restores"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("incarnations", sa.Column("backed_seq", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("incarnations", sa.Column("waits_since", sa.BigInteger()))
