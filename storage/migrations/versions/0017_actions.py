"""Actions, and what is written on committees' sheets, with what became of their minutes."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "actions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("promotion_id", sa.BigInteger(), nullable=True),
        sa.Column("defi_id", sa.BigInteger(), nullable=True),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=False),
        sa.Column("due", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("postponed", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("link", sa.Text(), nullable=True),
        sa.Column("origin", sa.String(length=12), nullable=False),
        sa.Column("origin_id", sa.BigInteger(), nullable=True),
        sa.Column("origin_link", sa.Text(), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("left_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["promotion_id"], ["promotions.id"], name=op.f("fk_actions_promotion_id")),
        sa.ForeignKeyConstraint(["defi_id"], ["defis.id"], name=op.f("fk_actions_defi_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_actions_owner_id")),
        sa.ForeignKeyConstraint(["created_by"], ["people.id"], name=op.f("fk_actions_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_actions")),
    )
    with op.batch_alter_table("actions", schema=None) as batch_op:
        batch_op.create_index("ix_actions_owner_id", ["owner_id", "state"], unique=False)
        batch_op.create_index("ix_actions_defi_id", ["defi_id", "state"], unique=False)
        batch_op.create_index("ix_actions_origin", ["origin", "origin_id"], unique=False)
    op.create_table(
        "committee_lines",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("committee_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("disagrees", sa.Text(), nullable=True),
        sa.Column("author_id", sa.BigInteger(), nullable=True),
        sa.Column("written_at", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["committee_id"], ["committees.id"], name=op.f("fk_committee_lines_committee_id")),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_committee_lines_author_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_committee_lines")),
    )
    with op.batch_alter_table("committee_lines", schema=None) as batch_op:
        batch_op.create_index("ix_committee_lines_committee_id", ["committee_id"], unique=False)
    op.create_table(
        "committee_minutes",
        sa.Column("committee_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["committee_id"], ["committees.id"], name=op.f("fk_committee_minutes_committee_id")),
        sa.PrimaryKeyConstraint("committee_id", name=op.f("pk_committee_minutes")),
    )


def downgrade() -> None:
    # What was owed about them could not be drawn by the code of the revision before.
    op.execute("DELETE FROM notices WHERE kind LIKE 'records.%'")
    op.drop_table("committee_minutes")
    op.drop_table("committee_lines")
    op.drop_table("actions")
