"""Change a bureau d'aide if a participant is absent or has left the programme."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from bot.agenda import agenda
from bot.agenda.away import (
    KEEP,
    AbsenceAction,
    AbsenceStrategy,
    AbsenceTerms,
    AbsenceWay,
    AwayChoice,
    AwayLine,
    RowsToLock,
)
from bot.agenda.calendars import invitations
from bot.agenda.model import Appointment, Part, State
from bot.agenda.slots import BUFFER, Slot
from bot.dates.paris import day_of, from_epoch, to_paris
from bot.errors import Refusal
from bot.helpdesk import agreeing, changes, hosting, proposals
from bot.helpdesk.changes import lock_request, remove_participant, replace_booker
from bot.helpdesk.facts import CoachCall, RequestOrphaned
from bot.helpdesk.model import RequestSheet
from bot.helpdesk.news import SUBJECT, settle_pending_changes
from bot.helpdesk.ranking import kinds_of, rank_free_hosts
from bot.helpdesk.sheets import describe_request, request_ids, sheet_of_appointment
from bot.helpdesk.wishes import eligible_hosts, rules_of, terms_of
from bot.notices import homes, notices
from bot.notices.model import FAULT, Notice
from bot.notices.team import address_to_coaches, owe_homes
from bot.programme.model import Actor, Person
from bot.programme.permissions import require
from storage.agenda import appointments
from storage.agenda import changes as pending_changes
from storage.database import Reading, Transaction
from storage.helpdesk import asks, requests
from storage.programme import history, people


def list_choices(tx: Reading, appointment: Appointment, *, away: AbsenceTerms) -> AwayLine:
    """Return the choices of an absent participant for a séance.

    Everybody can keep the séance. A host can hand it over to a colleague, propose other times, cancel it, or leave it
    if there is another host. Colleagues are ranked as for « Sans préférence ». Guests and specialists can leave the
    séance. The booker can cancel it."""
    part = appointment.part_of(away.actor.person_id)
    if part in (Part.GUEST, Part.EXPERT):
        return AwayLine(appointment, (AwayChoice(AbsenceWay.LEAVE), KEEP))
    cancel = AwayChoice(AbsenceWay.CANCEL)
    if part is Part.BOOKER:
        return AwayLine(appointment, (KEEP, cancel))
    sheet = sheet_of_appointment(tx, appointment.id)
    takers = _free_colleagues(tx, sheet, appointment, away)
    others = [AwayChoice(AbsenceWay.LEAVE)] if len(appointment.host_ids) > 1 else []
    times = _free_times(tx, sheet, away, lost_start=appointment.starts) if away.most_times else ()
    proposed = [AwayChoice(AbsenceWay.PROPOSE, starts=times)] if times or not away.most_times else []
    handed = [AwayChoice(AbsenceWay.HAND_OVER, taker_id=person.id) for person in takers]
    return AwayLine(appointment, (*others, *handed, *proposed, cancel, KEEP), {person.id: person for person in takers})


def apply_choice(action: AbsenceAction) -> set[int]:
    """Apply the choice of an absent participant. Return the ids of the other people concerned; none for KEEP."""
    tx, actor, appointment, now, choice = action.tx, action.actor, action.appointment, action.now, action.choice
    told = {*appointment.person_ids} - {actor.person_id or 0}
    match choice.way:
        case AbsenceWay.HAND_OVER:
            taker = choice.taker_id or 0
            hosting.hand_over(tx, actor, action.thing_id, to_id=taker, appointment_ids=[appointment.id], now=now)
            return told | {taker}
        case AbsenceWay.PROPOSE:
            settle_pending_changes(tx, [appointment.id], now=now)
            proposals.propose_times(
                tx,
                actor,
                action.thing_id,
                appointment_id=appointment.id,
                starts=choice.starts,
                batch=action.batch,
                now=now,
            )
        case AbsenceWay.CANCEL:
            changes.cancel(
                tx,
                actor,
                action.thing_id,
                appointment_ids=[appointment.id],
                reason=action.word,
                batch=action.batch,
                now=now,
            )
            settle_pending_changes(tx, [appointment.id], now=now)
        case AbsenceWay.LEAVE:
            _leave_session(action)
        case AbsenceWay.KEEP:
            return set()
    return told


def rows_to_lock(tx: Reading, request_ids: Collection[int]) -> RowsToLock:
    """Return the rows to lock: the séances of these requests, and other séances in the same pending changes."""
    ids = [one for some in requests.session_ids_of(tx, request_ids).values() for one in some]
    batches = {change.batch for change in pending_changes.changes_by_appointment(tx, ids).values()} if ids else set()
    together = {change.appointment_id for batch in batches for change in pending_changes.list_batch(tx, batch)}
    several = agenda.get_all(tx, {*ids, *together})
    whom = frozenset(person for appointment in several for person in appointment.claimant_ids)
    return RowsToLock(whom, ((requests.lock, request_ids),), frozenset(appointment.id for appointment in several))


def _leave_session(doing: AbsenceAction) -> None:
    tx, actor, appointment = doing.tx, doing.actor, doing.appointment
    sheet = sheet_of_appointment(tx, appointment.id)
    hosts = appointment.part_of(actor.person_id) is Part.HOST
    require(actor, "helpdesk.host" if hosts else "helpdesk.leave", sheet)
    mine = actor.person_id or 0
    gone = changes.remove_participant(tx, actor, [appointment.id], sheet=sheet, person_id=mine, now=doing.now)
    _ask_other_hosts(tx, sheet, gone, person_id=mine, now=doing.now)
    left = [id_ for id_ in appointment.host_ids if id_ != actor.person_id]
    if hosts and left and sheet.request.host_id == actor.person_id and len(sheet.standing) == 1:
        requests.change(tx, sheet.request.id, host_id=left[0])


def _ask_other_hosts(
    tx: Transaction, sheet: RequestSheet, left_sessions: Sequence[Appointment], *, person_id: int, now: datetime
) -> None:
    _end_proposals(tx, sheet.request.id, left_sessions, host_id=person_id)
    theirs = [session.id for session in sheet.held if person_id in session.agreeing_ids]
    asked = appointments.read_all(tx, [each.id for each in left_sessions if each.id in theirs])
    if any(each.state is State.HELD and each.agreeing_ids for each in asked):
        changes.set_host_deadline(tx, sheet.request.id, now=now)


def _end_proposals(tx: Transaction, request_id: int, sessions: Sequence[Appointment], *, host_id: int) -> None:
    ids = {appointment.id for appointment in sessions}
    for proposal in asks.list_open_proposals(tx, [request_id]):
        if proposal.host_id == host_id and proposal.appointment_id in ids:
            asks.close_proposals(tx, request_id, appointment_id=proposal.appointment_id)


def _free_colleagues(tx: Reading, sheet: RequestSheet, appointment: Appointment, away: AbsenceTerms) -> list[Person]:
    there = {*appointment.person_ids, *away.absent_ids}
    coaches = {coach.id: coach for coach in _possible_hosts(tx, sheet) if coach.id not in there}
    taken = (
        agenda.booked_person_ids(tx, coaches, starts=appointment.starts, ends=appointment.ends) if coaches else set()
    )
    elsewhere = {
        clash.person_id for clash in agenda.list_clashes(tx, coaches, since=appointment.starts, until=appointment.ends)
    }
    free = [coach for coach in coaches.values() if coach.id not in taken | elsewhere]
    load = agenda.booked_minutes(tx, [person.id for person in free], around=away.now) if free else {}
    ranked = rank_free_hosts(
        free, kinds=kinds_of(sheet.request.kind, sheet.request.need), defi_id=sheet.defi.id, booked_minutes=load
    )
    return [coaches[candidate.host_id] for candidate in ranked]


def _possible_hosts(tx: Reading, sheet: RequestSheet) -> list[Person]:
    return eligible_hosts(tx, terms_of(tx, sheet.request), promotion_id=sheet.defi.promotion_id)


def _free_times(tx: Reading, sheet: RequestSheet, away: AbsenceTerms, *, lost_start: datetime) -> tuple[datetime, ...]:
    me = [away.actor.person_id or 0]
    terms = terms_of(tx, sheet.request)
    slots = agenda.bookable_slots(
        tx, me, minutes=terms.minutes, now=away.now, closed_weekdays=sheet.defi.closed_weekdays, rules=rules_of(terms)
    )
    after, lasts = away.until.timestamp(), timedelta(minutes=terms.minutes)
    later = [slot for slot in slots if slot.starts >= after and not _overlaps_proposed_times(slot, away, lasts=lasts)]
    hour = f"{to_paris(lost_start):%H:%M}"
    found = []
    for _, day in groupby(later, key=lambda slot: day_of(from_epoch(slot.starts))):
        several = [from_epoch(slot.starts) for slot in day]
        found.append(next((moment for moment in several if f"{to_paris(moment):%H:%M}" == hour), several[0]))
    return tuple(found[: away.most_times])


def _overlaps_proposed_times(slot: Slot, away: AbsenceTerms, *, lasts: timedelta) -> bool:
    starts = from_epoch(slot.starts)
    between = timedelta(seconds=BUFFER)
    ends = starts + lasts + between
    return any(starts < after + between and begins < ends for begins, after in away.given)


def request_ids_by_appointment(tx: Reading, appointment_ids: Collection[int]) -> Mapping[int, int]:
    """Return the request id of each appointment that is a séance of the bureau d'aide, by appointment id."""
    return request_ids(tx, appointment_ids)


