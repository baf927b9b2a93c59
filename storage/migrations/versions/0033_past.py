"""Past: what goes on is found by its own indexes, however much is over."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

_INDEXES = (
    ("ix_helpdesk_requests_asked_by", "helpdesk_requests", ["asked_by"]),
    ("ix_helpdesk_requests_host_id", "helpdesk_requests", ["host_id"]),
    ("ix_mentoring_cycles_asked_by", "mentoring_cycles", ["asked_by"]),
    ("ix_mentoring_sessions_state", "mentoring_sessions", ["state"]),
    ("ix_workshops_closed_at", "workshops", ["closed_at"]),
    ("ix_gatherings_closed_at", "gatherings", ["closed_at"]),
    ("ix_gathering_series_ended_at", "gathering_series", ["ended_at"]),
    ("ix_actions_promotion_id", "actions", ["promotion_id", "state"]),
)
_PARTIAL = (
    ("ix_helpdesk_requests_taken_by", ["taken_by"], sa.text("taken_by IS NOT NULL")),
    ("ix_helpdesk_requests_calls", ["id"], sa.text("wished IS NOT NULL AND taken_by IS NULL")),
)


def upgrade() -> None:
    for name, table, columns in _INDEXES:
        op.create_index(name, table, columns)
    for name, columns, where in _PARTIAL:
        op.create_index(name, "helpdesk_requests", columns, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    for name, _, _ in _PARTIAL:
        op.drop_index(name, table_name="helpdesk_requests")
    for name, table, _ in _INDEXES:
        op.drop_index(name, table_name=table)
