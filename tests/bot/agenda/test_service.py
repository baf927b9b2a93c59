"""Offering and booking appointments, with their refusals, their history and their links."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from bot.agenda import agenda, changes, drafts
from bot.agenda.model import AgendaPlan, Appointment, Clash, Part, Participant, State
from bot.dates.paris import from_epoch
from bot.errors import DraftExpired, NotFound, SlotTaken, SlotUnbookable
from bot.programme.model import Actor, Person
from storage.agenda import drafts as kept
from storage.agenda.appointments import appointments
from storage.database import Database, Transaction
from storage.programme import history, people
from tests.bot.agenda.meetings import HOUR, NINE, NOW, PARIS, actor, add_hosts, book, claimed, plan


@pytest.fixture
def tx(database: Database) -> Iterator[Transaction]:
    with database.transaction() as tx:
        yield tx


@pytest.fixture
def hosts(tx: Transaction) -> list[int]:
    """Two who can be met every morning from 9 h to 12 h 30, and one who never can."""
    return [*add_hosts(tx, "Ana", "Bob"), people.add(tx, name="Cleo")]


def test_three_hours_fit_between_9_h_and_12_h_30(tx: Transaction, hosts: list[int]) -> None:
    for _ in range(3):
        book(tx, hosts[0], starts=from_epoch(agenda.bookable_slots(tx, hosts[:1], minutes=60, now=NOW)[0].starts))
    booked = [one.starts.astimezone(PARIS).strftime("%d %H:%M") for one in all_of(tx, hosts[0])]
    assert booked == ["05 09:00", "05 10:15", "05 11:30"]
    following = from_epoch(agenda.bookable_slots(tx, hosts[:1], minutes=60, now=NOW)[0].starts)
    assert following.astimezone(PARIS).date() == date(2026, 5, 6)


def all_of(tx: Transaction, host: int) -> list[Appointment]:
    found = [agenda.get(tx, number) for number in range(1, 4)]
    return sorted((one for one in found if host in one.host_ids), key=lambda one: one.starts)


def test_every_slot_offered_can_be_booked_and_no_other(tx: Transaction, hosts: list[int]) -> None:
    offered = {slot.starts: list(slot.hosts) for slot in agenda.bookable_slots(tx, hosts, minutes=60, now=NOW)}
    begin = int(NOW.timestamp())
    for quarter in range(0, 4 * 24 * 7):
        starts = from_epoch(begin + 900 * quarter)
        free = agenda.free_hosts(tx, hosts, starts=starts, minutes=60, now=NOW)
        if int(starts.timestamp()) in offered:
            assert free == offered[int(starts.timestamp())] == hosts[:2]
        else:
            assert free == [] or starts.minute in (15, 45)  # a start that was shown where a buffer ended stays good
    assert agenda.free_hosts(tx, [], starts=NINE, minutes=60, now=NOW) == []
    assert agenda.bookable_slots(tx, [], minutes=60, now=NOW) == []


def test_a_booking_is_confirmed_and_goes_into_the_history(tx: Transaction, hosts: list[int]) -> None:
    booked = book(tx, hosts[0])
    assert (booked.state, booked.revision, booked.minutes) == (State.CONFIRMED, 0, 60)
    assert str(UUID(booked.uid)) == booked.uid
    assert agenda.get(tx, booked.id) == booked
    lines = history.entries_of(tx, "appointment", booked.id)
    assert [(line.actor_id, line.action, line.at, line.detail) for line in lines] == [
        (hosts[0], "bureau-aide.book", NOW, "")
    ]


@pytest.mark.parametrize("minutes", [-60, -45, -15, 0, 15, 60])
def test_what_overlaps_an_appointment_or_its_buffer_is_taken(tx: Transaction, hosts: list[int], minutes: int) -> None:
    book(tx, hosts[0], starts=NINE + timedelta(minutes=75))
    with pytest.raises(SlotTaken):
        book(tx, hosts[0], starts=NINE + timedelta(minutes=75 + minutes))
    assert book(tx, hosts[1], starts=NINE + timedelta(minutes=75)).id


@pytest.mark.parametrize(
    "ahead",
    [
        timedelta(hours=-1),
        timedelta(hours=1),
        timedelta(hours=24) - timedelta(seconds=1),
        timedelta(days=1, hours=1, minutes=7),
        timedelta(days=1, hours=4),
        timedelta(days=4, hours=1),
        timedelta(days=5, hours=1),
        timedelta(days=61, hours=1),
    ],
    ids=["past", "today", "a second early", "no quarter", "past the hours", "holiday", "saturday", "day 61"],
)
def test_what_the_rules_do_not_offer_cannot_be_booked(tx: Transaction, hosts: list[int], ahead: timedelta) -> None:
    with pytest.raises(SlotUnbookable):
        book(tx, hosts[0], starts=NOW + ahead)


def test_day_60_can_be_booked(tx: Transaction, hosts: list[int]) -> None:
    assert book(tx, hosts[0], starts=datetime(2026, 7, 3, 9, tzinfo=PARIS)).state is State.CONFIRMED


def test_exactly_24_hours_ahead_can_be_booked(tx: Transaction, hosts: list[int]) -> None:
    assert book(tx, hosts[0], now=NINE - timedelta(hours=24)).starts == NINE


def test_a_closed_weekday_is_closed_whatever_the_host_says(tx: Transaction, hosts: list[int]) -> None:
    closed = replace(plan(hosts[0]), closed_weekdays=frozenset({1}))
    with pytest.raises(SlotUnbookable):
        agenda.book(tx, actor(tx, hosts[0]), [closed], batch="b", now=NOW)


def test_an_unknown_appointment_is_not_found(tx: Transaction) -> None:
    with pytest.raises(NotFound):
        agenda.get(tx, 7)
    assert agenda.get_all(tx, [7]) == agenda.get_all(tx, []) == []


def test_four_plans_are_booked_or_none(database: Database) -> None:
    with database.transaction() as tx:
        (host,) = add_hosts(tx, "Ana")
        book(tx, host, starts=NINE + timedelta(days=2))
        before = claimed(tx, host)
    plans = [plan(host, starts=NINE + timedelta(days=day)) for day in (0, 1, 2, 6)]
    with pytest.raises(SlotTaken) as refused, database.transaction() as tx:
        agenda.book(tx, actor(tx, host), plans, batch="four", now=NOW)
    assert refused.value.facts == {"starts": NINE + timedelta(days=2)}
    with database.transaction() as tx:
        assert claimed(tx, host) == before
        assert tx.execute(select(func.count()).select_from(appointments)).scalar_one() == 1
        plans[2] = plan(host, starts=NINE + timedelta(days=7))
        booked = agenda.book(tx, actor(tx, host), plans, batch="four", now=NOW)
        assert [one.starts for one in booked] == [one.starts for one in plans]
        assert agenda.get_all(tx, [one.id for one in booked]) == sorted(booked, key=lambda one: one.starts)


def test_two_plans_that_meet_are_refused(database: Database) -> None:
    with database.transaction() as tx:
        (host,) = add_hosts(tx, "Ana")
    with pytest.raises(SlotTaken), database.transaction() as tx:
        agenda.book(tx, actor(tx, host), [plan(host), plan(host, starts=NINE + HOUR)], batch="b", now=NOW)
    with database.reading() as reading:
        assert claimed(reading, host) == []


@pytest.mark.parametrize(
    ("starts", "refusal"),
    [
        (NOW + timedelta(minutes=15), None),
        (NOW, SlotUnbookable),
        (NOW + timedelta(minutes=20), SlotUnbookable),
        (NOW + timedelta(days=5, hours=12), None),
        (NOW + timedelta(days=200), None),
        (NINE + HOUR, SlotTaken),
    ],
    ids=["in a quarter of an hour", "now", "no quarter", "saturday night", "in autumn", "taken"],
)
def test_a_time_that_the_host_proposed_must_only_be_free_and_to_come(
    tx: Transaction, hosts: list[int], starts: datetime, refusal: type[Exception] | None
) -> None:
    book(tx, hosts[0])
    if refusal is None:
        assert book(tx, hosts[0], starts=starts, by_host=True).starts == starts
    else:
        with pytest.raises(refusal):
            book(tx, hosts[0], starts=starts, by_host=True)


def test_what_people_have_meanwhile_is_told_for_each(tx: Transaction, hosts: list[int]) -> None:
    first = book(tx, hosts[0], guests=[hosts[2]])
    second = book(tx, hosts[1], starts=NINE + 2 * HOUR, guests=[hosts[2]])
    evening = NINE + timedelta(hours=9)
    both = (Clash(hosts[2], NINE, NINE + HOUR), Clash(hosts[2], second.starts, second.ends))
    assert agenda.list_clashes(tx, [hosts[2]], since=NINE, until=evening) == both
    assert agenda.list_clashes(tx, [hosts[2]], since=NINE, until=evening, ignored_ids=[first.id]) == both[1:]
    assert agenda.list_clashes(tx, [hosts[2]], since=first.ends, until=second.starts) == ()
    assert agenda.list_upcoming(tx, hosts[2], now=first.ends) == [agenda.get(tx, second.id)]


def test_load_counts_what_is_held_around_a_moment(tx: Transaction, hosts: list[int]) -> None:
    book(tx, hosts[0])
    book(tx, hosts[0], starts=NINE + timedelta(days=2), minutes=90)
    cancelled = book(tx, hosts[0], starts=NINE + timedelta(minutes=90))
    changes.cancel(tx, actor(tx, hosts[0]), [cancelled.id], batch="c", now=NOW)
    assert agenda.booked_minutes(tx, hosts, around=NINE) == {hosts[0]: 150, hosts[1]: 0, hosts[2]: 0}
    assert agenda.booked_minutes(tx, hosts[:1], around=NINE + timedelta(days=16)) == {hosts[0]: 90}
    assert agenda.booked_minutes(tx, [], around=NINE) == {}


def test_a_draft_is_its_owner_s_for_two_days(tx: Transaction, hosts: list[int]) -> None:
    mine, other = actor(tx, hosts[0]), actor(tx, hosts[1])
    drafts.save(tx, mine, "d1", content="un", now=NOW)
    drafts.save(tx, mine, "d1", content="deux", now=NOW + timedelta(days=1))
    assert drafts.find(tx, mine, "d1", now=NOW).content == "deux"
    with pytest.raises(DraftExpired):
        drafts.save(tx, other, "d1", content="à moi", now=NOW)
    nobody = Actor("U1")
    for who, draft, now in (
        (other, "d1", NOW),
        (nobody, "d1", NOW),
        (mine, "d2", NOW),
        (mine, "d1", NOW + timedelta(days=2)),
    ):
        with pytest.raises(DraftExpired):
            drafts.find(tx, who, draft, now=now)
    with pytest.raises(DraftExpired):
        drafts.save(tx, nobody, "d3", content="", now=NOW)
    assert drafts.find(tx, mine, "d1", now=NOW + timedelta(days=2) - timedelta(seconds=1)).content == "deux"


def test_a_settled_draft_forgets_its_words_and_takes_no_others(tx: Transaction, hosts: list[int]) -> None:
    mine = actor(tx, hosts[0])
    drafts.save(tx, mine, "d1", content="un secret", now=NOW)
    drafts.settle(tx, drafts.find(tx, mine, "d1", now=NOW), result_id=7)
    found = kept.read(tx, "d1")
    assert found is not None
    assert (found.content, found.result_id) == ("", 7)
    with pytest.raises(DraftExpired):
        drafts.save(tx, mine, "d1", content="encore", now=NOW)


def test_expired_drafts_are_forgotten(tx: Transaction, hosts: list[int]) -> None:
    mine = actor(tx, hosts[0])
    for number in range(3):
        drafts.save(tx, mine, f"d{number}", content="", now=NOW + timedelta(days=number))
    assert drafts.forget_expired(tx, now=NOW + timedelta(days=3, seconds=1)) == 2
    assert [kept.read(tx, f"d{number}") is not None for number in range(3)] == [False, False, True]


def test_an_appointment_knows_how_each_stands_to_it(tx: Transaction, hosts: list[int]) -> None:
    parts = (Participant(hosts[0], Part.HOST), Participant(hosts[1], Part.BOOKER))
    wanted = AgendaPlan("bureau-aide", None, None, NINE, 60, parts)
    (booked,) = agenda.book(tx, actor(tx, hosts[1]), [wanted], batch="b", now=NOW)
    relations = [booked.relation_to(Person(one, "?")).value for one in hosts]
    assert relations == ["host", "booker", "none"]
    assert (booked.host_ids, booked.person_ids) == ((hosts[0],), tuple(sorted(hosts[:2])))
