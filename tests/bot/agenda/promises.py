"""Reminders for the agenda's tests: who is reminded of what, what is owed, and what was sent as one message."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import count

from sqlalchemy import event, select

from bot.agenda.model import AgendaPlan, Appointment, Part, Participant, State
from bot.agenda.reminders.timetable import ReminderKind
from bot.notices import notices as ledger
from storage.agenda import appointments
from storage.database import Reading, Transaction
from storage.notices.ledger import notices
from tests.bot.agenda.meetings import NOW, PARIS

LINK = "https://visio.example.org/a"
_numbers = count(1)

Told = tuple[str, int, str]  # kind, person, when in Paris


def write(
    tx: Transaction,
    *,
    host: int,
    booker: int,
    starts: datetime,
    guests: Collection[int] = (),
    link: str | None = LINK,
    dispositif: str = "bureau-aide",
) -> Appointment:
    """Write a confirmed appointment of an hour, without its reminders and claims."""
    parts = [Participant(host, Part.HOST), Participant(booker, Part.BOOKER)]
    parts += [Participant(one, Part.GUEST) for one in guests]
    plan = AgendaPlan(dispositif, None, None, starts, 60, tuple(parts), link)
    number = appointments.add(tx, plan, uid=f"rdv-{next(_numbers)}", state=State.CONFIRMED, now=NOW)
    found = appointments.read(tx, number)
    assert found
    return found


def owed(tx: Reading, one: Appointment | None = None) -> list[Told]:
    """Give the reminders owed, of one appointment or of all, by due time, kind and person."""
    return [(kind, person, f"{due.astimezone(PARIS):%a %d %H:%M}") for kind, person, due in _rows(tx, one, "owed")]


def dropped(tx: Reading, one: Appointment) -> set[tuple[str, str | None]]:
    """Give the kinds of the reminders dropped, with the reason."""
    found = select(notices.c.kind, notices.c.reason).where(
        notices.c.subject_id == one.id, notices.c.state == "dropped", notices.c.kind.like("remind.%")
    )
    return {(row.kind, row.reason) for row in tx.execute(found)}


def say(
    tx: Transaction, person_id: int, kinds: Collection[ReminderKind], *, channel: str, ts: str, at: datetime
) -> None:
    """Send what is owed to this person by `at`, of these kinds, as one message; the rest is given back."""
    claimed = ledger.claim(tx, now=at, machine_now=at, limit=100)
    for one in claimed:
        if one.person_id == person_id and one.kind in kinds:
            assert ledger.close_sent(tx, one, channel=channel, ts=ts, machine_now=at)
        else:
            ledger.release_claimed(tx, [one])


@contextmanager
def statements(tx: Transaction) -> Iterator[list[str]]:
    """Note the statements that are run within."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(tx, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(tx, "before_cursor_execute", note)


def moved(tx: Transaction, one: Appointment, by: timedelta, *, now: datetime = NOW) -> Appointment:
    """Move an appointment in the table alone."""
    appointments.change(tx, one.id, now=now, starts=one.starts + by, ends=one.ends + by)
    found = appointments.read(tx, one.id)
    assert found
    return found


def _rows(tx: Reading, one: Appointment | None, state: str) -> list[tuple[str, int, datetime]]:
    found = select(notices.c.kind, notices.c.person_id, notices.c.due).where(
        notices.c.state == state, notices.c.kind.like("remind.%")
    )
    if one is not None:
        found = found.where(notices.c.subject == "appointment", notices.c.subject_id == one.id)
    rows = tx.execute(found.order_by(notices.c.due, notices.c.kind, notices.c.person_id))
    return [(row.kind.removeprefix("remind."), row.person_id, row.due) for row in rows]
