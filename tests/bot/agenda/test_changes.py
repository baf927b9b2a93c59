"""Moving, cancelling, undoing and what stands after two minutes: the time claimed, and what people knew before."""

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.agenda import agenda, changes, pending
from bot.agenda.model import Appointment, SettledChange, State
from bot.errors import (
    AlreadyCancelled,
    AlreadyStarted,
    Invalid,
    NotAllowed,
    NotFound,
    SlotTaken,
    SlotUnbookable,
    UndoTooLate,
)
from storage.database import Database, Transaction
from storage.programme import history
from tests.bot.agenda.meetings import HOUR, NINE, NOW, actor, add_hosts, book, claimed, plan

LATER = NINE + timedelta(hours=2)
STANDS = NOW + timedelta(minutes=2)


@pytest.fixture
def tx(database: Database) -> Iterator[Transaction]:
    with database.transaction() as tx:
        yield tx


@pytest.fixture
def hosts(tx: Transaction) -> list[int]:
    return add_hosts(tx, "Ana", "Bob")


@pytest.fixture
def booked(tx: Transaction, hosts: list[int]) -> Appointment:
    """An appointment of Ana's that people know of."""
    one = book(tx, hosts[0], now=NOW - timedelta(hours=1))
    changes.settle(tx, "booked", now=NOW)
    return one


def move(
    tx: Transaction,
    one: Appointment,
    starts: datetime = LATER,
    *,
    batch: str = "moved",
    by_host: bool = False,
    closed: frozenset[int] = frozenset(),
    now: datetime = NOW,
) -> Appointment:
    who, to = actor(tx, one.participants[0].person_id), {one.id: starts}
    return changes.move(tx, who, to, batch=batch, by_host=by_host, closed_weekdays=closed, now=now)[0]


def cancel(tx: Transaction, one: Appointment, *, batch: str = "cancelled", now: datetime = NOW) -> Appointment:
    (cancelled,) = changes.cancel(tx, actor(tx, one.participants[0].person_id), [one.id], batch=batch, now=now)
    return cancelled


def undo(tx: Transaction, batch: str, *, by: int, now: datetime = NOW) -> list[SettledChange]:
    return changes.undo(tx, actor(tx, by), batch, now=now)


def news(settled: list[SettledChange]) -> list[tuple[datetime | None, datetime | None]]:
    """Give what people knew and what is true, None for no appointment."""
    return [
        (one.change.told_starts, None if one.appointment.state is State.CANCELLED else one.appointment.starts)
        for one in settled
    ]


def test_a_move_keeps_the_old_time_until_it_stands(tx: Transaction, hosts: list[int], booked: Appointment) -> None:
    moved = move(tx, booked)
    assert (moved.starts, moved.ends, moved.revision, moved.uid) == (LATER, LATER + HOUR, 1, booked.uid)
    assert claimed(tx, hosts[0]) == [(NINE, 5), (LATER, 5)]
    assert agenda.free_hosts(tx, hosts, starts=NINE, minutes=60, now=NOW) == [hosts[1]]
    assert changes.settle(tx, "moved", now=STANDS - timedelta(seconds=1)) == []
    assert claimed(tx, hosts[0]) == [(NINE, 5), (LATER, 5)]
    assert news(changes.settle(tx, "moved", now=STANDS)) == [(NINE, LATER)]
    assert claimed(tx, hosts[0]) == [(LATER, 5)]
    assert agenda.free_hosts(tx, hosts, starts=NINE, minutes=60, now=NOW) == hosts
    assert changes.settle(tx, "moved", now=STANDS) == []
    actions = [(line.actor_id, line.action) for line in history.entries_of(tx, "appointment", booked.id)]
    assert actions == [(hosts[0], "bureau-aide.book"), (hosts[0], "bureau-aide.move")]


