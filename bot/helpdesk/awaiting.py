"""Find the requests of the bureau d'aide that wait for one person, with a constant number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.agenda.model import Part
from bot.helpdesk import swaps
from bot.helpdesk.hosting import answer_deadline, read_need_answers, requests_awaiting
from bot.helpdesk.model import Proposal, Request, RequestSheet
from bot.helpdesk.sheets import drop_unneeded_requests, sheets_of
from bot.helpdesk.swaps import SwapSheet
from bot.programme.model import Actor, Person
from bot.programme.permissions import roles_for
from bot.programme.roles import Role
from storage.database import Reading
from storage.helpdesk import asks, requests

from .away import list_leavers

_SPECIALISTS = frozenset({Role.EXPERT, Role.MENTOR})


@dataclass(frozen=True, slots=True)
class AwaitingRequests:
    """The requests that wait for one person.

    The person chooses among proposed times (`times`, by batch), answers an invitation to attend (`wanted`), lets a
    specialist read the need or not (`to_show`), sends a document (`to_send`), takes a request without a free slot
    (`calls`), proposes times for a request that they took (`taken`), replaces the only host, who left the programme
    (`orphaned`), answers a colleague's swap (`swaps`), or accepts a booking as its host (`to_agree`)."""

    times: tuple[tuple[RequestSheet, tuple[Proposal, ...]], ...] = ()
    wanted: tuple[RequestSheet, ...] = ()
    to_show: tuple[tuple[RequestSheet, Person], ...] = ()
    to_send: tuple[RequestSheet, ...] = ()
    calls: tuple[RequestSheet, ...] = ()
    taken: tuple[RequestSheet, ...] = ()
    orphaned: tuple[tuple[RequestSheet, Person], ...] = ()
    swaps: tuple[SwapSheet, ...] = ()
    to_agree: tuple[RequestSheet, ...] = ()


def next_due(tx: Reading, *, now: datetime) -> datetime | None:
    """Return when the next question to a specialist expires; None if nobody is asked."""
    found = requests.list_unanswered_specialists(tx, now=now)
    known = (requests.read(tx, request_id) for request_id in sorted({request_id for request_id, _ in found}))
    sheets = {sheet.request.id: sheet for sheet in sheets_of(tx, [request for request in known if request])}
    return min((answer_deadline(tx, sheets[request_id], person_id) for request_id, person_id in found), default=None)


def find_awaiting_requests(
    tx: Reading,
    actor: Actor,
    own_requests: list[RequestSheet],
    *,
    includes_others: bool = True,
    includes_swaps: bool = False,
    now: datetime,
) -> AwaitingRequests:
    """Return the requests that wait for the actor. `own_requests` are the actor's own requests (`list_mine`).

    With `includes_others`, the result has other people's requests that need a coach. With `includes_swaps`, it has
    swaps."""
    asked = [
        sheet
        for sheet in own_requests
        if actor.person_id == sheet.request.asked_by or _is_booker(sheet, actor.person_id)
    ]
    took = [sheet for sheet in own_requests if sheet.request.taken_by == actor.person_id and not sheet.standing]
    proposals = asks.list_open_proposals(tx, {sheet.request.id for sheet in (*asked, *took)})
    proposed = {proposal.request_id for proposal in proposals if proposal.starts > now}
    unseen = [(sheet, person) for sheet in asked for person in _people_without_need(sheet, actor.person_id, now=now)]
    answers = read_need_answers(tx, [sheet.request.id for sheet, _ in unseen]) if unseen else {}
    return AwaitingRequests(
        times=tuple(
            (sheet, batch)
            for sheet in asked
            for batch in _open_batches(sheet, proposals, now=now)
            if sheet.booker_of(batch[0].appointment_id) == actor.person_id
        ),
        wanted=tuple(requests_awaiting(tx, actor.person_id or 0, now=now)) if actor.roles & _SPECIALISTS else (),
        to_show=tuple(
            (sheet, person) for sheet, person in unseen if answers.get((sheet.request.id, person.id)) is None
        ),
        to_send=tuple(
            sheet
            for sheet in asked
            if sheet.request.awaits_paper and _next_start(sheet, actor.person_id, now=now) is not None
        ),
        calls=tuple(drop_unneeded_requests(tx, sheets_of(tx, _open_calls(tx, actor)), now=now))
        if includes_others
        else (),
        taken=tuple(sheet for sheet in took if sheet.request.id not in proposed),
        orphaned=tuple(_orphaned_requests(tx, actor, now=now)) if includes_others else (),
        swaps=tuple(swaps.list_awaiting(tx, actor.person_id, now=now)) if includes_swaps else (),
        to_agree=tuple(each for each in own_requests if _must_agree(each, actor.person_id)),
    )


def _open_batches(sheet: RequestSheet, proposals: Iterable[Proposal], *, now: datetime) -> list[tuple[Proposal, ...]]:
    standing = {None, *(appointment.id for appointment in sheet.standing)}
    found: dict[str, list[Proposal]] = {}
    for proposal in proposals:
        if proposal.request_id == sheet.request.id and proposal.starts > now and proposal.appointment_id in standing:
            found.setdefault(proposal.batch, []).append(proposal)
    return [tuple(some) for some in found.values()]


def _is_booker(sheet: RequestSheet, person_id: int | None) -> bool:
    mine = [session.id for session in sheet.sessions if session.part_of(person_id) is Part.BOOKER]
    return any(sheet.booker_of(session_id) == person_id for session_id in mine)


def _must_agree(sheet: RequestSheet, person_id: int | None) -> bool:
    return sheet.must_agree(person_id) and any(person_id in sheet.awaited_people(session) for session in sheet.held)


def _orphaned_requests(tx: Reading, actor: Actor, *, now: datetime) -> list[tuple[RequestSheet, Person]]:
    if Role.COACH not in actor.roles:
        return []
    left = set(list_leavers(tx, now=now))
    several = requests.read_by_appointments(tx, [appointment_id for appointment_id, _ in left]) if left else []
    return [
        (sheet, sheet.people[host_id])
        for sheet in sheets_of(tx, several)
        if Role.COACH in roles_for(actor, sheet)
        for host_id in sorted({person_id for appointment in sheet.standing for person_id in appointment.host_ids})
        if any(
            (appointment.id, host_id) in left and appointment.host_ids == (host_id,) for appointment in sheet.standing
        )
    ]


def _open_calls(tx: Reading, actor: Actor) -> list[Request]:
    if Role.COACH not in actor.roles:
        return []
    return [call for call in requests.list_open_calls(tx) if Role.COACH in roles_for(actor, call)]


def _people_without_need(sheet: RequestSheet, booker_id: int | None, *, now: datetime) -> list[Person]:
    found: dict[int, list[int]] = {}
    for appointment in sheet.standing:
        if appointment.starts > now:
            for someone in appointment.present:
                if not someone.sees_need:
                    found.setdefault(someone.person_id, []).append(appointment.id)
    ids = [person_id for person_id, of in sorted(found.items()) if sheet.booker_of(*of) == booker_id]
    return [sheet.people[id_] for id_ in ids if id_ in sheet.people]


def _next_start(sheet: RequestSheet, booker_id: int | None, *, now: datetime) -> datetime | None:
    coming = (each for each in sheet.standing if each.starts > now and sheet.booker_of(each.id) == booker_id)
    return min((appointment.starts for appointment in coming), default=None)
