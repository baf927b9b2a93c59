"""Logbooks: what somebody writes for themselves alone, how far they say they are, what a month brought."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "logbooks",
        sa.Column("id", _ID, nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("promotion_id", sa.BigInteger(), nullable=False),
        sa.Column("skills", sa.String(length=200), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_logbooks_person_id")),
        sa.ForeignKeyConstraint(["promotion_id"], ["promotions.id"], name=op.f("fk_logbooks_promotion_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_logbooks")),
        sa.UniqueConstraint("person_id", "promotion_id", name=op.f("uq_logbooks_person_id_promotion_id")),
    )
    op.create_table(
        "logbook_words",
        sa.Column("logbook_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("aside", sa.Text(), nullable=True),
        sa.Column("asked", sa.Text(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["logbook_id"], ["logbooks.id"], name=op.f("fk_logbook_words_logbook_id")),
        sa.PrimaryKeyConstraint("logbook_id", "month", "name", name=op.f("pk_logbook_words")),
    )
    op.create_table(
        "logbook_levels",
        sa.Column("id", _ID, nullable=False),
        sa.Column("logbook_id", sa.BigInteger(), nullable=False),
        sa.Column("skill", sa.String(length=60), nullable=False),
        sa.Column("phase", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["logbook_id"], ["logbooks.id"], name=op.f("fk_logbook_levels_logbook_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_logbook_levels")),
    )
    op.create_table(
        "logbook_evidence",
        sa.Column("logbook_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("fact", sa.String(length=40), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("tags", sa.String(length=400), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["logbook_id"], ["logbooks.id"], name=op.f("fk_logbook_evidence_logbook_id")),
        sa.PrimaryKeyConstraint("logbook_id", "fact", name=op.f("pk_logbook_evidence")),
    )
    op.create_table(
        "logbook_shares",
        sa.Column("id", _ID, nullable=False),
        sa.Column("logbook_id", sa.BigInteger(), nullable=True),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("coach_id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["logbook_id"], ["logbooks.id"], name=op.f("fk_logbook_shares_logbook_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_logbook_shares_person_id")),
        sa.ForeignKeyConstraint(["coach_id"], ["people.id"], name=op.f("fk_logbook_shares_coach_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_logbook_shares")),
    )
    for table in ("logbook_levels", "logbook_shares"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.create_index(f"ix_{table}_logbook_id", ["logbook_id"], unique=False)


def downgrade() -> None:
    # What was owed about logbooks could not be drawn by the code of the revision before, nor their hours be opened.
    op.execute("DELETE FROM notices WHERE kind LIKE 'logbook.%'")
    op.drop_table("logbook_shares")
    op.drop_table("logbook_evidence")
    op.drop_table("logbook_levels")
    op.drop_table("logbook_words")
    op.drop_table("logbooks")
