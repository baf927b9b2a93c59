"""« A eu lieu »: record, as a coach, an hour that has taken place.

The hour claims no time and has no reminders. The other participants are notified once, after two minutes. Nobody is
asked for an outcome (docs/programme.md, Bureau d'aide)."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

from bot.agenda import drafts
from bot.agenda.agenda import STANDING
from bot.agenda.model import AgendaChange, Kind, Outcome, State
from bot.agenda.pending import UNDO
from bot.errors import DraftExpired, Invalid
from bot.helpdesk.model import ChangeResult, RankReason, RequestWish
from bot.helpdesk.service import check_wish, first_result
from bot.helpdesk.sheets import describe_request
from bot.helpdesk.wishes import eligible_hosts, make_plans, parts_of, read_wish, terms_of
from bot.programme.history import record
from bot.programme.model import Actor, Defi
from bot.programme.permissions import require
from bot.programme.service import defi_of, person_of
from storage.agenda import appointments, changes, reminders
from storage.database import Reading, Transaction
from storage.helpdesk import requests
from storage.programme import people

OLDEST = timedelta(days=60)


def describe_draft(tx: Reading, actor: Actor, draft_id: str, *, now: datetime) -> tuple[Defi, str | None]:
    """Return the défi of a coach's draft, and its host's name (None for the actor). Raises DraftExpired, NotAllowed."""
    wish = _check_wish(read_wish(drafts.find(tx, actor, draft_id, now=now)), actor, tx)
    host = people.by_id(tx, wish.host_id) if wish.host_id not in (None, actor.person_id) else None
    return defi_of(tx, wish.defi_id), host.name if host else None


def record_hour(tx: Transaction, actor: Actor, draft_id: str, *, starts: datetime, now: datetime) -> ChangeResult:
    """Record that the hour of a draft took place. Its host is the chosen person, or else the actor.

    The record can be undone for two minutes. A second submission returns the first result. Raises DraftExpired,
    NotAllowed, NotFound, AlreadyCancelled. Raises Invalid for a wrong host, for wrong participants, and if the hour is
    still "ahead", "old" (more than 60 days ago) or "twice" recorded (the booker had a bureau d'aide then)."""
    draft = drafts.find(tx, actor, draft_id, now=now)
    if draft.result_id is None:  # Lock the booker, because two coaches may record the same hour.
        people.lock(tx, [read_wish(draft).asked_by or person_of(actor).id])
    draft = drafts.find(tx, actor, draft_id, now=now, lock=True)
    if draft.result_id is not None:
        return first_result(tx, draft.result_id, draft_id, now=now)
    wish = replace(_check_wish(read_wish(draft), actor, tx), sessions=1)
    terms = terms_of(tx, wish)
    defi, _ = check_wish(tx, actor, wish, terms=terms, now=now)
    asker, host_id = wish.asked_by or 0, wish.host_id or person_of(actor).id
    if host_id not in {host.id for host in eligible_hosts(tx, terms, promotion_id=defi.promotion_id)}:
        raise Invalid(field="host", reason="gone")
    (plan,) = make_plans(defi, parts_of(asker, wish.guest_ids, host_id), terms=terms, starts=[starts])
    _check_may_record(tx, asker, key=terms.key, starts=starts, ends=plan.ends, now=now)
    appointment_id = appointments.add(tx, plan, uid=str(uuid4()), state=State.CONFIRMED, now=now)
    reminders.add_outcome(tx, appointment_id, Outcome.TOOK_PLACE, said_by=actor.person_id, now=now)
    changes.replace(tx, [AgendaChange(appointment_id, draft_id, Kind.BOOK, actor.person_id, until=now + UNDO)])
    request = requests.add(
        tx,
        wish,
        draft_id=draft_id,
        asked_by=asker,
        promotion_id=defi.promotion_id,
        reason=RankReason.CHOSEN,
        host_id=host_id,
        minutes=terms.minutes,
        now=now,
    )
    requests.add_sessions(tx, request.id, [appointment_id])
    drafts.settle(tx, draft, result_id=request.id)
    record(tx, actor, f"{terms.key}.held", thing="appointment", thing_id=appointment_id, now=now)
    return ChangeResult(describe_request(tx, request.id), draft_id, now + UNDO)


def _check_wish(wish: RequestWish, actor: Actor, tx: Reading) -> RequestWish:
    if wish.asked_by is None or wish.request_id is not None:
        raise DraftExpired
    require(actor, "helpdesk.book_for", defi_of(tx, wish.defi_id))
    return wish


def _check_may_record(
    tx: Reading, person_id: int, *, key: str, starts: datetime, ends: datetime, now: datetime
) -> None:
    if ends > now:
        raise Invalid(field="starts", reason="ahead")
    if starts < now - OLDEST:
        raise Invalid(field="starts", reason="old")
    there = appointments.list_by_people(tx, [person_id], since=starts, until=ends, states=STANDING)
    if any(appointment.dispositif == key and appointment.ends > starts for appointment in there):
        raise Invalid(field="starts", reason="twice")
