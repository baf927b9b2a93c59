"""What awaits somebody's answer about the bureau d'aide, in a constant number of queries: for the App Home."""

from dataclasses import dataclass
from datetime import datetime

from bot.helpdesk.hosting import read_answers
from bot.helpdesk.model import Document, Proposal, Request, Sheet
from bot.helpdesk.sheets import sheets_of
from bot.programme.model import Actor, Person
from bot.programme.permissions import roles_for
from bot.programme.roles import Role
from storage.database import Reading
from storage.helpdesk import asks, requests


@dataclass(frozen=True, slots=True)
class Awaiting:
    """What awaits one person, each with its request.

    `times`: proposed to them, by batch. `to_show`: specialists who would read the need. `to_send`: documents not sent
    yet. `calls`: requests without slot that no coach has taken, `taken`: those this coach has, with no date proposed.
    """

    times: tuple[tuple[Sheet, tuple[Proposal, ...]], ...] = ()
    to_show: tuple[tuple[Sheet, Person], ...] = ()
    to_send: tuple[Sheet, ...] = ()
    calls: tuple[Sheet, ...] = ()
    taken: tuple[Sheet, ...] = ()


def find_awaiting(tx: Reading, actor: Actor, mine: list[Sheet], *, now: datetime) -> Awaiting:
    """Give what awaits the actor; `mine` are their requests (`list_mine`)."""
    asked = [one for one in mine if one.request.asked_by == actor.person_id]
    took = [one for one in mine if one.request.taken_by == actor.person_id and not one.standing]
    proposals = asks.open_of(tx, {one.request.id for one in (*asked, *took)})
    proposed = {one.request_id for one in proposals if one.starts > now}
    unseen = [(sheet, person) for sheet in asked for person in _unseen(sheet, now=now)]
    answers = read_answers(tx, [sheet.request.id for sheet, _ in unseen]) if unseen else {}
    times = []
    for sheet in asked:
        standing = {None, *(one.id for one in sheet.standing)}
        batch = tuple(
            one
            for one in proposals
            if one.request_id == sheet.request.id and one.starts > now and one.appointment_id in standing
        )
        if batch:
            times.append((sheet, batch))
    return Awaiting(
        times=tuple(times),
        to_show=tuple(
            (sheet, person) for sheet, person in unseen if answers.get((sheet.request.id, person.id)) is None
        ),
        to_send=tuple(
            one for one in asked if one.request.paper.document is Document.LATER and _next(one, now=now) is not None
        ),
        calls=tuple(sheets_of(tx, _calls(tx, actor))),
        taken=tuple(one for one in took if one.request.id not in proposed),
    )


def _calls(tx: Reading, actor: Actor) -> list[Request]:
    if Role.COACH not in actor.roles:
        return []
    return [one for one in requests.open_calls(tx) if Role.COACH in roles_for(actor, one)]


def _unseen(sheet: Sheet, *, now: datetime) -> list[Person]:
    ids = {
        someone.person_id
        for one in sheet.standing
        if one.starts > now
        for someone in one.present
        if not someone.sees_need
    }
    return [sheet.people[one] for one in sorted(ids) if one in sheet.people]


def _next(sheet: Sheet, *, now: datetime) -> datetime | None:
    return min((one.starts for one in sheet.standing if one.starts > now), default=None)
