"""Appointments in people's own calendars: what was written, where, and what its owner did to it there."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar_entries",
        sa.Column("person_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("appointment_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("calendar", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("starts", sa.BigInteger(), nullable=False),
        sa.Column("ends", sa.BigInteger(), nullable=False),
        sa.Column("found", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointments.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"]),
        sa.PrimaryKeyConstraint("person_id", "appointment_id"),
    )
    with op.batch_alter_table("calendar_entries", schema=None) as batch_op:
        batch_op.create_index("ix_calendar_entries_appointment_id", ["appointment_id"], unique=False)
    with op.batch_alter_table("busy_feeds", schema=None) as batch_op:
        batch_op.add_column(sa.Column("looked_at", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("busy_feeds", schema=None) as batch_op:
        batch_op.drop_column("looked_at")
    op.drop_table("calendar_entries")
