"""Offer a team two ways if no slot is free: ask the coaches, or join the waiting list.

Coaches see the team, the kind of need and the wished dates. Only the coach who takes the request sees the need and its
document. The waiting list is first come, first served."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.agenda import agenda, drafts
from bot.agenda.slots import Slot
from bot.catalogue.catalogue import format_of, hosts_of
from bot.catalogue.openings import check_open, keys_closed_in
from bot.dates.paris import from_epoch
from bot.errors import AlreadyTaken, Invalid, NotFound
from bot.helpdesk import facts
from bot.helpdesk.model import WISHED_LIMIT, RankReason, RequestSheet, RequestWish, WaitingPlace
from bot.helpdesk.news import SUBJECT, owe_paper
from bot.helpdesk.sheets import describe_request
from bot.helpdesk.wishes import check_may_book, defis_of, read_wish, rules_of, terms_of
from bot.notices import notices
from bot.notices.team import address_to_coaches, owe_homes
from bot.programme.history import record
from bot.programme.model import Actor, Defi, Person
from bot.programme.permissions import require
from bot.programme.roles import Role
from bot.programme.service import defi_of, person_of
from storage.database import Reading, Transaction
from storage.helpdesk import asks, requests
from storage.programme import people

TURN = timedelta(hours=2)  # A notified person has this long to book before the next one is notified.


def wish_of_draft(tx: Reading, actor: Actor, draft_id: str, *, now: datetime) -> RequestWish:
    """Return the wish that the team entered in a draft. Raises DraftExpired, NotAllowed."""
    draft = drafts.find(tx, actor, draft_id, now=now)
    require(actor, "helpdesk.browse", draft)
    return read_wish(draft)


def ask_coaches(tx: Transaction, actor: Actor, draft_id: str, *, wished_times: str, now: datetime) -> RequestSheet:
    """Turn a draft into a request without a séance, and notify the coaches. A second call returns the same request.

    Raises DraftExpired, NotAllowed, NotOpen, Invalid ("wished"): "empty", "long"."""
    draft = drafts.find(tx, actor, draft_id, now=now, lock=True)
    if draft.result_id is not None:
        return describe_request(tx, draft.result_id)
    if not wished_times.strip() or len(wished_times) > WISHED_LIMIT:
        raise Invalid(field="wished", reason="long" if wished_times.strip() else "empty")
    wish = read_wish(draft)
    defi = defi_of(tx, wish.defi_id)
    check_may_book(actor, wish, defi=defi, terms=terms_of(tx, wish))
    if wish.request_id is None:
        check_open(tx, actor, wish.format_key, promotion_ids={defi.promotion_id}, now=now)
    request_id = requests.add(
        tx,
        wish,
        draft_id=draft_id,
        asked_by=person_of(actor).id,
        promotion_id=defi.promotion_id,
        reason=RankReason.FREE,
        host_id=None,
        wished=wished_times.strip(),
        minutes=terms_of(tx, wish).minutes,
        now=now,
    ).id
    drafts.settle(tx, draft, result_id=request_id)
    record(tx, actor, "helpdesk.call", thing=SUBJECT, thing_id=request_id, now=now)
    notices.owe(
        tx, address_to_coaches(tx, facts.CoachCall(), about=request_id, promotion_id=defi.promotion_id, now=now)
    )
    owe_homes(tx, person_of(actor).id, promotion_id=defi.promotion_id, now=now)
    return describe_request(tx, request_id)


def take_call(tx: Transaction, actor: Actor, request_id: int, *, now: datetime) -> RequestSheet:
    """« Je m’en occupe »: assign the request to this coach, who can then read the need and propose times.

    Raises NotAllowed, NotFound (also if the request was booked with a slot), AlreadyTaken (a colleague was faster)."""
    sheet = describe_request(tx, request_id)
    require(actor, "helpdesk.take", sheet)
    if sheet.request.wished is None:
        raise NotFound(thing="call")
    coach = person_of(actor)
    if not requests.assign_coach(tx, request_id, coach.id):
        sheet = describe_request(tx, request_id)
        if sheet.request.taken_by == coach.id:
            return sheet
        taker = sheet.people.get(sheet.request.taken_by or 0)
        raise AlreadyTaken(name=taker.name if taker else "")
    record(tx, actor, "helpdesk.take", thing=SUBJECT, thing_id=request_id, now=now)
    notices.owe_updates(tx, SUBJECT, request_id, revision=0, due=now)
    # A notice is sent once per period. The period has the time, because another coach may have taken the request
    # before.
    again = str(int(now.timestamp()))
    notices.tell(tx, facts.RequestTaken(), about=request_id, to=[coach.id], due=now, period=again)
    notices.tell(tx, facts.RequestAnswered(), about=request_id, to=[sheet.request.asked_by], due=now, period=again)
    owe_paper(tx, sheet.request, [coach.id], number=int(now.timestamp()), now=now)
    owe_homes(tx, coach.id, sheet.request.asked_by, promotion_id=sheet.promotion_id, now=now)
    return describe_request(tx, request_id)


def wait_for_slot(tx: Transaction, actor: Actor, draft_id: str, *, now: datetime) -> bool:
    """« Me prévenir quand un créneau se libère »: add the actor to the waiting list. Raises like `wish_of_draft`.

    Return False if the actor is on the list already."""
    wish = wish_of_draft(tx, actor, draft_id, now=now)
    mine = person_of(actor).id
    people.lock(tx, [mine])  # Two forms of one person may arrive at once.
    waits = asks.waits_of_person(tx, mine, now=now)
    if (wish.defi_id, wish.format_key) in {(wait.defi_id, wait.format_key) for wait in waits}:
        return False
    return asks.add_wait(tx, wish, draft_id=draft_id, person_id=mine, now=now)


def waits_to_notify(tx: Reading, *, now: datetime) -> list[WaitingPlace]:
    """Return the waits whose person must be notified of a free slot, first come, first served.

    At most one person is notified for each free slot. For two hours (TURN), one slot is reserved for a person who was
    notified and has not booked yet: people who wait for the same hosts do not get it. Call it outside a transaction."""
    waiting = asks.list_waiting(tx, now=now)
    if not waiting:
        return []
    promotions = {one: defi_of(tx, one).promotion_id for one in {wait.defi_id for wait in waiting}}
    told = [
        (wait.format_key, _queue_promotion_id(tx, wait, defi_of(tx, wait.defi_id).promotion_id), wait.host_id)
        for wait in asks.waits_notified_since(tx, now - TURN, now=now)
    ]
    chosen = []
    free: dict[tuple[str, int, int | None], int] = {}  # A cache, because many people wait for the same slots.
    closed = {id_: keys_closed_in(tx, [id_], now=now) for id_ in {*promotions.values()}}
    persons = people.by_ids(tx, {wait.person_id for wait in waiting})
    for wait in waiting:
        asks_no_more = wait.defi_id not in defis_of(persons[wait.person_id], format_of(tx, wait.format_key))
        if wait.format_key in closed[promotions[wait.defi_id]] or asks_no_more:
            continue
        wanted = (wait.format_key, wait.defi_id, wait.host_id)
        if wanted not in free:
            free[wanted] = len(_free_slots(tx, wait, now=now))
        mine = (wait.format_key, _queue_promotion_id(tx, wait, promotions[wait.defi_id]), wait.host_id)
        reserved = [one for one in told if _compete_for_slots(one, mine)]
        if free[wanted] > len(reserved):
            chosen.append(wait)
            told.append(mine)
    return chosen


def needless_waits(tx: Reading, *, now: datetime) -> list[int]:
    """Return the ids of waits to end, because the person has booked or left the team, or the promotion ended."""
    return asks.needless_waits(tx, now=now)


def end_waits(tx: Transaction, wait_ids: Sequence[int], *, now: datetime) -> None:
    """Remove the waits that `needless_waits` returned."""
    asks.end_waits(tx, [id_ for id_ in wait_ids if id_ in asks.needless_waits(tx, now=now)])


def notify_waiting(tx: Transaction, waits: Sequence[WaitingPlace], *, now: datetime) -> list[int]:
    """Notify the people whose waits `waits_to_notify` returned, once each. Return the ids of their waits."""
    told = asks.mark_notified(tx, [wait.id for wait in waits], now=now)
    fact = facts.FreeSlotNotice()
    notices.owe(tx, [fact.owed(wait.id, to=wait.person_id, due=now) for wait in waits if wait.id in told])
    return told


def read_wait(tx: Reading, wait_id: int) -> tuple[WaitingPlace, Defi]:
    """Return a wait and its défi. Raises NotFound."""
    wait = asks.read_wait(tx, wait_id)
    if wait is None:
        raise NotFound(thing="wait")
    return wait, defi_of(tx, wait.defi_id)


def awaited_host(tx: Reading, wait: WaitingPlace) -> Person | None:
    """Return the host for whom a person waits. Return None if any host suits, or if the host cannot host any more."""
    several = _possible_hosts(tx, wait, defi_of(tx, wait.defi_id))
    return next((person for person in several if person.id == wait.host_id), None)


def first_free_start(tx: Reading, wait: WaitingPlace, *, now: datetime) -> datetime | None:
    """Return the start of the next free slot for a waiting person; None if no slot is free."""
    slots = _free_slots(tx, wait, now=now)
    return from_epoch(slots[0].starts) if slots else None


def _queue_promotion_id(tx: Reading, wait: WaitingPlace, promotion_id: int) -> int:
    return promotion_id if format_of(tx, wait.format_key).hosts is Role.COACH else 0


def _compete_for_slots(first: tuple[str, int, int | None], second: tuple[str, int, int | None]) -> bool:
    return first[:2] == second[:2] and (None in (first[2], second[2]) or first[2] == second[2])


def _possible_hosts(tx: Reading, wait: WaitingPlace, defi: Defi) -> list[Person]:
    return hosts_of(tx, format_of(tx, wait.format_key), promotion_id=defi.promotion_id)


def _free_slots(tx: Reading, wait: WaitingPlace, *, now: datetime) -> Sequence[Slot]:
    defi = defi_of(tx, wait.defi_id)
    terms, possible = format_of(tx, wait.format_key), [host.id for host in _possible_hosts(tx, wait, defi)]
    hosts = [wait.host_id] if wait.host_id in possible else possible  # If the awaited host has left, any host suits.
    closed = defi.closed_weekdays
    return agenda.bookable_slots(
        tx, hosts, minutes=terms.minutes, now=now, closed_weekdays=closed, rules=rules_of(terms)
    )
