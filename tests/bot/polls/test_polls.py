"""A date looked for: asked, answered, chased once, closed, booked all or nothing, given up."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from bot.agenda.model import Part, Reply, State
from bot.dates.paris import PARIS, day_of, from_epoch
from bot.errors import (
    AlreadyAnswered,
    AlreadyCancelled,
    DraftExpired,
    Invalid,
    NotAllowed,
    NotFound,
    SlotTaken,
    UndoTooLate,
)
from bot.evaluation import changes as committee_changes
from bot.polls import asking, changes, facts, picking, running
from bot.polls.model import MOST_PEOPLE, CloseReason, Stage
from bot.polls.sheets import meeting_of
from bot.polls.wishes import Guest, PeopleChoice
from bot.programme.model import Membership
from bot.programme.roles import Role
from storage.agenda import appointments
from storage.agenda.claims import claims
from storage.database import Database
from storage.evaluation import committees as evaluation
from storage.polls import polls
from storage.programme import people, years
from tests.bot.evaluation.rig import Committees

from .rig import DATES, MAYBE, NO, THURSDAY, TUESDAY, UNTIL, WEDNESDAY, YES, Polls


@pytest.fixture
def rig(database: Database) -> Polls:
    return Polls(database).open()


def refused(case: object, *reason: str) -> None:
    with pytest.raises(Invalid) as refusal:
        case()  # type: ignore[operator]
    assert (refusal.value.facts["field"], refusal.value.facts["reason"]) == reason


def leaves(rig: Polls, key: str) -> None:
    """Let somebody leave the programme."""
    with rig.database.transaction() as tx:
        tx.execute(
            people.memberships.update().where(people.memberships.c.person_id == rig.ids[key]).values(ended_at=rig.now)
        )


def claimed(rig: Polls, key: str) -> set[int]:
    with rig.database.reading() as tx:
        return {row.quarter for row in tx.execute(claims.select().where(claims.c.person_id == rig.ids[key]))}


def test_dates_are_looked_for_outside_the_school_holidays_of_the_plan(rig: Polls) -> None:
    def on_holiday() -> set[bool]:
        days = [day_of(from_epoch(one.starts)) for one in rig.search().candidates]
        return {date(2026, 5, 18) <= one <= date(2026, 6, 5) for one in days}

    assert on_holiday() == {True, False}
    with rig.database.transaction() as tx:
        years.lock(tx, rig.ids["promotion"])
        years.change(tx, rig.ids["promotion"], school="Zone B : du 18 mai au 5 juin")
    assert on_holiday() == {False}


def test_times_that_suit_are_offered_and_everybody_is_asked_once(rig: Polls) -> None:
    offer = rig.search()
    assert len(offer.candidates) == 10
    assert offer.suits
    assert set(offer.wish.must) == {rig.ids["claire"], rig.ids["paul"]}
    draft = rig.keep()
    sheet = rig.use(asking.open_poll, "lea", draft, dates=DATES, deadline=date(2026, 5, 12))
    again = rig.use(asking.open_poll, "lea", draft, dates=DATES[:1], deadline=date(2026, 5, 12))
    assert again == sheet
    everybody = {rig.ids[one] for one in ("claire", "paul", "ali", "zoe")}
    assert set(rig.told(facts.PollQuestion.kind)) == everybody
    assert rig.told(facts.RunningPollCard.kind).keys() == {rig.ids["lea"]}
    # 12 May, 18 h, less two days is a Sunday: it waits until people work.
    assert rig.told(facts.PollReminder.kind) == dict.fromkeys(everybody, date(2026, 5, 11))


def test_a_poll_shorter_than_two_days_chases_nobody(rig: Polls) -> None:
    rig.ask(deadline=date(2026, 5, 5))
    assert rig.told(facts.PollReminder.kind) == {}


def test_all_have_answered_and_who_asked_picks(rig: Polls) -> None:
    sheet = rig.ask()
    rig.answer(sheet, "claire", NO, MAYBE, YES)
    rig.answer(sheet, "paul", YES, YES, YES)
    rig.answer(sheet, "ali", YES, NO, NO)
    assert rig.now_is(sheet).poll.stage is Stage.OPEN
    closed = rig.answer(sheet, "zoe", NO, YES, YES)
    assert (closed.poll.stage, closed.poll.why) == (Stage.CLOSED, CloseReason.ALL)
    assert set(rig.told(facts.PollClosed.kind)) == {rig.ids["lea"]}
    assert [one.starts for one in closed.ranked_dates(rig.now)] == [THURSDAY, WEDNESDAY, TUESDAY]
    booked = rig.pick(closed, THURSDAY)
    one = booked.appointment
    assert one is not None
    assert one.starts == from_epoch(THURSDAY)
    assert one.state is State.CONFIRMED
    parts = {each.person_id: (each.part, each.reply) for each in one.participants}
    ids = rig.ids
    assert parts == {
        ids["lea"]: (Part.HOST, Reply.COMES),
        ids["claire"]: (Part.EXPERT, Reply.COMES),  # a coach can be booked: her time is claimed
        ids["paul"]: (Part.GUEST, Reply.COMES),
        ids["ali"]: (Part.GUEST, Reply.LEFT),  # who said « Non » may still come
        ids["zoe"]: (Part.GUEST, Reply.COMES),
    }
    assert claimed(rig, "claire") == claimed(rig, "lea") != set()
    assert set(rig.told(facts.PollCard.kind)) == set(parts)
    assert rig.pick(closed, TUESDAY).appointment == one  # a second press, on another date even


def test_answering_again_replaces_and_dates_left_out_are_not_asked_for(rig: Polls) -> None:
    sheet = rig.ask()
    rig.answer(sheet, "ali", YES, YES, YES)
    rig.answer(sheet, "ali", NO, MAYBE, YES)
    voter = rig.now_is(sheet).voter(rig.ids["ali"])
    assert voter is not None
    assert dict(voter.answers) == {TUESDAY: NO, WEDNESDAY: MAYBE, THURSDAY: YES}
    rig.use(running.save_answers, "ali", sheet.poll.id, answers={TUESDAY + 900: YES})
    assert rig.now_is(sheet).voter(rig.ids["ali"]) == voter


def test_it_closes_at_the_deadline_and_answers_come_too_late(rig: Polls) -> None:
    sheet = rig.ask()
    rig.answer(sheet, "paul", YES, YES, NO)
    rig.now = sheet.poll.deadline
    refused(lambda: rig.answer(sheet, "ali", YES, YES, YES), "poll", "closed")
    assert rig.follow(sheet).poll.why is CloseReason.DEADLINE
    rig.follow(sheet)
    assert set(rig.told(facts.PollClosed.kind)) == {rig.ids["lea"]}
    refused(lambda: rig.use(running.read, "ali", sheet.poll.id), "poll", "closed")


def test_it_closes_as_soon_as_one_date_cannot_be_beaten(rig: Polls) -> None:
    sheet = rig.ask(rig.asked(must=["paul"], may=["ali", "zoe", "tom"]))
    for who in ("ali", "zoe"):
        rig.answer(sheet, who, NO, YES, NO)
    assert rig.now_is(sheet).poll.stage is Stage.OPEN  # Paul must come, and has said nothing
    closed = rig.answer(sheet, "paul", NO, YES, NO)
    assert (closed.poll.stage, closed.poll.why) == (Stage.CLOSED, CloseReason.BEATEN)


def test_who_asked_sees_and_runs_it_alone(rig: Polls) -> None:
    sheet = rig.ask()
    for case in (running.close, running.abandon_poll):
        for who in ("claire", "david", "paul"):
            with pytest.raises(NotAllowed):
                rig.use(case, who, sheet.poll.id)
    with pytest.raises(NotAllowed):
        rig.pick(sheet, TUESDAY, who="claire")
    for who in ("lea", "tom"):
        with pytest.raises(NotAllowed):
            rig.answer(sheet, who, YES, YES, YES)
    with pytest.raises(NotFound):
        rig.pick(sheet, TUESDAY + 900)


def test_a_date_taken_meanwhile_is_refused_whole_and_the_next_one_is_booked(rig: Polls) -> None:
    sheet = rig.ask()
    other = rig.ask(rig.asked(must=["claire"], may=[]), who="sami")
    rig.answer(other, "claire", YES, YES, YES)
    rig.pick(other, TUESDAY, who="sami")
    rig.answer(sheet, "claire", YES, YES, NO)
    with pytest.raises(SlotTaken) as refusal:
        rig.pick(sheet, TUESDAY)
    assert refusal.value.facts["names"] == ("Claire",)
    assert rig.now_is(sheet).poll.stage is Stage.OPEN
    assert claimed(rig, "lea") == set()
    assert rig.pick(sheet, WEDNESDAY).poll.stage is Stage.BOOKED


def test_who_may_come_and_is_taken_by_now_does_not_stop_it(rig: Polls) -> None:
    sheet = rig.ask(rig.asked(must=["paul"], may=["claire", "ali"]))
    other = rig.ask(rig.asked(must=["claire"], may=[]), who="sami")
    rig.answer(sheet, "claire", YES, YES, YES)
    rig.answer(other, "claire", YES, YES, YES)
    rig.pick(other, TUESDAY, who="sami")
    booked = rig.pick(sheet, TUESDAY).appointment
    assert booked is not None
    assert booked.part_of(rig.ids["claire"]) is None
    with pytest.raises(SlotTaken):
        rig.use(changes.come_back, "claire", sheet.poll.id)


def test_other_dates_keep_what_was_said_of_those_that_stay(rig: Polls) -> None:
    sheet = rig.ask()
    rig.answer(sheet, "ali", NO, MAYBE, YES)
    friday = THURSDAY + 86_400
    changed = rig.use(running.change_dates, "lea", sheet.poll.id, dates=(THURSDAY, friday), deadline=date(2026, 5, 13))
    voter = changed.voter(rig.ids["ali"])
    assert voter is not None
    assert voter.answers[THURSDAY] is YES
    assert voter.lacks(changed.poll.dates)
    assert set(rig.told(facts.PollRedated.kind)) == {rig.ids[one] for one in ("claire", "paul", "ali", "zoe")}
    rig.use(running.change_dates, "lea", sheet.poll.id, dates=(THURSDAY, friday), deadline=date(2026, 5, 13))
    assert rig.now_is(sheet).poll.revision == 1  # the same form, a second time
    refused(
        lambda: rig.use(running.change_dates, "lea", sheet.poll.id, dates=(), deadline=date(2026, 5, 13)),
        "dates",
        "none",
    )


def test_what_is_only_left_out_is_no_news(rig: Polls) -> None:
    sheet = rig.ask()
    rig.answer(sheet, "ali", NO, MAYBE, YES)
    rig.use(running.change_dates, "lea", sheet.poll.id, dates=DATES[1:], deadline=date(2026, 5, 12))
    rig.use(running.close, "lea", sheet.poll.id)
    rig.use(running.change_dates, "lea", sheet.poll.id, dates=DATES[2:], deadline=date(2026, 5, 12))
    assert rig.told(facts.PollRedated.kind) == {}
    rig.use(running.close, "lea", sheet.poll.id)
    rig.use(
        running.change_dates, "lea", sheet.poll.id, dates=DATES[2:], deadline=date(2026, 5, 13)
    )  # they have more time
    assert rig.told(facts.PollRedated.kind) != {}


@pytest.mark.parametrize(
    ("at", "field"),
    [
        ("2026-05-17 10:00", "dates"),  # a Sunday
        ("2026-05-14 10:00", "dates"),  # Ascension
        ("2026-05-19 03:00", "dates"),
        ("2026-05-19 21:00", "dates"),
        ("2026-05-12 10:00", "deadline"),  # before people have answered
    ],
)
def test_a_date_that_must_be_a_slip_is_refused(rig: Polls, at: str, field: str) -> None:
    starts = int(datetime.fromisoformat(at).replace(tzinfo=PARIS).timestamp())
    refused(lambda: rig.ask(dates=(*DATES, starts)), field, "day" if field == "dates" else "late")


def test_closed_it_can_be_asked_again_with_other_dates(rig: Polls) -> None:
    sheet = rig.ask()
    closed = rig.use(running.close, "lea", sheet.poll.id)
    assert (closed.poll.stage, closed.poll.why) == (Stage.CLOSED, CloseReason.ASKED)
    assert rig.told(facts.PollClosed.kind) == {}  # who closed it looks at it
    again = rig.use(
        running.change_dates,
        "lea",
        sheet.poll.id,
        dates=[one + 7 * 86_400 for one in DATES],
        deadline=date(2026, 5, 20),
    )
    assert (again.poll.stage, again.poll.why) == (Stage.OPEN, None)
    assert len(rig.told(facts.PollRedated.kind)) == 4


def test_given_up_people_hear_it_once(rig: Polls) -> None:
    sheet = rig.ask()
    for _ in range(2):
        rig.use(running.abandon_poll, "lea", sheet.poll.id)
    assert len(rig.told(facts.PollEnded.kind)) == 4
    assert rig.told(facts.PollQuestion.kind) == {}  # nobody had been asked yet
    refused(lambda: rig.pick(sheet, TUESDAY), "poll", "closed")
    refused(lambda: rig.answer(sheet, "ali", YES, YES, YES), "poll", "closed")


def test_who_asked_leaves_and_no_date_is_looked_for_any_more(rig: Polls) -> None:
    sheet = rig.ask()
    leaves(rig, "lea")
    assert rig.follow(sheet).poll.stage is Stage.ENDED
    assert len(rig.told(facts.PollEnded.kind)) == 4


@pytest.mark.parametrize(("after", "told"), [(timedelta(0), 4), (timedelta(days=30), 0)], ids=["ahead", "over"])
def test_who_is_to_choose_leaves_and_nobody_waits_for_a_date(rig: Polls, after: timedelta, told: int) -> None:
    sheet = rig.ask()
    rig.use(running.close, "lea", sheet.poll.id)
    assert rig.follow(sheet).poll.stage is Stage.CLOSED
    leaves(rig, "lea")
    rig.now += after
    assert rig.follow(sheet).poll.stage is Stage.ENDED
    assert (len(rig.told(facts.PollEnded.kind)), rig.do(lambda tx: running.list_due(tx, now=rig.now))) == (told, [])


def test_who_must_come_leaves_and_counts_no_more(rig: Polls) -> None:
    sheet = rig.ask(rig.asked(must=["paul", "claire"], may=[]))
    rig.answer(sheet, "claire", NO, YES, NO)
    leaves(rig, "paul")
    closed = rig.follow(sheet)
    assert (closed.poll.why, [one.person_id for one in closed.voters]) == (CloseReason.ALL, [rig.ids["claire"]])


def test_a_date_that_passes_meanwhile_is_no_choice_any_more(rig: Polls) -> None:
    sheet = rig.ask()
    rig.do(lambda tx: polls.change(tx, sheet.poll.id, deadline=from_epoch(WEDNESDAY)))  # asked by an older version
    rig.now = from_epoch(TUESDAY) + timedelta(hours=1)
    refused(lambda: rig.pick(sheet, TUESDAY), "poll", "past")
    assert [one.starts for one in rig.now_is(sheet).ranked_dates(rig.now)] == [WEDNESDAY, THURSDAY]
    rig.now = from_epoch(THURSDAY)
    assert rig.follow(sheet).poll.why is CloseReason.PAST


def test_who_leaves_the_programme_is_taken_out_of_a_meeting_to_come_and_a_guest_by_address_is_not(rig: Polls) -> None:
    asked = rig.asked(must=["claire"], may=["ali"])
    sheet = rig.ask(replace(asked, may=replace(asked.may, guests=(Guest("Nour Haddad", "nour@example.net"),))))
    rig.use(running.close, "lea", sheet.poll.id)
    rig.pick(sheet, TUESDAY)
    for key in ("ali", "lea"):  # who is asked; who hosts it, whom colleagues replace by hand
        leaves(rig, key)
    found = rig.do(lambda tx: changes.list_leavers(tx, now=rig.now))
    assert found == [(sheet.poll.id, rig.ids["ali"])]
    for _ in range(2):  # any replica may try
        rig.do(lambda tx: changes.free_place(tx, sheet.poll.id, person_id=rig.ids["ali"], now=rig.now))
    one = rig.do(lambda tx: meeting_of(tx, sheet.poll.id)).appointment
    assert one.left_by(rig.ids["ali"]) is Part.GUEST
    assert set(rig.told(facts.PollLeft.kind)) == {rig.ids["lea"]}
    assert rig.do(lambda tx: changes.list_leavers(tx, now=rig.now)) == []


def test_whom_the_form_names_is_found_once(rig: Polls) -> None:
    asked = rig.asked(must=["paul"], may=["lea", "paul"])
    must = replace(asked.must, guests=(Guest("Nour Haddad", "nour@example.net"), Guest("x", "rita@example.org")))
    may = replace(asked.may, groups=(str(rig.ids["defi0"]), "coaches"))
    wished = replace(asked, must=must, may=may)
    offer = rig.search(wished)
    ids = rig.ids
    assert set(offer.wish.must) == {ids["paul"], ids["rita"]}
    assert set(offer.wish.may) == {ids["sami"], ids["ines"], ids["claire"], ids["david"]}
    assert offer.wish.must_guests == (Guest("Nour Haddad", "nour@example.net"),)
    sheet = rig.ask(wished)
    nour = next(one for one in sheet.people.values() if one.email == "nour@example.net")
    assert (nour.name, nour.memberships, sheet.voter(nour.id) is not None) == ("Nour Haddad", (), True)


def test_what_no_form_lets_through_is_refused(rig: Polls) -> None:
    asked = rig.asked()
    refused(lambda: rig.search(rig.asked(must=["lea"], may=[])), "must_people", "nobody")
    refused(lambda: rig.search(replace(asked, must=PeopleChoice(("Unobody",)))), "must_people", "account")
    refused(lambda: rig.search(rig.asked(title=" ")), "title", "none")
    refused(lambda: rig.search(rig.asked(minutes=7)), "minutes", "range")
    refused(lambda: rig.search(rig.asked(until=date(2026, 5, 1))), "until", "past")
    refused(lambda: rig.search(rig.asked(since=UNTIL, until=UNTIL - timedelta(days=1))), "until", "order")
    refused(lambda: rig.search(rig.asked(until=UNTIL + timedelta(days=90))), "until", "far")
    refused(lambda: rig.search(rig.asked(where="https://")), "where", "link")
    many = tuple(Guest(f"{number}", f"n{number}@example.net") for number in range(MOST_PEOPLE))
    refused(lambda: rig.search(replace(asked, may=PeopleChoice(guests=many))), "must_people", "many")
    draft = rig.keep()
    for dates, reason in (((), "none"), ((1,), "past"), ((TUESDAY + 60,), "quarter")):
        ask = {"dates": dates, "deadline": date(2026, 5, 12)}
        refused(lambda ask=ask: rig.use(asking.open_poll, "lea", draft, **ask), "dates", reason)
    late = {"dates": DATES, "deadline": date(2026, 5, 21)}
    refused(lambda: rig.use(asking.open_poll, "lea", draft, **late), "deadline", "late")
    past = {"dates": DATES, "deadline": date(2026, 5, 3)}
    refused(lambda: rig.use(asking.open_poll, "lea", draft, **past), "deadline", "past")
    with pytest.raises(DraftExpired):
        rig.use(asking.open_poll, "sami", draft, **late)


def test_the_meeting_is_moved_left_come_back_to_and_cancelled(rig: Polls) -> None:
    sheet = rig.ask()
    rig.answer(sheet, "zoe", NO, NO, NO)
    rig.pick(sheet, TUESDAY)
    later = datetime(2026, 5, 26, 15, 0, tzinfo=PARIS)
    with pytest.raises(NotAllowed):
        rig.use(changes.move, "paul", sheet.poll.id, starts=later)
    rig.use(changes.move, "lea", sheet.poll.id, starts=later)
    assert rig.told(facts.PollMoved.kind) == {}  # it can be undone
    rig.use(changes.leave, "paul", sheet.poll.id)  # by which the new time stands
    with pytest.raises(AlreadyAnswered):  # a second press, as of an older mail
        rig.use(changes.leave, "paul", sheet.poll.id)
    rig.use(changes.come_back, "zoe", sheet.poll.id)
    meeting = rig.do(lambda tx: meeting_of(tx, sheet.poll.id))
    assert meeting.appointment.starts == later
    assert meeting.has_left(rig.ids["paul"])
    assert not meeting.has_left(rig.ids["zoe"])
    assert set(rig.told(facts.PollMoved.kind)) == {rig.ids[one] for one in ("claire", "paul", "ali")}
    assert set(rig.told(facts.PollLeft.kind)) == set(rig.told(facts.ParticipantBack.kind)) == {rig.ids["lea"]}
    opened = rig.do(
        lambda tx: changes.open_change(tx, rig.actor("lea"), sheet.poll.id, action="polls.move", now=rig.now)
    )
    assert opened.appointment == meeting.appointment
    rig.use(changes.cancel, "claire", sheet.poll.id, reason="Grève")  # a coach, for the host
    rig.stand()
    assert set(rig.told(facts.PollCancelled.kind)) == {rig.ids[one] for one in ("lea", "ali", "zoe")}
    with pytest.raises(AlreadyCancelled):
        rig.use(changes.open_change, "lea", sheet.poll.id, action="polls.move")
    assert claimed(rig, "lea") == set()


def test_a_committee_is_moved_to_the_date_that_people_chose(database: Database) -> None:
    committees = Committees(database).open()
    one = committees.one()
    rig = Polls(database, committees.ids)
    asked = replace(rig.asked(must=[], may=[], moves=one.appointment.id), must=PeopleChoice(people=(rig.ids["paul"],)))
    asked = replace(asked, may=PeopleChoice(people=(rig.ids["sami"],)))
    assert rig.search(asked, who="claire").wish.minutes == 90
    sheet = rig.ask(asked, who="claire")
    closed = rig.answer(sheet, "paul", NO, YES, NO)
    assert closed.poll.why is CloseReason.BEATEN  # Sami may come, and can change nothing of it
    booked = rig.pick(closed, WEDNESDAY, who="claire")
    assert booked.appointment is not None
    assert (booked.appointment.id, booked.appointment.starts) == (one.appointment.id, from_epoch(WEDNESDAY))
    assert not booked.is_meeting
    assert rig.told(facts.PollCard.kind) == {}
    assert rig.ids["paul"] in rig.told("evaluation.moved")


def test_half_days_said_impossible_for_the_committees_are_not_offered_as_free(database: Database) -> None:
    committees = Committees(database).open()
    one = committees.one()
    rig = Polls(database, committees.ids)
    asked = replace(rig.asked(must=[], may=[], moves=one.appointment.id), must=PeopleChoice(people=(rig.ids["paul"],)))
    free = {each.starts for each in rig.search(asked, who="claire").candidates if not each.must_not}
    days = [UNTIL.toordinal() - back for back in range(40)]
    shut = [2 * day + half for day in days for half in (0, 1)]
    round_id = one.committee.round_id
    rig.do(lambda tx: evaluation.save_answer(tx, round_id, rig.ids["paul"], excluded_half_days=shut, now=rig.now))
    assert free
    offer = rig.search(asked, who="claire")
    assert {each.must_not for each in offer.candidates} == {(rig.ids["paul"],)}


def test_what_was_to_be_moved_is_cancelled_and_so_nothing_is_looked_for(database: Database) -> None:
    committees = Committees(database).open()
    one = committees.one()
    rig = Polls(database, committees.ids)
    asked = replace(rig.asked(must=[], may=[], moves=one.appointment.id), must=PeopleChoice(people=(rig.ids["paul"],)))
    sheet = rig.ask(asked, who="claire")
    committees.use(committee_changes.cancel, "claire", one.committee.id)
    assert rig.follow(sheet).poll.stage is Stage.ENDED
    with pytest.raises(NotAllowed):
        rig.ask(asked, who="serge")


def test_somebody_of_another_promotion_alone_looks_for_no_date(rig: Polls) -> None:
    rig.add("alumna", Membership(Role.ALUMNI))
    assert rig.use(asking.form_choices, "alumna").until > rig.use(asking.form_choices, "alumna").since
    leaves(rig, "alumna")
    with pytest.raises(NotAllowed):
        rig.use(asking.form_choices, "alumna")


def test_a_date_that_was_just_booked_is_taken_back_before_anybody_hears(rig: Polls) -> None:
    asked = rig.ask()
    booked = rig.pick(asked, TUESDAY, stands=False)
    with pytest.raises(NotAllowed):
        rig.use(picking.undo_booking, "claire", asked.poll.id)
    after = rig.use(picking.undo_booking, "lea", asked.poll.id)
    assert (after.poll.stage, after.poll.appointment_id, claimed(rig, "claire")) == (Stage.CLOSED, None, set())
    assert after.poll.why is CloseReason.UNDONE
    with rig.database.reading() as tx:
        (was,) = appointments.read_all(tx, [booked.appointment.id if booked.appointment else 0])
    assert (was.state, rig.told(facts.PollCard.kind)) == (State.CANCELLED, {})
    with pytest.raises(UndoTooLate):
        rig.use(picking.undo_booking, "lea", asked.poll.id)
    assert rig.pick(asked, WEDNESDAY, stands=False).poll.stage is Stage.BOOKED
    rig.now += timedelta(minutes=2)
    assert rig.told(facts.PollCard.kind) == {}
    rig.stand()
    assert rig.ids["claire"] in rig.told(facts.PollCard.kind)
    with pytest.raises(UndoTooLate):
        rig.use(picking.undo_booking, "lea", asked.poll.id)


def test_who_has_something_else_at_another_time_is_named_before_it_is_moved(rig: Polls) -> None:
    sheet = rig.ask()
    rig.pick(sheet, TUESDAY)
    other = rig.ask(rig.asked(must=("paul",), may=()), who="david", dates=(WEDNESDAY,))
    rig.pick(other, WEDNESDAY, who="david")

    def busy(starts: int) -> list[str]:
        found = rig.do(lambda tx: changes.clashes_at(tx, rig.actor("lea"), sheet.poll.id, starts=from_epoch(starts)))
        return [one.name for one in found]

    assert (busy(WEDNESDAY), busy(THURSDAY), busy(TUESDAY)) == (["Paul"], [], [])


@pytest.mark.parametrize("dates", [DATES, (*DATES[1:], THURSDAY + 86_400)], ids=["later", "other dates"])
def test_who_is_silent_is_asked_once_more_before_the_new_deadline(rig: Polls, dates: tuple[int, ...]) -> None:
    """« Changer les dates » with a later deadline: two days before that one, and no more before the old one."""
    sheet = rig.ask(deadline=date(2026, 5, 12))
    before = rig.told(facts.PollReminder.kind)
    rig.now += timedelta(hours=1)
    rig.use(running.change_dates, "lea", sheet.poll.id, dates=dates, deadline=date(2026, 5, 15))
    after = rig.told(facts.PollReminder.kind)
    assert after.keys() == before.keys()
    chased = rig.now_is(sheet).poll.chased_at
    assert chased is not None
    assert {*after.values()} == {day_of(chased)} != {*before.values()}
