"""Busy times from outside: the calendars that hosts let the bot read, and when these say that they are busy."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "busy_feeds",
        sa.Column("person_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("etag", sa.String(length=200), nullable=True),
        sa.Column("modified", sa.String(length=200), nullable=True),
        sa.Column("fetched_at", sa.BigInteger(), nullable=True),
        sa.Column("read_at", sa.BigInteger(), nullable=True),
        sa.Column("good_at", sa.BigInteger(), nullable=True),
        sa.Column("failure", sa.String(length=20), nullable=True),
        sa.Column("told_on", sa.String(length=20), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_busy_feeds_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_busy_feeds")),
    )
    with op.batch_alter_table("busy_feeds", schema=None) as batch_op:
        batch_op.create_index("ix_busy_feeds_fetched_at", ["fetched_at"], unique=False)
    op.create_table(
        "busy_blocks",
        sa.Column("person_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("starts", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("ends", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_busy_blocks_person_id")),
        sa.PrimaryKeyConstraint("person_id", "starts", name=op.f("pk_busy_blocks")),
    )
    with op.batch_alter_table("busy_blocks", schema=None) as batch_op:
        batch_op.create_index("ix_busy_blocks_ends", ["person_id", "ends", "starts"], unique=False)


def downgrade() -> None:
    # What was owed about feeds could not be drawn by the code of the revision before.
    op.execute("DELETE FROM notices WHERE kind = 'agenda.feed_failed'")
    op.drop_table("busy_blocks")
    op.drop_table("busy_feeds")
