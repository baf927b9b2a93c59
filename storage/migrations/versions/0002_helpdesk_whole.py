"""Bureau d'aide, whole: what can be undone, documents, proposals, waits, feeds, homes, welcomes."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# A request's cards are one a person now, whatever its number of séances; they were one an appointment.
CARDS_OF_REQUESTS = """
UPDATE notices SET subject = 'helpdesk_request', subject_id = (
  SELECT request_id FROM helpdesk_sessions WHERE appointment_id = notices.subject_id
) WHERE subject = 'appointment' AND kind LIKE 'helpdesk.%' AND subject_id IN (
  SELECT appointment_id FROM helpdesk_sessions
)
"""
CARDS_OF_APPOINTMENTS = """
UPDATE notices SET subject = 'appointment', subject_id = (
  SELECT min(appointment_id) FROM helpdesk_sessions WHERE request_id = notices.subject_id
) WHERE subject = 'helpdesk_request'
"""
# Requests without appointment are of this revision only.
CARDS_WITHOUT_APPOINTMENT = """
DELETE FROM notices WHERE subject = 'helpdesk_request' AND subject_id NOT IN (SELECT request_id FROM helpdesk_sessions)
"""
SESSIONS_OF_REQUESTS = """
UPDATE helpdesk_requests SET sessions = (
  SELECT count(*) FROM helpdesk_sessions WHERE helpdesk_sessions.request_id = helpdesk_requests.id
)
"""
HOSTS_OF_REQUESTS = """
UPDATE helpdesk_requests SET host_id = (
  SELECT min(participants.person_id) FROM participants
  JOIN helpdesk_sessions ON helpdesk_sessions.appointment_id = participants.appointment_id
  WHERE helpdesk_sessions.request_id = helpdesk_requests.id AND participants.part = 'host'
)
"""
GUESTS_OF_REQUESTS = """
INSERT INTO helpdesk_guests (request_id, person_id)
SELECT DISTINCT helpdesk_sessions.request_id, participants.person_id FROM participants
JOIN helpdesk_sessions ON helpdesk_sessions.appointment_id = participants.appointment_id
WHERE participants.part = 'guest'
"""


def upgrade() -> None:
    op.create_table(
        "feeds",
        sa.Column("person_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_feeds_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_feeds")),
        sa.UniqueConstraint("token", name=op.f("uq_feeds_token")),
    )
    op.create_table(
        "homes",
        sa.Column("person_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("hash", sa.String(length=60), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_homes_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_homes")),
    )
    op.create_table(
        "helpdesk_waits",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("draft_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("defi_id", sa.BigInteger(), nullable=False),
        sa.Column("host_id", sa.BigInteger(), nullable=True),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("told_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["defi_id"], ["defis.id"], name=op.f("fk_helpdesk_waits_defi_id")),
        sa.ForeignKeyConstraint(["host_id"], ["people.id"], name=op.f("fk_helpdesk_waits_host_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_helpdesk_waits_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_helpdesk_waits")),
        sa.UniqueConstraint("draft_id", name=op.f("uq_helpdesk_waits_draft_id")),
    )
    with op.batch_alter_table("helpdesk_waits", schema=None) as batch_op:
        batch_op.create_index(
            "ix_helpdesk_waits_waiting",
            ["asked_at", "id"],
            unique=False,
            sqlite_where=sa.text("told_at IS NULL"),
            postgresql_where=sa.text("told_at IS NULL"),
        )

    op.create_table(
        "calendar_takers",
        sa.Column("appointment_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("taken_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointments.id"], name=op.f("fk_calendar_takers_appointment_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_calendar_takers_person_id")),
        sa.PrimaryKeyConstraint("appointment_id", "person_id", name=op.f("pk_calendar_takers")),
    )
    with op.batch_alter_table("calendar_takers", schema=None) as batch_op:
        batch_op.create_index("ix_calendar_takers_person_id", ["person_id"], unique=False)

    op.create_table(
        "changes",
        sa.Column("appointment_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("batch", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("before_starts", sa.BigInteger(), nullable=True),
        sa.Column("before_ends", sa.BigInteger(), nullable=True),
        sa.Column("told_starts", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_changes_actor_id")),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointments.id"], name=op.f("fk_changes_appointment_id")),
        sa.PrimaryKeyConstraint("appointment_id", name=op.f("pk_changes")),
    )
    with op.batch_alter_table("changes", schema=None) as batch_op:
        batch_op.create_index("ix_changes_batch", ["batch"], unique=False)
        batch_op.create_index("ix_changes_until", ["until"], unique=False)

    op.create_table(
        "helpdesk_guests",
        sa.Column("request_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_helpdesk_guests_person_id")),
        sa.ForeignKeyConstraint(["request_id"], ["helpdesk_requests.id"], name=op.f("fk_helpdesk_guests_request_id")),
        sa.PrimaryKeyConstraint("request_id", "person_id", name=op.f("pk_helpdesk_guests")),
    )
    with op.batch_alter_table("helpdesk_guests", schema=None) as batch_op:
        batch_op.create_index("ix_helpdesk_guests_person_id", ["person_id"], unique=False)

    op.create_table(
        "helpdesk_notes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("request_id", sa.BigInteger(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_helpdesk_notes_author_id")),
        sa.ForeignKeyConstraint(["request_id"], ["helpdesk_requests.id"], name=op.f("fk_helpdesk_notes_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_helpdesk_notes")),
    )
    with op.batch_alter_table("helpdesk_notes", schema=None) as batch_op:
        batch_op.create_index("ix_helpdesk_notes_request_id", ["request_id"], unique=False)

    op.create_table(
        "helpdesk_proposals",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("batch", sa.String(length=36), nullable=False),
        sa.Column("request_id", sa.BigInteger(), nullable=False),
        sa.Column("appointment_id", sa.BigInteger(), nullable=True),
        sa.Column("host_id", sa.BigInteger(), nullable=False),
        sa.Column("starts", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=10), server_default="open", nullable=False),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointments.id"], name=op.f("fk_helpdesk_proposals_appointment_id")
        ),
        sa.ForeignKeyConstraint(["host_id"], ["people.id"], name=op.f("fk_helpdesk_proposals_host_id")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["helpdesk_requests.id"], name=op.f("fk_helpdesk_proposals_request_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_helpdesk_proposals")),
    )
    with op.batch_alter_table("helpdesk_proposals", schema=None) as batch_op:
        batch_op.create_index("ix_helpdesk_proposals_batch", ["batch"], unique=False)
        batch_op.create_index("ix_helpdesk_proposals_request_id", ["request_id"], unique=False)

    with op.batch_alter_table("appointments", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reason", sa.String(length=500), nullable=True))
        batch_op.add_column(sa.Column("changed_at", sa.BigInteger(), nullable=True))

    with op.batch_alter_table("helpdesk_requests", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kind", sa.String(length=20), server_default="inconnu", nullable=False))
        batch_op.add_column(sa.Column("sessions", sa.Integer(), server_default="1", nullable=False))
        batch_op.add_column(sa.Column("document", sa.String(length=10), server_default="later", nullable=False))
        batch_op.add_column(sa.Column("document_ref", sa.String(length=1000), nullable=True))
        batch_op.add_column(sa.Column("document_name", sa.String(length=300), nullable=True))
        batch_op.add_column(sa.Column("wished", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("host_id", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("taken_by", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("tell_channel", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("asked_at", sa.BigInteger(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_helpdesk_requests_taken_by"), "people", ["taken_by"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_helpdesk_requests_host_id"), "people", ["host_id"], ["id"])

    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.add_column(sa.Column("welcomed_at", sa.BigInteger(), nullable=True))

    with op.batch_alter_table("participants", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reply", sa.String(length=10), server_default="comes", nullable=False))
        batch_op.add_column(sa.Column("sees_need", sa.Boolean(), server_default=sa.true(), nullable=False))

    for statement in (CARDS_OF_REQUESTS, HOSTS_OF_REQUESTS, GUESTS_OF_REQUESTS, SESSIONS_OF_REQUESTS):
        op.execute(statement)


def downgrade() -> None:
    for statement in (CARDS_WITHOUT_APPOINTMENT, CARDS_OF_APPOINTMENTS):
        op.execute(statement)
    with op.batch_alter_table("participants", schema=None) as batch_op:
        batch_op.drop_column("sees_need")
        batch_op.drop_column("reply")

    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.drop_column("welcomed_at")

    with op.batch_alter_table("helpdesk_requests", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_helpdesk_requests_host_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_helpdesk_requests_taken_by"), type_="foreignkey")
        batch_op.drop_column("asked_at")
        batch_op.drop_column("tell_channel")
        batch_op.drop_column("taken_by")
        batch_op.drop_column("host_id")
        batch_op.drop_column("wished")
        batch_op.drop_column("document_name")
        batch_op.drop_column("document_ref")
        batch_op.drop_column("document")
        batch_op.drop_column("sessions")
        batch_op.drop_column("kind")

    with op.batch_alter_table("appointments", schema=None) as batch_op:
        batch_op.drop_column("changed_at")
        batch_op.drop_column("reason")

    with op.batch_alter_table("helpdesk_proposals", schema=None) as batch_op:
        batch_op.drop_index("ix_helpdesk_proposals_request_id")
        batch_op.drop_index("ix_helpdesk_proposals_batch")

    op.drop_table("helpdesk_proposals")
    with op.batch_alter_table("helpdesk_notes", schema=None) as batch_op:
        batch_op.drop_index("ix_helpdesk_notes_request_id")

    op.drop_table("helpdesk_notes")
    with op.batch_alter_table("helpdesk_guests", schema=None) as batch_op:
        batch_op.drop_index("ix_helpdesk_guests_person_id")

    op.drop_table("helpdesk_guests")
    with op.batch_alter_table("changes", schema=None) as batch_op:
        batch_op.drop_index("ix_changes_until")
        batch_op.drop_index("ix_changes_batch")

    op.drop_table("changes")
    with op.batch_alter_table("calendar_takers", schema=None) as batch_op:
        batch_op.drop_index("ix_calendar_takers_person_id")

    op.drop_table("calendar_takers")
    with op.batch_alter_table("helpdesk_waits", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_helpdesk_waits_waiting",
            sqlite_where=sa.text("told_at IS NULL"),
            postgresql_where=sa.text("told_at IS NULL"),
        )

    op.drop_table("helpdesk_waits")
    op.drop_table("homes")
    op.drop_table("feeds")
