"""Who is invited by mail, to what, and when: after a gesture stands, once, and never what is no news to them."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.agenda import agenda, changes, facts, holds, parts, pending
from bot.agenda.calendars import invitations
from bot.agenda.calendars.invited import CANCEL, invite_to
from bot.agenda.model import AgendaPlan, Appointment, Part, Participant, State
from bot.agenda.pending import UNDO
from bot.agenda.reminders.timetable import ReminderWishes
from bot.gatherings import facts as gathering_facts
from bot.helpdesk import news
from bot.notices import notices as ledger
from bot.notices.model import MAIL_ACTIONS, Notice
from bot.upkeep import CARDS_KEPT, NOTICES_KEPT
from storage.agenda import appointments as table
from storage.agenda import reminders
from storage.audit import RULES
from storage.database import Database, Transaction
from storage.notices import retention
from storage.notices.ledger import notices
from storage.programme import people
from tests.bot.agenda.meetings import NOW, PARIS, actor, add_hosts
from tests.bot.agenda.promises import LINK, moved, statements, write

THURSDAY = datetime(2026, 5, 21, 9, 30, tzinfo=PARIS)
DAY = timedelta(days=1)
STANDS = NOW + UNDO


@pytest.fixture
def tx(database: Database) -> Iterator[Transaction]:
    with database.transaction() as tx:
        yield tx


@pytest.fixture
def cast(tx: Transaction) -> list[int]:
    """Ana hosts, Léa books; both have Slack. Sami has none. Zoé has neither Slack nor an e-mail."""
    ana, lea = add_hosts(tx, "Ana", "Léa")
    people.change(tx, ana, slack_id="U1", email="ana@exemple.fr")
    people.change(tx, lea, slack_id="U2", email="lea@exemple.fr")
    return [ana, lea, add_unconnected(tx, "Sami"), people.add(tx, name="Zoé")]


def add_unconnected(tx: Transaction, name: str) -> int:
    """Add somebody of whom Slack has said that it knows no account."""
    person = people.add(tx, name=name, email=f"{name.lower()}@exemple.fr")
    people.change(tx, person, looked_up_at=NOW)
    return person


def planned(cast: list[int], starts: datetime = THURSDAY) -> AgendaPlan:
    ana, lea, sami, zoe = cast
    roles = (Participant(ana, Part.HOST), Participant(lea, Part.BOOKER), Participant(sami, Part.GUEST))
    return AgendaPlan("bureau-aide", None, None, starts, 60, (*roles, Participant(zoe, Part.GUEST)), LINK)


def book(tx: Transaction, cast: list[int], *, now: datetime = NOW) -> Appointment:
    (one,) = agenda.book(tx, actor(tx, cast[1]), [planned(cast)], batch="booked", now=now)
    return one


def waiting(tx: Transaction) -> list[tuple[int, str, int, datetime]]:
    """Give the mails that wait, as (person, what, revision, due)."""
    rows = tx.execute(
        select(notices).where(notices.c.kind == facts.Invite.kind, notices.c.state == "owed").order_by(notices.c.seq)
    )
    return [(row.person_id, row.detail.split()[0], row.revision, row.due) for row in rows]


def claim(tx: Transaction, at: datetime) -> list[Notice]:
    return ledger.claim(tx, now=at, machine_now=at, limit=10, actions=MAIL_ACTIONS)


def send(tx: Transaction, at: datetime) -> list[tuple[int | None, facts.Invite]]:
    """Send all mails that are due and still true; give who got what."""
    sent = []
    for one in claim(tx, at):
        if invitations.read(tx, one, facts.Invite.read(one.detail)) is None:
            ledger.close_dropped(tx, one, reason="untrue", machine_now=at)
        else:
            ledger.close_sent(tx, one, channel=None, ts=None, machine_now=at)
            sent.append((one.person_id, facts.Invite.read(one.detail)))
    return sent


def test_who_has_no_slack_or_chose_mail_is_invited_once_it_stands(tx: Transaction, cast: list[int]) -> None:
    _, lea, sami, _ = cast
    reminders.set_wishes(tx, lea, ReminderWishes(by_mail=True))
    one = book(tx, cast)
    assert waiting(tx) == [(lea, "request", 0, STANDS), (sami, "request", 0, STANDS)]
    assert send(tx, STANDS - timedelta(seconds=1)) == []
    assert send(tx, STANDS) == [(lea, invite_to(one)), (sami, invite_to(one))]
    invitations.owe_invitations(tx, [one], now=STANDS)
    assert waiting(tx) == []


def test_within_the_hour_it_is_due_at_once(tx: Transaction, cast: list[int]) -> None:
    soon = planned(cast, NOW + timedelta(minutes=30))
    agenda.book(tx, actor(tx, cast[1]), [soon], batch="booked", by_host=True, now=NOW)
    assert waiting(tx) == [(cast[2], "request", 0, NOW)]


@pytest.mark.parametrize("undone", [True, False])
def test_what_is_cancelled_or_undone_in_two_minutes_is_mailed_to_nobody(
    tx: Transaction, cast: list[int], undone: bool
) -> None:
    one = book(tx, cast)
    if undone:
        changes.undo(tx, actor(tx, cast[1]), "booked", now=NOW + DAY / 1440)
    else:
        changes.cancel(tx, actor(tx, cast[1]), [one.id], batch="cancelled", now=NOW + DAY / 1440)
    assert (waiting(tx), send(tx, NOW + DAY)) == ([], [])


def test_move_and_cancellation_follow_the_invitation(tx: Transaction, cast: list[int]) -> None:
    sami, who = cast[2], actor(tx, cast[1])
    one = book(tx, cast)
    send(tx, STANDS)
    later = NOW + DAY
    (there,) = changes.move(tx, who, {one.id: THURSDAY + DAY}, batch="moved", by_host=True, now=later)
    assert waiting(tx) == [(sami, "request", 1, later + UNDO)]
    (told,) = claim(tx, later + UNDO)
    invitation = invitations.read(tx, told, facts.Invite.read(told.detail))
    assert invitation == invitations.Invitation(there, sami, told_starts=one.starts)
    assert ledger.close_sent(tx, told, channel=None, ts=None, machine_now=later + UNDO)
    changes.cancel(tx, who, [one.id], batch="cancelled", now=later + DAY)
    assert waiting(tx) == [(sami, "cancel", 2, later + DAY + UNDO)]
    assert send(tx, later + DAY + UNDO) == [(sami, CANCEL)]


@pytest.mark.parametrize("gesture", ["move", "cancel"])
def test_change_that_is_undone_is_no_news(tx: Transaction, cast: list[int], gesture: str) -> None:
    who, later = actor(tx, cast[1]), NOW + DAY
    one = book(tx, cast)
    send(tx, STANDS)
    if gesture == "move":
        changes.move(tx, who, {one.id: THURSDAY + DAY}, batch="b", by_host=True, now=later)
    else:
        changes.cancel(tx, who, [one.id], batch="b", now=later)
    changes.undo(tx, who, "b", now=later)
    assert (waiting(tx), send(tx, later + DAY)) == ([], [])


def test_gesture_undone_before_the_first_mail_leaves_one_invitation(tx: Transaction, cast: list[int]) -> None:
    one = book(tx, cast)
    changes.cancel(tx, actor(tx, cast[1]), [one.id], batch="b", now=STANDS)
    changes.undo(tx, actor(tx, cast[1]), "b", now=STANDS)
    assert send(tx, STANDS) == [(cast[2], invite_to(one))]


def test_mail_that_is_being_sent_is_not_sent_of_what_was_cancelled_meanwhile(tx: Transaction, cast: list[int]) -> None:
    one = book(tx, cast)
    (claimed,) = claim(tx, STANDS)
    changes.cancel(tx, actor(tx, cast[1]), [one.id], batch="b", now=STANDS)
    assert waiting(tx) == [(cast[2], "cancel", 1, STANDS + UNDO)]  # it may have left before
    assert invitations.read(tx, claimed, facts.Invite.read(claimed.detail)) is None
    assert ledger.close_dropped(tx, claimed, reason="untrue", machine_now=STANDS)
    assert send(tx, STANDS + UNDO) == []


def test_who_leaves_is_told_so_and_who_is_there_hears_of_no_other(tx: Transaction, cast: list[int]) -> None:
    ana, _, sami, _ = cast
    paul = add_unconnected(tx, "Paul")
    one = book(tx, cast)
    send(tx, STANDS)
    parts.join(tx, actor(tx, ana), [one.id], person_id=paul, part=Part.EXPERT, now=STANDS)
    assert waiting(tx) == [(paul, "request", 1, STANDS)]
    parts.leave(tx, actor(tx, ana), [one.id], person_id=sami, now=STANDS)
    assert send(tx, STANDS) == [(paul, invite_to(one)), (sami, CANCEL)]
    parts.leave(tx, actor(tx, ana), [one.id], person_id=cast[3], now=STANDS)
    assert send(tx, STANDS) == []


def test_another_link_is_news(tx: Transaction, cast: list[int]) -> None:
    one = book(tx, cast)
    send(tx, STANDS)
    table.change(tx, one.id, now=STANDS, link=f"{LINK}/b")
    invitations.propagate_changes(tx, [agenda.get(tx, one.id)], now=STANDS)
    assert waiting(tx) == [(cast[2], "request", 1, STANDS)]


def test_who_has_slack_before_the_mail_leaves_is_not_invited_by_it(tx: Transaction, cast: list[int]) -> None:
    book(tx, cast)
    people.change(tx, cast[2], slack_id="U3")
    assert send(tx, STANDS) == []


def test_who_was_invited_by_mail_hears_of_changes_so_too(tx: Transaction, cast: list[int]) -> None:
    one = book(tx, cast)
    send(tx, STANDS)
    people.change(tx, cast[2], slack_id="U3")
    changes.cancel(tx, actor(tx, cast[1]), [one.id], batch="b", now=STANDS)
    assert send(tx, STANDS + UNDO) == [(cast[2], CANCEL)]


def test_who_turns_out_to_have_no_slack_is_invited_then(tx: Transaction, cast: list[int]) -> None:
    people.change(tx, cast[2], looked_up_at=None)
    one = book(tx, cast)
    assert waiting(tx) == []
    people.change(tx, cast[2], looked_up_at=NOW)
    for _ in range(2):
        invitations.owe_upcoming_invitations(tx, cast[2], now=NOW)
    assert waiting(tx) == [(cast[2], "request", 0, STANDS)]
    assert send(tx, STANDS) == [(cast[2], invite_to(one))]


def test_held_time_invites_nobody_until_it_is_confirmed(tx: Transaction, cast: list[int]) -> None:
    sami, who = cast[2], actor(tx, cast[0])
    (one,) = holds.hold(tx, who, [planned(cast)], now=NOW)
    assert waiting(tx) == []
    holds.confirm(tx, who, [one], now=NOW)
    assert send(tx, NOW) == [(sami, invite_to(one))]
    (one,) = agenda.get_all(tx, [one.id])
    holds.shift(tx, who, [(one, THURSDAY + DAY)], state=State.HELD, now=NOW)
    assert waiting(tx) == []
    holds.release(tx, who, agenda.get_all(tx, [one.id]), now=NOW)
    assert send(tx, NOW) == [(sami, CANCEL)]


def test_rows_that_are_kept_are_known_by_their_subjects() -> None:
    assert (facts.Invite.subject, gathering_facts.GatheringCard.subject) == (retention.APPOINTMENT, retention.GATHERING)


def forget(tx: Transaction, at: datetime) -> None:
    """Forget messages as the bot does once an hour."""
    retention.delete_closed(tx, before=at - NOTICES_KEPT, cards_before=at - CARDS_KEPT, now=at)


@pytest.mark.parametrize("gesture", ["cancel", "link", "nothing"])
def test_what_was_mailed_is_known_for_as_long_as_the_appointment_is_to_come(
    tx: Transaction, cast: list[int], gesture: str
) -> None:
    """A cancellation follows an invitation sent more than 90 days before, and an unrelated change sends nothing."""
    sami, who = cast[2], actor(tx, cast[1])
    far = planned(cast, THURSDAY + 200 * DAY)
    (one,) = agenda.book(tx, who, [far], batch="booked", by_host=True, now=NOW)
    send(tx, STANDS)
    later = NOW + 150 * DAY
    forget(tx, later)
    if gesture == "cancel":
        changes.cancel(tx, who, [one.id], batch="cancelled", now=later)
        expected = [(sami, CANCEL)]
    elif gesture == "link":
        table.change(tx, one.id, now=later, link=f"{LINK}/b")
        invitations.propagate_changes(tx, [agenda.get(tx, one.id)], now=later)
        expected = [(sami, invite_to(agenda.get(tx, one.id)))]
    else:
        invitations.propagate_changes(tx, [agenda.get(tx, one.id)], now=later)
        expected = []
    assert send(tx, later + DAY) == expected
    assert known(tx, one.id) == (2 if expected else 1)
    forget(tx, one.ends + 400 * DAY)
    assert known(tx, one.id) == 0


def known(tx: Transaction, appointment_id: int) -> int:
    """Count the mails about an appointment that the ledger still has."""
    query = select(func.count()).where(notices.c.subject_id == appointment_id, notices.c.kind == facts.Invite.kind)
    return int(tx.execute(query).scalar_one())


@pytest.mark.parametrize("fresh", [True, False])
def test_number_of_queries_does_not_grow(tx: Transaction, cast: list[int], fresh: bool) -> None:
    ana, lea, sami, _ = cast

    def cost(number: int) -> int:
        ones = [write(tx, host=ana, booker=lea, guests=[sami], starts=THURSDAY + DAY * at) for at in range(number)]
        if not fresh:
            invitations.owe_invitations(tx, ones, is_new=True, now=NOW)
            ones = [moved(tx, one, DAY) for one in ones]
        with statements(tx) as seen:
            invitations.owe_invitations(tx, ones, is_new=fresh, now=NOW)
        return len(seen)

    assert cost(20) == cost(1) == (3 if fresh else 5)


def test_the_audit_names_who_was_not_told_how_it_stands(tx: Transaction, cast: list[int]) -> None:
    one = book(tx, cast)
    send(tx, STANDS)
    news.settle(tx, pending.end_undo_windows(tx, [one.id], now=STANDS)[0], now=STANDS)
    (rule,) = (each for each in RULES if each.name == "invited")
    later = STANDS + DAY
    assert list(rule.broken(tx, later, later)) == []
    table.change(tx, one.id, now=later, place="Ailleurs")  # as a use case that forgets to follow
    assert list(rule.broken(tx, later, later)) == []  # within the hour
    assert list(rule.broken(tx, later + DAY, later)) == [f"appointment {one.id} person {cast[2]}"]
    invitations.propagate_changes(tx, [agenda.get(tx, one.id)], now=later)
    assert list(rule.broken(tx, later + DAY, later)) == []
