"""What is in doubt: how often a message is looked up before it is sent again, and the name of a file that was tried."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.add_column(sa.Column("looks", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("file_name", sa.String(length=255), nullable=True))


def downgrade() -> None:
    op.execute("ALTER TABLE notices DROP COLUMN file_name")
    op.execute("ALTER TABLE notices DROP COLUMN looks")
