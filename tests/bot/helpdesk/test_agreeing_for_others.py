"""Held séances and people who do not host them: another host of the request, a colleague, a coach, the team."""

from datetime import datetime, timedelta
from functools import partial

import pytest

from bot.agenda.away import AbsenceWay
from bot.agenda.model import State
from bot.catalogue.formats import Format
from bot.dates.hours import WeeklyHours
from bot.dates.paris import day_of
from bot.dates.working import answer_deadline
from bot.errors import Invalid, NotAllowed, NotFound
from bot.helpdesk import agreeing, calls, changes, facts, hosting, proposals, service
from bot.helpdesk.awaiting import find_awaiting_requests
from bot.helpdesk.model import RankedHost, RankReason, RequestWish
from bot.helpdesk.sheets import list_mine
from bot.helpdesk.wishes import hosts_to_ask
from bot.planning import formats
from bot.planning.absence import carrying
from bot.planning.absence.model import Days
from bot.planning.absence.service import declare_absence, list_open_days
from bot.programme.roles import Role
from handlers.helpdesk import card_views
from handlers.helpdesk.agreeing import answer_buttons
from handlers.helpdesk.hosting.views import handed_over_modal, propose_form
from handlers.helpdesk.listeners import read_card
from handlers.kit.blocks import Message
from storage.agenda import hours
from storage.database import Transaction
from storage.helpdesk import asks
from tests.bot.helpdesk.bureau import DAY, NO_PAPER, VISIO, Bureau, pressable
from tests.bot.helpdesk.test_agreeing import (
    ANSWERS,
    CARD,
    LATER,
    NOT_AGREED,
    agree,
    bureau,
    clock,
    reminders,
    shape,
    sound,
    states,
)
from tests.bot.helpdesk.test_agreeing_of_several import HOUR, book, move, of_two_hosts
from tests.journeys.promotion import NEED
from tests.promotion import depart

__all__ = ["bureau"]  # the fixture
MORNINGS = [WeeklyHours(day, "09:00", "12:30", None, None) for day in range(5)]


def plain(message: Message | None) -> str:
    return message.text.replace("\u00a0", " ") if message else ""


def opened_by(bureau: Bureau, key: str, request_id: int) -> list[str]:
    """Return the ids of the buttons that « Ouvrir » shows."""
    with bureau.database.reading() as reading:
        drawn = read_card(reading, bureau.actor(key), thing_id=request_id, now=bureau.now)()
    blocks = [block if isinstance(block, dict) else block.to_dict() for block in drawn]
    return [one["action_id"] for block in blocks if block["type"] == "actions" for one in block["elements"]]


def of_mentors(bureau: Bureau, *starts: datetime) -> int:
    """Book a rendez-vous that a coach added, held until a mentor agrees: Zoé, or Max for the second séance."""
    claire, lea, promotion = bureau.actor("claire"), bureau.actor("lea"), bureau.ids["promotion"]
    given = Format(
        "", "Relecture", 60, sessions=3, hosts=Role.MENTOR, description="On relit votre code.", needs_agreement=True
    )
    for key in ("zoe", "max"):
        bureau.add(key, Role.MENTOR)
    zoe, team = bureau.ids["zoe"], (bureau.ids["lea"], bureau.ids["sami"])

    def prepare(tx: Transaction) -> str:
        for key in ("zoe", "max"):
            hours.replace_weekly(tx, bureau.ids[key], MORNINGS)
        _, kept = formats.save_draft(tx, claire, "fd", promotion_id=promotion, new_format=given, now=bureau.now)
        formats.add_drafted_format(tx, claire, "fd", promotion_id=promotion, now=bureau.now)
        return kept.key

    wish = RequestWish(bureau.ids["carte"], NEED, guest_ids=team, format_key=bureau.do(prepare), host_id=zoe)
    bureau.do(partial(service.save_need, actor=lea, draft_id="own", wish=wish, now=bureau.now))
    chosen = partial(service.save_team, actor=lea, draft_id="own", guest_ids=team, host_id=zoe, sessions=len(starts))
    bureau.do(partial(chosen, now=bureau.now))
    book = partial(service.book, actor=lea, draft_id="own", starts=starts, candidate=RankedHost(zoe, RankReason.CHOSEN))
    request_id = bureau.do(partial(book, visio_url=VISIO, now=bureau.now)).sheet.request.id
    bureau.stand()
    if len(starts) > 1:
        second, to, host = bureau.sheet(request_id).sessions[1].id, bureau.ids["max"], bureau.actor("zoe")
        give = partial(hosting.hand_over, actor=host, request_id=request_id, to_id=to, appointment_ids=[second])
        bureau.do(partial(give, now=bureau.now))
    bureau.deliver()
    return request_id


