"""When a phone said that it cannot be called while its app is closed"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("incarnations", sa.Column("unable_at", sa.BigInteger(), nullable=True))
