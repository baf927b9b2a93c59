"""Which dispositifs a promotion has opened and from when, and who asked their coach about one."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "openings",
        sa.Column("promotion_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("dispositif", sa.String(length=100), nullable=False),
        sa.Column("opens_on", sa.String(length=10), nullable=True),
        sa.ForeignKeyConstraint(["promotion_id"], ["promotions.id"], name=op.f("fk_openings_promotion_id")),
        sa.PrimaryKeyConstraint("promotion_id", "dispositif", name=op.f("pk_openings")),
    )
    op.create_table(
        "coach_requests",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("dispositif", sa.String(length=100), nullable=False),
        sa.Column("line", sa.String(length=500), nullable=True),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_coach_requests_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coach_requests")),
    )


def downgrade() -> None:
    # What was owed could not be drawn by the code of the revision before.
    op.execute("DELETE FROM notices WHERE kind IN ('programme.coach_asked', 'programme.team_asked', 'helpdesk.came')")
    op.drop_table("coach_requests")
    op.drop_table("openings")
