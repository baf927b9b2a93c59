"""What was done to an appointment before what is done now, while nobody was told of either."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("changes", sa.Column("earlier", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("changes", "earlier")
