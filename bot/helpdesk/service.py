"""Book a bureau d'aide: keep a draft over several steps, offer free slots, and find one host for all séances.

A format sets the terms (docs/programme.md, Formats). Later changes of a booking are in `changes`, `hosting` and
`papers`. If no slot is free, see `calls`."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.agenda import agenda, drafts, pending
from bot.agenda.model import State
from bot.catalogue.catalogue import format_of, hosts_of
from bot.catalogue.formats import Format
from bot.catalogue.openings import asker_refusal, asking_memberships, check_open
from bot.errors import AlreadyCancelled, DraftExpired, Invalid, NotFound
from bot.helpdesk import wishes
from bot.helpdesk.changes import set_host_deadline
from bot.helpdesk.model import (
    BUREAU,
    NEED_LIMIT,
    ChangeResult,
    RankedHost,
    RankReason,
    RequestChoices,
    RequestSheet,
    RequestWish,
    SlotChoices,
)
from bot.helpdesk.news import finish_change
from bot.helpdesk.ranking import kinds_of, rank_free_hosts
from bot.helpdesk.sheets import describe_request, make_sheet
from bot.helpdesk.wishes import (
    keep_members,
    make_plans,
    openings_of,
    parts_of,
    porteurs_of,
    possible_hosts,
    read_wish,
    rules_of,
    terms_of,
    write_wish,
)
from bot.meeting_links import make_link
from bot.programme.model import Actor, Defi, Person
from bot.programme.permissions import require
from bot.programme.roles import Role
from bot.programme.service import defi_of, person_of, running_promotion_ids
from storage.database import Reading, Transaction
from storage.helpdesk import requests
from storage.programme import people, promotions


def offer_choices(
    tx: Reading, actor: Actor, *, format_key: str = BUREAU, draft_id: str = "", now: datetime
) -> RequestChoices:
    """Return the first step's options. Raises NotAllowed, NotAsker (a format for other people), NotOpen, NotFound."""
    require(actor, "helpdesk.start")
    asker, terms = person_of(actor), format_of(tx, format_key)
    if not asking_memberships(asker, terms):
        raise asker_refusal(terms)
    running = running_promotion_ids(tx, now)
    mine = [promotions.defi_by_id(tx, defi_id) for defi_id in wishes.defis_of(asker, terms)]
    found = [defi for defi in mine if defi and defi.promotion_id in running]
    opened = check_open(tx, actor, format_key, promotion_ids={defi.promotion_id for defi in found} or None, now=now)
    offered = tuple((defi, tuple(people.members_of_defi(tx, defi.id))) for defi in found if defi.promotion_id in opened)
    if not offered:
        raise NotFound(thing="defi")
    hosts = {host.id: host for defi, _ in offered for host in hosts_of(tx, terms, promotion_id=defi.promotion_id)}
    return RequestChoices(asker, terms, offered, tuple(hosts.values()), draft_id=draft_id)


def offer_again(tx: Reading, actor: Actor, request_id: int, *, now: datetime) -> RequestChoices:
    """« Réserver à nouveau »: return the options, with the need and the défi of a cancelled request.

    Raises like `offer_choices`, and NotAllowed unless the actor was a participant and is still in the team."""
    sheet = describe_request(tx, request_id)
    require(actor, "helpdesk.again", sheet)
    require(actor, "helpdesk.book", sheet.defi)
    key = sheet.request.format_key
    choices = offer_choices(tx, actor, format_key=key, now=now)
    return replace(choices, wish=RequestWish(sheet.defi.id, sheet.request.need, format_key=key))


