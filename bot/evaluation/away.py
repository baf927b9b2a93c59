"""Handle the absence of a participant from a committee or from the meeting about its report.

A committee and its meeting are two appointments. A person who is absent from one still attends the other."""

from collections.abc import Collection

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
from bot.agenda.model import Appointment, Part
from bot.evaluation import changes, leading
from bot.evaluation.sheets import committee_ids, describe_committee
from storage.database import Reading
from storage.evaluation import committees


def list_choices(tx: Reading, appointment: Appointment, *, away: AbsenceTerms) -> AwayLine:
    """Return the choices of an absent participant of a committee, or of the meeting about its report.

    A host can leave the appointment to the other host, hand it over to a free colleague, or cancel it. A guest can
    leave."""
    if appointment.part_of(away.actor.person_id) is not Part.HOST:
        return AwayLine(appointment, (AwayChoice(AbsenceWay.LEAVE), KEEP))
    sheet = describe_committee(tx, committee_ids(tx, [appointment.id])[appointment.id])
    free = [
        person
        for person in leading.free_coaches(tx, sheet, appointment=appointment)
        if person.id not in away.absent_ids
    ]
    others = [AwayChoice(AbsenceWay.LEAVE)] if len(appointment.host_ids) > 1 else []
    handed = [AwayChoice(AbsenceWay.HAND_OVER, taker_id=person.id) for person in free]
    return AwayLine(
        appointment, (*others, *handed, AwayChoice(AbsenceWay.CANCEL), KEEP), {each.id: each for each in free}
    )


def rows_to_lock(tx: Reading, ids: Collection[int]) -> RowsToLock:
    """Return the rows to lock for these committees: their hosts, the committees, and the appointments of both kinds."""
    several = [each for id_ in sorted(ids) for each in describe_committee(tx, id_).both]
    whom = frozenset(person for appointment in several for person in appointment.claimant_ids)
    return RowsToLock(whom, ((committees.lock, ids),), frozenset(appointment.id for appointment in several))


def apply_choice(action: AbsenceAction) -> set[int]:
    """Apply the participant's choice to this appointment only. Return the ids of the people to notify."""
    tx, actor, appointment, committee_id, now = action.tx, action.actor, action.appointment, action.thing_id, action.now
    me = actor.person_id or 0
    told = {*appointment.person_ids} - {me}
    talk = describe_committee(tx, committee_id).is_talk(appointment)
    match action.choice.way:
        case AbsenceWay.HAND_OVER:
            taker = action.choice.taker_id or 0
            leading.hand_over(tx, actor, committee_id, person_id=taker, of_talk=talk, now=now)
            return told | {taker}
        case AbsenceWay.CANCEL if talk:
            changes.cancel_talk(tx, actor, committee_id, now=now)
            changes.settle_pending_changes(tx, [appointment.id], now=now)
            return told
        case AbsenceWay.CANCEL:
            changes.cancel(tx, actor, committee_id, reason=action.word or None, now=now)
            changes.settle_pending_changes(tx, [appointment.id], now=now)
            return told
        case AbsenceWay.LEAVE if appointment.part_of(me) is Part.HOST:
            leading.leave(tx, actor, committee_id, person_id=me, from_talk=talk, now=now)
            return told
        case AbsenceWay.LEAVE:
            leave = changes.leave_talk if talk else changes.leave
            leave(tx, actor, committee_id, now=now)
            return {*appointment.host_ids}
    return set()


MANNERS = AbsenceStrategy(things=committee_ids, offer=list_choices, rows=rows_to_lock, do=apply_choice)
