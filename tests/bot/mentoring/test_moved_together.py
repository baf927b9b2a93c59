"""« Déplacer toutes les séances qui restent »: all or none, asked and heard once, from where each stands."""

from datetime import datetime, timedelta

import pytest

from bot.agenda import pending
from bot.agenda.pending import UNDO
from bot.dates.paris import from_epoch
from bot.errors import AlreadyAnswered, AlreadyStarted, HoldLapsed, Invalid, NotAllowed, SlotTaken, UndoTooLate
from bot.mentoring import changes, coaches, moves, running
from bot.mentoring.cycle import SessionState
from bot.mentoring.model import CycleSheet
from bot.planning import undoing
from storage.audit import find_violations
from storage.database import Database

from .rig import DAY, HOUR, Rig, make_rig, paris, shown, times_of

WEEK = 7 * DAY
TOLD = {("moved", "lea"): 1, ("moved", "sami"): 1}
NEXT_DAYS = ["13/05 14:00", "20/05 14:00", "27/05 14:00", "03/06 14:00"]
MOVING, CONFIRMED = SessionState.MOVING, SessionState.CONFIRMED


@pytest.fixture
def rig(database: Database) -> Rig:
    return make_rig(database)


@pytest.fixture
def sheet(rig: Rig) -> CycleSheet:
    """Four Tuesdays at 14 h from 12 May on; the month ends on 11 June."""
    return rig.running(guest_ids=(rig.ids["sami"],))


def all_to(rig: Rig, sheet: CycleSheet, starts: datetime, who: str = "lea") -> CycleSheet:
    """Move all that remain, the first of them to this start."""
    first = changes.remaining_sessions(rig.sheet(sheet), now=rig.now)[0].appointment.id
    return rig.use(changes.move_rest, who, sheet.cycle.id, first_session_id=first, starts=starts)


def states(rig: Rig, sheet: CycleSheet) -> set[SessionState]:
    return {one.state for one in rig.sheet(sheet).sessions}


def answer(rig: Rig, sheet: CycleSheet, *, agreed: bool, at: int = 0) -> CycleSheet:
    one = rig.sheet(sheet).sessions[at].appointment.id
    return rig.use(running.answer_late_time, "maya", one, is_agreed=agreed)


def settle(rig: Rig) -> None:
    rig.now += UNDO
    with rig.database.reading() as tx:
        due = pending.due_batches(tx, now=rig.now)
    for batch in due:
        rig.do(lambda tx, batch=batch: undoing.settle_batch(tx, batch, now=rig.now))  # type: ignore[misc]


def batch_of(rig: Rig, sheet: CycleSheet) -> str:
    return undoable(rig, sheet.sessions[3].appointment.id)


def undoable(rig: Rig, number: int) -> str:
    found = rig.do(lambda tx: pending.last_undoable_batch(tx, rig.ids["maya"], number, now=rig.now))
    assert found is not None
    return found


def sound(rig: Rig) -> None:
    """Check the claims and messages of the whole database."""
    with rig.database.reading() as tx:
        broken = {name: rows for name, rows in find_violations(tx, now=rig.now, machine_now=rig.now).items() if rows}
    assert broken.keys() <= {"stuck"}  # nothing is sent here


@pytest.mark.parametrize("by", [WEEK, -WEEK + 9 * DAY, WEEK + HOUR / 2])
def test_the_mentor_moves_all_and_everybody_hears_once_or_never(rig: Rig, sheet: CycleSheet, by: timedelta) -> None:
    before, claims = shown(sheet), rig.claims()
    assert rig.news(lambda: all_to(rig, sheet, times_of(sheet)[0] + by, "maya")) == {}
    moved = rig.sheet(sheet)
    assert times_of(moved) == [one + by for one in times_of(sheet)]
    sound(rig)
    found = rig.everything()
    all_to(rig, sheet, times_of(sheet)[0] + by, "maya")  # a second press
    assert rig.everything() == found
    rig.use(undoing.undo_batch, "maya", batch_of(rig, sheet))
    assert rig.news(lambda: settle(rig)) == {}
    assert (shown(rig.sheet(sheet)), rig.claims()) == (before, claims)
    all_to(rig, sheet, times_of(sheet)[0] + by, "maya")
    assert rig.news(lambda: settle(rig)) == TOLD
    assert rig.claims() == rig.claims_of(moved)
    (detail,) = {row.detail for row in rig.notices("mentoring.moved")}
    assert detail.count(":") == 4
    sound(rig)


