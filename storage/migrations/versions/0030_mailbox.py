"""Mailbox: how far answers by mail are read, what calendar programs answered, and which addresses give mails back."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mailboxes",
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("validity", sa.BigInteger(), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("leased_until", sa.BigInteger(), nullable=False),
        sa.Column("read_at", sa.BigInteger(), nullable=True),
        sa.Column("failure", sa.String(length=20), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_mailboxes")),
    )
    op.create_table(
        "bounces",
        sa.Column("person_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_bounces_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_bounces")),
    )
    op.create_table(
        "replies",
        sa.Column("appointment_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("response", sa.String(length=20), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("stamped_at", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointments.id"], name=op.f("fk_replies_appointment_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_replies_person_id")),
        sa.PrimaryKeyConstraint("appointment_id", "person_id", name=op.f("pk_replies")),
    )
    op.create_index("ix_replies_person_id", "replies", ["person_id"])


def downgrade() -> None:
    # What was owed about answers could not be drawn by the code of the revision before.
    op.execute("DELETE FROM notices WHERE kind IN ('agenda.replied', 'agenda.answer_again', 'agenda.bounced')")
    op.drop_table("replies")
    op.drop_table("bounces")
    op.drop_table("mailboxes")
