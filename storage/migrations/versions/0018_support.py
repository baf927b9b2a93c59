"""The support of each committee, what several people write version by version, and how useful committees were."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "versions",
        sa.Column("id", _ID, nullable=False),
        sa.Column("thing", sa.String(length=40), nullable=False),
        sa.Column("thing_id", sa.BigInteger(), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_versions_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_versions")),
        sa.UniqueConstraint(
            "thing", "thing_id", "field", "number", name=op.f("uq_versions_thing_thing_id_field_number")
        ),
    )
    op.create_table(
        "supports",
        sa.Column("id", _ID, nullable=False),
        sa.Column("round_id", sa.BigInteger(), nullable=False),
        sa.Column("defi_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["committee_rounds.id"], name=op.f("fk_supports_round_id")),
        sa.ForeignKeyConstraint(["defi_id"], ["defis.id"], name=op.f("fk_supports_defi_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supports")),
        sa.UniqueConstraint("round_id", "defi_id", name=op.f("uq_supports_round_id_defi_id")),
    )
    op.create_index("ix_supports_defi_id", "supports", ["defi_id"])
    # Of committees that were booked before there was any.
    op.execute(
        "INSERT INTO supports (round_id, defi_id) SELECT round_id, defi_id FROM committees WHERE NOT ended ORDER BY id"
    )
    op.create_table(
        "committee_raters",
        sa.Column("committee_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["committee_id"], ["committees.id"], name=op.f("fk_committee_raters_committee_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_committee_raters_person_id")),
        sa.PrimaryKeyConstraint("committee_id", "person_id", name=op.f("pk_committee_raters")),
    )
    op.create_table(
        "committee_usefulness",
        sa.Column("round_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("choice", sa.String(length=20), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["committee_rounds.id"], name=op.f("fk_committee_usefulness_round_id")),
        sa.PrimaryKeyConstraint("round_id", "choice", name=op.f("pk_committee_usefulness")),
    )


def downgrade() -> None:
    op.execute(
        "DELETE FROM notices WHERE kind IN "
        "('evaluation.support', 'evaluation.reading', 'evaluation.useful', 'evaluation.chased')"
    )
    for table in ("committee_usefulness", "committee_raters", "supports", "versions"):
        op.drop_table(table)
