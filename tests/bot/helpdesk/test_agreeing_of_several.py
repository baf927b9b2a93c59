"""Held bookings with several séances, hosts or changes: each host answers for their own, and for what they saw."""

from datetime import datetime, timedelta

import pytest

from bot.agenda.model import State
from bot.helpdesk import agreeing, changes, facts, hosting, proposals, service
from bot.helpdesk.awaiting import find_awaiting_requests
from bot.helpdesk.model import RankedHost, RankReason, RequestWish
from bot.helpdesk.sheets import list_hosted, list_mine
from bot.programme.model import Membership
from bot.programme.roles import Role
from handlers.helpdesk.listing.views import to_agree_sentence
from handlers.kit.blocks import Message
from storage.database import Transaction
from storage.helpdesk import requests
from storage.programme import people, promotions
from tests.bot.helpdesk.bureau import DAY, NINE, VISIO, Bureau
from tests.bot.helpdesk.test_agreeing import AGREED, LATER, agree, bureau, clock, shape, sound, states
from tests.journeys.promotion import NEED
from tests.promotion import depart

__all__ = ["bureau"]  # the fixture
HOUR = timedelta(hours=1)


def book(bureau: Bureau, *starts: datetime) -> int:
    lea, host, now = bureau.actor("lea"), bureau.ids["claire"], bureau.now
    team = (bureau.ids["lea"], bureau.ids["sami"])
    wish = RequestWish(bureau.ids["carte"], NEED, guest_ids=team)
    with bureau.database.transaction() as tx:
        service.save_need(tx, lea, "draft", wish=wish, now=now)
        service.save_team(tx, lea, "draft", guest_ids=team, host_id=host, sessions=len(starts), now=now)
    with bureau.database.transaction() as tx:
        chosen = RankedHost(host, RankReason.CHOSEN)
        done = service.book(tx, lea, "draft", starts=starts, candidate=chosen, visio_url=VISIO, now=bureau.now)
    bureau.stand()
    return done.sheet.request.id


def of_two_hosts(bureau: Bureau) -> int:
    """Book two held séances; Claire hosts the first, David the second."""
    shape(bureau, sessions=3)
    request_id = book(bureau, LATER, LATER + 7 * DAY)
    bureau.deliver()
    later = bureau.sheet(request_id).sessions[1].id
    claire, to = bureau.actor("claire"), bureau.ids["david"]
    bureau.do(lambda tx: hosting.hand_over(tx, claire, request_id, to_id=to, appointment_ids=[later], now=bureau.now))
    return request_id


def move(bureau: Bureau, who: str, request_id: int, appointment_id: int, to: datetime, *, batch: str) -> None:
    actor, moves = bureau.actor(who), {appointment_id: to}
    bureau.do(lambda tx: changes.move(tx, actor, request_id, moves=moves, batch=batch, now=bureau.now))


def lists(bureau: Bureau, who: str) -> tuple[int, int]:
    actor = bureau.actor(who)
    with bureau.database.reading() as reading:
        mine = list_mine(reading, actor, now=bureau.now)
        return len(mine), len(list_hosted(reading, actor, now=bureau.now))


def with_channel(bureau: Bureau, request_id: int) -> None:
    def work(tx: Transaction) -> None:
        requests.change(tx, request_id, tell_channel=True)
        promotions.change_defi(tx, bureau.ids["carte"], channel="C0CARTE")

    bureau.do(work)


def test_a_date_that_moved_is_not_agreed_to_whichever_seance_it_is_of(bureau: Bureau) -> None:
    shape(bureau, sessions=3)
    request_id = book(bureau, LATER, LATER + 7 * DAY)
    first, second = (session.id for session in bureau.sheet(request_id).sessions)
    move(bureau, "lea", request_id, second, LATER + 7 * DAY + HOUR, batch="m1")
    bureau.stand()
    bureau.deliver()
    seen = bureau.sheet(request_id).held_revision  # what the card carries
    move(bureau, "lea", request_id, first, LATER + HOUR, batch="m2")
    assert not agree(bureau, request_id, revision=seen)


