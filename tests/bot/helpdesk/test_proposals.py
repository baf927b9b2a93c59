"""Times that a host proposes: who may, which times, one is taken once, none is held."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.errors import AlreadyAnswered, AlreadyCancelled, Invalid, NotAllowed, SlotTaken, SlotUnbookable
from bot.helpdesk import changes, proposals
from bot.helpdesk import facts as helpdesk_facts
from bot.notices import homes
from storage.database import Database
from storage.notices.ledger import notices
from tests.bot.helpdesk.bureau import DAY, NINE, Bureau, opened, pressable

QUARTER = timedelta(minutes=15)


@pytest.fixture
def bureau(database: Database) -> Bureau:
    return opened(database)


def session(bureau: Bureau, request_id: int) -> int:
    return bureau.sheet(request_id).sessions[0].id


def starts(bureau: Bureau, request_id: int) -> list[object]:
    return [one.starts for one in bureau.sheet(request_id).standing]


def test_the_team_accepts_and_the_seance_moves_to_a_time_outside_all_hours(bureau: Bureau) -> None:
    request_id = bureau.book()
    bureau.deliver()
    evening = (NINE + 4 * DAY).replace(hour=19)  # a Saturday
    first, second = bureau.propose(request_id, evening, evening + QUARTER, session=session(bureau, request_id))
    assert pressable(bureau.deliver()[helpdesk_facts.TimesQuestion.kind, bureau.ids["lea"]]) == [
        f"helpdesk.accept:{first}",
        f"helpdesk.accept:{second}",
        "helpdesk.decline",
    ]
    assert starts(bureau, request_id) == [NINE]
    bureau.do(bureau.accepting(second, "a1"))
    assert starts(bureau, request_id) == [evening + QUARTER]
    for one in (first, second):
        with pytest.raises(AlreadyAnswered):
            bureau.do(bureau.accepting(one, "a2"))
    assert starts(bureau, request_id) == [evening + QUARTER]


def test_two_times_pressed_at_once_are_one_answer(bureau: Bureau) -> None:
    request_id = bureau.call()
    bureau.take(request_id)
    first, second = bureau.propose(request_id, NINE, NINE + DAY)
    outcomes = bureau.together(bureau.accepting(first, "a1"), bureau.accepting(second, "a2"))
    assert sorted(outcomes) == ["AlreadyAnswered", "done"]
    assert len(bureau.sheet(request_id).standing) == 1


def test_a_time_that_is_gone_leaves_the_others(bureau: Bureau) -> None:
    request_id = bureau.call()
    bureau.take(request_id)
    first, second, third = bureau.propose(request_id, NINE, NINE + DAY, NINE + 2 * DAY)
    bureau.book(NINE, who="ines", defi="relais")
    with pytest.raises(SlotTaken):
        bureau.do(bureau.accepting(first, "a1"))
    with bureau.database.reading() as tx:
        assert [one.id for one in proposals.other_open_times(tx, first, now=bureau.now)] == [second, third]
    bureau.now = NINE + DAY
    with pytest.raises(SlotUnbookable):
        bureau.do(bureau.accepting(second, "a2"))
    with bureau.database.reading() as tx:
        assert [one.id for one in proposals.other_open_times(tx, second, now=bureau.now)] == [third]
    bureau.do(bureau.accepting(third, "a3"))
    assert starts(bureau, request_id) == [NINE + 2 * DAY]


@pytest.mark.parametrize(
    ("times", "reason"),
    [
        ((), "none"),
        ((NINE + DAY, NINE + 2 * DAY, NINE + 3 * DAY, NINE + 6 * DAY), "many"),
        ((NINE + DAY, NINE - 2 * DAY), "past"),
        ((NINE + DAY, NINE + DAY + timedelta(minutes=7)), "quarter"),
        ((NINE + DAY, NINE), "same"),
        ((NINE + DAY, NINE + 2 * DAY + QUARTER), "taken"),
        ((NINE + DAY, NINE + 2 * DAY + timedelta(hours=1)), "taken"),  # within the 15 minutes after
    ],
)
def test_times_are_checked(bureau: Bureau, times: tuple[object, ...], reason: str) -> None:
    request_id = bureau.book()
    bureau.book(NINE + 2 * DAY)
    with pytest.raises(Invalid) as refused:
        bureau.propose(request_id, *times, session=session(bureau, request_id))  # type: ignore[arg-type]
    assert (refused.value.facts["field"], refused.value.facts["reason"]) == ("times", reason)
    assert refused.value.facts.get("starts") in (None, times[-1] if times else None)


def test_the_same_form_twice_asks_once_and_later_times_end_the_earlier(bureau: Bureau) -> None:
    request_id = bureau.book()
    lea = (helpdesk_facts.TimesQuestion.kind, bureau.ids["lea"])
    mine = session(bureau, request_id)
    first = bureau.propose(request_id, NINE + DAY, session=mine)
    assert bureau.propose(request_id, NINE + DAY, session=mine) == first
    assert bureau.owed(helpdesk_facts.TimesQuestion.kind) == {lea: 1}
    later = bureau.propose(request_id, NINE + 2 * DAY, session=mine, batch="b2")
    with pytest.raises(AlreadyAnswered):
        bureau.do(bureau.accepting(first[0], "a1"))
    bureau.do(bureau.accepting(later[0], "a2"))
    assert bureau.owed(helpdesk_facts.TimesQuestion.kind) == {lea: 2}


def test_none_suits_and_the_host_learns_it_once(bureau: Bureau) -> None:
    request_id = bureau.book()
    only = bureau.propose(request_id, NINE + DAY, session=session(bureau, request_id))
    bureau.deliver()
    lea = bureau.actor("lea")
    bureau.do(lambda tx: proposals.decline_times(tx, lea, "b1", now=bureau.now))
    with pytest.raises(AlreadyAnswered):
        bureau.do(lambda tx: proposals.decline_times(tx, lea, "b1", now=bureau.now))
    with pytest.raises(AlreadyAnswered):
        bureau.do(bureau.accepting(only[0], "a1"))
    assert starts(bureau, request_id) == [NINE]
    shown = bureau.deliver()
    assert pressable(shown[helpdesk_facts.TimesDeclined.kind, bureau.ids["claire"]]) == ["helpdesk.propose"]
    assert pressable(shown[helpdesk_facts.TimesQuestion.kind, bureau.ids["lea"]]) == []


def test_only_who_hosts_or_a_coach_proposes_and_only_who_booked_answers(bureau: Bureau) -> None:
    request_id = bureau.book()
    mine = session(bureau, request_id)
    for who in ("lea", "sami", "ines"):
        with pytest.raises(NotAllowed):
            bureau.propose(request_id, NINE + DAY, session=mine, who=who)
    (only,) = bureau.propose(request_id, NINE + DAY, session=mine, who="david")
    for who in ("sami", "ines", "claire", "david"):
        with pytest.raises(NotAllowed):
            bureau.do(bureau.accepting(only, "a1", who))
    bureau.do(bureau.accepting(only, "a1"))
    assert bureau.hosts(request_id) == ["claire"]


def test_a_seance_cancelled_meanwhile_is_not_moved(bureau: Bureau) -> None:
    request_id = bureau.book()
    (only,) = bureau.propose(request_id, NINE + DAY, session=session(bureau, request_id))
    lea = bureau.actor("lea")
    bureau.do(lambda tx: changes.cancel(tx, lea, request_id, batch="c1", now=bureau.now))
    bureau.stand()
    with pytest.raises(AlreadyAnswered):  # what was proposed ended with the cancellation
        bureau.do(bureau.accepting(only, "a1"))
    with pytest.raises(AlreadyCancelled):
        bureau.propose(request_id, NINE + DAY, session=session(bureau, request_id), batch="b2")


def test_a_seance_moved_there_meanwhile_is_an_answer(bureau: Bureau) -> None:
    request_id = bureau.book()
    mine = session(bureau, request_id)
    (only,) = bureau.propose(request_id, NINE + DAY, session=mine)
    lea = bureau.actor("lea")
    bureau.do(lambda tx: changes.move(tx, lea, request_id, moves={mine: NINE + DAY}, batch="m1", now=bureau.now))
    with pytest.raises(AlreadyAnswered):
        bureau.do(bureau.accepting(only, "a1"))
    assert starts(bureau, request_id) == [NINE + DAY]


def test_times_of_who_will_be_away_leave_the_homes_that_showed_them(bureau: Bureau) -> None:
    request = bureau.call()
    bureau.take(request)
    bureau.propose(request, NINE + DAY)
    read = ("lea", "claire")
    with bureau.database.transaction() as tx:
        for key in (*read, "david"):
            homes.note_home_opened(tx, bureau.ids[key], now=bureau.now)
    times = (NINE, NINE + 2 * DAY)
    bureau.do(lambda tx: proposals.withdraw_times(tx, bureau.ids["claire"], times=times, now=bureau.now))
    query = select(notices.c.person_id).where(notices.c.kind == "home")
    shown = bureau.do(lambda tx: tx.execute(query).scalars().all())
    assert sorted(shown) == sorted(bureau.ids[key] for key in read)
