"""Gestures that meet within two minutes, forms submitted twice at one moment, and who has left meanwhile."""

import json
from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import text

from bot.agenda.changes import was_undone
from bot.dates.paris import from_epoch
from bot.errors import AlreadyAnswered, UndoTooLate
from bot.helpdesk import away, changes, facts, papers, proposals, service
from bot.helpdesk.model import ChangeResult, Document, Paper, RankedHost, RankReason
from bot.programme.roles import Role
from handlers.helpdesk.card_views import card
from storage.database import Database
from tests.bot.helpdesk.bureau import DAY, NINE, NO_PAPER, VISIO, Bureau, opened, pressable
from tests.journeys.promotion import NEED
from tests.promotion import depart


@pytest.fixture
def bureau(database: Database) -> Bureau:
    return opened(database)


def book(bureau: Bureau, *starts: datetime, draft: str = "d") -> ChangeResult:
    """Book séances with Claire; nobody is told yet."""
    wish = bureau.keep(draft, host="claire", paper=NO_PAPER)
    lea, claire = bureau.actor("lea"), RankedHost(bureau.ids["claire"], RankReason.CHOSEN)
    with bureau.database.transaction() as tx:
        service.save_team(
            tx,
            lea,
            draft,
            guest_ids=wish.guest_ids,
            host_id=claire.host_id,
            sessions=len(starts),
            now=bureau.now,
        )
        return service.book(tx, lea, draft, starts=starts, candidate=claire, visio_url=VISIO, now=bureau.now)


def leave_programme(bureau: Bureau, key: str) -> None:
    with bureau.database.transaction() as tx:
        depart(tx, bureau.ids[key])
    with bureau.database.reading() as reading:
        found = away.list_leavers(reading, now=bureau.now)
    for session, person in found:
        with bureau.database.transaction() as tx:
            away.remove_leaver(tx, session, person_id=person, now=bureau.now)


def details(bureau: Bureau, kind: str) -> list[str]:
    with bureau.database.reading() as reading:
        return list(reading.execute(text("SELECT detail FROM notices WHERE kind = :kind"), {"kind": kind}).scalars())


def test_one_of_two_cancelled_before_anybody_was_told_is_no_seance_more(bureau: Bureau) -> None:
    done = book(bureau, NINE, NINE + DAY)
    lea, first = bureau.actor("lea"), done.sheet.sessions[0].id
    bureau.do(
        lambda tx: changes.cancel(
            tx, lea, done.sheet.request.id, appointment_ids=[first], batch="c", now=bureau.now + timedelta(seconds=9)
        )
    )
    bureau.stand()
    bureau.stand()
    everybody = [bureau.ids[one] for one in ("lea", "sami", "claire")]
    assert bureau.owed(facts.RequestCard.kind, facts.SessionsAdded.kind, facts.RequestCancelled.kind) == dict.fromkeys(
        [(facts.RequestCard.kind, person) for person in everybody], 1
    )


def test_a_form_submitted_twice_at_one_moment_moves_and_cancels_once(bureau: Bureau) -> None:
    request_id = bureau.book()
    lea, session = bureau.actor("lea"), bureau.sheet(request_id).sessions[0].id

    def move(tx: object) -> ChangeResult:
        return changes.move(tx, lea, request_id, moves={session: NINE + DAY}, batch="m", now=bureau.now)  # type: ignore[arg-type]

    def cancel(tx: object) -> ChangeResult:
        return changes.cancel(tx, lea, request_id, appointment_ids=[session], batch="c", now=bureau.now)  # type: ignore[arg-type]

    assert bureau.together(move, move) == ["done", "done"]
    assert bureau.together(cancel, cancel) == ["done", "done"]
    assert bureau.do(cancel).undo_until == bureau.now + timedelta(minutes=2)


def test_what_was_undone_is_known_to_be_by_who_did_it(bureau: Bureau) -> None:
    book(bureau, NINE)
    lea, sami = bureau.actor("lea"), bureau.actor("sami")
    bureau.do(lambda tx: changes.undo(tx, lea, "d", now=bureau.now))
    book(bureau, NINE, draft="e")
    bureau.stand()
    with pytest.raises(UndoTooLate):
        bureau.do(lambda tx: changes.undo(tx, lea, "e", now=bureau.now))
    with bureau.database.reading() as tx:
        known = [was_undone(tx, who, batch) for who, batch in ((lea, "d"), (lea, "e"), (sami, "d"))]
    assert known == [True, False, False]


