"""Presenters are asked three weeks ahead, in turn; one click gives the turn to the next, once."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.errors import AlreadyAnswered, Invalid, NotAllowed
from bot.gatherings import facts
from bot.gatherings.groups import presenters, presenting
from bot.gatherings.groups.turns import PresenterState
from bot.gatherings.kinds import MIXED
from bot.gatherings.model import Gathering, Reply
from bot.programme.model import Membership
from bot.programme.roles import Role
from storage.database import Database
from storage.gatherings import occurrences
from storage.notices.ledger import notices
from storage.programme import people
from tests.bot.gatherings.rig import EIG, Rig
from tests.promotion import found

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def rig(database: Database) -> Rig:
    return Rig(database).fill({"promotion": "Cpromo"})


@pytest.fixture
def made(rig: Rig) -> Gathering:
    return rig.make(rig.series(MIXED), (rig.now + 28 * DAY).replace(hour=14))


def asked(rig: Rig, made: Gathering) -> list[int]:
    return rig.do(lambda tx: presenters.ask(tx, made.id, now=rig.now))


def keys(rig: Rig, *ids: int) -> list[str]:
    return [key for key in EIG if rig.ids[key] in ids]


def told(rig: Rig, kind: str) -> list[int]:
    query = select(notices.c.person_id).where(notices.c.kind == kind).order_by(notices.c.seq)
    return [int(one) for one in rig.do(lambda tx: tx.execute(query).scalars().all())]


def test_they_are_asked_three_weeks_ahead_and_once(rig: Rig, made: Gathering) -> None:
    assert rig.do(lambda tx: presenters.due(tx, now=rig.now)) == []
    rig.now = rig.do(lambda tx: presenters.next_due(tx, now=rig.now)) or rig.now
    assert rig.sheet(made).appointment.starts - rig.now == 21 * DAY + 6 * HOUR
    assert rig.do(lambda tx: presenters.due(tx, now=rig.now)) == [made.id]
    first = asked(rig, made)
    assert (len(first), asked(rig, made)) == (3, [])
    assert told(rig, facts.Present.kind) == told(rig, facts.Support.kind) == first
    assert rig.do(lambda tx: presenters.due(tx, now=rig.now)) == []
    query = select(notices.c.due).where(notices.c.kind == facts.Present.kind)
    assert {*rig.do(lambda tx: tx.execute(query).scalars().all())} == {rig.now + HOUR}  # with « Votre semaine »


def test_who_swaps_gives_the_turn_to_the_next_and_a_second_click_changes_nothing(rig: Rig, made: Gathering) -> None:
    first = asked(rig, made)
    (key, *_) = keys(rig, first[0])
    _, following = rig.use(presenters.swap, key, made.id)
    assert following is not None
    assert following.id not in first
    with pytest.raises(AlreadyAnswered):
        rig.use(presenters.swap, key, made.id)
    assert told(rig, facts.Present.kind) == [*first, following.id]
    presents = rig.do(lambda tx: [one.id for one, _ in presenting.presenting(tx, rig.sheet(made))])
    assert sorted(presents) == sorted([*first[1:], following.id])


def test_who_agrees_may_say_what_about(rig: Rig, made: Gathering) -> None:
    (key, *_) = keys(rig, asked(rig, made)[0])
    rig.use(presenters.agree, key, made.id)
    rig.use(presenters.agree, key, made.id, about="  Notre <prototype>  ")
    mine = rig.do(lambda tx: presenting.read(tx, made.id, rig.ids[key]))
    assert mine is not None
    assert (mine.state, mine.about) == (PresenterState.AGREED, "Notre <prototype>")
    with pytest.raises(Invalid):
        rig.use(presenters.agree, key, made.id, about="x" * 301)


def test_who_was_not_asked_cannot_answer(rig: Rig, made: Gathering) -> None:
    first = asked(rig, made)
    other = next(key for key in EIG if rig.ids[key] not in first)
    with pytest.raises(AlreadyAnswered):
        rig.use(presenters.agree, other, made.id)
    with pytest.raises(NotAllowed):
        rig.use(presenters.agree, "paul", made.id)


def test_in_the_place_of_who_does_not_come_the_next_is_asked(rig: Rig, made: Gathering) -> None:
    first = asked(rig, made)
    rig.do(lambda tx: occurrences.put_answer(tx, made.id, first[0], reply=Reply.DECLINES, now=rig.now))
    assert rig.do(lambda tx: presenters.gone(tx, now=rig.now)) == [(made.id, first[0])]
    rig.do(lambda tx: presenters.replace(tx, made.id, person_id=first[0], now=rig.now))
    assert rig.do(lambda tx: presenters.gone(tx, now=rig.now)) == []
    assert len(told(rig, facts.Present.kind)) == 4


def test_too_late_to_ask_anybody_the_organiser_is_told(rig: Rig, made: Gathering) -> None:
    (key, *_) = keys(rig, asked(rig, made)[0])
    rig.now = rig.sheet(made).appointment.starts - 2 * DAY
    _, following = rig.use(presenters.swap, key, made.id)
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
    rig.do(lambda tx: people.join(tx, other, Membership(Role.ALUMNI)))
    made = rig.make(rig.series(MIXED, opened_to=frozenset({Role.ALUMNI})), (rig.now + 28 * DAY).replace(hour=14))
    assert other in {one.id for one in rig.sheet(made).invited}
    assert other not in {one.id for one in presenters.candidates(rig.sheet(made))}
