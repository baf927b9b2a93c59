"""Two people move one thing within a minute: everybody hears the last time, once, and nobody what they did themselves.

What two do within the two minutes of a bureau d'aide is in `tests/bot/helpdesk/test_two_at_once.py`.
"""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from bot.evaluation import changes as committees
from bot.gatherings import answers
from bot.gatherings import changes as gatherings
from bot.gatherings.model import Reply
from bot.notices import notices
from bot.polls import changes as meetings
from bot.polls.sheets import meeting_of
from handlers.notices.renderers import make_messages
from storage.database import Database
from tests.bot.evaluation.rig import Committees
from tests.bot.gatherings.rig import Rig
from tests.bot.polls.rig import TUESDAY, YES, Polls

DAY = timedelta(days=1)
Move = Callable[[str, int], object]


def a_gathering(database: Database) -> tuple[Rig, Move, str, set[str]]:
    rig = Rig(database).fill()
    made = rig.talk()
    for who in ("lea", "sami"):
        rig.use(answers.answer, who, made.id, reply=Reply.COMES)
    rig.stand()
    starts = rig.sheet(made).appointment.starts
    move = lambda who, days: rig.use(gatherings.move, who, made.id, starts=starts + days * DAY)  # noqa: E731
    return rig, move, "gatherings.moved", {"lea", "sami", "anne", "claire"}


def a_committee(database: Database) -> tuple[Rig, Move, str, set[str]]:
    rig = Committees(database).open()
    made = rig.one()
    starts: datetime = made.appointment.starts
    move = lambda who, days: rig.use(committees.move, who, made.committee.id, starts=starts + days * DAY)  # noqa: E731
    return rig, move, "evaluation.moved", {"lea", "sami", "ines", "paul", "claire"}


def a_meeting(database: Database) -> tuple[Rig, Move, str, set[str]]:
    rig = Polls(database).open()
    sheet = rig.ask()
    for who in ("claire", "paul", "ali", "zoe"):
        rig.answer(sheet, who, YES, YES, YES)
    rig.pick(rig.now_is(sheet), TUESDAY)
    number = sheet.poll.id
    starts = rig.do(lambda tx: meeting_of(tx, number)).appointment.starts
    move = lambda who, days: rig.use(meetings.move, who, number, starts=starts + days * DAY)  # noqa: E731
    return rig, move, "polls.moved", {"lea", "claire", "paul", "ali", "zoe"}


# What is moved, and the two who do, in both orders.
OF = {
    "a conference": (a_gathering, ("claire", "david")),
    "a committee": (a_committee, ("claire", "lea")),
    "a meeting": (a_meeting, ("lea", "claire")),
}


def heard(rig: Rig, kind: str) -> Counter[str]:
    """Let all messages leave once the two minutes are over; return who hears of it, as often as they do."""
    keys = {number: key for key, number in rig.ids.items() if key != "promotion" and not key.startswith("defi")}
    rig.now += timedelta(minutes=2)
    rig.stand()
    messages, found = make_messages(lambda: rig.now, []), Counter[str]()
    with rig.database.transaction() as tx:
        while claimed := notices.claim(tx, now=rig.now, machine_now=rig.now, limit=100):
            for notice in claimed:
                if notice.kind == kind and notice.person_id and messages.render(tx, notice) is not None:
                    found[keys[notice.person_id]] += 1
                notices.close_sent(tx, notice, channel="D1", ts=f"{notice.seq}", machine_now=rig.now)
    return found


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("what", OF)
def test_the_last_time_is_heard_by_all_but_who_chose_it(database: Database, what: str, order: int) -> None:
    begin, two = OF[what]
    rig, move, kind, everybody = begin(database)
    first, second = two[::order]
    rig.now += timedelta(minutes=10)
    move(first, 1)
    rig.now += timedelta(seconds=20)
    move(second, 2)
    assert heard(rig, kind) == Counter(everybody - {second})


@pytest.mark.parametrize("what", OF)
def test_moved_there_and_back_is_heard_by_who_moved_it_first_alone(database: Database, what: str) -> None:
    begin, two = OF[what]
    rig, move, kind, _ = begin(database)
    rig.now += timedelta(minutes=10)
    move(two[0], 1)
    rig.now += timedelta(seconds=20)
    move(two[1], 0)
    assert heard(rig, kind) == Counter({two[0]: 1})  # whose own gesture was taken back