def test_a_date_accepted_and_undone_can_be_accepted_again(bureau: Bureau) -> None:
    request_id = bureau.call()
    bureau.take(request_id)
    first, second = bureau.propose(request_id, NINE, NINE + DAY)
    bureau.deliver()
    bureau.do(bureau.accepting(first, "a1"))
    lea = bureau.actor("lea")
    bureau.do(lambda tx: changes.undo(tx, lea, "a1", now=bureau.now))
    asked = bureau.deliver()[facts.TimesQuestion.kind, bureau.ids["lea"]]
    assert pressable(asked) == [f"helpdesk.accept:{first}", f"helpdesk.accept:{second}", "helpdesk.decline"]
    bureau.do(bureau.accepting(second, "a2"))
    bureau.stand()
    assert [one.starts for one in bureau.sheet(request_id).standing] == [NINE + DAY]
    assert bureau.owed(facts.SessionsAdded.kind) == {}  # it is the first that anybody hears of


def test_a_date_accepted_and_undone_stays_closed_when_others_were_proposed_meanwhile(bureau: Bureau) -> None:
    request_id = bureau.book()
    session = bureau.sheet(request_id).sessions[0].id
    (first,) = bureau.propose(request_id, NINE + DAY, session=session)
    bureau.do(bureau.accepting(first, "a1"))
    bureau.propose(request_id, NINE + 2 * DAY, session=session, batch="b2")
    lea = bureau.actor("lea")
    bureau.do(lambda tx: changes.undo(tx, lea, "a1", now=bureau.now))
    with pytest.raises(AlreadyAnswered):
        bureau.do(bureau.accepting(first, "a2"))


def test_times_proposed_by_who_gave_the_seance_away_are_not_the_taker_s(bureau: Bureau) -> None:
    request_id = bureau.book()
    sunday = NINE + 5 * DAY
    (only,) = bureau.propose(request_id, sunday, session=bureau.sheet(request_id).sessions[0].id)
    bureau.hand_over(request_id, "david")
    with pytest.raises(AlreadyAnswered):
        bureau.do(bureau.accepting(only, "a1"))


def test_who_leaves_the_programme_is_taken_out_of_all_seances_in_one_piece_of_news(bureau: Bureau) -> None:
    done = book(bureau, NINE, NINE + DAY)
    bureau.stand()
    leave_programme(bureau, "sami")
    pairs = ",".join(f"{one.id}:{one.starts.timestamp():.0f}" for one in done.sheet.sessions)
    assert details(bureau, facts.PersonLeft.kind) == [f"{bureau.ids['sami']} {pairs}"] * 2  # Léa and Claire
    assert all(bureau.ids["sami"] not in one.person_ids for one in bureau.sheet(done.sheet.request.id).standing)


def test_one_more_seance_is_booked_after_a_guest_and_the_host_have_left(bureau: Bureau) -> None:
    request_id = bureau.book()
    leave_programme(bureau, "sami")
    leave_programme(bureau, "claire")
    lea, david = bureau.actor("lea"), bureau.ids["david"]
    bureau.do(lambda tx: service.begin_extra_session(tx, lea, "more", request_id=request_id, now=bureau.now))
    openings = bureau.do(lambda tx: service.browse_slots(tx, lea, "more", now=bureau.now))
    assert (openings.host_chosen, list(openings.hosts)) == (False, [david])
    bureau.do(
        lambda tx: service.book(
            tx,
            lea,
            "more",
            starts=[NINE + DAY],
            candidate=RankedHost(david, RankReason.FREE),
            visio_url=VISIO,
            now=bureau.now,
        )
    )
    added = bureau.sheet(request_id).standing[1]
    assert added.person_ids == tuple(sorted([bureau.ids["lea"], david]))


def offered(bureau: Bureau, request_id: int, of: int = 0) -> list[datetime]:
    """Give the times to which a séance can move, the first by default."""
    sheet = bureau.sheet(request_id)
    with bureau.database.reading() as tx:
        slots = changes.slots_to_move(tx, sheet, now=bureau.now)[sheet.standing[of].id]
    return [from_epoch(one.starts) for one in slots]


