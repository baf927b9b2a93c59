"""Questions about one séance of several: whom they go to, what they name, and which are not asked twice."""

import json

import pytest

from bot.helpdesk import away, changes, facts, hosting, service
from bot.helpdesk.awaiting import AwaitingRequests, find_awaiting_requests
from bot.helpdesk.sheets import list_mine
from bot.programme.model import Membership
from bot.programme.roles import Role
from handlers.kit.blocks import Message
from storage.database import Database
from storage.programme import people
from tests.bot.helpdesk.bureau import DAY, Bureau, opened
from tests.bot.helpdesk.test_agreeing import LATER, shape
from tests.bot.helpdesk.test_agreeing_of_several import book
from tests.bot.helpdesk.test_second_time import words
from tests.promotion import depart

WEEK = 7 * DAY
ASKS, JOINED, PROPOSED = facts.NeedAccessQuestion.kind, facts.ParticipantAdded.kind, facts.TimesQuestion.kind
OUT, WANTED, ORPHANED = facts.SpecialistRefusal.kind, facts.SpecialistQuestion.kind, facts.RequestOrphaned.kind


@pytest.fixture
def bureau(database: Database) -> Bureau:
    made = opened(database)
    shape(made, sessions=3)
    made.add("nora", Role.EXPERT)
    return made


def two(bureau: Bureau) -> tuple[int, int, int]:
    """Book two séances that people know of: the request, the first séance and the second."""
    number = book(bureau, LATER, LATER + WEEK)
    bureau.deliver()
    first, second = (session.id for session in bureau.sheet(number).sessions)
    return number, first, second


def ask(bureau: Bureau, number: int, session: int, key: str = "nora") -> None:
    claire, given = bureau.actor("claire"), {"appointment_ids": [session], "now": bureau.now}
    bureau.do(lambda tx: hosting.add_person(tx, claire, number, person_id=bureau.ids[key], **given))  # type: ignore[arg-type]
    bureau.deliver()


def awaiting(bureau: Bureau, key: str) -> AwaitingRequests:
    actor = bureau.actor(key)
    with bureau.database.reading() as tx:
        return find_awaiting_requests(tx, actor, list_mine(tx, actor, now=bureau.now), now=bureau.now)


def test_the_booker_of_a_seance_is_asked_about_it(bureau: Bureau) -> None:
    number, _, second = two(bureau)
    lea, sami = bureau.actor("lea"), bureau.ids["sami"]
    bureau.do(lambda tx: changes.leave_sessions(tx, lea, number, appointment_ids=[second], now=bureau.now))
    bureau.stand()
    bureau.deliver()
    bureau.propose(number, LATER + WEEK + DAY, session=second)
    ask(bureau, number, second)
    bureau.answer(number, "nora")
    assert bureau.owed(PROPOSED, ASKS) == {(PROPOSED, sami): 1, (ASKS, sami): 1}
    mine, hers = awaiting(bureau, "sami"), awaiting(bureau, "lea")
    assert [len(some) for some in (mine.times, mine.to_show, mine.to_send)] == [1, 1, 1]
    assert [len(some) for some in (hers.times, hers.to_show, hers.to_send)] == [0, 0, 1]


def test_nobody_is_asked_twice_about_a_need_that_is_shown(bureau: Bureau) -> None:
    number, first, second = two(bureau)
    lea, nora = bureau.actor("lea"), bureau.ids["nora"]
    ask(bureau, number, first)
    bureau.answer(number, "nora")
    bureau.do(lambda tx: hosting.answer_need_access(tx, lea, number, person_id=nora, is_agreed=True, now=bureau.now))
    ask(bureau, number, second)
    bureau.answer(number, "nora")
    assert bureau.owed(ASKS) == {(ASKS, bureau.ids["lea"]): 1}
    assert bureau.owed(JOINED)[JOINED, bureau.ids["lea"]] == 1
    assert awaiting(bureau, "lea").to_show == ()
    present = [someone for each in bureau.sheet(number).sessions for someone in each.present]
    assert all(someone.sees_need for someone in present if someone.person_id == nora)


def test_a_specialist_who_comes_to_one_seance_can_decline_another(bureau: Bureau) -> None:
    number, first, second = two(bureau)
    ask(bureau, number, first)
    bureau.answer(number, "nora")
    bureau.deliver()
    ask(bureau, number, second)
    bureau.answer(number, "nora", comes=False)
    shown = bureau.deliver()
    days = [f"{moment.day} mai" for moment in (LATER, LATER + WEEK)]
    told, card = words(shown[OUT, bureau.ids["claire"]]), words(shown[WANTED, bureau.ids["nora"]])
    for text in (told, card):
        assert [day in text for day in days] == [False, True], text
    assert "n’y participez pas" in card


def hand(bureau: Bureau, number: int, session: int, to: str) -> None:
    claire, given = bureau.actor("claire"), {"appointment_ids": [session], "now": bureau.now}
    bureau.do(lambda tx: hosting.hand_over(tx, claire, number, to_id=bureau.ids[to], **given))  # type: ignore[arg-type]
    bureau.deliver()


def leaves(bureau: Bureau, key: str, session: int) -> Message | None:
    """Let a coach join a team instead; return the notice to the coaches."""
    person = bureau.ids[key]
    bureau.do(lambda tx: depart(tx, person, at=bureau.now))
    bureau.do(
        lambda tx: people.add_membership(
            tx, person, Membership(Role.EIG, bureau.ids["promotion"], bureau.ids["relais"])
        )
    )
    bureau.do(lambda tx: away.remove_leaver(tx, session, person_id=person, now=bureau.now))
    return bureau.deliver()[ORPHANED, bureau.ids["claire"]]


def test_a_coach_hands_over_the_seance_that_is_meant_for_its_own_host(bureau: Bureau) -> None:
    number, first, second = two(bureau)
    hand(bureau, number, second, "david")
    bureau.add("noe", Role.COACH)
    noe, sheet = bureau.actor("noe"), bureau.sheet(number)
    givers = [
        hosting.host_to_replace(sheet, noe, upcoming=sheet.standing, session_ids=named)
        for named in ([], [first], [second])
    ]
    assert givers == [bureau.ids[key] for key in ("claire", "claire", "david")]
    with bureau.database.reading() as tx:
        _, offered = hosting.offer_colleagues(tx, noe, number, session_ids=[second], now=bureau.now)
    assert {person.id for person in offered} == {bureau.ids["claire"], bureau.ids["noe"]}


def test_coaches_hear_why_a_host_is_replaced_and_of_which_seance(bureau: Bureau) -> None:
    number, _, second = two(bureau)
    hand(bureau, number, second, "david")
    told = leaves(bureau, "david", second)
    assert "ne peut plus le faire" in words(told)
    assert told is not None
    assert f'"{number} {second}"' in json.dumps(told.blocks)


def test_one_more_seance_is_the_host_s_not_of_a_colleague_whom_they_added(bureau: Bureau) -> None:
    number = bureau.book(host="david")
    bureau.invite(number, "claire", "david")
    lea = bureau.actor("lea")
    bureau.do(lambda tx: service.begin_extra_session(tx, lea, "more", request_id=number, now=bureau.now))
    with bureau.database.reading() as tx:
        openings = service.browse_slots(tx, lea, "more", now=bureau.now)
    assert list(openings.hosts) == [bureau.ids["david"]]
