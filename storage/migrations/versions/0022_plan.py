"""The plan of a promotion's months: what coaches changed of it, and what was confirmed."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "year_plans",
        sa.Column("promotion_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("revision", sa.Integer(), server_default="0", nullable=False),
        sa.Column("school", sa.Text(), server_default="", nullable=False),
        sa.Column("confirmed_at", sa.BigInteger(), nullable=True),
        sa.Column("confirmed_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["promotion_id"], ["promotions.id"], name=op.f("fk_year_plans_promotion_id")),
        sa.ForeignKeyConstraint(["confirmed_by"], ["people.id"], name=op.f("fk_year_plans_confirmed_by")),
        sa.PrimaryKeyConstraint("promotion_id", name=op.f("pk_year_plans")),
    )
    op.create_table(
        "year_lines",
        sa.Column("promotion_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("what", sa.String(length=300), server_default="", nullable=False),
        sa.Column("organiser_id", sa.BigInteger(), nullable=True),
        sa.Column("out", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("revision", sa.Integer(), server_default="0", nullable=False),
        sa.Column("confirmed", sa.String(length=300), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["promotion_id"], ["promotions.id"], name=op.f("fk_year_lines_promotion_id")),
        sa.ForeignKeyConstraint(["organiser_id"], ["people.id"], name=op.f("fk_year_lines_organiser_id")),
        sa.PrimaryKeyConstraint("promotion_id", "key", name=op.f("pk_year_lines")),
    )


def downgrade() -> None:
    # What was owed about plans could not be drawn by the code of the revision before.
    op.execute("DELETE FROM notices WHERE kind LIKE 'planning.%'")
    op.drop_table("year_lines")
    op.drop_table("year_plans")
