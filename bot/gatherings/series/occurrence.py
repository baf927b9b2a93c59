"""Create an occurrence of a series, once per period (month, week or day), and claim the time of a free host."""

from datetime import date, datetime, timedelta
from uuid import uuid4

from bot.agenda.agenda import booked_person_ids, quarter_hour_span
from bot.agenda.calendars import invitations
from bot.agenda.locks import lock
from bot.agenda.model import AgendaPlan, Part, Participant, Reply, State
from bot.dates.holidays import add_working_days, is_working_day
from bot.dates.paris import day_of, moment_at
from bot.gatherings.model import Gathering, Series
from bot.meeting_links import make_link
from storage.agenda import appointments, claims
from storage.database import Transaction
from storage.gatherings import gathering_series, occurrences

MORNING = 9 * 60  # announcements are sent at this time, in minutes since 0 h


def make_occurrence(
    tx: Transaction,
    series: Series,
    *,
    period: str,
    starts: datetime,
    day_by_rule: date,
    holiday_name: str | None = None,
    visio_url: str | None = None,
    plans_notices: bool = True,
    now: datetime,
) -> Gathering | None:
    """Create the occurrence of a month, week or day (`period`). Return None if it exists, cancelled or not.

    If the organiser is busy, the occurrence claims no time and is « à arbitrer ». `visio_url` is the pattern of an
    online room, for a series without a place or a link. If `plans_notices` is true, reminders and mails are planned
    too. A caller that creates several occurrences passes False, and plans all reminders and mails together."""
    lock(tx, [series.organiser_id], (gathering_series.lock, [series.id]))
    if any(gathering.period == period for gathering in occurrences.list_by_series(tx, [series.id])):
        return None
    host = Participant(series.organiser_id, Part.HOST)
    plan = AgendaPlan(
        dispositif=series.dispositif,
        promotion_id=series.promotion_id,
        defi_id=None,
        starts=starts,
        minutes=series.minutes,
        participants=(host,),
        link=series.link or _room_link(series, visio_url),
        place=series.place,
    )
    appointment_id = appointments.add(tx, plan, uid=str(uuid4()), state=State.CONFIRMED, now=now)
    claimed = claim_host(tx, appointment_id, series.organiser_id, starts=starts, ends=plan.ends)
    gathering_id = occurrences.add(
        tx,
        series_id=series.id,
        period=period,
        appointment_id=appointment_id,
        rule_day=day_by_rule,
        announce_at=announcement_time(starts, series.lead_days),
        moved_for=holiday_name,
        unclaimed=not claimed,
    )
    if plans_notices:
        invitations.propagate_changes(tx, appointments.read_all(tx, [appointment_id]), just_created=True, now=now)
    return occurrences.read(tx, gathering_id)


def claim_host(tx: Transaction, appointment_id: int, person_id: int, *, starts: datetime, ends: datetime) -> bool:
    """Claim the time of a host whose row is locked. If the host is busy, remove the host and return False."""
    if booked_person_ids(tx, [person_id], starts=starts, ends=ends):
        appointments.set_participant(tx, appointment_id, person_id, reply=Reply.LEFT)
        return False
    first, length = quarter_hour_span(starts, ends)
    return claims.claim(tx, appointment_id, [person_id], first=first, length=length)


def _room_link(series: Series, visio_url: str | None) -> str | None:
    stays_away = series.place is not None or series.kind.in_person
    return make_link(visio_url) if visio_url and not stays_away else None


def announcement_time(starts: datetime, lead_days: int) -> datetime:
    """Return when a gathering is announced and the vote on its subject ends: at 9 h in Paris, `lead_days` before.

    If that day is not a working day, return 9 h of the last working day before."""
    day = day_of(starts) - timedelta(days=lead_days)
    return moment_at(day if is_working_day(day) else add_working_days(day, -1), MORNING)


def nine_in_paris(starts: datetime, lead_days: int) -> datetime:
    """Return 9 h in Paris, `lead_days` before `starts`, even on a day off. Earlier versions announced at this time."""
    return moment_at(day_of(starts) - timedelta(days=lead_days), MORNING)
