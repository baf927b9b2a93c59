"""« Clore la promotion »: preview the closing, close the promotion, undo the closing, cancel its appointments.

The EIG become alumni. Porteurs and sponsors lose their role, and coaches keep theirs. The promotion ends that day, or
on its first day if it has not begun. Nothing more is planned, and private data is erased some months later. Upcoming
appointments are kept, unless the coach asks to cancel them. In that case a periodic job cancels them two minutes later,
in small transactions. So a closing that is undone within two minutes cancels nothing."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from bot.agenda.away import AbsenceAction, AbsenceStrategy, AbsenceWay, AwayChoice
from bot.agenda.model import Appointment
from bot.agenda.pending import UNDO
from bot.dates.paris import day_of
from bot.dates.phases import add_months
from bot.errors import NotFound, Refusal, Unavailable
from bot.evaluation import away
from bot.gatherings import away as gatherings
from bot.helpdesk import away as helpdesk
from bot.notices import homes, notices
from bot.planning.absence import carrying
from bot.programme.history import record, renew_receipt
from bot.programme.model import Actor, Entry, Person, Promotion
from bot.programme.permissions import may, require
from bot.programme.roles import Role
from bot.programme.service import actor_of
from bot.rights import facts
from bot.workshops import workshops
from storage.agenda import appointments
from storage.database import Reading, Transaction, savepoint
from storage.programme import closings, history, people, promotions

CLOSE, REOPEN, CANCEL = "rights.close", "rights.reopen", "rights.cancel"
THING = "promotion"
_NEWEST = "rights.closed"  # key of the receipt that records the time of the last closing
# These roles are notified. Sponsors get messages about seminars only.
TOLD = (Role.EIG, Role.PORTEUR)


@dataclass(frozen=True, slots=True)
class ClosingRecord:
    """When a promotion was closed, and by whom (None: that person was erased)."""

    at: datetime
    by: Person | None


@dataclass(frozen=True, slots=True)
class ClosingEffects:
    """The effects of closing a promotion, before or after it is closed.

    `eig`, `porteurs`, `sponsors`, `actions` (open) and `owed` (pending messages) are numbers. `erased_on` is the day
    from which texts are erased; None means never. `closed` is None while the promotion is open. `coming`: upcoming
    appointments, by start. `cancels`: a periodic job will cancel them."""

    promotion: Promotion
    eig: int
    porteurs: int
    sponsors: int
    coming: tuple[Appointment, ...]
    actions: int
    owed: int
    erased_on: date | None
    closed: ClosingRecord | None = None
    cancels: bool = False


def preview_closing(tx: Reading, actor: Actor, promotion_id: int, *, months: int, now: datetime) -> ClosingEffects:
    """Return the effects of closing a promotion now, or of its past closing. Raises NotFound, NotAllowed."""
    promotion = _promotion(tx, actor, promotion_id)
    # This is a set, since a person may have several défis.
    members = {(who, role) for _, who, role in closings.list_leaving_members(tx, promotion_id)}
    roles = [role for _, role in members]
    _, actions, owed = closings.remaining_counts(tx, promotion_id, now=now)
    ends = _end_date(promotion, now=now)
    entry = _last_closing(tx, promotion_id)
    return ClosingEffects(
        promotion,
        eig=roles.count(Role.EIG),
        porteurs=roles.count(Role.PORTEUR),
        sponsors=roles.count(Role.SPONSOR),
        coming=tuple(upcoming_appointments(tx, promotion_id, now=now)),
        actions=actions,
        owed=owed,
        erased_on=add_months(ends, months) if months else None,
        closed=ClosingRecord(entry.at, people.by_id(tx, entry.actor_id) if entry.actor_id else None) if entry else None,
        cancels=promotion_id in closings.list_due_cancellations(tx, now=now + UNDO),
    )


def close_promotion(
    tx: Transaction, actor: Actor, promotion_id: int, *, months: int, cancels_appointments: bool = False, now: datetime
) -> bool:
    """Close a promotion, all or nothing. Return False if it was already closed. Raises NotFound, NotAllowed.

    When the undo window is over, the EIG and porteurs each get a message. If `cancels_appointments`, upcoming
    appointments are cancelled then."""
    promotions.lock_imports(tx)
    promotion = _promotion(tx, actor, promotion_id)
    if _last_closing(tx, promotion_id):
        return False
    found = closings.list_leaving_members(tx, promotion_id)
    people.end_memberships(tx, [member_id for member_id, _, _ in found], now=now)
    closings.make_alumni(tx, {who for _, who, role in found if role is Role.EIG}, now=now)
    ends = _end_date(promotion, now=now)
    cancels_at = now + UNDO if cancels_appointments else None
    promotions.change_promotion(tx, promotion_id, ends_on=ends.isoformat(), closed_at=now, cancels_at=cancels_at)
    record(tx, actor, CLOSE, thing=THING, thing_id=promotion_id, now=now, detail=promotion.ends_on.isoformat())
    renew_receipt(tx, _NEWEST, now=now)
    told = {who for _, who, role in found if role in TOLD}
    erased_on = add_months(ends, months).isoformat() if months else ""
    notices.tell(tx, facts.PromotionClosed(now, erased_on), about=promotion_id, to=told, due=now + UNDO)
    homes.owe_home(tx, {who for _, who, _ in found}, now=now)
    return True


def reopen_promotion(tx: Transaction, actor: Actor, promotion_id: int, *, now: datetime) -> bool:
    """Undo a closing: people get their roles back, unless they were erased. Return False if the promotion is open.

    People who were notified of the closing get another message. Cancelled appointments stay cancelled. Workshops that
    had no date wait for a date again. Raises NotFound, NotAllowed."""
    promotions.lock_imports(tx)
    _promotion(tx, actor, promotion_id)
    entry = _last_closing(tx, promotion_id)
    if entry is None:
        return False
    back = closings.restore_memberships(tx, promotion_id, closed_at=entry.at)
    promotions.change_promotion(tx, promotion_id, ends_on=entry.detail, closed_at=None, cancels_at=None)
    workshops.reopen_closed(tx, promotion_id, since=entry.at, now=now)
    record(tx, actor, REOPEN, thing=THING, thing_id=promotion_id, now=now)
    if now >= entry.at + UNDO:
        told = {who for _, who, role in closings.list_leaving_members(tx, promotion_id) if role in TOLD} & {*back}
        notices.tell(tx, facts.PromotionReopened(at=now), about=promotion_id, to=told, due=now)
    homes.owe_home(tx, back, now=now)
    return True


def is_closing_pending(tx: Reading, *, now: datetime) -> bool:
    """Return whether a closing can still be undone, or has appointments to cancel. Other periodic jobs wait for it."""
    return last_final_moment(tx, now=now) is not None


def last_final_moment(tx: Reading, *, now: datetime) -> datetime | None:
    """Return when the latest closing becomes final; None if all closings are final.

    Another replica's clock may be a little ahead. A time far in the future, from a clock that was wrong, is ignored."""
    at = history.received_at(tx, _NEWEST)
    fresh = at + UNDO if at is not None and abs(now - at) < UNDO else None
    return max((moment for moment in (fresh, next_due(tx)) if moment), default=None)


