"""Workshops: what a team asks for, and what is written around one."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "workshops",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("defi_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_by", sa.BigInteger(), nullable=False),
        sa.Column("coach_id", sa.BigInteger(), nullable=True),
        sa.Column("question", sa.String(length=300), nullable=False),
        sa.Column("format", sa.String(length=120), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=300), server_default="", nullable=False),
        sa.Column("materials", sa.String(length=500), server_default="", nullable=False),
        sa.Column("experts", sa.String(length=200), server_default="", nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("ended", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("thought_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("revision", sa.Integer(), server_default="0", nullable=False),
        sa.Column("poll_id", sa.BigInteger(), nullable=True),
        sa.Column("appointment_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_workshops_poll_id")),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointments.id"], name=op.f("fk_workshops_appointment_id")),
        sa.UniqueConstraint("poll_id", name=op.f("uq_workshops_poll_id")),
        sa.UniqueConstraint("appointment_id", name=op.f("uq_workshops_appointment_id")),
        sa.ForeignKeyConstraint(["defi_id"], ["defis.id"], name=op.f("fk_workshops_defi_id")),
        sa.ForeignKeyConstraint(["asked_by"], ["people.id"], name=op.f("fk_workshops_asked_by")),
        sa.ForeignKeyConstraint(["coach_id"], ["people.id"], name=op.f("fk_workshops_coach_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workshops")),
    )
    op.create_index("ix_workshops_defi_id", "workshops", ["defi_id"])
    op.create_table(
        "workshop_lines",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("workshop_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("what", sa.String(length=500), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=True),
        sa.Column("written_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshops.id"], name=op.f("fk_workshop_lines_workshop_id")),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_workshop_lines_author_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workshop_lines")),
    )
    op.create_index("ix_workshop_lines_workshop_id", "workshop_lines", ["workshop_id"])


def downgrade() -> None:
    # What was owed about workshops could not be drawn by the code of the revision before.
    op.execute("DELETE FROM notices WHERE kind LIKE 'workshops.%'")
    op.drop_table("workshop_lines")
    op.drop_table("workshops")
