"""The end of a cycle is undone for two minutes, and nobody hears of it; else everybody hears once."""

from datetime import timedelta

import pytest

from bot.agenda.pending import UNDO
from bot.dates.paris import from_epoch
from bot.dates.working import next_working_morning
from bot.errors import AlreadyAnswered, NotAllowed, UndoTooLate
from bot.mentoring import changes, running, service
from bot.mentoring.cycle import CycleState, SessionState
from bot.mentoring.model import CycleSheet
from bot.notices import notices
from bot.planning import undoing
from handlers.notices.renderers import make_messages
from storage.database import Database, Transaction

from .rig import CHANNEL, VISIO, Rig, make_rig, paris
from .test_moved_back import batch_of, settle

EVERYBODY = ("lea", "maya", "sami")


@pytest.fixture
def rig(database: Database) -> Rig:
    return make_rig(database)


@pytest.fixture
def sheet(rig: Rig) -> CycleSheet:
    """Return a cycle whose first séance is over, whose second has no time, and with two to come."""
    made = rig.running(guest_ids=(rig.ids["sami"],))
    rig.past(made, 0)
    rig.now = paris("2026-05-20 10:00")
    rig.miss(made.sessions[1].appointment.id)
    return rig.sheet(made)


def told(*besides: str) -> dict[tuple[str, str], int]:
    return {("ended", key): 1 for key in EVERYBODY if key not in besides}


def end(rig: Rig, sheet: CycleSheet, who: str = "maya") -> str:
    """End the cycle; return what undoes it."""
    rig.use(changes.end_cycle, who, sheet.cycle.id, reason="Nous avons trouvé")
    return batch_of(rig, sheet, who, at=2)


def shape(rig: Rig, sheet: CycleSheet) -> object:
    """Return all that anybody may see of it, what is claimed, and what will be sent."""
    now = rig.sheet(sheet)
    seen = [(one.state, one.outcome, one.appointment.starts, one.appointment.state) for one in now.sessions]
    reminders = rig.owed(kinds="agenda.%", alive=True)
    return now.cycle.state, now.cycle.reason, seen, rig.claims(), reminders, rig.owed(alive=True)


@pytest.mark.parametrize("who", ["maya", "lea", "claire"])
def test_undone_all_is_as_before_and_nobody_hears(rig: Rig, sheet: CycleSheet, who: str) -> None:
    before = shape(rig, sheet)
    assert rig.news(lambda: end(rig, sheet, who)) == {}
    ended = rig.sheet(sheet)
    assert ended.cycle.state is CycleState.ENDED
    assert [one.state for one in ended.sessions] == [SessionState.OVER, *[SessionState.DROPPED] * 3]
    batch = batch_of(rig, sheet, who, at=2)
    for other in {"lea", "maya", "sami", "rose"} - {who}:
        with pytest.raises(NotAllowed):
            rig.use(undoing.undo_batch, other, batch)
    rig.now += UNDO - timedelta(seconds=1)
    rig.use(undoing.undo_batch, who, batch)
    assert shape(rig, sheet) == before
    with pytest.raises(UndoTooLate):
        rig.use(undoing.undo_batch, who, batch)
    rig.now += UNDO
    assert rig.news(lambda: settle(rig)) == {}
    assert rig.news(lambda: end(rig, sheet, who)) == {}  # and once more
    rig.now += UNDO
    assert rig.news(lambda: settle(rig)) == told(who)


def test_after_two_minutes_everybody_hears_once_and_the_time_is_free(rig: Rig, sheet: CycleSheet) -> None:
    batch = end(rig, sheet)
    assert rig.claims() > rig.claims_of(rig.sheet(sheet))  # until then
    rig.now += UNDO
    with pytest.raises(UndoTooLate):
        rig.use(undoing.undo_batch, "maya", batch)
    assert rig.news(lambda: settle(rig)) == told("maya")
    assert rig.claims() == rig.claims_of(rig.sheet(sheet))
    assert rig.due("check_in") + rig.due("missed") == []  # nothing is asked about it any more


def test_the_group_hears_once(rig: Rig, sheet: CycleSheet) -> None:
    rig.open_group(sheet)
    end(rig, sheet)
    rig.now += UNDO
    assert rig.news(lambda: settle(rig)) == {("ended", CHANNEL): 1}


@pytest.mark.parametrize("why", ["a wish", "past the month", "an hour", "no time"])
def test_what_cannot_be_restored_ends_at_once(rig: Rig, sheet: CycleSheet, why: str) -> None:
    if why == "a wish":
        rig.ask_for(sheet, 2, paris("2026-06-03 14:00"))
    elif why == "past the month":
        rig.replan(sheet, sheet.sessions[1].appointment.id, paris("2026-06-16 14:00"))
    elif why == "an hour":
        rig.now = sheet.sessions[2].appointment.starts - timedelta(minutes=59)
    else:
        for one in sheet.sessions[2:]:
            rig.use(running.put_off_session, "maya", one.appointment.id)
    assert not changes.can_undo_end(rig.sheet(sheet), now=rig.now)
    assert rig.news(lambda: rig.use(changes.end_cycle, "maya", sheet.cycle.id)) == told("maya")
    assert rig.claims() == rig.claims_of(rig.sheet(sheet))
    with pytest.raises(AssertionError):
        batch_of(rig, sheet, at=2)


