"""A specialist is asked before they come: their time is held, and they read nothing of the need until they agreed."""

import json
from datetime import UTC, timedelta
from functools import partial

import pytest

from bot.agenda.model import Part, Reply
from bot.door.ahead import overdue_features
from bot.errors import AlreadyAnswered, AlreadyCancelled, AlreadyStarted, Invalid, NotAllowed, SlotTaken
from bot.helpdesk import changes, facts, hosting, returns
from bot.helpdesk.awaiting import find_awaiting_requests
from bot.programme.roles import Role
from handlers.kit.blocks import Message
from storage.audit import find_violations
from storage.database import Database
from tests.bot.helpdesk.bureau import DAY, NINE, Bureau, opened, pressable
from tests.journeys.promotion import NEED
from tests.promotion import depart

ANSWERS = ["helpdesk.join", "helpdesk.stay_out"]


@pytest.fixture
def bureau(database: Database) -> Bureau:
    made = opened(database)
    made.add("nora", Role.EXPERT)
    return made


def question(bureau: Bureau, key: str = "nora") -> Message | None:
    """Deliver what waits; give the question as it stands, None if nothing of it was sent or changed."""
    return bureau.deliver().get((facts.SpecialistQuestion.kind, bureau.ids[key]))


def reply(bureau: Bureau, request_id: int) -> list[Reply]:
    sessions = bureau.sheet(request_id).sessions
    return [who.reply for each in sessions for who in each.participants if who.person_id == bureau.ids["nora"]]


def clock(bureau: Bureau) -> None:
    """Let the clock's job come by, twice."""
    for _ in range(2):
        with bureau.database.reading() as tx:
            found = hosting.list_expired(tx, now=bureau.now)
        for request_id, person_id in found:
            bureau.do(partial(hosting.expire_question, request_id=request_id, person_id=person_id, now=bureau.now))


def sound(bureau: Bureau) -> bool:
    with bureau.database.reading() as tx:
        found = find_violations(tx, now=bureau.now, machine_now=bureau.now)
    return (found["claims"], found["two_places"]) == ([], [])


def test_who_is_asked_takes_no_part_and_holds_the_time(bureau: Bureau) -> None:
    request_id = bureau.book()
    bureau.deliver()
    sheet, nora = bureau.ask(request_id, "nora"), bureau.ids["nora"]
    assert (sheet.part_of(nora), sheet.reads_need(nora), reply(bureau, request_id)) == (None, False, [Reply.ASKED])
    asked = question(bureau)
    assert asked is not None
    assert (pressable(asked), NEED in json.dumps(asked.blocks, ensure_ascii=False), NEED in asked.text) == (
        ANSWERS,
        False,
        False,
    )
    kinds = (
        facts.RequestCard.kind,
        facts.ParticipantAdded.kind,
        facts.NeedAccessQuestion.kind,
        facts.RequestPaper.kind,
    )
    assert [owed for owed in bureau.owed(*kinds) if owed[1] == nora or owed[0] != facts.RequestCard.kind] == []
    other = bureau.book(who="ines", defi="relais", host="david")
    with pytest.raises(SlotTaken):
        bureau.ask(other, "nora", "david")
    with pytest.raises(AlreadyAnswered):  # there is nothing yet to leave
        bureau.do(lambda tx: changes.leave_sessions(tx, bureau.actor("nora"), request_id, now=bureau.now))
    assert sound(bureau)


def test_yes_brings_the_card_and_the_question_about_the_need(bureau: Bureau) -> None:
    request_id = bureau.book()
    bureau.ask(request_id, "nora")
    bureau.deliver()
    nora, lea = bureau.ids["nora"], bureau.ids["lea"]
    sheet = bureau.answer(request_id, "nora")
    assert (sheet.part_of(nora), sheet.reads_need(nora)) == (Part.EXPERT, False)
    shown = bureau.deliver()
    assert pressable(shown[facts.NeedAccessQuestion.kind, lea]) == ["helpdesk.agree", "helpdesk.refuse"]
    assert pressable(shown[facts.SpecialistQuestion.kind, nora]) == []
    card = shown[facts.RequestCard.kind, nora]
    assert card is not None
    assert NEED not in json.dumps(card.blocks, ensure_ascii=False)
    assert {person for kind, person in shown if kind == facts.ParticipantAdded.kind} == {
        bureau.ids["sami"],
        bureau.ids["claire"],
    }
    for comes in (True, False):
        with pytest.raises(AlreadyAnswered):
            bureau.answer(request_id, "nora", comes=comes)
    assert sound(bureau)


