"""Two at once: one outcome, the other is refused kindly, claims exact, no deadlock left after one try more."""

from collections import Counter

import pytest

from bot.mentoring import answers, changes, choices, coaches, lapses, moves, running, service
from bot.mentoring.cycle import CycleState, Outcome, SessionState
from bot.mentoring.model import CycleSheet
from storage.database import Database

from .rig import VISIO, Rig, make_rig, paris, times_of

REFUSED = {"AlreadyAnswered", "HoldLapsed", "NotAllowed"}
ROUNDS = 3


@pytest.fixture
def rig(database: Database) -> Rig:
    return make_rig(database)


def rounds(rig: Rig) -> list[CycleSheet]:
    """Ask for as many cycles as there are rounds, each with Maya, one after the other in time."""
    rig.do(lambda tx: tx.exec_driver_sql("UPDATE memberships SET cycles_max = 10 WHERE role = 'mentor'"))
    made = []
    for who, domain in (("lea", "science de la donnée"), ("lea", "accessibilité"), ("sami", "accessibilité")):
        made.append(rig.asked(who, domain=domain))
    return made[:ROUNDS]


def asker(rig: Rig, sheet: CycleSheet) -> str:
    return next(key for key in ("lea", "sami", "ines") if rig.ids[key] == sheet.cycle.asked_by)


def exact(rig: Rig, *sheets: CycleSheet) -> None:
    wanted: Counter[tuple[int, int]] = Counter()
    for one in sheets:
        wanted += rig.claims_of(rig.sheet(one))
    assert rig.claims() == wanted


def test_the_mentor_confirms_while_who_asked_withdraws(rig: Rig) -> None:
    sheets = rounds(rig)
    for one in sheets:
        confirmed, withdrawn = rig.together(
            rig.act(answers.confirm_sessions, "maya", one.cycle.id),
            rig.act(choices.withdraw_request, asker(rig, one), one.cycle.id),
        )
        assert sorted([confirmed, withdrawn]) == ["AlreadyAnswered", "done"]
        state = CycleState.RUNNING if confirmed == "done" else CycleState.WITHDRAWN
        assert rig.sheet(one).cycle.state is state
        exact(rig, *sheets)
    told = rig.owed()
    assert told["group", "group"] + told["withdrawn", "maya"] == ROUNDS


def test_of_two_teams_and_one_mentor_at_one_time_one_holds_it(rig: Rig) -> None:
    plan = [paris(f"2026-{day} 14:00") for day in ("05-12", "05-19", "05-26", "06-02")]
    later = [paris(f"2026-{day} 15:00") for day in ("05-11", "05-19", "05-28", "06-04")]  # they meet on the 19th
    for mine, theirs in ((plan, later), (later, plan)):
        first = rig.keep("lea")
        other = rig.keep("ines", wish=rig.wish(defi="relais"))
        outcomes = rig.together(
            rig.act(service.send_request, "lea", first.draft_id, starts=mine, visio_url=VISIO),
            rig.act(service.send_request, "ines", other.draft_id, starts=theirs, visio_url=VISIO),
        )
        assert sorted(outcomes) == ["SlotTaken", "done"]
        (made,) = live(rig)
        exact(rig, made)
        rig.use(choices.withdraw_request, asker(rig, made), made.cycle.id)


def test_of_two_teams_for_a_mentors_last_place_one_has_it(rig: Rig) -> None:
    offers = [rig.keep("lea", wish=rig.wish("rose")), rig.keep("ines", wish=rig.wish("rose", defi="relais"))]
    plans = [[paris(f"2026-{day} {at}") for day in ("05-12", "05-19", "05-26", "06-02")] for at in ("09:00", "11:00")]
    outcomes = rig.together(
        *(
            rig.act(service.send_request, who, offer.draft_id, starts=plan, visio_url=VISIO)
            for who, offer, plan in zip(("lea", "ines"), offers, plans, strict=True)
        )
    )
    assert sorted(outcomes) == ["Invalid", "done"]
    (made,) = live(rig)
    exact(rig, made)


def test_a_form_sent_twice_at_once_is_one_request(rig: Rig) -> None:
    offer = rig.keep()
    plan = [paris(f"2026-{day} 14:00") for day in ("05-12", "05-19", "05-26", "06-02")]
    once = rig.act(service.send_request, "lea", offer.draft_id, starts=plan, visio_url=VISIO)
    assert rig.together(once, once, once) == ["done"] * 3
    (made,) = live(rig)
    exact(rig, made)


def test_of_two_requests_of_one_asker_in_a_domain_one_is_made(rig: Rig) -> None:
    first, other = rig.keep(wish=rig.wish("maya")), rig.keep(wish=rig.wish("rose"))
    plans = [[paris(f"2026-{day} {at}") for day in ("05-12", "05-19", "05-26", "06-02")] for at in ("14:00", "11:00")]
    outcomes = rig.together(
        rig.act(service.send_request, "lea", first.draft_id, starts=plans[0], visio_url=VISIO),
        rig.act(service.send_request, "lea", other.draft_id, starts=plans[1], visio_url=VISIO),
    )
    assert sorted(outcomes) == ["Invalid", "done"]
    exact(rig, *live(rig))