@pytest.mark.parametrize("minutes", [-45, -15, 15, 30, 60, 75])
def test_a_move_may_overlap_the_time_before(
    tx: Transaction, hosts: list[int], booked: Appointment, minutes: int
) -> None:
    to = NINE + timedelta(minutes=minutes)
    move(tx, booked, to, by_host=True)
    together = 5 + abs(minutes) // 15
    assert claimed(tx, hosts[0]) == [(min(NINE, to), together)]
    with pytest.raises(SlotTaken):
        book(tx, hosts[0], starts=min(NINE, to), minutes=15, by_host=True)
    changes.settle(tx, "moved", now=STANDS)
    assert claimed(tx, hosts[0]) == [(to, 5)]
    # What was given back can be had, right up to what is kept.
    after = to + timedelta(minutes=75) if minutes < 0 else to - timedelta(minutes=30)
    assert book(tx, hosts[0], starts=after, minutes=15, by_host=True).starts == after


def test_a_moved_slot_obeys_the_rules_but_for_its_own_time(
    tx: Transaction, hosts: list[int], booked: Appointment
) -> None:
    other = book(tx, hosts[0], starts=LATER, batch="other")
    for starts, refusal in (
        (NINE, Invalid),
        (LATER, SlotTaken),
        (LATER - HOUR, SlotTaken),
        (NINE + timedelta(hours=4), SlotUnbookable),
        (NOW + timedelta(minutes=15), SlotUnbookable),
    ):
        with pytest.raises(refusal):
            move(tx, booked, starts)
        assert agenda.get(tx, booked.id) == booked
        assert claimed(tx, hosts[0]) == [(NINE, 5), (other.starts, 5)]
    with pytest.raises(SlotUnbookable):
        move(tx, booked, NINE + timedelta(days=1), closed=frozenset({2}))
    assert move(tx, booked, NOW + timedelta(minutes=15), by_host=True).starts == NOW + timedelta(minutes=15)


def test_a_move_of_two_is_all_or_nothing(database: Database) -> None:
    with database.transaction() as tx:
        host, other = add_hosts(tx, "Ana", "Bob")
        pair = [plan(host), plan(host, starts=LATER)]
        first, second = agenda.book(tx, actor(tx, host), pair, batch="pair", now=NOW)
        changes.settle(tx, "pair", now=STANDS)
        book(tx, host, starts=NINE + timedelta(days=1), batch="other")
    moves = {first.id: NINE + timedelta(days=2), second.id: NINE + timedelta(days=1)}
    with pytest.raises(SlotTaken), database.transaction() as tx:
        changes.move(tx, actor(tx, host), moves, batch="moved", now=STANDS)
    with database.transaction() as tx:
        assert agenda.get_all(tx, moves) == [first, second]
        assert claimed(tx, host) == [(NINE, 5), (LATER, 5), (NINE + timedelta(days=1), 5)]
        assert pending.undo_deadline(tx, "moved", now=NOW) is None
        assert claimed(tx, other) == []


@pytest.mark.parametrize(("late", "refused"), [(0, False), (119, False), (120, True), (121, True)])
def test_two_minutes_are_given_to_undo(
    tx: Transaction, hosts: list[int], booked: Appointment, late: int, refused: bool
) -> None:
    now = NOW + timedelta(seconds=late)
    move(tx, booked)
    assert pending.undo_deadline(tx, "moved", now=now) == (None if refused else STANDS)
    if refused:
        with pytest.raises(UndoTooLate):
            undo(tx, "moved", by=hosts[0], now=now)
        assert agenda.get(tx, booked.id).starts == LATER
        return
    assert news(undo(tx, "moved", by=hosts[0], now=now)) == [(NINE, NINE)]
    back = agenda.get(tx, booked.id)
    assert (back.starts, back.ends, back.state, back.revision) == (NINE, NINE + HOUR, State.CONFIRMED, 2)
    assert claimed(tx, hosts[0]) == [(NINE, 5)]
    assert changes.settle(tx, "moved", now=STANDS) == []
    with pytest.raises(UndoTooLate):
        undo(tx, "moved", by=hosts[0], now=now)


