"""Repair a database restored from a backup, before a bot runs on it, so that no message is sent twice.

The backup does not know which notices were sent after it was made. First, the periodic jobs run again for the time
since the backup. They enqueue notices again under their old names (`sending/lookup.py`). Then all due notices are
marked as uncertain: the bot looks for such a message in Slack before it sends it. It cannot look for mails: they fail,
and `bot doctor` reports them. Cards and Homes are rendered again, since Slack may show changes that the backup does not
have."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import Now
from bot.door.ahead import next_due
from bot.notices import lateness, notices
from bot.notices.model import LEASE, RESTORED
from bot.programme.history import record_once
from bot.settings import Settings
from bot.tools import Tools
from bot.upkeep import JOBS, settle_changes
from storage.database import Database
from storage.notices import restored
from storage.programme import history

_BEAT = "readiness"  # A running bot renews this receipt every ten seconds.
_RUNS = timedelta(seconds=30)
# Cards that were sent within this time are rendered again. Cards that are still to be sent are rendered in any case.
_CARDS = timedelta(days=60)
# `_catch_up` moves the clock by the first step, or by the second if work that is due could not be done.
_STEP, _STUCK = timedelta(hours=1), timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class RepairReport:
    """The report of a repair: when a bot last ran (None: never), and how many messages are uncertain or failed."""

    ran_at: datetime | None
    doubtful: int
    mails: int


def is_running(database: Database, now: datetime) -> bool:
    """Return whether a bot wrote into this database in the last 30 seconds. Its schema must be the newest."""
    with database.reading() as reading:
        ran_at = history.received_at(reading, _BEAT)
    return ran_at is not None and abs(now - ran_at) < _RUNS


def repair_database(database: Database, settings: Settings, *, now: datetime, machine_now: datetime) -> RepairReport:
    """Repair the ledger of notices. The schema must be the newest, and no bot may use the database. Idempotent."""
    with database.reading() as reading:
        ran_at = history.received_at(reading, _BEAT)
    _catch_up(database, settings, since=ran_at or now, until=now)
    with database.transaction() as tx:
        mails = restored.fail_mails(tx, now=now, reason=RESTORED, at=machine_now)
        doubtful = restored.mark_doubtful(tx, now=now, machine_now=machine_now, at=machine_now + LEASE)
        for subject, subject_id, revision in restored.list_cards(tx, now=now, since=machine_now - _CARDS):
            notices.owe_updates(tx, subject, subject_id, revision=revision, due=now)
        # Record the alert about late messages as sent, because uncertain messages must not cause one.
        record_once(tx, lateness.TOLD, now=now)
    return RepairReport(ran_at, doubtful, mails)


def _catch_up(database: Database, settings: Settings, *, since: datetime, until: datetime) -> None:
    """Run the periodic jobs again, in order of time, with the clock at each moment at which they had work."""
    moment = since
    while moment < until:
        _run_jobs(database, settings, fixed_clock(moment))
        with database.reading() as reading:
            due = next_due(reading, now=moment)
        ahead = moment + (_STEP if due is None or due > moment else _STUCK)
        moment = min(due, ahead) if due is not None and due > moment else ahead
    _run_jobs(database, settings, fixed_clock(until))


def _run_jobs(database: Database, settings: Settings, now: Now) -> None:
    tools = Tools(database, now, settings, wake=lambda: None)
    for job in (settle_changes, *JOBS):
        job(tools)


def fixed_clock(moment: datetime) -> Now:
    """Return a clock that always shows this moment."""
    return lambda: moment
