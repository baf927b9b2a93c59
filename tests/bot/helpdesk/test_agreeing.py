"""A booking that is held until its host agrees: accepted, declined, left without an answer, changed meanwhile."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import text

from bot.agenda.model import State
from bot.errors import AlreadyAnswered, AlreadyCancelled, Invalid, NotAllowed, SlotTaken
from bot.helpdesk import agreeing, away, changes, facts, hosting, service, swaps
from bot.helpdesk.awaiting import find_awaiting_requests
from bot.helpdesk.model import RankedHost, RankReason, RequestWish
from bot.helpdesk.sheets import list_mine
from bot.planning import formats
from bot.programme.model import Membership
from bot.programme.roles import Role
from storage.audit import find_violations
from storage.database import Database
from storage.helpdesk import requests
from storage.programme import people, promotions
from tests.bot.helpdesk.bureau import DAY, NINE, NO_PAPER, Bureau, opened, pressable
from tests.journeys.promotion import NEED
from tests.promotion import depart

ANSWERS = ["helpdesk.accept_hosting", "helpdesk.propose", "helpdesk.cancel"]
CARD, NOT_AGREED, AGREED = facts.RequestCard.kind, facts.HeldSessionsCancelled.kind, facts.HostAgreement.kind
LATER = NINE + 7 * DAY


@pytest.fixture
def bureau(database: Database) -> Bureau:
    made = opened(database)
    shape(made, needs_agreement=True)
    return made


def shape(bureau: Bureau, **values: object) -> None:
    claire, promotion, now = bureau.actor("claire"), bureau.ids["promotion"], bureau.now
    with bureau.database.transaction() as tx:
        before = formats.find_format(tx, claire, "bureau-aide", promotion_id=promotion, now=now)
        given = replace(before, **values)  # type: ignore[arg-type]
        formats.change_format(tx, claire, given, promotion_id=promotion, now=now)


def agree(bureau: Bureau, request_id: int, *, who: str = "claire", revision: int | None = None) -> bool:
    actor, seen = bureau.actor(who), bureau.sheet(request_id).held_revision if revision is None else revision
    return (
        bureau.do(lambda tx: agreeing.confirm_held_sessions(tx, actor, request_id, revision=seen, now=bureau.now))
        is not None
    )


def states(bureau: Bureau, request_id: int) -> list[State]:
    return [session.state for session in bureau.sheet(request_id).sessions]


def clock(bureau: Bureau) -> None:
    """Let the clock's jobs come by, twice."""
    for _ in range(2):
        with bureau.database.reading() as tx:
            left = away.list_leavers(tx, now=bureau.now)
        for session, person in left:
            bureau.do(partial(away.remove_leaver, appointment_id=session, person_id=person, now=bureau.now))
        with bureau.database.reading() as tx:
            found = agreeing.list_expired(tx, now=bureau.now)
        for request_id, asked in found:
            bureau.do(partial(agreeing.expire_question, request_id=request_id, person_id=asked, now=bureau.now))


def sound(bureau: Bureau) -> bool:
    with bureau.database.reading() as tx:
        found = find_violations(tx, now=bureau.now, machine_now=bureau.now)
    return {name: rows for name, rows in found.items() if rows and name != "stuck"} == {}  # nothing is sent here


def reminders(bureau: Bureau) -> int:
    with bureau.database.reading() as tx:
        mine = "SELECT count(*) FROM notices WHERE kind LIKE 'remind.%' AND closed_at IS NULL"
        return int(tx.execute(text(mine)).scalar_one())


def test_the_time_is_held_and_the_host_is_asked_on_the_card(bureau: Bureau) -> None:
    request_id = bureau.book(LATER)
    assert states(bureau, request_id) == [State.HELD]
    shown = bureau.deliver()
    host, asker = shown[CARD, bureau.ids["claire"]], shown[CARD, bureau.ids["lea"]]
    assert pressable(host) == ANSWERS
    assert host is not None
    assert asker is not None
    assert "(à confirmer)" in host.text
    assert "la vôtre, avant le" in host.text
    assert "Claire Morel, avant le" in asker.text
    assert "helpdesk.accept_hosting" not in pressable(asker)
    with pytest.raises(SlotTaken):
        bureau.book(LATER, who="ines", defi="relais")
    assert (bureau.owed(AGREED, NOT_AGREED).total(), sound(bureau)) == (0, True)