def test_who_did_it_alone_may_undo_it(tx: Transaction, hosts: list[int], booked: Appointment) -> None:
    cancel(tx, booked)
    with pytest.raises(NotAllowed):
        undo(tx, "cancelled", by=hosts[1])
    assert agenda.get(tx, booked.id).state is State.CANCELLED
    undo(tx, "cancelled", by=hosts[0])
    assert agenda.get(tx, booked.id).state is State.CONFIRMED


def test_a_batch_of_four_is_undone_in_one(tx: Transaction, hosts: list[int]) -> None:
    plans = [plan(hosts[0], starts=NINE + timedelta(days=day)) for day in (0, 1, 2, 6)]
    four = agenda.book(tx, actor(tx, hosts[0]), plans, batch="four", now=NOW)
    assert news(undo(tx, "four", by=hosts[0])) == [(None, None)] * 4
    assert {one.state for one in agenda.get_all(tx, [one.id for one in four])} == {State.CANCELLED}
    assert claimed(tx, hosts[0]) == []
    again = agenda.book(tx, actor(tx, hosts[0]), plans, batch="again", now=NOW)
    changes.settle(tx, "again", now=STANDS)
    moves = {one.id: one.starts + timedelta(minutes=30) for one in again}
    changes.move(tx, actor(tx, hosts[0]), moves, batch="moved", now=STANDS)
    undo(tx, "moved", by=hosts[0], now=STANDS)
    assert claimed(tx, hosts[0]) == [(one.starts, 5) for one in again]


def _weekly(tx: Transaction, host: int) -> list[Appointment]:
    plans = [plan(host, starts=NINE + timedelta(days=7 * week)) for week in range(4)]
    several = agenda.book(tx, actor(tx, host), plans, batch="weekly", now=NOW)
    changes.settle(tx, "weekly", now=STANDS)
    return several


@pytest.mark.parametrize("days", [-7, 7, 14])
def test_a_series_goes_a_week_further_each_to_the_time_that_the_next_one_leaves(
    tx: Transaction, hosts: list[int], days: int
) -> None:
    several, gone = _weekly(tx, hosts[0]), timedelta(days=days)
    later = several[1:] if days < 0 else several
    moves = {one.id: one.starts + gone for one in later}
    with pytest.raises(SlotTaken) if days < 0 else nullcontext():  # the first one stays, in the way of the second
        changes.move(tx, actor(tx, hosts[0]), moves, batch="moved", now=STANDS)
    if days < 0:
        return
    times = sorted({one.starts for one in several} | {*moves.values()})
    assert claimed(tx, hosts[0]) == [(one, 5) for one in times]  # what is left stays theirs
    with pytest.raises(SlotTaken):
        book(tx, hosts[0], starts=NINE, batch="other", by_host=True, now=STANDS)
    undo(tx, "moved", by=hosts[0], now=STANDS)
    assert agenda.get_all(tx, [*moves]) == [
        replace(one, revision=now.revision, changed_at=now.changed_at)
        for one, now in zip(several, agenda.get_all(tx, [*moves]), strict=True)
    ]
    assert claimed(tx, hosts[0]) == [(one.starts, 5) for one in several]
    changes.move(tx, actor(tx, hosts[0]), moves, batch="again", now=STANDS)
    changes.settle(tx, "again", now=STANDS + timedelta(minutes=2))
    assert claimed(tx, hosts[0]) == [(one, 5) for one in sorted(moves.values())]


def test_two_of_a_series_cannot_go_to_one_time(tx: Transaction, hosts: list[int]) -> None:
    first, second, *_ = _weekly(tx, hosts[0])
    moves = {first.id: LATER, second.id: LATER + timedelta(minutes=60)}  # without the quarter-hour between
    with pytest.raises(SlotTaken):
        changes.move(tx, actor(tx, hosts[0]), moves, batch="moved", now=STANDS)


