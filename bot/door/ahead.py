"""Find out when periodic jobs next have work, for tools that move the clock and for `bot audit`."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.agenda import pending
from bot.clock import machine_now
from bot.evaluation import leading, teams
from bot.gatherings import answers, clock
from bot.helpdesk import agreeing, awaiting, away, swaps
from bot.logbook import hour
from bot.mentoring import running
from bot.notices.notices import ledger_state
from bot.planning import month
from bot.planning.absence import carrying
from bot.polls import changes
from bot.polls import running as polls
from bot.records import actions, meeting
from bot.rights import closing
from bot.tools import Reading, Tools
from bot.workshops import workshops
from storage.programme import people

OVERDUE = timedelta(days=1)


def next_due(reading: Reading, *, now: datetime) -> datetime | None:
    """Return when a periodic job next has work. Jobs that have no known due time do not count."""
    known = {room: start for room, moment in MOMENTS.items() if (start := moment(reading, now))}
    stands = closing.last_final_moment(reading, now=now)
    return min(
        (max(moment, stands) if stands and room in WAITING else moment for room, moment in known.items()), default=None
    )


# The functions return when the periodic job of a feature next has work.
MOMENTS: Mapping[str, Callable[[Reading, datetime], datetime | None]] = {
    "agenda": lambda reading, _: pending.next_deadline(reading),
    "absences": lambda reading, _: carrying.next_due(reading),
    "closing": lambda reading, _: closing.next_due(reading),
    "helpdesk": lambda reading, _: agreeing.next_due(reading),
    "mentoring": lambda reading, _: running.next_due(reading),
    "month": lambda reading, now: month.next_due(reading, now=now),
    "gatherings": lambda reading, now: clock.next_due(reading, now=now),
    "minutes": lambda reading, now: meeting.next_due(reading, now=now),
    "polls": lambda reading, _: polls.next_due(reading),
    "workshops": lambda reading, now: workshops.next_due(reading, now=now),
}

# The functions return when the next question of a feature to a person expires. A periodic job closes expired questions,
# and `bot audit` names questions that are still open.
QUESTIONS: Mapping[str, Callable[[Reading, datetime], datetime | None]] = {
    "specialists": lambda reading, now: awaiting.next_due(reading, now=now),
    "swaps": lambda reading, _: swaps.next_due(reading),
}

# The functions return tuples that end with the id of a person who left. A periodic job must pass on the person's work.
LEAVERS: Mapping[str, Callable[[Reading, datetime], Iterable[tuple[int, ...]]]] = {
    "actions": lambda reading, now: [
        (action.id, action.owner_id)
        for action in actions.list_orphaned(reading, now=now)
        if action.left_id != action.owner_id  # If these ids are equal, the owner came back.
    ],
    "calls": lambda reading, _: [*away.calls_of_leavers(reading), *away.calls_without_asker(reading)],
    "committees": lambda reading, now: [
        *leading.list_leavers(reading, now=now),
        *teams.list_changed_members(reading, now=now, only_leavers=True),
    ],
    "logbooks": lambda reading, now: [(person_id,) for person_id in hour.list_leavers(reading, now=now)],
    "meetings": lambda reading, now: changes.list_leavers(reading, now=now),
    "participants": lambda reading, now: answers.list_leavers(reading, now=now),
}

# If a closing of a promotion can still be undone, the jobs of these features wait.
WAITING = frozenset({"gatherings", "minutes", "polls", "workshops"})


def overdue_features(reading: Reading, *, now: datetime) -> Iterator[str]:
    """Yield each feature whose work has been due for more than a day, with the due time. Its job has not run."""
    since = {room: moment(reading, now) for room, moment in (*MOMENTS.items(), *QUESTIONS.items())}
    for room, leavers in LEAVERS.items():
        gone = (people.last_membership_end(reading, person_id) for *_, person_id in leavers(reading, now))
        since[room] = min((left for left in gone if left), default=None)
    for room, start in since.items():
        if start is not None and start < now - OVERDUE:
            yield f"{room} {start:%Y-%m-%d %H:%M}"


@dataclass(frozen=True, slots=True)
class Outlook:
    """The result of `look_ahead`: when periodic jobs and notices next have work.

    `due` is the next time after now at which anything is due, or None. `moment` is the first due time of a periodic
    job, even if it has passed. It is None if no job is due, or if it was not computed. If `idle` is set, nothing is due
    now. If `resting` is set, no message is due now, but a job may be."""

    due: datetime | None = None
    moment: datetime | None = None
    idle: bool = False
    resting: bool = False


def look_ahead(tools: Tools, *, compute_all: bool = True) -> Outlook:
    """Return when anything is next due, and whether anything is due now.

    If `compute_all` is False and a message is due now, the rest is not computed, which saves queries. This is enough
    for a caller that waits until nothing is due. A refused notice counts as not due if its retry is not soon."""
    now = tools.now()
    with tools.reading() as reading:
        ahead = ledger_state(reading, now=now, machine_now=machine_now())
        if not (ahead.resting or compute_all):
            return Outlook()
        moment = next_due(reading, now=now)  # This may be the end of an undo window, for example.
    due = min((start for start in (ahead.next_due, moment) if start and start > now), default=None)
    resting = ahead.idle if compute_all else ahead.resting
    return Outlook(due, moment, idle=resting and (moment is None or moment > now), resting=resting)
