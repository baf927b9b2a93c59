"""What may happen again is heard again: each kind of message of a bureau d'aide, a first and a second time."""

import json
from collections.abc import Callable
from dataclasses import fields
from datetime import timedelta
from functools import partial
from itertools import pairwise
from typing import Any

import pytest

from bot.agenda import parts
from bot.errors import AlreadyAnswered
from bot.helpdesk import away, calls, changes, facts, hosting, papers, proposals, returns
from bot.helpdesk.model import Document, Paper
from bot.notices.model import Notice
from bot.notices.notices import claim
from bot.programme.model import Membership
from bot.programme.roles import Role
from handlers.kit.blocks import Message
from storage.database import Database
from storage.programme import people
from tests.bot.helpdesk.bureau import DAY, NINE, Bureau, opened
from tests.bot.helpdesk.test_agreeing import LATER, shape
from tests.bot.helpdesk.test_agreeing_of_several import book
from tests.promotion import depart

FILE = Paper(Document.FILE, "F0PLAN", "plan.pdf")
SUBJECT = facts.AboutRequest.subject


@pytest.fixture
def bureau(database: Database) -> Bureau:
    return opened(database)


def come_back_to_programme(bureau: Bureau, key: str, role: Role = Role.COACH) -> None:
    bureau.do(lambda tx: people.add_membership(tx, bureau.ids[key], Membership(role, bureau.ids["promotion"])))


def hand_round(bureau: Bureau) -> Callable[[], object]:
    """Claire and David hand it back and forth."""
    number = bureau.book()

    def once() -> None:
        bureau.hand_over(number, "david", who="claire")
        bureau.hand_over(number, "claire", who="david")

    return once


def join_and_leave(bureau: Bureau) -> Callable[[], object]:
    bureau.add("nora", Role.EXPERT)
    number = bureau.book()

    def once() -> None:
        bureau.invite(number, "nora")
        bureau.deliver()
        nora = bureau.actor("nora")
        bureau.do(lambda tx: changes.leave_sessions(tx, nora, number, now=bureau.now))
        bureau.now += timedelta(minutes=3)

    return once


def leave_and_return(bureau: Bureau) -> Callable[[], object]:
    number = bureau.book()
    sami = bureau.actor("sami")

    def once() -> None:
        for gesture in (changes.leave_sessions, returns.rejoin_sessions):
            bureau.do(lambda tx, gesture=gesture: gesture(tx, sami, number, now=bureau.now))  # type: ignore[misc]
            bureau.now += timedelta(minutes=3)
            bureau.deliver()

    return once


def taken_and_given_back(bureau: Bureau) -> Callable[[], object]:
    number = bureau.call(paper=FILE)

    def once() -> None:
        bureau.take(number, "claire")
        bureau.do(lambda tx: depart(tx, bureau.ids["claire"]))
        bureau.do(lambda tx: away.reopen_call(tx, number, person_id=bureau.ids["claire"], now=bureau.now))
        come_back_to_programme(bureau, "claire")

    return once


def host_leaves_the_programme(bureau: Bureau) -> Callable[[], object]:
    number = bureau.book()
    session = bureau.sheet(number).sessions[0].id

    def once() -> None:
        claire = bureau.ids["claire"]
        for _ in range(2):  # the clock looks often
            bureau.do(lambda tx: depart(tx, claire, at=bureau.now))
            bureau.do(lambda tx: away.remove_leaver(tx, session, person_id=claire, now=bureau.now))
        come_back_to_programme(bureau, "claire")

    return once


def propose_and_decline(bureau: Bureau) -> Callable[[], object]:
    number = bureau.book()
    session, batches = bureau.sheet(number).sessions[0].id, iter("123")
    lea = bureau.actor("lea")

    def once() -> None:
        batch = next(batches)
        bureau.propose(number, NINE + 2 * DAY, session=session, batch=batch)
        bureau.do(lambda tx: proposals.decline_times(tx, lea, batch, now=bureau.now))

    return once


def wait_again(bureau: Bureau) -> Callable[[], object]:
    lea, drafts = bureau.actor("lea"), iter("123")

    def once() -> None:
        draft = next(drafts)
        bureau.keep(draft, paper=Paper())
        bureau.do(lambda tx: calls.wait_for_slot(tx, lea, draft, now=bureau.now))
        bureau.do(lambda tx: calls.notify_waiting(tx, calls.waits_to_notify(tx, now=bureau.now), now=bureau.now))
        bureau.now += calls.TURN

    return once


def lose(bureau: Bureau) -> Callable[[], object]:
    number, lea = bureau.book(paper=FILE), bureau.actor("lea")
    file = facts.RequestPaper().owed(number, to=bureau.ids["claire"], due=bureau.now)
    known = {each.name: getattr(file, each.name) for each in fields(file)}
    values: dict[str, Any] = {each.name: known.get(each.name) for each in fields(Notice)}
    lost = Notice(**values)

    def once() -> None:
        bureau.do(lambda tx: papers.drop_lost_file(tx, lost, now=bureau.now))
        bureau.do(lambda tx: papers.give_paper(tx, lea, number, paper=FILE, now=bureau.now))

    return once


