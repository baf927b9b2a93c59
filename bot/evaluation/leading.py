"""Change the hosts of a committee and of the meeting about its report: hand over, leave, or take over.

A periodic job finds coaches who left the promotion. A committee or meeting that loses all hosts is not cancelled: the
coaches are asked once who can host it."""

from datetime import datetime

from bot.agenda import agenda, parts
from bot.agenda.locks import lock
from bot.agenda.model import Appointment, Part
from bot.errors import AlreadyAnswered, NotFound, Refusal, SlotTaken
from bot.evaluation import changes, news
from bot.evaluation.model import COMMITTEE, TALK, CommitteeSheet
from bot.evaluation.sheets import committee_ids, describe_committee, sheets_of
from bot.evaluation.support import support
from bot.programme.model import Actor, Person
from bot.programme.permissions import may, require
from bot.programme.roles import Role
from bot.programme.service import coaches_of, person_of
from storage.agenda import leavers
from storage.database import Reading, Transaction, savepoint
from storage.evaluation import committees

CLOCK = Actor("")


def free_coaches(tx: Reading, sheet: CommitteeSheet, *, appointment: Appointment) -> list[Person]:
    """Return the coaches who do not attend `appointment` (a committee or its meeting) and are free, by name."""
    coaches = [coach for coach in coaches_of(tx, sheet.promotion_id) if appointment.part_of(coach.id) is None]
    ids = [coach.id for coach in coaches]
    busy = agenda.booked_person_ids(tx, ids, starts=appointment.starts, ends=appointment.ends) if ids else set()
    elsewhere = {
        clash.person_id for clash in agenda.list_clashes(tx, ids, since=appointment.starts, until=appointment.ends)
    }
    return [coach for coach in coaches if coach.id not in busy | elsewhere]


def hand_over(
    tx: Transaction, actor: Actor, committee_id: int, *, person_id: int, of_talk: bool = False, now: datetime
) -> CommitteeSheet:
    """Hand over the committee, or its meeting if `of_talk`, to the free colleague `person_id`. Everybody is notified.

    If the video room is the host's own, the colleague's room replaces it. Raises NotAllowed, NotFound (for example if
    the colleague no longer coaches the promotion), AlreadyCancelled, AlreadyStarted, SlotTaken, Invalid."""
    sheet = _lock_committee(tx, committee_id, person_id)
    require(actor, "evaluation.lead", sheet)
    if all(person_id != coach.id for coach in coaches_of(tx, sheet.promotion_id)):
        raise NotFound(thing="person")
    giver, appointment = person_of(actor), _appointment_of(sheet, of_talk=of_talk)
    changes.settle_pending_changes(tx, [appointment.id], now=now)
    given = parts.hand_over(tx, actor, [appointment.id], giver_id=giver.id, taker_id=person_id, now=now)
    parts.replace_room_link(tx, given, giver=giver, taker_id=person_id, now=now)
    after = describe_committee(tx, committee_id)
    news.tell_handed(
        tx, after, giver_id=giver.id, taker_id=person_id, of_talk=of_talk, actor_id=actor.person_id, now=now
    )
    support.plan_messages(tx, after, reader_ids=[person_id], now=now)
    return after


def take_over_committee(tx: Transaction, actor: Actor, committee_id: int, *, now: datetime) -> CommitteeSheet:
    """« Je m’en occupe »: make the actor the host of a committee and of its meeting, if these have no host.

    If the actor is not free for the meeting, they host only the committee. A second click changes nothing. Raises
    NotAllowed, NotFound, AlreadyAnswered (a colleague was faster), AlreadyCancelled, AlreadyStarted, SlotTaken."""
    require(actor, "evaluation.lead", describe_committee(tx, committee_id))
    me = person_of(actor).id
    sheet = _lock_committee(tx, committee_id, me)
    unled = sheet.unled_appointments(now)
    if not unled and any(appointment.part_of(me) is Part.HOST for appointment in sheet.both):
        return sheet
    if not unled and all(appointment.host_ids for appointment in sheet.both):
        raise AlreadyAnswered
    first, *later = unled or [sheet.appointment]
    changes.settle_pending_changes(tx, [appointment.id for appointment in sheet.both], now=now)
    parts.join(tx, actor, [first.id], person_id=me, part=Part.HOST, now=now)
    taken = [first, *(appointment for appointment in later if _try_to_join(tx, actor, appointment, now=now))]
    after = describe_committee(tx, committee_id)
    for appointment in taken:
        news.tell_handed(
            tx, after, giver_id=None, taker_id=me, of_talk=sheet.is_talk(appointment), actor_id=me, now=now
        )
    support.plan_messages(tx, after, reader_ids=[me], now=now)
    return after