def test_one_of_several_seances_is_not_in_its_own_way_and_the_others_are(bureau: Bureau) -> None:
    request_id = book(bureau, NINE, NINE + DAY).sheet.request.id
    bureau.stand()
    near = NINE + timedelta(minutes=30)
    assert [[each in offered(bureau, request_id, of) for each in (NINE, near)] for of in (0, 1)] == [
        [False, True],  # beside itself
        [False, False],  # where the first one stands
    ]
    lea, first = bureau.actor("lea"), bureau.sheet(request_id).sessions[0].id
    bureau.do(lambda tx: changes.move(tx, lea, request_id, moves={first: near}, batch="m", now=bureau.now))
    assert NINE in offered(bureau, request_id)  # back within the two minutes, which still claim it
    bureau.do(lambda tx: changes.move(tx, lea, request_id, moves={first: NINE}, batch="m2", now=bureau.now))
    assert [one.starts for one in bureau.sheet(request_id).standing] == [NINE, NINE + DAY]


def test_who_booked_moves_to_what_is_offered_though_others_were_added(bureau: Bureau) -> None:
    thursday, monday, tuesday = NINE + 2 * DAY, NINE + 6 * DAY, NINE + 7 * DAY
    bureau.add("nora", Role.EXPERT)  # who has no hours
    bureau.invite(bureau.book(thursday, who="ines", defi="relais", host="david"), "nora", who="david")
    bureau.book(monday, who="ines", defi="relais", host="claire")
    request_id = bureau.book()
    bureau.invite(request_id, "nora")
    found = offered(bureau, request_id)
    assert [one in found for one in (thursday, monday, tuesday)] == [False, False, True]
    lea, session = bureau.actor("lea"), bureau.sheet(request_id).sessions[0].id
    bureau.do(lambda tx: changes.move(tx, lea, request_id, moves={session: tuesday}, batch="m1", now=bureau.now))
    bureau.invite(request_id, "david")
    first = offered(bureau, request_id)[0]
    assert first == NINE  # what was left is free again, for Claire and David both
    bureau.do(lambda tx: changes.move(tx, lea, request_id, moves={session: first}, batch="m2", now=bureau.now))
    assert [one.starts for one in bureau.sheet(request_id).standing] == [first]


def test_proposing_at_the_moment_of_a_move_is_no_deadlock(bureau: Bureau) -> None:
    request_id = bureau.book()
    lea, claire, session = bureau.actor("lea"), bureau.actor("claire"), bureau.sheet(request_id).sessions[0].id
    bureau.propose(request_id, NINE + 2 * DAY, session=session, batch="b0")
    for turn, starts in enumerate([NINE + DAY, NINE + 6 * DAY] * 3):
        outcomes = bureau.together(
            lambda tx, turn=turn, starts=starts: changes.move(  # type: ignore[misc]
                tx, lea, request_id, moves={session: starts}, batch=f"m{turn}", now=bureau.now
            ),
            lambda tx, turn=turn: proposals.propose_times(  # type: ignore[misc]
                tx,
                claire,
                request_id,
                appointment_id=session,
                starts=[NINE + (7 + turn) * DAY],
                batch=f"b{turn + 1}",
                now=bureau.now,
            ),
        )
        assert outcomes == ["done", "done"]


def test_a_document_sent_twice_at_one_moment_is_copied_once(bureau: Bureau) -> None:
    request_id = bureau.book()
    bureau.stand()
    lea, plan = bureau.actor("lea"), Paper(Document.FILE, "F0PLAN", "plan.pdf")
    give = partial(papers.give_paper, actor=lea, request_id=request_id, paper=plan, size=9)
    assert bureau.together(partial(give, now=bureau.now), partial(give, now=bureau.now + timedelta(seconds=1))) == [
        "done",
        "done",
    ]
    assert bureau.owed(facts.RequestPaper.kind) == {(facts.RequestPaper.kind, bureau.ids["claire"]): 1}


def test_who_left_or_gave_the_seance_away_reads_the_need_no_longer(bureau: Bureau) -> None:
    request_id = bureau.book()
    bureau.stand()
    sami = bureau.actor("sami")
    bureau.do(lambda tx: changes.leave_sessions(tx, sami, request_id, now=bureau.now))
    bureau.hand_over(request_id, "david")
    sheet = bureau.sheet(request_id)
    cards = {
        key: card(sheet, bureau.ids[key], preparation="", now=bureau.now) for key in ("lea", "sami", "claire", "david")
    }
    said = {key: json.dumps([one.text, *one.blocks], ensure_ascii=False) for key, one in cards.items()}
    assert [key for key, words in said.items() if NEED in words] == ["lea", "david"]
