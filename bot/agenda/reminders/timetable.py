"""Rules that say when the reminders of an appointment are due, and for whom. Pure.

When a reminder is sent, the bot checks whether the dispositif sends reminders of this kind.

The rules follow docs/programme.md, Messages. Times are on the clocks of Paris:

- « Votre semaine » for participants: at 9 h on the first working day of the week. If the appointment starts before
  that, it is announced a week earlier.
- « Votre journée » for hosts: at 8 h 30.
- For other participants: at 9 h on the working day before, and an hour before if the appointment is online.
- The question to the booker: on the next working morning.

If a reminder would come in a person's quiet hours, it waits for their end, unless the start is then too near."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.agenda.model import CLAIMING, Appointment, Part, State
from bot.catalogue.formats import booking_key
from bot.dates.holidays import add_working_days
from bot.dates.paris import PARIS, day_of, moment_at
from bot.dates.reader import find_zone
from bot.dates.working import next_working_morning, shift_out_of_quiet, week_morning

# « Votre semaine » and the reminder of the day before are sent at MORNING, and « Votre journée » at EARLY. These two
# times are in minutes since 0 h in Paris.
MORNING = 9 * 60
EARLY = 8 * 60 + 30
DAY_MINUTES = 24 * 60
HOUR = timedelta(hours=1)
# A reminder is moved out of quiet hours only if it still comes this long before the start.
AT_LEAST = timedelta(minutes=10)
MAILED = timedelta(minutes=1)  # a morning mail waits this long, because the bot merges it with other notices
HALF_HOUR = timedelta(minutes=30)
WEEK = timedelta(days=7)
ASKED_FOR = timedelta(days=7)  # the booker can answer the question for this long
# In these dispositifs a person works alone, and gets no reminder on the day before.
OWN_TIME = frozenset({"carnet"})
OWN_QUESTION = frozenset({"mentorat"}) | OWN_TIME  # these dispositifs ask their own question afterwards, or none


class ReminderKind(StrEnum):
    """A kind of reminder, by its name in the ledger."""

    WEEK = "remind.week"  # says how to prepare, and what is missing
    EVE = "remind.eve"  # sent if something is missing, or if people have to travel
    HOUR = "remind.hour"  # sent if the appointment is online
    DAY = "remind.day"  # « Votre journée », for hosts
    AFTER = "remind.after"  # the question to the booker: did the appointment take place?


@dataclass(frozen=True, slots=True)
class WakingHours:
    """A person's waking hours, in minutes since midnight. Messages that can wait are sent within them.

    If `sleeps` is lower than `wakes`, the hours end after midnight. `zone`: the person's time zone, or None for
    Paris."""

    wakes: int = 8 * 60
    sleeps: int = 19 * 60
    zone: str | None = None

    @property
    def is_right(self) -> bool:
        """Return whether the hours are valid and differ from each other."""
        return 0 <= self.wakes < DAY_MINUTES and 0 < self.sleeps <= DAY_MINUTES and self.wakes != self.sleeps

    @property
    def past_midnight(self) -> bool:
        """Return whether the waking hours end after midnight."""
        return self.sleeps < self.wakes

    def has(self, minute: int) -> bool:
        """Return whether a minute of the day is within the waking hours."""
        if self.past_midnight:
            return minute >= self.wakes or minute < self.sleeps
        return self.wakes <= minute < self.sleeps


USUAL = WakingHours()  # the bot is quiet before 8 h and after 19 h (docs/programme.md)


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder to a person. `due`: when to send it. `expires`: from this moment on, it is not sent."""

    kind: ReminderKind
    person_id: int
    due: datetime
    expires: datetime


def delay_for_mail(reminder: Reminder) -> Reminder:
    """Return the reminder as a mail. A morning mail is a little later, so that the bot merges it with others."""
    return (
        replace(reminder, due=reminder.due + MAILED)
        if reminder.kind in (ReminderKind.WEEK, ReminderKind.EVE)
        else reminder
    )