def test_another_who_ends_it_meanwhile_is_told_that_it_has_ended(rig: Rig, sheet: CycleSheet) -> None:
    batch = end(rig, sheet)
    for who in ("lea", "claire", "maya"):
        with pytest.raises(AlreadyAnswered):
            rig.use(changes.end_cycle, who, sheet.cycle.id)
    rig.use(undoing.undo_batch, "maya", batch)
    assert rig.sheet(sheet).cycle.state is CycleState.RUNNING


def test_not_undone_once_another_cycle_is_asked_for(rig: Rig, sheet: CycleSheet) -> None:
    batch = end(rig, sheet)
    rig.asked("lea", "noe")
    with pytest.raises(UndoTooLate):
        rig.use(undoing.undo_batch, "maya", batch)
    rig.now += UNDO
    assert rig.news(lambda: settle(rig)) == told("maya")


def test_a_question_that_was_due_meanwhile_is_asked_after_all(rig: Rig) -> None:
    sheet = rig.running()
    over = rig.past(sheet, 0).appointment
    rig.now = next_working_morning(over.ends) - timedelta(minutes=1)
    rig.use(changes.end_cycle, "maya", sheet.cycle.id)
    rig.now += timedelta(minutes=1)
    messages = make_messages(lambda: rig.now, [])
    with rig.database.transaction() as tx:
        for one in notices.claim(tx, now=rig.now, machine_now=rig.now, limit=100):
            if one.kind == "mentoring.check_in":
                assert messages.render(tx, one) is None
                notices.close_dropped(tx, one, reason="stale", machine_now=rig.now)
    assert rig.due("check_in") == []
    rig.use(undoing.undo_batch, "maya", batch_of(rig, sheet))
    assert rig.due("check_in") == [next_working_morning(over.ends)]


def test_ended_by_two_at_once_is_heard_once(rig: Rig, sheet: CycleSheet) -> None:
    both = [rig.act(changes.end_cycle, who, sheet.cycle.id) for who in ("lea", "maya")]
    assert sorted(rig.together(*both)) == ["AlreadyAnswered", "done"]
    rig.now += UNDO
    assert sum(rig.news(lambda: settle(rig)).values()) == 2


def test_undone_twice_at_once_is_undone_once(rig: Rig, sheet: CycleSheet) -> None:
    before = shape(rig, sheet)
    undo = rig.act(undoing.undo_batch, "maya", end(rig, sheet))
    assert sorted(rig.together(undo, undo)) == ["UndoTooLate", "done"]
    assert shape(rig, sheet) == before


def test_one_undoes_while_the_clock_commits_it(rig: Rig, sheet: CycleSheet) -> None:
    before, batch = shape(rig, sheet), end(rig, sheet)

    def commit(tx: Transaction) -> None:
        undoing.settle_batch(tx, batch, now=rig.now + UNDO)

    undone, *_ = rig.together(rig.act(undoing.undo_batch, "maya", batch), commit, commit)
    assert (shape(rig, sheet) == before) == (undone == "done")
    rig.now += UNDO
    settle(rig)
    assert {key: number for key, number in rig.owed().items() if key[0] == "ended"} == (
        {} if undone == "done" else told("maya")
    )


def test_one_undoes_while_the_asker_asks_another_mentor(rig: Rig, sheet: CycleSheet) -> None:
    batch, offer = end(rig, sheet), rig.keep(wish=rig.wish("noe"))
    starts = [from_epoch(one) for one in offer.match.starts] if offer.match else []
    ask = rig.act(service.send_request, "lea", offer.draft_id, starts=starts, visio_url=VISIO)
    undone, asked = rig.together(rig.act(undoing.undo_batch, "maya", batch), ask)
    assert {undone, asked} in ({"done", "Invalid"}, {"UndoTooLate", "done"})
    assert (rig.sheet(sheet).cycle.state is CycleState.RUNNING) == (undone == "done")


def test_one_undoes_while_another_ends_it(rig: Rig, sheet: CycleSheet) -> None:
    batch = end(rig, sheet)
    undone, _ = rig.together(
        rig.act(undoing.undo_batch, "maya", batch), rig.act(changes.end_cycle, "lea", sheet.cycle.id)
    )
    assert undone == "done"
    rig.now += UNDO
    assert set(rig.news(lambda: settle(rig)).values()) <= {1}
