"""When a channel is told next how its place stands"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("channels", sa.Column("digest_at", sa.BigInteger(), nullable=True))
