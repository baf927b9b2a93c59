"""When periodic jobs will have work: for tools that move the clock, and for `bot audit`."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.agenda import pending
from bot.clock import machine_now
from bot.gatherings import clock
from bot.helpdesk import agreeing, awaiting, swaps
from bot.mentoring import running
from bot.notices.notices import outlook
from bot.planning import month
from bot.planning.absence import carrying
from bot.polls import running as polls
from bot.records import meeting
from bot.rights import closing
from bot.tools import Reading, Tools
from bot.workshops import workshops

OVERDUE = timedelta(days=1)


def next_due(reading: Reading, *, now: datetime) -> datetime | None:
    """Return when the next periodic job has work; jobs that wait for no particular moment are left out."""
    known = {room: start for room, moment in MOMENTS.items() if (start := moment(reading, now))}
    stands = closing.stands_at(reading, now=now)
    return min(
        (max(moment, stands) if stands and room in WAITING else moment for room, moment in known.items()), default=None
    )


# When each periodic job is next due, by feature.
MOMENTS: Mapping[str, Callable[[Reading, datetime], datetime | None]] = {
    "agenda": lambda reading, _: pending.next_due(reading),
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

# Questions whose end no clock waits for, as it ends them by the way; `bot audit` names those left open.
QUESTIONS: Mapping[str, Callable[[Reading, datetime], datetime | None]] = {
    "specialists": lambda reading, now: awaiting.next_due(reading, now=now),
    "swaps": lambda reading, _: swaps.next_due(reading),
}

# Features whose jobs wait until a closing can no longer be undone.
WAITING = frozenset({"gatherings", "minutes", "polls", "workshops"})


def overdue(reading: Reading, *, now: datetime) -> Iterator[str]:
    """Yield the features with work overdue for more than a day, and since when: their periodic job did not run."""
    for room, moment in (*MOMENTS.items(), *QUESTIONS.items()):
        since = moment(reading, now)
        if since is not None and since < now - OVERDUE:
            yield f"{room} {since:%Y-%m-%d %H:%M}"


@dataclass(frozen=True, slots=True)
class Ahead:
    """The upcoming work of periodic jobs.

    `due`: the next due time, None for nothing. `moment`: the time of the first job, even if past; None for none, or if
    not asked. `idle`: nothing is due now; `resting`: no message is due, but jobs may be."""

    due: datetime | None = None
    moment: datetime | None = None
    idle: bool = False
    resting: bool = False


def look_ahead(tools: Tools, *, wholly: bool = True) -> Ahead:
    """Return the next due time, and whether nothing is due now.

    `wholly`: compute all of it even while something is due; otherwise one query is enough while waiting. Notices that
    Slack refused and that are not retried soon are ignored."""
    now = tools.now()
    with tools.reading() as reading:
        ahead = outlook(reading, now=now, machine_now=machine_now())
        if not (ahead.resting or wholly):
            return Ahead()
        moment = next_due(reading, now=now)  # next end of an undo window, expiry or end
    due = min((start for start in (ahead.next_due, moment) if start and start > now), default=None)
    resting = ahead.idle if wholly else ahead.resting
    return Ahead(due, moment, idle=resting and (moment is None or moment > now), resting=resting)
