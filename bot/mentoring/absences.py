"""Use cases that remove a team member from séances of a running cycle, and add the member again.

`lapses` removes members from the whole cycle."""

from collections.abc import Collection
from datetime import datetime

from bot.agenda import parts, pending
from bot.agenda.calendars import calendars
from bot.agenda.model import Appointment
from bot.errors import AlreadyAnswered, AlreadyCancelled, AlreadyStarted, NotAllowed
from bot.mentoring import facts, news, steps
from bot.mentoring.changes import check_running
from bot.mentoring.model import CycleSheet
from bot.mentoring.sheets import describe_cycle
from bot.notices import homes
from bot.notices.facts import Retimed
from bot.notices.unheard import owe_attendance
from bot.programme.model import Actor
from bot.programme.permissions import require
from storage.database import Reading, Transaction
from storage.mentoring import cycles


def open_skip(tx: Reading, actor: Actor, cycle_id: int, *, now: datetime) -> tuple[CycleSheet, list[Appointment]]:
    """Return the cycle and the séances that the actor can miss. Raises NotAllowed, NotFound, AlreadyAnswered."""
    sheet = describe_cycle(tx, cycle_id)
    require(actor, "mentoring.skip", sheet)
    check_running(sheet)
    coming = _upcoming_sessions(sheet, actor, now=now)
    if not coming:
        raise AlreadyAnswered
    return sheet, coming


def skip_sessions(
    tx: Transaction, actor: Actor, cycle_id: int, *, appointment_ids: Collection[int] = (), now: datetime
) -> list[Appointment]:
    """Remove the actor from the given séances, or from all upcoming ones. Return these séances by start.

    The mentor and the teammates are notified in two minutes, or at once if a séance starts within an hour. Raises
    NotAllowed, NotFound, AlreadyAnswered (a second click, or no séance is upcoming)."""
    sheet = _lock_cycle(tx, actor, cycle_id, now=now)
    coming = [appointment.id for appointment in _upcoming_sessions(sheet, actor, now=now)]
    chosen = [id_ for id_ in coming if not appointment_ids or id_ in appointment_ids]
    if not chosen:
        raise AlreadyAnswered
    person_id = actor.person_id or 0
    left = parts.leave(tx, actor, chosen, person_id=person_id, now=now)
    others = other_participants(sheet, left, without_id=person_id)
    _notify_others(
        tx,
        sheet,
        facts.MemberAbsence(person_id, _starts_by_id(left)),
        left,
        recipient_ids=others,
        opposite_fact=facts.MemberReturn,
        now=now,
    )
    return left


def other_participants(sheet: CycleSheet, appointments: Collection[Appointment], *, without_id: int) -> set[int]:
    """Return the mentor and the teammates, without `without_id`, who attend at least one of these séances."""
    others = {*sheet.team_ids, sheet.cycle.mentor_id} - {without_id}
    return {id_ for id_ in others if not all(appointment.left_by(id_) for appointment in appointments)}


def rejoinable_sessions(tx: Reading, actor: Actor, cycle_id: int, *, now: datetime) -> list[Appointment]:
    """Return the upcoming séances that the actor misses, or none if only one is missed. Raises NotAllowed, NotFound."""
    sheet = describe_cycle(tx, cycle_id)
    missed = [session.appointment for session in sheet.timed_sessions if session.appointment.left_by(actor.person_id)]
    missed = [appointment for appointment in missed if appointment.starts > now]
    if len(missed) < 2:
        return []
    require(actor, "mentoring.skip", sheet)
    return missed


def rejoin_sessions(
    tx: Transaction, actor: Actor, cycle_id: int, *, appointment_ids: Collection[int] = (), now: datetime
) -> list[Appointment]:
    """Add the actor to the given séances again, or to all upcoming ones that the actor left.

    Return these séances by start. A person gets no notice if the notice of the absence is unsent. Raises NotAllowed,
    NotFound, AlreadyAnswered (a second click), AlreadyCancelled, AlreadyStarted."""
    sheet = _lock_cycle(tx, actor, cycle_id, now=now)
    person_id = actor.person_id or 0
    missed = [session.appointment for session in sheet.sessions if session.appointment.left_by(person_id)]
    given = [appointment for appointment in missed if not appointment_ids or appointment.id in appointment_ids]
    if not given:
        raise AlreadyAnswered
    standing = {session.appointment.id for session in sheet.timed_sessions}
    chosen = [appointment for appointment in given if appointment.starts > now and appointment.id in standing]
    if not chosen:
        starts = given[0].starts
        raise (AlreadyStarted if given[0].id in standing else AlreadyCancelled)(starts=starts)
    back = parts.rejoin(tx, actor, [appointment.id for appointment in chosen], person_id=person_id, now=now)
    _notify_others(
        tx, sheet, facts.MemberReturn(person_id, _starts_by_id(back)), back, opposite_fact=facts.MemberAbsence, now=now
    )
    calendars.owe_calendar_files_again(tx, actor, back, card=(news.SUBJECT, cycle_id), now=now)
    return back


