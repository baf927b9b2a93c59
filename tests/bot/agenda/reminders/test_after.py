"""What is said of an appointment once it is over: by whom, when, once, and what it changes."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from bot.agenda import agenda, changes
from bot.agenda.model import AgendaPlan, Appointment, Outcome, Part, Participant
from bot.agenda.reminders import after
from bot.agenda.reminders.timetable import ReminderKind
from bot.errors import AlreadyAnswered, AlreadyCancelled, Invalid, NotAllowed, NotFound
from bot.notices import notices
from bot.notices.model import Action, Notice
from storage.database import Database, Transaction
from storage.programme import history
from tests.bot.agenda.meetings import HOUR, NINE, NOW, actor
from tests.journeys.promotion import seed

OVER = NINE + HOUR
MORNING = NINE + timedelta(days=1)  # 9 h, the next working morning


@pytest.fixture
def tx(database: Database) -> Iterator[Transaction]:
    with database.transaction() as tx:
        yield tx


@pytest.fixture
def ids(tx: Transaction) -> dict[str, int]:
    return seed(tx, None)


@pytest.fixture
def booked(tx: Transaction, ids: dict[str, int]) -> Appointment:
    return book(tx, ids)


def book(tx: Transaction, ids: dict[str, int], *, dispositif: str = "bureau-aide") -> Appointment:
    """Book an hour of Claire's for Léa and Sami."""
    parts = zip(("lea", "sami", "claire"), (Part.BOOKER, Part.GUEST, Part.HOST), strict=True)
    everybody = tuple(Participant(ids[key], part) for key, part in parts)
    plan = AgendaPlan(dispositif, ids["promotion"], ids["carte"], NINE, 60, everybody, "https://visio.example.org/a")
    (one,) = agenda.book(tx, actor(tx, ids["lea"]), [plan], batch="booked", now=NOW)
    return one


def say(tx: Transaction, person_id: int, one: Appointment, outcome: Outcome = Outcome.TOOK_PLACE) -> Appointment:
    """Say it just after the end."""
    return after.record_outcome(tx, actor(tx, person_id), one.id, outcome=outcome, now=OVER)


def send(tx: Transaction, *, now: datetime) -> list[Notice]:
    """Send what is due, and give it."""
    claimed = notices.claim(tx, now=now, machine_now=now, limit=50)
    for notice in claimed:
        notices.close_sent(tx, notice, channel="D1", ts=f"1.{notice.seq}", machine_now=now)
    return claimed


@pytest.mark.parametrize("who", ["lea", "david"], ids=["who booked", "a coach"])
@pytest.mark.parametrize("outcome", Outcome)
def test_who_booked_or_a_coach_says_it_and_history_keeps_it(
    tx: Transaction, ids: dict[str, int], booked: Appointment, who: str, outcome: Outcome
) -> None:
    assert after.outcome_of(tx, booked.id) is None
    assert say(tx, ids[who], booked, outcome) == booked
    assert after.outcome_of(tx, booked.id) is outcome
    last = history.entries_of(tx, "appointment", booked.id)[-1]
    assert (last.actor_id, last.action, last.detail) == (ids[who], "bureau-aide.after", outcome.value)


@pytest.mark.parametrize("who", ["sami", "ines"], ids=["a guest", "another team"])
def test_nobody_else_says_it(tx: Transaction, ids: dict[str, int], booked: Appointment, who: str) -> None:
    with pytest.raises(NotAllowed):
        say(tx, ids[who], booked)
    assert after.outcome_of(tx, booked.id) is None


def test_the_first_answer_stays(tx: Transaction, ids: dict[str, int], booked: Appointment) -> None:
    say(tx, ids["lea"], booked, Outcome.INCOMPLETE)
    lines = history.entries_of(tx, "appointment", booked.id)
    for who in ("lea", "claire"):
        with pytest.raises(AlreadyAnswered):
            say(tx, ids[who], booked)
    assert after.outcome_of(tx, booked.id) is Outcome.INCOMPLETE
    assert history.entries_of(tx, "appointment", booked.id) == lines


def test_nothing_is_said_before_the_end(tx: Transaction, ids: dict[str, int], booked: Appointment) -> None:
    with pytest.raises(Invalid) as refused:
        after.record_outcome(
            tx, actor(tx, ids["lea"]), booked.id, outcome=Outcome.TOOK_PLACE, now=OVER - timedelta(seconds=1)
        )
    assert refused.value.facts == {"field": "outcome", "reason": "early"}


def test_nothing_is_said_of_what_was_cancelled(tx: Transaction, ids: dict[str, int], booked: Appointment) -> None:
    changes.cancel(tx, actor(tx, ids["lea"]), [booked.id], batch="c", now=NOW)
    with pytest.raises(AlreadyCancelled) as refused:
        say(tx, ids["lea"], booked)
    assert refused.value.facts == {"starts": NINE}


def test_what_asks_its_own_question_is_not_answered_here(tx: Transaction, ids: dict[str, int]) -> None:
    with pytest.raises(NotFound):
        say(tx, ids["lea"], book(tx, ids, dispositif="mentorat"))
    with pytest.raises(NotFound):
        after.record_outcome(tx, actor(tx, ids["lea"]), 7777, outcome=Outcome.TOOK_PLACE, now=OVER)


def test_the_posted_question_is_drawn_anew(tx: Transaction, ids: dict[str, int], booked: Appointment) -> None:
    posted = {(one.kind, one.person_id) for one in send(tx, now=MORNING)}
    assert (ReminderKind.AFTER.value, ids["lea"]) in posted
    after.record_outcome(tx, actor(tx, ids["lea"]), booked.id, outcome=Outcome.TOOK_PLACE, now=MORNING)
    updates = [(one.action, one.kind, one.subject_id, one.person_id) for one in send(tx, now=MORNING)]
    assert updates == [(Action.UPDATE, ReminderKind.AFTER.value, booked.id, ids["lea"])]
