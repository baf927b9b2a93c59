"""All tables of version 1.0.0, in SQL. This revision is closed: each later change is a revision of its own."""

import re
from pathlib import Path

from alembic import op

revision = "v0001"
down_revision = None
branch_labels = None
depends_on = None
# As PostgreSQL takes them. SQLite prefers the index that was created last, so the most specific index comes last.
TABLES = Path(__file__).with_suffix(".sql")
SQLITE = {"BIGSERIAL": "INTEGER", "\n WITH (fillfactor = 50)": "", "WHERE NOT ended": "WHERE ended = 0"}


def upgrade() -> None:
    connection, script = op.get_bind(), TABLES.read_text("utf-8")
    if connection.dialect.name == "sqlite":
        for written, read in SQLITE.items():
            script = script.replace(written, read)
    for statement in script.split(";\n\n"):
        connection.exec_driver_sql(statement)


def downgrade() -> None:
    for name in reversed(re.findall(r"^CREATE TABLE (\w+)", TABLES.read_text("utf-8"), re.MULTILINE)):
        op.drop_table(name)