def test_a_host_who_leaves_frees_their_own_held_seances_only(bureau: Bureau) -> None:
    request_id = of_two_hosts(bureau)
    bureau.do(lambda tx: depart(tx, bureau.ids["claire"], at=bureau.now))
    clock(bureau)
    assert states(bureau, request_id) == [State.CANCELLED, State.HELD]
    assert agree(bureau, request_id, who="david")


@pytest.mark.parametrize("agrees", [True, False])
def test_each_seance_has_a_last_moment_of_its_own(bureau: Bureau, agrees: bool) -> None:
    """The first one begins before two working days are over; the host of the second has these two days."""
    shape(bureau, sessions=2)
    request_id = book(bureau, NINE + DAY, NINE + 2 * DAY)
    claire, to, now = bureau.actor("claire"), bureau.ids["david"], bureau.now
    second = [bureau.sheet(request_id).sessions[1].id]
    bureau.do(lambda tx: hosting.hand_over(tx, claire, request_id, to_id=to, appointment_ids=second, now=now))
    sheet = bureau.sheet(request_id)
    assert sheet.agreement_deadline(sheet.held[0]) == sheet.held[0].starts - 2 * HOUR
    assert sheet.agreement_deadline(sheet.held[1]) > sheet.agreement_deadline(sheet.held[0])
    assert "David" not in to_agree_sentence(sheet, bureau.ids["claire"], now=now).plain
    bureau.now = sheet.agreement_deadline(sheet.held[0])
    clock(bureau)
    assert states(bureau, request_id) == [State.CANCELLED, State.HELD]
    assert {who for _, who in bureau.owed(facts.HeldSessionsCancelled.kind)} == {
        bureau.ids[key] for key in ("lea", "sami", "claire")
    }
    if agrees:
        assert agree(bureau, request_id, who="david")
    bureau.now = sheet.agreement_deadline(sheet.held[1])
    clock(bureau)
    assert states(bureau, request_id)[1] is (State.CONFIRMED if agrees else State.CANCELLED)
    assert sound(bureau)


def test_each_host_is_named_for_what_they_accepted(bureau: Bureau) -> None:
    request_id = of_two_hosts(bureau)
    agree(bureau, request_id, who="david")
    bureau.deliver()
    agree(bureau, request_id, who="claire")
    told = bureau.deliver()[AGREED, bureau.ids["lea"]]
    assert told is not None
    assert ("Claire" in told.text, "19 mai" in told.text) == (True, False)


def test_each_host_is_asked_about_their_own_date(bureau: Bureau) -> None:
    request_id = of_two_hosts(bureau)
    david = bureau.actor("david")
    with bureau.database.reading() as reading:
        found = find_awaiting_requests(reading, david, list_mine(reading, david, now=bureau.now), now=bureau.now)
    assert [sheet.request.id for sheet in found.to_agree] == [request_id]
    assert "19 mai" in to_agree_sentence(found.to_agree[0], bureau.ids["david"], now=bureau.now).plain


@pytest.mark.parametrize("then", ["moved again", "cancelled and undone"])
def test_the_channel_learns_the_date_that_a_host_chose_and_that_changed_again(bureau: Bureau, then: str) -> None:
    shape(bureau)
    request_id = book(bureau, LATER)
    with_channel(bureau, request_id)
    session, lea = bureau.sheet(request_id).sessions[0].id, bureau.actor("lea")
    move(bureau, "claire", request_id, session, LATER + HOUR, batch="m1")
    if then == "moved again":
        move(bureau, "claire", request_id, session, LATER + 2 * HOUR, batch="m2")
    else:
        bureau.do(lambda tx: changes.cancel(tx, lea, request_id, batch="m2", now=bureau.now))
        bureau.do(lambda tx: changes.undo(tx, lea, "m2", now=bureau.now))
    bureau.stand()
    assert bureau.owed("helpdesk.channel").total() == 1


def test_a_host_of_one_of_two_seances_finds_it_in_their_lists(bureau: Bureau) -> None:
    of_two_hosts(bureau)
    assert lists(bureau, "david") == (1, 1)


