"""The rules of the bureau d'aide: who asks, who comes, who hosts, and what is owed to whom.

One hour with a coach about one need of a team, online, booked at once (programme-facts; product.md, « Each dispositif
in use »).
"""

import json
from dataclasses import asdict, replace
from datetime import datetime

from bot.agenda import drafts
from bot.agenda import service as agenda
from bot.agenda.links import make_link
from bot.agenda.model import Appointment, Part, Participant, Plan, State
from bot.errors import AlreadyCancelled, DraftExpired, Invalid, NotFound
from bot.helpdesk.model import (
    KEY,
    MINUTES,
    NEED_LIMIT,
    Candidate,
    Choices,
    Openings,
    Reason,
    Sheet,
    Wish,
)
from bot.notices import service as notices
from bot.notices.model import Action, Owed
from bot.programme.model import Actor, Defi, Person
from bot.programme.permissions import require
from bot.programme.service import coaches_of, running_ids
from storage import helpdesk, people, programme
from storage.database import Reading, Transaction

CARD = "helpdesk.card"
CANCELLED = "helpdesk.cancelled"


def offer_choices(tx: Reading, actor: Actor, *, now: datetime) -> Choices:
    """Give what the first step offers. Raises NotAllowed for who is no EIG, NotFound for an EIG without défi."""
    require(actor, "helpdesk.start")
    asker = _known(actor)
    running = running_ids(tx, now)
    found = [programme.defi_by_id(tx, defi_id) for defi_id in asker.defi_ids]
    teams = tuple((defi, tuple(people.of_defi(tx, defi.id))) for defi in found if defi and defi.promotion_id in running)
    if not teams:
        raise NotFound(thing="defi")
    hosts = {host.id: host for defi, _ in teams for host in coaches_of(tx, defi.promotion_id)}
    return Choices(asker, teams, tuple(hosts.values()))


def keep_wish(tx: Transaction, actor: Actor, draft_id: str, wish: Wish, *, now: datetime) -> Openings:
    """Keep the first step under the draft and give the slots that suit it.

    Raises Invalid with `field` "need" (empty or past 3,000 characters), "participants" (nobody, or somebody of another
    team) or "host" (no coach any more).
    """
    _check(tx, actor, wish, now=now)
    drafts.keep(tx, actor, draft_id, content=json.dumps(asdict(wish)), now=now)
    return _openings(tx, actor, draft_id, wish, now=now)


def browse(tx: Reading, actor: Actor, draft_id: str, *, now: datetime) -> Openings:
    """Give the slots for a draft again: another week, or after a lost race. Raises DraftExpired."""
    draft = drafts.find(tx, actor, draft_id, now=now)
    require(actor, "helpdesk.browse", draft)
    return _openings(tx, actor, draft_id, _wish(draft.content), now=now)


def rank_hosts(tx: Reading, actor: Actor, draft_id: str, *, starts: datetime, now: datetime) -> list[Candidate]:
    """Give the hosts to try for this start, in order: the one chosen, or who has least booked, then by name.

    Empty when nobody is free then (any more).
    """
    draft = drafts.find(tx, actor, draft_id, now=now)
    require(actor, "helpdesk.browse", draft)
    if draft.result_id is not None:
        return [Candidate(agenda.get(tx, draft.result_id).host_ids[0], Reason.CHOSEN)]
    wish = _wish(draft.content)
    defi = _defi(tx, wish.defi_id)
    hosts = list(_hosts(tx, actor, wish, defi=defi))
    closed = defi.closed_weekdays
    free = agenda.free_hosts(tx, hosts, starts=starts, minutes=MINUTES, now=now, closed_weekdays=closed)
    if wish.host_id is not None:
        return [Candidate(host_id, Reason.CHOSEN) for host_id in free]
    load = agenda.booked_minutes(tx, free, around=starts)
    known = people.by_ids(tx, free)
    ranked = sorted(free, key=lambda host_id: (load[host_id], known[host_id].name, host_id))
    # The reason is told only where it is true: of who has less than every other who is free.
    alone = len(ranked) > 1 and load[ranked[0]] < load[ranked[1]]
    reasons = [Reason.LEAST_BOOKED if alone else Reason.FREE] + [Reason.FREE] * len(ranked[1:])
    return [Candidate(host_id, reason) for host_id, reason in zip(ranked, reasons, strict=False)]


def book(
    tx: Transaction,
    actor: Actor,
    draft_id: str,
    *,
    starts: datetime,
    candidate: Candidate,
    visio_url: str,
    now: datetime,
) -> Appointment:
    """Book what the draft asks for with this host, and owe each person their card.

    The draft is the idempotency key: a second submission gives the appointment that the first one made. Raises
    SlotTaken, SlotUnbookable, DraftExpired, NotAllowed.
    """
    people.lock(tx, [candidate.host_id])
    draft = drafts.find(tx, actor, draft_id, now=now, lock=True)
    if draft.result_id is not None:
        return _booked_before(tx, draft.result_id)
    wish = _wish(draft.content)
    defi = _check(tx, actor, wish, now=now)
    host = people.by_id(tx, candidate.host_id)
    plan = Plan(
        dispositif=KEY,
        promotion_id=defi.promotion_id,
        defi_id=defi.id,
        starts=starts,
        minutes=MINUTES,
        participants=_participants(_known(actor).id, wish, candidate.host_id),
        link=(host.visio if host else None) or defi.visio or make_link(visio_url),
        closed_weekdays=defi.closed_weekdays,
    )
    appointment = agenda.book(tx, actor, plan, now=now)
    helpdesk.add(
        tx,
        draft_id=draft_id,
        asked_by=_known(actor).id,
        defi_id=defi.id,
        need=wish.need.strip(),
        reason=candidate.reason,
        appointment_id=appointment.id,
    )
    drafts.settle(tx, draft, result_id=appointment.id)
    notices.owe(tx, [_owed(CARD, appointment, person_id, due=now) for person_id in appointment.person_ids])
    return appointment


