"""Days on which a host is not there, and what becomes of each of their appointments."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "absences",
        sa.Column("id", _ID, nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("batch", sa.String(36), nullable=False),
        sa.Column("first_day", sa.String(10), nullable=False),
        sa.Column("last_day", sa.String(10), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("word", sa.Text(), server_default="", nullable=False),
        sa.Column("hours_before", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_absences_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absences")),
        sa.UniqueConstraint("batch", name=op.f("uq_absences_batch")),
    )
    op.create_index("ix_absences_person_id", "absences", ["person_id", "last_day"])
    pending = sa.text("state = 'pending'")
    op.create_index("ix_absences_until", "absences", ["until"], sqlite_where=pending, postgresql_where=pending)
    op.create_table(
        "absence_lines",
        sa.Column("absence_id", sa.BigInteger(), nullable=False),
        sa.Column("appointment_id", sa.BigInteger(), nullable=False),
        sa.Column("starts", sa.BigInteger(), nullable=False),
        sa.Column("way", sa.String(10), nullable=False),
        sa.Column("taker_id", sa.BigInteger(), nullable=True),
        sa.Column("times", sa.String(60), server_default="", nullable=False),
        sa.Column("done", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["absence_id"], ["absences.id"], name=op.f("fk_absence_lines_absence_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointments.id"], name=op.f("fk_absence_lines_appointment_id")),
        sa.ForeignKeyConstraint(["taker_id"], ["people.id"], name=op.f("fk_absence_lines_taker_id")),
        sa.PrimaryKeyConstraint("absence_id", "appointment_id", name=op.f("pk_absence_lines")),
    )


def downgrade() -> None:
    op.drop_table("absence_lines")
    op.drop_table("absences")
