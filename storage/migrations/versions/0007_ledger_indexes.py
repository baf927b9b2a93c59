"""The rows of the ledger are found by recipient before anybody began with them, and by their end; leased in place."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BY_RECIPIENT = ["recipient", "due", "seq"]


def upgrade() -> None:
    op.drop_index("ix_notices_recipient", "notices")
    where = sa.text("closed_at IS NULL")
    op.create_index("ix_notices_recipient", "notices", BY_RECIPIENT, sqlite_where=where, postgresql_where=where)
    where = sa.text("closed_at IS NULL AND expires IS NOT NULL")
    op.create_index("ix_notices_expires", "notices", ["expires"], sqlite_where=where, postgresql_where=where)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE notices SET (fillfactor = 50)")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE notices RESET (fillfactor)")
    op.drop_index("ix_notices_expires", "notices")
    op.drop_index("ix_notices_recipient", "notices")
    where = sa.text("closed_at IS NULL AND attempts > 0")
    op.create_index("ix_notices_recipient", "notices", BY_RECIPIENT, sqlite_where=where, postgresql_where=where)