def test_decline_and_propose_begin_with_the_reader_s_own_held_seance(bureau: Bureau) -> None:
    request_id = of_two_hosts(bureau)
    david, sheet = bureau.actor("david"), bureau.sheet(request_id)
    first, second = sheet.sessions
    decline = answer_buttons(sheet, bureau.ids["david"], now=bureau.now)[-1].to_dict()
    assert decline["value"] == f"{request_id} {second.id}"
    declined = agreeing.declinable_sessions(sheet, david, pressed_session_id=second.id, now=bureau.now)
    assert (declined, agreeing.declinable_sessions(sheet, david, pressed_session_id=first.id, now=bureau.now)) == (
        [second],
        [],
    )
    with bureau.database.reading() as reading:
        offered = proposals.offer_times(reading, david, request_id, now=bureau.now)
    chooser = next(
        block["element"]
        for block in propose_form(offered, "b1", viewer_id=bureau.ids["david"], now=bureau.now)["blocks"]
        if block.get("block_id") == "session"
    )
    assert chooser["initial_option"]["value"] == str(second.id)


def test_a_mentor_changes_no_seance_of_another_mentor(bureau: Bureau) -> None:
    request_id = of_mentors(bureau, LATER, LATER + 7 * DAY)
    zoe, (first, second) = bureau.actor("zoe"), (session.id for session in bureau.sheet(request_id).sessions)
    with bureau.database.reading() as reading:
        offered = proposals.offer_times(reading, zoe, request_id, now=bureau.now)
        movable = changes.open_change(reading, zoe, request_id, action="helpdesk.move", now=bureau.now)
    assert [[session.id for session in sheet.sessions] for sheet in (offered, movable)] == [[first], [first]]
    with pytest.raises(NotAllowed):
        bureau.propose(request_id, LATER + 8 * DAY, who="zoe", session=second)
    moves = {second: LATER + 8 * DAY}
    with pytest.raises(NotAllowed):
        bureau.do(lambda tx: changes.move(tx, zoe, request_id, moves=moves, batch="b1", now=bureau.now))
    cancel = partial(changes.cancel, actor=zoe, request_id=request_id, batch="b1", now=bureau.now)
    with pytest.raises(NotAllowed):
        bureau.do(partial(cancel, appointment_ids=[second]))
    bureau.do(cancel)  # all that she may
    assert [session.id for session in bureau.sheet(request_id).standing] == [second]


def test_a_time_that_the_team_chooses_later_is_agreed_to_as_well(bureau: Bureau) -> None:
    request_id = bureau.book(LATER)
    agree(bureau, request_id)
    bureau.deliver()
    session, reminded = bureau.sheet(request_id).sessions[0].id, reminders(bureau)
    with bureau.database.reading() as reading:
        asked = {
            key: [host.name for host in hosts_to_ask(reading, bureau.sheet(request_id), actor, now=bureau.now)]
            for key, actor in ((key, bureau.actor(key)) for key in ("lea", "claire", "david"))
        }
    assert asked == {"lea": ["Claire Morel"], "claire": [], "david": ["Claire Morel"]}
    bureau.now += DAY
    move(bureau, "lea", request_id, session, LATER + HOUR, batch="m1")
    move(bureau, "lea", request_id, session, LATER + HOUR, batch="m1")  # the form was sent twice
    assert (states(bureau, request_id), reminders(bureau)) == ([State.HELD], 0)
    bureau.do(lambda tx: changes.undo(tx, bureau.actor("lea"), "m1", now=bureau.now))
    assert (states(bureau, request_id), reminders(bureau)) == ([State.CONFIRMED], reminded)
    move(bureau, "lea", request_id, session, LATER + HOUR, batch="m2")
    bureau.stand()
    until, shown = bureau.sheet(request_id).answer_by, bureau.deliver()
    host, told = shown[CARD, bureau.ids["claire"]], shown["helpdesk.moved", bureau.ids["claire"]]
    assert (until, pressable(host)) == (answer_deadline(bureau.now - timedelta(minutes=2), 2), ANSWERS)
    assert "Réponse attendue : la vôtre, avant le" in plain(told)
    assert agree(bureau, request_id)
    assert (states(bureau, request_id), sound(bureau)) == ([State.CONFIRMED], True)