def test_a_host_who_agrees_confirms_it_once_and_the_team_hears_it(bureau: Bureau) -> None:
    request_id = bureau.book(LATER)
    bureau.deliver()
    assert agree(bureau, request_id)
    assert states(bureau, request_id) == [State.CONFIRMED]
    shown = bureau.deliver()
    told = shown[AGREED, bureau.ids["lea"]]
    assert told is not None
    assert "Claire Morel accepte" in told.text
    assert bureau.owed(AGREED) == {(AGREED, bureau.ids["lea"]): 1, (AGREED, bureau.ids["sami"]): 1}
    assert "helpdesk.accept_hosting" not in pressable(shown[CARD, bureau.ids["claire"]])
    with pytest.raises(AlreadyAnswered):
        agree(bureau, request_id)
    clock(bureau)
    assert (bureau.sheet(request_id).request.answer_by, states(bureau, request_id)) == (None, [State.CONFIRMED])
    assert sound(bureau)


def test_only_what_is_agreed_to_reminds(bureau: Bureau) -> None:
    request_id = bureau.book(LATER)
    assert reminders(bureau) == 0
    agree(bureau, request_id)
    assert reminders(bureau) > 0


def test_to_decline_is_to_cancel_with_a_reason_and_can_be_undone(bureau: Bureau) -> None:
    request_id, claire = bureau.book(LATER), bureau.actor("claire")
    bureau.deliver()
    cancel = partial(changes.cancel, actor=claire, request_id=request_id, reason="Je pars ce jour-là", now=bureau.now)
    bureau.do(partial(cancel, batch="c1"))
    clock(bureau)  # nothing ends while it can be undone
    bureau.do(lambda tx: changes.undo(tx, claire, "c1", now=bureau.now))
    assert states(bureau, request_id) == [State.HELD]
    bureau.do(partial(cancel, batch="c2"))
    bureau.stand()
    told = bureau.deliver()[NOT_AGREED, bureau.ids["lea"]]
    assert told is not None
    assert "Claire Morel ne peut pas animer" in told.text.replace("\u00a0", " ")
    assert "Je pars ce jour-là" in told.text
    assert pressable(told) == ["helpdesk.start"]
    with pytest.raises(AlreadyCancelled):
        agree(bureau, request_id, revision=9)
    assert (bureau.owed(facts.RequestCancelled.kind).total(), sound(bureau)) == (0, True)


@pytest.mark.parametrize("ahead", [2 * DAY, 7 * DAY])
def test_without_an_answer_it_ends_once_and_says_so(bureau: Bureau, ahead: timedelta) -> None:
    request_id = bureau.book(NINE + ahead)
    bureau.deliver()
    end = bureau.sheet(request_id).answer_by
    assert end is not None
    assert end <= NINE + ahead - timedelta(hours=2)
    bureau.now = end - timedelta(seconds=1)
    clock(bureau)
    assert states(bureau, request_id) == [State.HELD]
    bureau.now = end
    clock(bureau)
    assert states(bureau, request_id) == [State.CANCELLED]
    everybody = {(NOT_AGREED, bureau.ids[key]): 1 for key in ("lea", "sami", "claire")}
    assert bureau.owed(NOT_AGREED) == everybody
    told = bureau.deliver()[NOT_AGREED, bureau.ids["lea"]]
    assert told is not None
    assert "n’a pas été confirmé à temps" in told.text.replace("\u00a0", " ")
    with pytest.raises(AlreadyCancelled):
        agree(bureau, request_id, revision=9)
    bureau.book(NINE + ahead, who="ines", defi="relais")
    assert sound(bureau)


def test_two_presses_and_a_press_at_the_end_are_one_answer(bureau: Bureau) -> None:
    request_id, claire = bureau.book(LATER), bureau.actor("claire")
    seen = bureau.sheet(request_id).held_revision
    press = partial(agreeing.confirm_held_sessions, actor=claire, request_id=request_id, revision=seen, now=bureau.now)
    assert sorted(bureau.together(press, press)) == ["AlreadyAnswered", "done"]
    assert bureau.owed(AGREED).total() == 2
    other = bureau.book(LATER + DAY)
    seen = bureau.sheet(other).held_revision
    bureau.now = bureau.sheet(other).answer_by or bureau.now
    lapse = partial(agreeing.expire_question, request_id=other, person_id=None, now=bureau.now)
    bureau.together(
        partial(agreeing.confirm_held_sessions, actor=claire, request_id=other, revision=seen, now=bureau.now),
        lapse,
        lapse,
    )
    assert bureau.owed(NOT_AGREED).total() == (3 if states(bureau, other) == [State.CANCELLED] else 0)
    assert sound(bureau)