def leave(
    tx: Transaction, actor: Actor, committee_id: int, *, person_id: int, from_talk: bool = False, now: datetime
) -> CommitteeSheet:
    """Remove a host from a committee, or from its meeting if `from_talk`, and notify the other participants.

    If this was the last host, the coaches are asked once.
    Raises NotFound (no such host), AlreadyCancelled, AlreadyStarted."""
    sheet = _lock_committee(tx, committee_id, person_id)
    appointment = _appointment_of(sheet, of_talk=from_talk)
    if appointment.part_of(person_id) is not Part.HOST:
        raise NotFound(thing="participant")
    changes.settle_pending_changes(tx, [appointment.id], now=now)
    parts.leave(tx, actor, [appointment.id], person_id=person_id, now=now)
    after = describe_committee(tx, committee_id)
    left = _appointment_of(after, of_talk=from_talk)
    news.tell_left(tx, after, leaver_id=person_id, from_talk=from_talk, to=left.person_ids, now=now)
    if not left.host_ids:
        news.ask_coaches(tx, after, leaver_id=person_id, of_talk=from_talk, now=now)
    return after


def list_without_host(tx: Reading, actor: Actor, *, now: datetime) -> list[CommitteeSheet]:
    """Return the committees that this coach could host: the committee or its meeting has no host.

    They are sorted by the start of the appointment without a host. If there are none, this is a single query."""
    found = committees.list_without_host(tx, now=now) if Role.COACH in actor.roles else []
    rounds = {
        committee.round_id: [each for each in found if each.round_id == committee.round_id] for committee in found
    }
    sheets = [sheet for several in rounds.values() for sheet in sheets_of(tx, several)]
    mine = [sheet for sheet in sheets if may(actor, "evaluation.lead", thing=sheet) and sheet.can_be_led(now)]
    return sorted(mine, key=lambda sheet: sheet.unled_appointments(now)[0].starts)


def list_leavers(tx: Reading, *, now: datetime) -> list[tuple[int, int]]:
    """Return (committee id, coach id) for coaches who left but still host a committee or meeting. Four queries."""
    gone = [each for kind in (COMMITTEE, TALK) for each in leavers.list_leavers(tx, dispositif=kind, now=now)]
    ids = {committee_id for committee_id, _ in gone}
    several = {appointment.id: appointment for appointment in agenda.get_all(tx, ids)} if ids else {}
    of = committee_ids(tx, ids)
    return sorted(
        {
            (of[committee_id], who)
            for committee_id, who in gone
            if committee_id in of and _is_host(several[committee_id], who)
        }
    )


def remove_leaver(tx: Transaction, committee_id: int, *, person_id: int, now: datetime) -> None:
    """Remove a coach who left from a committee and its meeting. Several replicas may run this at the same time."""
    for talk in (False, True):
        try:
            leave(tx, CLOCK, committee_id, person_id=person_id, from_talk=talk, now=now)
        except Refusal:  # The appointment was cancelled, handed over or left, or it has begun.
            continue


def _is_host(appointment: Appointment, person_id: int) -> bool:
    return appointment.part_of(person_id) is Part.HOST


def _appointment_of(sheet: CommitteeSheet, *, of_talk: bool) -> Appointment:
    appointment = sheet.talk if of_talk else sheet.appointment
    if appointment is None:
        raise NotFound(thing="appointment")
    return appointment


def _try_to_join(tx: Transaction, actor: Actor, appointment: Appointment, *, now: datetime) -> bool:
    try:
        with savepoint(tx):
            parts.join(tx, actor, [appointment.id], person_id=person_of(actor).id, part=Part.HOST, now=now)
    except SlotTaken:
        return False
    return True


def _lock_committee(tx: Transaction, committee_id: int, person_id: int) -> CommitteeSheet:
    before = describe_committee(tx, committee_id)
    claimants = {id_ for appointment in before.both for id_ in appointment.claimant_ids} | {person_id}
    lock(tx, claimants, (committees.lock, [committee_id]), appointments=[appointment.id for appointment in before.both])
    return describe_committee(tx, committee_id)