def test_the_mentor_moves_all_or_none(rig: Rig, sheet: CycleSheet) -> None:
    other = rig.running("ines", defi="relais")
    rig.move(other, 2, paris("2026-05-28 09:00"), "maya")
    found = rig.everything()
    with pytest.raises(SlotTaken) as refused:
        all_to(rig, sheet, paris("2026-05-14 09:30"), "maya")
    assert refused.value.facts == {"starts": paris("2026-05-28 09:30")}
    assert rig.everything() == found


def test_within_an_hour_of_the_first_all_hear_at_once(rig: Rig, sheet: CycleSheet) -> None:
    rig.now = times_of(sheet)[0] - HOUR / 2
    assert rig.news(lambda: all_to(rig, sheet, times_of(sheet)[0] + DAY, "maya")) == TOLD
    assert shown(rig.sheet(sheet)) == NEXT_DAYS
    sound(rig)


@pytest.mark.parametrize("first", ["one", "all"])
def test_within_an_hour_what_could_be_undone_is_committed_first(rig: Rig, sheet: CycleSheet, first: str) -> None:
    start, second = times_of(sheet)[0], times_of(sheet)[1]
    rig.now = start - HOUR - UNDO / 4
    if first == "one":
        rig.ask_for(sheet, 1, second + DAY, "maya")
        batch = undoable(rig, sheet.sessions[1].appointment.id)
    else:
        all_to(rig, sheet, start + DAY, "maya")
        batch = batch_of(rig, sheet)
    rig.now += UNDO / 2
    if first == "one":
        all_to(rig, sheet, start + DAY, "maya")
    else:
        rig.ask_for(sheet, 0, start, "maya")
    with pytest.raises(UndoTooLate):
        rig.use(undoing.undo_batch, "maya", batch)
    settle(rig)
    after = ["13/05 14:00", "21/05 14:00", *NEXT_DAYS[2:]] if first == "one" else [*shown(sheet)[:1], *NEXT_DAYS[1:]]
    assert (shown(rig.sheet(sheet)), rig.claims()) == (after, rig.claims_of(rig.sheet(sheet)))
    told = [row for row in rig.notices("mentoring.moved") if row.state == "owed" and row.person_id == rig.ids["lea"]]
    assert [f"{int(one.timestamp())}" in told[0].detail for one in times_of(sheet)] == [True] * 4
    assert len(told) == 1  # from the dates that they know
    sound(rig)


@pytest.mark.parametrize("by", [DAY, WEEK, HOUR / 2])
@pytest.mark.parametrize("agreed", [True, False])
def test_the_team_asks_once_for_all_and_has_one_answer(
    rig: Rig, sheet: CycleSheet, by: timedelta, agreed: bool
) -> None:
    before = rig.claims()
    assert rig.news(lambda: all_to(rig, sheet, times_of(sheet)[0] + by)) == {("late", "maya"): 1}
    asked = rig.sheet(sheet)
    assert (shown(asked), states(rig, sheet)) == (shown(sheet), {MOVING})
    assert [one.wanted for one in asked.sessions] == [one + by for one in times_of(sheet)]
    assert len({one.word_by for one in asked.sessions}) == 1
    assert before < rig.claims()  # all of these times are the mentor's
    sound(rig)
    found = rig.everything()
    all_to(rig, sheet, times_of(sheet)[0] + by)  # a second press
    assert rig.everything() == found
    rig.now += UNDO
    with pytest.raises(NotAllowed):
        rig.use(running.answer_late_time, "lea", asked.sessions[0].appointment.id, is_agreed=True)
    news = rig.news(lambda: answer(rig, sheet, agreed=agreed, at=2))
    assert news == (TOLD if agreed else {("kept", "lea"): 1})
    after = rig.sheet(sheet)
    assert times_of(after) == [one + by * agreed for one in times_of(sheet)]
    assert (states(rig, sheet), rig.claims()) == ({CONFIRMED}, rig.claims_of(after))
    assert not any(one.together or one.wanted for one in after.sessions)
    with pytest.raises(AlreadyAnswered):
        answer(rig, sheet, agreed=agreed)
    sound(rig)


