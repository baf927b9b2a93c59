"""Gatherings: series and what they bring about, answers, proposals, groups, words; and where an appointment is."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "gathering_series",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("draft_id", sa.String(length=36), nullable=False),
        sa.Column("promotion_id", sa.BigInteger(), nullable=False),
        sa.Column("dispositif", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=150), nullable=True),
        sa.Column("rule", sa.String(length=300), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("organiser_id", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=True),
        sa.Column("place", sa.String(length=300), nullable=True),
        sa.Column("link", sa.String(length=500), nullable=True),
        sa.Column("lead_days", sa.Integer(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("skips_august", sa.Boolean(), nullable=False),
        sa.Column("opened_to", sa.String(length=100), nullable=False),
        sa.Column("skills", sa.String(length=500), nullable=False),
        sa.Column("valeurs", sa.String(length=500), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["organiser_id"], ["people.id"], name=op.f("fk_gathering_series_organiser_id")),
        sa.ForeignKeyConstraint(["promotion_id"], ["promotions.id"], name=op.f("fk_gathering_series_promotion_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gathering_series")),
        sa.UniqueConstraint("draft_id", name=op.f("uq_gathering_series_draft_id")),
    )
    with op.batch_alter_table("gathering_series", schema=None) as batch_op:
        batch_op.create_index("ix_gathering_series_promotion_id", ["promotion_id", "ended_at"], unique=False)

    op.create_table(
        "gathering_metiers",
        sa.Column("series_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("metier", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["series_id"], ["gathering_series.id"], name=op.f("fk_gathering_metiers_series_id")),
        sa.PrimaryKeyConstraint("series_id", "metier", name=op.f("pk_gathering_metiers")),
    )
    op.create_table(
        "gatherings",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("series_id", sa.BigInteger(), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("appointment_id", sa.BigInteger(), nullable=False),
        sa.Column("by_rule", sa.String(length=10), nullable=False),
        sa.Column("moved_for", sa.String(length=100), nullable=True),
        sa.Column("unclaimed", sa.Boolean(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=150), nullable=True),
        sa.Column("abstract", sa.Text(), nullable=True),
        sa.Column("reading", sa.Text(), nullable=True),
        sa.Column("sheet", sa.Text(), nullable=True),
        sa.Column("announce_at", sa.BigInteger(), nullable=False),
        sa.Column("announced_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("attendance", sa.String(length=10), nullable=True),
        sa.Column("grouping", sa.String(length=20), nullable=True),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointments.id"], name=op.f("fk_gatherings_appointment_id")),
        sa.ForeignKeyConstraint(["series_id"], ["gathering_series.id"], name=op.f("fk_gatherings_series_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gatherings")),
        sa.UniqueConstraint("appointment_id", name=op.f("uq_gatherings_appointment_id")),
        sa.UniqueConstraint("series_id", "period", name=op.f("uq_gatherings_series_id_period")),
    )
    with op.batch_alter_table("gatherings", schema=None) as batch_op:
        batch_op.create_index("ix_gatherings_announce_at", ["announced_at", "announce_at"], unique=False)

    op.create_table(
        "gathering_answers",
        sa.Column("gathering_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("reply", sa.String(length=10), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=False),
        sa.Column("attended", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["gathering_id"], ["gatherings.id"], name=op.f("fk_gathering_answers_gathering_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_gathering_answers_person_id")),
        sa.PrimaryKeyConstraint("gathering_id", "person_id", name=op.f("pk_gathering_answers")),
    )
    with op.batch_alter_table("gathering_answers", schema=None) as batch_op:
        batch_op.create_index("ix_gathering_answers_person_id", ["person_id"], unique=False)

    op.create_table(
        "gathering_feedback",
        sa.Column("gathering_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("mark", sa.String(length=10), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["gathering_id"], ["gatherings.id"], name=op.f("fk_gathering_feedback_gathering_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_gathering_feedback_person_id")),
        sa.PrimaryKeyConstraint("gathering_id", "person_id", name=op.f("pk_gathering_feedback")),
    )
    op.create_table(
        "gathering_groups",
        sa.Column("appointment_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("gathering_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("keeper_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointments.id"], name=op.f("fk_gathering_groups_appointment_id")
        ),
        sa.ForeignKeyConstraint(["gathering_id"], ["gatherings.id"], name=op.f("fk_gathering_groups_gathering_id")),
        sa.ForeignKeyConstraint(["keeper_id"], ["people.id"], name=op.f("fk_gathering_groups_keeper_id")),
        sa.PrimaryKeyConstraint("appointment_id", name=op.f("pk_gathering_groups")),
    )
    with op.batch_alter_table("gathering_groups", schema=None) as batch_op:
        batch_op.create_index("uq_gathering_groups_number", ["gathering_id", "number"], unique=True)

    op.create_table(
        "gathering_invited",
        sa.Column("gathering_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("invited_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["gathering_id"], ["gatherings.id"], name=op.f("fk_gathering_invited_gathering_id")),
        sa.ForeignKeyConstraint(["invited_by"], ["people.id"], name=op.f("fk_gathering_invited_invited_by")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_gathering_invited_person_id")),
        sa.PrimaryKeyConstraint("gathering_id", "person_id", name=op.f("pk_gathering_invited")),
    )
    with op.batch_alter_table("gathering_invited", schema=None) as batch_op:
        batch_op.create_index("ix_gathering_invited_person_id", ["person_id"], unique=False)

    op.create_table(
        "gathering_needs",
        sa.Column("gathering_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["gathering_id"], ["gatherings.id"], name=op.f("fk_gathering_needs_gathering_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_gathering_needs_person_id")),
        sa.PrimaryKeyConstraint("gathering_id", "person_id", name=op.f("pk_gathering_needs")),
    )
    with op.batch_alter_table("gathering_needs", schema=None) as batch_op:
        batch_op.create_index("ix_gathering_needs_at", ["at"], unique=False)

    op.create_table(
        "gathering_presenters",
        sa.Column("gathering_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("about", sa.String(length=300), nullable=True),
        sa.ForeignKeyConstraint(["gathering_id"], ["gatherings.id"], name=op.f("fk_gathering_presenters_gathering_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_gathering_presenters_person_id")),
        sa.PrimaryKeyConstraint("gathering_id", "person_id", name=op.f("pk_gathering_presenters")),
    )
    with op.batch_alter_table("gathering_presenters", schema=None) as batch_op:
        batch_op.create_index("ix_gathering_presenters_person_id", ["person_id"], unique=False)

    op.create_table(
        "gathering_proposals",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("gathering_id", sa.BigInteger(), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("gesture", sa.String(length=36), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_gathering_proposals_author_id")),
        sa.ForeignKeyConstraint(["gathering_id"], ["gatherings.id"], name=op.f("fk_gathering_proposals_gathering_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gathering_proposals")),
        sa.UniqueConstraint("gesture", name=op.f("uq_gathering_proposals_gesture")),
    )
    with op.batch_alter_table("gathering_proposals", schema=None) as batch_op:
        batch_op.create_index("ix_gathering_proposals_gathering_id", ["gathering_id", "purpose"], unique=False)

    op.create_table(
        "gathering_supports",
        sa.Column("proposal_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_gathering_supports_person_id")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["gathering_proposals.id"], name=op.f("fk_gathering_supports_proposal_id")
        ),
        sa.PrimaryKeyConstraint("proposal_id", "person_id", name=op.f("pk_gathering_supports")),
    )
    op.add_column("appointments", sa.Column("place", sa.String(length=300), nullable=True))


def downgrade() -> None:
    # What was owed about gatherings could not be drawn by the code of the revision before.
    op.execute("DELETE FROM notices WHERE kind LIKE 'gatherings.%'")
    ours = "SELECT appointment_id FROM gatherings UNION SELECT appointment_id FROM gathering_groups"
    op.execute(f"DELETE FROM claims WHERE appointment_id IN ({ours})")  # noqa: S608 - a constant
    op.execute(f"UPDATE appointments SET state = 'cancelled' WHERE id IN ({ours})")  # noqa: S608 - the same
    op.execute("ALTER TABLE appointments DROP COLUMN place")
    for table in (
        "gathering_supports",
        "gathering_proposals",
        "gathering_presenters",
        "gathering_needs",
        "gathering_invited",
        "gathering_groups",
        "gathering_feedback",
        "gathering_answers",
        "gatherings",
        "gathering_metiers",
        "gathering_series",
    ):
        op.drop_table(table)
