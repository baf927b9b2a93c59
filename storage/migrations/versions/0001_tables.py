"""All tables, as the code has them: this revision is open until version 1.0.0, which writes it out and closes it."""

from alembic import op

from storage.tables import metadata

revision = "v0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    metadata.create_all(op.get_bind())


def downgrade() -> None:
    metadata.drop_all(op.get_bind())
