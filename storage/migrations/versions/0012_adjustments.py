"""What coaches change of small groups before they say it."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "gathering_adjustments",
        sa.Column("gathering_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("changed_by", sa.BigInteger(), nullable=True),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["people.id"], name=op.f("fk_gathering_adjustments_changed_by")),
        sa.ForeignKeyConstraint(
            ["gathering_id"], ["gatherings.id"], name=op.f("fk_gathering_adjustments_gathering_id")
        ),
        sa.PrimaryKeyConstraint("gathering_id", name=op.f("pk_gathering_adjustments")),
    )


def downgrade() -> None:
    op.drop_table("gathering_adjustments")
