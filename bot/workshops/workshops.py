"""Request a workshop, become its coach, and prepare it. `bot.polls` finds and books its date."""

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime

from bot.agenda import parts
from bot.agenda.calendars import invitations
from bot.agenda.locks import lock
from bot.agenda.model import Part
from bot.catalogue.openings import check_open
from bot.dates.paris import day_of
from bot.dates.working import shift_out_of_quiet
from bot.errors import AlreadyAnswered, AlreadyStarted, Invalid, NotAllowed, NotFound
from bot.programme import budget
from bot.programme.history import record, record_once
from bot.programme.model import Actor, Defi
from bot.programme.permissions import may, require
from bot.programme.roles import Role
from bot.programme.service import defi_of, person_of, running_promotion_ids, running_promotions
from bot.workshops import news
from bot.workshops.model import (
    FORMAT_LIMIT,
    LENGTHS,
    LINE_LIMIT,
    MOST_EXPERTS,
    THOUGHT,
    WORKSHOP,
    NoteKind,
    Workshop,
    WorkshopChoices,
    WorkshopFormValues,
    WorkshopNote,
    WorkshopSheet,
    check,
    check_time,
)
from bot.workshops.sheets import count_by_defi, describe_workshop, sheets_of
from storage.agenda import appointments
from storage.database import Reading, Transaction
from storage.programme import people, promotions
from storage.workshops import workshops

from .model import OWN

THING = news.SUBJECT
CLOCK = Actor("")
NEVER = datetime(9999, 1, 1, tzinfo=UTC)


def request_choices(tx: Reading, actor: Actor, *, now: datetime) -> WorkshopChoices:
    """Return the défis for which the actor may request a workshop, with the number of workshops in the phase.

    The défis are in all running promotions, and `phase` is the phase of the first défi. Raises NotFound if no promotion
    runs, NotOpen, and NotAllowed (for example, if the actor has no défi in these promotions)."""
    require(actor, "workshops.start")
    running = running_promotions(tx, now, person=actor.person)
    opened = check_open(tx, actor, WORKSHOP, promotion_ids={promotion.id for promotion in running} or None, now=now)
    running = [promotion for promotion in running if promotion.id in opened]
    if not running:
        raise NotFound(thing="promotion")
    found: list[Defi] = []
    counts: dict[int, int] = {}
    for promotion in running:
        here = [defi for defi in promotions.defis_of(tx, promotion.id) if may(actor, "workshops.ask", thing=defi)]
        found += here
        counts |= count_by_defi(tx, [defi.id for defi in here], promotion.phase_on(day_of(now))) if here else {}
    if not found:
        raise NotAllowed(action="workshops.start")
    first = next(promotion for promotion in running if promotion.id == found[0].promotion_id)
    waits = list_waiting(tx, [defi.id for defi in found])
    return WorkshopChoices(tuple(found), first.phase_on(day_of(now)), counts, tuple(waits))


def list_waiting(tx: Reading, defi_ids: Collection[int]) -> list[WorkshopSheet]:
    """Return the requests of these défis that have no date, with five queries at most (none if no défi is given)."""
    asked = [workshop for workshop in workshops.list_by_defis(tx, defi_ids) if workshop.closed_at is None]
    return [sheet for sheet in sheets_of(tx, asked) if sheet.waits]


