"""The page of what is to come that somebody turned their Home to."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("homes", sa.Column("page", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    op.drop_column("homes", "page")
