"""Presenters are asked three weeks ahead, in turn; one click gives the turn to the next, once."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.agenda.reminders.timetable import week_message_time
from bot.dates.paris import day_of
from bot.dates.recurrence_text import read_rule
from bot.errors import AlreadyAnswered, Invalid, NotAllowed
from bot.gatherings import changes, facts
from bot.gatherings.groups import presenters, presenting
from bot.gatherings.groups.turns import PresenterState
from bot.gatherings.kinds import MIXED
from bot.gatherings.model import Gathering, Reply
from bot.gatherings.series import service as series
from bot.programme.model import Membership
from bot.programme.roles import Role
from storage.database import Database
from storage.gatherings import occurrences
from storage.notices.ledger import notices
from storage.programme import people
from tests.bot.gatherings.rig import EIG, VISIO, Rig
from tests.promotion import found

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def rig(database: Database) -> Rig:
    return Rig(database).fill({"promotion": "Cpromo"})


@pytest.fixture
def made(rig: Rig) -> Gathering:
    return rig.make(rig.series(MIXED), (rig.now + 28 * DAY).replace(hour=14))


def asked(rig: Rig, made: Gathering) -> list[int]:
    return rig.do(lambda tx: presenters.ask_next_presenters(tx, made.id, now=rig.now))


def keys(rig: Rig, *ids: int) -> list[str]:
    return [key for key in EIG if rig.ids[key] in ids]


def told(rig: Rig, kind: str) -> list[int]:
    query = select(notices.c.person_id).where(notices.c.kind == kind).order_by(notices.c.seq)
    return [int(one) for one in rig.do(lambda tx: tx.execute(query).scalars().all())]


def test_they_are_asked_three_weeks_ahead_and_once(rig: Rig, made: Gathering) -> None:
    assert rig.do(lambda tx: presenters.list_due(tx, now=rig.now)) == []
    rig.now = rig.do(lambda tx: presenters.next_due(tx, now=rig.now)) or rig.now
    assert rig.sheet(made).appointment.starts - rig.now == 21 * DAY + 6 * HOUR
    assert rig.do(lambda tx: presenters.list_due(tx, now=rig.now)) == [made.id]
    first = asked(rig, made)
    assert (len(first), asked(rig, made)) == (3, [])
    assert told(rig, facts.PresenterQuestion.kind) == told(rig, facts.PresenterReminder.kind) == first
    assert rig.do(lambda tx: presenters.list_due(tx, now=rig.now)) == []
    query = select(notices.c.due).where(notices.c.kind == facts.PresenterQuestion.kind)
    assert {*rig.do(lambda tx: tx.execute(query).scalars().all())} == {rig.now + HOUR}  # with « Votre semaine »


def test_who_swaps_gives_the_turn_to_the_next_and_a_second_click_changes_nothing(rig: Rig, made: Gathering) -> None:
    first = asked(rig, made)
    (key, *_) = keys(rig, first[0])
    _, following = rig.use(presenters.pass_turn, key, made.id)
    assert following is not None
    assert following.id not in first
    with pytest.raises(AlreadyAnswered):
        rig.use(presenters.pass_turn, key, made.id)
    assert told(rig, facts.PresenterQuestion.kind) == [*first, following.id]
    presents = rig.do(lambda tx: [one.id for one, _ in presenting.list_presenters(tx, rig.sheet(made))])
    assert sorted(presents) == sorted([*first[1:], following.id])


def test_who_agrees_may_say_what_about(rig: Rig, made: Gathering) -> None:
    (key, *_) = keys(rig, asked(rig, made)[0])
    rig.use(presenters.agree_to_present, key, made.id)
    rig.use(presenters.agree_to_present, key, made.id, subject="  Notre <prototype>  ")
    mine = rig.do(lambda tx: presenting.read_presenter(tx, made.id, rig.ids[key]))
    assert mine is not None
    assert (mine.state, mine.about) == (PresenterState.AGREED, "Notre <prototype>")
    with pytest.raises(Invalid):
        rig.use(presenters.agree_to_present, key, made.id, subject="x" * 301)


def planned(rig: Rig, kind: str) -> list[tuple[int, datetime]]:
    """Return what is still to be sent, by reader and when."""
    query = select(notices.c.person_id, notices.c.due).where(notices.c.kind == kind, notices.c.closed_at.is_(None))
    query = query.where(notices.c.action == "post")
    return sorted((row.person_id, row.due) for row in rig.do(lambda tx: tx.execute(query).all()))


@pytest.mark.parametrize("days", [14, -14])
@pytest.mark.parametrize("edited", [False, True])
def test_questions_to_presenters_follow_the_date(rig: Rig, days: int, edited: bool) -> None:
    def rule(day: datetime) -> str:
        return read_rule(f"{day:%d/%m/%Y}, 14 h", today=day_of(rig.now)).text

    starts = (rig.now + 36 * DAY).replace(hour=14)
    given = rig.series(MIXED, rule=rule(starts))
    made = rig.make(given, starts)
    first = sorted(asked(rig, made))
    (swapped, *_) = keys(rig, first[0])
    rig.use(presenters.pass_turn, swapped, made.id)
    now_presents = sorted({*told(rig, facts.PresenterQuestion.kind)} - {rig.ids[swapped]})
    moved = starts + days * DAY
    if edited:
        rig.use(series.edit, "claire", given.id, values=replace(given, rule=rule(moved)), visio_url=VISIO)
    else:
        rig.use(changes.move, "claire", made.id, starts=moved)
        rig.stand()
    ask_at = max(presenters.presenters_asked_at(moved), rig.now)
    support_at = week_message_time(moved, since=rig.now)
    assert support_at is not None
    assert planned(rig, facts.PresenterQuestion.kind) == [(who, ask_at) for who in now_presents]
    assert planned(rig, facts.PresenterReminder.kind) == [(who, support_at) for who in now_presents]


def test_presenter_who_was_asked_is_reminded_before_the_new_date(rig: Rig, made: Gathering) -> None:
    """Also where the date goes to another one and back; the question itself is not asked twice."""
    asked(rig, made)
    with rig.database.transaction() as tx:
        sent = notices.update().where(notices.c.kind == facts.PresenterQuestion.kind)
        tx.execute(sent.values(state="sent", sent_ts="1", sent_channel="D1", closed_at=rig.now))
    starts = rig.sheet(made).appointment.starts
    for days in (7, 0):
        rig.now += HOUR
        rig.use(changes.move, "claire", made.id, starts=starts + days * DAY)
        rig.stand()
        due = week_message_time(starts + days * DAY, since=rig.now)
        assert {due_at for _, due_at in planned(rig, facts.PresenterReminder.kind)} == {due}
        assert len(planned(rig, facts.PresenterReminder.kind)) == 3
    assert planned(rig, facts.PresenterQuestion.kind) == []


def test_who_was_not_asked_cannot_answer(rig: Rig, made: Gathering) -> None:
    first = asked(rig, made)
    other = next(key for key in EIG if rig.ids[key] not in first)
    with pytest.raises(AlreadyAnswered):
        rig.use(presenters.agree_to_present, other, made.id)
    with pytest.raises(NotAllowed):
        rig.use(presenters.agree_to_present, "paul", made.id)


def test_in_the_place_of_who_does_not_come_the_next_is_asked(rig: Rig, made: Gathering) -> None:
    first = asked(rig, made)
    rig.do(lambda tx: occurrences.put_answer(tx, made.id, first[0], reply=Reply.DECLINES, now=rig.now))
    assert rig.do(lambda tx: presenters.list_to_replace(tx, now=rig.now)) == [(made.id, first[0])]
    rig.do(lambda tx: presenters.replace_presenter(tx, made.id, person_id=first[0], now=rig.now))
    assert rig.do(lambda tx: presenters.list_to_replace(tx, now=rig.now)) == []
    assert len(told(rig, facts.PresenterQuestion.kind)) == 4


def test_too_late_to_ask_anybody_the_organiser_is_told(rig: Rig, made: Gathering) -> None:
    (key, *_) = keys(rig, asked(rig, made)[0])
    rig.now = rig.sheet(made).appointment.starts - 2 * DAY
    _, following = rig.use(presenters.pass_turn, key, made.id)
    assert (following, told(rig, facts.NoPresenter.kind)) == (None, [rig.ids["claire"]])


def test_who_presented_is_not_asked_before_all_others(rig: Rig) -> None:
    series = rig.series(MIXED)
    seen: list[int] = []
    for month in range(4):
        one = rig.make(series, (rig.now + (28 + 28 * month) * DAY).replace(hour=14), period=f"m{month}")
        seen += asked(rig, one)
    assert sorted(seen) == sorted(rig.ids[key] for key in EIG)


def test_an_eig_of_another_promotion_who_is_invited_is_not_asked(rig: Rig) -> None:
    eight = rig.do(lambda tx: found(tx, "EIG 10"))["promotion"]
    other = rig.add("nora", Membership(Role.EIG, eight))
    rig.do(lambda tx: people.add_membership(tx, other, Membership(Role.ALUMNI)))
    made = rig.make(rig.series(MIXED, opened_to=frozenset({Role.ALUMNI})), (rig.now + 28 * DAY).replace(hour=14))
    assert other in {one.id for one in rig.sheet(made).invited}
    assert other not in {one.id for one in presenters.candidates(rig.sheet(made))}
