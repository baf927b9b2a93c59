"""Facts about appointments: the content of notices, as values; pure."""

from datetime import datetime, timedelta
from enum import StrEnum

from bot.agenda.reminders.timetable import ReminderKind
from bot.agenda.replies.letter import Response
from bot.notices.facts import Fact, Times
from bot.notices.model import Action


class AboutAgenda(Fact, subject="appointment"):
    """Facts about an appointment."""


class Reminder(AboutAgenda):
    """What reminds somebody of it, or asks about it."""


class Week(Reminder, kind=ReminderKind.WEEK.value):
    """How to prepare, what is missing."""


class Eve(Reminder, kind=ReminderKind.EVE.value):
    """Something is missing, or one has to travel."""


class Hour(Reminder, kind=ReminderKind.HOUR.value, urgent=True):
    """The link."""


class Day(Reminder, kind=ReminderKind.DAY.value):
    """To the person who hosts, on the day."""


class After(Reminder, kind=ReminderKind.AFTER.value, card=True):
    """The follow-up: whether it took place, and what to draw from it."""


REMINDERS: dict[str, type[Reminder]] = {reminder.kind: reminder for reminder in (Week, Eve, Hour, Day, After)}


class AgendaEntry(AboutAgenda, kind="agenda.entry", action=Action.FILE):
    """The calendar file; `at` distinguishes files of one revision, for a person who left and came back."""

    at: datetime | None = None


class Entries(AboutAgenda, kind="agenda.entries", action=Action.FILE):
    """The calendar files of several appointments in one reply, about the first; `at`: as of one.

    `known`: their revisions. Whose revision is another by now, or whose reader has left, has a file of its own owed.
    """

    at: datetime | None
    known: Times


class Says(StrEnum):
    """What an invitation by mail asks of a calendar."""

    REQUEST = "request"
    CANCEL = "cancel"


class Invite(AboutAgenda, kind="agenda.invite", action=Action.MAIL):
    """An invitation (the times, and a digest of where), or a cancellation, without them."""

    says: Says
    starts: datetime | None = None
    ends: datetime | None = None
    where: str = ""


class AgendaStanding(StrEnum):
    """What came of an answer from a calendar program."""

    DONE = "done"
    KEPT = "kept"  # nothing: it is for others to decide, or too late
    UNPROVEN = "unproven"  # nothing: its author is not proven
    EARLIER = "earlier"  # nothing: another time was answered, and nobody can be asked again


class Replied(AboutAgenda, kind="agenda.replied"):
    """To the host: a person's answer from a calendar program, with its comment, which is kept for a while."""

    person_id: int
    response: Response
    standing: AgendaStanding
    starts: datetime | None = None


class AnswerAgain(AboutAgenda, kind="agenda.answer_again", action=Action.MAIL):
    """To the person who answered an earlier time: the time of now, to be answered."""


class Bounced(Fact, kind="agenda.bounced", subject="person"):
    """To the coaches: mails to a person bounce, or are refused for their address."""


class Missed(Fact, subject="invitation"):
    """What somebody was not reached with by mail, and why."""

    person_id: int
    reason: str
    invite: Invite


class AgendaUnreached(Missed, kind="agenda.unreached", card=True):
    """To the person who hosts: words to be sent on."""


class UnreachedFile(Missed, kind="agenda.unreached_file", action=Action.FILE):
    """The calendar file, in their thread."""


class Own(AboutAgenda, kind="agenda.own", action=Action.ENTRY):
    """The entry in its reader's own calendar is to be as the appointment is."""


class AgendaFound(AboutAgenda, kind="agenda.found", distinct=True, copied=False):
    """To its owner: they moved the entry in their own calendar, to this time, or deleted it there (None)."""

    starts: datetime | None = None


class AgendaLate(AboutAgenda, kind="agenda.late", urgent=True):
    """To those who meet them: somebody comes this many minutes late (0: they do not know)."""

    person_id: int
    minutes: int = 0


class FeedFailed(Fact, kind="agenda.feed_failed", subject="busy_feed", helps=timedelta(days=1)):
    """To its owner: their own calendar cannot be read."""