def test_a_colleague_and_a_specialist_who_come_find_it_in_their_lists(bureau: Bureau) -> None:
    bureau.add("max", Role.EXPERT)
    request_id = bureau.book(NINE + 7 * DAY)
    bureau.invite(request_id, "david")
    bureau.ask(request_id, "max")
    assert lists(bureau, "max")[0] == 0
    bureau.answer(request_id, "max")
    assert (lists(bureau, "david"), lists(bureau, "max")[0]) == ((1, 1), 1)


@pytest.mark.parametrize("change", ["move", "cancel"])
def test_proposed_times_come_back_once_a_change_is_undone(bureau: Bureau, change: str) -> None:
    lea = bureau.actor("lea")
    request_id = bureau.book(LATER)
    session = bureau.sheet(request_id).sessions[0].id
    bureau.propose(request_id, LATER + 2 * HOUR, session=session)
    if change == "move":
        move(bureau, "lea", request_id, session, LATER + HOUR, batch="m1")
    else:
        bureau.do(lambda tx: changes.cancel(tx, lea, request_id, batch="m1", now=bureau.now))
    with bureau.database.reading() as reading:
        assert proposals.open_proposals(reading, request_id) == []
    bureau.do(lambda tx: changes.undo(tx, lea, "m1", now=bureau.now))
    with bureau.database.reading() as reading:
        assert len(proposals.open_proposals(reading, request_id)) == 1


def test_an_eig_of_two_promotions_is_offered_the_coaches_of_the_team(bureau: Bureau) -> None:
    def work(tx: Transaction) -> None:
        first = promotions.promotion_by_id(tx, bureau.ids["promotion"])
        assert first is not None
        starts, ends = first.starts_on.isoformat(), first.ends_on.isoformat()
        other = promotions.save_promotion(tx, "EIG 9", starts_on=starts, ends_on=ends)
        defi = promotions.save_defi(tx, other, "Autre", administration="Ailleurs")
        people.add_membership(tx, people.add(tx, name="Paul Autre"), Membership(Role.COACH, other, None))
        people.add_membership(tx, bureau.ids["lea"], Membership(Role.EIG, other, defi))

    bureau.do(work)
    lea, wish = bureau.actor("lea"), RequestWish(bureau.ids["carte"], NEED)
    bureau.do(lambda tx: service.save_need(tx, lea, "draft", wish=wish, now=bureau.now))
    choices = bureau.do(lambda tx: service.modify_draft(tx, lea, "draft", starts=(), now=bureau.now))
    assert {host.id for host in choices.hosts} == {bureau.ids["claire"], bureau.ids["david"]}


def test_a_deadline_stays_when_a_seance_that_is_agreed_to_is_handed_over(bureau: Bureau) -> None:
    request_id = of_two_hosts(bureau)
    agree(bureau, request_id, who="david")
    until, second = bureau.sheet(request_id).request.answer_by, bureau.sheet(request_id).sessions[1].id
    bureau.now += DAY
    david, to = bureau.actor("david"), bureau.ids["claire"]
    bureau.do(lambda tx: hosting.hand_over(tx, david, request_id, to_id=to, appointment_ids=[second], now=bureau.now))
    assert bureau.sheet(request_id).request.answer_by == until


def test_a_coach_who_accepts_for_two_hosts_names_each_once(bureau: Bureau) -> None:
    request_id = of_two_hosts(bureau)
    bureau.add("eva", Role.COACH)
    assert agree(bureau, request_id, who="eva")
    assert bureau.owed(AGREED)[AGREED, bureau.ids["lea"]] == 2
    assert bureau.owed(AGREED)[AGREED, bureau.ids["eva"]] == 0
    assert states(bureau, request_id) == [State.CONFIRMED, State.CONFIRMED]


def plain(message: Message | None) -> str:
    return str(message.text).replace("\u00a0", " ") if message else ""


def test_a_coach_who_accepts_for_a_host_is_named(bureau: Bureau) -> None:
    request_id = bureau.book(LATER)
    bureau.deliver()
    assert agree(bureau, request_id, who="david")
    shown = bureau.deliver()
    assert plain(shown[AGREED, bureau.ids["claire"]]).startswith("David Nguyen a accepté pour vous : vous animerez")
    assert plain(shown[AGREED, bureau.ids["lea"]]).startswith("David Nguyen accepte pour Claire Morel : le bureau")


