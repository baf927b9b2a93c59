"""What awaits somebody on their Home: what is answered leaves it, and any number is read in the same queries."""

from collections.abc import Callable

import pytest
from sqlalchemy import event

from bot.helpdesk.awaiting import AwaitingRequests, find_awaiting_requests
from bot.helpdesk.sheets import list_mine
from bot.programme.roles import Role
from storage.database import Database
from storage.programme import promotions
from tests.bot.helpdesk.bureau import DAY, NINE, Bureau, opened
from tests.promotion import depart


@pytest.fixture
def bureau(database: Database) -> Bureau:
    return opened(database)


def awaiting(bureau: Bureau, key: str) -> AwaitingRequests:
    actor = bureau.actor(key)
    with bureau.database.reading() as reading:
        return find_awaiting_requests(reading, actor, list_mine(reading, actor, now=bureau.now), now=bureau.now)


def counted(bureau: Bureau, key: str) -> tuple[AwaitingRequests, int]:
    actor, said = bureau.actor(key), []
    with bureau.database.reading() as reading:
        note: Callable[..., None] = lambda *_: said.append(1)  # noqa: E731 - removed by its name
        event.listen(reading, "before_cursor_execute", note)
        found = find_awaiting_requests(reading, actor, list_mine(reading, actor, now=bureau.now), now=bureau.now)
        event.remove(reading, "before_cursor_execute", note)
    return found, len(said)


def test_a_request_taken_awaits_dates_until_some_are_proposed(bureau: Bureau) -> None:
    request_id = bureau.call()
    bureau.take(request_id)
    assert [one.request.id for one in awaiting(bureau, "claire").taken] == [request_id]
    bureau.propose(request_id, NINE)
    assert awaiting(bureau, "claire").taken == ()
    bureau.now = NINE
    assert [one.request.id for one in awaiting(bureau, "claire").taken] == [request_id]


def test_specialists_to_answer_about_are_read_in_the_same_queries_for_any_number(bureau: Bureau) -> None:
    bureau.add("nora", Role.EXPERT)
    bureau.invite(bureau.book(), "nora")
    one, queries = counted(bureau, "lea")
    for day in (1, 2):
        bureau.invite(bureau.book(NINE + day * DAY), "nora")
    three, more = counted(bureau, "lea")
    assert (len(one.to_show), len(three.to_show), more) == (1, 3, queries)


@pytest.mark.parametrize("end", ["promotion", "team"])
def test_a_request_without_date_awaits_nobody_once_its_team_or_promotion_is_over(bureau: Bureau, end: str) -> None:
    bureau.take(bureau.call())
    call = bureau.call("d2")
    assert [one.request.id for one in awaiting(bureau, "david").calls] == [call]
    if end == "team":
        bureau.do(lambda tx: depart(tx, bureau.ids["lea"], bureau.ids["sami"]))
    else:
        bureau.do(lambda tx: promotions.change_promotion(tx, bureau.ids["promotion"], ends_on="2026-05-03"))
    found = awaiting(bureau, "claire")
    assert (found.calls, found.taken, awaiting(bureau, "david").calls) == ((), (), ())
    with bureau.database.reading() as tx:
        assert list_mine(tx, bureau.actor("lea" if end == "promotion" else "claire"), now=bureau.now) == []
