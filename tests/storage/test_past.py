"""What is asked at every moment looks at what goes on: no plan of it reads a table that grows with the past."""

import re
from collections.abc import Sequence
from typing import Any

from bot import upkeep
from bot.agenda import agenda
from bot.door import ahead
from bot.notices import lateness, notices
from bot.planning import own_agenda
from bot.programme.model import Actor, Membership
from bot.programme.roles import Role
from bot.settings import ExplicitSettings
from bot.tools import Tools
from handlers.home.listeners import read_content
from storage.database import Database
from storage.programme import people
from storage.tables import metadata
from tests.promotion import CARTE, MORNINGS, NOW, enter, found, settle_in
from tests.storage.asked import asked_of

# A few rows a promotion, or what a promotion is made of.
FEW = {"formats", "catalogue_pages", "promotions", "phases", "defis", "openings"}
GROWING = {table.name for table in metadata.sorted_tables} - FEW
# Of what goes on alone: partial indexes, and `changes`, whose rows live two minutes.
OPEN = {
    "ix_notices_open",
    "ix_helpdesk_waits_waiting",
    "ix_polls_open",
    "ix_changes_batch",
    "ix_helpdesk_requests_calls",
    "ix_helpdesk_swaps_open",
}
# Looked at as a whole by what they are for: retention, once a day, and rooms that a provider has closed.
WHOLE = {"run_housekeeping", "replace_rooms"}
JOBS = (upkeep.settle_changes, upkeep.settle_absences, *(one for one in upkeep.JOBS if one.__name__ not in WHOLE))


def test_nothing_that_is_asked_at_every_moment_reads_all_that_ever_was(database: Database) -> None:
    coach, eig = _settle(database)
    settings = ExplicitSettings(slack_signing_secret="secret", database_url=database.url.render_as_string())
    tools = Tools(database, lambda: NOW, settings, lambda: None)
    with asked_of(database.url) as statements:
        for person_id in (coach, eig):
            _look_at_own(database, person_id)
        with database.reading() as reading:
            agenda.bookable_slots(reading, [coach], minutes=60, now=NOW)
        with database.transaction() as tx:
            notices.claim(tx, now=NOW, machine_now=NOW, limit=20)
        ahead.look_ahead(tools)
        upkeep.alert_late(tools, lateness.Patience())
        for job in JOBS:
            job(tools)
    assert len(statements) > 40
    assert {sql: read for sql, values in statements if (read := _read_whole(database, sql, values))} == {}


def test_home_of_whom_nothing_awaits_takes_few_questions(database: Database) -> None:
    coach, eig = _settle(database)
    for person_id, most in ((coach, 12), (eig, 16)):
        with database.reading() as reading, asked_of(database.url) as statements:
            person = people.by_id(reading, person_id)
            assert person is not None
            read_content(reading, person, now=NOW)
        assert len(statements) <= most, [sql[:90] for sql, _ in statements]


def _settle(database: Database) -> tuple[int, int]:
    with database.transaction() as tx:
        made = found(tx, defis={"carte": CARTE})
        coach = enter(tx, "Camille", Membership(Role.COACH, made["promotion"]), slack_id="UCOACH", week=MORNINGS)
        eig = enter(tx, "Ali", Membership(Role.EIG, made["promotion"], made["carte"]), slack_id="UEIG")
        settle_in(tx)
    return coach, eig


def _look_at_own(database: Database, person_id: int) -> None:
    with database.reading() as reading:
        person = people.by_id(reading, person_id)
        assert person is not None
        read_content(reading, person, now=NOW)
        own_agenda.read_agenda(reading, Actor(person.slack_id or "", person), own_agenda.AgendaFilters(), now=NOW)


def _read_whole(database: Database, sql: str, values: Sequence[Any]) -> Sequence[str]:
    """Give what the plan reads as a whole: on PostgreSQL, where any other way is there, it is taken."""
    with database.reading() as reading:
        if database.is_sqlite:
            plan = [row[3] for row in reading.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)]
            scans = [re.fullmatch(r"SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?.*", one) for one in plan]
            return [one[0] for one in scans if one and one[1] in GROWING and one[2] not in OPEN]
        for way in ("seqscan", "hashjoin", "mergejoin"):
            reading.exec_driver_sql(f"SET LOCAL enable_{way} = off")
        plan = list(reading.exec_driver_sql(f"EXPLAIN {sql}", values).scalars())
        read = [re.search(r"Seq Scan on (\w+)", one) for one in plan]
        return [one[0] for one in read if one and one[1] in GROWING]