def cancel(tx: Transaction, actor: Actor, appointment_id: int, *, now: datetime) -> Appointment:
    """Cancel for everybody: who booked, the host, or a coach for the host; the others are told.

    Cards lose their buttons, the others get one message of news. Raises NotAllowed, NotFound, AlreadyCancelled,
    AlreadyStarted.
    """
    require(actor, "helpdesk.cancel", agenda.get(tx, appointment_id))
    appointment = agenda.cancel(tx, actor, appointment_id, now=now)
    notices.drop(tx, "appointment", appointment.id, reason="cancelled", now=now, kinds=[CARD])  # one message is enough
    notices.owe_updates(tx, "appointment", appointment.id, revision=appointment.revision, due=now)
    others = [person_id for person_id in appointment.person_ids if person_id != actor.person_id]
    by = str(actor.person_id)  # the news names who cancelled
    notices.owe(tx, [_owed(CANCELLED, appointment, person_id, due=now, detail=by) for person_id in others])
    return appointment


def describe(tx: Reading, appointment_id: int) -> Sheet:
    """Give all that a card says, as it is now; raises NotFound."""
    appointment = agenda.get(tx, appointment_id)
    request = helpdesk.of_appointment(tx, appointment_id)
    defi = programme.defi_by_id(tx, request.defi_id) if request else None
    if request is None or defi is None:
        raise NotFound(thing="appointment")
    return Sheet(appointment, request, defi, people.by_ids(tx, appointment.person_ids))


def person_named(tx: Reading, person_id: int) -> Person | None:
    """Give the person of an id that a notice carries."""
    return people.by_id(tx, person_id)


def _booked_before(tx: Reading, appointment_id: int) -> Appointment:
    """Give what this draft became at its first submission; raises AlreadyCancelled when it stands no more."""
    appointment = agenda.get(tx, appointment_id)
    if appointment.state is State.CANCELLED:
        raise AlreadyCancelled(starts=appointment.starts)
    return appointment


def _hosts(tx: Reading, actor: Actor, wish: Wish, *, defi: Defi) -> dict[int, Person]:
    """Give who may host the wish, by id: the coach chosen or all of them, but nobody hosts their own hour."""
    return {
        host.id: host
        for host in coaches_of(tx, defi.promotion_id)
        if wish.host_id in (None, host.id) and host.id != actor.person_id
    }


def _openings(tx: Reading, actor: Actor, draft_id: str, wish: Wish, *, now: datetime) -> Openings:
    defi = _defi(tx, wish.defi_id)
    hosts = _hosts(tx, actor, wish, defi=defi)
    slots = agenda.offer(tx, list(hosts), minutes=MINUTES, now=now, closed_weekdays=defi.closed_weekdays)
    return Openings(draft_id, tuple(slots), hosts, host_chosen=wish.host_id is not None)


def _defi(tx: Reading, defi_id: int) -> Defi:
    defi = programme.defi_by_id(tx, defi_id)
    if defi is None:
        raise NotFound(thing="defi")
    return defi


def _check(tx: Reading, actor: Actor, wish: Wish, *, now: datetime) -> Defi:
    """Check the wish as if no form had: the draft may be old, the team may have changed."""
    defi = _defi(tx, wish.defi_id)
    require(actor, "helpdesk.book", defi)
    if defi.promotion_id not in running_ids(tx, now):
        raise NotFound(thing="defi")
    if not wish.need.strip() or len(wish.need) > NEED_LIMIT:
        raise Invalid(field="need", reason="empty" if not wish.need.strip() else "long")
    team = {person.id for person in people.of_defi(tx, defi.id)}
    if not wish.guest_ids or not set(wish.guest_ids) <= team:
        raise Invalid(field="participants", reason="empty" if not wish.guest_ids else "other_team")
    if wish.host_id is not None and wish.host_id not in {host.id for host in coaches_of(tx, defi.promotion_id)}:
        raise Invalid(field="host", reason="gone")
    return defi


def _participants(booker_id: int, wish: Wish, host_id: int) -> tuple[Participant, ...]:
    """Give everybody's part: who booked, the others who come, and the host, each once."""
    parts = dict.fromkeys(wish.guest_ids, Part.GUEST) | {booker_id: Part.BOOKER}
    if host_id in parts:
        raise Invalid(field="host", reason="own")  # nobody books an hour with themselves
    return tuple(Participant(person_id, part) for person_id, part in (parts | {host_id: Part.HOST}).items())


def _owed(kind: str, appointment: Appointment, person_id: int, *, due: datetime, detail: str = "") -> Owed:
    return Owed(
        action=Action.POST,
        kind=kind,
        subject="appointment",
        subject_id=appointment.id,
        revision=appointment.revision,
        person_id=person_id,
        due=due,
        expires=appointment.ends,  # after a long stop, news of what is over helps nobody
        detail=detail,
        card=kind == CARD,
    )


def _wish(content: str) -> Wish:
    if not content:
        raise DraftExpired
    values = json.loads(content)
    return replace(Wish(**values), guest_ids=tuple(values["guest_ids"]))


def _known(actor: Actor) -> Person:
    if actor.person is None:
        raise NotFound(thing="person")
    return actor.person