def test_two_clicks_confirm_once(rig: Rig) -> None:
    for one in rounds(rig):
        click = rig.act(answers.confirm_sessions, "maya", one.cycle.id)
        assert sorted(rig.together(click, click)) == ["AlreadyAnswered", "done"]
        assert rig.sheet(one).cycle.state is CycleState.RUNNING
    assert rig.owed()["group", "group"] == ROUNDS


def test_at_the_last_second_the_clock_and_the_mentor_do_not_both_win(rig: Rig) -> None:
    sheets = rounds(rig)
    for one in sheets:
        assert one.cycle.answer_by is not None
        rig.now = one.cycle.answer_by
        confirmed, lapsed = rig.together(
            rig.act(answers.confirm_sessions, "maya", one.cycle.id),
            lambda tx, one=one: lapses.expire_request(tx, one.cycle.id, now=rig.now),  # type: ignore[misc]
        )
        assert (confirmed, lapsed) == ("HoldLapsed", "done")
        assert rig.sheet(one).cycle.state is CycleState.LAPSED
        exact(rig, *sheets)
    assert rig.owed()["lapsed", "lea"] + rig.owed()["lapsed", "sami"] == ROUNDS


def test_several_clocks_let_it_lapse_once(rig: Rig) -> None:
    sheet = rig.asked()
    assert sheet.cycle.answer_by is not None
    rig.now = sheet.cycle.answer_by
    assert rig.together(*[lambda tx: lapses.expire_request(tx, sheet.cycle.id, now=rig.now)] * 4) == ["done"] * 4
    assert rig.owed()["lapsed", "lea"] == 1
    assert rig.verbs(sheet).count(("mentoring.lapse", None)) == 1


def test_a_coach_and_the_mentor_answer_at_once(rig: Rig) -> None:
    sheets = rounds(rig)
    for one in sheets:
        outcomes = rig.together(
            rig.act(answers.confirm_sessions, "claire", one.cycle.id),
            rig.act(answers.decline_request, "maya", one.cycle.id),
        )
        assert sorted(outcomes) == ["AlreadyAnswered", "done"]
        state = CycleState.RUNNING if outcomes[0] == "done" else CycleState.DECLINED
        assert rig.sheet(one).cycle.state is state
        exact(rig, *sheets)


def test_handed_over_while_the_mentor_gives_a_word_past_the_month(rig: Rig) -> None:
    sheet = rig.running()
    late = sheet.sessions[0].appointment.id
    rig.now = times_of(sheet)[0]
    rig.miss(late)
    rig.replan(sheet, late, paris("2026-06-16 14:00"))
    mentor, taker = "maya", "noe"
    for _ in range(ROUNDS):
        handed, agreed = rig.together(
            rig.act(coaches.hand_over, "claire", sheet.cycle.id, mentor_id=rig.ids[taker]),
            rig.act(running.answer_late_time, mentor, late, is_agreed=False),
        )
        assert handed == "done"
        assert agreed in {"done", "NotAllowed"}
        now = rig.sheet(sheet)
        assert now.cycle.mentor_id == rig.ids[taker]
        exact(rig, sheet)
        assert {person for (person, _), _ in rig.claims().items()} <= {rig.ids[taker], rig.ids[mentor]}
        mentor, taker = taker, mentor
        if agreed == "done":
            rig.replan(sheet, late, paris("2026-06-16 14:00"), "claire")
            break


def test_a_seance_is_said_to_be_missed_and_over_at_once(rig: Rig) -> None:
    sheet = rig.running()
    for one in sheet.sessions[:ROUNDS]:
        rig.now = one.appointment.ends
        rig.tick()
        said, missed = rig.together(
            rig.act(running.record_outcome, "lea", one.appointment.id, outcome=Outcome.TOOK_PLACE),
            rig.act(running.record_missed, "maya", one.appointment.id),
        )
        assert sorted([said, missed]) == ["AlreadyAnswered", "done"]
        exact(rig, sheet)


def test_the_last_seance_ends_while_it_is_said_to_be_missed(rig: Rig) -> None:
    sheet = rig.running()
    for number in range(3):
        rig.past(sheet, number)
    last = sheet.sessions[3].appointment
    rig.now = last.ends
    outcomes = rig.together(
        lambda tx: running.finish_session(tx, last.id, now=rig.now), rig.act(running.record_missed, "maya", last.id)
    )
    assert outcomes == ["done", "done"]
    now = rig.sheet(sheet)
    assert (now.cycle.state, now.sessions[3].state) == (CycleState.RUNNING, SessionState.OPEN)
    exact(rig, sheet)


def test_ended_and_moved_at_once(rig: Rig) -> None:
    sheet = rig.running()
    one = sheet.sessions[0].appointment.id
    ended, moved = rig.together(
        rig.act(changes.end_cycle, "lea", sheet.cycle.id),
        rig.act(changes.move, "maya", sheet.cycle.id, appointment_id=one, starts=paris("2026-05-13 14:00")),
    )
    assert (ended, moved in {"done", "AlreadyAnswered"}) == ("done", True)
    rig.commit(sheet)
    assert rig.claims() == {}


