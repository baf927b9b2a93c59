"""Calendars behind a password: who reads them, the password sealed, which of them count and which gets appointments."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

_NEW = (("username", sa.Text()), ("sealed", sa.Text()), ("calendars", sa.Text()), ("writes_to", sa.Text()))


def upgrade() -> None:
    with op.batch_alter_table("busy_feeds", schema=None) as batch_op:
        for name, kind in _NEW:
            batch_op.add_column(sa.Column(name, kind, nullable=True))


def downgrade() -> None:
    # The code of the revision before would read the address of a server as a calendar file.
    op.execute("DELETE FROM busy_blocks WHERE person_id IN (SELECT person_id FROM busy_feeds WHERE sealed IS NOT NULL)")
    op.execute("DELETE FROM busy_feeds WHERE sealed IS NOT NULL")
    with op.batch_alter_table("busy_feeds", schema=None) as batch_op:
        for name, _ in reversed(_NEW):
            batch_op.drop_column(name)
