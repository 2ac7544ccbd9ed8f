"""Members by record"""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("members_by_record", "members", ["record"], unique=False)


def downgrade() -> None:
    op.drop_index("members_by_record", "members")
