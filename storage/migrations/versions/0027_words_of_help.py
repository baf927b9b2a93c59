"""Words of help: what people say they can help with, whether they show it, and who asked whom."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "helping",
        sa.Column("person_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("details", sa.Boolean(), nullable=False),
        sa.Column("said_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_helping_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_helping")),
    )
    op.create_table(
        "helping_words",
        sa.Column("person_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("sort", sa.String(length=10), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("word", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_helping_words_person_id")),
        sa.PrimaryKeyConstraint("person_id", "sort", "place", name=op.f("pk_helping_words")),
    )
    op.create_index("ix_helping_words_word", "helping_words", ["word"])
    op.create_table(
        "helping_asks",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("asker_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_id", sa.BigInteger(), nullable=False),
        sa.Column("word", sa.String(length=60), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.Column("agreed", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["asker_id"], ["people.id"], name=op.f("fk_helping_asks_asker_id")),
        sa.ForeignKeyConstraint(["asked_id"], ["people.id"], name=op.f("fk_helping_asks_asked_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_helping_asks")),
    )
    op.create_index("ix_helping_asks_asker_id_asked_id", "helping_asks", ["asker_id", "asked_id"])
    op.create_index("ix_helping_asks_asked_id", "helping_asks", ["asked_id"])


def downgrade() -> None:
    # What was owed about help could not be drawn by the code of the revision before.
    op.execute("DELETE FROM notices WHERE kind LIKE 'helping.%'")
    op.drop_table("helping_asks")
    op.drop_table("helping_words")
    op.drop_table("helping")