MANNERS = AbsenceStrategy(
    things=request_ids_by_appointment,
    offer=list_choices,
    rows=rows_to_lock,
    do=apply_choice,
    clear=proposals.withdraw_times,
    held=True,
)


def list_leavers(tx: Reading, *, now: datetime) -> list[tuple[int, int]]:
    """Return (appointment id, person id) for participants who left the programme or may no longer host."""
    return requests.list_leavers(tx, now=now)


def remove_leaver(tx: Transaction, appointment_id: int, *, person_id: int, now: datetime) -> None:
    """Remove a person, whom `list_leavers` has found, from all séances of one request, with one notification.

    Nothing happens if the person came back or was removed meanwhile. Held séances that the person hosts alone are
    released. For other séances that the person hosts alone, the coaches are asked once to hand them over or cancel. If
    the person booked séances, a teammate becomes their booker, so that somebody can still change them."""
    sheet = lock_request(tx, sheet_of_appointment(tx, appointment_id).request.id, person_id=person_id)
    gone = {session_id for session_id, who in list_leavers(tx, now=now) if who == person_id}
    if appointment_id not in gone:
        return
    if any(session.id == appointment_id and session.host_ids == (person_id,) for session in sheet.held):
        alone = [each for each in sheet.held if each.host_ids == (person_id,)]
        agreeing.release_held_sessions(tx, sheet, alone, host_id=person_id, now=now)
        return
    if any(session.id == appointment_id and session.host_ids == (person_id,) for session in sheet.sessions):
        _end_proposals(tx, sheet.request.id, sheet.sessions, host_id=person_id)
        # The time of this departure is in the period, so that the coaches are asked again after another departure.
        at = people.last_membership_end(tx, person_id)
        _ask_coaches(tx, sheet, person_id, period=f"{person_id} {int(at.timestamp()) if at else 0}", now=now)
        return
    theirs = [session.id for session in sheet.standing if session.id in gone and session.host_ids != (person_id,)]
    if not theirs:
        return  # This was done before, together with another séance of the request.
    try:
        left = remove_participant(tx, Actor(""), theirs, sheet=sheet, person_id=person_id, now=now)
    except Refusal:  # The séance was cancelled or has begun, or the person has left it meanwhile.
        return
    _ask_other_hosts(tx, sheet, left, person_id=person_id, now=now)
    replace_booker(tx, sheet, left, person_id=person_id, now=now)
    # Reminders, mails and calendar entries name the new booker.
    invitations.propagate_changes(tx, appointments.read_all(tx, [appointment.id for appointment in left]), now=now)


