"""Reminders: what people want, what dispositifs remind of, what came of appointments; messages that go first."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KINDS = ("week", "eve", "hour", "day", "after")


def upgrade() -> None:
    op.create_table(
        "reminder_wishes",
        sa.Column("person_id", sa.BigInteger(), autoincrement=False, nullable=False),
        *(sa.Column(kind, sa.Boolean(), server_default=sa.true(), nullable=False) for kind in KINDS),
        sa.Column("by_mail", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("wakes", sa.Integer(), server_default="480", nullable=False),
        sa.Column("sleeps", sa.Integer(), server_default="1140", nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_reminder_wishes_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_reminder_wishes")),
    )
    op.create_table(
        "reminder_policies",
        sa.Column("dispositif", sa.String(length=40), nullable=False),
        *(sa.Column(kind, sa.Boolean(), server_default=sa.true(), nullable=False) for kind in KINDS),
        sa.PrimaryKeyConstraint("dispositif", name=op.f("pk_reminder_policies")),
    )
    op.create_table(
        "outcomes",
        sa.Column("appointment_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("said_by", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointments.id"], name=op.f("fk_outcomes_appointment_id")),
        sa.ForeignKeyConstraint(["said_by"], ["people.id"], name=op.f("fk_outcomes_said_by")),
        sa.PrimaryKeyConstraint("appointment_id", name=op.f("pk_outcomes")),
    )
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.add_column(sa.Column("urgent", sa.Boolean(), server_default=sa.false(), nullable=False))
    where = sa.text("closed_at IS NULL AND urgent")
    op.create_index("ix_notices_urgent", "notices", ["due", "seq"], sqlite_where=where, postgresql_where=where)
    sent, told = sa.text("sent_ts IS NOT NULL"), ["sent_channel", "sent_ts"]
    op.create_index("ix_notices_sent", "notices", told, sqlite_where=sent, postgresql_where=sent)


def downgrade() -> None:
    # What was owed could not be drawn, nor a mail sent, by the code of the revision before.
    op.execute(
        "DELETE FROM notices WHERE kind LIKE 'remind.%' OR kind = 'notices.late' OR kind LIKE 'agenda.unreached%'"
        " OR action = 'mail'"
    )
    op.drop_index("ix_notices_sent", "notices")
    op.drop_index("ix_notices_urgent", "notices")
    op.execute("ALTER TABLE notices DROP COLUMN urgent")
    op.drop_table("outcomes")
    op.drop_table("reminder_policies")
    op.drop_table("reminder_wishes")
