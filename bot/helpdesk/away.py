"""Absence strategy of a bureau d'aide."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from itertools import groupby

from bot.agenda import agenda
from bot.agenda.away import KEEP, Away, AwayChoice, AwayLine, Doing, Manners, Rows, Way
from bot.agenda.model import Appointment, Part
from bot.agenda.slots import BUFFER, Slot
from bot.dates.paris import day_of, from_epoch, to_paris
from bot.helpdesk import changes, hosting, proposals
from bot.helpdesk.model import RequestSheet
from bot.helpdesk.news import settle_first
from bot.helpdesk.ranking import kinds_of, rank
from bot.helpdesk.sheets import of_appointment, request_ids
from bot.helpdesk.wishes import may_host, terms_of
from bot.programme.model import Person
from bot.programme.permissions import require
from storage.agenda import changes as pending_changes
from storage.database import Reading
from storage.helpdesk import requests


def offer(tx: Reading, appointment: Appointment, *, away: Away) -> AwayLine:
    """Return the choices: a free colleague hosts it, propose other times, or cancel it.

    Colleagues are ranked as for « Sans préférence ». If there is another host, or the absent person is not a host, it
    can take place without them.
    """
    part = appointment.part_of(away.actor.person_id)
    if part in (Part.GUEST, Part.EXPERT):
        return AwayLine(appointment, (AwayChoice(Way.LEAVE), KEEP))
    cancel = AwayChoice(Way.CANCEL)
    if part is Part.BOOKER:
        return AwayLine(appointment, (KEEP, cancel))
    sheet = of_appointment(tx, appointment.id)
    takers = _free_colleagues(tx, sheet, appointment, away)
    others = [AwayChoice(Way.LEAVE)] if len(appointment.host_ids) > 1 else []
    times = _times(tx, sheet, away, like=appointment.starts) if away.most_times else ()
    proposed = [AwayChoice(Way.PROPOSE, starts=times)] if times or not away.most_times else []
    handed = [AwayChoice(Way.HAND_OVER, taker_id=person.id) for person in takers]
    return AwayLine(appointment, (*others, *handed, *proposed, cancel, KEEP), {person.id: person for person in takers})


def do(doing: Doing) -> set[int]:
    """Apply the host's choice. Return the participants concerned, and the new host."""
    tx, actor, appointment, now, choice = doing.tx, doing.actor, doing.appointment, doing.now, doing.choice
    told = {*appointment.person_ids} - {actor.person_id or 0}
    match choice.way:
        case Way.HAND_OVER:
            taker = choice.taker_id or 0
            hosting.hand_over(tx, actor, doing.thing_id, to_id=taker, appointment_ids=[appointment.id], now=now)
            return told | {taker}
        case Way.PROPOSE:
            settle_first(tx, [appointment.id], now=now)
            proposals.propose(
                tx,
                actor,
                doing.thing_id,
                appointment_id=appointment.id,
                starts=choice.starts,
                batch=doing.batch,
                now=now,
            )
        case Way.CANCEL:
            changes.cancel(
                tx,
                actor,
                doing.thing_id,
                appointment_ids=[appointment.id],
                reason=doing.word,
                batch=doing.batch,
                now=now,
            )
            settle_first(tx, [appointment.id], now=now)
        case Way.LEAVE:
            _leave(doing)
        case Way.KEEP:
            return set()
    return told


def rows(tx: Reading, request_ids: Collection[int]) -> Rows:
    """Return the rows to lock: the séances of these requests, and their pending changes."""
    ids = [one for some in requests.sessions_of(tx, request_ids).values() for one in some]
    batches = {change.batch for change in pending_changes.of_appointments(tx, ids).values()} if ids else set()
    together = {change.appointment_id for batch in batches for change in pending_changes.of_batch(tx, batch)}
    several = agenda.get_all(tx, {*ids, *together})
    whom = frozenset(person for appointment in several for person in appointment.claimant_ids)
    return Rows(whom, ((requests.lock, request_ids),), frozenset(appointment.id for appointment in several))


def _leave(doing: Doing) -> None:
    """Remove the actor; if they were the request's host, another host becomes it."""
    tx, actor, appointment = doing.tx, doing.actor, doing.appointment
    sheet = of_appointment(tx, appointment.id)
    hosts = appointment.part_of(actor.person_id) is Part.HOST
    require(actor, "helpdesk.host" if hosts else "helpdesk.leave", sheet)
    changes.take_out(tx, actor, [appointment.id], person_id=actor.person_id or 0, now=doing.now)
    left = [id_ for id_ in appointment.host_ids if id_ != actor.person_id]
    if hosts and left and sheet.request.host_id == actor.person_id and len(sheet.standing) == 1:
        requests.change(tx, sheet.request.id, host_id=left[0])


def _free_colleagues(tx: Reading, sheet: RequestSheet, appointment: Appointment, away: Away) -> list[Person]:
    there = {*appointment.person_ids, *away.absent_ids}
    coaches = {coach.id: coach for coach in _hosts(tx, sheet) if coach.id not in there}
    taken = agenda.taken(tx, coaches, starts=appointment.starts, ends=appointment.ends) if coaches else set()
    elsewhere = {
        clash.person_id for clash in agenda.clashes(tx, coaches, since=appointment.starts, until=appointment.ends)
    }
    free = [coach for coach in coaches.values() if coach.id not in taken | elsewhere]
    load = agenda.booked_minutes(tx, [person.id for person in free], around=away.now) if free else {}
    ranked = rank(
        free, kinds=kinds_of(sheet.request.kind, sheet.request.need), defi_id=sheet.defi.id, booked_minutes=load
    )
    return [coaches[candidate.host_id] for candidate in ranked]


def _hosts(tx: Reading, sheet: RequestSheet) -> list[Person]:
    return may_host(tx, terms_of(tx, sheet.request), promotion_id=sheet.defi.promotion_id)


def _times(tx: Reading, sheet: RequestSheet, away: Away, *, like: datetime) -> tuple[datetime, ...]:
    """Return one free time on each of the next days that have one, at the original hour if possible."""
    me = [away.actor.person_id or 0]
    terms = terms_of(tx, sheet.request)
    slots = agenda.offer(tx, me, minutes=terms.minutes, now=away.now, closed_weekdays=sheet.defi.closed_weekdays)
    after, lasts = away.until.timestamp(), timedelta(minutes=terms.minutes)
    later = [slot for slot in slots if slot.starts >= after and not _meets(slot, away, lasts=lasts)]
    hour = f"{to_paris(like):%H:%M}"
    found = []
    for _, day in groupby(later, key=lambda slot: day_of(from_epoch(slot.starts))):
        several = [from_epoch(slot.starts) for slot in day]
        found.append(next((moment for moment in several if f"{to_paris(moment):%H:%M}" == hour), several[0]))
    return tuple(found[: away.most_times])


def _meets(slot: Slot, away: Away, *, lasts: timedelta) -> bool:
    starts = from_epoch(slot.starts)
    between = timedelta(seconds=BUFFER)
    ends = starts + lasts + between
    return any(starts < after + between and begins < ends for begins, after in away.given)


def things(tx: Reading, appointment_ids: Collection[int]) -> Mapping[int, int]:
    """Return the request of each appointment that is a séance of the bureau d'aide."""
    return request_ids(tx, appointment_ids)


MANNERS = Manners(things=things, offer=offer, rows=rows, do=do, clear=proposals.withdraw)