def test_the_team_withdraws_the_question_whole_before_the_mentor_is_asked(rig: Rig, sheet: CycleSheet) -> None:
    claims, to = rig.claims(), times_of(sheet)[0] + DAY
    all_to(rig, sheet, to)
    one = sheet.sessions[0].appointment.id
    undo = {"appointment_id": one, "wanted_start": to}
    for who in ("sami", "maya"):
        with pytest.raises(NotAllowed):
            rig.use(moves.undo_wish, who, sheet.cycle.id, **undo)
    rig.use(moves.undo_wish, "lea", sheet.cycle.id, **undo)
    assert (states(rig, sheet), rig.claims(), rig.owed(alive=True)["late", "maya"]) == ({CONFIRMED}, claims, 0)
    with pytest.raises(AlreadyAnswered):
        rig.use(moves.undo_wish, "lea", sheet.cycle.id, **undo)
    all_to(rig, sheet, to)
    rig.now += UNDO
    with pytest.raises(UndoTooLate):
        rig.use(moves.undo_wish, "lea", sheet.cycle.id, **undo)


def test_without_an_answer_all_keep_their_dates_which_is_said_once(rig: Rig, sheet: CycleSheet) -> None:
    all_to(rig, sheet, times_of(sheet)[0] + DAY)
    until = rig.sheet(sheet).sessions[0].word_by
    assert until is not None
    rig.now = until - timedelta(seconds=1)
    assert rig.news(rig.tick) == {}
    rig.now = until
    with pytest.raises(HoldLapsed):
        answer(rig, sheet, agreed=True)
    assert rig.news(rig.tick) == {("kept", "lea"): 1}
    assert (shown(rig.sheet(sheet)), states(rig, sheet)) == (shown(sheet), {CONFIRMED})
    assert rig.claims() == rig.claims_of(sheet)
    (kept,) = rig.notices("mentoring.kept")
    assert kept.detail.count(",") == 2


def test_an_earlier_wish_for_one_is_part_of_the_new_question(rig: Rig, sheet: CycleSheet) -> None:
    rig.ask_for(sheet, 1, paris("2026-05-21 14:00"))
    all_to(rig, sheet, times_of(sheet)[0] + DAY)
    assert rig.owed(alive=True)["late", "maya"] == 1
    wanted = times_of(sheet)[0] + DAY
    with pytest.raises(UndoTooLate):  # the mentor may have read the earlier one
        rig.use(
            moves.undo_wish, "lea", sheet.cycle.id, appointment_id=sheet.sessions[0].appointment.id, wanted_start=wanted
        )
    answer(rig, sheet, agreed=True, at=1)
    assert shown(rig.sheet(sheet)) == NEXT_DAYS
    sound(rig)


def test_another_wish_for_all_replaces_the_first_and_its_answer_is_about_its_dates(rig: Rig, sheet: CycleSheet) -> None:
    all_to(rig, sheet, times_of(sheet)[0] + DAY)
    asked = rig.sheet(sheet)
    shown_then = asked.times_id(asked.sessions[0])
    all_to(rig, sheet, times_of(sheet)[0] + DAY + HOUR)  # which overlaps the first wish
    one = sheet.sessions[0].appointment.id
    with pytest.raises(Invalid) as refused:
        rig.use(running.answer_late_time, "maya", one, is_agreed=True, times_id=shown_then)
    assert refused.value.facts == {"field": "times", "reason": "changed"}
    asked = rig.sheet(sheet)
    rig.use(running.answer_late_time, "maya", one, is_agreed=True, times_id=asked.times_id(asked.sessions[0]))
    assert times_of(rig.sheet(sheet)) == [start + DAY + HOUR for start in times_of(sheet)]
    sound(rig)


def test_a_seance_that_has_a_time_again_is_asked_for_with_the_others(rig: Rig, sheet: CycleSheet) -> None:
    second, start = sheet.sessions[1].appointment.id, times_of(sheet)[0]
    rig.use(running.put_off_session, "maya", second)
    all_to(rig, sheet, start + DAY)
    rig.replan(sheet, second, times_of(sheet)[1])
    asked = rig.sheet(sheet)
    shown_then = asked.times_id(asked.sessions[0])
    all_to(rig, sheet, start + DAY)  # the same dates, for one more
    assert (states(rig, sheet), rig.owed(alive=True)["late", "maya"]) == ({MOVING}, 1)
    with pytest.raises(Invalid):
        rig.use(running.answer_late_time, "maya", sheet.sessions[0].appointment.id, is_agreed=True, times_id=shown_then)
    answer(rig, sheet, agreed=True)
    assert shown(rig.sheet(sheet)) == NEXT_DAYS
    sound(rig)


