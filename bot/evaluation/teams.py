"""Who comes to a committee follows from the défi's team: who joins it is invited, who leaves it comes no more.

Looked for by the clock, whatever changed the team (an import, another replica). A porteur who changes half-way moves
the invitations to come (programme-practices); who said that they cannot come is not invited again.
"""

from datetime import datetime

from bot.agenda import parts
from bot.agenda.locks import lock
from bot.agenda.model import Part
from bot.errors import Refusal
from bot.evaluation import news
from bot.evaluation.half_days import teams_of
from bot.evaluation.model import ROLES, Sheet
from bot.evaluation.sheets import describe, sheets_of
from bot.evaluation.support import service as support
from bot.programme.model import Actor
from storage.database import Reading, Transaction
from storage.evaluation import committees
from storage.programme import people

CLOCK = Actor("")


def due(tx: Reading, *, now: datetime) -> list[tuple[int, int]]:
    """Give (committee, person) of who is to be invited to one that is to come, or comes no more."""
    found: list[tuple[int, int]] = []
    for several in committees.coming(tx, now=now).values():
        sheets = sheets_of(tx, several)
        teams = teams_of(tx, sheets[0].promotion_id)
        for sheet in sheets:
            team = {one.id for one in teams.get(sheet.defi.id, ())}
            found += [(sheet.committee.id, one) for one in sorted(_to_come(sheet, team) ^ _coming(sheet))]
    return found


def follow(tx: Transaction, committee_id: int, *, person_id: int, now: datetime) -> None:
    """Invite this person to a committee, or take them out, as the team now stands; the others' cards say so."""
    before = describe(tx, committee_id)
    one = before.appointment
    lock(tx, {*one.claimant_ids, person_id}, (committees.lock, [committee_id]), appointments=[one.id])
    sheet = describe(tx, committee_id)
    team = {one.id for role in ROLES for one in people.of_defi(tx, sheet.defi.id, role=role)}
    belongs, comes = person_id in _to_come(sheet, team), person_id in _coming(sheet)
    if belongs == comes:
        return  # done by another replica
    try:
        if belongs:
            parts.join(tx, CLOCK, [one.id], person_id=person_id, part=Part.GUEST, now=now)
        else:
            parts.leave(tx, CLOCK, [one.id], person_id=person_id, now=now)
    except Refusal:  # cancelled or begun meanwhile
        return
    after = describe(tx, committee_id)
    if belongs:
        news.tell_booked(tx, after, now=now)
        support.plan(tx, after, now=now)
        news.refresh(tx, [after], now=now)
    else:
        news.tell_left(tx, after, who=person_id, now=now)


def _to_come(sheet: Sheet, team: set[int]) -> set[int]:
    """Give who of the team is to come: all but who leads it, and who has been asked and comes no more by their word."""
    known = {one.person_id for one in sheet.appointment.participants}
    return {one for one in team if one not in known or one in _coming(sheet)}


def _coming(sheet: Sheet) -> set[int]:
    return {one.person_id for one in sheet.appointment.present if one.part is Part.GUEST}
