"""What becomes of a committee when who leads it, or comes to it, cannot be there."""

from collections.abc import Collection

from bot.agenda.away import KEEP, Away, Choice, Doing, Line, Manners, Rows, Way
from bot.agenda.model import Appointment, Part
from bot.evaluation import changes, leading
from bot.evaluation.sheets import committee_ids, describe
from storage.database import Reading
from storage.evaluation import committees


def offer(tx: Reading, one: Appointment, *, away: Away) -> Line:
    """Give what can be done: the other coach leads it alone, a free colleague does, it is cancelled.

    Of who comes to it, that they do not.
    """
    if one.part_of(away.actor.person_id) is not Part.HOST:
        return Line(one, (Choice(Way.LEAVE), KEEP))
    sheet = describe(tx, committee_ids(tx, [one.id])[one.id])
    free = [each for each in leading.free_coaches(tx, sheet) if each.id not in away.absent_ids]
    others = [Choice(Way.LEAVE)] if len(one.host_ids) > 1 else []
    handed = [Choice(Way.HAND_OVER, taker_id=each.id) for each in free]
    return Line(one, (*others, *handed, Choice(Way.CANCEL), KEEP), {each.id: each for each in free})


def rows(tx: Reading, ids: Collection[int]) -> Rows:
    """Give what it locks: who leads them, the committees, their appointments."""
    several = [describe(tx, one).appointment for one in sorted(ids)]
    whom = frozenset(person for one in several for person in one.claimant_ids)
    return Rows(whom, ((committees.lock, ids),), frozenset(one.id for one in several))


def do(doing: Doing) -> set[int]:
    """Do it by the gesture of who leads, or comes. Gives who is told of it by that."""
    tx, actor, one, now = doing.tx, doing.actor, doing.appointment, doing.now
    me = actor.person_id or 0
    told = {*one.person_ids} - {me}
    match doing.choice.way:
        case Way.HAND_OVER:
            taker = doing.choice.taker_id or 0
            leading.hand_over(tx, actor, doing.thing_id, person_id=taker, now=now)
            return told | {taker}
        case Way.CANCEL:
            changes.cancel(tx, actor, doing.thing_id, reason=doing.word or None, now=now)
            return told
        case Way.LEAVE if one.part_of(me) is Part.HOST:
            leading.leave(tx, actor, doing.thing_id, person_id=me, now=now)
            return told
        case Way.LEAVE:
            changes.leave(tx, actor, doing.thing_id, now=now)
            return {*one.host_ids}
    return set()


MANNERS = Manners(things=committee_ids, offer=offer, rows=rows, do=do)