def save_need(tx: Transaction, actor: Actor, draft_id: str, *, wish: RequestWish, now: datetime) -> RequestWish:
    """Save the first step, and return the wish. Fields of later steps have the draft's values, or else their defaults.

    Raises NotAllowed, NotAsker, DraftExpired, Invalid ("need"): "empty", or "long" (more than 3,000 characters)."""
    terms = format_of(tx, wish.format_key)
    if not wish.defi_id:  # If there is only one défi, the form has no field for it.
        if not asking_memberships(person_of(actor), terms):
            raise asker_refusal(terms)
        wish = replace(wish, defi_id=next(iter(wishes.defis_of(person_of(actor), terms)), 0))
    defi = defi_of(tx, wish.defi_id)
    wishes.check_may_book(actor, wish, defi=defi, terms=terms)
    if not wish.need.strip() or len(wish.need) > NEED_LIMIT:
        raise Invalid(field="need", reason="empty" if not wish.need.strip() else "long")
    before = _saved_wish(tx, actor, draft_id, now=now)
    if before is not None and (before.defi_id, before.format_key) == (wish.defi_id, wish.format_key):
        sessions = min(before.sessions, terms.sessions)
        # List every field of the first step here. A field that is left out would keep its earlier value after a new
        # submission.
        guests = before.guest_ids if before.asked_by == wish.asked_by else ()
        wish = replace(before, need=wish.need, asked_by=wish.asked_by, guest_ids=guests, sessions=sessions)
        wish = replace(wish, chosen=before.chosen[:sessions])
    if not wish.guest_ids:
        wish = replace(wish, guest_ids=wishes.usual_guests(tx, defi.id, wishes.booker_of(actor, wish)))
    wish = replace(wish, minutes=terms.minutes)  # The booking keeps the length that the form shows now.
    drafts.save(tx, actor, draft_id, content=write_wish(wish), now=now)
    return wish


def modify_draft(
    tx: Transaction, actor: Actor, draft_id: str, *, starts: Sequence[datetime | None], now: datetime
) -> RequestChoices:
    """« Modifier »: save the chosen `starts`, and return the options with the draft's values.

    Raises NotAllowed, DraftExpired. DraftExpired also means that the draft adds a séance to a request, whose team and
    host are fixed."""
    if starts:
        choose_slots(tx, actor, draft_id, starts=starts, now=now)
    draft = drafts.find(tx, actor, draft_id, now=now)
    require(actor, "helpdesk.browse", draft)
    wish = _check_new_request(read_wish(draft))
    if wish.asked_by is not None:
        choices = wishes.offer_again(tx, actor, wish, draft_id=draft_id)
    else:
        choices = offer_choices(tx, actor, format_key=wish.format_key, draft_id=draft_id, now=now)
        theirs = hosts_of(tx, choices.terms, promotion_id=defi_of(tx, wish.defi_id).promotion_id)
        choices = replace(choices, hosts=tuple(theirs))
    return replace(choices, wish=wish, porteurs=tuple(people.members_of_defi(tx, wish.defi_id, role=Role.PORTEUR)))


def save_team(
    tx: Transaction,
    actor: Actor,
    draft_id: str,
    *,
    guest_ids: tuple[int, ...],
    host_id: int | None,
    sessions: int,
    now: datetime,
) -> None:
    """« Modifier »: save the participants, the host and the number of séances. Raises DraftExpired like `modify_draft`.

    Raises Invalid if nobody takes part, if a participant is of another team, if the host is gone, or if the number of
    séances is not allowed."""
    draft = drafts.find(tx, actor, draft_id, now=now, lock=True)
    wish = _check_new_request(read_wish(draft))
    wish = replace(
        wish,
        guest_ids=guest_ids,
        host_id=host_id,
        sessions=sessions,
        chosen=wish.chosen[:sessions],
    )
    check_wish(tx, actor, wish, terms=terms_of(tx, wish), now=now)
    drafts.save(tx, actor, draft_id, content=write_wish(wish), now=now)


def begin_extra_session(tx: Transaction, actor: Actor, draft_id: str, *, request_id: int, now: datetime) -> None:
    """« Ajouter une séance »: begin a draft for one more séance of the request, with the host of its last séance.

    The draft has only people who are still in the team, or can still host: no later step checks it. Raises NotAllowed,
    NotFound."""
    sheet = describe_request(tx, request_id)
    require(actor, "helpdesk.add", sheet)
    request = sheet.request
    hosts = [appointment.agreeing_ids[0] for appointment in sheet.standing if appointment.agreeing_ids]
    host_id = hosts[-1] if hosts else request.host_id
    terms = format_of(tx, request.format_key)
    possible = hosts_of(tx, terms, promotion_id=sheet.defi.promotion_id)
    wish = RequestWish(
        defi_id=request.defi_id,
        need=request.need,
        kind=request.kind,
        paper=request.paper,
        guest_ids=keep_members(tx, request.defi_id, (request.asked_by, *request.guest_ids)),
        host_id=host_id if host_id in {host.id for host in possible} else None,
        request_id=request_id,
        format_key=request.format_key,
        minutes=request.minutes,
    )
    wishes.check_may_book(actor, wish, defi=sheet.defi, terms=terms)
    drafts.save(tx, actor, draft_id, content=write_wish(wish), now=now)