def in_turn(bureau: Bureau, gesture: Callable[[int, int], object]) -> Callable[[], object]:
    """Do a gesture for one séance of a booking of three, then for the next; `gesture` takes (request, séance)."""
    shape(bureau, sessions=3)
    number = book(bureau, *(LATER + weeks * 7 * DAY for weeks in range(3)))
    sessions = iter([session.id for session in bureau.sheet(number).sessions])
    return lambda: gesture(number, next(sessions))


def hand_in_turn(bureau: Bureau) -> Callable[[], object]:
    claire, david = bureau.actor("claire"), bureau.ids["david"]

    def hand(number: int, session: int) -> None:
        given = {"to_id": david, "appointment_ids": [session], "now": bureau.now}
        bureau.do(lambda tx: hosting.hand_over(tx, claire, number, **given))  # type: ignore[arg-type]

    return in_turn(bureau, hand)


def add_in_turn(bureau: Bureau, key: str) -> Callable[[], object]:
    claire, person = bureau.actor("claire"), bureau.ids[key]

    def add(number: int, session: int) -> None:
        given = {"person_id": person, "appointment_ids": [session], "now": bureau.now}
        bureau.do(lambda tx: hosting.add_person(tx, claire, number, **given))  # type: ignore[arg-type]

    return in_turn(bureau, add)


def join_in_turn(bureau: Bureau) -> Callable[[], object]:
    return add_in_turn(bureau, "david")


def ask_in_turn(bureau: Bureau) -> Callable[[], object]:
    bureau.add("nora", Role.EXPERT)
    return add_in_turn(bureau, "nora")


def host_cannot_be_reached(bureau: Bureau) -> Callable[[], object]:
    """David's account is closed, and each time the bureau is his, the first messages to him fail."""
    number = bureau.book()

    def once() -> None:
        bureau.deliver()
        bureau.hand_over(number, "david", who="claire")
        with bureau.database.transaction() as tx:
            claimed = claim(tx, now=bureau.now, machine_now=bureau.now, limit=50)
            failed = [one for one in claimed if one.person_id == bureau.ids["david"] and one.subject == SUBJECT]
            for one in failed * 2:
                away.report_unreachable_host(tx, one, reason="account_inactive", now=bureau.now)
        assert failed
        bureau.hand_over(number, "claire", who="david")

    return once


def test_coaches_hear_once_of_a_host_whom_no_message_reaches_however_many_seances_pass(bureau: Bureau) -> None:
    shape(bureau, sessions=3)
    number = book(bureau, *(LATER + weeks * 7 * DAY for weeks in range(3)))
    bureau.hand_over(number, "david")
    note = facts.RequestCard().owed(number, to=bureau.ids["david"], due=bureau.now)
    values: dict[str, Any] = {each.name: getattr(note, each.name, None) for each in fields(Notice)}
    for session in bureau.sheet(number).sessions:
        bureau.do(
            lambda tx: away.report_unreachable_host(tx, Notice(**values), reason="account_inactive", now=bureau.now)
        )
        bureau.now = session.ends
    assert bureau.owed(facts.RequestOrphaned.kind)[facts.RequestOrphaned.kind, bureau.ids["claire"]] == 1


# What happens, who hears which kinds of message each time that it does, and whether a card of the first time hides it.
AGAIN: dict[str, tuple[Callable[[Bureau], Callable[[], object]], list[tuple[str, str]]]] = {
    "a séance is handed over and back": (
        hand_round,
        [(facts.HostHandover.kind, "claire")],
    ),
    "a specialist leaves and is added again": (
        join_and_leave,
        [
            (facts.ParticipantAdded.kind, "sami"),
            (facts.NeedAccessQuestion.kind, "lea"),
            (facts.PersonLeft.kind, "claire"),
        ],
    ),
    "somebody leaves and returns": (
        leave_and_return,
        [
            (facts.PersonLeft.kind, "claire"),
            (facts.PersonBack.kind, "claire"),
            (facts.PersonBack.kind, "lea"),
        ],
    ),
    "one séance is handed over, then the next": (hand_in_turn, [(facts.HostHandover.kind, "lea")]),
    "a colleague joins one séance, then the next": (join_in_turn, [(facts.ParticipantAdded.kind, "lea")]),
    "a specialist is asked for one séance, then the next": (ask_in_turn, [(facts.SpecialistQuestion.kind, "nora")]),
    "a call is given back": (
        taken_and_given_back,
        [
            (facts.RequestTaken.kind, "claire"),
            (facts.RequestPaper.kind, "claire"),
            (facts.RequestAnswered.kind, "lea"),
            (facts.CoachCall.kind, "david"),
        ],
    ),
    "a host cannot be reached": (host_cannot_be_reached, [(facts.RequestOrphaned.kind, "claire")]),
    "a host leaves the programme": (host_leaves_the_programme, [(facts.RequestOrphaned.kind, "david")]),
    "a first copy is lost": (lose, [(facts.PaperLoss.kind, "lea")]),
    "no time suits": (propose_and_decline, [(facts.TimesQuestion.kind, "lea"), (facts.TimesDeclined.kind, "claire")]),
    "a slot opens": (wait_again, [(facts.FreeSlotNotice.kind, "lea")]),
}