def request_workshop(
    tx: Transaction, actor: Actor, defi_id: int, *, form_values: WorkshopFormValues, now: datetime
) -> WorkshopSheet:
    """Request a workshop. A coach who proposes a workshop also runs it. A form sent twice creates one workshop.

    Raises NotAllowed, NotFound, NotOpen, BudgetSpent ("outside"), and the errors of `model.check`. Raises Invalid for
    "format" ("none" or "long"), "minutes" ("range"), "experts" ("account" or "many") and "defi" ("over")."""
    defi = defi_of(tx, defi_id)
    require(actor, "workshops.ask", defi)
    check_open(tx, actor, WORKSHOP, promotion_ids=[defi.promotion_id], now=now)
    question, place, materials = form_values.question, form_values.place, form_values.materials
    check(question, place=place, materials=materials)
    if not form_values.format or form_values.format == OWN or len(form_values.format) > FORMAT_LIMIT:
        raise Invalid(field="format", reason="long" if len(form_values.format) > FORMAT_LIMIT else "none")
    if form_values.minutes not in LENGTHS:
        raise Invalid(field="minutes", reason="range")
    if defi.promotion_id not in running_promotion_ids(tx, now):
        raise Invalid(field="defi", reason="over")
    me = person_of(actor)
    experts = _resolve_experts(tx, form_values, besides=me.id)
    if not record_once(tx, f"{THING} {form_values.gesture}", now=now):
        mine = [workshop for workshop in workshops.list_by_defis(tx, [defi_id]) if workshop.asked_by == me.id]
        return describe_workshop(tx, mine[-1].id, now=now)
    proposes = not any(membership.defi_id == defi_id and membership.role is Role.EIG for membership in me.current)
    new = Workshop(
        0, defi_id, me.id, question, form_values.format, form_values.minutes, now, me.id if proposes else None
    )
    number = workshops.add(tx, replace(new, place=place, materials=materials, experts=experts))
    budget.spend_outside(tx, actor, experts, about=f"{THING} {number}", now=now)
    record(tx, actor, "workshops.ask", thing=THING, thing_id=number, now=now)
    sheet = describe_workshop(tx, number, now=now)
    if not proposes:
        news.ask_coaches(tx, sheet, period="asked", now=now)
    news.refresh_homes(tx, sheet, now=now)
    return sheet


def take_workshop(tx: Transaction, actor: Actor, workshop_id: int, *, now: datetime) -> WorkshopSheet:
    """« Je m’en occupe »: become the coach of a workshop, and its host if it has a date. Idempotent.

    Raises NotAllowed, NotFound, AlreadyAnswered (a colleague was faster), SlotTaken, AlreadyStarted."""
    require(actor, "workshops.take", describe_workshop(tx, workshop_id, now=now))
    me = person_of(actor).id
    sheet = _lock_workshop(tx, workshop_id, me, now=now)
    if sheet.is_led():
        if sheet.workshop.coach_id == me:
            return sheet
        raise AlreadyAnswered
    appointment = sheet.standing
    if appointment is not None:
        if appointment.part_of(me) is not None:  # a participant must leave before joining again as host
            parts.leave(tx, actor, [appointment.id], person_id=me, now=now)
        parts.join(tx, actor, [appointment.id], person_id=me, part=Part.HOST, now=now)
    workshops.change(tx, workshop_id, coach_id=me)
    record(tx, actor, "workshops.take", thing=THING, thing_id=workshop_id, now=now)
    after = _refresh_cards(tx, workshop_id, now=now)
    news.refresh_homes(tx, after, now=now)
    return after


def leave_workshop(tx: Transaction, actor: Actor, workshop_id: int, *, now: datetime) -> WorkshopSheet:
    """« Je ne peux plus m’en occuper »: stop being the workshop's coach, and ask all coaches for a replacement.

    Raises NotAllowed, NotFound, Invalid if a date poll is open."""
    sheet = _lock_workshop(tx, workshop_id, now=now)
    require(actor, "workshops.lead", sheet)
    if sheet.looking:
        raise Invalid(field="workshop", reason="looking")
    return _free_coach(tx, actor, sheet, now=now)


def withdraw(tx: Transaction, actor: Actor, workshop_id: int, *, now: datetime) -> WorkshopSheet:
    """« Retirer la demande »: withdraw a request.

    Raises NotAllowed, NotFound, and Invalid if the workshop has a date or an open date poll."""
    sheet = _lock_workshop(tx, workshop_id, now=now)
    require(actor, "workshops.ask", sheet)
    if sheet.workshop.ended:
        return sheet
    if sheet.standing or sheet.looking:
        raise Invalid(field="workshop", reason="dated")
    workshops.change(tx, workshop_id, ended=True)
    record(tx, actor, "workshops.withdraw", thing=THING, thing_id=workshop_id, now=now)
    return _refresh_cards(tx, workshop_id, now=now)