@pytest.mark.parametrize("who", ["lea", "maya", "put off", "handed over"])
def test_changed_alone_the_others_keep_their_dates(rig: Rig, sheet: CycleSheet, who: str) -> None:
    all_to(rig, sheet, times_of(sheet)[0] + DAY)
    second = sheet.sessions[1].appointment.id
    if who == "put off":
        news = rig.news(lambda: rig.use(running.put_off_session, "maya", second))
        assert news == {("kept", "lea"): 1, ("missed", "lea"): 1}
    elif who == "handed over":
        news = rig.news(lambda: rig.use(coaches.hand_over, "claire", sheet.cycle.id, mentor_id=rig.ids["rose"]))
        assert news["kept", "lea"] == 1
    else:
        news = rig.news(lambda: rig.ask_for(sheet, 1, paris("2026-05-22 14:00"), who))
        assert news == ({("late", "maya"): 1} if who == "lea" else {("kept", "lea"): 1, **TOLD})
    found = [one.state for one in sorted(rig.sheet(sheet).sessions, key=lambda one: one.number)]
    alone = {"lea": MOVING, "put off": SessionState.OPEN}.get(who, CONFIRMED)
    assert found == [CONFIRMED, alone, CONFIRMED, CONFIRMED]
    assert rig.owed(alive=True)["late", "maya"] == (who == "lea")
    sound(rig)


def test_its_own_date_withdraws_the_question_whole(rig: Rig, sheet: CycleSheet) -> None:
    all_to(rig, sheet, times_of(sheet)[0] + DAY)
    rig.ask_for(sheet, 2, times_of(sheet)[2])
    assert (states(rig, sheet), rig.claims()) == ({CONFIRMED}, rig.claims_of(sheet))


@pytest.mark.parametrize("who", ["maya", "claire"])
def test_the_mentor_answers_with_other_dates_for_all(rig: Rig, sheet: CycleSheet, who: str) -> None:
    all_to(rig, sheet, times_of(sheet)[0] + DAY)
    told = {("moved", "maya"): 1} if who == "claire" else {}
    news = rig.news(lambda: all_to(rig, sheet, times_of(sheet)[0] + DAY + HOUR / 2, who))  # over what was wished
    assert news == TOLD | told
    assert times_of(rig.sheet(sheet)) == [start + DAY + HOUR / 2 for start in times_of(sheet)]
    assert (states(rig, sheet), rig.owed(alive=True)["late", "maya"]) == ({CONFIRMED}, 0)
    sound(rig)


def test_the_mentor_who_is_asked_answers_with_dates_that_differ(rig: Rig, sheet: CycleSheet) -> None:
    all_to(rig, sheet, times_of(sheet)[0] + DAY)
    found = rig.everything()
    with pytest.raises(Invalid) as refused:
        all_to(rig, sheet, times_of(sheet)[0], "maya")
    assert refused.value.facts == {"field": "times", "reason": "awaits"}
    assert rig.everything() == found


@pytest.mark.parametrize("who", ["lea", "maya"])
def test_a_form_with_a_date_that_changed_since_moves_nothing(rig: Rig, sheet: CycleSheet, who: str) -> None:
    first, start = sheet.sessions[0].appointment.id, times_of(sheet)[0]
    form = {"first_session_id": first, "shown_start": start}
    rig.move(sheet, 0, start + 3 * DAY, "maya")
    found = rig.everything()
    with pytest.raises(Invalid) as refused:
        rig.use(changes.move_rest, who, sheet.cycle.id, **form, starts=start + DAY)
    assert refused.value.facts == {"field": "times", "reason": "changed"}
    rig.use(changes.move_rest, "maya", sheet.cycle.id, **form, starts=start + 3 * DAY)  # a second press
    assert rig.everything() == found


def test_the_mentor_moves_all_onto_no_day_of_one_that_awaits_their_word(rig: Rig, sheet: CycleSheet) -> None:
    missed = sheet.sessions[0].appointment.id
    rig.now = times_of(sheet)[0]
    rig.miss(missed)
    rig.replan(sheet, missed, paris("2026-06-16 14:00"))
    with pytest.raises(Invalid) as refused:
        all_to(rig, sheet, paris("2026-06-02 10:00"), "maya")
    assert refused.value.facts == {"field": "times", "reason": "same_day", "starts": paris("2026-06-16 10:00")}


