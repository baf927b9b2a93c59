"""The schema by migrations equals the schema by tables, up and down, and keeps what people wrote, on both databases."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

import storage
from storage.database import Database
from storage.tables import metadata
from storage.upgrade import downgrade, newest, revision_of, revisions, upgrade
from tests.databases import BACKENDS, blank, fresh

# As revision 0001 left them: request 1 has two séances with Claire (4), request 2 one, cancelled, with David (5).
FIRST = [
    "INSERT INTO people (id, name) VALUES (1, 'Léa'), (2, 'Sami'), (3, 'Inès'), (4, 'Claire'), (5, 'David')",
    "INSERT INTO promotions (id, name, starts_on, ends_on) VALUES (1, 'EIG 7', '2026-01-12', '2026-11-11')",
    "INSERT INTO defis (id, promotion_id, name, administration) VALUES (1, 1, 'Carte Vive', 'Bureau des cartes')",
    "INSERT INTO memberships (id, person_id, role, promotion_id, defi_id) VALUES (1, 1, 'eig', 1, 1)",
    """INSERT INTO appointments (id, uid, dispositif, promotion_id, defi_id, starts, ends, state, revision) VALUES
    (11, 'a', 'bureau-aide', 1, 1, 1000, 4600, 'confirmed', 0),
    (12, 'b', 'bureau-aide', 1, 1, 9000, 12600, 'confirmed', 0),
    (13, 'c', 'bureau-aide', 1, 1, 1000, 4600, 'cancelled', 1),
    (14, 'd', 'mentorat', 1, 1, 20000, 23600, 'confirmed', 0)""",
    """INSERT INTO participants (appointment_id, person_id, part) VALUES
    (11, 1, 'booker'), (11, 2, 'guest'), (11, 4, 'host'), (12, 1, 'booker'), (12, 2, 'guest'), (12, 4, 'host'),
    (13, 3, 'booker'), (13, 5, 'host'), (14, 1, 'booker'), (14, 5, 'host')""",
    """INSERT INTO claims (person_id, quarter, length, appointment_id) VALUES (4, 1, 4, 11), (4, 10, 4, 12)""",
    """INSERT INTO helpdesk_requests (id, draft_id, asked_by, defi_id, need, reason) VALUES
    (1, 'x', 1, 1, 'Relire notre plan', 'chosen'), (2, 'y', 3, 1, 'Auditer notre code', 'least-booked')""",
    "INSERT INTO helpdesk_sessions (appointment_id, request_id) VALUES (11, 1), (12, 1), (13, 2)",
    """INSERT INTO notices (seq, id, key, action, kind, subject, subject_id, revision, recipient, person_id, is_card,
      due, state, sent_channel, sent_ts, closed_at) VALUES
    (1, 'n1', 'k1', 'post', 'helpdesk.card', 'appointment', 11, 0, 'person:1', 1, :yes, 1, 'sent', 'D1', '1.1', 2),
    (2, 'n2', 'k2', 'post', 'helpdesk.card', 'appointment', 11, 0, 'person:4', 4, :yes, 1, 'owed', NULL, NULL, NULL),
    (3, 'n3', 'k3', 'post', 'helpdesk.cancelled', 'appointment', 13, 1, 'person:5', 5, :no, 1, 'sent', 'D5', '1.2', 2),
    (4, 'n4', 'k4', 'post', 'mentorat.card', 'appointment', 14, 0, 'person:1', 1, :yes, 1, 'sent', 'D1', '1.3', 2),
    (5, 'n5', 'k5', 'post', 'programme.alert', 'person', 12, 0, 'person:5', 5, :no, 1, 'sent', 'D5', '1.4', 2)""",
]
# What only the second revision knows: a request that waits for a coach, and its call.
SECOND = [
    """INSERT INTO helpdesk_requests (id, draft_id, asked_by, defi_id, need, reason, wished) VALUES
    (3, 'z', 1, 1, 'Un autre besoin', 'took-it', 'Jeudi matin')""",
    """INSERT INTO notices (seq, id, key, action, kind, subject, subject_id, revision, recipient, is_card, due) VALUES
    (6, 'n6', 'k6', 'post', 'helpdesk.call', 'helpdesk_request', 3, 0, 'channel:C1', :yes, 1)""",
]
KEPT = (
    "SELECT id, email, slack_id, name, visio, looked_up_at FROM people ORDER BY id",
    "SELECT id, uid, starts, ends, state, revision FROM appointments ORDER BY id",
    "SELECT appointment_id, person_id, part FROM participants ORDER BY appointment_id, person_id",
    "SELECT * FROM claims ORDER BY person_id, quarter",
    "SELECT id, draft_id, asked_by, defi_id, need, reason FROM helpdesk_requests WHERE id < 3 ORDER BY id",
    "SELECT * FROM helpdesk_sessions ORDER BY appointment_id",
    "SELECT id, key, kind, recipient, is_card, state, sent_channel, sent_ts FROM notices WHERE seq < 6 ORDER BY seq",
)
SUBJECTS = "SELECT seq, subject, subject_id FROM notices ORDER BY seq"


@pytest.mark.parametrize("backend", BACKENDS)
def test_revisions_are_alembics_and_where_a_database_stands_too(backend: str, tmp_path: Path) -> None:
    folder = Path(storage.__file__).parent / "migrations"
    walked = ScriptDirectory(str(folder)).walk_revisions()
    assert revisions() == tuple(one.revision for one in walked)[::-1]
    database = Database(blank(backend, tmp_path))
    upgrade(database, "0003")
    with database.reading() as reading:
        assert revision_of(reading) == MigrationContext.configure(reading).get_current_revision() == "0003"
    database.close()


def test_migrations_up_and_down_leave_what_the_tables_say_and_then_nothing(backend: str, tmp_path: Path) -> None:
    database = Database(blank(backend, tmp_path))
    upgrade(database)
    with database.reading() as reading:
        assert revision_of(reading) == newest()
        assert compare_metadata(MigrationContext.configure(reading), metadata) == []
    downgrade(database)
    with database.reading() as reading:
        assert revision_of(reading) is None
        assert set(inspect(reading).get_table_names()) == {"alembic_version"}
    upgrade(database)  # and up again: nothing was left in the way
    with database.reading() as reading:
        assert revision_of(reading) == newest()
    database.close()


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_bureau_d_aide_of_the_first_revision_reaches_the_second_and_comes_back(backend: str, tmp_path: Path) -> None:
    database = Database(blank(backend, tmp_path))
    upgrade(database, "0001")
    write(database, FIRST)
    kept = [read(database, query) for query in KEPT]
    subjects = read(database, SUBJECTS)

    upgrade(database, "0002")
    assert [read(database, query) for query in KEPT] == kept
    assert read(database, SUBJECTS) == [
        (1, "helpdesk_request", 1),
        (2, "helpdesk_request", 1),
        (3, "helpdesk_request", 2),
        (4, "appointment", 14),
        (5, "person", 12),
    ]
    assert read(database, "SELECT id, host_id, kind, sessions, document FROM helpdesk_requests ORDER BY id") == [
        (1, 4, "inconnu", 2, "later"),
        (2, 5, "inconnu", 1, "later"),
    ]
    assert read(database, "SELECT request_id, person_id FROM helpdesk_guests") == [(1, 2)]
    assert read(database, "SELECT DISTINCT reply, sees_need FROM participants") == [("comes", True)]

    write(database, SECOND)
    downgrade(database, "0001")
    assert [read(database, query) for query in KEPT] == kept
    assert read(database, SUBJECTS) == subjects
    upgrade(database)  # and up again, with what the way down left
    assert [read(database, query) for query in KEPT] == kept
    database.close()


def test_a_migration_that_leaves_a_reference_to_nobody_is_undone(tmp_path: Path) -> None:
    database = Database(fresh("sqlite", tmp_path))  # whose references are not looked at before the end
    orphan = text("INSERT INTO memberships (person_id, role) VALUES (999, 'eig')")
    with pytest.raises(RuntimeError, match="foreign keys"), database.migration() as tx:
        tx.execute(orphan)
    assert read(database, "SELECT * FROM memberships") == []
    database.close()


def write(database: Database, statements: list[str]) -> None:
    with database.transaction() as tx:
        for statement in statements:
            values = {name: name == "yes" for name in ("yes", "no") if f":{name}" in statement}
            tx.execute(text(statement), values)


def read(database: Database, query: str) -> list[tuple[object, ...]]:
    with database.reading() as reading:
        return [tuple(row) for row in reading.execute(text(query))]