def test_reopened_while_another_is_asked_for_one_is_refused(rig: Rig) -> None:
    sheet = rig.running()
    for number in range(4):
        rig.past(sheet, number)
    offer = rig.keep(wish=rig.wish("noe"))
    outcomes = rig.together(
        rig.act(service.send_request, "lea", offer.draft_id, visio_url=VISIO),
        rig.act(running.record_outcome, "lea", sheet.sessions[0].appointment.id, outcome=Outcome.MISSED),
    )
    assert sorted(outcomes) == ["Invalid", "done"]
    assert len(live(rig)) == 1


def test_a_review_sent_twice_at_once_is_kept_once(rig: Rig) -> None:
    sheet = rig.running()
    for number in range(4):
        rig.past(sheet, number)
    once = rig.act(changes.save_review, "lea", sheet.cycle.id, useful="yes")
    assert rig.together(once, once, once) == ["done"] * 3


def test_who_stands_in_asks_for_their_own_at_once(rig: Rig) -> None:
    sheet = rig.asked(guest_ids=(rig.ids["sami"],))
    offer = rig.keep("sami", wish=rig.wish("noe"))
    rig.depart("lea")
    outcomes = rig.together(
        rig.act(service.send_request, "sami", offer.draft_id, visio_url=VISIO),
        lambda tx: lapses.remove_leaver(tx, sheet.cycle.id, person_id=rig.ids["lea"], now=rig.now),
    )
    assert outcomes in (["done", "done"], ["Invalid", "done"])
    assert [one.cycle.asked_by for one in live(rig)] == [rig.ids["sami"]]
    exact(rig, *live(rig))


def live(rig: Rig) -> list[CycleSheet]:
    with rig.database.reading() as tx:
        rows = tx.exec_driver_sql("SELECT id FROM mentoring_cycles ORDER BY id").scalars().all()
    return [one for one in map(rig.sheet, rows) if one.cycle.state.is_live]


def _wished(rig: Rig, sheet: CycleSheet) -> int:
    rig.ask_for(sheet, 1, paris("2026-05-21 14:00"))
    return sheet.sessions[1].appointment.id


@pytest.mark.parametrize("agreed", [True, False])
def test_the_mentor_answers_a_wish_while_who_asked_undoes_it(rig: Rig, agreed: bool) -> None:
    """The Home shows the question before the message does, so that the mentor may press within the two minutes."""
    sheet, to = rig.running(), paris("2026-05-21 14:00")
    one = _wished(rig, sheet)
    answered, undone = rig.together(
        rig.act(running.answer_late_time, "maya", one, is_agreed=agreed),
        rig.act(moves.undo_wish, "lea", sheet.cycle.id, appointment_id=one, wanted_start=to),
    )
    assert sorted([answered, undone]) == ["AlreadyAnswered", "done"]
    after = rig.sheet(sheet)
    moves_there = answered == "done" and agreed
    assert (after.sessions[1].state, to in times_of(after)) == (SessionState.CONFIRMED, moves_there)
    assert rig.owed(alive=True)["late", "maya"] == 0
    exact(rig, sheet)


def test_two_wish_for_another_time_at_once(rig: Rig) -> None:
    """In two windows: the last one counts, and the mentor is asked once."""
    sheet = rig.running()
    one, starts = sheet.sessions[1].appointment.id, [paris("2026-05-21 14:00"), paris("2026-05-22 14:00")]
    outcomes = rig.together(
        *(rig.act(changes.move, "lea", sheet.cycle.id, appointment_id=one, starts=wanted) for wanted in starts)
    )
    assert outcomes == ["done", "done"]
    session = rig.sheet(sheet).sessions[1]
    assert (session.state, session.wanted in starts) == (SessionState.MOVING, True)
    assert rig.owed(alive=True)["late", "maya"] == 1
    assert rig.claims() - rig.claims_of(sheet)  # one wish alone is held beside the four
    rig.use(running.answer_late_time, "maya", one, is_agreed=False)
    exact(rig, sheet)


def test_the_mentor_moves_a_seance_while_the_team_asks_for_another_time(rig: Rig) -> None:
    sheet = rig.running()
    one, to = sheet.sessions[1].appointment.id, paris("2026-05-20 15:00")
    outcomes = rig.together(
        rig.act(changes.move, "lea", sheet.cycle.id, appointment_id=one, starts=paris("2026-05-21 14:00")),
        rig.act(changes.move, "maya", sheet.cycle.id, appointment_id=one, starts=to),
    )
    assert outcomes == ["done", "done"]
    session = next(one_ for one_ in rig.sheet(sheet).sessions if one_.appointment.id == one)
    assert session.appointment.starts == to
    if session.state is SessionState.MOVING:  # the team asked after
        rig.use(running.answer_late_time, "maya", one, is_agreed=False)
    exact(rig, sheet)