def test_a_cancellation_by_the_team_ends_the_question(bureau: Bureau) -> None:
    request_id, lea = bureau.book(LATER), bureau.actor("lea")
    bureau.deliver()
    bureau.do(lambda tx: changes.cancel(tx, lea, request_id, batch="c1", now=bureau.now))
    with pytest.raises(AlreadyCancelled):
        agree(bureau, request_id, revision=9)
    bureau.stand()
    clock(bureau)
    assert bureau.sheet(request_id).request.answer_by is None
    assert bureau.owed(facts.RequestCancelled.kind)[facts.RequestCancelled.kind, bureau.ids["claire"]] == 1
    assert bureau.owed(NOT_AGREED).total() == 0


def test_a_date_that_changed_meanwhile_is_not_agreed_to(bureau: Bureau) -> None:
    request_id, lea = bureau.book(LATER), bureau.actor("lea")
    seen = bureau.sheet(request_id).held_revision
    moves = {bureau.sheet(request_id).sessions[0].id: LATER + DAY}
    bureau.do(lambda tx: changes.move(tx, lea, request_id, moves=moves, batch="m1", now=bureau.now))
    assert not agree(bureau, request_id, revision=seen)
    assert states(bureau, request_id) == [State.HELD]
    assert agree(bureau, request_id)


def test_a_move_that_is_undone_is_held_again(bureau: Bureau) -> None:
    request_id, lea = bureau.book(LATER), bureau.actor("lea")
    moves = {bureau.sheet(request_id).sessions[0].id: LATER + DAY}
    bureau.do(lambda tx: changes.move(tx, lea, request_id, moves=moves, batch="m1", now=bureau.now))
    bureau.do(lambda tx: changes.undo(tx, lea, "m1", now=bureau.now))
    assert states(bureau, request_id) == [State.HELD]
    assert sound(bureau)


def test_other_times_are_agreed_to_by_who_proposed_them(bureau: Bureau) -> None:
    request_id = bureau.book(LATER)
    session = bureau.sheet(request_id).sessions[0].id
    bureau.now += DAY
    before = bureau.sheet(request_id).request.answer_by
    proposal, _ = bureau.propose(request_id, LATER + DAY, LATER + 2 * DAY, session=session)
    after = bureau.sheet(request_id).request.answer_by
    assert before is not None
    assert after is not None
    assert (states(bureau, request_id), after > before) == ([State.HELD], True)
    bureau.do(bureau.accepting(proposal, "a1"))
    assert states(bureau, request_id) == [State.CONFIRMED]
    bureau.stand()
    clock(bureau)
    assert (bureau.owed(NOT_AGREED).total(), sound(bureau)) == (0, True)


@pytest.mark.parametrize("proposes", [False, True])
def test_the_channel_of_the_defi_reads_the_date_that_is_agreed_to(bureau: Bureau, proposes: bool) -> None:
    request_id = bureau.book(LATER)
    with bureau.database.transaction() as tx:
        promotions.change_defi(tx, bureau.ids["carte"], channel="C0CARTE")
        requests.change(tx, request_id, tell_channel=True)
    session = bureau.sheet(request_id).sessions[0].id
    if proposes:
        (proposal,) = bureau.propose(request_id, LATER + DAY, session=session)
        assert bureau.owed(facts.SessionInChannel.kind).total() == 0
        bureau.do(bureau.accepting(proposal, "a1"))
        bureau.stand()
    else:
        agree(bureau, request_id)
    assert bureau.owed(facts.SessionInChannel.kind).total() == 1


