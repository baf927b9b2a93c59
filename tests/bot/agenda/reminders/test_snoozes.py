"""What a person puts off comes once more, about what is still to come then, and about their own messages alone."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.agenda import changes, parts
from bot.agenda.model import Appointment
from bot.agenda.reminders import reminders
from bot.agenda.reminders.choices import snooze, snooze_end
from bot.agenda.reminders.timetable import ReminderKind
from bot.errors import Invalid, NotAllowed, NotFound
from bot.programme.model import Actor
from storage.database import Database, Transaction
from storage.notices.ledger import notices
from storage.programme import people
from tests.bot.agenda.meetings import HOUR, NOW, PARIS, actor, add_hosts
from tests.bot.agenda.promises import moved, owed, say, write

MONDAY = datetime(2026, 5, 11, 9, 0, tzinfo=PARIS)
TEN = MONDAY + HOUR
TUESDAY = MONDAY + timedelta(days=1)
THURSDAY = datetime(2026, 5, 14, 9, 30, tzinfo=PARIS)
WEEK = "remind.week"
D, TS = "D0LEA", "1778482800.000100"


@pytest.fixture
def tx(database: Database) -> Iterator[Transaction]:
    with database.transaction() as tx:
        yield tx


@pytest.fixture
def cast(tx: Transaction) -> list[int]:
    """Ana hosts, Léa books, Sami comes."""
    return [*add_hosts(tx, "Ana"), people.add(tx, name="Léa"), people.add(tx, name="Sami")]


@pytest.fixture
def pair(tx: Transaction, cast: list[int]) -> tuple[Appointment, Appointment]:
    """One on Tuesday at 9 h, one on Thursday; « Votre semaine » told Léa and Sami of both on Monday at 9 h."""
    ana, lea, sami = cast
    ones = [write(tx, host=ana, booker=lea, guests=[sami], starts=starts) for starts in (TUESDAY, THURSDAY)]
    reminders.plan_reminders(tx, ones, just_created=True, now=NOW)
    say(tx, lea, [ReminderKind.WEEK], channel=D, ts=TS, at=MONDAY)
    say(tx, sami, [ReminderKind.WEEK], channel="D0SAMI", ts="1778482801.000100", at=MONDAY)
    return ones[0], ones[1]


def put_off(tx: Transaction, person_id: int, choice: str, *, ts: str = TS, now: datetime = TEN) -> datetime:
    return snooze(tx, actor(tx, person_id), channel=D, ts=ts, choice=choice, now=now)


def weeks(tx: Transaction, one: Appointment) -> list[str]:
    """Give when the weeks owed about an appointment come."""
    return [when for kind, _, when in owed(tx, one) if kind == "week"]


@pytest.mark.parametrize(
    ("choice", "now", "due"),
    [
        ("600", "2026-05-11 10:00:07", "2026-05-11 10:10:07"),
        ("3600", "2026-05-11 10:00:00", "2026-05-11 11:00:00"),
        ("3600", "2026-03-29 01:30:00", "2026-03-29 03:30:00"),  # the night the clocks go forward
        ("tomorrow", "2026-05-11 23:59:00", "2026-05-12 09:00:00"),
        ("tomorrow", "2026-05-12 00:01:00", "2026-05-13 09:00:00"),
        ("tomorrow", "2026-05-15 10:00:00", "2026-05-16 09:00:00"),  # asked for on a Friday: a Saturday
        ("tomorrow", "2026-03-28 10:00:00", "2026-03-29 09:00:00"),
        ("monday", "2026-05-15 10:00:00", "2026-05-18 09:00:00"),
        ("monday", "2026-05-17 10:00:00", "2026-05-18 09:00:00"),  # offered on Friday, pressed on Sunday
        ("monday", "2026-05-18 10:00:00", "2026-05-25 09:00:00"),
    ],
)
def test_a_choice_is_a_moment_in_paris(choice: str, now: str, due: str) -> None:
    at = datetime.fromisoformat(now).replace(tzinfo=PARIS, microsecond=400_000)
    assert snooze_end(choice, now=at) == datetime.fromisoformat(due).replace(tzinfo=PARIS)


@pytest.mark.parametrize("choice", ["", "601", "-600", "yesterday"])
def test_another_choice_is_none(tx: Transaction, cast: list[int], choice: str) -> None:
    with pytest.raises(Invalid) as refusal:
        put_off(tx, cast[1], choice)
    assert refusal.value.facts == {"field": "choice", "reason": "unknown"}


def test_all_that_the_message_told_of_comes_again(
    tx: Transaction, cast: list[int], pair: tuple[Appointment, Appointment]
) -> None:
    assert put_off(tx, cast[1], "3600") == MONDAY + 2 * HOUR
    assert [weeks(tx, one) for one in pair] == [["Mon 11 11:00"], ["Mon 11 11:00"]]
    row = tx.execute(select(notices).where(notices.c.state == "owed", notices.c.kind == WEEK)).all()[0]
    assert (row.person_id, row.revision, row.expires, row.channel) == (cast[1], 0, TUESDAY, None)


def test_what_begins_before_then_is_left_out(
    tx: Transaction, cast: list[int], pair: tuple[Appointment, Appointment]
) -> None:
    put_off(tx, cast[1], "tomorrow")  # at 9 h, when the first begins
    assert [weeks(tx, one) for one in pair] == [[], ["Tue 12 09:00"]]


def test_a_second_press_replaces_the_first(
    tx: Transaction, cast: list[int], pair: tuple[Appointment, Appointment]
) -> None:
    for choice in ("tomorrow", "600", "tomorrow", "tomorrow"):
        put_off(tx, cast[1], choice)
    assert [weeks(tx, one) for one in pair] == [[], ["Tue 12 09:00"]]


def test_what_came_again_can_be_put_off_again(
    tx: Transaction, cast: list[int], pair: tuple[Appointment, Appointment]
) -> None:
    put_off(tx, cast[1], "600")
    at = TEN + timedelta(minutes=10)
    say(tx, cast[1], [ReminderKind.WEEK], channel=D, ts="2.2", at=at)
    assert weeks(tx, pair[1]) == []
    put_off(tx, cast[1], "3600", ts="2.2", now=at)
    assert [weeks(tx, one) for one in pair] == [["Mon 11 11:10"], ["Mon 11 11:10"]]


def test_what_all_begins_before_then_is_refused(
    tx: Transaction, cast: list[int], pair: tuple[Appointment, Appointment]
) -> None:
    put_off(tx, cast[1], "600")
    with pytest.raises(Invalid) as refusal:
        put_off(tx, cast[1], "tomorrow", now=THURSDAY - HOUR)
    assert refusal.value.facts == {"field": "choice", "reason": "late"}
    assert weeks(tx, pair[1]) == ["Mon 11 10:10"]


@pytest.mark.parametrize(("at", "ts"), [(2, TS), (1, "1778482801.000100"), (1, ""), (0, TS)])
@pytest.mark.usefixtures("pair")
def test_another_s_message_is_nobody_s_to_put_off(tx: Transaction, cast: list[int], at: int, ts: str) -> None:
    before = owed(tx)
    with pytest.raises(NotFound):
        put_off(tx, cast[at], "600", ts=ts)
    assert owed(tx) == before


def test_a_stranger_puts_nothing_off(tx: Transaction) -> None:
    with pytest.raises(NotAllowed):
        snooze(tx, Actor("U0NADIA"), channel=D, ts=TS, choice="600", now=TEN)


def test_what_is_over_or_cancelled_or_left_is_not_put_off(
    tx: Transaction, cast: list[int], pair: tuple[Appointment, Appointment]
) -> None:
    _, lea, sami = cast
    with pytest.raises(NotFound):
        put_off(tx, lea, "600", now=THURSDAY)
    parts.leave(tx, actor(tx, sami), [pair[1].id], person_id=sami, now=TEN)
    sami_s = {"channel": "D0SAMI", "ts": "1778482801.000100", "choice": "600", "now": TUESDAY}
    with pytest.raises(NotFound):
        snooze(tx, actor(tx, sami), **sami_s)  # type: ignore[arg-type] # each of its own type
    changes.cancel(tx, actor(tx, lea), [pair[1].id], batch="cancelled", now=TEN)
    with pytest.raises(NotFound):
        put_off(tx, lea, "600", now=TUESDAY)


def test_the_question_afterwards_is_not_put_off(
    tx: Transaction, cast: list[int], pair: tuple[Appointment, Appointment]
) -> None:
    friday = datetime(2026, 5, 15, 9, 0, tzinfo=PARIS)
    say(tx, cast[1], [ReminderKind.AFTER], channel=D, ts="3.3", at=friday)
    with pytest.raises(NotFound):
        put_off(tx, cast[1], "600", ts="3.3", now=friday)
    assert [told for told in owed(tx, pair[1]) if told[0] == "after"] == []


def test_what_is_put_off_outlives_a_colleague_s_leaving_and_follows_a_move(
    tx: Transaction, cast: list[int], pair: tuple[Appointment, Appointment]
) -> None:
    _, lea, sami = cast
    put_off(tx, lea, "tomorrow")
    parts.leave(tx, actor(tx, sami), [pair[1].id], person_id=sami, now=TEN)
    assert weeks(tx, pair[1]) == ["Tue 12 09:00"]
    one = moved(tx, pair[1], timedelta(days=1))
    reminders.plan_reminders(tx, [one], now=TEN)
    rows = tx.execute(select(notices).where(notices.c.kind == WEEK, notices.c.state == "owed")).all()
    assert [(row.revision, row.expires) for row in rows] == [(2, THURSDAY + timedelta(days=1))]
    put_off(tx, lea, "tomorrow")
    assert weeks(tx, pair[1]) == ["Tue 12 09:00"]


@pytest.mark.parametrize("earlier", [True, False], ids=["moved before it", "cancelled"])
def test_what_is_put_off_dies_with_its_appointment(
    tx: Transaction,
    cast: list[int],
    pair: tuple[Appointment, Appointment],
    earlier: bool,
) -> None:
    put_off(tx, cast[1], "tomorrow")
    if earlier:
        reminders.plan_reminders(tx, [moved(tx, pair[1], TEN + HOUR - THURSDAY)], now=TEN)
    else:
        changes.cancel(tx, actor(tx, cast[1]), [pair[1].id], batch="cancelled", now=TEN)
    assert weeks(tx, pair[1]) == []


@pytest.mark.parametrize("later", [timedelta(), timedelta(minutes=1)], ids=["in the same instant", "a minute later"])
def test_what_is_put_off_comes_back_with_what_is_undone(
    tx: Transaction, cast: list[int], pair: tuple[Appointment, Appointment], later: timedelta
) -> None:
    put_off(tx, cast[1], "tomorrow")
    changes.cancel(tx, actor(tx, cast[1]), [pair[1].id], batch="cancelled", now=TEN)
    changes.undo(tx, actor(tx, cast[1]), "cancelled", now=TEN + later)
    assert weeks(tx, pair[1]) == ["Tue 12 09:00"]