def test_the_channel_of_the_defi_reads_that_the_date_is_open_again(bureau: Bureau) -> None:
    request_id = bureau.book(LATER)
    agree(bureau, request_id)
    move(bureau, "lea", request_id, bureau.sheet(request_id).sessions[0].id, LATER + HOUR, batch="m1")
    assert card_views.channel_message(bureau.sheet(request_id), now=bureau.now).text.startswith("À confirmer")


@pytest.mark.parametrize("agreed", [False, True])
def test_a_date_that_a_coach_chooses_for_the_host_is_not_agreed_to(bureau: Bureau, agreed: bool) -> None:
    request_id = of_mentors(bureau, LATER)
    session = bureau.sheet(request_id).sessions[0].id
    if agreed:
        agree(bureau, request_id, who="zoe")
    move(bureau, "david", request_id, session, LATER + HOUR, batch="m1")
    bureau.stand()
    assert states(bureau, request_id) == [State.HELD]
    assert pressable(bureau.deliver()[CARD, bureau.ids["zoe"]]) == ANSWERS
    with pytest.raises(Invalid) as refused:
        move(bureau, "david", request_id, session, bureau.now.replace(minute=0) + HOUR, batch="m2")
    assert refused.value.facts["reason"] == "held"
    move(bureau, "zoe", request_id, session, LATER + 2 * HOUR, batch="m3")
    assert states(bureau, request_id) == [State.CONFIRMED]


def test_a_time_that_a_coach_proposes_for_the_host_is_not_agreed_to(bureau: Bureau) -> None:
    request_id = of_mentors(bureau, LATER)
    session = bureau.sheet(request_id).sessions[0].id
    (proposal,) = bureau.propose(request_id, LATER + HOUR, who="david", session=session)
    bureau.do(bureau.accepting(proposal, "a1"))
    assert states(bureau, request_id) == [State.HELD]
    (proposal,) = bureau.propose(request_id, LATER + DAY, who="zoe", session=session, batch="b2")
    bureau.do(bureau.accepting(proposal, "a2"))
    assert states(bureau, request_id) == [State.CONFIRMED]


def test_a_held_seance_that_moves_waits_two_more_days_for_its_host(bureau: Bureau) -> None:
    request_id = bureau.book(LATER)
    end = bureau.sheet(request_id).answer_by or bureau.now
    bureau.now = end - timedelta(minutes=3)
    move(bureau, "lea", request_id, bureau.sheet(request_id).sessions[0].id, LATER + 7 * DAY, batch="m1")
    bureau.stand()
    bureau.now = end
    clock(bureau)
    assert (states(bureau, request_id), bureau.sheet(request_id).answer_by) == ([State.HELD], answer_deadline(end, 2))


def test_a_colleague_who_joined_is_not_asked_to_host_it(bureau: Bureau) -> None:
    request_id = of_mentors(bureau, LATER)
    bureau.ask(request_id, "david", who="zoe")
    shown = bureau.deliver()
    assert "helpdesk.accept_hosting" not in pressable(shown[CARD, bureau.ids["david"]])
    assert "Réponse attendue : Zoe, avant le" in plain(shown[CARD, bureau.ids["david"]])
    assert (bureau.sheet(request_id).must_agree(bureau.ids["david"]), bureau.hosts(request_id)) == (
        False,
        ["david", "zoe"],
    )
    session = bureau.sheet(request_id).sessions[0].id
    move(bureau, "david", request_id, session, LATER + HOUR, batch="m1")
    assert states(bureau, request_id) == [State.HELD]
    assert agree(bureau, request_id, who="zoe")


def test_the_hour_of_an_added_colleague_can_be_handed_over_and_the_host_s_too(bureau: Bureau) -> None:
    request_id = bureau.book(LATER)
    bureau.add("eva", Role.COACH)
    bureau.ask(request_id, "david")
    bureau.hand_over(request_id, "eva", who="david")
    assert bureau.sheet(request_id).sessions[0].agreeing_ids == (bureau.ids["claire"],)
    bureau.hand_over(request_id, "david")
    assert bureau.sheet(request_id).sessions[0].agreeing_ids == (bureau.ids["david"],)


