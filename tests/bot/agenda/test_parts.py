"""Leaving, joining and handing over: a part and the time it claims go together."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.agenda import agenda, changes, parts
from bot.agenda.model import Appointment, Part, Participant, Reply
from bot.errors import AlreadyCancelled, AlreadyStarted, Invalid, NotFound, SlotTaken
from storage.database import Database, Transaction
from storage.programme import history
from tests.bot.agenda.meetings import NINE, NOW, actor, add_hosts, book, claimed

NEXT_DAY = NINE + timedelta(days=1)


@pytest.fixture
def tx(database: Database) -> Iterator[Transaction]:
    with database.transaction() as tx:
        yield tx


@pytest.fixture
def known(tx: Transaction) -> list[int]:
    """Ana and Bob host; Cleo is another, Dov comes."""
    return add_hosts(tx, "Ana", "Bob", "Cleo", "Dov")


@pytest.fixture
def booked(tx: Transaction, known: list[int]) -> Appointment:
    one = book(tx, known[0], known[1], guests=[known[3]])
    changes.settle(tx, "booked", now=NOW + timedelta(minutes=2))
    return one


@pytest.mark.parametrize("at", [1, 3], ids=["host", "guest"])
def test_who_leaves_takes_their_time_along(tx: Transaction, known: list[int], booked: Appointment, at: int) -> None:
    (left,) = parts.leave(tx, actor(tx, known[at]), [booked.id], person_id=known[at], now=NOW)
    assert left.part_of(known[at]) is None
    assert left.revision == booked.revision + 1
    assert [one.reply for one in left.participants if one.person_id == known[at]] == [Reply.LEFT]
    assert (claimed(tx, known[0]), claimed(tx, known[at])) == ([(NINE, 5)], [])
    with pytest.raises(NotFound):
        parts.leave(tx, actor(tx, known[at]), [booked.id], person_id=known[at], now=NOW)
    lines = [(line.actor_id, line.action, line.detail) for line in history.entries_of(tx, "appointment", booked.id)]
    assert lines[1:] == [(known[at], "bureau-aide.leave", str(known[at]))]


@pytest.mark.parametrize(("part", "claims"), [(Part.HOST, True), (Part.EXPERT, True), (Part.GUEST, False)])
def test_who_joins_to_host_or_advise_must_be_free(
    tx: Transaction, known: list[int], booked: Appointment, part: Part, claims: bool
) -> None:
    cleo = known[2]
    (joined,) = parts.join(
        tx, actor(tx, known[0]), [booked.id], person_id=cleo, part=part, sees_need=not claims, now=NOW
    )
    assert Participant(cleo, part, sees_need=not claims) in joined.participants
    assert claimed(tx, cleo) == ([(NINE, 5)] if claims else [])
    with pytest.raises(Invalid):
        parts.join(tx, actor(tx, known[0]), [booked.id], person_id=cleo, part=part, now=NOW)
    parts.leave(tx, actor(tx, cleo), [booked.id], person_id=cleo, now=NOW)
    parts.join(tx, actor(tx, known[0]), [booked.id], person_id=cleo, part=part, now=NOW)  # may come again
    assert agenda.get(tx, booked.id).part_of(cleo) is part


def test_joining_two_is_all_or_nothing(database: Database) -> None:
    with database.transaction() as tx:
        ana, cleo = add_hosts(tx, "Ana", "Cleo")
        ids = [book(tx, ana, batch="1").id, book(tx, ana, starts=NEXT_DAY, batch="2").id]
        book(tx, cleo, starts=NEXT_DAY + timedelta(hours=1), batch="3")
    with pytest.raises(SlotTaken) as refused, database.transaction() as tx:
        parts.join(tx, actor(tx, ana), ids, person_id=cleo, part=Part.EXPERT, now=NOW)
    assert refused.value.facts == {"starts": NEXT_DAY}
    with pytest.raises(SlotTaken), database.transaction() as tx:
        parts.hand_over(tx, actor(tx, ana), ids, giver_id=ana, taker_id=cleo, now=NOW)
    with database.reading() as reading:
        assert [one.person_ids for one in agenda.get_all(reading, ids)] == [(ana,), (ana,)]
        assert claimed(reading, ana) == [(NINE, 5), (NEXT_DAY, 5)]
        assert claimed(reading, cleo) == [(NEXT_DAY + timedelta(hours=1), 5)]


def test_a_hand_over_takes_one_host_s_time_and_gives_the_other_s_back(
    tx: Transaction, known: list[int], booked: Appointment
) -> None:
    ana, bob, cleo, dov = known
    other = book(tx, bob, starts=NEXT_DAY, batch="other")
    (given,) = parts.hand_over(tx, actor(tx, bob), [booked.id, other.id][:1], giver_id=ana, taker_id=cleo, now=NOW)
    assert given.host_ids == (bob, cleo)
    assert [claimed(tx, one) for one in known] == [[], [(NINE, 5), (NEXT_DAY, 5)], [(NINE, 5)], []]
    for taker in (bob, dov):
        with pytest.raises(Invalid):
            parts.hand_over(tx, actor(tx, cleo), [booked.id], giver_id=cleo, taker_id=taker, now=NOW)
    with pytest.raises(NotFound):
        parts.hand_over(tx, actor(tx, ana), [booked.id], giver_id=ana, taker_id=cleo, now=NOW)
    line = history.entries_of(tx, "appointment", booked.id)[-1]
    assert (line.actor_id, line.action, line.detail) == (bob, "bureau-aide.hand_over", str(cleo))


def test_a_hand_over_skips_what_the_giver_does_not_host(tx: Transaction, known: list[int]) -> None:
    ana, bob, cleo, _ = known
    theirs = book(tx, ana, batch="1")
    other = book(tx, bob, starts=NEXT_DAY, batch="2")
    given = parts.hand_over(tx, actor(tx, ana), [theirs.id, other.id], giver_id=ana, taker_id=cleo, now=NOW)
    assert [one.id for one in given] == [theirs.id]
    assert agenda.get(tx, other.id) == other


def test_parts_of_what_is_over_or_cancelled_stay(tx: Transaction, known: list[int], booked: Appointment) -> None:
    ana, _, cleo, dov = known
    with pytest.raises(AlreadyStarted):
        parts.leave(tx, actor(tx, dov), [booked.id], person_id=dov, now=NINE)
    changes.cancel(tx, actor(tx, ana), [booked.id], batch="c", now=NOW)
    with pytest.raises(AlreadyCancelled):
        parts.leave(tx, actor(tx, dov), [booked.id], person_id=dov, now=NOW)
    with pytest.raises(AlreadyCancelled):
        parts.join(tx, actor(tx, ana), [booked.id], person_id=cleo, part=Part.HOST, now=NOW)
    with pytest.raises(AlreadyCancelled):
        parts.hand_over(tx, actor(tx, ana), [booked.id], giver_id=ana, taker_id=cleo, now=NOW)
    with pytest.raises(NotFound):
        parts.leave(tx, actor(tx, dov), [77], person_id=dov, now=NOW)