def test_a_seance_added_later_is_agreed_to_with_a_message_that_names_only_it(bureau: Bureau) -> None:
    request_id = bureau.book(LATER)
    agree(bureau, request_id)
    bureau.deliver()
    lea = bureau.actor("lea")
    bureau.do(lambda tx: service.begin_extra_session(tx, lea, "more", request_id=request_id, now=bureau.now))
    given = {
        "starts": [LATER + DAY],
        "candidate": RankedHost(bureau.ids["claire"], RankReason.CHOSEN),
        "visio_url": VISIO,
    }
    bureau.do(lambda tx: service.book(tx, lea, "more", **given, now=bureau.now))  # type: ignore[arg-type]
    bureau.stand()
    agree(bureau, request_id)
    text = plain(bureau.deliver()[AGREED, bureau.ids["lea"]])
    assert bureau.owed(AGREED)[AGREED, bureau.ids["lea"]] == 2
    assert "mercredi 13 mai" in text
    assert "mardi 12 mai" not in text


def test_a_hand_over_names_the_dates_that_change_hands(bureau: Bureau) -> None:
    request_id = of_two_hosts(bureau)
    first, claire, to = bureau.sheet(request_id).sessions[0].id, bureau.actor("claire"), bureau.ids["david"]
    bureau.deliver()
    bureau.do(lambda tx: hosting.hand_over(tx, claire, request_id, to_id=to, appointment_ids=[first], now=bureau.now))
    text = plain(bureau.deliver()[facts.HostHandover.kind, bureau.ids["lea"]])
    assert "mardi 12 mai" in text
    assert "19 mai" not in text


def test_a_host_who_moves_a_held_seance_and_moves_it_back_has_agreed(bureau: Bureau) -> None:
    request_id = bureau.book(LATER)
    bureau.deliver()
    session = bureau.sheet(request_id).sessions[0].id
    for batch, starts in (("m1", LATER + HOUR), ("m2", LATER)):
        move(bureau, "claire", request_id, session, starts, batch=batch)
    bureau.stand()
    assert states(bureau, request_id) == [State.CONFIRMED]
    team = {(AGREED, bureau.ids[who]): 1 for who in ("lea", "sami")}
    assert (bureau.owed(AGREED), bureau.owed(facts.RequestMoved.kind)) == (team, {})


def test_a_host_who_moves_a_held_seance_and_cancels_it_cannot_host_it(bureau: Bureau) -> None:
    request_id = bureau.book(LATER)
    bureau.deliver()
    session, claire = bureau.sheet(request_id).sessions[0].id, bureau.actor("claire")
    move(bureau, "claire", request_id, session, LATER + HOUR, batch="m1")
    bureau.do(lambda tx: changes.cancel(tx, claire, request_id, batch="c1", now=bureau.now))
    bureau.stand()
    team = {(facts.HeldSessionsCancelled.kind, bureau.ids[who]): 1 for who in ("lea", "sami")}
    assert (bureau.owed(facts.HeldSessionsCancelled.kind), bureau.owed(facts.RequestCancelled.kind)) == (team, {})


def test_the_host_of_agreed_and_held_seances_declines_those_that_they_chose(bureau: Bureau) -> None:
    shape(bureau, sessions=3)
    request_id = book(bureau, LATER, LATER + 7 * DAY, LATER + 14 * DAY)
    agree(bureau, request_id)
    first, *others = (session.id for session in bureau.sheet(request_id).sessions)
    for number, each in enumerate(others, 1):
        move(bureau, "lea", request_id, each, LATER + 7 * number * DAY + HOUR, batch=f"m{number}")
    bureau.stand()
    sheet, claire = bureau.sheet(request_id), bureau.actor("claire")
    said = {
        chosen: agreeing.are_all_held_for(sheet, claire, chosen_ids=chosen, now=bureau.now)
        for chosen in ((others[0],), (*others,), (first,), (first, others[0]), (others[0], first))
    }
    assert said == dict.fromkeys(((others[0],), (*others,)), True) | dict.fromkeys(
        ((first,), (first, others[0]), (others[0], first)), False
    )