def open_edit(tx: Reading, actor: Actor, workshop_id: int, *, now: datetime) -> WorkshopSheet:
    """Return the workshop for the edit form. Raises like `edit`."""
    sheet = describe_workshop(tx, workshop_id, now=now)
    _check_edit(sheet, actor, now=now)
    return sheet


def edit(
    tx: Transaction,
    actor: Actor,
    workshop_id: int,
    *,
    revision: int,
    question: str,
    place: str,
    materials: str,
    now: datetime,
) -> WorkshopSheet:
    """Edit the question, the place and the materials of a workshop, until it starts.

    `revision` is the workshop's revision when the form was opened. Raises NotAllowed, NotFound, AlreadyStarted, the
    errors of `model.check`, and Invalid if another person changed the texts since then."""
    sheet = _lock_workshop(tx, workshop_id, now=now)
    _check_edit(sheet, actor, now=now)
    check(question, place=place, materials=materials)
    before = sheet.workshop
    if (before.question, before.place, before.materials) == (question, place, materials):
        return sheet  # the form was submitted twice
    if before.revision != revision:
        raise Invalid(field="question", reason="overtaken")
    given = {"question": question, "place": place, "materials": materials, "revision": revision + 1}
    workshops.change(tx, workshop_id, **given)
    record(tx, actor, "workshops.edit", thing=THING, thing_id=workshop_id, now=now)
    if sheet.standing and place != before.place:
        appointments.change(tx, sheet.standing.id, now=now, place=place or None)
        invitations.propagate_changes(tx, appointments.read_all(tx, [sheet.standing.id]), now=now)
    return _refresh_cards(tx, workshop_id, now=now)


def open_lines(tx: Reading, actor: Actor, workshop_id: int, *, kind: NoteKind, now: datetime) -> WorkshopSheet:
    """Return the workshop for the form of a note. Raises like `write_line`."""
    sheet = describe_workshop(tx, workshop_id, now=now)
    _check_line(sheet, actor, kind, now=now)
    return sheet


def write_line(
    tx: Transaction, actor: Actor, workshop_id: int, *, kind: NoteKind, what: str, gesture: str, now: datetime
) -> WorkshopSheet:
    """Save an idea before the workshop, or an outcome after its start. A form (`gesture`) saves one note.

    Raises NotAllowed, NotFound, and Invalid: for "what" if the text is empty ("none") or too long ("long"), for "line"
    if it is too late for an idea ("late") or too early for an outcome ("early")."""
    sheet = _lock_workshop(tx, workshop_id, now=now)
    _check_line(sheet, actor, kind, now=now)
    if not what or len(what) > LINE_LIMIT:
        raise Invalid(field="what", reason="long" if what else "none")
    if record_once(tx, f"{THING} line {gesture}", now=now):
        workshops.add_line(tx, WorkshopNote(workshop_id, kind, what, actor.person_id), now=now)
        record(tx, actor, f"workshops.{kind.value}", thing=THING, thing_id=workshop_id, now=now)
    return _refresh_cards(tx, workshop_id, now=now)


def list_mine(tx: Reading, actor: Actor, *, now: datetime) -> list[WorkshopSheet]:
    """Return the workshops of the actor's défis, or of a coach's promotions, newest first.

    The number of queries is constant. Raises NotAllowed."""
    require(actor, "workshops.list")
    running = running_promotion_ids(tx, now)
    defis = [each for promotion_id in sorted(running) for each in promotions.defis_of(tx, promotion_id)]
    mine = {membership.defi_id for membership in person_of(actor).current}
    seen = {defi.id for defi in defis if defi.id in mine or may(actor, "workshops.take", thing=defi)}
    return sheets_of(tx, workshops.list_by_defis(tx, seen)[::-1])


