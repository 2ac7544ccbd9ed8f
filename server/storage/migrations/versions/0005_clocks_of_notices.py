"""Clocks of notices"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

OPEN = sa.text("ended IS NULL")


def upgrade() -> None:
    for column in (
        sa.Column("clocks", sa.Text(), nullable=False, server_default="{}"),
        sa.Column("taken_back", sa.Text(), nullable=False, server_default="{}"),
        sa.Column("next_at", sa.BigInteger(), nullable=True),
        sa.Column("heard_stages", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("answer_stages", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("delivered_at", sa.BigInteger(), nullable=True),
        sa.Column("heard_at", sa.BigInteger(), nullable=True),
        sa.Column("heard_by", sa.Text(), nullable=True),
        sa.Column("ended", sa.Text(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=True),
    ):
        op.add_column("notices", column)
    for column in (
        sa.Column("said", sa.Text(), nullable=False, server_default=""),
        sa.Column("last", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("delivered_at", sa.BigInteger(), nullable=True),
        sa.Column("tapped_at", sa.BigInteger(), nullable=True),
    ):
        op.add_column("deliveries", column)
    op.create_index("notices_by_record", "notices", ["record"])
    op.create_index("notices_by_office", "notices", ["office", "made_at"])
    op.create_index("notices_by_next", "notices", ["next_at"], sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_index("notices_by_answer", "notices", ["answer_by"], sqlite_where=OPEN, postgresql_where=OPEN)
    # What was made before there were clocks has none to run out: nobody is to be alarmed for it.
    op.execute("UPDATE notices SET ended = '', ended_at = made_at")


def downgrade() -> None:
    for index in ("notices_by_answer", "notices_by_next", "notices_by_office", "notices_by_record"):
        op.drop_index(index, "notices")
    with op.batch_alter_table("deliveries") as table:
        for name in ("tapped_at", "delivered_at", "last", "said"):
            table.drop_column(name)
    with op.batch_alter_table("notices") as table:
        for name in (
            "ended_by",
            "ended_at",
            "ended",
            "heard_by",
            "heard_at",
            "delivered_at",
            "answer_stages",
            "heard_stages",
            "next_at",
            "taken_back",
            "clocks",
        ):
            table.drop_column(name)