def test_times_proposed_for_a_held_seance_have_a_deadline_and_its_end_says_who_was_silent(bureau: Bureau) -> None:
    request_id = bureau.book(LATER)
    bureau.propose(request_id, LATER + DAY, session=bureau.sheet(request_id).sessions[0].id)
    shown, claire = bureau.deliver(), bureau.actor("claire")
    asked, host = plain(shown["helpdesk.proposed", bureau.ids["lea"]]), plain(shown[CARD, bureau.ids["claire"]])
    assert ("garde sa date" in asked, "Répondez avant le mercredi 6 mai" in asked) == (False, True)
    assert "Réponse attendue : Léa Martin, avant le mercredi 6 mai" in host
    with bureau.database.reading() as reading:
        mine = list_mine(reading, claire, now=bureau.now)
        assert find_awaiting_requests(reading, claire, mine, now=bureau.now).to_agree == ()
    bureau.now = bureau.sheet(request_id).answer_by or bureau.now
    clock(bureau)
    told = plain(bureau.deliver()["helpdesk.unchosen", bureau.ids["lea"]])
    assert "Personne de l’équipe n’a répondu à temps aux dates proposées par Claire Morel" in told
    assert (states(bureau, request_id), bureau.owed(NOT_AGREED).total()) == ([State.CANCELLED], 0)


def test_a_host_whose_times_do_not_suit_is_asked_again_about_the_date(bureau: Bureau) -> None:
    request_id = bureau.book(LATER)
    bureau.propose(request_id, LATER + DAY, session=bureau.sheet(request_id).sessions[0].id)
    bureau.now += DAY
    bureau.do(lambda tx: proposals.decline_times(tx, bureau.actor("lea"), "b1", now=bureau.now))
    told = bureau.deliver()["helpdesk.declined", bureau.ids["claire"]]
    assert (bureau.sheet(request_id).answer_by, pressable(told)) == (answer_deadline(bureau.now, 2), ANSWERS)
    assert "Acceptez ou déclinez celui du mardi 12 mai" in plain(told)
    bureau.now = bureau.sheet(request_id).answer_by or bureau.now
    clock(bureau)
    assert bureau.owed(NOT_AGREED, facts.TimesExpired.kind).total() == bureau.owed(NOT_AGREED).total() == 3


def test_a_coach_who_takes_a_held_seance_for_themselves_agreed_to_it(bureau: Bureau) -> None:
    request_id = bureau.book(LATER)
    bureau.deliver()
    bureau.hand_over(request_id, "david", who="david")
    assert (states(bureau, request_id), bureau.hosts(request_id)) == ([State.CONFIRMED], ["david"])
    assert "David Nguyen animera à la place de Claire Morel" in plain(
        bureau.deliver()["helpdesk.handed", bureau.ids["lea"]]
    )
    assert (reminders(bureau) > 0, sound(bureau)) == (True, True)


def test_a_colleague_who_is_given_a_held_seance_is_said_to_be_asked(bureau: Bureau) -> None:
    request_id = bureau.book(LATER)
    bureau.deliver()
    sheet = bureau.hand_over(request_id, "david")
    said = str(handed_over_modal(sheet, sheet.people[bureau.ids["david"]], now=bureau.now))
    assert "David Nguyen a jusqu’au mercredi 6 mai" in said
    shown = bureau.deliver()
    told = [plain(shown["helpdesk.handed", bureau.ids[key]]) for key in ("lea", "sami")]
    assert [("animera" in each, "à David Nguyen d’accepter" in each) for each in told] == [(False, True)] * 2


