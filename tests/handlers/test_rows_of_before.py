"""What the version before this house's second draft wrote is read as it read it: rows of every kind and every table.

`rows_of_before.jsonl.xz` was written by that version (7022be8) while its demo and its journeys were played: for each
kind of notice, and each of its ways to go, the whole database as it stood when the first was drawn, and what was said.
"""

import json
import logging
import lzma
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import BigInteger, Boolean, select, update

from bot.clock import machine_now
from bot.demo.stage import Stage
from handlers.agenda.reminders import texts as reminders
from handlers.kit.blocks import Message
from handlers.kit.told import GroupPost, HomeView, Upload
from handlers.notices.messages import Drawn, Mail
from handlers.notices.renderers import make_messages
from storage.database import Database, Transaction
from storage.notices.ledger import notices
from storage.notices.rows import RETURNED, as_notices, rows_of
from storage.programme.people import people
from storage.tables import metadata
from storage.upgrade import upgrade
from tests.databases import TABLES, blank

WORLDS = Path(__file__).parent / "rows_of_before.jsonl.xz"
REVISION = "0010"  # the schema of these rows
LATER = timedelta(days=8)
TABLES_SINCE = {
    *("absences", "absence_lines", "coach_requests", "gathering_adjustments", "link_marks", "openings"),
    *("committee_rounds", "committee_half_days", "committees"),
    *("words", "versions", "supports", "committee_raters", "committee_usefulness"),
    *("actions", "committee_lines", "committee_minutes", "reports", "report_advice"),
    *("polls", "poll_voters", "setups", "workshops", "workshop_lines"),
    *("mailboxes", "replies", "bounces", "year_plans", "year_lines", "helping", "helping_words", "helping_asks"),
    "calendar_entries",
    *("logbooks", *(f"logbook_{one}" for one in ("words", "levels", "evidence", "shares"))),
}
KINDS_SINCE = {
    *("absence.away", "absence.left", "agenda.entries", "helpdesk.came", "mentoring.away", "mentoring.back"),
    *("agenda.own", "agenda.found", "agenda.late"),
    *("programme.coach_asked", "programme.team_asked"),
    *("evaluation.talk_moved", "records.report_published", "records.report_shared", "records.report_answered"),
    *("records.report_paper", "records.report_awaited", "rights.card", "rights.data"),
    *("rights.closed", "rights.reopened", "rights.mine"),
    *("evaluation.card", "evaluation.moved", "evaluation.cancelled", "evaluation.left"),
    *("evaluation.handed", "evaluation.orphaned"),
    *("evaluation.half_days", "evaluation.half_days_again"),
    *("evaluation.support", "evaluation.reading", "evaluation.chased", "evaluation.useful"),
    *("records.mine", "records.given", "records.put_off_twice", "records.owner_left"),
    *("records.minutes", "records.no_minutes", "records.overview", "records.overview.card"),
    *("planning.year", "planning.year.card"),
    *(f"logbook.{one}" for one in ("shared", "ready", "file")),
    *(f"polls.{one}" for one in ("question", "again", "redated", "running", "closed", "ended")),
    *("workshops.asked", "workshops.thinking", "workshops.produced"),
    *(f"polls.{one}" for one in ("card", "moved", "cancelled", "left", "back")),
    *("setup.blanks", "setup.blanks.card"),
    *("agenda.replied", "agenda.answer_again", "agenda.bounced", "helping.asked", "helping.agreed", "helping.not_now"),
}
SAID_OTHERWISE = {
    "programme.stranger post",  # coaches add somebody from the message, and not by a file
    "programme.welcome post",  # it asks where one can help
    "programme.waiting post",  # people ask for the coaches for other reasons than a slot
    # Each thing says what it is about, in the programme's names, guessed where nobody said.
    *("gatherings.month post", "gatherings.card post", "gatherings.card update", "mail.copy mail"),
    "agenda.unreached post",  # the subject that it quotes begins with the date
    "gatherings.holding post",  # « avant le mercredi », with its article
    "home home",  # it says where one stands, and « Mes messages » for « Mes rappels »
}
SINCE = {  # what is said otherwise since then
    "Le besoin et le document se lisent sur la carte du rendez-vous, dans cette conversation.": reminders.ON_THE_CARD,
    "Sans compte Slack\u00a0: le message partira dès que le compte existe.": "Sans compte Slack, il arrive par e-mail.",
}
World = dict[str, Any]


