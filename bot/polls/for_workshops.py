"""The date poll of a workshop: its people, and fields filled in from the workshop."""

from dataclasses import replace
from datetime import date, datetime

from bot.polls.sheets import has_place
from bot.polls.wishes import PollChoices, Wish
from bot.programme.model import Actor
from bot.programme.permissions import require
from bot.programme.roles import Role
from bot.programme.service import coaches_of
from bot.workshops.model import WorkshopSheet
from bot.workshops.sheets import describe_workshop
from bot.workshops.workshops import check_undated
from storage.database import Reading
from storage.programme import people

TEAM = (Role.EIG, Role.PORTEUR)


def find(tx: Reading, actor: Actor, workshop_id: int, *, now: datetime) -> WorkshopSheet:
    """Return a workshop without date, for its coach.

    Raises NotAllowed, NotFound, Invalid ("workshop": "dated", "ended").
    """
    sheet = describe_workshop(tx, workshop_id, now=now)
    require(actor, "workshops.lead", sheet)
    check_undated(sheet)
    return sheet


def open_choices(
    tx: Reading, actor: Actor, workshop_id: int, *, since: date, until: date, now: datetime
) -> PollChoices:
    """Return the choices of the form: the team is required, experts are optional, a second coach can be chosen. Raises
    as `find`.
    """
    sheet = find(tx, actor, workshop_id, now=now)
    team = [person for role in TEAM for person in people.of_defi(tx, sheet.defi.id, role=role)]
    experts = [sheet.people[expert] for expert in sheet.workshop.experts if has_place(sheet.people.get(expert))]
    several = {person.id: person for person in (*team, *experts, *coaches_of(tx, sheet.promotion_id))}
    several.pop(actor.person_id or 0, None)
    must = tuple(person.id for person in team if person.id in several)
    invited = frozenset(expert.id for expert in experts) - {*must}
    return PollChoices((), since, until, sheet.workshop.title, tuple(several.values()), must, invited)


def complete(tx: Reading, actor: Actor, wish: Wish, *, now: datetime) -> tuple[Wish, frozenset[int]]:
    """Return a wish completed with its workshop's facts, and the weekdays on which its défi is closed. Raises as
    `find`.
    """
    sheet = find(tx, actor, wish.workshop or 0, now=now)
    workshop = sheet.workshop
    return replace(
        wish, title=workshop.title, minutes=workshop.minutes, where=workshop.place
    ), sheet.defi.closed_weekdays