@pytest.mark.parametrize("way", [AbsenceWay.HAND_OVER, AbsenceWay.PROPOSE, AbsenceWay.CANCEL])
def test_an_absent_host_answers_for_what_is_held_too(bureau: Bureau, way: AbsenceWay) -> None:
    request_id, claire, days = bureau.book(LATER), bureau.actor("claire"), Days(day_of(LATER), day_of(LATER))
    bureau.deliver()
    with bureau.database.reading() as reading:
        (line,) = list_open_days(reading, claire, days, now=bureau.now).lines
    chosen = {line.appointment.id: next(choice for choice in line.choices if choice.way is way)}
    away = partial(declare_absence, actor=claire, batch="away", days=days, choices=chosen)
    said = bureau.do(partial(away, now=bureau.now))
    bureau.now += timedelta(minutes=2)
    bureau.do(partial(carrying.settle_absence, absence_id=said.absence.id, now=bureau.now))
    told = {
        AbsenceWay.HAND_OVER: "helpdesk.handed",
        AbsenceWay.PROPOSE: "helpdesk.proposed",
        AbsenceWay.CANCEL: NOT_AGREED,
    }[way]
    assert bureau.owed(told)[told, bureau.ids["lea"]] == 1
    assert states(bureau, request_id) == [State.CANCELLED if way is AbsenceWay.CANCEL else State.HELD]
    assert sound(bureau)


@pytest.mark.parametrize("leaves", ["one day", "the programme"])
@pytest.mark.parametrize("proposed", [False, True])
def test_the_host_who_stays_is_asked_about_what_the_other_held(bureau: Bureau, leaves: str, proposed: bool) -> None:
    request_id, claire, days = bureau.book(LATER), bureau.actor("claire"), Days(day_of(LATER), day_of(LATER))
    bureau.ask(request_id, "david")
    if proposed:
        bureau.propose(request_id, LATER + DAY, session=bureau.sheet(request_id).sessions[0].id)
    bureau.deliver()
    bureau.now = (bureau.sheet(request_id).answer_by or bureau.now) - HOUR
    if leaves == "the programme":
        bureau.do(lambda tx: depart(tx, bureau.ids["claire"], at=bureau.now))
        clock(bureau)
    else:
        with bureau.database.reading() as reading:
            (line,) = list_open_days(reading, claire, days, now=bureau.now).lines
        chosen = {line.appointment.id: next(choice for choice in line.choices if choice.way is AbsenceWay.LEAVE)}
        said = bureau.do(
            partial(declare_absence, actor=claire, batch="away", days=days, choices=chosen, now=bureau.now)
        )
        bureau.now += timedelta(minutes=2)
        bureau.do(partial(carrying.settle_absence, absence_id=said.absence.id, now=bureau.now))
    sheet, since = bureau.sheet(request_id), bureau.now
    assert (states(bureau, request_id), sheet.awaited_people(sheet.sessions[0])) == (
        [State.HELD],
        (bureau.ids["david"],),
    )
    assert sheet.answer_by == answer_deadline(since, 2)
    bureau.now += timedelta(minutes=2)
    shown = bureau.deliver()
    assert pressable(shown[CARD, bureau.ids["david"]]) == ANSWERS
    told = {key: plain(shown[facts.PersonLeft.kind, bureau.ids[key]]) for key in ("david", "lea")}
    assert "Réponse attendue : la vôtre, avant le" in told["david"]
    assert "Réponse attendue : David Nguyen, avant le" in told["lea"]
    assert agree(bureau, request_id, who="david")


def test_an_added_colleague_who_cannot_come_changes_no_deadline(bureau: Bureau) -> None:
    request_id = bureau.book(LATER)
    bureau.ask(request_id, "david")
    before = bureau.sheet(request_id).answer_by
    bureau.now += DAY
    bureau.do(lambda tx: depart(tx, bureau.ids["david"], at=bureau.now))
    clock(bureau)
    assert (bureau.hosts(request_id), bureau.sheet(request_id).answer_by) == (["claire"], before)


def test_times_proposed_for_a_seance_agreed_to_leave_the_deadline_of_another(bureau: Bureau) -> None:
    request_id = of_two_hosts(bureau)
    agree(bureau, request_id, who="claire")
    before = bureau.sheet(request_id).answer_by
    bureau.now += DAY
    bureau.propose(request_id, LATER + DAY, session=bureau.sheet(request_id).sessions[0].id)
    assert bureau.sheet(request_id).answer_by == before


