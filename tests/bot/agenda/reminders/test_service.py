"""Reminders are owed with the appointment, move and die with it, once each, and as each person and dispositif wants."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import delete, select

from bot.agenda import agenda, changes, parts
from bot.agenda.calendars import invitations
from bot.agenda.model import AgendaPlan, Appointment, Part, Participant
from bot.agenda.reminders import reminders
from bot.agenda.reminders.timetable import EVERYTHING, ReminderKind, ReminderPolicy, ReminderWishes, WakingHours
from bot.errors import Invalid, NotAllowed, NotFound
from bot.notices import notices as ledger
from bot.notices.model import MAIL_ACTIONS
from bot.programme.model import Actor, Membership
from bot.programme.roles import Role
from handlers.notices.following import follow_ups
from storage.database import Database, Transaction
from storage.notices.ledger import notices
from storage.programme import history, people
from tests.bot.agenda.meetings import NOW, PARIS, actor, add_hosts
from tests.bot.agenda.promises import LINK, dropped, moved, owed, say, statements, write

THURSDAY = datetime(2026, 5, 21, 9, 30, tzinfo=PARIS)
DAY = timedelta(days=1)


@pytest.fixture
def tx(database: Database) -> Iterator[Transaction]:
    with database.transaction() as tx:
        yield tx


@pytest.fixture
def cast(tx: Transaction) -> list[int]:
    """Ana and Bob host, Léa books, Sami comes."""
    return [*add_hosts(tx, "Ana", "Bob"), people.add(tx, name="Léa"), people.add(tx, name="Sami")]


@pytest.fixture
def booked(tx: Transaction, cast: list[int]) -> Appointment:
    ana, _, lea, sami = cast
    roles = (Participant(ana, Part.HOST), Participant(lea, Part.BOOKER), Participant(sami, Part.GUEST))
    plan = AgendaPlan("bureau-aide", None, None, THURSDAY, 60, roles, LINK)
    (one,) = agenda.book(tx, actor(tx, lea), [plan], batch="booked", now=NOW)
    return one


def test_what_is_booked_is_promised_with_it(tx: Transaction, cast: list[int], booked: Appointment) -> None:
    ana, _, lea, sami = cast
    assert owed(tx, booked) == [
        ("week", lea, "Mon 18 09:00"),
        ("week", sami, "Mon 18 09:00"),
        ("eve", lea, "Wed 20 09:00"),
        ("eve", sami, "Wed 20 09:00"),
        ("day", ana, "Thu 21 08:30"),
        ("hour", lea, "Thu 21 08:30"),
        ("hour", sami, "Thu 21 08:30"),
        ("after", lea, "Fri 22 09:00"),
    ]
    rows = tx.execute(select(notices).where(notices.c.subject_id == booked.id, notices.c.person_id == lea)).all()
    assert {row.key for row in rows} == {
        f"post remind.{kind} appointment {booked.id} 0 {lea}@" for kind in ("week", "eve", "hour", "after")
    }
    assert {row.kind: (row.urgent, row.is_card) for row in rows} == {
        "remind.week": (False, False),
        "remind.eve": (False, False),
        "remind.hour": (True, False),
        "remind.after": (False, True),
    }


def test_seances_booked_together_are_asked_about_with_the_week_but_the_last(tx: Transaction, cast: list[int]) -> None:
    ana, _, lea, _ = cast
    roles = (Participant(ana, Part.HOST), Participant(lea, Part.BOOKER))
    weeks = [THURSDAY + number * 7 * DAY for number in range(3)]
    plans = [AgendaPlan("bureau-aide", None, None, starts, 60, roles, LINK) for starts in weeks]
    several = agenda.book(tx, actor(tx, lea), plans, batch="several", now=NOW)
    asked = [due for one in several for kind, _, due in owed(tx, one) if kind == "after"]
    assert asked == ["Tue 26 09:00", "Mon 01 09:00", "Fri 05 09:00"]  # 25 May is a holiday


def test_what_is_planned_twice_is_owed_once(tx: Transaction, booked: Appointment) -> None:
    before = owed(tx)
    reminders.plan_reminders(tx, [booked], now=NOW)
    assert owed(tx) == before


def test_what_moved_is_promised_anew(tx: Transaction, cast: list[int], booked: Appointment) -> None:
    ana, _, lea, sami = cast
    monday = datetime(2026, 5, 18, 9, 30, tzinfo=PARIS)
    say(tx, lea, [ReminderKind.WEEK], channel="D1", ts="1.1", at=monday)
    changes.move(tx, actor(tx, lea), {booked.id: THURSDAY + DAY}, batch="moved", by_host=True, now=monday)
    assert owed(tx, booked) == [
        ("eve", lea, "Thu 21 09:00"),
        ("eve", sami, "Thu 21 09:00"),
        ("day", ana, "Fri 22 08:30"),
        ("hour", lea, "Fri 22 08:30"),
        ("hour", sami, "Fri 22 08:30"),
        ("after", lea, "Tue 26 09:00"),
    ]
    # Sami's week was due and not sent yet: it tells of the time before.
    assert {reason for _, reason in dropped(tx, booked)} == {"replanned"}
    assert {kind for kind, _ in dropped(tx, booked)} == {f"remind.{k}" for k in ("week", "eve", "day", "hour", "after")}


@pytest.mark.parametrize(
    ("starts", "left"),
    [
        pytest.param("2026-05-12 08:30", {"hour": "Tue 12 08:00", "day": "Tue 12 08:00"}, id="to half past eight"),
        pytest.param("2026-05-12 08:00", {"hour": "Tue 12 07:00", "day": "Tue 12 07:30"}, id="to eight"),
        pytest.param("2026-05-11 23:15", {}, id="to a quarter of an hour from now"),
    ],
)
def test_what_moved_at_the_last_moment_leaves_what_still_helps(
    tx: Transaction, booked: Appointment, starts: str, left: dict[str, str]
) -> None:
    late = datetime(2026, 5, 11, 23, 0, tzinfo=PARIS)
    by = datetime.fromisoformat(starts).replace(tzinfo=PARIS) - booked.starts
    reminders.plan_reminders(tx, [moved(tx, booked, by)], now=late)
    assert {kind: when for kind, _, when in owed(tx, booked) if kind != "after"} == left
    assert [kind for kind, _, _ in owed(tx, booked) if kind == "after"] == ["after"]


def test_what_is_cancelled_reminds_nobody_and_what_is_undone_does_again(
    tx: Transaction, cast: list[int], booked: Appointment
) -> None:
    before = owed(tx, booked)
    changes.cancel(tx, actor(tx, cast[2]), [booked.id], batch="cancelled", now=NOW)
    assert owed(tx) == []
    changes.undo(tx, actor(tx, cast[2]), "cancelled", now=NOW)
    assert owed(tx, booked) == before


def test_who_leaves_and_who_takes_over_have_what_is_theirs(
    tx: Transaction, cast: list[int], booked: Appointment
) -> None:
    ana, bob, lea, sami = cast
    parts.leave(tx, actor(tx, sami), [booked.id], person_id=sami, now=NOW)
    parts.hand_over(tx, actor(tx, ana), [booked.id], giver_id=ana, taker_id=bob, now=NOW)
    assert [(kind, person) for kind, person, _ in owed(tx, booked)] == [
        ("week", lea),
        ("eve", lea),
        ("day", bob),
        ("hour", lea),
        ("after", lea),
    ]


def test_what_somebody_began_to_send_is_left_to_them(tx: Transaction, cast: list[int], booked: Appointment) -> None:
    monday = datetime(2026, 5, 18, 9, 0, tzinfo=PARIS)
    claimed = ledger.claim(tx, now=monday, machine_now=monday, limit=1)
    assert [(one.kind, one.person_id) for one in claimed] == [("remind.week", cast[2])]
    reminders.plan_reminders(tx, [moved(tx, booked, DAY)], now=monday)
    assert ledger.close_sent(tx, claimed[0], channel="D1", ts="1.1", machine_now=monday)


@pytest.mark.parametrize("fresh", [True, False])
def test_planning_costs_the_same_for_one_and_for_twenty(tx: Transaction, cast: list[int], fresh: bool) -> None:
    ana, _, lea, sami = cast

    def cost(number: int) -> int:
        ones = [write(tx, host=ana, booker=lea, guests=[sami], starts=THURSDAY + DAY * at) for at in range(number)]
        if not fresh:
            reminders.plan_reminders(tx, ones, just_created=True, now=NOW)
            ones = [moved(tx, one, DAY) for one in ones]
        with statements(tx) as seen:
            reminders.plan_reminders(tx, ones, just_created=fresh, now=NOW)
        assert len({told[1] for one in ones for told in owed(tx, one)}) == 3
        return len(seen)

    assert cost(20) == cost(1) == (3 if fresh else 5)


def test_hours_of_one_s_own_count_from_then_on(tx: Transaction, cast: list[int], booked: Appointment) -> None:
    ana, _, lea, sami = cast
    before = owed(tx, booked)
    reminders.set_wishes(tx, actor(tx, lea), ReminderWishes(quiet=WakingHours(10 * 60, 24 * 60)), now=NOW)
    assert owed(tx, booked) == before
    other = write(tx, host=ana, booker=lea, guests=[sami], starts=THURSDAY + 7 * DAY)
    reminders.plan_reminders(tx, [other], just_created=True, now=NOW)
    weeks = {person: when for kind, person, when in owed(tx, other) if kind == "week"}
    assert weeks == {lea: "Tue 26 10:00", sami: "Tue 26 09:00"}


def test_hours_go_by_one_s_own_clocks_and_may_pass_midnight(tx: Transaction, cast: list[int]) -> None:
    ana, _, lea, sami = cast
    people.change(tx, sami, zone="Pacific/Tahiti")  # who set no hours: Monday at 9 h is Sunday at 21 h there
    people.change(tx, lea, zone="Pacific/Tahiti", own_zone="America/Cayenne")
    reminders.set_wishes(tx, actor(tx, lea), ReminderWishes(quiet=WakingHours(14 * 60, 2 * 60)), now=NOW)
    one = write(tx, host=ana, booker=lea, guests=[sami], starts=THURSDAY + 7 * DAY)
    reminders.plan_reminders(tx, [one], just_created=True, now=NOW)
    weeks = {person: when for kind, person, when in owed(tx, one) if kind == "week"}
    assert weeks == {lea: "Tue 26 19:00", sami: "Tue 26 20:00"}


@pytest.mark.parametrize(("wakes", "sleeps"), [(600, 600), (600, 0), (-1, 600), (480, 1441), (1440, 600)])
def test_nobody_wakes_as_they_sleep(tx: Transaction, cast: list[int], wakes: int, sleeps: int) -> None:
    with pytest.raises(Invalid) as refusal:
        reminders.set_wishes(tx, actor(tx, cast[2]), ReminderWishes(quiet=WakingHours(wakes, sleeps)), now=NOW)
    assert refusal.value.facts == {"field": "quiet", "reason": "same"}
    assert reminders.read_wishes(tx, actor(tx, cast[2])) == ReminderWishes()


def test_each_decides_for_themselves(tx: Transaction, cast: list[int]) -> None:
    lea, sami = cast[2:]
    wishes = ReminderWishes(
        frozenset({ReminderKind.WEEK, ReminderKind.AFTER}), WakingHours(7 * 60, 20 * 60), by_mail=True
    )
    reminders.set_wishes(tx, actor(tx, lea), ReminderWishes(frozenset()), now=NOW)
    reminders.set_wishes(tx, actor(tx, lea), wishes, now=NOW)
    assert (reminders.read_wishes(tx, actor(tx, lea)), reminders.read_wishes(tx, actor(tx, sami))) == (
        wishes,
        ReminderWishes(),
    )

    def wanted(person_id: int) -> set[ReminderKind]:
        asked = {
            kind: reminders.is_reminder_wanted(tx, kind, person_id=person_id, dispositif="bureau-aide")
            for kind in ReminderKind
        }
        return {kind for kind, yes in asked.items() if yes}

    assert (wanted(lea), wanted(sami)) == (set(wishes.kinds), set(EVERYTHING))
    assert [line.action for line in history.entries_of(tx, "person", lea)] == ["agenda.reminders"] * 2


def test_a_dispositif_reminds_of_what_coaches_say(tx: Transaction, cast: list[int]) -> None:
    ana, _, lea, _ = cast
    people.add_membership(tx, ana, Membership(Role.COACH))
    policy = ReminderPolicy(frozenset({ReminderKind.EVE}))
    for refused, who, key in ((NotAllowed, lea, "conference"), (NotFound, ana, "danse")):
        with pytest.raises(refused):
            reminders.set_policy(tx, actor(tx, who), key, policy=policy, now=NOW)
    with pytest.raises(NotAllowed):
        reminders.read_policy(tx, actor(tx, lea), "conference")
    reminders.set_policy(tx, actor(tx, ana), "conference", policy=policy, now=NOW)
    assert reminders.read_policy(tx, actor(tx, ana), "conference") == policy
    assert reminders.read_policy(tx, actor(tx, ana), "atelier") == ReminderPolicy()
    wanted = {
        (kind, key)
        for kind in (ReminderKind.EVE, ReminderKind.WEEK)
        for key in ("conference", "atelier")
        if reminders.is_reminder_wanted(tx, kind, person_id=lea, dispositif=key)
    }
    assert wanted == {(ReminderKind.EVE, "conference"), (ReminderKind.EVE, "atelier"), (ReminderKind.WEEK, "atelier")}


def test_who_is_unknown_has_no_wishes(tx: Transaction) -> None:
    with pytest.raises(Invalid):
        reminders.set_wishes(tx, Actor("U0"), ReminderWishes(), now=NOW)


def test_what_fell_due_between_a_gesture_and_its_undo_is_owed_after_all(
    tx: Transaction, cast: list[int], booked: Appointment
) -> None:
    lea, before = actor(tx, cast[2]), THURSDAY - timedelta(minutes=60, seconds=30)
    changes.cancel(tx, lea, [booked.id], batch="gone", now=before - timedelta(seconds=60))
    assert owed(tx, booked) == []
    changes.undo(tx, lea, "gone", now=before + timedelta(seconds=29))
    assert [kind for kind, _, _ in owed(tx, booked)] == ["day", "hour", "hour", "after"]


@pytest.mark.usefixtures("booked")
def test_who_changes_to_mail_has_what_is_owed_brought_there_and_back(tx: Transaction, cast: list[int]) -> None:
    lea = cast[2]
    people.change(tx, lea, email="lea@example.org")

    def ways() -> set[str]:
        query = select(notices.c.action, notices.c.recipient).where(
            notices.c.person_id == lea, notices.c.kind.like("remind.%"), notices.c.closed_at.is_(None)
        )
        return {f"{row.action} {row.recipient}" for row in tx.execute(query)}

    assert ways() == {f"post person {lea}"}
    invitations.set_wishes(tx, actor(tx, lea), ReminderWishes(by_mail=True), now=NOW)
    assert ways() == {f"mail mail {lea}"}
    invitations.set_wishes(tx, actor(tx, lea), ReminderWishes(), now=NOW)
    assert ways() == {f"post person {lea}"}


def test_what_was_booked_before_there_were_reminders_is_planned_once(tx: Transaction, booked: Appointment) -> None:
    before = owed(tx, booked)
    tx.execute(delete(notices).where(notices.c.kind.like("remind.%")))
    for _ in range(2):
        reminders.plan_missing(tx, now=NOW)
    assert owed(tx, booked) == before


def test_what_was_booked_with_reminders_is_left_alone(tx: Transaction, cast: list[int], booked: Appointment) -> None:
    people.change(tx, cast[2], email="lea@example.org")
    before = owed(tx, booked)
    reminders.set_wishes(tx, actor(tx, cast[2]), ReminderWishes(by_mail=True), now=NOW)
    reminders.plan_missing(tx, now=NOW)
    assert owed(tx, booked) == before


@pytest.mark.usefixtures("booked")
def test_reminder_that_no_mail_server_takes_is_owed_in_slack_once(tx: Transaction, cast: list[int]) -> None:
    lea = cast[2]
    people.change(tx, lea, email="lea@example.org", slack_id="U0LEA")
    invitations.set_wishes(tx, actor(tx, lea), ReminderWishes(by_mail=True), now=NOW)
    due = THURSDAY - timedelta(hours=1)
    mails = ledger.claim(tx, now=due, machine_now=due, limit=20, actions=MAIL_ACTIONS)
    (mail,) = [one for one in mails if one.kind == ReminderKind.HOUR]
    ledger.close_failed(tx, mail, reason="mail_refused", machine_now=due)
    for _ in range(2):
        follow_ups(lambda: due, copied_kinds=())[mail.kind](tx, mail, "mail_refused")
    query = select(notices.c.action, notices.c.urgent, notices.c.due, notices.c.expires).where(
        notices.c.person_id == lea, notices.c.kind == ReminderKind.HOUR.value, notices.c.closed_at.is_(None)
    )
    assert [tuple(row) for row in tx.execute(query)] == [("post", True, due, THURSDAY)]
    invitations.set_wishes(tx, actor(tx, lea), ReminderWishes(), now=due)
    invitations.set_wishes(tx, actor(tx, lea), ReminderWishes(by_mail=True), now=due)
    assert [row.action for row in tx.execute(query)] == ["mail"]  # asked for again: the address may be mended


def test_two_forms_sent_at_once_are_one_after_another(database: Database) -> None:
    with database.transaction() as tx:
        person = people.add(tx, name="Léa")
    ready = Barrier(2)

    def keep(wakes: int) -> None:
        ready.wait()
        with database.transaction() as tx:
            reminders.set_wishes(tx, actor(tx, person), ReminderWishes(quiet=WakingHours(wakes, 1200)), now=NOW)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(keep, (480, 540)))
    with database.reading() as reading:
        assert reminders.read_wishes(reading, actor(reading, person)).quiet.wakes in (480, 540)