def calls_of_leavers(tx: Reading) -> list[tuple[int, int]]:
    """Return (request id, coach id) for each request that has no séance, and whose coach left the programme."""
    return requests.calls_of_leavers(tx)


def reopen_call(tx: Transaction, request_id: int, *, person_id: int, now: datetime) -> None:
    """Ask the coaches again to take a request whose coach has left. End the proposals of that coach."""
    request = requests.lock(tx, request_id)
    if request is None or request.taken_by != person_id:
        return
    requests.change(tx, request_id, taken_by=None)
    asks.close_proposals(tx, request_id, appointment_id=None)
    notices.owe_updates(tx, SUBJECT, request_id, revision=0, due=now)
    again, theirs = f"after {person_id} {int(now.timestamp())}", request.promotion_id
    notices.owe(tx, address_to_coaches(tx, CoachCall(), about=request_id, promotion_id=theirs, period=again, now=now))


def calls_without_asker(tx: Reading) -> list[tuple[int, int]]:
    """Return (request id, asker id) for each request that a coach took, that has no séance, and whose asker left."""
    return requests.calls_without_asker(tx)


def replace_call_asker(tx: Transaction, request_id: int, *, person_id: int, now: datetime) -> None:
    """Make a teammate the asker of a request whose asker left, so that somebody can choose a proposed time."""
    request = requests.lock(tx, request_id)
    if request is None or (request_id, person_id) not in requests.calls_without_asker(tx):
        return
    team = [person.id for person in people.members_of_defi(tx, request.defi_id)]
    heir = next((guest for guest in request.guest_ids if guest in team), team[0])
    requests.change(tx, request_id, asked_by=heir)
    notices.owe_updates(tx, SUBJECT, request_id, revision=0, due=now)
    proposals.ask_teammate(tx, request_id, heir, now=now)
    homes.owe_home(tx, [heir], now=now)


def report_unreachable_host(tx: Transaction, notice: Notice, *, reason: str, now: datetime) -> None:
    """Notify the coaches that a message could not reach a host (no account, or a deactivated one).

    The coaches are notified once, and again if the host has meanwhile joined or taken over séances of the request."""
    sheet = describe_request(tx, notice.subject_id) if notice.subject == SUBJECT and notice.person_id else None
    if sheet is None or reason == FAULT:
        return
    who = notice.person_id or 0
    if any(each.starts > now and who in each.host_ids for each in sheet.standing):
        past = history.entries_of_all(tx, "appointment", [each.id for each in sheet.sessions])
        turn = sum(entry.action.endswith((".hand_over", ".join")) and entry.detail == str(who) for entry in past)
        _ask_coaches(tx, sheet, who, period=f"unreachable {who} {turn}", now=now)


def _ask_coaches(tx: Transaction, sheet: RequestSheet, person_id: int, *, period: str, now: datetime) -> None:
    fact, theirs = RequestOrphaned(person_id), sheet.promotion_id
    owed = address_to_coaches(tx, fact, about=sheet.request.id, promotion_id=theirs, period=period, now=now)
    # If the coaches have no channel, each coach gets a message, except this person.
    if notices.owe(tx, [message for message in owed if message.person_id != person_id]):
        owe_homes(tx, promotion_id=theirs, now=now)