def test_each_moves_from_where_it_stands_and_what_is_over_stays(rig: Rig, sheet: CycleSheet) -> None:
    rig.move(sheet, 2, paris("2026-05-27 15:00"), "maya")
    rig.past(sheet, 0)
    all_to(rig, sheet, paris("2026-05-20 15:00"), "maya")
    assert shown(rig.sheet(sheet)) == ["12/05 14:00", "20/05 15:00", "28/05 16:00", "03/06 15:00"]
    first = sheet.sessions[0].appointment.id
    with pytest.raises(AlreadyAnswered):
        rig.use(changes.move_rest, "maya", sheet.cycle.id, first_session_id=first, starts=paris("2026-05-20 16:00"))
    second = sheet.sessions[1].appointment.id
    rig.now = times_of(rig.sheet(sheet))[1]
    with pytest.raises(AlreadyStarted):
        rig.use(changes.move_rest, "maya", sheet.cycle.id, first_session_id=second, starts=paris("2026-05-20 16:00"))


def test_what_the_month_or_the_day_of_another_does_not_allow_is_named(rig: Rig, sheet: CycleSheet) -> None:
    missed = rig.past(sheet, 0).appointment.id
    found = rig.everything()
    with pytest.raises(Invalid) as refused:
        all_to(rig, sheet, paris("2026-05-29 14:00"))
    facts = {"reason": "window", "terms": sheet.cycle.terms, "starts": paris("2026-06-12 14:00")}
    assert refused.value.facts == {"field": "times", **facts}
    assert rig.everything() == found
    with pytest.raises(Invalid):
        all_to(rig, sheet, times_of(sheet)[1])
    assert shown(all_to(rig, sheet, times_of(sheet)[1], "maya")) == shown(sheet)  # nothing changes
    rig.miss(missed)
    rig.replan(sheet, missed, paris("2026-06-16 14:00"))  # awaits the mentor's word, and stays
    with pytest.raises(Invalid) as refused:
        all_to(rig, sheet, paris("2026-06-02 14:00"))
    assert refused.value.facts == {"field": "times", "reason": "same_day", "starts": paris("2026-06-16 14:00")}


def offered_for_all(rig: Rig, sheet: CycleSheet) -> list[datetime]:
    now, free = rig.use(changes.read_free_times, "lea", sheet.cycle.id)
    return [from_epoch(start) for start in changes.starts_for_rest(now, free, now=rig.now)]


@pytest.mark.parametrize("weeks", [2, 3, 4])
def test_the_month_begins_where_the_mentor_moved_the_first_to(rig: Rig, sheet: CycleSheet, weeks: int) -> None:
    all_to(rig, sheet, times_of(sheet)[0] + weeks * WEEK, "maya")
    settle(rig)
    starts = times_of(rig.sheet(sheet))
    offered = offered_for_all(rig, sheet)
    assert {starts[0] - 4 * DAY, starts[0] + DAY} <= {*offered}
    rig.ask_for(sheet, 3, starts[3] + DAY)
    all_to(rig, sheet, starts[0] + DAY)
    answer(rig, sheet, agreed=True)
    assert times_of(rig.sheet(sheet)) == [one + DAY for one in starts]
    sound(rig)


def test_one_that_the_mentor_put_past_the_month_moves_with_the_others(rig: Rig, sheet: CycleSheet) -> None:
    rig.move(sheet, 3, times_of(sheet)[3] + 2 * WEEK, "maya")
    assert times_of(sheet)[0] + DAY in offered_for_all(rig, sheet)
    all_to(rig, sheet, times_of(sheet)[0] + DAY)
    answer(rig, sheet, agreed=True)
    assert shown(rig.sheet(sheet)) == [*NEXT_DAYS[:3], "17/06 14:00"]


def test_what_is_wished_already_leaves_its_time_to_another_wish(rig: Rig, sheet: CycleSheet) -> None:
    to, second = times_of(sheet)[0] + DAY, sheet.sessions[1].appointment.id
    assert {to, to + HOUR / 2, to + HOUR} <= {*offered_for_all(rig, sheet)}
    rig.use(running.put_off_session, "maya", second)
    all_to(rig, sheet, to)
    offered = offered_for_all(rig, sheet)
    assert {to + HOUR / 2, to + HOUR} <= {*offered}
    assert to not in offered  # just this is asked
    rig.replan(sheet, second, times_of(sheet)[1])
    assert to in offered_for_all(rig, sheet)  # with one more