def browse_slots(tx: Reading, actor: Actor, draft_id: str, *, now: datetime) -> SlotChoices:
    """Return the free slots for a draft. Raises DraftExpired.

    Call it outside a transaction. It searches up to sixty days, and a transaction would block all writers meanwhile."""
    draft = drafts.find(tx, actor, draft_id, now=now)
    require(actor, "helpdesk.browse", draft)
    return openings_of(tx, actor, draft_id, read_wish(draft), now=now)


def terms_of_draft(tx: Reading, actor: Actor, draft_id: str, *, now: datetime) -> Format:
    """Return the format of a draft. Raises DraftExpired, NotAllowed."""
    draft = drafts.find(tx, actor, draft_id, now=now)
    require(actor, "helpdesk.browse", draft)
    # A draft that was submitted has no content.
    return terms_of(tx, read_wish(draft) if draft.content else RequestWish(0))


def choose_slots(
    tx: Transaction,
    actor: Actor,
    draft_id: str,
    *,
    starts: Sequence[datetime | None],
    sessions: int | None = None,
    now: datetime,
) -> None:
    """Save the slots chosen so far, before the form shows another week. A slot that is not chosen yet is None.

    If `sessions` is given, it becomes the number of séances, and DraftExpired is raised as by `modify_draft`."""
    draft = drafts.find(tx, actor, draft_id, now=now, lock=True)
    require(actor, "helpdesk.browse", draft)
    wish = replace(read_wish(draft), chosen=tuple(int(moment.timestamp()) if moment else 0 for moment in starts))
    wish = wish if sessions is None else replace(_check_new_request(wish), sessions=sessions)
    drafts.save(tx, actor, draft_id, content=write_wish(wish), now=now)


def rank_hosts(
    tx: Reading, actor: Actor, draft_id: str, *, starts: Sequence[datetime], now: datetime
) -> list[RankedHost]:
    """Return the hosts who are free at all of these starts, best first. Raises DraftExpired."""
    draft = drafts.find(tx, actor, draft_id, now=now)
    require(actor, "helpdesk.browse", draft)
    if draft.result_id is not None:
        return [
            RankedHost(0, RankReason.CHOSEN)
        ]  # This draft was submitted before. `book` will return its first result.
    wish = read_wish(draft)
    defi = defi_of(tx, wish.defi_id)
    terms = terms_of(tx, wish)
    hosts = possible_hosts(tx, actor, wish, defi=defi, terms=terms)
    free, closed, rules = list(hosts), defi.closed_weekdays, rules_of(terms)
    for start in starts:
        free = agenda.free_hosts(
            tx, free, starts=start, minutes=terms.minutes, now=now, closed_weekdays=closed, rules=rules
        )
    if wish.host_id is not None:
        return [RankedHost(host_id, RankReason.CHOSEN) for host_id in free]
    load = agenda.booked_minutes(tx, free, around=min(starts))
    kinds = kinds_of(wish.kind, wish.need)
    return rank_free_hosts([hosts[host_id] for host_id in free], kinds=kinds, defi_id=defi.id, booked_minutes=load)