def list_due(tx: Reading, *, now: datetime) -> list[tuple[int, list[int]]]:
    """Return (promotion, ids of its upcoming appointments to cancel) for closed promotions whose cancelling is due."""
    return [
        (promotion_id, cancellable_ids(tx, promotion_id, now=now))
        for promotion_id in closings.list_due_cancellations(tx, now=now)
    ]


def next_due(tx: Reading) -> datetime | None:
    """Return when the next cancellation is due."""
    return closings.next_cancellation(tx)


def cancel_one(tx: Transaction, promotion_id: int, *, appointment_id: int, now: datetime) -> None:
    """Cancel one appointment of a closed promotion, if the promotion is still closed. Several replicas may run this."""
    entry = _lock_cancelling(tx, promotion_id, now=now)
    if entry is None or entry.actor_id is None:
        return
    actor = actor_of(tx, entry.actor_id)
    if cancel_appointment(tx, actor, appointment_id, now=now):
        record(tx, actor, CANCEL, thing=THING, thing_id=promotion_id, now=now, detail=str(appointment_id))


def end_cancelling(tx: Transaction, promotion_id: int, *, now: datetime) -> None:
    """Record that all cancellations are done, and notify the person who closed the promotion."""
    entry = _lock_cancelling(tx, promotion_id, now=now)
    if entry is None:
        return
    promotions.change_promotion(tx, promotion_id, cancels_at=None)
    past = history.entries_of(tx, THING, promotion_id)
    count = sum(entry_.action == CANCEL for entry_ in past[past.index(entry) :])
    if entry.actor_id is not None:
        notices.tell(tx, facts.CancellationsDone(now, count), about=promotion_id, to=[entry.actor_id], due=now)