def test_alone_it_is_asked_for_on_the_day_wished_for_all(rig: Rig, sheet: CycleSheet) -> None:
    all_to(rig, sheet, times_of(sheet)[0] + DAY)
    news = rig.news(lambda: rig.ask_for(sheet, 1, times_of(sheet)[1] + DAY))
    assert news == {("late", "maya"): 1}
    assert [one.wanted for one in rig.sheet(sheet).sessions] == [None, times_of(sheet)[1] + DAY, None, None]


def test_a_day_wished_for_one_is_taken_for_another(rig: Rig, sheet: CycleSheet) -> None:
    second = sheet.sessions[1].appointment.id
    rig.use(running.put_off_session, "maya", second)
    all_to(rig, sheet, times_of(sheet)[0] + DAY)
    _, free = rig.use(changes.read_free_times, "lea", sheet.cycle.id, appointment_id=second)
    assert not {"13/05", "27/05", "03/06"} & {f"{from_epoch(start):%d/%m}" for start in free.team}
    with pytest.raises(Invalid) as refused:
        rig.replan(sheet, second, paris("2026-05-27 16:30"))
    assert refused.value.facts["reason"] == "same_day"


@pytest.mark.parametrize("before", [HOUR / 2, HOUR + UNDO / 2, HOUR + UNDO])
def test_one_that_begins_too_soon_to_ask_stays(rig: Rig, sheet: CycleSheet, before: timedelta) -> None:
    rig.now, second = times_of(sheet)[0] - before, times_of(sheet)[1]
    one = {"first_session_id": sheet.sessions[0].appointment.id, "starts": second + DAY}
    with pytest.raises(Invalid) as refused:
        rig.use(changes.move_rest, "lea", sheet.cycle.id, **one)
    assert refused.value.facts == {"field": "times", "reason": "near"}
    with pytest.raises(Invalid) as refused:
        rig.ask_for(sheet, 0, second + DAY)
    assert refused.value.facts == {"field": "times", "reason": "near"}
    assert second + DAY in offered_for_all(rig, sheet)
    rest = changes.remaining_sessions(rig.sheet(sheet), team_asks=True, now=rig.now)
    rig.use(changes.move_rest, "lea", sheet.cycle.id, first_session_id=rest[0].appointment.id, starts=second + DAY)
    rig.now += UNDO
    answer(rig, sheet, agreed=True, at=1)
    assert shown(rig.sheet(sheet)) == [*shown(sheet)[:1], *NEXT_DAYS[1:]]


def test_another_reason_asks_anew(rig: Rig, sheet: CycleSheet) -> None:
    first, to = sheet.sessions[0].appointment.id, times_of(sheet)[0] + DAY
    for why in ("Un salon", "Un jury"):
        rig.use(changes.move_rest, "lea", sheet.cycle.id, first_session_id=first, starts=to, reason=why)
    assert {one.why for one in rig.sheet(sheet).sessions} == {"Un jury"}
    assert rig.owed(alive=True)["late", "maya"] == 1


def test_no_other_dates_have_the_number_of_a_question(rig: Rig, sheet: CycleSheet) -> None:
    numbers = set()
    for one in (1, 2):
        rig.move(sheet, one, times_of(sheet)[one] + HOUR, "maya")
        all_to(rig, sheet, times_of(sheet)[0] + DAY)
        asked = rig.sheet(sheet)
        numbers.add(asked.times_id(asked.sessions[0]))
        rig.move(sheet, one, times_of(sheet)[one], "maya")
    assert len(numbers) == 2


def test_what_has_begun_is_no_part_of_a_later_question(rig: Rig, sheet: CycleSheet) -> None:
    all_to(rig, sheet, times_of(sheet)[0] + DAY)
    rig.now = times_of(sheet)[0] + UNDO  # and the clock is late
    all_to(rig, sheet, times_of(sheet)[1] + DAY + HOUR)
    asked = rig.sheet(sheet)
    assert len(asked.sessions_asked_with(asked.sessions[1])) == 3
    rig.tick()
    answer(rig, sheet, agreed=True, at=1)
    assert times_of(rig.sheet(sheet))[1:] == [start + DAY + HOUR for start in times_of(sheet)[1:]]