def test_what_is_left_of_a_series_is_not_undone_into_a_time_that_another_has_taken(database: Database) -> None:
    """The first took a quarter-hour of the second's old time, then went elsewhere, and that change stands."""
    with database.transaction() as tx:
        (host,) = add_hosts(tx, "Ana")
        by = actor(tx, host)
        plans = [plan(host, starts=NINE + timedelta(days=day)) for day in range(2)]
        first, second = agenda.book(tx, by, plans, batch="two", now=NOW)
        changes.settle(tx, "two", now=STANDS)
        near = second.starts - timedelta(minutes=60)  # its buffer needs the second's first quarter-hour
        changes.move(tx, by, {first.id: near, second.id: LATER}, batch="moved", by_host=True, now=STANDS)
        changes.move(tx, by, {first.id: NINE}, batch="alone", by_host=True, now=STANDS)
        changes.settle(tx, "alone", now=STANDS + timedelta(minutes=2))
        book(tx, host, starts=near, batch="other", by_host=True, now=STANDS)
    with pytest.raises(UndoTooLate), database.transaction() as tx:
        changes.undo(tx, actor(tx, host), "moved", allow_late=True, now=STANDS)


def test_a_series_moved_is_not_undone_over_what_was_done_to_one_of_it_since(database: Database) -> None:
    with database.transaction() as tx:
        (host,) = add_hosts(tx, "Ana")
        several = _weekly(tx, host)
        moves = {one.id: one.starts + timedelta(days=7) for one in several}
        changes.move(tx, actor(tx, host), moves, batch="moved", now=STANDS)
        second = {several[1].id: moves[several[1].id] + HOUR}
        changes.move(tx, actor(tx, host), second, batch="second", now=STANDS)
        before = claimed(tx, host)
    with pytest.raises(UndoTooLate), database.transaction() as tx:
        undo(tx, "moved", by=host, now=STANDS)
    with database.transaction() as tx:
        assert claimed(tx, host) == before


def test_move_move_undo_goes_back_one_step_and_tells_it(tx: Transaction, hosts: list[int], booked: Appointment) -> None:
    move(tx, booked, batch="first")
    move(tx, booked, NINE + timedelta(days=1), batch="second")
    assert claimed(tx, hosts[0]) == [(LATER, 5), (NINE + timedelta(days=1), 5)]  # 9 h is given up
    with pytest.raises(UndoTooLate):
        undo(tx, "first", by=hosts[0])
    assert news(undo(tx, "second", by=hosts[0])) == [(NINE, LATER)]
    assert claimed(tx, hosts[0]) == [(LATER, 5)]
    assert pending.next_deadline(tx) == STANDS  # the first is told as if the second had not been
    with pytest.raises(UndoTooLate):
        undo(tx, "first", by=hosts[0])
    assert news(changes.settle(tx, "first", now=STANDS)) == [(NINE, LATER)]
    assert pending.next_deadline(tx) is None


def test_a_move_there_and_back_is_no_news(tx: Transaction, hosts: list[int], booked: Appointment) -> None:
    move(tx, booked, batch="there")
    move(tx, booked, NINE, batch="back")
    assert changes.settle(tx, "there", now=STANDS) == []
    assert news(changes.settle(tx, "back", now=STANDS)) == [(NINE, NINE)]
    assert claimed(tx, hosts[0]) == [(NINE, 5)]


def test_book_move_undo_settle_leaves_the_booking(tx: Transaction, hosts: list[int]) -> None:
    one = book(tx, hosts[0])
    move(tx, one)
    assert changes.settle(tx, "booked", now=STANDS) == []  # the move has its place
    assert news(undo(tx, "moved", by=hosts[0])) == [(None, NINE)]
    assert changes.settle(tx, "moved", now=STANDS) == []
    assert claimed(tx, hosts[0]) == [(NINE, 5)]


def test_book_move_settle_tells_the_last_time_alone(tx: Transaction, hosts: list[int]) -> None:
    one = book(tx, hosts[0])
    move(tx, one, now=NOW + timedelta(seconds=60))
    assert pending.due_batches(tx, now=STANDS) == []
    stands = STANDS + timedelta(seconds=60)
    assert pending.due_batches(tx, now=stands) == ["moved"]
    assert news(changes.settle(tx, "moved", now=stands)) == [(None, LATER)]
    assert claimed(tx, hosts[0]) == [(LATER, 5)]


