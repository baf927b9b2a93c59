"""In which time zone people live, as their Slack accounts say, and when that was asked last."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("people", sa.Column("zone", sa.String(length=64), nullable=True))
    op.add_column("people", sa.Column("zone_at", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.execute("ALTER TABLE people DROP COLUMN zone_at")
    op.execute("ALTER TABLE people DROP COLUMN zone")
