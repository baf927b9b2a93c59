"""The public calendar of running promotions. It shows events and times, without names, rooms or texts."""

from datetime import datetime, timedelta

from bot.agenda.calendars.entries import LONG_AGO
from bot.agenda.calendars.ics import make_feed
from bot.agenda.calendars.model import CalendarEntry
from bot.agenda.model import Appointment, State
from bot.agenda.titles import TitleParts, gathering_name
from bot.gatherings.model import Gathering, Series
from bot.programme.service import running_promotions
from bot.programme.shape import in_programme_words
from storage.agenda import appointments
from storage.database import Reading
from storage.gatherings import gathering_series, occurrences

PAST, FAR = timedelta(days=30), timedelta(days=400)
NAME = in_programme_words("Dispositifs EIG")


def read_open_calendar(tx: Reading, *, now: datetime) -> bytes:
    """Return the calendar file of the running promotions. The file begins 30 days ago.

    It is empty if no promotion runs. Cancelled events stay in the file until their end. The function makes three
    queries, and one more for each promotion."""
    running = running_promotions(tx, now, person=None)
    since, until = now - PAST, now + FAR
    found = [
        each for promotion in running for each in occurrences.list_between(tx, promotion.id, since=since, until=until)
    ]
    series = gathering_series.by_ids(tx, {gathering.series_id for gathering in found}) if found else {}
    times = {
        appointment.id: appointment
        for appointment in appointments.read_all(tx, [gathering.appointment_id for gathering in found])
    }
    entries = [_entry(times[gathering.appointment_id], series[gathering.series_id], gathering) for gathering in found]
    shown = [entry for entry in entries if not entry.cancelled or entry.ends > now]
    return make_feed(shown, name=", ".join([NAME, *(promotion.name for promotion in running)]))


def _entry(appointment: Appointment, series: Series, gathering: Gathering) -> CalendarEntry:
    """Build the entry of a gathering. Its title leaves out proposed subjects and unannounced titles."""
    about = gathering.title if series.kind.has_talk and gathering.announced_at is not None else None
    return CalendarEntry(
        # In a person's own calendar, this entry must not replace the entry that has the room, so its UID is different.
        uid=f"{appointment.uid}-public",
        sequence=appointment.revision,
        starts=appointment.starts,
        ends=appointment.ends,
        summary=gathering_name(series.dispositif, TitleParts(series.title, about, series.metiers)),
        description="",
        link=None,
        place=None,
        cancelled=appointment.state is State.CANCELLED,
        attendees=(),
        changed_at=appointment.changed_at or LONG_AGO,
    )