def test_a_held_booking_keeps_the_place_on_the_waiting_list_until_its_host_agrees(bureau: Bureau) -> None:
    lea = bureau.actor("lea")
    bureau.keep("w1", host="claire", paper=NO_PAPER)
    bureau.do(lambda tx: calls.wait_for_slot(tx, lea, "w1", now=bureau.now))

    def waits() -> tuple[int, int]:
        """Let the clock's job come by; count the waits that can be told of a slot, and those that are over."""
        with bureau.database.reading() as reading:
            found, over = asks.list_waiting(reading, now=bureau.now), calls.needless_waits(reading, now=bureau.now)
        bureau.do(lambda tx: calls.end_waits(tx, over, now=bureau.now))
        return len(found), len(over)

    bureau.now += timedelta(minutes=5)
    request_id = bureau.book(LATER)
    assert waits() == (0, 0)  # nobody hears of a slot while they hold one
    bureau.now = bureau.sheet(request_id).answer_by or bureau.now
    clock(bureau)
    assert (states(bureau, request_id), waits()) == ([State.CANCELLED], (1, 0))
    agree(bureau, bureau.book(LATER + DAY))
    assert (waits(), waits()) == ((0, 1), (0, 0))


def test_a_host_of_one_agreed_and_one_held_seance_changes_both(bureau: Bureau) -> None:
    shape(bureau, sessions=2)
    request_id = book(bureau, LATER, LATER + DAY)
    agree(bureau, request_id)
    move(bureau, "lea", request_id, bureau.sheet(request_id).sessions[1].id, LATER + DAY + HOUR, batch="m1")
    bureau.stand()
    shown = bureau.deliver()[CARD, bureau.ids["claire"]]
    assert (states(bureau, request_id), shown is not None) == ([State.CONFIRMED, State.HELD], True)
    assert shown is not None
    assert shown.blocks[0]["text"]["text"].startswith("Bureau d’aide mardi 12 mai à 9")
    acts = opened_by(bureau, "claire", request_id)
    assert {*ANSWERS, "helpdesk.move", "helpdesk.cancel:all", "helpdesk.calendar"} <= {*acts}
    assert len(acts) == len({*acts})


def test_beside_what_a_colleague_must_accept_each_host_has_the_buttons_of_their_own(bureau: Bureau) -> None:
    request_id, often = of_two_hosts(bureau), ("helpdesk.propose", "helpdesk.swap", "helpdesk.move")
    assert [opened_by(bureau, "claire", request_id).count(each) for each in often] == [1, 0, 1]
    agree(bureau, request_id)
    assert [opened_by(bureau, "claire", request_id).count(each) for each in often] == [1, 1, 1]
    assert [opened_by(bureau, "david", request_id).count(each) for each in often] == [1, 0, 1]


def test_who_was_added_to_what_a_colleague_must_accept_proposes_and_swaps_nothing(bureau: Bureau) -> None:
    request_id, often = bureau.book(LATER), ("helpdesk.propose", "helpdesk.swap", "helpdesk.move")
    bureau.ask(request_id, "david")
    assert [opened_by(bureau, "david", request_id).count(each) for each in often] == [0, 0, 1]


def test_a_host_moves_what_is_held_where_a_mail_said_so(bureau: Bureau) -> None:
    request_id = bureau.book(LATER)
    acts = opened_by(bureau, "claire", request_id)
    assert acts.count("helpdesk.move") == 1


def test_a_mentor_who_hosts_is_not_called_a_coach(bureau: Bureau) -> None:
    request_id = of_mentors(bureau, LATER)
    bureau.ask(request_id, "david", who="zoe")
    said = plain(bureau.deliver()[CARD, bureau.ids["lea"]])
    assert "David Nguyen (coach), Zoe (qui anime)" in said


def test_a_mentor_adds_nobody_to_a_seance_of_another_and_keeps_its_link(bureau: Bureau) -> None:
    request_id = of_mentors(bureau, LATER, LATER + 7 * DAY)
    zoe, second = bureau.actor("zoe"), bureau.sheet(request_id).sessions[1]
    add = partial(hosting.add_person, actor=zoe, request_id=request_id, person_id=bureau.ids["david"])
    with pytest.raises(NotFound):
        bureau.do(partial(add, appointment_ids=[second.id], now=bureau.now))
    with bureau.database.reading() as reading:
        offered, _ = hosting.offer_specialists(reading, zoe, request_id, now=bureau.now)
    assert second.id not in {session.id for session in offered.sessions}
    link = "https://visio.example.org/zoe"
    bureau.do(lambda tx: hosting.set_link(tx, zoe, request_id, link=link, now=bureau.now))
    assert [session.link == link for session in bureau.sheet(request_id).sessions] == [True, False]
