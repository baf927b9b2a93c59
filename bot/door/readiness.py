"""Report the health of the bot for `/readyz`: database, writes, periodic jobs, Slack, and late messages.

A periodic job tests writing, so that a request to `/readyz` writes nothing. The report is at most two ticks old."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from sqlite3 import Error as SqliteError
from time import monotonic
from typing import Protocol

from sqlalchemy.exc import DBAPIError

from bot.clock import machine_now
from bot.errors import Unavailable
from bot.notices import lateness
from bot.notices.model import LedgerState
from bot.notices.notices import ledger_state
from bot.outside.mail_server import read_inbox
from bot.programme.history import renew_receipt
from bot.runtime.threads import KeptThread
from bot.schedule import Schedule
from bot.tools import Tools
from handlers.notices.dispatcher import Dispatcher
from storage.notices import mailbox
from storage.notices.mailbox import Cursor
from storage.troubles import error_name
from storage.upgrade import is_newer, is_too_old, newest_revision, revision_of

BEAT_SECONDS = 10.0
# Two failed heartbeats in a row are a problem. One may fail because another process is writing.
_MISSED = 2
_STALLED = 60.0  # If a periodic job is later than this many seconds, it is reported as a problem.
# A dispatcher that has not looked for notices for this many seconds is a problem. Its turns never take that long.
_STUCK = 120.0
_DEAF = 30.0  # In Socket Mode, a longer time without a connection (in seconds) is a problem.
_RECEIPT = "readiness"


class ReadinessLine(Protocol):
    """The attributes of Socket Mode that `Readiness` uses."""

    thread: KeptThread

    @property
    def seconds_deaf(self) -> float:
        """The number of seconds without a connection."""


@dataclass(frozen=True, slots=True)
class Report:
    """The health of the bot. `trouble` names the first problem, if any. `details` explain it to the operator."""

    trouble: str | None = None
    details: Mapping[str, object] = field(default_factory=dict)


class Readiness:
    """Judges each part of the process by its last success. `line` is set once Socket Mode has a connection."""

    def __init__(self, tools: Tools, schedule: Schedule, *, dispatchers: Mapping[str, Dispatcher]) -> None:
        self._tools = tools
        self._schedule = schedule
        self._dispatchers = dispatchers
        self._failed = 0
        self._write = "not tried"
        self._outlook: LedgerState | None = None
        self._patience = lateness.Patience()
        self._late = False
        self._inbox: Cursor | None = None
        self.line: ReadinessLine | None = None

    def beat(self) -> None:
        """Write a row as a test, and look for due work. A job calls this every 10 s. `/readyz` reports faults."""
        try:
            # This transaction enqueues no notice, so it does not use `tools.transaction`, which would wake the
            # dispatchers.
            with self._tools.database.transaction() as tx:
                renew_receipt(tx, _RECEIPT, now=self._tools.now())
            self._failed, self._write = 0, "ok"
        except (Unavailable, DBAPIError, SqliteError) as error:
            self._failed, self._write = self._failed + 1, error_name(error)
        now = self._tools.now()
        try:
            with self._tools.reading() as reading:
                self._outlook = ledger_state(reading, now=now, machine_now=machine_now())
        except Unavailable:
            self._outlook = None
        oldest = self._outlook.oldest_due if self._outlook else None
        late = oldest is not None and now - oldest >= lateness.LATE
        self._inbox = self._look_at_inbox()
        self._late = self._patience.is_over(late=late, at=monotonic())

    def _look_at_inbox(self) -> Cursor | None:
        """Return the state of the mailbox for answers. A fault there is only a detail: a restart would not help."""
        url = self._tools.settings.imap_url
        if url is None or not self._tools.settings.reads_answers:
            return None
        try:
            with self._tools.reading() as reading:
                return mailbox.read(reading, read_inbox(url.get_secret_value()).key)
        except Unavailable:
            return self._inbox

    def make_report(self) -> Report:
        """Return the health of the bot, with one small query."""
        if self._write == "not tried":
            self.beat()
        return Report(
            self._database_fault() or self._job_fault() or self._delivery_fault(), self._details(self._tools.now())
        )

    def _database_fault(self) -> str | None:
        try:
            with self._tools.reading() as reading:
                revision = revision_of(reading)
        except Unavailable:
            return "database"
        if revision != newest_revision():
            old = "schema before 1.0.0" if is_too_old(revision) else "migrations"
            return "newer schema" if is_newer(revision) else old
        return "write" if self._failed >= _MISSED else None

    def _job_fault(self) -> str | None:
        if not self._schedule.is_running or self._schedule.overdue > _STALLED:
            return "clock jobs"
        alive = all(
            dispatcher.is_running and monotonic() - dispatcher.looked_at < _STUCK
            for dispatcher in self._dispatchers.values()
        )
        if not alive:
            return "dispatcher"
        line = self.line
        return "socket mode" if line and (line.seconds_deaf > _DEAF or not line.thread.is_well) else None

    def _threads(self) -> Iterator[tuple[str, KeptThread]]:
        yield "clock", self._schedule.thread
        yield from ((name, dispatcher.thread) for name, dispatcher in self._dispatchers.items())
        if self.line is not None:
            yield "socket_mode", self.line.thread

    def _delivery_fault(self) -> str | None:
        if self._outlook is None or not self._outlook.owed_now:
            return None
        refused = (name for name, dispatcher in self._dispatchers.items() if dispatcher.troubles.refusal)
        return next(refused, "late" if self._late else None)

    def _details(self, now: datetime) -> dict[str, object]:
        ahead = self._outlook
        oldest = ahead.oldest_due if ahead else None
        told: dict[str, object] = {
            "write": self._write,
            "ticks_overdue_seconds": round(self._schedule.overdue),
            "due": ahead.owed_now if ahead else None,
            "oldest_due_seconds": None if oldest is None else round((now - oldest).total_seconds()),
        }
        for name, dispatcher in self._dispatchers.items():
            last = dispatcher.troubles.last_answer
            since = None if last is None else round((machine_now() - last.at).total_seconds())
            told[name] = {"answer": None if last is None else last.reason or "ok", "seconds_ago": since}
        if self.line is not None:
            told["socket_mode"] = {"without_line_seconds": round(self.line.seconds_deaf)}
        restarted = {
            name: {"times": thread.restarts, "after": thread.ended_by}
            for name, thread in self._threads()
            if thread.restarts
        }
        if restarted:
            told["restarted"] = restarted
        if self._inbox is not None:
            read_at = self._inbox.read_at
            since = None if read_at is None else round((machine_now() - read_at).total_seconds())
            told["inbox"] = {"answer": self._inbox.failure or ("ok" if read_at else None), "seconds_ago": since}
        return told