def worlds() -> Iterator[World]:
    """Give each database of before, with the notice that was drawn in it."""
    with lzma.open(WORLDS, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


@cache
def kinds() -> frozenset[str]:
    """Give the kinds that the bot draws today."""
    return frozenset(make_messages(machine_now, [])._renderers)  # noqa: SLF001 - nothing else asks


def fill(tx: Transaction, world: World) -> None:
    """Write the rows of a world, as they were, into an empty database; some name another of their own table."""
    deferred, mark = "PRAGMA defer_foreign_keys = ON", "?"
    if tx.dialect.name == "postgresql":
        deferred, mark = "SET LOCAL session_replication_role = replica", "%s"
    tx.exec_driver_sql(deferred)
    for table in TABLES:
        kept = world["rows"].get(table.name)
        if kept is None:
            continue
        truths = {name for name in kept["columns"] if isinstance(table.c[name].type, Boolean)}
        places = [place for place, name in enumerate(kept["columns"]) if name in truths]
        rows = [list(row) for row in kept["rows"]]
        for row in rows:
            for place in places:
                row[place] = row[place] if row[place] is None else bool(row[place])
        names = ", ".join(f'"{name}"' for name in kept["columns"])
        values = ", ".join([mark] * len(kept["columns"]))
        tx.exec_driver_sql(f'INSERT INTO "{table.name}" ({names}) VALUES ({values})', list(map(tuple, rows)))


def said(drawn: Drawn | None) -> str | None:
    """Give what a drawing says."""
    match drawn:
        case Message():
            return drawn.text
        case GroupPost():
            return drawn.message.text
        case Upload():
            return f"{drawn.name} | {drawn.title} | {drawn.words}"
        case HomeView():
            return told(drawn.view)
        case Mail():
            return f"{drawn.subject}\n{drawn.text}"
    return None


def said_by_mail(before: str, drawn: str | None) -> bool:
    """Say whether a mail says what it said: since then its subject begins with the date, and names the same thing."""
    (then, words), (now, words_now) = (one.partition("\n")[::2] for one in (before, drawn or ""))
    named = then.split("\u00a0: ")[-1].partition(",")[0].rstrip(".")
    return whole(words) == whole(words_now) and named in now


def told(home: dict[str, Any]) -> str:
    """Give what a Home says, without its buttons: since then « Ouvrir » holds most of them."""
    blocks = [one for one in home["blocks"] if one["type"] != "actions"]
    return json.dumps(blocks, ensure_ascii=False, sort_keys=True)


def says_all(before: str, drawn: str | None) -> bool:
    """Say whether a Home still says all that it said: it says more, in another order."""
    return {*texts(json.loads(told(json.loads(before))))} <= {*texts(json.loads(drawn or "[]"))}


def texts(node: object) -> Iterator[str]:
    """Give all words of a view."""
    if isinstance(node, dict):
        yield from (node["text"],) if isinstance(node.get("text"), str) else texts([*node.values()])
    elif isinstance(node, list):
        for one in node:
            yield from texts(one)


def as_words(text: str | None) -> list[str]:
    """Give the words of what is said of a gathering, whose name has another order now: its format first, once."""
    of_names = {"conférence", "à", "la", "pour", "y"}
    return sorted(one for one in re.findall(r"\w+", (text or "").casefold()) if one not in of_names)


def whole(text: str | None) -> str | None:
    """Leave out where sentences end: since then the catalogue's words end with a full stop too."""
    if text and text.startswith('{"blocks"'):
        text = told(json.loads(text))
    for then, now in SINCE.items():
        text = text and text.replace(then, now)
    return text and re.sub(r"\.(?=\s)", "", text)


@pytest.mark.parametrize("backend", ["sqlite", pytest.param("postgresql", marks=pytest.mark.rare)])
def test_what_was_owed_before_is_said_as_it_was_then(database: Database) -> None:
    changed = {}
    for world in worlds():
        with database.rehearsal() as tx:
            fill(tx, world)
            [notice] = as_notices(rows_of(tx, select(*RETURNED).where(notices.c.id == world["id"]), {}))
            drawn = said(make_messages(partial(datetime.fromtimestamp, world["now"], UTC), []).render(tx, notice))
            kind, before = world["kind"], world["text"]
            same = says_all(before, drawn) if kind == "home" else whole(drawn) == whole(before)
            same |= world["action"] == "mail" and said_by_mail(before, drawn)
            same |= kind.startswith("gatherings.") and as_words(drawn) == as_words(before)
            if not same:
                changed[f"{world['kind']} {world['action']}"] = (world["text"], drawn)
    assert changed.keys() == SAID_OTHERWISE


def test_every_kind_and_every_table_of_before_is_here() -> None:
    found = list(worlds())
    assert {table for world in found for table in world["rows"]} == {
        one.name for one in metadata.sorted_tables
    } - TABLES_SINCE
    assert {world["kind"] for world in found} == kinds() - KINDS_SINCE


def test_bot_goes_on_where_the_version_before_was_stopped(
    backend: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    *_, world = (one for one in worlds())
    now, url = datetime.fromtimestamp(world["now"], UTC), blank(backend, tmp_path)
    database = Database(url)
    upgrade(database, REVISION)
    stage = Stage(tmp_path, now=now, database_url=url)
    with database.transaction() as tx:
        fill(tx, world)
        move_in(tx, stage)
        before = owed(tx, now, until=now + LATER)
    upgrade(database)
    with stage:
        stage.advance(now + LATER)
        with database.reading() as reading:
            after = dict(reading.execute(select(notices.c.id, notices.c.state).where(notices.c.id.in_(before))).all())
    database.close()
    assert Counter(after.values())["sent"] >= 10
    assert {(before[one], state) for one, state in after.items() if state not in {"sent", "dropped"}} == set()
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []
    assert stage.slack.violations == []


def move_in(tx: Transaction, stage: Stage) -> None:
    """Give everybody an account, and each channel its like, in the stage's workspace; go on counting where it ended."""
    then = select(people.c.id, people.c.name, people.c.slack_id, people.c.email)
    for person in tx.execute(then.where(people.c.slack_id.is_not(None))).all():
        account = stage.slack.add_person(person.name, email=person.email)
        tx.execute(update(people).values(slack_id=account.id).where(people.c.id == person.id))
    channels: dict[str, str] = {}
    for column in (one for table in metadata.sorted_tables for one in table.c if one.name.startswith("channel")):
        for known in tx.execute(select(column).where(column.is_not(None)).distinct()).scalars().all():
            if known not in channels:
                channels[known] = stage.slack.add_channel(f"canal-{len(channels)}", members=[]).id
            tx.execute(update(column.table).values({column.name: channels[known]}).where(column == known))
    if tx.dialect.name == "postgresql":
        for table in (one for one in metadata.sorted_tables if one.name not in TABLES_SINCE):
            for column in (one for one in table.primary_key if isinstance(one.type, BigInteger) and one.autoincrement):
                of = f"pg_get_serial_sequence('{table.name}', '{column.name}')"
                tx.exec_driver_sql(f"SELECT setval({of}, max({column.name})) FROM {table.name} WHERE {of} IS NOT NULL")


def owed(tx: Transaction, since: datetime, *, until: datetime) -> dict[str, str]:
    """Give the kind of what is owed to people and falls due between two moments, by its id."""
    due = notices.c.due.between(since, until), notices.c.state == "owed", notices.c.person_id.is_not(None)
    return dict(tx.execute(select(notices.c.id, notices.c.kind).where(*due)).all())
