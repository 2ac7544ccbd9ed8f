"""What the house does for itself at night"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "upkeep",
        sa.Column("task", sa.Text, primary_key=True),
        sa.Column("tried_at", sa.BigInteger, nullable=False),
        sa.Column("well_at", sa.BigInteger),
        sa.Column("fault", sa.Text, nullable=False),
    )
