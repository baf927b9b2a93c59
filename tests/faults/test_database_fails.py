"""The database is locked, or gone for a moment: « réessayez dans une minute », within Slack's three seconds."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from bot.errors import Unavailable
from bot.sandbox.people.acks import Submission
from storage.database import WAIT_SECONDS, Database
from tests.journeys.promotion import CANCEL, CANCELLED, NEED, NINE, STANDS, Promotion, plain
from tests.patience import counted

LATER = "Je n’ai pas pu répondre à temps. Rien n’a changé : réessayez dans une minute."
EVERYBODY = {key: [f"Bureau d’aide {NINE}"] for key in ("lea", "sami", "claire")}


@contextmanager
def locked(promotion: Promotion) -> Iterator[None]:
    """Hold what every booking writes to."""
    database = promotion.database
    if database.is_sqlite:
        other = sqlite3.connect(str(database.url.database), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            other.execute("ROLLBACK")
            other.close()
    else:
        engine = create_engine(database.url)
        with engine.begin() as connection:
            connection.execute(text("LOCK TABLE people, drafts, appointments, notices, receipts IN EXCLUSIVE MODE"))
            yield
        engine.dispose()


@contextmanager
def gone(promotion: Promotion) -> Iterator[None]:
    """Take the database away, as a restart of its server or an unmounted disk does."""
    if promotion.database.is_sqlite:
        with moved_away(promotion):
            yield
    else:
        with closed_to_all(promotion.database):
            yield


@contextmanager
def closed_to_all(database: Database) -> Iterator[None]:
    engine = create_engine(database.url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    name = str(database.url.database)
    try:
        admit(engine, name, False)
        yield
    finally:
        admit(engine, name, True)
        engine.dispose()


def admit(engine: Engine, name: str, everybody: bool) -> None:
    with engine.connect() as connection:
        connection.execute(text(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS {str(everybody).lower()}'))
        connection.execute(
            text("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = :name"), {"name": name}
        )


@contextmanager
def moved_away(promotion: Promotion) -> Iterator[None]:
    """Move the file and its journal away, the folder with them: what is open stays open, nothing new opens."""
    folder = Path(str(promotion.database.url.database)).parent
    away = folder.with_name("away")
    promotion.stage.house.tools.database.close()  # as after a restart: no connection is open
    folder.rename(away)
    try:
        yield
    finally:
        with suppress(FileNotFoundError):
            away.rename(folder)


@contextmanager
def full(promotion: Promotion) -> Iterator[None]:
    """Fill the disk: what somebody writes at length finds no room."""
    if promotion.database.is_sqlite:
        with filled(promotion.stage.house.tools.database, by=promotion.ids["sami"]):
            yield
    else:
        with refusing_rows(promotion.database):
            yield


@contextmanager
def filled(database: Database, *, by: int) -> Iterator[None]:
    """Let the file grow no more (SQLite's own limit, of its writing connection) and fill its pages with drafts."""
    row = text("INSERT INTO drafts (id, person_id, content, expires_at) VALUES (:id, :by, :content, 0)")
    limit(database, 1)  # as small as it can be: what it is
    with suppress(Unavailable):
        for page in count():
            with database.transaction() as tx:
                tx.execute(row, {"id": f"page {page}", "by": by, "content": "x" * 3000})
    yield
    limit(database, 1 << 30)


def limit(database: Database, pages: int) -> None:
    with database.transaction() as tx:
        tx.exec_driver_sql(f"PRAGMA max_page_count = {pages}")


@contextmanager
def refusing_rows(database: Database) -> Iterator[None]:
    with database.transaction() as tx:
        refuse = "RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'"
        tx.exec_driver_sql(f"CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {refuse}; END $$")
        tx.exec_driver_sql("CREATE TRIGGER no_room BEFORE INSERT ON drafts EXECUTE FUNCTION refuse()")
    yield
    with database.transaction() as tx:
        tx.exec_driver_sql("DROP FUNCTION refuse CASCADE")


def timed(gesture: Callable[[], object]) -> float:
    with counted() as seconds:
        gesture()
        return seconds()


def test_a_locked_database_leaves_the_form_as_it_was(promotion: Promotion) -> None:
    lea = promotion.lea
    promotion.begin(lea)
    refused_once(promotion)
    assert promotion.opened(lea).values["need"]["need"]["value"] == NEED
    assert lea.submit() == Submission()
    lea.click("Modifier")
    promotion.opened(lea, title="Modifier")
    refused_once(promotion)
    assert lea.submit() == Submission()
    promotion.choose(lea, NINE)
    refused_once(promotion)
    assert lea.submit() == Submission()
    promotion.stand()
    assert promotion.inboxes() == EVERYBODY


def refused_once(promotion: Promotion) -> None:
    """Submit Léa's form while the database is locked, and see that it says so on a field."""
    outcomes: list[Submission] = []
    with locked(promotion):
        assert timed(lambda: outcomes.append(promotion.lea.submit())) < WAIT_SECONDS + 1
    assert [plain(error) for error in outcomes[0].errors.values()] == [LATER]


def test_a_locked_database_answers_a_button_and_leaves_it(promotion: Promotion) -> None:
    promotion.book(promotion.lea)
    card, request = promotion.lea.inbox()[0], str(promotion.newest_id("helpdesk_requests"))
    with locked(promotion):
        promotion.lea.press_raw("helpdesk.calendar", value=request, message=card)
        promotion.stage.slack.wait_for(promotion.lea.replies)
    assert [plain(reply.text) for reply in promotion.lea.replies()] == [LATER]
    promotion.lea.press_raw("helpdesk.calendar", value=request, message=card)
    promotion.stage.settle()
    assert [len(one.files) for one in promotion.lea.inbox()] == [0, 1]


def test_a_locked_database_cancels_nothing_until_it_is_asked_again(promotion: Promotion) -> None:
    promotion.book(promotion.lea)
    promotion.lea.click(CANCEL)
    promotion.opened(promotion.lea, title=CANCEL)
    refused_once(promotion)
    promotion.stand()
    assert promotion.inboxes() == EVERYBODY
    assert promotion.lea.submit() == Submission()
    promotion.stand()
    assert [getattr(promotion, key).inbox()[0].buttons for key in EVERYBODY] == CANCELLED


def test_what_stands_while_the_database_is_locked_is_told_after(promotion: Promotion) -> None:
    promotion.ask(promotion.lea)
    promotion.choose(promotion.lea, NINE)
    assert promotion.lea.submit() == Submission()
    promotion.stage.settle()
    mine = {"lea": EVERYBODY["lea"]}
    with locked(promotion):
        promotion.stage.set_clock(promotion.stage.clock() + STANDS)
        time.sleep(1)  # a few ticks of the clock's jobs
        assert promotion.inboxes() == mine
    promotion.stage.settle()
    assert promotion.inboxes() == EVERYBODY


def test_reading_goes_on_while_the_database_is_locked(promotion: Promotion) -> None:
    promotion.lea.command("/dispositifs aide")  # the first word of all is written down: whose account it is
    with locked(promotion):
        assert promotion.lea.command("/dispositifs").words.startswith("Les dispositifs EIG")
        promotion.lea.command("/bureau-aide")
        assert promotion.opened(promotion.lea).title == "Bureau d’aide"


def test_a_full_disk_is_said_and_works_again_once_there_is_room(promotion: Promotion) -> None:
    lea = promotion.lea
    promotion.begin(lea, need="Notre plan, en entier : " + "x" * 2900)
    with full(promotion):
        outcome = lea.submit()
    assert [plain(error) for error in outcome.errors.values()] == [LATER]
    assert lea.submit() == Submission()


def test_a_database_that_is_gone_is_said_and_works_again(promotion: Promotion) -> None:
    lea = promotion.lea
    promotion.ask(lea)
    promotion.choose(lea, NINE)
    outcomes: list[Submission] = []
    with gone(promotion):
        assert timed(lambda: outcomes.append(lea.submit())) < WAIT_SECONDS + 1
        answer = promotion.claire.command("/dispositifs")
        promotion.ines.command("/bureau-aide")
    assert [plain(error) for error in outcomes[0].errors.values()] == [LATER]
    assert plain(answer.text) == LATER
    assert [plain(reply.text) for reply in promotion.ines.replies()] == [LATER]
    assert lea.submit() == Submission()
    promotion.stand()
    assert promotion.inboxes() == EVERYBODY


def test_a_message_while_the_database_is_gone_is_answered_all_the_same(promotion: Promotion) -> None:
    with gone(promotion):
        promotion.lea.message("mentorat")
        promotion.stage.slack.wait_for(promotion.lea.inbox)
    assert [plain(message.text) for message in promotion.lea.inbox()] == [LATER]


def test_connections_that_were_cut_are_made_anew_unseen(promotion: Promotion) -> None:
    if promotion.database.is_sqlite:
        pytest.skip("a file has no connections that a server could cut")
    promotion.ask(promotion.lea)
    promotion.choose(promotion.lea, NINE)
    with closed_to_all(promotion.database):
        pass
    assert promotion.lea.submit() == Submission()
    promotion.stand()
    assert promotion.inboxes() == EVERYBODY
