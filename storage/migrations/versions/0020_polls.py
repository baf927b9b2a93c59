"""Dates looked for with several people: what is asked, of whom, and what they answer."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "polls",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("asked_by", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("dates", sa.String(length=200), nullable=False),
        sa.Column("deadline", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("stage", sa.String(length=10), server_default="open", nullable=False),
        sa.Column("why", sa.String(length=10), nullable=True),
        sa.Column("revision", sa.Integer(), server_default="0", nullable=False),
        sa.Column("place", sa.String(length=300), nullable=True),
        sa.Column("link", sa.String(length=500), nullable=True),
        sa.Column("moves", sa.BigInteger(), nullable=True),
        sa.Column("appointment_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["people.id"], name=op.f("fk_polls_asked_by")),
        sa.ForeignKeyConstraint(["moves"], ["appointments.id"], name=op.f("fk_polls_moves")),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointments.id"], name=op.f("fk_polls_appointment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_polls")),
    )
    with op.batch_alter_table("polls", schema=None) as batch_op:
        batch_op.create_index("ix_polls_asked_by", ["asked_by"], unique=False)
        batch_op.create_index("ix_polls_appointment_id", ["appointment_id"], unique=False)
        batch_op.create_index(
            "ix_polls_open",
            ["deadline"],
            unique=False,
            sqlite_where=sa.text("stage = 'open'"),
            postgresql_where=sa.text("stage = 'open'"),
        )
    op.create_table(
        "poll_voters",
        sa.Column("poll_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("answers", sa.Text(), server_default="", nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_poll_voters_poll_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_poll_voters_person_id")),
        sa.PrimaryKeyConstraint("poll_id", "person_id", name=op.f("pk_poll_voters")),
    )
    with op.batch_alter_table("poll_voters", schema=None) as batch_op:
        batch_op.create_index("ix_poll_voters_person_id", ["person_id"], unique=False)


def downgrade() -> None:
    # What was owed about polls could not be drawn by the code of the revision before.
    op.execute("DELETE FROM notices WHERE kind LIKE 'polls.%'")
    op.drop_table("poll_voters")
    op.drop_table("polls")
