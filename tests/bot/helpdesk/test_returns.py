"""« Finalement, je viens »: one séance left of several, come back to; who hears of it, and what stands in the way."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from bot.agenda import parts
from bot.agenda.model import Part, State
from bot.errors import AlreadyAnswered, AlreadyCancelled, AlreadyStarted, NotAllowed, NotFound, SlotTaken
from bot.helpdesk import changes, facts, returns
from bot.helpdesk.model import RequestSheet
from bot.helpdesk.sheets import undoable_batches
from bot.programme.model import Membership
from bot.programme.roles import Role
from storage.database import Database
from storage.programme import people
from tests.bot.helpdesk.desk import DAY, NINE, STANDS, Desk, everybody
from tests.journeys.promotion import NOW, seed
from tests.promotion import depart

LEFT, CAME = facts.PersonLeft.kind, facts.PersonBack.kind
LATER = STANDS + timedelta(minutes=1)


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    with database.transaction() as tx:
        yield Desk(tx, seed(tx))


@pytest.fixture
def sheet(desk: Desk) -> RequestSheet:
    """Two séances that people know of, Léa's and Sami's with Claire."""
    return desk.known(NINE, NINE + DAY)


def leave(desk: Desk, sheet: RequestSheet, *which: int, who: str = "sami", now: datetime = NOW) -> list[int]:
    ids = [sheet.sessions[one].id for one in which]
    return [
        one.id
        for one in changes.leave_sessions(desk.tx, desk.actor(who), sheet.request.id, appointment_ids=ids, now=now)
    ]


def back(desk: Desk, sheet: RequestSheet, *which: int, who: str = "sami", now: datetime = NOW) -> list[int]:
    ids = [sheet.sessions[one].id for one in which]
    done = returns.rejoin_sessions(desk.tx, desk.actor(who), sheet.request.id, appointment_ids=ids, now=now)
    return [one.id for one in done]


def come(desk: Desk, sheet: RequestSheet, who: str = "sami") -> list[bool]:
    """Say to which of the séances somebody comes."""
    return [one.part_of(desk.ids[who]) is not None for one in desk.describe(sheet.request.id).standing]


def waiting(desk: Desk, kind: str) -> list[tuple[str, str]]:
    """Give the state of each piece of news of a kind, and what it holds."""
    rows = desk.tx.execute(text("SELECT state, detail FROM notices WHERE kind = :kind ORDER BY seq"), {"kind": kind})
    return [(row.state, row.detail) for row in rows]


def hear(desk: Desk) -> None:
    """Let what is owed count as sent."""
    desk.tx.execute(text("UPDATE notices SET state = 'sent' WHERE state = 'owed'"))


def test_one_session_is_left_and_the_others_hear_in_two_minutes(desk: Desk, sheet: RequestSheet) -> None:
    assert leave(desk, sheet, 1) == [sheet.sessions[1].id]
    assert come(desk, sheet) == [True, False]
    due = desk.tx.execute(text("SELECT DISTINCT due FROM notices WHERE kind = :kind"), {"kind": LEFT}).scalars().all()
    assert [int(one) for one in due] == [int(STANDS.timestamp())]
    assert desk.owed(LEFT) == everybody(LEFT, "lea", "claire")


def test_within_two_minutes_nobody_hears_at_all(desk: Desk, sheet: RequestSheet) -> None:
    leave(desk, sheet)
    back(desk, sheet, 0, 1)
    assert come(desk, sheet) == [True, True]
    assert {state for state, _ in waiting(desk, LEFT)} == {"dropped"}
    assert waiting(desk, CAME) == []


def test_who_comes_back_to_one_of_two_is_told_to_come_no_more_to_the_other(desk: Desk, sheet: RequestSheet) -> None:
    leave(desk, sheet)
    back(desk, sheet, 0)
    assert come(desk, sheet) == [True, False]
    assert [state for state, _ in waiting(desk, LEFT)] == ["owed", "owed"]  # drawn of what is true when it leaves
    assert waiting(desk, CAME) == []


def test_who_heard_that_they_left_hears_that_they_come(desk: Desk, sheet: RequestSheet) -> None:
    leave(desk, sheet, 0)
    hear(desk)
    back(desk, sheet, 0, now=LATER)
    assert desk.owed(CAME) == everybody(CAME, "lea", "claire")
    leave(desk, sheet, 0, now=LATER)  # at once: who knows that they do not come hears nothing more
    assert {state for state, _ in waiting(desk, CAME)} == {"dropped"}
    assert [state for state, _ in waiting(desk, LEFT)] == ["sent", "sent"]


def test_revision_rises_and_the_uid_stays(desk: Desk, sheet: RequestSheet) -> None:
    leave(desk, sheet, 0)
    back(desk, sheet, 0)
    before, after = sheet.sessions[0], desk.describe(sheet.request.id).sessions[0]
    assert (after.uid, after.revision, after.participants) == (before.uid, before.revision + 2, before.participants)


def test_a_specialist_s_time_is_claimed_again_or_says_what_is_taken(desk: Desk, sheet: RequestSheet) -> None:
    nora = people.add(desk.tx, name="Nora Petit")
    people.add_membership(desk.tx, nora, Membership(Role.EXPERT))
    desk.ids["nora"] = nora
    first = sheet.sessions[0].id
    parts.join(desk.tx, desk.actor("claire"), [first], person_id=nora, part=Part.EXPERT, now=NOW)
    count = text("SELECT count(*) FROM claims WHERE person_id = :one")
    held = desk.tx.execute(count, {"one": nora}).scalar_one()
    leave(desk, sheet, who="nora")
    assert desk.tx.execute(count, {"one": nora}).scalar_one() == 0
    back(desk, sheet, who="nora")
    assert desk.tx.execute(count, {"one": nora}).scalar_one() == held
    leave(desk, sheet, who="nora")
    other = desk.known(NINE, who="ines", host="david").sessions[0].id
    parts.join(desk.tx, desk.actor("david"), [other], person_id=nora, part=Part.EXPERT, now=NOW)
    with pytest.raises(SlotTaken):
        back(desk, sheet, who="nora")
    taken = returns.clashes_on_return(desk.tx, desk.actor("nora"), sheet.request.id, now=NOW)
    assert [one.starts for one in taken] == [NINE]
    assert come(desk, sheet, "nora") == [False, False]


def test_what_their_leaving_cancelled_takes_place_again(desk: Desk) -> None:
    desk.keep("alone", host="claire", guests=("sami",))
    sheet = desk.submit("alone", NINE, now=NOW - timedelta(minutes=2)).sheet
    desk.stand(NOW)
    parts.leave(desk.tx, desk.actor("lea"), [sheet.sessions[0].id], person_id=desk.ids["lea"], now=NOW)  # she has gone
    told = desk.owed()
    leave(desk, sheet)
    assert desk.describe(sheet.request.id).sessions[0].state is State.CANCELLED
    assert back(desk, sheet, 0) == [sheet.sessions[0].id]
    desk.stand()
    assert (come(desk, sheet), desk.owed()) == ([True], told)
    leave(desk, sheet)
    [batch] = undoable_batches(desk.tx, desk.actor("sami"), [desk.describe(sheet.request.id)], now=NOW).values()
    changes.undo(desk.tx, desk.actor("sami"), batch, now=NOW)  # « Revenir en arrière » of the list does the same
    assert (come(desk, sheet), desk.owed()) == ([True], told)
    leave(desk, sheet)
    desk.stand()
    with pytest.raises(AlreadyCancelled):
        back(desk, sheet, 0, now=LATER)


def test_what_is_cancelled_begun_or_not_theirs_is_refused_and_nothing_changes(desk: Desk, sheet: RequestSheet) -> None:
    with pytest.raises(AlreadyAnswered):
        back(desk, sheet, 0)
    leave(desk, sheet, 0)
    for who in ("lea", "claire"):
        with pytest.raises(AlreadyAnswered):
            back(desk, sheet, 0, who=who)
    with pytest.raises(NotAllowed):
        back(desk, sheet, 0, who="ines")
    with pytest.raises(NotFound):
        changes.leave_sessions(desk.tx, desk.actor("sami"), sheet.request.id, appointment_ids=[999], now=NOW)
    with pytest.raises(AlreadyStarted):
        back(desk, sheet, 0, now=NINE)
    changes.cancel(desk.tx, desk.actor("lea"), sheet.request.id, batch="c", now=NOW)
    with pytest.raises(AlreadyCancelled):
        back(desk, sheet, 0)
    changes.undo(desk.tx, desk.actor("lea"), "c", now=NOW)  # who cancelled can still take it back
    assert back(desk, sheet, 0) == [sheet.sessions[0].id]


def test_who_handed_over_or_left_the_programme_does_not_come_back(desk: Desk, sheet: RequestSheet) -> None:
    ids = [one.id for one in sheet.sessions]
    given = {"giver_id": desk.ids["claire"], "taker_id": desk.ids["david"]}
    parts.hand_over(desk.tx, desk.actor("claire"), ids, **given, now=NOW)
    with pytest.raises(NotAllowed):
        back(desk, sheet, 0, who="claire")
    leave(desk, sheet, 0, 1)
    depart(desk.tx, desk.ids["sami"])
    with pytest.raises(NotAllowed):
        back(desk, sheet, 0)