def rejoin_cycle(tx: Transaction, actor: Actor, cycle_id: int, *, now: datetime) -> list[Appointment]:
    """Add the actor to a cycle that they left. Return its upcoming séances that the actor attends again, by start.

    The others are notified, and a new group conversation includes the actor. Raises NotAllowed (also if the actor left
    the défi), NotFound, AlreadyAnswered (a second click, the cycle has ended, or no séance is upcoming)."""
    person_id = actor.person_id or 0
    before = describe_cycle(tx, cycle_id)
    if person_id in before.cycle.guest_ids:
        raise AlreadyAnswered
    require(actor, "mentoring.rejoin", before)
    if actor.person is None or before.defi.id not in actor.person.defi_ids:
        raise NotAllowed(action="mentoring.rejoin", thing=before)
    sheet = steps.lock_cycle(tx, cycle_id, other_person_ids=[person_id], now=now)
    if not sheet.can_return(person_id, now=now):
        raise AlreadyAnswered
    cycles.rejoin(tx, cycle_id, person_id)
    timed = [session.appointment for session in sheet.timed_sessions if session.appointment.starts > now]
    theirs = [appointment.id for appointment in timed if appointment.left_by(person_id)]
    back = parts.rejoin(tx, actor, theirs, person_id=person_id, now=now)
    steps.record_step(tx, actor, cycle_id, "rejoin", now=now, detail=str(person_id))
    after = describe_cycle(tx, cycle_id)
    _notify_others(
        tx, after, facts.MemberReturn(person_id, _starts_by_id(back)), back, opposite_fact=facts.MemberAbsence, now=now
    )
    news.renew_group(tx, after, now=now)
    calendars.owe_calendar_files_again(tx, actor, back, card=(news.SUBJECT, cycle_id), now=now)
    return back


def _lock_cycle(tx: Transaction, actor: Actor, cycle_id: int, *, now: datetime) -> CycleSheet:
    sheet = steps.lock_cycle(tx, cycle_id, other_person_ids=[actor.person_id] if actor.person_id else [], now=now)
    require(actor, "mentoring.skip", sheet)
    check_running(sheet)
    return sheet


def _upcoming_sessions(sheet: CycleSheet, actor: Actor, *, now: datetime) -> list[Appointment]:
    timed = [session.appointment for session in sheet.timed_sessions]
    return [
        appointment
        for appointment in timed
        if appointment.starts > now and appointment.part_of(actor.person_id) is not None
    ]


def _starts_by_id(appointments: Collection[Appointment]) -> dict[int, int]:
    return {appointment.id: int(appointment.starts.timestamp()) for appointment in appointments}


def _notify_others(
    tx: Transaction,
    sheet: CycleSheet,
    fact: facts.MemberAbsence | facts.MemberReturn,
    appointments: list[Appointment],
    *,
    recipient_ids: Collection[int] | None = None,
    opposite_fact: type[Retimed],
    now: datetime,
) -> None:
    mine = fact.by_id or 0
    due = pending.undo_window_end([appointment.starts for appointment in appointments], now=now)
    recipient_ids = {*sheet.team_ids, sheet.cycle.mentor_id} - {mine} if recipient_ids is None else {*recipient_ids}
    period = f"{mine}-{appointments[0].id}-{max(appointment.revision for appointment in appointments)}"
    when = (due, max(appointment.ends for appointment in appointments), now)
    owe_attendance(
        tx, fact, about=sheet.cycle.id, to=recipient_ids, opposite_kind=opposite_fact, when=when, period=period
    )
    news.refresh(tx, describe_cycle(tx, sheet.cycle.id), now=due)
    homes.owe_home(tx, [mine], now=now)