def book(
    tx: Transaction,
    actor: Actor,
    draft_id: str,
    *,
    starts: Sequence[datetime],
    candidate: RankedHost,
    visio_url: str,
    now: datetime,
) -> ChangeResult:
    """Book all séances of the draft with this host, or none. If the host has to agree, the séances are held.

    People are notified two minutes later. A second submission of the draft returns the first result. Raises SlotTaken,
    SlotUnbookable, DraftExpired, NotAllowed, Invalid ("slot"): "missing", "twice"; Invalid ("host", "own")."""
    people.lock(tx, [candidate.host_id])
    draft = drafts.find(tx, actor, draft_id, now=now, lock=True)
    if draft.result_id is not None:
        return first_result(tx, draft.result_id, draft_id, now=now)
    wish = read_wish(draft)
    terms = terms_of(tx, wish)
    defi, team = check_wish(tx, actor, wish, terms=terms, now=now)
    booker_id = wishes.booker_of(actor, wish)
    there = {person.id: person for person in (person_of(actor), *team)} | people.by_ids(tx, [candidate.host_id])
    plans = make_plans(defi, parts_of(booker_id, wish.guest_ids, candidate.host_id), terms=terms, starts=starts)
    _check_starts(starts, wish)
    link = (there[candidate.host_id].visio if candidate.host_id in there else None) or defi.visio
    plans = [replace(plan, link=link or make_link(visio_url)) for plan in plans]
    state = State.HELD if terms.needs_agreement and candidate.host_id != actor.person_id else State.CONFIRMED
    booked = agenda.book(tx, actor, plans, batch=draft_id, hosts_are_locked=True, state=state, now=now)
    ids = [appointment.id for appointment in booked]
    if wish.request_id is not None:
        requests.add_sessions(tx, wish.request_id, ids)
        sheet = describe_request(tx, wish.request_id, already_read=booked)
    else:
        request = requests.add(
            tx,
            wish,
            draft_id=draft_id,
            asked_by=booker_id,
            promotion_id=defi.promotion_id,
            reason=candidate.reason,
            host_id=candidate.host_id,
            minutes=terms.minutes,
            now=now,
        )
        requests.add_sessions(tx, request.id, ids)
        sheet = make_sheet(request, defi, appointments=booked, people_by_id=there, terms=terms)
    sheet = _await_host(tx, sheet, now=now) if sheet.held else sheet
    drafts.settle(tx, draft, result_id=sheet.request.id)
    return finish_change(tx, actor, sheet.request.id, batch=draft_id, appointments=booked, sheet=sheet, now=now)


def _await_host(tx: Transaction, sheet: RequestSheet, *, now: datetime) -> RequestSheet:
    until = set_host_deadline(tx, sheet.request.id, now=now)
    return replace(sheet, request=replace(sheet.request, answer_by=until))


def _check_new_request(wish: RequestWish) -> RequestWish:
    if wish.request_id is not None:
        raise DraftExpired
    return wish


def _saved_wish(tx: Reading, actor: Actor, draft_id: str, *, now: datetime) -> RequestWish | None:
    try:
        return read_wish(drafts.find(tx, actor, draft_id, now=now))
    except DraftExpired:
        return None


def first_result(tx: Transaction, request_id: int, batch: str, *, now: datetime) -> ChangeResult:
    """Return the result of the draft's first submission. Raises AlreadyCancelled if the booking was cancelled later."""
    sheet = describe_request(tx, request_id)
    if not sheet.standing:
        raise AlreadyCancelled(starts=sheet.sessions[0].starts if sheet.sessions else now)
    return ChangeResult(sheet, batch, pending.undo_deadline(tx, batch, now=now))


def check_wish(
    tx: Reading, actor: Actor, wish: RequestWish, *, terms: Format, now: datetime
) -> tuple[Defi, list[Person]]:
    """Check the whole wish again, because the draft may be old. Return the défi and the possible participants."""
    defi = defi_of(tx, wish.defi_id)
    wishes.check_may_book(actor, wish, defi=defi, terms=terms)
    if defi.promotion_id not in running_promotion_ids(tx, now):
        raise NotFound(thing="defi")
    if wish.request_id is None:  # The promotion may have closed while the form was open.
        check_open(tx, actor, wish.format_key, promotion_ids={defi.promotion_id}, now=now)
    if not 1 <= wish.sessions <= terms.sessions:
        raise Invalid(field="sessions", reason="count")
    team = people.members_of_defi(tx, defi.id)
    askers = {person.id for person in wishes.askers_of(tx, defi.id, terms)} if wish.asked_by is not None else ()
    if wish.asked_by is not None and wish.asked_by not in askers:
        raise Invalid(field="participants", reason="other_team")
    team += porteurs_of(tx, wish, team)
    if not wish.guest_ids or not {*wish.guest_ids} <= {person.id for person in team}:
        raise Invalid(field="participants", reason="empty" if not wish.guest_ids else "other_team")
    if wish.host_id is not None and wish.host_id not in {
        host.id for host in hosts_of(tx, terms, promotion_id=defi.promotion_id)
    }:
        raise Invalid(field="host", reason="gone")
    return defi, team


def _check_starts(starts: Sequence[datetime], wish: RequestWish) -> None:
    if len(starts) != wish.sessions:
        raise Invalid(field="slot", reason="missing")
    if len(set(starts)) != len(starts):
        raise Invalid(field="slot", reason="twice")
