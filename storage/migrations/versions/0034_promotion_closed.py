"""Promotion closed: when it was, so that it has ended at once, whatever its dates."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("promotions", sa.Column("closed_at", sa.BigInteger))


def downgrade() -> None:
    op.drop_column("promotions", "closed_at")