def test_no_frees_the_time_and_tells_only_who_asked_a_coach_among_them(bureau: Bureau) -> None:
    request_id = bureau.book()
    bureau.ask(request_id, "nora", "david")  # for Claire, who hosts
    bureau.deliver()
    bureau.answer(request_id, "nora", comes=False)
    shown = bureau.deliver()
    told = shown[facts.SpecialistRefusal.kind, bureau.ids["david"]]
    assert told is not None
    assert "Nora ne peut pas venir" in told.text.replace("\u00a0", " ")
    assert (
        bureau.owed(facts.SpecialistRefusal.kind, facts.ParticipantAdded.kind, facts.NeedAccessQuestion.kind).total()
        == 1
    )
    assert pressable(shown[facts.SpecialistQuestion.kind, bureau.ids["nora"]]) == []
    with pytest.raises(AlreadyAnswered):
        bureau.answer(request_id, "nora")
    bureau.invite(bureau.book(who="ines", defi="relais", host="david"), "nora", "david")
    assert sound(bureau)


def test_who_hosts_now_hears_the_no_where_who_asked_handed_it_over(bureau: Bureau) -> None:
    request_id = bureau.book()
    bureau.ask(request_id, "nora")
    bureau.hand_over(request_id, "david")
    bureau.answer(request_id, "nora", comes=False)
    assert bureau.owed(facts.SpecialistRefusal.kind) == {(facts.SpecialistRefusal.kind, bureau.ids["david"]): 1}


def test_the_host_hears_the_no_where_the_coach_who_asked_has_left(bureau: Bureau) -> None:
    request_id = bureau.book()
    bureau.ask(request_id, "nora", "david")
    bureau.do(lambda tx: depart(tx, bureau.ids["david"]))
    bureau.answer(request_id, "nora", comes=False)
    assert bureau.owed(facts.SpecialistRefusal.kind) == {(facts.SpecialistRefusal.kind, bureau.ids["claire"]): 1}


def test_who_comes_after_a_no_reads_the_need_once_the_team_is_asked(bureau: Bureau) -> None:
    request_id, nora, lea = bureau.book(), bureau.actor("nora"), bureau.ids["lea"]
    bureau.ask(request_id, "nora")
    bureau.answer(request_id, "nora", comes=False)
    for _ in range(2):  # they change their mind twice
        bureau.do(lambda tx: returns.rejoin_sessions(tx, nora, request_id, now=bureau.now))
        bureau.now += timedelta(minutes=3)
        assert pressable(bureau.deliver()[facts.NeedAccessQuestion.kind, lea]) == ["helpdesk.agree", "helpdesk.refuse"]
        bureau.do(lambda tx: changes.leave_sessions(tx, nora, request_id, now=bureau.now))
    assert bureau.owed(facts.NeedAccessQuestion.kind) == {(facts.NeedAccessQuestion.kind, lea): 1}


def test_the_host_and_the_coach_who_asked_hear_that_a_no_has_become_a_yes(bureau: Bureau) -> None:
    request_id, nora = bureau.book(), bureau.actor("nora")
    bureau.ask(request_id, "nora", "david")
    bureau.answer(request_id, "nora", comes=False)
    bureau.do(lambda tx: returns.rejoin_sessions(tx, nora, request_id, now=bureau.now))
    bureau.now += timedelta(minutes=3)
    shown = bureau.deliver()
    for who in ("claire", "david"):
        told = shown[facts.PersonBack.kind, bureau.ids[who]]
        assert told is not None
        assert told.text.startswith("Nora viendra finalement au bureau d’aide")
    with pytest.raises(AlreadyAnswered):  # a second press
        bureau.do(lambda tx: returns.rejoin_sessions(tx, nora, request_id, now=bureau.now))
    assert bureau.owed(facts.PersonBack.kind)[facts.PersonBack.kind, bureau.ids["david"]] == 1
    assert sound(bureau)


def test_a_coach_who_asked_for_the_host_hears_the_yes(bureau: Bureau) -> None:
    request_id = bureau.book()
    bureau.ask(request_id, "nora", "david")
    bureau.answer(request_id, "nora")
    told = bureau.deliver()[facts.ParticipantAdded.kind, bureau.ids["david"]]
    assert told is not None
    assert "participera aussi" in told.text


