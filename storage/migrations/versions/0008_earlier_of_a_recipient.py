"""What a recipient is owed before a row is found by an index of its own, whatever PostgreSQL believes of the others."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _index("coalesce(closed_at, 0) = 0")


def downgrade() -> None:
    _index("closed_at IS NULL")


def _index(condition: str) -> None:
    op.drop_index("ix_notices_recipient", "notices")
    where, columns = sa.text(condition), ["recipient", "due", "seq"]
    op.create_index("ix_notices_recipient", "notices", columns, sqlite_where=where, postgresql_where=where)