def test_a_host_who_leaves_frees_the_time_at_once(bureau: Bureau) -> None:
    request_id = bureau.book(LATER)
    bureau.do(lambda tx: depart(tx, bureau.ids["claire"], at=bureau.now))
    clock(bureau)
    assert states(bureau, request_id) == [State.CANCELLED]
    assert bureau.owed(facts.RequestOrphaned.kind).total() == 0
    assert bureau.owed(NOT_AGREED)[NOT_AGREED, bureau.ids["lea"]] == 1
    told = bureau.deliver()[NOT_AGREED, bureau.ids["lea"]]
    assert told is not None
    assert "Claire Morel ne peut pas animer le bureau d’aide" in told.text.replace("\u00a0", " ")
    assert sound(bureau)


def test_a_host_who_hosts_no_more_hears_that_it_will_not_be(bureau: Bureau) -> None:
    bureau.book(LATER)
    with bureau.database.transaction() as tx:
        depart(tx, bureau.ids["claire"], at=bureau.now)
        people.add_membership(tx, bureau.ids["claire"], Membership(Role.ALUMNI))
    clock(bureau)
    told = bureau.deliver()[NOT_AGREED, bureau.ids["claire"]]
    assert told is not None
    assert "Vous n’animez plus le bureau d’aide" in told.text.replace("\u00a0", " ")


def test_a_specialist_who_left_is_not_said_to_be_late(bureau: Bureau) -> None:
    bureau.add("nora", Role.EXPERT)
    request_id = bureau.book(LATER)
    agree(bureau, request_id)
    bureau.ask(request_id, "nora")
    bureau.do(lambda tx: depart(tx, bureau.ids["nora"], at=bureau.now))
    clock(bureau)
    (told,) = (shown for (kind, _), shown in bureau.deliver().items() if kind == facts.SpecialistRefusal.kind)
    assert told is not None
    assert "ne peut pas venir" in told.text.replace("\u00a0", " ")


def test_who_takes_it_over_is_asked_anew(bureau: Bureau) -> None:
    request_id = bureau.book(LATER)
    bureau.now += DAY
    before = bureau.sheet(request_id).request.answer_by
    sheet = bureau.hand_over(request_id, "david")
    assert before is not None
    assert sheet.request.answer_by is not None
    assert (states(bureau, request_id), sheet.request.answer_by > before) == ([State.HELD], True)
    assert pressable(bureau.deliver()[CARD, bureau.ids["david"]]) == ANSWERS
    assert agree(bureau, request_id, who="david")
    assert bureau.hosts(request_id) == ["david"]


def test_the_question_waits_on_the_home_of_the_host_and_of_nobody_else(bureau: Bureau) -> None:
    request_id = bureau.book(LATER)
    with bureau.database.reading() as tx:
        found = {
            key: find_awaiting_requests(tx, actor, list_mine(tx, actor, now=bureau.now), now=bureau.now).to_agree
            for key, actor in ((key, bureau.actor(key)) for key in ("claire", "lea", "david"))
        }
    assert {key: [sheet.request.id for sheet in some] for key, some in found.items()} == {
        "claire": [request_id],
        "lea": [],
        "david": [],
    }


def test_nobody_but_the_host_or_a_coach_for_them_agrees(bureau: Bureau) -> None:
    bureau.add("max", Role.EXPERT)
    request_id = bureau.book(LATER)
    for key in ("lea", "sami", "ines", "max"):
        with pytest.raises(NotAllowed):
            agree(bureau, request_id, who=key)
    assert agree(bureau, request_id, who="david")
    assert bureau.hosts(request_id) == ["claire"]


def test_what_is_held_is_not_swapped(bureau: Bureau) -> None:
    request_id = bureau.book(LATER)
    claire = bureau.actor("claire")
    with bureau.database.reading() as tx:
        assert swaps.read_swap_choices(tx, claire, request_id, now=bureau.now).mine == ()
    agree(bureau, request_id)
    with bureau.database.reading() as tx:
        assert len(swaps.read_swap_choices(tx, claire, request_id, now=bureau.now).mine) == 1


def test_a_change_of_the_format_touches_only_what_comes(bureau: Bureau) -> None:
    held = bureau.book(LATER)
    shape(bureau, needs_agreement=False)
    at_once = bureau.book(LATER + DAY)
    assert (states(bureau, held), states(bureau, at_once)) == ([State.HELD], [State.CONFIRMED])
    assert agree(bureau, held)


