"""Moving, cancelling, leaving and undoing: who may, what it does to the séances, and who is told what, once."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from bot.agenda.model import Part, State
from bot.agenda.pending import due_batches
from bot.dates.paris import from_epoch
from bot.errors import (
    AlreadyAnswered,
    AlreadyCancelled,
    AlreadyStarted,
    Invalid,
    NotAllowed,
    NotFound,
    SlotTaken,
    SlotUnbookable,
    UndoTooLate,
)
from bot.helpdesk import changes, facts, hosting, news, papers, returns
from bot.helpdesk.model import ChangeResult, NeedKind, RequestSheet
from bot.programme.model import Actor, Membership
from bot.programme.roles import Role
from storage.database import Database
from storage.helpdesk import requests as helpdesk
from storage.programme import people, promotions
from tests.bot.helpdesk.bureau import opened
from tests.bot.helpdesk.desk import DAY, NINE, STANDS, Desk, everybody
from tests.journeys.promotion import NOW, seed
from tests.promotion import found

LATER = NINE + timedelta(hours=2)
CARDS = everybody(facts.RequestCard.kind, "lea", "sami", "claire")


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    with database.transaction() as tx:
        yield Desk(tx, seed(tx))


@pytest.fixture
def sheet(desk: Desk) -> RequestSheet:
    """A séance that people know of, Léa's and Sami's with Claire."""
    return desk.known()


def move(
    desk: Desk, sheet: RequestSheet, to: datetime = LATER, *, who: str = "lea", batch: str = "m", now: datetime = NOW
) -> ChangeResult:
    moves = {sheet.sessions[0].id: to}
    return changes.move(desk.tx, desk.actor(who), sheet.request.id, moves=moves, batch=batch, now=now)


def cancel(desk: Desk, sheet: RequestSheet, *, who: str = "lea", batch: str = "c", now: datetime = NOW) -> ChangeResult:
    return changes.cancel(desk.tx, desk.actor(who), sheet.request.id, batch=batch, now=now)


def undo(desk: Desk, batch: str, *, who: str = "lea", now: datetime = NOW) -> list[RequestSheet]:
    undone = changes.undo(desk.tx, desk.actor(who), batch, now=now)
    return [
        desk.describe(one.id)
        for one in helpdesk.read_by_appointments(desk.tx, [each.appointment.id for each in undone])
    ]


def test_a_move_is_news_to_the_others_once_it_stands(desk: Desk, sheet: RequestSheet) -> None:
    done = move(desk, sheet)
    assert (done.batch, done.undo_until) == ("m", STANDS)
    assert done.sheet.sessions[0].starts == LATER
    assert desk.owed() == CARDS
    desk.stand(STANDS - timedelta(seconds=1))
    assert desk.owed() == CARDS
    desk.stand()
    desk.stand()
    assert desk.owed() == CARDS | everybody(facts.RequestMoved.kind, "sami", "claire")
    (detail,) = desk.details(facts.RequestMoved.kind)
    assert facts.RequestMoved.read(detail) == facts.RequestMoved(
        desk.ids["lea"], {sheet.sessions[0].id: int(NINE.timestamp())}
    )


def test_the_only_seance_to_come_is_not_in_the_way_of_its_own_move(desk: Desk, sheet: RequestSheet) -> None:
    (slots,) = changes.slots_to_move(desk.tx, sheet, now=NOW).values()
    offered = [from_epoch(one.starts) for one in slots]
    near = NINE + timedelta(minutes=30)
    assert (near in offered, NINE in offered) == (True, False)
    assert move(desk, sheet, near).sheet.sessions[0].starts == near


def test_a_move_undone_is_news_to_nobody(desk: Desk, sheet: RequestSheet) -> None:
    move(desk, sheet)
    for who in ("sami", "claire", "ines"):
        with pytest.raises(NotAllowed):
            undo(desk, "m", who=who)
    (back,) = undo(desk, "m", now=NOW + timedelta(seconds=119))
    assert back.sessions[0].starts == NINE
    with pytest.raises(UndoTooLate):
        undo(desk, "m", now=NOW + timedelta(seconds=119))
    desk.stand(STANDS + DAY)
    assert desk.owed() == CARDS


def test_two_minutes_later_a_move_stands(desk: Desk, sheet: RequestSheet) -> None:
    move(desk, sheet)
    with pytest.raises(UndoTooLate):
        undo(desk, "m", now=STANDS)
    assert desk.describe(sheet.request.id).sessions[0].starts == LATER


def test_two_moves_and_an_undo_are_one_piece_of_news(desk: Desk, sheet: RequestSheet) -> None:
    move(desk, sheet)
    move(desk, sheet, NINE + DAY, batch="m2")
    undo(desk, "m2")
    desk.stand()
    assert desk.owed() == CARDS | everybody(facts.RequestMoved.kind, "sami", "claire")
    move(desk, sheet, NINE + DAY, batch="m3", now=STANDS)
    move(desk, sheet, LATER, batch="m4", now=STANDS)
    desk.stand(STANDS + DAY)
    assert desk.owed(facts.RequestMoved.kind) == everybody(facts.RequestMoved.kind, "sami", "claire")


def test_a_form_submitted_twice_moves_once(desk: Desk, sheet: RequestSheet) -> None:
    assert move(desk, sheet) == move(desk, sheet)
    desk.stand()
    again = move(desk, sheet, now=STANDS)
    assert (again.sheet.sessions[0].starts, again.undo_until) == (LATER, None)
    assert desk.owed(facts.RequestMoved.kind) == everybody(facts.RequestMoved.kind, "sami", "claire")


def test_who_booked_moves_to_what_is_offered_the_host_where_they_like(desk: Desk, sheet: RequestSheet) -> None:
    at_night = NINE + timedelta(hours=12)
    desk.booked(LATER, who="ines")
    for to, refusal in ((at_night, SlotUnbookable), (LATER, SlotTaken)):
        with pytest.raises(refusal):
            move(desk, sheet, to)
    assert desk.describe(sheet.request.id) == sheet
    assert move(desk, sheet, at_night, who="claire").sheet.sessions[0].starts == at_night
    assert move(desk, sheet, NINE + DAY, who="david", batch="m2").sheet.sessions[0].starts == NINE + DAY
    for who in ("sami", "ines"):
        with pytest.raises(NotAllowed):
            move(desk, sheet, who=who, batch="m3")


def test_a_cancellation_tells_the_others_once_it_stands(desk: Desk, sheet: RequestSheet) -> None:
    assert cancel(desk, sheet, who="claire").undo_until == STANDS
    assert desk.owed() == CARDS
    with pytest.raises(AlreadyCancelled):
        cancel(desk, sheet, batch="c2")
    desk.stand()
    assert desk.owed() == CARDS | everybody(facts.RequestCancelled.kind, "lea", "sami")


def test_a_cancellation_undone_is_news_to_nobody(desk: Desk, sheet: RequestSheet) -> None:
    cancel(desk, sheet)
    assert undo(desk, "c")[0].sessions[0].state is State.CONFIRMED
    desk.stand()
    assert desk.owed() == CARDS


def test_booked_and_cancelled_within_two_minutes_nobody_is_told(desk: Desk) -> None:
    desk.stand(NOW)
    cancel(desk, desk.booked())
    desk.stand(STANDS + DAY)
    assert desk.owed() == everybody(facts.RequestCard.kind, "lea")


def test_booked_and_undone_nobody_is_told(desk: Desk) -> None:
    desk.keep(sessions=2)
    done = desk.submit("d1", NINE, NINE + DAY)
    (undone,) = undo(desk, done.batch)
    assert undone.standing == ()
    desk.stand(STANDS + DAY)
    assert desk.owed() == everybody(facts.RequestCard.kind, "lea")
    assert desk.tx.execute(text("SELECT state, reason FROM notices WHERE kind = 'helpdesk.card'")).all() == [
        ("dropped", "undone")
    ]


def test_booked_moved_and_undone_the_cards_tell_the_booking(desk: Desk) -> None:
    sheet = desk.booked()
    move(desk, sheet)
    undo(desk, "m")
    desk.stand()
    assert desk.owed() == CARDS
    assert desk.describe(sheet.request.id).sessions[0].starts == NINE


def test_undoing_what_was_done_to_a_fresh_booking_tells_nobody_and_leaves_it_to_be_undone_whole(desk: Desk) -> None:
    desk.keep(sessions=3)
    booked = desk.submit("d1", NINE, NINE + DAY, NINE + 2 * DAY)
    one = booked.sheet.sessions[2].id
    for batch in ("c1", "c2"):  # and once more
        changes.cancel(desk.tx, desk.actor("lea"), booked.sheet.request.id, appointment_ids=[one], batch=batch, now=NOW)
        (back,) = undo(desk, batch)
        assert len(back.standing) == 3
    move(desk, booked.sheet)
    undo(desk, "m")
    assert desk.owed() == everybody(facts.RequestCard.kind, "lea")
    (undone,) = undo(desk, booked.batch)
    assert undone.standing == ()
    desk.stand(STANDS + DAY)
    assert desk.owed() == everybody(facts.RequestCard.kind, "lea")


def test_what_was_undone_over_a_fresh_booking_is_told_with_it_once(desk: Desk) -> None:
    desk.keep(sessions=2)
    booked = desk.submit("d1", NINE, NINE + DAY)
    later = NOW + timedelta(seconds=100)
    one = booked.sheet.sessions[1].id
    changes.cancel(desk.tx, desk.actor("lea"), booked.sheet.request.id, appointment_ids=[one], batch="c", now=later)
    undo(desk, "c", now=later)
    desk.stand(STANDS - timedelta(seconds=1))
    assert desk.owed() == everybody(facts.RequestCard.kind, "lea")
    desk.stand()
    desk.stand(STANDS + DAY)
    assert desk.owed() == CARDS


def test_a_fresh_booking_is_told_whole_once_the_last_that_was_done_to_it_stands(desk: Desk) -> None:
    desk.keep(sessions=2)
    booked = desk.submit("d1", NINE, NINE + DAY)
    moves = {booked.sheet.sessions[1].id: LATER + DAY}
    a_minute_later = NOW + timedelta(minutes=1)
    changes.move(desk.tx, desk.actor("lea"), booked.sheet.request.id, moves=moves, batch="m", now=a_minute_later)
    desk.stand()  # of the booking alone
    assert desk.owed() == everybody(facts.RequestCard.kind, "lea")
    desk.stand(STANDS + timedelta(minutes=1))
    assert desk.owed() == CARDS
    desk.stand(STANDS + DAY)
    assert desk.owed() == CARDS


def test_a_move_is_told_in_time_where_what_was_done_over_it_is_undone(desk: Desk, sheet: RequestSheet) -> None:
    move(desk, sheet)
    cancel(desk, sheet)
    undo(desk, "c")
    assert desk.owed() == CARDS
    with pytest.raises(UndoTooLate):  # the time before it was given up
        undo(desk, "m")
    desk.stand()
    assert desk.owed() == CARDS | everybody(facts.RequestMoved.kind, "sami", "claire")
    assert desk.describe(sheet.request.id).sessions[0].starts == LATER


def test_within_an_hour_people_are_told_at_once(desk: Desk, sheet: RequestSheet) -> None:
    soon = NINE - timedelta(minutes=60)
    done = move(desk, sheet, NINE + timedelta(minutes=15), who="claire", now=soon)
    assert done.undo_until is None
    assert desk.owed() == CARDS | everybody(facts.RequestMoved.kind, "lea", "sami")
    with pytest.raises(UndoTooLate):
        undo(desk, "m", who="claire", now=soon)
    cancel(desk, sheet, now=NINE)
    assert desk.owed(facts.RequestCancelled.kind) == everybody(facts.RequestCancelled.kind, "sami", "claire")
    with pytest.raises(AlreadyCancelled):
        move(desk, sheet, NINE + DAY, batch="m2", now=NINE)


def test_what_has_begun_can_no_longer_change(desk: Desk, sheet: RequestSheet) -> None:
    for act in (move, cancel):
        with pytest.raises(AlreadyStarted):
            act(desk, sheet, now=NINE)


def test_one_seance_of_two_is_cancelled_alone(desk: Desk) -> None:
    sheet = desk.known(NINE, NINE + DAY)
    first, second = sheet.sessions
    actor = desk.actor("lea")
    changes.cancel(desk.tx, actor, sheet.request.id, appointment_ids=[first.id], batch="c", now=NOW)
    assert desk.describe(sheet.request.id).standing == (second,)
    desk.stand()
    assert desk.owed() == CARDS | everybody(facts.RequestCancelled.kind, "sami", "claire")
    other = desk.booked(NINE, who="ines", host="david")
    with pytest.raises(NotFound):
        changes.cancel(desk.tx, actor, sheet.request.id, appointment_ids=[other.sessions[0].id], batch="c2", now=STANDS)


def test_only_those_concerned_and_the_promotion_s_coachs_cancel(desk: Desk, sheet: RequestSheet) -> None:
    other = found(desk.tx, "EIG 8", phases=(), starts_on="2027-01-12", ends_on="2027-11-11")["promotion"]
    ana = people.add(desk.tx, name="Ana")
    people.add_membership(desk.tx, ana, Membership(Role.COACH, other))
    strangers = [desk.actor("sami"), desk.actor("ines"), Actor("U0"), Actor("U0", people.by_id(desk.tx, ana))]
    for actor in strangers:
        with pytest.raises(NotAllowed):
            changes.cancel(desk.tx, actor, sheet.request.id, batch="c", now=NOW)
    assert desk.describe(sheet.request.id) == sheet


def test_a_reason_is_kept_and_has_its_limit(desk: Desk, sheet: RequestSheet) -> None:
    request_id = sheet.request.id
    with pytest.raises(Invalid):
        changes.cancel(desk.tx, desk.actor("lea"), request_id, reason="x" * 301, batch="c", now=NOW)
    done = changes.cancel(desk.tx, desk.actor("lea"), request_id, reason=" Grève ", batch="c", now=NOW)
    assert done.sheet.sessions[0].reason == "Grève"


def test_a_guest_leaves_alone_and_the_others_are_told(desk: Desk, sheet: RequestSheet) -> None:
    left = changes.leave_sessions(desk.tx, desk.actor("sami"), sheet.request.id, now=NOW)
    assert left[0].person_ids == tuple(sorted((desk.ids["lea"], desk.ids["claire"])))
    assert desk.owed() == CARDS | everybody(facts.PersonLeft.kind, "lea", "claire")
    with pytest.raises(AlreadyAnswered):
        changes.leave_sessions(desk.tx, desk.actor("sami"), sheet.request.id, now=NOW)
    for who in ("claire", "ines"):
        with pytest.raises(NotAllowed):
            changes.leave_sessions(desk.tx, desk.actor(who), sheet.request.id, now=NOW)
    assert desk.owed(facts.PersonLeft.kind) == everybody(facts.PersonLeft.kind, "lea", "claire")


def test_who_booked_leaves_it_to_another_eig_and_can_come_back(desk: Desk, sheet: RequestSheet) -> None:
    left = changes.leave_sessions(desk.tx, desk.actor("lea"), sheet.request.id, now=NOW)
    assert left[0].person_ids == tuple(sorted((desk.ids["sami"], desk.ids["claire"])))
    passed = desk.describe(sheet.request.id)
    assert {one.part_of(desk.ids["sami"]) for one in passed.standing} == {Part.BOOKER}
    assert passed.request.asked_by == desk.ids["sami"]
    assert desk.owed(facts.PersonLeft.kind) == everybody(facts.PersonLeft.kind, "sami", "claire")
    returns.rejoin_sessions(desk.tx, desk.actor("lea"), sheet.request.id, appointment_ids=[left[0].id], now=NOW)
    again = desk.describe(sheet.request.id)
    assert again.standing[0].part_of(desk.ids["lea"]) is Part.GUEST
    assert changes.cancel(desk.tx, desk.actor("sami"), sheet.request.id, batch="c", now=NOW).sheet.standing == ()


def test_a_host_who_is_an_eig_elsewhere_does_not_take_the_place_of_who_booked(desk: Desk, sheet: RequestSheet) -> None:
    other = found(desk.tx, "Promotion 9")
    people.add_membership(desk.tx, desk.ids["claire"], Membership(Role.EIG, other["promotion"]))
    changes.leave_sessions(desk.tx, desk.actor("lea"), sheet.request.id, now=NOW)
    passed = desk.describe(sheet.request.id).standing[0]
    assert (passed.host_ids, passed.part_of(desk.ids["sami"])) == ((desk.ids["claire"],), Part.BOOKER)
    changes.leave_sessions(desk.tx, desk.actor("sami"), sheet.request.id, now=NOW)
    assert desk.describe(sheet.request.id).standing == ()


def test_who_booked_and_comes_alone_cancels_by_leaving(desk: Desk, sheet: RequestSheet) -> None:
    for who in ("sami", "lea"):
        changes.leave_sessions(desk.tx, desk.actor(who), sheet.request.id, now=NOW)
    assert desk.describe(sheet.request.id).standing == ()


def test_when_the_last_eig_leaves_the_host_hears_that_it_is_cancelled(desk: Desk, sheet: RequestSheet) -> None:
    ids = [one.id for one in sheet.sessions]
    for who in ("lea", "sami"):
        was = desk.describe(sheet.request.id)
        changes.remove_participant(desk.tx, Actor(""), ids, sheet=was, person_id=desk.ids[who], now=NOW)
    assert desk.describe(sheet.request.id).standing == ()
    assert desk.owed(facts.PersonLeft.kind, facts.RequestCancelled.kind) == everybody(
        facts.PersonLeft.kind, "sami", "claire"
    ) | everybody(facts.RequestCancelled.kind, "claire")
    assert due_batches(desk.tx, now=STANDS + DAY) == []
    assert desk.slots("d9", host="claire")[0] == NINE


def test_a_change_stands_before_a_hand_over_builds_on_it(desk: Desk, sheet: RequestSheet) -> None:
    move(desk, sheet)
    given = hosting.hand_over(desk.tx, desk.actor("claire"), sheet.request.id, to_id=desk.ids["david"], now=NOW)
    assert (given.standing[0].starts, given.standing[0].host_ids) == (LATER, (desk.ids["david"],))
    assert desk.owed(facts.RequestMoved.kind, facts.HostHandover.kind) == everybody(
        facts.RequestMoved.kind, "sami", "claire"
    ) | everybody(facts.HostHandover.kind, "lea", "sami")
    with pytest.raises(UndoTooLate):
        undo(desk, "m")
    assert desk.slots("d8", host="claire")[0] == NINE
    assert LATER not in desk.slots("d9", host="david")


def test_the_channel_hears_of_a_booking_that_stands(desk: Desk) -> None:
    promotions.save_defi(
        desk.tx, desk.ids["promotion"], "Carte Vive", administration="Bureau des cartes", channel="C0CARTE"
    )
    for draft, start in (("d1", NINE), ("d2", NINE + DAY)):
        told = desk.owed(facts.SessionInChannel.kind)
        desk.keep(draft)
        request_id = desk.submit(draft, start).sheet.request.id
        if draft == "d2":
            desk.stand()
        papers.save_subject(desk.tx, desk.actor("lea"), request_id, kind=NeedKind.PLAN, tells_channel=True, now=NOW)
        assert (desk.owed(facts.SessionInChannel.kind) == told) is (draft == "d1")  # at once where people know of it
        desk.stand()
    assert desk.owed(facts.SessionInChannel.kind) == {(facts.SessionInChannel.kind, "C0CARTE"): 2}


def test_of_four_clocks_at_once_one_tells(database: Database) -> None:
    bureau = opened(database)
    request_id = bureau.book()
    lea, session = bureau.actor("lea"), bureau.sheet(request_id).sessions[0].id
    bureau.do(lambda tx: changes.move(tx, lea, request_id, moves={session: NINE + DAY}, batch="m", now=bureau.now))
    bureau.now += timedelta(minutes=2)
    other = Database(database.url.render_as_string(hide_password=False))  # as another process has one

    def clock(one: Database) -> None:
        with one.transaction() as tx:
            for batch in due_batches(tx, now=bureau.now):
                news.settle(tx, batch, now=bureau.now)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(clock, [database, other] * 2))
    other.close()
    assert bureau.owed(facts.RequestMoved.kind) == Counter(
        {(facts.RequestMoved.kind, bureau.ids["sami"]): 1, (facts.RequestMoved.kind, bureau.ids["claire"]): 1}
    )


def test_of_an_undo_and_the_clock_one_wins_and_the_news_are_its(database: Database) -> None:
    bureau = opened(database)
    for day in range(4):
        request_id = bureau.book(NINE + (0, 1, 2, 6)[day] * DAY)
        lea, now = bureau.actor("lea"), bureau.now
        before = bureau.owed(facts.RequestCancelled.kind)
        bureau.do(lambda tx: changes.cancel(tx, lea, request_id, batch=f"c{day}", now=now))  # noqa: B023
        outcome, _ = bureau.together(
            lambda tx: changes.undo(tx, lea, f"c{day}", now=now + timedelta(seconds=119)),  # noqa: B023
            lambda tx: news.settle(tx, f"c{day}", now=now + timedelta(seconds=120)),  # noqa: B023
        )
        undone = bool(bureau.sheet(request_id).standing)
        assert outcome == ("done" if undone else "UndoTooLate")
        assert (bureau.owed(facts.RequestCancelled.kind) - before).total() == (0 if undone else 2)
