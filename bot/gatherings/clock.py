"""List the periodic jobs about gatherings that are due. The caller runs each job in its own transaction."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeAlias

from bot.gatherings import announcements, answers, attendance, away
from bot.gatherings.conference import questions
from bot.gatherings.groups import formation, presenters
from bot.gatherings.series import orphans
from bot.gatherings.subjects import peers
from storage.database import Reading, Transaction
from storage.gatherings import gathering_line

# A job is a use case with its arguments. The caller adds a transaction and `now`.
Job: TypeAlias = tuple[Callable[..., object], tuple[Any, ...]]


def due(reading: Reading, *, now: datetime, arrived: Callable[[], list[int]] | None = None) -> list[Job]:
    """Return the due jobs, in order. Each job checks again before it acts, because another replica may have done it.

    `arrived` can replace `announcements.arrived`, which is slow, and cache its result until something is written."""
    if not gathering_line.lives(reading):
        return []
    invited = arrived() if arrived else announcements.arrived(reading, now=now)
    timely = [job for part in PARTS for job in part(reading, now)]
    return [*timely, *((announcements.invite_arrived, (gathering_id,)) for gathering_id in invited)]


def next_due(reading: Reading, *, now: datetime) -> datetime | None:
    """Return when the next job is due, for tests and tools that set the clock."""
    known = (moment(reading, now) for moment in MOMENTS) if gathering_line.lives(reading) else ()
    return min((moment for moment in known if moment is not None), default=None)


def _series(reading: Reading, now: datetime) -> list[Job]:
    return [
        *((orphans.ask, (series_id,)) for series_id in orphans.left_behind(reading, now=now)),
        *((_free_host, left) for left in away.hosts_left(reading, now=now)),
    ]


def _announcements(reading: Reading, now: datetime) -> list[Job]:
    return [(peers.announce, (gathering_id,)) for gathering_id in announcements.due(reading, now=now)]


def _subjects(reading: Reading, now: datetime) -> list[Job]:
    return [(peers.ask_first, (series_id,)) for series_id in peers.due(reading, now=now)]


def _answers(reading: Reading, now: datetime) -> list[Job]:
    return [
        *((_free_place, left) for left in answers.left_behind(reading, now=now)),
        *((answers.fill, (gathering_id,)) for gathering_id in answers.moving(reading, now=now)),
    ]


def _presenters(reading: Reading, now: datetime) -> list[Job]:
    return [
        *((presenters.ask, (gathering_id,)) for gathering_id in presenters.due(reading, now=now)),
        *((_replace_presenter, left) for left in presenters.gone(reading, now=now)),
        *((formation.ask_holding, (gathering_id,)) for gathering_id in formation.due_questions(reading, now=now)),
    ]


def _questions(reading: Reading, now: datetime) -> list[Job]:
    return [(questions.hand_over, (gathering_id,)) for gathering_id in questions.due(reading, now=now)]


def _afterwards(reading: Reading, now: datetime) -> list[Job]:
    return [(attendance.close, (one,)) for one in attendance.ended(reading, now=now)]


def _free_place(tx: Transaction, gathering_id: int, person_id: int, *, now: datetime) -> None:
    answers.free_place(tx, gathering_id, person_id=person_id, now=now)


def _free_host(tx: Transaction, gathering_id: int, appointment_id: int, person_id: int, *, now: datetime) -> None:
    away.free_host(tx, gathering_id, appointment_id, person_id=person_id, now=now)


def _replace_presenter(tx: Transaction, gathering_id: int, person_id: int, *, now: datetime) -> None:
    presenters.replace(tx, gathering_id, person_id=person_id, now=now)


# PARTS are in the order of a gathering's life. MOMENTS has no time for people who leave: each run looks for them.
PARTS: tuple[Callable[[Reading, datetime], list[Job]], ...] = (
    _series,
    _subjects,
    _announcements,
    _answers,
    _presenters,
    _questions,
    _afterwards,
)
MOMENTS: tuple[Callable[[Reading, datetime], datetime | None], ...] = (
    lambda reading, _: peers.next_due(reading),
    lambda reading, _: gathering_line.next_announcement(reading),
    lambda reading, now: presenters.next_due(reading, now=now),
    lambda reading, now: formation.next_due(reading, now=now),
    lambda reading, now: questions.next_due(reading, now=now),
    lambda reading, _: gathering_line.next_end(reading),
)
