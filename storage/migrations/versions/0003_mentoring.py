"""Mentoring: cycles of four séances, who comes, times given, reviews."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mentoring_cycles",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("draft_id", sa.String(length=36), nullable=False),
        sa.Column("asked_by", sa.BigInteger(), nullable=False),
        sa.Column("defi_id", sa.BigInteger(), nullable=False),
        sa.Column("mentor_id", sa.BigInteger(), nullable=False),
        sa.Column("domain", sa.String(length=100), nullable=False),
        sa.Column("need", sa.Text(), nullable=False),
        sa.Column("link", sa.String(length=1000), nullable=True),
        sa.Column("suits", sa.String(length=60), nullable=False),
        sa.Column("from_day", sa.String(length=10), nullable=True),
        sa.Column("choice", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("answer_by", sa.BigInteger(), nullable=True),
        sa.Column("turned_at", sa.BigInteger(), nullable=False),
        sa.Column("first_day", sa.String(length=10), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("taken_by", sa.BigInteger(), nullable=True),
        sa.Column("after", sa.BigInteger(), nullable=True),
        sa.Column("followed_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["after"], ["mentoring_cycles.id"], name=op.f("fk_mentoring_cycles_after")),
        sa.ForeignKeyConstraint(["followed_by"], ["mentoring_cycles.id"], name=op.f("fk_mentoring_cycles_followed_by")),
        sa.ForeignKeyConstraint(["asked_by"], ["people.id"], name=op.f("fk_mentoring_cycles_asked_by")),
        sa.ForeignKeyConstraint(["defi_id"], ["defis.id"], name=op.f("fk_mentoring_cycles_defi_id")),
        sa.ForeignKeyConstraint(["mentor_id"], ["people.id"], name=op.f("fk_mentoring_cycles_mentor_id")),
        sa.ForeignKeyConstraint(["taken_by"], ["people.id"], name=op.f("fk_mentoring_cycles_taken_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentoring_cycles")),
        sa.UniqueConstraint("draft_id", name=op.f("uq_mentoring_cycles_draft_id")),
    )
    with op.batch_alter_table("mentoring_cycles", schema=None) as batch_op:
        batch_op.create_index("ix_mentoring_cycles_answer_by", ["state", "answer_by"], unique=False)
        batch_op.create_index("ix_mentoring_cycles_mentor_id", ["mentor_id", "state"], unique=False)
        batch_op.create_index(
            "uq_mentoring_cycles_open",
            ["asked_by", "domain"],
            unique=True,
            sqlite_where=sa.text("state IN ('asked', 'offered', 'held', 'answered')"),
            postgresql_where=sa.text("state IN ('asked', 'offered', 'held', 'answered')"),
        )
        batch_op.create_index(
            "uq_mentoring_cycles_running",
            ["asked_by", "domain"],
            unique=True,
            sqlite_where=sa.text("state = 'running'"),
            postgresql_where=sa.text("state = 'running'"),
        )

    op.create_table(
        "mentoring_guests",
        sa.Column("cycle_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("left_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["cycle_id"], ["mentoring_cycles.id"], name=op.f("fk_mentoring_guests_cycle_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_mentoring_guests_person_id")),
        sa.PrimaryKeyConstraint("cycle_id", "person_id", name=op.f("pk_mentoring_guests")),
    )
    with op.batch_alter_table("mentoring_guests", schema=None) as batch_op:
        batch_op.create_index("ix_mentoring_guests_person_id", ["person_id"], unique=False)

    op.create_table(
        "mentoring_reviews",
        sa.Column("cycle_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("useful", sa.String(length=10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["cycle_id"], ["mentoring_cycles.id"], name=op.f("fk_mentoring_reviews_cycle_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_mentoring_reviews_person_id")),
        sa.PrimaryKeyConstraint("cycle_id", "person_id", name=op.f("pk_mentoring_reviews")),
    )
    op.create_table(
        "mentoring_sessions",
        sa.Column("appointment_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("cycle_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("begun_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointments.id"], name=op.f("fk_mentoring_sessions_appointment_id")
        ),
        sa.ForeignKeyConstraint(["cycle_id"], ["mentoring_cycles.id"], name=op.f("fk_mentoring_sessions_cycle_id")),
        sa.PrimaryKeyConstraint("appointment_id", name=op.f("pk_mentoring_sessions")),
    )
    with op.batch_alter_table("mentoring_sessions", schema=None) as batch_op:
        batch_op.create_index("uq_mentoring_sessions_number", ["cycle_id", "number"], unique=True)

    op.create_table(
        "mentoring_times",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("cycle_id", sa.BigInteger(), nullable=False),
        sa.Column("starts", sa.BigInteger(), nullable=False),
        sa.Column("ends", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["cycle_id"], ["mentoring_cycles.id"], name=op.f("fk_mentoring_times_cycle_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentoring_times")),
    )
    with op.batch_alter_table("mentoring_times", schema=None) as batch_op:
        batch_op.create_index("ix_mentoring_times_cycle_id", ["cycle_id"], unique=False)


def downgrade() -> None:
    # What was owed about cycles could not be drawn, nor some of it sent, by the code of the revision before.
    op.execute("DELETE FROM notices WHERE kind LIKE 'mentoring.%'")
    op.execute("DELETE FROM claims WHERE appointment_id IN (SELECT appointment_id FROM mentoring_sessions)")
    op.execute(
        "UPDATE appointments SET state = 'cancelled' WHERE id IN (SELECT appointment_id FROM mentoring_sessions)"
    )
    op.drop_table("mentoring_times")
    op.drop_table("mentoring_sessions")
    op.drop_table("mentoring_reviews")
    op.drop_table("mentoring_guests")
    op.drop_table("mentoring_cycles")
