"""Facts about appointments: the contents of notices, as values. Pure."""

from datetime import datetime, timedelta
from enum import StrEnum

from bot.agenda.reminders.timetable import ReminderKind
from bot.notices.facts import Fact, Times
from bot.notices.model import Action

from .letter import Response


class AboutAgenda(Fact, subject="appointment"):
    """A fact about an appointment."""


class Reminder(AboutAgenda):
    """A reminder of an appointment, or the question after it."""


class Week(Reminder, kind=ReminderKind.WEEK.value):
    """A reminder a week before: how to prepare, and what is missing."""


class Eve(Reminder, kind=ReminderKind.EVE.value):
    """A reminder on the working day before, if something is missing or people have to travel."""


class Hour(Reminder, kind=ReminderKind.HOUR.value, urgent=True):
    """A reminder an hour before, with the link."""


class Day(Reminder, kind=ReminderKind.DAY.value):
    """A reminder to the host, on the day of the appointment."""


class After(Reminder, kind=ReminderKind.AFTER.value, card=True):
    """The question after an appointment: whether it took place, and what comes next."""


REMINDERS: dict[str, type[Reminder]] = {reminder.kind: reminder for reminder in (Week, Eve, Hour, Day, After)}


class AgendaEntry(AboutAgenda, kind="agenda.entry", action=Action.FILE):
    """The calendar file. `at` distinguishes files of one revision, for a person who left and rejoined."""

    at: datetime | None = None


class Entries(AboutAgenda, kind="agenda.entries", action=Action.FILE):
    """The calendar files of several appointments, in one reply; the notice is about the first one.

    `known`: the revision of each. An appointment that has a newer revision, or whose reader left, gets another file.
    `at`: as in `AgendaEntry`.
    """

    at: datetime | None
    known: Times


class Says(StrEnum):
    """What an invitation mail asks of a calendar."""

    REQUEST = "request"
    CANCEL = "cancel"


class Invite(AboutAgenda, kind="agenda.invite", action=Action.MAIL):
    """The content of an invitation: its times, and a digest of link and place. A cancellation has neither."""

    says: Says
    starts: datetime | None = None
    ends: datetime | None = None
    where: str = ""


class AgendaStanding(StrEnum):
    """What an answer from a calendar program changed."""

    DONE = "done"
    KEPT = "kept"  # nothing changed: others decide, or it is too late
    UNPROVEN = "unproven"  # nothing changed: the sender of the answer is not proven
    EARLIER = "earlier"  # nothing changed: an answer about an earlier time, and no mail can name the current one


class Replied(AboutAgenda, kind="agenda.replied"):
    """Notice to the host: a participant answered from a calendar program. The comment is kept for two days."""

    person_id: int
    response: Response
    standing: AgendaStanding
    starts: datetime | None = None


class AnswerAgain(AboutAgenda, kind="agenda.answer_again", action=Action.MAIL):
    """Notice to a participant who answered about an earlier time: please answer about the current one."""


class Bounced(Fact, kind="agenda.bounced", subject="person"):
    """Notice to the coaches: mails to a person bounce, or the server refuses their address."""


class Missed(Fact, subject="invitation"):
    """A mail that did not reach a person, and why."""

    person_id: int
    reason: str
    invite: Invite


class AgendaUnreached(Missed, kind="agenda.unreached", card=True):
    """Notice to the host, with the text to forward to the person who was not reached."""


class UnreachedFile(Missed, kind="agenda.unreached_file", action=Action.FILE):
    """The calendar file to forward, in the thread of that notice."""


class Own(AboutAgenda, kind="agenda.own", action=Action.ENTRY):
    """Task for a connected calendar: write the entry of the appointment as it is when the notice is sent."""


class AgendaFound(AboutAgenda, kind="agenda.found", distinct=True, copied=False):
    """Notice to the owner of a calendar: they moved an appointment's entry to this time, or (None) deleted it."""

    starts: datetime | None = None


class AgendaLate(AboutAgenda, kind="agenda.late", urgent=True):
    """Notice to the other participants: a person will be so many minutes late (0: unknown)."""

    person_id: int
    minutes: int = 0


class FeedFailed(Fact, kind="agenda.feed_failed", subject="busy_feed", helps=timedelta(days=1)):
    """Notice to the owner of a calendar: the bot cannot read the calendar."""
