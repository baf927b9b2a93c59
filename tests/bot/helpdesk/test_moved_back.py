"""Séances that move twice before anybody is notified: what stands then, and what each person hears of it."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.agenda.model import State
from bot.errors import UndoTooLate
from bot.helpdesk import changes, facts, service
from bot.helpdesk.model import Document, Paper, RankedHost, RankReason
from bot.helpdesk.sheets import undoable_batches
from storage.agenda import changes as pending_changes
from tests.bot.helpdesk.bureau import DAY, NO_PAPER, VISIO, Bureau
from tests.bot.helpdesk.test_agreeing import AGREED, LATER, NOT_AGREED, agree, bureau, clock, shape, sound, states
from tests.bot.helpdesk.test_agreeing_of_several import book, move, with_channel

__all__ = ["bureau"]  # the fixture
MOVED, ADDED, CANCELLED = facts.RequestMoved.kind, facts.SessionsAdded.kind, facts.RequestCancelled.kind


def moves(bureau: Bureau, request_id: int, *steps: tuple[str, int]) -> None:
    """Let people move the first séance, half a minute apart: (person, days after the first date)."""
    first = bureau.sheet(request_id).sessions[0].id
    for who, days in steps:
        move(bureau, who, request_id, first, LATER + days * DAY, batch=f"{who}{days}-{bureau.now}"[:36])
        bureau.now += timedelta(seconds=30)


def heard(bureau: Bureau, *kinds: str) -> dict[tuple[str, str], str]:
    """Let two minutes go by; return the words of these kinds, by kind and person."""
    bureau.stand()
    names = {number: key for key, number in bureau.ids.items() if key not in ("promotion", "carte", "relais")}
    shown = {(kind, names.get(who or 0, "")): message for (kind, who), message in bureau.deliver().items()}
    return {key: message.text for key, message in shown.items() if message and key[0] in kinds}


def agreed_to(bureau: Bureau) -> int:
    request_id = bureau.book(LATER)
    agree(bureau, request_id)
    bureau.deliver()
    return request_id


def test_a_seance_back_at_the_time_that_its_host_agreed_to_stays_confirmed(bureau: Bureau) -> None:
    request_id = agreed_to(bureau)
    before = bureau.owed(AGREED)
    moves(bureau, request_id, ("lea", 1), ("lea", 0))
    assert states(bureau, request_id) == [State.CONFIRMED]
    assert heard(bureau, MOVED, AGREED, NOT_AGREED) == {}
    bureau.now = LATER - timedelta(hours=1)
    clock(bureau)
    assert states(bureau, request_id) == [State.CONFIRMED]
    assert bureau.owed(AGREED) == before
    assert sound(bureau)


def test_a_seance_that_nobody_agreed_to_is_asked_about_again(bureau: Bureau) -> None:
    request_id = bureau.book(LATER)
    moves(bureau, request_id, ("claire", 1), ("lea", 0))
    assert states(bureau, request_id) == [State.HELD]
    assert set(heard(bureau, MOVED, AGREED)) == {(MOVED, "claire")}


def test_who_undoes_the_way_back_has_the_host_asked(bureau: Bureau) -> None:
    request_id = agreed_to(bureau)
    moves(bureau, request_id, ("lea", 1))
    session, lea = bureau.sheet(request_id).sessions[0].id, bureau.actor("lea")
    move(bureau, "lea", request_id, session, LATER, batch="back")
    bureau.do(lambda tx: changes.undo(tx, lea, "back", now=bureau.now))
    assert states(bureau, request_id) == [State.HELD]
    assert sound(bureau)


def test_the_host_who_comes_back_to_a_held_time_agrees_to_it(bureau: Bureau) -> None:
    request_id = bureau.book(LATER)
    bureau.deliver()
    moves(bureau, request_id, ("lea", 1), ("claire", 0))
    assert states(bureau, request_id) == [State.CONFIRMED]
    assert set(heard(bureau, MOVED, AGREED)) == {(MOVED, "lea"), (AGREED, "sami")}


def test_the_booker_hears_that_their_new_date_was_put_back(bureau: Bureau) -> None:
    shape(bureau, needs_agreement=False)
    request_id = bureau.book(LATER)
    bureau.deliver()
    moves(bureau, request_id, ("lea", 1), ("claire", 0))
    told = heard(bureau, MOVED)
    assert set(told) == {(MOVED, "lea")}
    assert "au lieu du" in told[MOVED, "lea"]


def test_a_booking_that_the_host_moved_at_once_is_no_other_one(bureau: Bureau) -> None:
    shape(bureau, needs_agreement=False)
    bureau.keep("d", host="claire", paper=NO_PAPER)
    lea, chosen, now = bureau.actor("lea"), RankedHost(bureau.ids["claire"], RankReason.CHOSEN), bureau.now
    given = {"starts": [LATER], "candidate": chosen, "visio_url": VISIO, "now": now}
    done = bureau.do(lambda tx: service.book(tx, lea, "d", **given))  # type: ignore[arg-type]
    bureau.deliver()
    moves(bureau, done.sheet.request.id, ("claire", 1))
    assert set(heard(bureau, MOVED, ADDED)) == {(MOVED, "lea")}


@pytest.mark.parametrize("back", [0, 2])
def test_the_first_of_three_changes_hears_what_the_two_others_did(bureau: Bureau, back: int) -> None:
    shape(bureau, needs_agreement=False)
    request_id = bureau.book(LATER)
    bureau.deliver()
    moves(bureau, request_id, ("lea", 1), ("claire", 3), ("claire", back))
    told = heard(bureau, MOVED)
    assert set(told) == {(MOVED, "lea")} | ({(MOVED, "sami")} if back else set())
    assert f"{(LATER + DAY).day} mai" in told[MOVED, "lea"].partition("au lieu du")[2].replace("\u00a0", " ")


def test_twenty_changes_before_anybody_is_notified_are_remembered_in_a_short_row(bureau: Bureau) -> None:
    shape(bureau, needs_agreement=False)
    request_id = bureau.book(LATER)
    bureau.deliver()
    moves(bureau, request_id, *[(("lea", 1), ("claire", 3))[turn % 2] for turn in range(20)])
    session = bureau.sheet(request_id).sessions[0].id
    change = bureau.do(lambda tx: pending_changes.changes_by_appointment(tx, [session]))[session]
    assert change.earlier is not None
    assert len(change.earlier) < 20 * 100
    assert set(heard(bureau, MOVED)) == {(MOVED, "lea"), (MOVED, "sami")}


def test_a_booking_that_the_host_moved_twice_at_once_is_told_to_its_booker(bureau: Bureau) -> None:
    shape(bureau, needs_agreement=False)
    bureau.keep("d", host="claire", paper=NO_PAPER)
    lea, chosen, now = bureau.actor("lea"), RankedHost(bureau.ids["claire"], RankReason.CHOSEN), bureau.now
    given = {"starts": [LATER], "candidate": chosen, "visio_url": VISIO, "now": now}
    done = bureau.do(lambda tx: service.book(tx, lea, "d", **given))  # type: ignore[arg-type]
    bureau.deliver()
    moves(bureau, done.sheet.request.id, ("claire", 1), ("claire", 2))
    assert set(heard(bureau, MOVED, ADDED)) == {(MOVED, "lea")}


def test_who_undoes_their_second_change_hears_what_was_done_to_the_first(bureau: Bureau) -> None:
    shape(bureau, needs_agreement=False)
    request_id = bureau.book(LATER)
    bureau.deliver()
    moves(bureau, request_id, ("lea", 1), ("claire", 0))
    session, lea = bureau.sheet(request_id).sessions[0].id, bureau.actor("lea")
    move(bureau, "lea", request_id, session, LATER + 7 * DAY, batch="again")
    bureau.do(lambda tx: changes.undo(tx, lea, "again", now=bureau.now))
    assert set(heard(bureau, MOVED)) == {(MOVED, "lea")}


def test_after_a_late_undo_people_hear_who_made_the_change_that_stands(bureau: Bureau) -> None:
    shape(bureau, needs_agreement=False, sessions=2)
    request_id = book(bureau, LATER, LATER + 7 * DAY)
    bureau.deliver()
    first, second = (session.id for session in bureau.sheet(request_id).sessions)
    lea, claire, both = bureau.actor("lea"), bureau.actor("claire"), {first: LATER + DAY, second: LATER + 8 * DAY}
    bureau.do(lambda tx: changes.move(tx, lea, request_id, moves=both, batch="both", now=bureau.now))
    bureau.now += timedelta(seconds=90)
    move(bureau, "claire", request_id, first, LATER + 2 * DAY, batch="one")
    bureau.now -= timedelta(seconds=30)
    bureau.stand()  # Léa's two minutes are over, and her change of the other séance is told
    bureau.do(lambda tx: changes.undo(tx, claire, "one", now=bureau.now))
    told = heard(bureau, MOVED)
    assert set(told) == {(MOVED, "sami"), (MOVED, "claire")}
    assert all("Léa Martin a changé" in words for words in told.values())
    assert bureau.owed(MOVED) == {(MOVED, bureau.ids[key]): 2 for key in ("sami", "claire")}


def test_no_undo_is_offered_for_what_can_only_be_undone_in_part(bureau: Bureau) -> None:
    """Claire moved one of two séances that Léa had moved, and undid that: its first time is free for others by now."""
    shape(bureau, needs_agreement=False, sessions=2)
    request_id = book(bureau, LATER, LATER + 7 * DAY)
    first, second = (session.id for session in bureau.sheet(request_id).sessions)
    lea, claire, both = bureau.actor("lea"), bureau.actor("claire"), {first: LATER + DAY, second: LATER + 8 * DAY}
    bureau.do(lambda tx: changes.move(tx, lea, request_id, moves=both, batch="both", now=bureau.now))
    move(bureau, "claire", request_id, first, LATER + 2 * DAY, batch="one")
    bureau.do(lambda tx: changes.undo(tx, claire, "one", now=bureau.now))
    with pytest.raises(UndoTooLate):
        bureau.do(lambda tx: changes.undo(tx, lea, "both", now=bureau.now))
    with bureau.database.reading() as tx:
        assert undoable_batches(tx, lea, [bureau.sheet(request_id)], now=bureau.now) == {}


def test_the_channel_hears_of_what_is_sure_of_a_new_booking(bureau: Bureau) -> None:
    shape(bureau, sessions=3)
    bureau.keep("d", host="claire", paper=NO_PAPER, sessions=2)
    lea, chosen, now = bureau.actor("lea"), RankedHost(bureau.ids["claire"], RankReason.CHOSEN), bureau.now
    given = {"starts": [LATER, LATER + 7 * DAY], "candidate": chosen, "visio_url": VISIO, "now": now}
    done = bureau.do(lambda tx: service.book(tx, lea, "d", **given))  # type: ignore[arg-type]
    with_channel(bureau, done.sheet.request.id)
    moves(bureau, done.sheet.request.id, ("claire", 1))
    bureau.stand()
    assert states(bureau, done.sheet.request.id) == [State.CONFIRMED, State.HELD]
    assert bureau.owed(facts.SessionInChannel.kind).total() == 1


def test_who_books_again_after_an_undone_booking_gets_a_card(bureau: Bureau) -> None:
    shape(bureau, needs_agreement=False)
    bureau.keep("d", host="claire", paper=NO_PAPER)
    lea, chosen, now = bureau.actor("lea"), RankedHost(bureau.ids["claire"], RankReason.CHOSEN), bureau.now
    given = {"candidate": chosen, "visio_url": VISIO, "now": now}
    done = bureau.do(lambda tx: service.book(tx, lea, "d", starts=[LATER], **given))  # type: ignore[arg-type]
    bureau.do(lambda tx: changes.undo(tx, lea, "d", now=now))  # before anything was sent
    number = done.sheet.request.id
    bureau.do(lambda tx: service.begin_extra_session(tx, lea, "more", request_id=number, now=now))
    bureau.do(lambda tx: service.book(tx, lea, "more", starts=[LATER + DAY], **given))  # type: ignore[arg-type]
    bureau.stand()
    names = {who for (kind, who), message in bureau.deliver().items() if kind == facts.RequestCard.kind and message}
    assert names == {bureau.ids[key] for key in ("lea", "sami", "claire")}


def test_the_document_comes_with_the_next_seance_if_the_first_was_cancelled_before_it_was_sent(bureau: Bureau) -> None:
    shape(bureau, needs_agreement=False)
    request_id = bureau.book(LATER, paper=Paper(Document.FILE, "F0PLAN", "plan.pdf"))
    lea, chosen, now = bureau.actor("lea"), RankedHost(bureau.ids["claire"], RankReason.CHOSEN), bureau.now
    bureau.do(lambda tx: changes.cancel(tx, lea, request_id, batch="c", now=now))
    bureau.stand()  # nothing was sent
    bureau.do(lambda tx: service.begin_extra_session(tx, lea, "more", request_id=request_id, now=now))
    given = {"starts": [LATER + DAY], "candidate": chosen, "visio_url": VISIO, "now": now}
    bureau.do(lambda tx: service.book(tx, lea, "more", **given))  # type: ignore[arg-type]
    bureau.stand()
    bureau.deliver()
    paper = facts.RequestPaper.kind
    with bureau.database.reading() as tx:
        sent = tx.execute(text("SELECT kind FROM notices WHERE state = 'sent'")).scalars().all()
    assert sent.count(paper) == 1


def test_who_cancels_a_held_and_an_agreed_seance_declines_only_the_first(bureau: Bureau) -> None:
    shape(bureau, sessions=3)
    request_id = book(bureau, LATER, LATER + 7 * DAY)
    agree(bureau, request_id)
    moves(bureau, request_id, ("lea", 1))
    bureau.stand()
    bureau.deliver()
    assert states(bureau, request_id) == [State.HELD, State.CONFIRMED]
    claire = bureau.actor("claire")
    bureau.do(lambda tx: changes.cancel(tx, claire, request_id, batch="c", now=bureau.now))
    told = heard(bureau, NOT_AGREED, CANCELLED)
    assert set(told) == {(kind, who) for kind in (NOT_AGREED, CANCELLED) for who in ("lea", "sami")}