def list_unled(tx: Reading, actor: Actor) -> list[WorkshopSheet]:
    """Return the workshops that need a coach, and the actor's own that need a date. Six queries at most.

    Return an empty list if the actor is not a coach."""
    if Role.COACH not in actor.roles:
        return []
    several = [workshop for workshop in workshops.list_ongoing(tx) if workshop.coach_id in (None, actor.person_id)]
    found = [sheet for sheet in sheets_of(tx, several) if may(actor, "workshops.take", thing=sheet)]
    return [sheet for sheet in found if sheet.workshop.coach_id is None or not (sheet.standing or sheet.looking)]


def check_undated(sheet: WorkshopSheet) -> None:
    """Raise Invalid for a workshop that was withdrawn ("ended"), or that has a date or an open date poll ("dated")."""
    if sheet.workshop.ended or sheet.standing or sheet.looking:
        raise Invalid(field="workshop", reason="ended" if sheet.workshop.ended else "dated")


def lock_undated(tx: Transaction, workshop_id: int, *, dates: Collection[datetime], now: datetime) -> None:
    """Lock a workshop that is about to get one of these dates.

    Raises NotFound, the errors of `check_undated`, and the errors of `model.check_time` for "dates"."""
    workshops.lock(tx, workshop_id)
    sheet = describe_workshop(tx, workshop_id, now=now)
    check_undated(sheet)
    for date in dates:
        check_time(date, minutes=sheet.workshop.minutes, closed=sheet.defi.closed_weekdays, field="dates")


def list_due(tx: Reading, *, now: datetime) -> list[int]:
    """Return the ids of the workshops for which `follow_up` has something to do, with seven queries at most."""
    return [
        sheet.workshop.id
        for sheet, over in _list_going(tx, now=now)
        if _next_moment(sheet, is_over=over, now=now) <= now
    ]


def next_due(tx: Reading, *, now: datetime) -> datetime | None:
    """Return when `follow_up` will next have something to do; None if never."""
    found = min((_next_moment(sheet, is_over=over, now=now) for sheet, over in _list_going(tx, now=now)), default=NEVER)
    return found if found < NEVER else None


def follow_up(tx: Transaction, workshop_id: int, *, now: datetime) -> None:
    """Do what is due: ask for a new coach, ask the team to refine its question, or ask for the outcome.

    The team is asked a week before the workshop. If a request has no date when its promotion ends, it is closed. Safe
    to run on several replicas."""
    sheet = _lock_workshop(tx, workshop_id, now=now)
    workshop, over = sheet.workshop, _is_over(sheet, running_promotion_ids(tx, now))
    if workshop.ended or workshop.closed_at or _next_moment(sheet, is_over=over, now=now) > now:
        return
    begun = sheet.standing is not None and sheet.standing.starts <= now
    if not over and workshop.coach_id is not None and not sheet.is_led() and not begun:
        _free_coach(tx, CLOCK, sheet, now=now)
    elif sheet.standing and not begun:
        workshops.change(tx, workshop_id, thought_at=now)
        news.post_question(tx, sheet, now=now)
    else:
        workshops.change(tx, workshop_id, closed_at=now)
        news.ask_outcome(tx, sheet)
        _refresh_cards(tx, workshop_id, now=now)


def reopen_closed(tx: Transaction, promotion_id: int, *, since: datetime, now: datetime) -> None:
    """Reopen the requests without a date that were closed since this moment, because their promotion was reopened."""
    defis = [defi.id for defi in promotions.defis_of(tx, promotion_id)]
    closed = [
        workshop
        for workshop in workshops.list_by_defis(tx, defis)
        if workshop.closed_at and workshop.closed_at >= since
    ]
    for sheet in sheets_of(tx, closed):
        if not (sheet.standing or sheet.looking):
            workshops.change(tx, sheet.workshop.id, closed_at=None)
            _refresh_cards(tx, sheet.workshop.id, now=now)