def test_what_is_offered_for_all_fits_all(rig: Rig, sheet: CycleSheet) -> None:
    other = rig.running("ines", defi="relais")
    rig.move(other, 2, paris("2026-05-27 16:00"), "maya")
    now, free = rig.use(changes.read_free_times, "lea", sheet.cycle.id)
    offered = [from_epoch(start) for start in changes.starts_for_rest(now, free, now=rig.now)]
    assert times_of(sheet)[0] + DAY in offered
    assert {times_of(sheet)[0], times_of(sheet)[0] + DAY + HOUR} & {*offered} == set()  # its own; the third is not free
    for start in offered[:: len(offered) // 6]:
        all_to(rig, sheet, start)
    sound(rig)
    rig.past(sheet, 0)
    assert max(offered_for_all(rig, sheet)) < paris("2026-05-29 00:00")  # the last is in the month


def test_clock_times_stay_when_the_clocks_change(rig: Rig) -> None:
    rig.now = paris("2026-10-01 08:00")
    sheet = rig.send(rig.keep(), starts=[paris(f"2026-10-{day} 14:00") for day in ("07", "14", "21", "28")])
    rig.confirm(sheet)
    all_to(rig, sheet, paris("2026-10-08 15:00"))
    answer(rig, sheet, agreed=True)
    assert shown(rig.sheet(sheet)) == ["08/10 15:00", "15/10 15:00", "22/10 15:00", "29/10 15:00"]


def test_the_mentor_answers_while_who_asked_undoes_it(rig: Rig, sheet: CycleSheet) -> None:
    to = times_of(sheet)[0] + DAY
    all_to(rig, sheet, to)
    one, last = sheet.sessions[0].appointment.id, sheet.sessions[3].appointment.id
    outcomes = rig.together(
        rig.act(running.answer_late_time, "maya", last, is_agreed=True),
        rig.act(moves.undo_wish, "lea", sheet.cycle.id, appointment_id=one, wanted_start=to),
    )
    assert sorted(outcomes) == ["AlreadyAnswered", "done"]
    moved = outcomes[0] == "done"
    assert times_of(rig.sheet(sheet)) == [start + DAY * moved for start in times_of(sheet)]
    assert states(rig, sheet) == {CONFIRMED}
    sound(rig)


def test_the_mentor_moves_all_while_the_team_asks_for_all(rig: Rig, sheet: CycleSheet) -> None:
    first, start = sheet.sessions[0].appointment.id, times_of(sheet)[0]
    rest = {"first_session_id": first}
    outcomes = rig.together(
        rig.act(changes.move_rest, "maya", sheet.cycle.id, **rest, starts=start + 2 * DAY),
        rig.act(changes.move_rest, "lea", sheet.cycle.id, **rest, starts=start + DAY),
    )
    assert outcomes == ["done", "done"]
    assert times_of(rig.sheet(sheet)) == [one + 2 * DAY for one in times_of(sheet)]
    assert states(rig, sheet) in ({CONFIRMED}, {MOVING})
    if states(rig, sheet) == {MOVING}:  # the team asked after
        answer(rig, sheet, agreed=True)
        assert shown(rig.sheet(sheet)) == NEXT_DAYS
    sound(rig)


def test_pressed_twice_at_one_moment_it_is_done_once(rig: Rig, sheet: CycleSheet) -> None:
    first, start = sheet.sessions[0].appointment.id, times_of(sheet)[0]
    for who in ("lea", "maya"):
        once = rig.act(changes.move_rest, who, sheet.cycle.id, first_session_id=first, starts=start + DAY)
        assert rig.together(once, once) == ["done", "done"]
        assert rig.owed(alive=True)["late", "maya"] == (who == "lea")
    assert shown(rig.sheet(sheet)) == NEXT_DAYS
    assert rig.owed()["moved", "lea"] == 1
    sound(rig)


def test_one_undoes_all_while_the_clock_commits_it(rig: Rig, sheet: CycleSheet) -> None:
    all_to(rig, sheet, times_of(sheet)[0] + WEEK, "maya")
    batch = batch_of(rig, sheet)
    undone, _ = rig.together(
        rig.act(undoing.undo_batch, "maya", batch), lambda tx: undoing.settle_batch(tx, batch, now=rig.now + UNDO)
    )
    assert (shown(rig.sheet(sheet)) == shown(sheet)) == (undone == "done")
    assert rig.claims() == rig.claims_of(rig.sheet(sheet))
