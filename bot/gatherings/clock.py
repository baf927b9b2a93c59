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


def list_due_jobs(
    reading: Reading, *, now: datetime, list_cached_arrivals: Callable[[], list[int]] | None = None
) -> list[Job]:
    """Return the due jobs, in order. Each job checks again before it acts, because another replica may have done it.

    A caller can pass `list_cached_arrivals`, a function that caches the result of the slow
    `announcements.list_arrivals`."""
    if not gathering_line.has_work(reading):
        return []
    invited = list_cached_arrivals() if list_cached_arrivals else announcements.list_arrivals(reading, now=now)
    timely = [job for part in PARTS for job in part(reading, now)]
    return [*timely, *((announcements.invite_new_guests, (gathering_id,)) for gathering_id in invited)]


def next_due(reading: Reading, *, now: datetime) -> datetime | None:
    """Return when the next job is due, for tests and tools that set the clock."""
    known = (moment(reading, now) for moment in MOMENTS) if gathering_line.has_work(reading) else ()
    return min((moment for moment in known if moment is not None), default=None)


def _series_jobs(reading: Reading, now: datetime) -> list[Job]:
    return [
        *((orphans.ask_coaches, (series_id,)) for series_id in orphans.list_orphaned(reading, now=now)),
        *((_free_host, left) for left in away.list_left_hosts(reading, now=now)),
    ]


def _announcement_jobs(reading: Reading, now: datetime) -> list[Job]:
    return [(peers.announce_after_vote, (gathering_id,)) for gathering_id in announcements.list_due(reading, now=now)]


def _subject_jobs(reading: Reading, now: datetime) -> list[Job]:
    return [(peers.ask_first_subjects, (series_id,)) for series_id in peers.list_due(reading, now=now)]


def _answer_jobs(reading: Reading, now: datetime) -> list[Job]:
    return [
        *((_free_place, left) for left in answers.list_leavers(reading, now=now)),
        *((answers.fill_places, (gathering_id,)) for gathering_id in answers.list_fillable(reading, now=now)),
    ]


def _presenter_jobs(reading: Reading, now: datetime) -> list[Job]:
    return [
        *((presenters.ask_next_presenters, (gathering_id,)) for gathering_id in presenters.list_due(reading, now=now)),
        *((_replace_presenter, left) for left in presenters.list_to_replace(reading, now=now)),
        *(
            (formation.ask_group_hosts, (gathering_id,))
            for gathering_id in formation.list_due_questions(reading, now=now)
        ),
    ]


def _question_jobs(reading: Reading, now: datetime) -> list[Job]:
    return [(questions.send_questions, (gathering_id,)) for gathering_id in questions.list_due(reading, now=now)]


def _closing_jobs(reading: Reading, now: datetime) -> list[Job]:
    return [(attendance.close, (one,)) for one in attendance.list_ended(reading, now=now)]


def _free_place(tx: Transaction, gathering_id: int, person_id: int, *, now: datetime) -> None:
    answers.remove_leaver(tx, gathering_id, person_id=person_id, now=now)


def _free_host(tx: Transaction, gathering_id: int, appointment_id: int, person_id: int, *, now: datetime) -> None:
    away.free_host(tx, gathering_id, appointment_id, person_id=person_id, now=now)


def _replace_presenter(tx: Transaction, gathering_id: int, person_id: int, *, now: datetime) -> None:
    presenters.replace_presenter(tx, gathering_id, person_id=person_id, now=now)


# The order of PARTS is the order of a gathering's life. Jobs about people who leave have no entry in MOMENTS, because
# they have no planned time: each run looks for these people.
PARTS: tuple[Callable[[Reading, datetime], list[Job]], ...] = (
    _series_jobs,
    _subject_jobs,
    _announcement_jobs,
    _answer_jobs,
    _presenter_jobs,
    _question_jobs,
    _closing_jobs,
)
MOMENTS: tuple[Callable[[Reading, datetime], datetime | None], ...] = (
    lambda reading, _: peers.next_due(reading),
    lambda reading, _: gathering_line.next_announcement(reading),
    lambda reading, now: presenters.next_due(reading, now=now),
    lambda reading, now: formation.next_due(reading, now=now),
    lambda reading, now: questions.next_due(reading, now=now),
    lambda reading, _: gathering_line.next_end(reading),
)