def test_an_added_seance_is_asked_about_too(bureau: Bureau) -> None:
    request_id, lea = bureau.book(LATER), bureau.actor("lea")
    agree(bureau, request_id)
    bureau.do(lambda tx: service.begin_extra_session(tx, lea, "d9", request_id=request_id, now=bureau.now))
    with bureau.database.reading() as tx:
        (candidate,) = service.rank_hosts(tx, lea, "d9", starts=[LATER + DAY], now=bureau.now)
    book = partial(service.book, actor=lea, draft_id="d9", starts=[LATER + DAY], candidate=candidate, visio_url="")
    bureau.do(partial(book, now=bureau.now))
    bureau.stand()
    assert states(bureau, request_id) == [State.CONFIRMED, State.HELD]
    bureau.now = bureau.sheet(request_id).answer_by or bureau.now
    clock(bureau)
    assert states(bureau, request_id) == [State.CONFIRMED, State.CANCELLED]


def test_a_booking_that_is_undone_asks_nobody(bureau: Bureau) -> None:
    bureau.keep("d1", host="claire", paper=NO_PAPER)
    lea, candidate = bureau.actor("lea"), RankedHost(bureau.ids["claire"], RankReason.CHOSEN)
    book = partial(service.book, actor=lea, draft_id="d1", starts=[LATER], candidate=candidate, visio_url="")
    request_id = bureau.do(partial(book, now=bureau.now)).sheet.request.id
    bureau.do(lambda tx: changes.undo(tx, lea, "d1", now=bureau.now))
    bureau.stand()
    clock(bureau)
    assert (states(bureau, request_id), bureau.sheet(request_id).request.answer_by) == ([State.CANCELLED], None)
    assert [person for kind, person in bureau.owed(CARD, NOT_AGREED) if person == bureau.ids["claire"]] == []


def test_a_coach_who_books_for_a_team_agrees_to_host_it(bureau: Bureau) -> None:
    claire, wish = bureau.actor("claire"), RequestWish(bureau.ids["carte"], NEED, asked_by=bureau.ids["lea"])
    bureau.do(lambda tx: service.save_need(tx, claire, "d1", wish=wish, now=bureau.now))
    book = partial(service.book, actor=claire, draft_id="d1", starts=[LATER], visio_url="")
    mine = RankedHost(bureau.ids["claire"], RankReason.CHOSEN)
    sheet = bureau.do(partial(book, candidate=mine, now=bureau.now)).sheet
    assert states(bureau, sheet.request.id) == [State.CONFIRMED]


def test_too_short_a_lead_leaves_no_time_to_agree(bureau: Bureau) -> None:
    with pytest.raises(Invalid) as refused:
        shape(bureau, lead_hours=2)
    assert refused.value.facts == {"field": "lead", "reason": "held"}


def test_a_specialist_asked_before_the_host_agreed_has_three_days_all_the_same(bureau: Bureau) -> None:
    """Until then it waits on their Home; afterwards their time is free, whether the host agreed or not."""
    bureau.add("nora", Role.EXPERT)
    bureau.now += 3 * DAY  # a holiday and a weekend are to come
    request_id = bureau.book(NINE + 13 * DAY)
    bureau.ask(request_id, "nora")

    def waits() -> list[int]:
        with bureau.database.reading() as tx:
            return [sheet.request.id for sheet in hosting.requests_awaiting(tx, bureau.ids["nora"], now=bureau.now)]

    assert waits() == [request_id]
    bureau.now += hosting.ANSWERED_IN
    assert bureau.sheet(request_id).answer_by > bureau.now  # type: ignore[operator]
    clock(bureau)
    assert (waits(), states(bureau, request_id)) == ([], [State.HELD])
    assert bureau.owed(facts.SpecialistRefusal.kind).total() == 1
    bureau.ask(request_id, "nora")
    assert agree(bureau, request_id)
    clock(bureau)
    assert (waits(), bureau.owed(facts.SpecialistRefusal.kind).total(), sound(bureau)) == ([request_id], 1, True)


def test_a_specialist_s_question_lapses_as_before(bureau: Bureau) -> None:
    bureau.add("nora", Role.EXPERT)
    request_id = bureau.book(LATER)
    agree(bureau, request_id)
    bureau.ask(request_id, "nora")
    bureau.now += hosting.ANSWERED_IN
    clock(bureau)
    assert bureau.owed(facts.SpecialistRefusal.kind).total() == 1
