"""Notices about a committee: participants keep one card, and changes are new messages."""

from collections.abc import Collection, Iterable
from datetime import datetime

from bot.agenda import pending
from bot.agenda.calendars import calendars
from bot.agenda.pending import told_at
from bot.evaluation import facts
from bot.evaluation.model import CommitteeSheet
from bot.notices import homes, notices
from bot.notices.facts import Change
from bot.notices.team import owe_homes, to_coaches
from bot.notices.unheard import owe_from
from storage.database import Transaction

SUBJECT = facts.AboutCommittee.subject


def tell_booked(tx: Transaction, sheet: CommitteeSheet, *, now: datetime) -> None:
    """Enqueue the cards of everybody."""
    to = {id_ for appointment in sheet.both for id_ in appointment.person_ids}
    notices.tell(tx, facts.CommitteeCard(), about=sheet.committee.id, to=to, due=now, expires=sheet.ends)


def tell_joined(tx: Transaction, sheet: CommitteeSheet, person_id: int, *, now: datetime) -> None:
    """Enqueue the card of a person who joins, as a new message even if they had one before they left."""
    period = "-".join(str(appointment.revision) for appointment in sheet.both)
    about, to = sheet.committee.id, [person_id]
    notices.tell(tx, facts.CommitteeCard(), about=about, to=to, due=now, expires=sheet.ends, period=period)


def tell_moved(
    tx: Transaction, sheet: CommitteeSheet, *, before: datetime, times: int, by: int | None, now: datetime
) -> None:
    """Notify everybody but the actor of the new time, a minute later, and update the cards."""
    appointment = sheet.appointment
    fact = facts.CommitteeMoved(by, {appointment.id: int(before.timestamp())}, times)
    _tell(
        tx, sheet, fact, older=[facts.CommitteeMoved], by=by, due=told_at(appointment.starts, before, now=now), now=now
    )


def tell_talk_moved(
    tx: Transaction, sheet: CommitteeSheet, *, before: datetime | None, by: int | None, now: datetime
) -> None:
    """Notify everybody but the actor of the talk's new time or cancellation; update the cards.

    A minute later. A talk scheduled anew is announced again (`period`)."""
    talk = sheet.talk
    if talk is None:
        return
    fact = facts.TalkMoved(by, {talk.id: int(before.timestamp())} if before else {})
    due = told_at(talk.starts, before or talk.starts, now=now)
    _tell(tx, sheet, fact, older=[facts.TalkMoved], by=by, due=due, now=now)


def tell_cancelled(tx: Transaction, sheet: CommitteeSheet, *, by: int | None, now: datetime) -> None:
    """Notify everybody but the actor of the cancellation, and update the cards."""
    appointment = sheet.appointment
    fact = facts.CommitteeCancelled(by, {appointment.id: int(appointment.starts.timestamp())})
    notices.drop(tx, SUBJECT, sheet.committee.id, reason="cancelled", now=now, kinds=[facts.CommitteeCard.kind])
    _tell(tx, sheet, fact, older=[facts.CommitteeMoved, facts.CommitteeCancelled], by=by, due=now, now=now)


def tell_left(
    tx: Transaction,
    sheet: CommitteeSheet,
    *,
    who: int,
    talk: bool = False,
    to: Collection[int] | None = None,
    now: datetime,
) -> None:
    """Notify the hosts, or `to`, that a person will not come (to the talk of its report); update the cards."""
    appointment = sheet.talk if talk and sheet.talk else sheet.appointment
    fact, period = (
        facts.CommitteeLeft(who, {appointment.id: int(appointment.starts.timestamp())}),
        f"{who}-{appointment.id}",
    )
    to, revision = appointment.host_ids if to is None else to, appointment.revision
    notices.tell(
        tx, fact, about=sheet.committee.id, to=to, due=now, expires=appointment.ends, revision=revision, period=period
    )
    refresh(tx, [sheet], now=now)


def tell_handed(
    tx: Transaction,
    sheet: CommitteeSheet,
    *,
    giver: int | None,
    taker: int,
    talk: bool = False,
    by: int | None,
    now: datetime,
) -> None:
    """Enqueue the new host's card, and tell the others but the actor who leads the committee, or its talk."""
    appointment = sheet.talk if talk and sheet.talk else sheet.appointment
    tell_joined(tx, sheet, taker, now=now)
    fact = facts.CommitteeHanded(taker, giver, appointment.id)
    to = sorted(({*appointment.person_ids} | ({giver} if giver else set())) - {taker, by or 0})
    about, period = sheet.committee.id, f"{taker}-{appointment.id}-{appointment.revision}"
    notices.tell(tx, fact, about=about, to=to, due=now, expires=appointment.ends, period=period)
    refresh(tx, [sheet], now=now)
    owe_homes(tx, promotion_id=sheet.promotion_id, now=now)


def ask_coaches(tx: Transaction, sheet: CommitteeSheet, *, who: int, talk: bool = False, now: datetime) -> None:
    """Ask the coaches, as a team, who leads the committee or its talk now, and set right their Homes."""
    appointment = sheet.talk if talk and sheet.talk else sheet.appointment
    fact, period = facts.CommitteeOrphaned(who, appointment.id), f"{who}-{appointment.id}-{appointment.revision}"
    owed = to_coaches(tx, fact, about=sheet.committee.id, promotion_id=sheet.promotion_id, period=period, now=now)
    notices.owe(tx, [message for message in owed if message.person_id != who])
    owe_homes(tx, promotion_id=sheet.promotion_id, now=now)


def refresh(tx: Transaction, sheets: Iterable[CommitteeSheet], *, now: datetime) -> None:
    """Set right all that shows these committees: cards, calendar entries taken, then Homes."""
    people: set[int] = set()
    for sheet in sheets:
        notices.owe_updates(tx, SUBJECT, sheet.committee.id, revision=sheet.appointment.revision, due=now)
        shown = [sheet.appointment, *([sheet.talk] if sheet.talk else [])]
        calendars.owe_changed(tx, shown, card=(SUBJECT, sheet.committee.id), now=now)
        people |= {participant.person_id for appointment in shown for participant in appointment.participants}
    homes.owe_home(tx, people, now=now)


def _tell(
    tx: Transaction,
    sheet: CommitteeSheet,
    fact: facts.CommitteeMoved | facts.TalkMoved | facts.CommitteeCancelled,
    *,
    older: list[type[Change]],
    by: int | None,
    due: datetime,
    now: datetime,
) -> None:
    appointment = sheet.talk if isinstance(fact, facts.TalkMoved) and sheet.talk else sheet.appointment
    also = sheet.talk.person_ids if sheet.talk and isinstance(fact, facts.CommitteeCancelled) else ()
    to = sorted({*appointment.person_ids, *also} - {by or 0})
    if pending.among(tx, [appointment.id]):  # not announced yet: the card has all of it
        refresh(tx, [sheet], now=now)
        return
    about, period = sheet.committee.id, str(appointment.id) if appointment is sheet.talk else None
    news = [
        fact.owed(about, to=each, due=due, expires=appointment.ends, revision=appointment.revision, period=period)
        for each in to
    ]
    owe_from(tx, fact, news, older=older, by=by, now=now)
    refresh(tx, [sheet], now=now)
