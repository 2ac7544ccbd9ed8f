"""First tables"""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "actors",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "codes",
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("spent_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("hash"),
    )
    op.create_table(
        "feed",
        sa.Column("n", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("inc", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("nonce", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("n"),
        sa.UniqueConstraint("inc", "seq"),
    )
    op.create_table(
        "head",
        sa.Column("one", sa.Integer(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("era", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("one"),
    )
    op.create_table(
        "incarnations",
        sa.Column("inc", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("enrolled_at", sa.BigInteger(), nullable=False),
        sa.Column("previous", sa.Text(), nullable=True),
        sa.Column("previous_seq", sa.BigInteger(), nullable=True),
        sa.Column("last_seq", sa.BigInteger(), nullable=False),
        sa.Column("last_eff", sa.BigInteger(), nullable=False),
        sa.Column("held", sa.Integer(), nullable=True),
        sa.Column("last_contact", sa.BigInteger(), nullable=True),
        sa.Column("clock_off_ms", sa.BigInteger(), nullable=True),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("inc"),
    )
    with op.batch_alter_table("incarnations", schema=None) as batch_op:
        batch_op.create_index("incarnations_by_actor", ["actor"], unique=False)

    op.create_table(
        "links",
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("eff", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("record", "field", "target"),
    )
    with op.batch_alter_table("links", schema=None) as batch_op:
        batch_op.create_index("links_by_target", ["target", "kind", "field"], unique=False)

    op.create_table(
        "members",
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("n_in", sa.BigInteger(), nullable=False),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("scope", "record"),
    )
    with op.batch_alter_table("members", schema=None) as batch_op:
        batch_op.create_index("members_by_n", ["scope", "n"], unique=False)

    op.create_table(
        "ops",
        sa.Column("inc", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("eff", sa.BigInteger(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("outcome", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("inc", "seq"),
    )
    with op.batch_alter_table("ops", schema=None) as batch_op:
        batch_op.create_index("ops_by_verdict", ["verdict", "received_at"], unique=False)

    op.create_table(
        "programmes",
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("published_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("version"),
    )
    op.create_table(
        "records",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("v", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=True),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("records", schema=None) as batch_op:
        batch_op.create_index("records_by_holder", ["holder"], unique=False)
        batch_op.create_index("records_by_state", ["kind", "state"], unique=False)

    op.create_table(
        "skips",
        sa.Column("inc", sa.Text(), nullable=False),
        sa.Column("first", sa.BigInteger(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("inc", "first"),
    )
    op.create_table(
        "touches",
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("names", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("record", "n"),
    )
    first = sa.text("INSERT INTO head (one, n, era) VALUES (1, 0, :era)")
    op.execute(first.bindparams(era=secrets.token_hex(4)))


def downgrade() -> None:
    op.drop_table("touches")
    op.drop_table("skips")
    with op.batch_alter_table("records", schema=None) as batch_op:
        batch_op.drop_index("records_by_state")
        batch_op.drop_index("records_by_holder")

    op.drop_table("records")
    op.drop_table("programmes")
    with op.batch_alter_table("ops", schema=None) as batch_op:
        batch_op.drop_index("ops_by_verdict")

    op.drop_table("ops")
    with op.batch_alter_table("members", schema=None) as batch_op:
        batch_op.drop_index("members_by_n")

    op.drop_table("members")
    with op.batch_alter_table("links", schema=None) as batch_op:
        batch_op.drop_index("links_by_target")

    op.drop_table("links")
    with op.batch_alter_table("incarnations", schema=None) as batch_op:
        batch_op.drop_index("incarnations_by_actor")

    op.drop_table("incarnations")
    op.drop_table("head")
    op.drop_table("feed")
    op.drop_table("codes")
    op.drop_table("actors")
