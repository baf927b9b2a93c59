"""The talk around a committee's report."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("committees", schema=None) as batch_op:
        batch_op.add_column(sa.Column("talk_id", sa.BigInteger(), nullable=True))
        batch_op.create_unique_constraint(batch_op.f("uq_committees_talk_id"), ["talk_id"])
        batch_op.create_foreign_key(batch_op.f("fk_committees_talk_id"), "appointments", ["talk_id"], ["id"])


def downgrade() -> None:
    op.execute("DELETE FROM notices WHERE kind = 'evaluation.talk_moved'")
    with op.batch_alter_table("committees", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_committees_talk_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_committees_talk_id"), type_="unique")
        batch_op.drop_column("talk_id")
