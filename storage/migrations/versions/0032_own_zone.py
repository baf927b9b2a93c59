"""The time zone that somebody chose, over what Slack says of them."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("people", sa.Column("own_zone", sa.String(length=64), nullable=True))


def downgrade() -> None:
    op.drop_column("people", "own_zone")
