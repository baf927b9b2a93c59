"""Hosts who left the programme: their date is « à arbitrer » again, and in a small group a member keeps time.

If they organised the series, a colleague takes it over (`orphans.py`). A periodic job finds them, however the
membership ended."""

from datetime import datetime

from bot.agenda.calendars import invitations
from bot.agenda.model import Part, Reply
from bot.gatherings import calls, news, sheets
from bot.gatherings.groups import grouping
from bot.gatherings.locks import lock_one
from bot.programme.history import record
from bot.programme.model import Actor
from storage.agenda import appointments, claims
from storage.database import Reading, Transaction
from storage.gatherings import gathering_line, occurrences

NOBODY = Actor("")  # the clock


def hosts_left(tx: Reading, *, now: datetime) -> list[tuple[int, int, int]]:
    """Return (gathering, appointment, person) of hosts of a date or a small group who left the programme.

    One query."""
    return gathering_line.hosts_left(tx, now=now)


def free_host(
    tx: Transaction,
    gathering_id: int,
    appointment_id: int,
    *,
    person_id: int,
    by: Actor = NOBODY,
    now: datetime,
) -> None:
    """Remove a host who left or is absent, once. Safe to run on several replicas.

    The organiser, or the group, is notified. `by`: the person who says so."""
    sheet = lock_one(tx, gathering_id)
    small = sheet.appointment.id != appointment_id
    appointment = appointments.read(tx, appointment_id) if small else sheet.appointment
    if appointment is None or appointment.part_of(person_id) is not Part.HOST or appointment.starts <= now:
        return
    claims.release_person(tx, appointment.id, person_id)
    appointments.set_part(tx, appointment.id, person_id, reply=Reply.LEFT)
    appointments.change(tx, appointment.id, now=now)
    record(tx, by, "gatherings.leave", thing="gathering", thing_id=gathering_id, now=now, detail=str(person_id))
    invitations.follow(tx, appointments.read_all(tx, [appointment.id]), now=now)
    if small:
        grouping.keep_time(tx, sheet, appointment.id, now=now)
        return
    occurrences.change(tx, gathering_id, unclaimed=True)
    after = sheets.describe_gathering(tx, gathering_id)
    news.refresh(tx, [after], now=now)
    calls.ask_arbitration(tx, [after], now=now)