def test_book_cancel_is_news_to_nobody(tx: Transaction, hosts: list[int]) -> None:
    cancel(tx, book(tx, hosts[0]))
    assert changes.settle(tx, "booked", now=STANDS) == []
    assert news(changes.settle(tx, "cancelled", now=STANDS)) == [(None, None)]
    assert claimed(tx, hosts[0]) == []


def test_a_cancellation_keeps_the_time_until_it_stands(tx: Transaction, hosts: list[int], booked: Appointment) -> None:
    cancelled = cancel(tx, booked)
    assert (cancelled.state, cancelled.revision, cancelled.uid) == (State.CANCELLED, 1, booked.uid)
    assert claimed(tx, hosts[0]) == [(NINE, 5)]
    with pytest.raises(AlreadyCancelled):
        cancel(tx, booked, batch="again")
    with pytest.raises(AlreadyCancelled):
        move(tx, booked)
    assert agenda.get(tx, booked.id).revision == 1
    assert news(undo(tx, "cancelled", by=hosts[0])) == [(NINE, NINE)]
    assert replace(agenda.get(tx, booked.id), changed_at=booked.changed_at, revision=0) == booked
    cancel(tx, booked, batch="again")
    assert news(changes.settle(tx, "again", now=STANDS)) == [(NINE, None)]
    assert claimed(tx, hosts[0]) == []
    assert book(tx, hosts[0], batch="new").id != booked.id


def test_move_cancel_undo_settle_tells_the_move(tx: Transaction, hosts: list[int], booked: Appointment) -> None:
    move(tx, booked)
    cancel(tx, booked)
    assert claimed(tx, hosts[0]) == [(LATER, 5)]
    assert news(undo(tx, "cancelled", by=hosts[0])) == [(NINE, LATER)]
    assert news(changes.settle(tx, "moved", now=STANDS)) == [(NINE, LATER)]
    assert claimed(tx, hosts[0]) == [(LATER, 5)]


@pytest.mark.parametrize(("minutes", "undoable"), [(61, True), (60, False), (1, False)])
def test_within_the_hour_nothing_can_be_undone(tx: Transaction, hosts: list[int], minutes: int, undoable: bool) -> None:
    one = book(tx, hosts[0])
    changes.settle(tx, "booked", now=STANDS)
    now = NINE - timedelta(minutes=minutes)
    cancel(tx, one, now=now)
    assert pending.undo_deadline(tx, "cancelled", now=now) == (now + timedelta(minutes=2) if undoable else None)
    assert news(changes.settle(tx, "cancelled", now=now)) == ([] if undoable else [(NINE, None)])


def test_a_move_into_the_hour_stands_at_once(tx: Transaction, hosts: list[int], booked: Appointment) -> None:
    move(tx, booked, NOW + timedelta(minutes=45), by_host=True)
    assert news(changes.settle(tx, "moved", now=NOW)) == [(NINE, NOW + timedelta(minutes=45))]
    assert claimed(tx, hosts[0]) == [(NOW + timedelta(minutes=45), 5)]


@pytest.mark.parametrize(("late", "refused"), [(-1, False), (0, True), (1, True)])
def test_what_has_begun_cannot_change(tx: Transaction, booked: Appointment, late: int, refused: bool) -> None:
    now = NINE + timedelta(seconds=late)
    if refused:
        with pytest.raises(AlreadyStarted):
            cancel(tx, booked, now=now)
        with pytest.raises(AlreadyStarted):
            move(tx, booked, NINE + timedelta(days=2), now=now)
    else:
        assert cancel(tx, booked, now=now).state is State.CANCELLED


def test_an_unknown_appointment_or_gesture_is_not_found(tx: Transaction, hosts: list[int]) -> None:
    with pytest.raises(NotFound):
        changes.cancel(tx, actor(tx, hosts[0]), [7], batch="c", now=NOW)
    with pytest.raises(NotFound):
        changes.move(tx, actor(tx, hosts[0]), {7: NINE}, batch="m", now=NOW)
    with pytest.raises(UndoTooLate):
        undo(tx, "nothing", by=hosts[0])
    assert changes.settle(tx, "nothing", now=NOW) == []
