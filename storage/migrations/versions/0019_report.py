"""Reports: the talk around one, the report itself, the advice in it, and a défi's road map."""

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
    op.add_column("defis", sa.Column("roadmap", sa.Text(), nullable=True))
    op.create_table(
        "reports",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("round_id", sa.BigInteger(), nullable=False),
        sa.Column("defi_id", sa.BigInteger(), nullable=False),
        sa.Column("published_at", sa.BigInteger(), nullable=True),
        sa.Column("published_by", sa.BigInteger(), nullable=True),
        sa.Column("shared_at", sa.BigInteger(), nullable=True),
        sa.Column("before", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["round_id"], ["committee_rounds.id"], name=op.f("fk_reports_round_id")),
        sa.ForeignKeyConstraint(["defi_id"], ["defis.id"], name=op.f("fk_reports_defi_id")),
        sa.ForeignKeyConstraint(["published_by"], ["people.id"], name=op.f("fk_reports_published_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
        sa.UniqueConstraint("round_id", "defi_id", name=op.f("uq_reports_round_id_defi_id")),
    )
    op.create_index("ix_reports_defi_id", "reports", ["defi_id"])
    op.create_table(
        "report_advice",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("report_id", sa.BigInteger(), nullable=False),
        sa.Column("sort", sa.String(length=10), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), server_default="0", nullable=False),
        sa.Column("verdict", sa.String(length=10), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("action_id", sa.BigInteger(), nullable=True),
        sa.Column("answered_by", sa.BigInteger(), nullable=True),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name=op.f("fk_report_advice_report_id")),
        sa.ForeignKeyConstraint(["action_id"], ["actions.id"], name=op.f("fk_report_advice_action_id")),
        sa.ForeignKeyConstraint(["answered_by"], ["people.id"], name=op.f("fk_report_advice_answered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_advice")),
    )
    op.create_index("ix_report_advice_report_id", "report_advice", ["report_id"])


def downgrade() -> None:
    op.execute("DELETE FROM notices WHERE kind = 'evaluation.talk_moved' OR subject = 'report'")
    op.execute("DELETE FROM versions WHERE thing = 'report'")
    op.drop_table("report_advice")
    op.drop_table("reports")
    op.drop_column("defis", "roadmap")
    with op.batch_alter_table("committees", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_committees_talk_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_committees_talk_id"), type_="unique")
        batch_op.drop_column("talk_id")
