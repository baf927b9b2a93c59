"""Enqueue notices about a committee. Each participant keeps one card, and a message announces each change."""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from functools import partial

from bot.agenda import pending
from bot.agenda.calendars import calendars
from bot.agenda.model import SettledChange
from bot.agenda.pending import announcement_time
from bot.evaluation import facts
from bot.evaluation.model import CommitteeSheet
from bot.notices import homes, notices
from bot.notices.facts import Change, Retimed
from bot.notices.team import address_to_coaches, owe_homes
from bot.notices.unheard import owe_change
from storage.database import Transaction

SUBJECT = facts.CommitteeFact.subject


def tell_booked(tx: Transaction, sheet: CommitteeSheet, *, now: datetime) -> None:
    """Enqueue the card for each participant."""
    to = {id_ for appointment in sheet.both for id_ in appointment.person_ids}
    notices.tell(tx, facts.CommitteeCard(), about=sheet.committee.id, to=to, due=now, expires=sheet.ends)


def tell_joined(tx: Transaction, sheet: CommitteeSheet, person_id: int, *, now: datetime) -> None:
    """Enqueue the card for a person who joins. A person who had left before gets a new message."""
    period = "-".join(str(appointment.revision) for appointment in sheet.both)
    about, to = sheet.committee.id, [person_id]
    notices.tell(tx, facts.CommitteeCard(), about=about, to=to, due=now, expires=sheet.ends, period=period)


def tell_moved(tx: Transaction, sheet: CommitteeSheet, settled: SettledChange, *, times: int, now: datetime) -> None:
    """Notify everybody of the committee's new time, and update the cards. `times` counts the reschedules so far."""
    _notify_change(
        tx, sheet, settled, partial(facts.CommitteeMoved, times=times), replaced_kinds=[facts.CommitteeMoved], now=now
    )


def tell_talk_scheduled(tx: Transaction, sheet: CommitteeSheet, *, actor_id: int | None, now: datetime) -> None:
    """Notify everybody except `actor_id` that the meeting was scheduled, and update the cards.

    The notices wait a minute."""
    talk = sheet.talk
    if talk is None:
        return
    fact, due = facts.TalkMoved(actor_id, {}), announcement_time(talk.starts, talk.starts, now=now)
    told = partial(fact.owed, sheet.committee.id, due=due, expires=talk.ends, revision=talk.revision)
    news = [told(to=reader, period=str(talk.id)) for reader in sorted({*talk.person_ids} - {actor_id or 0})]
    # If a change of the meeting is still pending, people know nothing yet, and the card will show everything.
    if not pending.pending_ids(tx, [talk.id]):
        owe_change(tx, fact, news, older_kinds=[facts.TalkMoved], actor_id=actor_id, now=now)
    refresh_cards(tx, [sheet], now=now)


def tell_talk_moved(
    tx: Transaction,
    sheet: CommitteeSheet,
    settled: SettledChange,
    *,
    committee_change: SettledChange | None = None,
    now: datetime,
) -> None:
    """Notify everybody that the meeting was rescheduled or cancelled, and update the cards.

    `committee_change`: the change of the committee, if it changed too. The notice of that change also has the meeting's
    new time, so its readers get no second notice."""
    moved = (
        pending.readers_by_start(committee_change, committee_change.appointment.person_ids) if committee_change else {}
    )
    but = {reader for to in moved.values() for reader in to}
    _notify_change(
        tx, sheet, settled, facts.TalkMoved, replaced_kinds=[facts.TalkMoved], except_person_ids=but, now=now
    )


def tell_cancelled(
    tx: Transaction, sheet: CommitteeSheet, settled: SettledChange, *, talk_change: SettledChange | None, now: datetime
) -> None:
    """Notify everybody that the committee (and its meeting, if `talk_change` is given) was cancelled.

    Update the cards."""
    notices.drop_unsent(tx, SUBJECT, sheet.committee.id, reason="cancelled", now=now, kinds=[facts.CommitteeCard.kind])
    also = sheet.talk.person_ids if sheet.talk else ()
    older: list[type[Change]] = [facts.CommitteeMoved, facts.CommitteeCancelled, facts.TalkMoved]
    _notify_change(
        tx,
        sheet,
        settled,
        facts.CommitteeCancelled,
        replaced_kinds=older,
        extra_person_ids=also,
        talk_change=talk_change,
        now=now,
    )


def refresh_own_card(tx: Transaction, sheet: CommitteeSheet, person_id: int, *, now: datetime) -> None:
    """Update the card and the Home of the person who changed a committee, at once."""
    notices.owe_updates(
        tx, SUBJECT, sheet.committee.id, revision=sheet.appointment.revision, due=now, person_id=person_id
    )
    homes.owe_home(tx, [person_id], now=now)