def closed_at(tx: Reading, promotion_id: int) -> datetime | None:
    """Return when a promotion was closed; None if it is open."""
    entry = _last_closing(tx, promotion_id)
    return entry.at if entry else None


def promotion_of(tx: Reading, promotion_id: int) -> Promotion:
    """Return a promotion, for messages about it. This checks no permission. Raises NotFound."""
    found = promotions.promotion_by_id(tx, promotion_id)
    if found is None:
        raise NotFound(thing=THING)
    return found


def ended_promotions(tx: Reading, actor: Actor, *, now: datetime) -> list[Promotion]:
    """Return the ended promotions that the actor coaches, closed or not, newest first."""
    ended = [promotion for promotion in promotions.all_promotions(tx) if promotion.has_ended(day_of(now))]
    return [promotion for promotion in reversed(ended) if may(actor, CLOSE, thing=promotion)]


def _end_date(promotion: Promotion, *, now: datetime) -> date:
    return max(promotion.starts_on, min(promotion.ends_on, day_of(now)))


def _promotion(tx: Reading, actor: Actor, promotion_id: int) -> Promotion:
    promotion = promotion_of(tx, promotion_id)
    require(actor, CLOSE, promotion)
    return promotion


def _lock_cancelling(tx: Transaction, promotion_id: int, *, now: datetime) -> Entry | None:
    """Return the history entry of a closing whose appointments are being cancelled. The lock prevents an undo."""
    promotions.lock_imports(tx)
    return _last_closing(tx, promotion_id) if promotion_id in closings.list_due_cancellations(tx, now=now) else None


def _last_closing(tx: Reading, promotion_id: int) -> Entry | None:
    entries = [entry for entry in history.entries_of(tx, THING, promotion_id) if entry.action in (CLOSE, REOPEN)]
    return entries[-1] if entries and entries[-1].action == CLOSE else None


WORD = "La promotion est close."
_CANCELLED = (helpdesk.MANNERS, gatherings.MANNERS, away.MANNERS)


def upcoming_appointments(tx: Reading, promotion_id: int, *, now: datetime) -> list[Appointment]:
    """Return a promotion's upcoming appointments, sorted by start."""
    ids = closings.upcoming_appointment_ids(tx, promotion_id, now=now)
    return appointments.read_all(tx, ids) if ids else []


def cancellable_ids(tx: Reading, promotion_id: int, *, now: datetime) -> list[int]:
    """Return the ids of upcoming appointments that a closing may cancel, sorted by start."""
    ids = closings.upcoming_appointment_ids(tx, promotion_id, now=now)
    known = {thing for manners in _CANCELLED for thing in manners.things(tx, ids)} if ids else set()
    return [id_ for id_ in ids if id_ in known]


def cancel_appointment(tx: Transaction, actor: Actor, appointment_id: int, *, now: datetime) -> bool:
    """Cancel an appointment through its feature, so that its participants are notified.

    Return False if the feature refuses: the appointment was already cancelled, has started, or the actor may not cancel
    it."""
    me = {actor.person_id} if actor.person_id else set()
    for appointment in carrying.lock_appointments(tx, me, [appointment_id]):
        for manners in _CANCELLED:
            for thing_id in manners.things(tx, [appointment.id]).values():
                return _cancel(tx, actor, appointment, manners=manners, thing_id=thing_id, now=now)
    return False


def _cancel(
    tx: Transaction, actor: Actor, appointment: Appointment, *, manners: AbsenceStrategy, thing_id: int, now: datetime
) -> bool:
    try:
        with savepoint(tx):
            manners.do(
                AbsenceAction(tx, actor, appointment, thing_id, AwayChoice(AbsenceWay.CANCEL), WORD, str(uuid4()), now)
            )
    except Unavailable:
        raise
    except Refusal:
        return False
    return True
