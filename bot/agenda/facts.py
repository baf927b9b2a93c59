"""Facts about appointments: the content of notices, as values; pure."""

from datetime import datetime, timedelta
from enum import StrEnum

from bot.agenda.reminders.timetable import ReminderKind
from bot.notices.facts import Fact, Times
from bot.notices.model import Action

from .letter import Response


class AboutAgenda(Fact, subject="appointment"):
    """Facts about an appointment."""


class Reminder(AboutAgenda):
    """A reminder of an appointment, or the follow-up question after it."""


class Week(Reminder, kind=ReminderKind.WEEK.value):
    """A reminder a week ahead: how to prepare, and which items are missing."""


class Eve(Reminder, kind=ReminderKind.EVE.value):
    """A reminder the working day before, if something is missing or one has to travel."""


class Hour(Reminder, kind=ReminderKind.HOUR.value, urgent=True):
    """A reminder an hour before, with the link."""


class Day(Reminder, kind=ReminderKind.DAY.value):
    """Notice to the host, on the day of the appointment."""


class After(Reminder, kind=ReminderKind.AFTER.value, card=True):
    """The follow-up: whether the appointment took place, and what to do next."""


REMINDERS: dict[str, type[Reminder]] = {reminder.kind: reminder for reminder in (Week, Eve, Hour, Day, After)}


class AgendaEntry(AboutAgenda, kind="agenda.entry", action=Action.FILE):
    """The calendar file; `at` distinguishes files of one revision, for a person who left and came back."""

    at: datetime | None = None


class Entries(AboutAgenda, kind="agenda.entries", action=Action.FILE):
    """The calendar files of several appointments in one reply; the notice is about the first. `at`: as in
    `AgendaEntry`.

    `known`: their revisions. A separate file is enqueued for an appointment with a newer revision, or whose reader has
    left.
    """

    at: datetime | None
    known: Times


class Says(StrEnum):
    """The kind of an invitation mail: its request to a calendar."""

    REQUEST = "request"
    CANCEL = "cancel"


class Invite(AboutAgenda, kind="agenda.invite", action=Action.MAIL):
    """An invitation, with the times and a digest of the place; or a cancellation, with neither."""

    says: Says
    starts: datetime | None = None
    ends: datetime | None = None
    where: str = ""


class AgendaStanding(StrEnum):
    """The effect of an answer from a calendar program."""

    DONE = "done"
    KEPT = "kept"  # nothing changed: others decide, or it is too late
    UNPROVEN = "unproven"  # nothing changed: the sender is not authenticated
    EARLIER = "earlier"  # nothing changed: the reply was to an earlier time, and no new mail is possible


class Replied(AboutAgenda, kind="agenda.replied"):
    """Notice to the host: a participant answered from a calendar program. The comment is kept for a while."""

    person_id: int
    response: Response
    standing: AgendaStanding
    starts: datetime | None = None


class AnswerAgain(AboutAgenda, kind="agenda.answer_again", action=Action.MAIL):
    """Notice to a participant who answered for an earlier time: answer for the current one."""


class Bounced(Fact, kind="agenda.bounced", subject="person"):
    """Notice to the coaches: mails to a person bounce, or their address is refused."""


class Missed(Fact, subject="invitation"):
    """The mail that did not reach a person, and why."""

    person_id: int
    reason: str
    invite: Invite


class AgendaUnreached(Missed, kind="agenda.unreached", card=True):
    """Notice to the host: a text to forward to the person who was not reached."""


class UnreachedFile(Missed, kind="agenda.unreached_file", action=Action.FILE):
    """The calendar file, in the thread of that notice."""


class Own(AboutAgenda, kind="agenda.own", action=Action.ENTRY):
    """Notice to a connected calendar: write the entry in the appointment's current state."""


class AgendaFound(AboutAgenda, kind="agenda.found", distinct=True, copied=False):
    """Notice to the owner of a calendar: they moved the appointment's entry to this time, or deleted it (None)."""

    starts: datetime | None = None


class AgendaLate(AboutAgenda, kind="agenda.late", urgent=True):
    """Notice to the other participants: somebody will be this many minutes late (0: unknown)."""

    person_id: int
    minutes: int = 0


class FeedFailed(Fact, kind="agenda.feed_failed", subject="busy_feed", helps=timedelta(days=1)):
    """Notice to the owner of a calendar: the bot cannot read the calendar."""