def tell_left(
    tx: Transaction,
    sheet: CommitteeSheet,
    *,
    leaver_id: int,
    from_talk: bool = False,
    to: Collection[int] | None = None,
    now: datetime,
) -> None:
    """Notify `to` (default: the hosts) that a person leaves the committee (or its meeting). Update the cards."""
    appointment = sheet.talk if from_talk and sheet.talk else sheet.appointment
    fact, period = (
        facts.CommitteeLeft(leaver_id, {appointment.id: int(appointment.starts.timestamp())}),
        f"{leaver_id}-{appointment.id}",
    )
    to, revision = appointment.host_ids if to is None else to, appointment.revision
    notices.tell(
        tx, fact, about=sheet.committee.id, to=to, due=now, expires=appointment.ends, revision=revision, period=period
    )
    refresh_cards(tx, [sheet], now=now)


def tell_handed(
    tx: Transaction,
    sheet: CommitteeSheet,
    *,
    giver_id: int | None,
    taker_id: int,
    of_talk: bool = False,
    actor_id: int | None,
    now: datetime,
) -> None:
    """Enqueue a card for the new host, and notify the other people except `actor_id`. Update the cards."""
    appointment = sheet.talk if of_talk and sheet.talk else sheet.appointment
    tell_joined(tx, sheet, taker_id, now=now)
    fact = facts.CommitteeHanded(taker_id, giver_id, appointment.id)
    to = sorted(({*appointment.person_ids} | ({giver_id} if giver_id else set())) - {taker_id, actor_id or 0})
    about, period = sheet.committee.id, f"{taker_id}-{appointment.id}-{appointment.revision}"
    notices.tell(tx, fact, about=about, to=to, due=now, expires=appointment.ends, period=period)
    refresh_cards(tx, [sheet], now=now)
    owe_homes(tx, promotion_id=sheet.promotion_id, now=now)


def ask_coaches(
    tx: Transaction, sheet: CommitteeSheet, *, leaver_id: int, of_talk: bool = False, now: datetime
) -> None:
    """Ask the coaches, except the leaver `leaver_id`, to host the committee, or its meeting if `of_talk`.

    Update their Homes."""
    appointment = sheet.talk if of_talk and sheet.talk else sheet.appointment
    fact, period = (
        facts.CommitteeOrphaned(leaver_id, appointment.id),
        f"{leaver_id}-{appointment.id}-{appointment.revision}",
    )
    owed = address_to_coaches(
        tx, fact, about=sheet.committee.id, promotion_id=sheet.promotion_id, period=period, now=now
    )
    notices.owe(tx, [message for message in owed if message.person_id != leaver_id])
    owe_homes(tx, promotion_id=sheet.promotion_id, now=now)


def refresh_cards(tx: Transaction, sheets: Iterable[CommitteeSheet], *, now: datetime) -> None:
    """Update the cards, calendar entries and Homes that show these committees."""
    people: set[int] = set()
    for sheet in sheets:
        notices.owe_updates(tx, SUBJECT, sheet.committee.id, revision=sheet.appointment.revision, due=now)
        shown = [sheet.appointment, *([sheet.talk] if sheet.talk else [])]
        calendars.owe_changed_files(tx, shown, card=(SUBJECT, sheet.committee.id), now=now)
        people |= {participant.person_id for appointment in shown for participant in appointment.participants}
    homes.owe_home(tx, people, now=now)


def _notify_change(
    tx: Transaction,
    sheet: CommitteeSheet,
    settled: SettledChange,
    kind: Callable[..., Retimed],
    *,
    replaced_kinds: list[type[Change]],
    extra_person_ids: Collection[int] = (),
    except_person_ids: Collection[int] = (),
    talk_change: SettledChange | None = None,
    now: datetime,
) -> None:
    appointment, by = settled.appointment, settled.change.actor_id
    told_talk = talk_change.change.told_starts if talk_change else None
    with_it = {talk_change.appointment.id: int(told_talk.timestamp())} if talk_change and told_talk else {}
    period = str(appointment.id) if sheet.is_talk(appointment) else None
    for before, to in pending.readers_by_start(
        settled, {*appointment.person_ids, *extra_person_ids} - {*except_person_ids}
    ).items():
        fact = kind(by, {appointment.id: int(before.timestamp()), **with_it})
        told = partial(fact.owed, sheet.committee.id, due=now, expires=appointment.ends, revision=appointment.revision)
        owe_change(
            tx,
            fact,
            [told(to=reader, period=period) for reader in to],
            older_kinds=replaced_kinds,
            actor_id=by,
            now=now,
        )
    refresh_cards(tx, [sheet], now=now)