def _list_going(tx: Reading, *, now: datetime) -> list[tuple[WorkshopSheet, bool]]:
    found = workshops.list_ongoing(tx)
    running = running_promotion_ids(tx, now) if found else frozenset[int]()
    return [(sheet, _is_over(sheet, running)) for sheet in sheets_of(tx, found)]


def _is_over(sheet: WorkshopSheet, running: Collection[int]) -> bool:
    return sheet.promotion_id not in running and sheet.standing is None and not sheet.looking


def _next_moment(sheet: WorkshopSheet, *, is_over: bool, now: datetime) -> datetime:
    workshop, date_ = sheet.workshop, sheet.standing
    if is_over:
        return now
    if workshop.coach_id is not None and not sheet.is_led():
        return now if date_ is None or date_.starts > now else date_.ends
    if date_ is None:
        return NEVER
    if workshop.thought_at is None and date_.starts > now:
        return shift_out_of_quiet(date_.starts - THOUGHT)
    return date_.ends


def _free_coach(tx: Transaction, actor: Actor, sheet: WorkshopSheet, *, now: datetime) -> WorkshopSheet:
    number, who, appointment = sheet.workshop.id, sheet.workshop.coach_id, sheet.standing
    if appointment is not None and who is not None and appointment.part_of(who) is not None:
        parts.leave(tx, actor, [appointment.id], person_id=who, now=now)
    workshops.change(tx, number, coach_id=None)
    record(tx, actor, "workshops.leave", thing=THING, thing_id=number, now=now)
    after = _refresh_cards(tx, number, now=now)
    news.ask_coaches(tx, after, period=f"{who} {int(now.timestamp())}", now=now)
    news.refresh_homes(tx, after, now=now)
    return after


def _refresh_cards(tx: Transaction, workshop_id: int, *, now: datetime) -> WorkshopSheet:
    after = describe_workshop(tx, workshop_id, now=now)
    news.refresh(tx, after, now=now)
    return after


def _check_edit(sheet: WorkshopSheet, actor: Actor, *, now: datetime) -> None:
    require(actor, "workshops.ask", sheet)
    if sheet.standing and sheet.standing.starts <= now:
        raise AlreadyStarted(starts=sheet.standing.starts)


def _check_line(sheet: WorkshopSheet, actor: Actor, kind: NoteKind, *, now: datetime) -> None:
    require(actor, "workshops.write", sheet)
    begun = sheet.standing is not None and sheet.standing.starts <= now
    if begun != (kind is NoteKind.PRODUCT):
        raise Invalid(field="line", reason="late" if begun else "early")


def _resolve_experts(tx: Transaction, form_values: WorkshopFormValues, *, besides: int) -> tuple[int, ...]:
    by_account = people.by_slack_ids(tx, form_values.experts) if form_values.experts else {}
    if len(by_account) < len({*form_values.experts}):
        raise Invalid(field="experts", reason="account")
    if len(form_values.experts) + len(form_values.guests) > MOST_EXPERTS:
        raise Invalid(field="experts", reason="many")
    found = {person.id for person in by_account.values()}
    found |= {people.find_or_add(tx, name=name, email=email) for name, email in form_values.guests}
    return tuple(sorted(found - {besides}))


def _lock_workshop(tx: Transaction, workshop_id: int, *besides: int, now: datetime) -> WorkshopSheet:
    before = describe_workshop(tx, workshop_id, now=now)
    appointment = before.date
    claimants = {*(appointment.claimant_ids if appointment else ()), *besides}
    booked = [appointment.id] if appointment else []
    lock(tx, claimants, (workshops.lock, [workshop_id]), appointments=booked)
    return describe_workshop(tx, workshop_id, now=now)
