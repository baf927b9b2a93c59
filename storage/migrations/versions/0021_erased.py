"""When a person was erased, so that what is written about them later is erased too."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("people", sa.Column("erased_at", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.execute("ALTER TABLE people DROP COLUMN erased_at")
