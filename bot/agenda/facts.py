"""Facts about appointments. A fact is the content of a notice, as values. Pure."""

from datetime import datetime, timedelta
from enum import StrEnum

from bot.agenda.reminders.timetable import ReminderKind
from bot.notices.facts import Fact, Times
from bot.notices.model import Action

from .letter import Response


class AppointmentFact(Fact, subject="appointment"):
    """A fact about an appointment."""


class Reminder(AppointmentFact):
    """A reminder of an appointment, or the question after it."""


class WeekReminder(Reminder, kind=ReminderKind.WEEK.value):
    """The reminder « Votre semaine ». It says how to prepare for the appointment, and what is missing."""


class EveReminder(Reminder, kind=ReminderKind.EVE.value):
    """A reminder on the working day before, if something is missing or if people have to travel."""


class HourReminder(Reminder, kind=ReminderKind.HOUR.value, urgent=True):
    """A reminder an hour before the appointment, with the link."""


class DayReminder(Reminder, kind=ReminderKind.DAY.value):
    """A reminder to the host, on the day of the appointment."""


class OutcomeQuestion(Reminder, kind=ReminderKind.AFTER.value, card=True):
    """The question after an appointment: did it take place, and what comes next?"""


REMINDERS: dict[str, type[Reminder]] = {
    reminder.kind: reminder for reminder in (WeekReminder, EveReminder, HourReminder, DayReminder, OutcomeQuestion)
}


class AgendaEntry(AppointmentFact, kind="agenda.entry", action=Action.FILE):
    """The calendar file of an appointment.

    A person who left and rejoined has two files of the same revision. `at` distinguishes them."""

    at: datetime | None = None


class AgendaEntries(AppointmentFact, kind="agenda.entries", action=Action.FILE):
    """The calendar files of several appointments, in one reply. The subject of the notice is the first appointment.

    `known`: revision by appointment id. If the revision of an appointment is outdated, or if the reader left, a later
    notice has its file. `at`: as in `AgendaEntry`."""

    at: datetime | None
    known: Times


class InviteMethod(StrEnum):
    """What an invitation mail asks of a calendar program."""

    REQUEST = "request"
    CANCEL = "cancel"


class Invite(AppointmentFact, kind="agenda.invite", action=Action.MAIL):
    """The content of an invitation mail. `where`: digest of link and place. A cancellation has no times or digest."""

    says: InviteMethod
    starts: datetime | None = None
    ends: datetime | None = None
    where: str = ""


class AgendaStanding(StrEnum):
    """What the bot did with an answer from a calendar program."""

    DONE = "done"
    KEPT = "kept"  # nothing changed, because it is too late or this person may not decide
    UNPROVEN = "unproven"  # nothing changed, because the mail server does not prove the sender of the answer
    EARLIER = "earlier"  # nothing changed, because the answer is about the time before a reschedule


class CalendarReply(AppointmentFact, kind="agenda.replied"):
    """Notice to the host: a participant answered from a calendar program. The comment is kept for two days."""

    person_id: int
    response: Response
    standing: AgendaStanding
    starts: datetime | None = None


class AnswerAgain(AppointmentFact, kind="agenda.answer_again", action=Action.MAIL):
    """Notice to a participant who answered about the time before a reschedule: please answer again."""


class BouncedMail(Fact, kind="agenda.bounced", subject="person"):
    """Notice to the coaches: mails to a person bounce, or the mail server refuses the address."""


class MissedMail(Fact, subject="invitation"):
    """A mail that did not reach a person, and why."""

    person_id: int
    reason: str
    invite: Invite


class UnreachedNotice(MissedMail, kind="agenda.unreached", card=True):
    """Notice to the host: a mail did not reach a person. The notice has the text to forward."""


class UnreachedFile(MissedMail, kind="agenda.unreached_file", action=Action.FILE):
    """The calendar file to forward, in the thread of the notice `UnreachedNotice`."""


class EntryToWrite(AppointmentFact, kind="agenda.own", action=Action.ENTRY):
    """Task for a connected calendar: write the current state of the appointment into its entry."""


class OwnerEntryChange(AppointmentFact, kind="agenda.found", distinct=True, copied=False):
    """Notice to the owner of a calendar: they moved an entry to `starts`. If `starts` is None, they deleted it."""

    starts: datetime | None = None


class AgendaDelay(AppointmentFact, kind="agenda.late", urgent=True):
    """Notice to the other participants: a person will be late. `minutes`: 0 if the delay is unknown."""

    person_id: int
    minutes: int = 0


class FeedFailed(Fact, kind="agenda.feed_failed", subject="busy_feed", helps=timedelta(days=1)):
    """Notice to the owner of a calendar: the bot cannot read the calendar."""