def test_a_question_left_open_for_more_than_a_day_is_named(bureau: Bureau) -> None:
    """By `bot audit`: its end is the clock's, which did not come by."""
    request_id, end = bureau.book(NINE + 8 * DAY), bureau.now + hosting.ANSWERED_IN
    bureau.ask(request_id, "nora")

    def late() -> list[str]:
        with bureau.database.reading() as tx:
            return [each for each in overdue_features(tx, now=bureau.now) if each.startswith("specialists")]

    bureau.now = end + DAY
    assert late() == []
    bureau.now += timedelta(minutes=1)
    assert late() == [f"specialists {end.astimezone(UTC):%Y-%m-%d %H:%M}"]
    clock(bureau)
    assert late() == []


@pytest.mark.parametrize("ahead", [DAY, 9 * DAY])
def test_a_question_ends_in_three_days_or_at_the_start_and_once(bureau: Bureau, ahead: timedelta) -> None:
    request_id = bureau.book(NINE + ahead - DAY)
    asked_at = bureau.now
    bureau.ask(request_id, "nora")
    bureau.deliver()
    end = min(asked_at + hosting.ANSWERED_IN, bureau.sheet(request_id).sessions[0].starts)
    bureau.now = end - timedelta(seconds=1)
    clock(bureau)
    assert reply(bureau, request_id) == [Reply.ASKED]
    bureau.now = end
    clock(bureau)
    assert (reply(bureau, request_id), sound(bureau)) == ([Reply.LEFT], True)
    assert bureau.owed(facts.SpecialistRefusal.kind) == {(facts.SpecialistRefusal.kind, bureau.ids["claire"]): 1}
    shown = bureau.deliver()
    assert pressable(shown[facts.SpecialistQuestion.kind, bureau.ids["nora"]]) == []
    told = shown[facts.SpecialistRefusal.kind, bureau.ids["claire"]]
    assert told is not None
    assert "n’a pas répondu à temps" in told.text.replace("\u00a0", " ")
    with pytest.raises(AlreadyAnswered):
        bureau.answer(request_id, "nora")


def test_who_said_no_or_left_is_asked_again_and_hears_it(bureau: Bureau) -> None:
    request_id = bureau.book()
    bureau.ask(request_id, "nora")
    bureau.deliver()
    bureau.answer(request_id, "nora", comes=False)
    bureau.ask(request_id, "nora")
    assert pressable(question(bureau)) == ANSWERS
    bureau.answer(request_id, "nora")
    bureau.do(lambda tx: changes.leave_sessions(tx, bureau.actor("nora"), request_id, now=bureau.now))
    bureau.ask(request_id, "nora")
    assert pressable(question(bureau)) == ANSWERS
    assert bureau.answer(request_id, "nora").part_of(bureau.ids["nora"]) is Part.EXPERT
    assert sound(bureau)


def test_what_is_cancelled_meanwhile_needs_no_answer_and_undo_brings_the_question_back(bureau: Bureau) -> None:
    request_id = bureau.book()
    bureau.ask(request_id, "nora")
    bureau.deliver()
    claire = bureau.actor("claire")
    bureau.do(lambda tx: changes.cancel(tx, claire, request_id, appointment_ids=(), batch="c1", now=bureau.now))
    with pytest.raises(AlreadyCancelled):
        bureau.answer(request_id, "nora")
    bureau.do(lambda tx: changes.undo(tx, claire, "c1", now=bureau.now))
    assert sound(bureau)
    assert bureau.answer(request_id, "nora").part_of(bureau.ids["nora"]) is Part.EXPERT
    bureau.do(lambda tx: changes.cancel(tx, claire, request_id, appointment_ids=(), batch="c2", now=bureau.now))
    bureau.stand()
    bureau.deliver()
    with pytest.raises(AlreadyAnswered):
        bureau.answer(request_id, "nora")


def test_a_question_about_what_was_cancelled_has_no_buttons(bureau: Bureau) -> None:
    request_id = bureau.book()
    bureau.ask(request_id, "nora")
    bureau.deliver()
    claire = bureau.actor("claire")
    bureau.do(lambda tx: changes.cancel(tx, claire, request_id, appointment_ids=(), batch="c1", now=bureau.now))
    bureau.stand()
    over = question(bureau)
    assert over is not None
    assert (pressable(over), sound(bureau)) == ([], True)


