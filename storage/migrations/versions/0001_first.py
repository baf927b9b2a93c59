"""The first tables: people, promotion, catalogue, agenda, bureau d'aide, notices."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "catalogue_pages",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("token", sa.String(length=36), nullable=False),
        sa.Column("imported_at", sa.BigInteger(), nullable=False),
        sa.Column("introduction", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_pages")),
        sa.UniqueConstraint("token", name=op.f("uq_catalogue_pages_token")),
    )
    op.create_table(
        "history",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("thing", sa.String(length=40), nullable=False),
        sa.Column("thing_id", sa.BigInteger(), nullable=False),
        sa.Column("detail", sa.String(length=200), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history")),
    )
    op.create_index("ix_history_thing_thing_id", "history", ["thing", "thing_id"], unique=False)
    op.create_table(
        "people",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("slack_id", sa.String(length=32), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("visio", sa.String(length=500), nullable=True),
        sa.Column("looked_up_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("email", name=op.f("uq_people_email")),
        sa.UniqueConstraint("slack_id", name=op.f("uq_people_slack_id")),
    )
    op.create_table(
        "promotions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("starts_on", sa.String(length=10), nullable=False),
        sa.Column("ends_on", sa.String(length=10), nullable=False),
        sa.Column("channel_promotion", sa.String(length=32), nullable=True),
        sa.Column("channel_coachs", sa.String(length=32), nullable=True),
        sa.Column("channel_porteurs", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promotions")),
        sa.UniqueConstraint("name", name=op.f("uq_promotions_name")),
    )
    op.create_table(
        "receipts",
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_receipts")),
    )
    op.create_index("ix_receipts_at", "receipts", ["at"], unique=False)
    op.create_table(
        "workspace",
        sa.Column("only", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("only", name=op.f("pk_workspace")),
    )
    op.create_table(
        "catalogue_entries",
        sa.Column("page_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("frequence", sa.Text(), nullable=False),
        sa.Column("duree", sa.Text(), nullable=False),
        sa.Column("preparer", sa.Text(), nullable=False),
        sa.Column("inspirer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["page_id"], ["catalogue_pages.id"], name=op.f("fk_catalogue_entries_page_id")),
        sa.PrimaryKeyConstraint("page_id", "position", name=op.f("pk_catalogue_entries")),
    )
    op.create_table(
        "catalogue_others",
        sa.Column("page_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("titre", sa.Text(), nullable=False),
        sa.Column("texte", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["page_id"], ["catalogue_pages.id"], name=op.f("fk_catalogue_others_page_id")),
        sa.PrimaryKeyConstraint("page_id", "key", "position", name=op.f("pk_catalogue_others")),
    )
    op.create_table(
        "defis",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("promotion_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("administration", sa.String(length=200), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=True),
        sa.Column("visio", sa.String(length=500), nullable=True),
        sa.Column("place", sa.String(length=500), nullable=True),
        sa.Column("closed_weekdays", sa.String(length=20), server_default="", nullable=False),
        sa.Column("documents_by_link", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(["promotion_id"], ["promotions.id"], name=op.f("fk_defis_promotion_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_defis")),
        sa.UniqueConstraint("promotion_id", "name", name=op.f("uq_defis_promotion_id_name")),
    )
    op.create_index("ix_defis_promotion_id", "defis", ["promotion_id"], unique=False)
    op.create_table(
        "drafts",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("result_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_drafts_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
    )
    op.create_index("ix_drafts_expires_at", "drafts", ["expires_at"], unique=False)
    op.create_table(
        "expertises",
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_expertises_person_id")),
        sa.PrimaryKeyConstraint("person_id", "name", name=op.f("pk_expertises")),
    )
    op.create_table(
        "hours",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=True),
        sa.Column("day", sa.String(length=10), nullable=True),
        sa.Column("starts", sa.String(length=5), nullable=True),
        sa.Column("ends", sa.String(length=5), nullable=True),
        sa.Column("valid_from", sa.String(length=10), nullable=True),
        sa.Column("valid_until", sa.String(length=10), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_hours_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hours")),
    )
    op.create_index("ix_hours_person_id", "hours", ["person_id"], unique=False)
    op.create_table(
        "notices",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("action", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.String(length=60), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("channel", sa.String(length=32), nullable=True),
        sa.Column("thread_ts", sa.String(length=32), nullable=True),
        sa.Column("is_card", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("card_id", sa.String(length=36), nullable=True),
        sa.Column("detail", sa.String(length=500), server_default="", nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(length=20), server_default="owed", nullable=False),
        sa.Column("lease_until", sa.BigInteger(), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("first_attempt", sa.BigInteger(), nullable=True),
        sa.Column("doubtful", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("retry_at", sa.BigInteger(), nullable=True),
        sa.Column("sent_channel", sa.String(length=32), nullable=True),
        sa.Column("sent_ts", sa.String(length=32), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_notices_person_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_notices")),
        sa.UniqueConstraint("id", name=op.f("uq_notices_id")),
        sa.UniqueConstraint("key", name=op.f("uq_notices_key")),
    )
    op.create_index(
        "ix_notices_card_id",
        "notices",
        ["card_id"],
        unique=False,
        sqlite_where=sa.text("card_id IS NOT NULL"),
        postgresql_where=sa.text("card_id IS NOT NULL"),
    )
    op.create_index(
        "ix_notices_closed_at",
        "notices",
        ["closed_at"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NOT NULL"),
        postgresql_where=sa.text("closed_at IS NOT NULL"),
    )
    op.create_index(
        "ix_notices_open",
        "notices",
        ["due", "seq"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index(
        "ix_notices_recipient",
        "notices",
        ["recipient", "due", "seq"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL AND attempts > 0"),
        postgresql_where=sa.text("closed_at IS NULL AND attempts > 0"),
    )
    op.create_index("ix_notices_subject", "notices", ["subject", "subject_id"], unique=False)
    op.create_table(
        "phases",
        sa.Column("promotion_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("starts_on", sa.String(length=10), nullable=False),
        sa.Column("ends_on", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(["promotion_id"], ["promotions.id"], name=op.f("fk_phases_promotion_id")),
        sa.PrimaryKeyConstraint("promotion_id", "number", name=op.f("pk_phases")),
    )
    op.create_table(
        "appointments",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("dispositif", sa.String(length=40), nullable=False),
        sa.Column("promotion_id", sa.BigInteger(), nullable=True),
        sa.Column("defi_id", sa.BigInteger(), nullable=True),
        sa.Column("starts", sa.BigInteger(), nullable=False),
        sa.Column("ends", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("revision", sa.Integer(), server_default="0", nullable=False),
        sa.Column("link", sa.String(length=500), nullable=True),
        sa.ForeignKeyConstraint(["defi_id"], ["defis.id"], name=op.f("fk_appointments_defi_id")),
        sa.ForeignKeyConstraint(["promotion_id"], ["promotions.id"], name=op.f("fk_appointments_promotion_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointments")),
        sa.UniqueConstraint("uid", name=op.f("uq_appointments_uid")),
    )
    op.create_index("ix_appointments_starts", "appointments", ["starts"], unique=False)
    op.create_table(
        "helpdesk_requests",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("draft_id", sa.String(length=36), nullable=False),
        sa.Column("asked_by", sa.BigInteger(), nullable=False),
        sa.Column("defi_id", sa.BigInteger(), nullable=False),
        sa.Column("need", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["asked_by"], ["people.id"], name=op.f("fk_helpdesk_requests_asked_by")),
        sa.ForeignKeyConstraint(["defi_id"], ["defis.id"], name=op.f("fk_helpdesk_requests_defi_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_helpdesk_requests")),
        sa.UniqueConstraint("draft_id", name=op.f("uq_helpdesk_requests_draft_id")),
    )
    op.create_table(
        "memberships",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("promotion_id", sa.BigInteger(), nullable=True),
        sa.Column("defi_id", sa.BigInteger(), nullable=True),
        sa.Column("metier", sa.String(length=100), nullable=True),
        sa.Column("cycles_max", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["defi_id"], ["defis.id"], name=op.f("fk_memberships_defi_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_memberships_person_id")),
        sa.ForeignKeyConstraint(["promotion_id"], ["promotions.id"], name=op.f("fk_memberships_promotion_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memberships")),
    )
    op.create_index("ix_memberships_defi_id", "memberships", ["defi_id"], unique=False)
    op.create_index("ix_memberships_person_id", "memberships", ["person_id"], unique=False)
    op.create_index("ix_memberships_promotion_id_role", "memberships", ["promotion_id", "role"], unique=False)
    op.create_table(
        "claims",
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("quarter", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("appointment_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointments.id"], name=op.f("fk_claims_appointment_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_claims_person_id")),
        sa.PrimaryKeyConstraint("person_id", "quarter", name=op.f("pk_claims")),
    )
    op.create_index("ix_claims_appointment_id", "claims", ["appointment_id"], unique=False)
    op.create_index(
        "ix_claims_first",
        "claims",
        ["person_id", "quarter", "length"],
        unique=False,
        sqlite_where=sa.text("length > 0"),
        postgresql_where=sa.text("length > 0"),
    )
    op.create_table(
        "helpdesk_sessions",
        sa.Column("appointment_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("request_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointments.id"], name=op.f("fk_helpdesk_sessions_appointment_id")
        ),
        sa.ForeignKeyConstraint(["request_id"], ["helpdesk_requests.id"], name=op.f("fk_helpdesk_sessions_request_id")),
        sa.PrimaryKeyConstraint("appointment_id", name=op.f("pk_helpdesk_sessions")),
    )
    op.create_index("ix_helpdesk_sessions_request_id", "helpdesk_sessions", ["request_id"], unique=False)
    op.create_table(
        "participants",
        sa.Column("appointment_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("part", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointments.id"], name=op.f("fk_participants_appointment_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_participants_person_id")),
        sa.PrimaryKeyConstraint("appointment_id", "person_id", name=op.f("pk_participants")),
    )
    op.create_index("ix_participants_person_id", "participants", ["person_id"], unique=False)
    # ### end Alembic commands ###


def downgrade() -> None:
    op.drop_index("ix_participants_person_id", table_name="participants")
    op.drop_table("participants")
    op.drop_index("ix_helpdesk_sessions_request_id", table_name="helpdesk_sessions")
    op.drop_table("helpdesk_sessions")
    op.drop_index(
        "ix_claims_first",
        table_name="claims",
        sqlite_where=sa.text("length > 0"),
        postgresql_where=sa.text("length > 0"),
    )
    op.drop_index("ix_claims_appointment_id", table_name="claims")
    op.drop_table("claims")
    op.drop_index("ix_memberships_promotion_id_role", table_name="memberships")
    op.drop_index("ix_memberships_person_id", table_name="memberships")
    op.drop_index("ix_memberships_defi_id", table_name="memberships")
    op.drop_table("memberships")
    op.drop_table("helpdesk_requests")
    op.drop_index("ix_appointments_starts", table_name="appointments")
    op.drop_table("appointments")
    op.drop_table("phases")
    op.drop_index("ix_notices_subject", table_name="notices")
    op.drop_index(
        "ix_notices_recipient",
        table_name="notices",
        sqlite_where=sa.text("closed_at IS NULL AND attempts > 0"),
        postgresql_where=sa.text("closed_at IS NULL AND attempts > 0"),
    )
    op.drop_index(
        "ix_notices_open",
        table_name="notices",
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.drop_index(
        "ix_notices_closed_at",
        table_name="notices",
        sqlite_where=sa.text("closed_at IS NOT NULL"),
        postgresql_where=sa.text("closed_at IS NOT NULL"),
    )
    op.drop_index(
        "ix_notices_card_id",
        table_name="notices",
        sqlite_where=sa.text("card_id IS NOT NULL"),
        postgresql_where=sa.text("card_id IS NOT NULL"),
    )
    op.drop_table("notices")
    op.drop_index("ix_hours_person_id", table_name="hours")
    op.drop_table("hours")
    op.drop_table("expertises")
    op.drop_index("ix_drafts_expires_at", table_name="drafts")
    op.drop_table("drafts")
    op.drop_index("ix_defis_promotion_id", table_name="defis")
    op.drop_table("defis")
    op.drop_table("catalogue_others")
    op.drop_table("catalogue_entries")
    op.drop_table("workspace")
    op.drop_index("ix_receipts_at", table_name="receipts")
    op.drop_table("receipts")
    op.drop_table("promotions")
    op.drop_table("people")
    op.drop_index("ix_history_thing_thing_id", table_name="history")
    op.drop_table("history")
    op.drop_table("catalogue_pages")
    # ### end Alembic commands ###