def timetable(
    appointment: Appointment,
    waking_hours: Mapping[int, WakingHours],
    *,
    person_ids: Collection[int] | None = None,
    has_later_seance: bool = False,
) -> list[Reminder]:
    """Return the reminders of a confirmed appointment, by person and due time. Return none in any other state.

    `person_ids`: return only the reminders of these people. `waking_hours`: waking hours by person id, if the person
    set some. If « Votre semaine » and the reminder of the day before are due at the same time, only « Votre semaine »
    is sent. `has_later_seance`: the booking has a later séance, so the question after this appointment can wait for
    the next « Votre semaine »."""
    if appointment.state is not State.CONFIRMED:
        return []
    found: list[Reminder] = []
    for someone in appointment.present:
        if person_ids is not None and someone.person_id not in person_ids:
            continue
        quiet = waking_hours.get(someone.person_id, USUAL)
        hosts = someone.part in CLAIMING
        mine = _host_times(appointment) if hosts else _guest_times(appointment)
        if someone.part is Part.BOOKER and booking_key(appointment.dispositif) not in OWN_QUESTION:
            mine[ReminderKind.AFTER] = _question_time(appointment.ends, has_later_seance=has_later_seance)
        for kind, due in mine.items():
            last = due + ASKED_FOR if kind is ReminderKind.AFTER else appointment.starts
            found.append(Reminder(kind, someone.person_id, waking_time(due, quiet, latest=last), last))
    return sorted(found, key=lambda reminder: (reminder.person_id, reminder.due, reminder.kind))


def waking_time(due: datetime, waking_hours: WakingHours, *, latest: datetime) -> datetime:
    """Return when to send a due message: in the waking hours, unless that is too close to `latest`."""
    there = find_zone(waking_hours.zone) if waking_hours.zone else None
    zone = there.zone if there else PARIS
    local = due.astimezone(zone)
    minute = local.hour * 60 + local.minute
    if waking_hours.has(minute):
        return due
    day = local.date() if minute < waking_hours.wakes else add_working_days(local.date(), 1)
    # When clocks go back, a clock time comes twice. `moment_at` returns the first, which may be before `due`.
    pushed = max(due, moment_at(day, waking_hours.wakes, zone=zone))
    return pushed if pushed <= latest - AT_LEAST else due


def _host_times(appointment: Appointment) -> dict[ReminderKind, datetime]:
    day = day_of(appointment.starts)
    return {ReminderKind.DAY: min(moment_at(day, EARLY), appointment.starts - HALF_HOUR)}


def _guest_times(appointment: Appointment) -> dict[ReminderKind, datetime]:
    starts, day = appointment.starts, day_of(appointment.starts)
    eve = moment_at(add_working_days(day, -1), MORNING)
    week = week_morning(day)
    mine = {ReminderKind.WEEK: week if week < starts else week_morning(day - WEEK)}
    if eve != mine[ReminderKind.WEEK] and appointment.dispositif not in OWN_TIME:
        mine[ReminderKind.EVE] = eve
    if appointment.link and starts - HOUR not in mine.values():
        mine[ReminderKind.HOUR] = starts - HOUR
    return mine


def _question_time(ends: datetime, *, has_later_seance: bool) -> datetime:
    morning = next_working_morning(ends)
    if not has_later_seance:
        return morning
    week = week_morning(day_of(morning))
    return week if week >= morning else week_morning(day_of(morning) + WEEK)


EVERYTHING = frozenset(ReminderKind)


@dataclass(frozen=True, slots=True)
class ReminderWishes:
    """A person's choices of reminders: the kinds, the waking hours, and whether mail replaces Slack."""

    kinds: frozenset[ReminderKind] = EVERYTHING
    quiet: WakingHours = USUAL
    by_mail: bool = False


@dataclass(frozen=True, slots=True)
class ReminderPolicy:
    """The kinds of reminders that a dispositif sends."""

    kinds: frozenset[ReminderKind] = EVERYTHING


TOLD_BEFORE = timedelta(days=1)  # a person who was notified within this time gets no reminder


def soonest_send_time(now: datetime, *, latest: datetime) -> datetime:
    """Return when to send a message that can wait: outside quiet hours, or now if that is too late for `latest`."""
    pushed = shift_out_of_quiet(now)
    return pushed if pushed <= latest - AT_LEAST else now


def week_message_time(starts: datetime, *, since: datetime) -> datetime | None:
    """Return the time of the first « Votre semaine » that can announce this start, or None if it is too late.

    It is in the week of the start or the week before. It is before the start, and at least a day after `since`."""
    for day in (day_of(starts) - timedelta(days=7), day_of(starts)):
        moment = week_morning(day)
        if since + TOLD_BEFORE <= moment < starts:
            return moment
    return None