def test_the_time_that_is_held_follows_the_seance(bureau: Bureau) -> None:
    request_id = bureau.book()
    bureau.ask(request_id, "nora")
    bureau.deliver()
    claire, session = bureau.actor("claire"), bureau.sheet(request_id).sessions[0].id
    later = {session: NINE + DAY}
    bureau.do(lambda tx: changes.move(tx, claire, request_id, moves=later, batch="m1", now=bureau.now))
    bureau.stand()
    asked = question(bureau)
    assert asked is not None
    assert (pressable(asked), "mercredi 6 mai" in asked.text.replace("\u00a0", " "), sound(bureau)) == (
        ANSWERS,
        True,
        True,
    )
    bureau.now = NINE + DAY
    with pytest.raises(AlreadyStarted):
        bureau.answer(request_id, "nora")


def test_a_specialist_who_leaves_the_programme_holds_nothing(bureau: Bureau) -> None:
    request_id = bureau.book()
    bureau.ask(request_id, "nora")
    bureau.do(lambda tx: depart(tx, bureau.ids["nora"], at=bureau.now))
    clock(bureau)
    assert (reply(bureau, request_id), sound(bureau)) == ([Reply.LEFT], True)


def test_two_coaches_who_ask_at_once_ask_once(bureau: Bureau) -> None:
    request_id = bureau.book()
    coaches, nora = [bureau.actor(key) for key in ("claire", "david")], bureau.ids["nora"]
    outcomes = bureau.together(
        *(
            partial(hosting.add_person, actor=coach, request_id=request_id, person_id=nora, now=bureau.now)
            for coach in coaches
        )
    )
    assert sorted(outcomes) == ["Invalid", "done"]
    assert bureau.owed(facts.SpecialistQuestion.kind).total() == 1
    with pytest.raises(Invalid) as refused:
        bureau.ask(request_id, "nora")
    assert refused.value.facts == {"field": "person", "reason": "asked"}


def test_yes_and_no_at_once_are_one_answer_and_so_are_yes_and_the_end(bureau: Bureau) -> None:
    request_id = bureau.book()
    bureau.ask(request_id, "nora")
    nora = bureau.actor("nora")
    outcomes = bureau.together(
        lambda tx: hosting.answer_question(
            tx, nora, request_id, person_id=bureau.ids["nora"], comes=True, now=bureau.now
        ),
        lambda tx: hosting.answer_question(
            tx, nora, request_id, person_id=bureau.ids["nora"], comes=False, now=bureau.now
        ),
    )
    assert sorted(outcomes) == ["AlreadyAnswered", "done"]
    assert reply(bureau, request_id) == [Reply.COMES if outcomes[0] == "done" else Reply.LEFT]
    later = bureau.book(NINE + 7 * DAY)
    bureau.ask(later, "nora")
    bureau.now += hosting.ANSWERED_IN
    bureau.together(
        lambda tx: hosting.answer_question(tx, nora, later, person_id=bureau.ids["nora"], comes=True, now=bureau.now),
        lambda tx: hosting.expire_question(tx, later, person_id=bureau.ids["nora"], now=bureau.now),
    )
    comes = reply(bureau, later) == [Reply.COMES]
    assert bureau.owed(facts.SpecialistRefusal.kind)[facts.SpecialistRefusal.kind, bureau.ids["claire"]] == (
        (not comes) + (outcomes[1] == "done")
    )
    assert sound(bureau)


def test_nobody_else_answers_and_the_question_waits_on_the_home(bureau: Bureau) -> None:
    request_id = bureau.book()
    bureau.ask(request_id, "nora")
    for key in ("lea", "sami", "ines"):
        with pytest.raises(NotAllowed):
            bureau.answer(request_id, "nora", who=key)
        with pytest.raises((NotAllowed, AlreadyAnswered)):
            bureau.answer(request_id, key)
    nora = bureau.actor("nora")
    with bureau.database.reading() as tx:
        assert [each.request.id for each in find_awaiting_requests(tx, nora, [], now=bureau.now).wanted] == [request_id]
    bureau.answer(request_id, "nora")
    with bureau.database.reading() as tx:
        assert find_awaiting_requests(tx, nora, [], now=bureau.now).wanted == ()


@pytest.mark.parametrize("who", ["claire", "david"])
def test_the_host_or_a_coach_notes_the_answer_of_who_has_no_way_to_give_it(bureau: Bureau, who: str) -> None:
    request_id = bureau.book()
    bureau.ask(request_id, "nora")
    bureau.deliver()
    assert bureau.answer(request_id, "nora", who=who).part_of(bureau.ids["nora"]) is Part.EXPERT
    assert pressable(question(bureau)) == []
    with pytest.raises(AlreadyAnswered):
        bureau.answer(request_id, "nora", who=who, comes=False)
    assert bureau.sheet(request_id).reads_need(bureau.ids["nora"]) is False
