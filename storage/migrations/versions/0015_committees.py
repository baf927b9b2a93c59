"""Committees of a phase: their rounds, the half-days that people gave for them, and those that are booked."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "committee_rounds",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("promotion_id", sa.BigInteger(), nullable=False),
        sa.Column("phase", sa.Integer(), nullable=False),
        sa.Column("weeks", sa.String(length=200), server_default="", nullable=False),
        sa.Column("revision", sa.Integer(), server_default="0", nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["promotion_id"], ["promotions.id"], name=op.f("fk_committee_rounds_promotion_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_committee_rounds")),
        sa.UniqueConstraint("promotion_id", "phase", name=op.f("uq_committee_rounds_promotion_id_phase")),
    )
    op.create_table(
        "committee_half_days",
        sa.Column("round_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("shut", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["committee_rounds.id"], name=op.f("fk_committee_half_days_round_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_committee_half_days_person_id")),
        sa.PrimaryKeyConstraint("round_id", "person_id", name=op.f("pk_committee_half_days")),
    )
    op.create_table(
        "committees",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("round_id", sa.BigInteger(), nullable=False),
        sa.Column("defi_id", sa.BigInteger(), nullable=False),
        sa.Column("appointment_id", sa.BigInteger(), nullable=False),
        sa.Column("ended", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["committee_rounds.id"], name=op.f("fk_committees_round_id")),
        sa.ForeignKeyConstraint(["defi_id"], ["defis.id"], name=op.f("fk_committees_defi_id")),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointments.id"], name=op.f("fk_committees_appointment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_committees")),
        sa.UniqueConstraint("appointment_id", name=op.f("uq_committees_appointment_id")),
    )
    with op.batch_alter_table("committees", schema=None) as batch_op:
        batch_op.create_index(
            "ix_committees_standing",
            ["round_id", "defi_id"],
            unique=True,
            sqlite_where=sa.text("ended = 0"),
            postgresql_where=sa.text("NOT ended"),
        )
        batch_op.create_index("ix_committees_defi_id", ["defi_id"], unique=False)


def downgrade() -> None:
    # What was owed about committees could not be drawn by the code of the revision before.
    op.execute("DELETE FROM notices WHERE kind LIKE 'evaluation.%'")
    op.drop_table("committees")
    op.drop_table("committee_half_days")
    op.drop_table("committee_rounds")