@pytest.mark.parametrize("what", AGAIN)
def test_what_happens_again_is_heard_again(bureau: Bureau, what: str) -> None:
    prepare, heard = AGAIN[what]
    once = prepare(bureau)
    bureau.deliver()
    kinds = {kind for kind, _ in heard}
    counts = [bureau.owed(*kinds)]
    for _ in range(2):
        once()
        bureau.now += timedelta(minutes=10)
        bureau.deliver()
        counts.append(bureau.owed(*kinds))
    keys = [(kind, bureau.ids[who]) for kind, who in heard]
    assert [{key: after[key] - before[key] for key in keys} for before, after in pairwise(counts)] == [
        dict.fromkeys(keys, 1)
    ] * 2


def words(message: Message | None) -> str:
    return json.dumps(message.text, ensure_ascii=False).replace("\\u00a0", " ") if message else ""


def test_the_host_and_the_specialist_who_come_again_hear_it_in_words_of_their_own(bureau: Bureau) -> None:
    bureau.add("nora", Role.EXPERT)
    number = bureau.book()
    bureau.invite(number, "nora")
    bureau.hand_over(number, "david")
    bureau.deliver()
    nora = bureau.actor("nora")
    bureau.do(lambda tx: changes.leave_sessions(tx, nora, number, now=bureau.now))
    bureau.hand_over(number, "claire", who="david")
    bureau.ask(number, "nora")
    shown = bureau.deliver()
    assert "Vous animerez à la place de David Nguyen" in words(shown[facts.HostHandover.kind, bureau.ids["claire"]])
    assert "Pouvez-vous venir" in words(shown[facts.SpecialistQuestion.kind, bureau.ids["nora"]])


def test_a_coach_who_takes_a_seance_back_themselves_hears_nothing(bureau: Bureau) -> None:
    number = bureau.book()
    bureau.hand_over(number, "david")
    before = bureau.owed(facts.HostHandover.kind)
    bureau.hand_over(number, "claire")
    told = bureau.owed(facts.HostHandover.kind) - before
    assert told == {(facts.HostHandover.kind, bureau.ids[key]): 1 for key in ("david", "lea", "sami")}


def test_who_hosts_again_gets_the_document_as_it_is_now(bureau: Bureau) -> None:
    number = bureau.book(paper=FILE)
    lea = bureau.actor("lea")
    bureau.do(lambda tx: papers.give_paper(tx, lea, number, paper=FILE, now=bureau.now))
    bureau.hand_over(number, "david")
    bureau.deliver()
    newer = Paper(Document.FILE, "F0NEW", "nouveau.pdf")
    bureau.now += timedelta(minutes=5)
    bureau.do(lambda tx: papers.give_paper(tx, lea, number, paper=newer, now=bureau.now))
    before = bureau.owed(facts.RequestPaper.kind)[facts.RequestPaper.kind, bureau.ids["claire"]]
    bureau.now += timedelta(minutes=5)
    bureau.hand_over(number, "claire", who="david")
    assert bureau.owed(facts.RequestPaper.kind)[facts.RequestPaper.kind, bureau.ids["claire"]] == before + 1


def test_none_of_these_times_can_be_said_after_the_first_has_lapsed(bureau: Bureau) -> None:
    number = bureau.book()
    session = bureau.sheet(number).sessions[0].id
    bureau.propose(number, NINE + 2 * DAY, NINE + 3 * DAY, session=session)
    claire, lea = bureau.ids["claire"], bureau.actor("lea")
    day = (NINE + 2 * DAY, NINE + 2 * DAY + timedelta(hours=1))
    bureau.do(lambda tx: proposals.withdraw_times(tx, claire, times=day, now=bureau.now))
    decline = partial(proposals.decline_times, actor=lea, batch="b1", now=bureau.now)
    bureau.do(decline)
    assert bureau.owed(facts.TimesDeclined.kind) == {(facts.TimesDeclined.kind, claire): 1}
    with pytest.raises(AlreadyAnswered):
        bureau.do(decline)


def test_who_left_alone_comes_back_until_people_are_told(bureau: Bureau) -> None:
    number = bureau.book()
    (one,), sami = bureau.sheet(number).sessions, bureau.actor("sami")
    bureau.do(lambda tx: parts.leave(tx, sami, [one.id], person_id=bureau.ids["lea"], now=bureau.now))
    bureau.do(lambda tx: changes.leave_sessions(tx, sami, number, now=bureau.now))
    assert bureau.sheet(number).standing == ()
    bureau.now += timedelta(minutes=2, seconds=3)  # the clock has not settled it yet
    back = bureau.do(lambda tx: returns.rejoin_sessions(tx, sami, number, now=bureau.now))
    assert [one.id for one in bureau.sheet(number).standing] == [one.id for one in back]
    bureau.stand()
    assert bureau.owed(facts.RequestCancelled.kind) == {}
