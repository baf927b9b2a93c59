"""Many answer a poll at once, who asks presses twice: nothing is lost, and each thing happens once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select

from bot.polls import facts
from bot.polls.model import Stage
from storage.agenda.appointments import appointments
from storage.database import Database
from storage.notices.ledger import notices

from .rig import DATES, NO, TUESDAY, WEDNESDAY, YES, Polls

MANY = ("sami", "ines", "ali", "zoe", "tom", "eva", "max", "lou")


@pytest.fixture
def rig(database: Database) -> Polls:
    return Polls(database).open()


def at_once(several: list[Callable[[], object]]) -> None:
    """Do all of these, each in its thread, once all are there."""
    barrier = Barrier(len(several))

    def one(act: Callable[[], object]) -> None:
        barrier.wait()
        act()

    with ThreadPoolExecutor(len(several)) as pool:
        for done in [pool.submit(one, act) for act in several]:
            done.result()


def test_race_of_answers_keeps_all_of_them_and_closes_once(rig: Polls) -> None:
    sheet = rig.ask(rig.asked(must=MANY[:2], may=MANY[2:]))
    # Of four who say « Oui » and four who say « Non » to each date none is ahead before the last has spoken.
    said = {who: (YES, NO, YES) if place % 2 else (NO, YES, NO) for place, who in enumerate(MANY)}
    at_once([lambda who=who: rig.answer(sheet, who, *said[who]) for who in MANY])  # type: ignore[misc]
    after = rig.now_is(sheet)
    assert after.poll.stage is Stage.CLOSED
    kept = {one.person_id: tuple(one.answers[date] for date in DATES) for one in after.voters}
    assert kept == {rig.ids[who]: said[who] for who in MANY}
    with rig.database.reading() as tx:
        told = tx.execute(select(notices).where(notices.c.kind == facts.PollClosed.kind)).all()
    assert len(told) == 1


def test_race_of_presses_books_one_meeting(rig: Polls) -> None:
    sheet = rig.ask(rig.asked(must=["claire"], may=["ali"]))
    rig.answer(sheet, "claire", YES, YES, YES)
    at_once([lambda at=at: rig.pick(sheet, at) for at in (TUESDAY, WEDNESDAY) * 2])  # type: ignore[misc]
    with rig.database.reading() as tx:
        made = tx.execute(select(appointments.c.id).where(appointments.c.dispositif == "rencontre")).all()
    booked = rig.now_is(sheet).appointment
    assert booked is not None
    assert [one.id for one in made] == [booked.id]
