"""All tables, as the code declares them. Until version 1.0.0 this revision stays open; then it is written out."""

from alembic import op
from sqlalchemy.schema import CreateIndex, CreateTable

from storage.tables import metadata

revision = "v0001"
down_revision = None
branch_labels = None
depends_on = None
# SQLite prefers the index that was created last, so the most specific index comes last.
_LAST = tuple(f"ix_notices_{name}" for name in ("open", "subject", "urgent", "sent", "expires", "recipient"))


def upgrade() -> None:
    for table in metadata.sorted_tables:
        op.execute(CreateTable(table))
    indexes = {str(index.name): index for table in metadata.sorted_tables for index in table.indexes}
    for name in (*sorted(indexes.keys() - {*_LAST}), *_LAST):
        op.execute(CreateIndex(indexes[name]))


def downgrade() -> None:
    metadata.drop_all(op.get_bind())
