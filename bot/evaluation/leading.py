"""Who leads a committee: a coach in the place of another, one who leaves it to the other, one who left the programme.

Those are looked for by the clock: whatever ended a membership, nobody is forgotten. A committee that nobody leads any
more stands, and the coaches are asked once who takes it.
"""

from datetime import datetime

from bot.agenda import parts
from bot.agenda import service as agenda
from bot.agenda.locks import lock
from bot.agenda.model import Appointment, Part
from bot.errors import AlreadyAnswered, NotFound, Refusal
from bot.evaluation import news
from bot.evaluation.model import KEY, Sheet
from bot.evaluation.sheets import committee_ids, describe, sheets_of
from bot.programme.model import Actor, Person
from bot.programme.permissions import may, require
from bot.programme.roles import Role
from bot.programme.service import coaches_of, known
from storage.agenda import appointments
from storage.database import Reading, Transaction
from storage.evaluation import committees

CLOCK = Actor("")


def free_coaches(tx: Reading, sheet: Sheet) -> list[Person]:
    """Give the coaches who could lead it, by name: they have nothing else then, and do not lead it already."""
    one = sheet.appointment
    coaches = [each for each in coaches_of(tx, sheet.promotion_id) if one.part_of(each.id) is None]
    ids = [each.id for each in coaches]
    busy = agenda.taken(tx, ids, starts=one.starts, ends=one.ends) if ids else set()
    elsewhere = {each.person_id for each in agenda.clashes(tx, ids, since=one.starts, until=one.ends)}
    return [each for each in coaches if each.id not in busy | elsewhere]


def hand_over(tx: Transaction, actor: Actor, committee_id: int, *, person_id: int, now: datetime) -> Sheet:
    """Let a colleague who is free lead it in the actor's place; their room goes with them, and all are told.

    Raises NotAllowed, NotFound (also for who coaches it no more), AlreadyCancelled, AlreadyStarted, SlotTaken, Invalid.
    """
    sheet = _locked(tx, committee_id, person_id)
    require(actor, "evaluation.lead", sheet)
    if all(person_id != each.id for each in coaches_of(tx, sheet.promotion_id)):
        raise NotFound(thing="person")
    giver = known(actor)
    given = parts.hand_over(tx, actor, [sheet.appointment.id], giver_id=giver.id, taker_id=person_id, now=now)
    parts.move_room(tx, given, giver=giver, taker_id=person_id, now=now)
    after = describe(tx, committee_id)
    news.tell_handed(tx, after, giver=giver.id, taker=person_id, by=actor.person_id, now=now)
    return after


def take(tx: Transaction, actor: Actor, committee_id: int, *, now: datetime) -> Sheet:
    """« Je m’en occupe »: lead a committee that nobody leads. Twice is once.

    Raises NotAllowed, NotFound, AlreadyAnswered (a colleague was faster), AlreadyCancelled, AlreadyStarted, SlotTaken.
    """
    require(actor, "evaluation.lead", describe(tx, committee_id))
    me = known(actor).id
    sheet = _locked(tx, committee_id, me)
    if sheet.hosts(me):
        return sheet
    if sheet.appointment.host_ids:
        raise AlreadyAnswered
    parts.join(tx, actor, [sheet.appointment.id], person_id=me, part=Part.HOST, now=now)
    after = describe(tx, committee_id)
    news.tell_handed(tx, after, giver=None, taker=me, by=me, now=now)
    return after


def leave(tx: Transaction, actor: Actor, committee_id: int, *, person_id: int, now: datetime) -> Sheet:
    """Take who leads it out of it; the others are told, and the coaches asked once where nobody leads it then.

    Raises NotFound for who does not lead it (any more), AlreadyCancelled, AlreadyStarted.
    """
    sheet = _locked(tx, committee_id, person_id)
    if not sheet.hosts(person_id):
        raise NotFound(thing="participant")
    parts.leave(tx, actor, [sheet.appointment.id], person_id=person_id, now=now)
    after = describe(tx, committee_id)
    news.tell_left(tx, after, who=person_id, to=after.appointment.person_ids, now=now)
    if not after.appointment.host_ids:
        news.ask_coaches(tx, after, who=person_id, now=now)
    return after


def unled(tx: Reading, actor: Actor, *, now: datetime) -> list[Sheet]:
    """Give, to a coach, the committees to come that nobody leads, by start; one query where there is none."""
    found = committees.unled(tx, now=now) if Role.COACH in actor.roles else []
    rounds = {one.round_id: [each for each in found if each.round_id == one.round_id] for one in found}
    sheets = [one for several in rounds.values() for one in sheets_of(tx, several)]
    mine = [one for one in sheets if may(actor, "evaluation.lead", thing=one)]
    return sorted(mine, key=lambda one: one.appointment.starts)


def left_behind(tx: Reading, *, now: datetime) -> list[tuple[int, int]]:
    """Give (committee, coach) of who would lead one that is to come and is in the programme no more; three queries."""
    gone = appointments.left_behind(tx, dispositif=KEY, now=now)
    ids = {one for one, _ in gone}
    several = {one.id: one for one in agenda.get_all(tx, ids)} if ids else {}
    of = committee_ids(tx, ids)
    return [(of[one], who) for one, who in gone if one in of and _leads(several[one], who)]


def free_place(tx: Transaction, committee_id: int, *, person_id: int, now: datetime) -> None:
    """Take who has left the programme out of what they lead, once: any replica may try."""
    try:
        leave(tx, CLOCK, committee_id, person_id=person_id, now=now)
    except Refusal:  # cancelled, begun, handed over or left meanwhile: nothing to free
        return


def _leads(one: Appointment, person_id: int) -> bool:
    return one.part_of(person_id) is Part.HOST


def _locked(tx: Transaction, committee_id: int, person_id: int) -> Sheet:
    before = describe(tx, committee_id)
    claimants = {*before.appointment.claimant_ids, person_id}
    lock(tx, claimants, (committees.lock, [committee_id]), appointments=[before.appointment.id])
    return describe(tx, committee_id)
