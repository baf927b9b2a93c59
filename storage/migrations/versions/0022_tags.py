"""The skills and values that somebody chose for an appointment."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("appointments", sa.Column("tags", sa.String(length=500), nullable=True))


def downgrade() -> None:
    op.drop_column("appointments", "tags")
