"""Up to where changes of the feed were let go"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("head", sa.Column("floor", sa.BigInteger, nullable=False, server_default="0"))
