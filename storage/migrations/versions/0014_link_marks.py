"""What links in mails are bound to: the database's own word, and one of each person who had theirs replaced."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "link_marks",
        sa.Column("person_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("mark", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_link_marks")),
    )


def downgrade() -> None:
    op.drop_table("link_marks")
