"""Very much due at once: it leaves at the pace that Slack allows, the urgent first, and nothing that is over."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.notices import notices as ledger
from bot.notices.model import Action, NoticeToSend
from bot.sandbox.methods.rate_limits import SPECIAL_PER_MINUTE, RateLimits
from handlers.notices.dispatcher import Dispatcher
from storage.database import Database
from storage.notices.ledger import notices
from tests.faults.dispatch_rig import Killed, Rig, rigged
from tests.faults.instant_slack import InstantSlack
from tests.faults.test_dispatch_crashes import Failing

BATCH = 20  # claimed at once
MANY = 10_000
HOUR = 3600.0


@pytest.fixture
def rig(database: Database) -> Iterator[Rig]:
    with rigged(database) as ready:
        yield ready


def owe_many(rig: Rig, number: int, *, each: int = 1, expires: float | None = None) -> None:
    """Owe so many in channels of their own, `each` a channel, all due at this second."""
    now = rig.clock()
    until = None if expires is None else now + timedelta(seconds=expires)
    with rig.database.transaction() as tx:
        ledger.owe(
            tx,
            [
                NoticeToSend(Action.POST, "news", "crowd", at, 0, now, channel=f"C{at // each}", expires=until)
                for at in range(number)
            ],
        )
        if not rig.database.is_sqlite:
            # As the server does by itself within a minute. Until then a connection goes on with the plan that it made
            # when there were ten, which for ten thousand takes seconds.
            tx.exec_driver_sql("ANALYZE notices")


def dispatcher(rig: Rig, slack: InstantSlack) -> Dispatcher:
    return Dispatcher(
        client=slack,
        database=rig.database,
        now=rig.clock,
        machine_now=rig.clock,
        render=rig.render,
        look_up_account=rig.accounts.get,
    )


def paced(rig: Rig) -> InstantSlack:
    return InstantSlack(limits=RateLimits(on=True, elapsed=lambda: rig.clock().timestamp()))


def stands(rig: Rig) -> Counter[tuple[str, str | None]]:
    """Count the notices by state and reason."""
    columns = (notices.c.state, notices.c.reason)
    with rig.database.reading() as reading:
        found = reading.execute(select(*columns, func.count()).group_by(*columns))
        return Counter({(state, reason): number for state, reason, number in found})


def test_ten_thousand_at_once_do_not_hold_up_an_hour_before(rig: Rig) -> None:
    slack = InstantSlack()
    sending = dispatcher(rig, slack)
    owe_many(rig, MANY)
    assert (sending.run_once(), len(slack.posted)) == (BATCH, BATCH)
    rig.owe("Ada", 1, kind="remind.hour", urgent=True)  # owed last, after the first batch was claimed
    rig.owe("Bob", 2, kind="remind.hour", urgent=True)
    assert sending.run_once() == BATCH
    assert [one.text for one in slack.posted[BATCH : BATCH + 3]] == [
        "remind.hour 1 r0",
        "remind.hour 2 r0",
        f"news {BATCH} r0",
    ]
    assert stands(rig) == {("sent", None): 2 * BATCH, ("owed", None): MANY - 2 * BATCH + 2}


def test_hour_before_is_the_first_after_a_pause_that_slack_asks_for(rig: Rig) -> None:
    slack = paced(rig)
    sending = dispatcher(rig, slack)
    owe_many(rig, 2 * SPECIAL_PER_MINUTE)
    while sending.run_once() == BATCH and not slack.refused:
        pass
    assert (len(slack.posted), slack.refused) == (SPECIAL_PER_MINUTE, 1)
    rig.owe("Ada", 1, kind="remind.hour", urgent=True)
    for _ in range(50):  # nobody knocks at a door that Slack has closed
        sending.run_once()
    assert (len(slack.posted), slack.refused) == (SPECIAL_PER_MINUTE, 1)
    rig.clock.advance(61)
    sending.run_once()
    assert slack.posted[SPECIAL_PER_MINUTE].text == "remind.hour 1 r0"


def test_crowd_leaves_at_slack_s_pace_each_once_and_in_order(rig: Rig) -> None:
    number, each = 900, 3  # a short burst to each: the workspace's pace is what holds
    slack = paced(rig)
    owe_many(rig, number, each=each)
    several = [dispatcher(rig, slack), dispatcher(rig, slack)]
    began = rig.clock()
    while rig.outlook().owed_now:
        if not sum(one.run_once() for one in several):
            rig.clock.advance(1)
    minutes = (rig.clock() - began).total_seconds() / 60
    assert stands(rig) == {("sent", None): number}
    texts = [one.text for one in slack.posted]
    assert sorted(texts) == sorted(f"news {at} r0" for at in range(number))
    for at in range(0, number, each):
        mine = [text for text in texts if int(text.split()[1]) // each == at // each]
        assert mine == [f"news {at + one} r0" for one in range(each)]
    assert number / SPECIAL_PER_MINUTE - 1 <= minutes < number / SPECIAL_PER_MINUTE + 1
    assert slack.refused < 2 * len(several) * (minutes + 1)


def test_what_slack_had_no_room_for_is_not_overtaken_by_what_another_replica_sends_later(rig: Rig) -> None:
    """Refused for longer than order is kept behind what fails: there is room for others before there is for it."""
    rig.sandbox.faults.fail("chat.postMessage", error="ratelimited", times=3, retry_after=60)
    rig.owe("Ada", 1, 2)
    one, another = rig.dispatcher(), rig.dispatcher()
    for _ in range(3):
        one.run_once()
        rig.clock.advance(59)
        assert (another.run_once(), rig.inbox("Ada")) == (0, [])
        rig.clock.advance(2)
    another.run_once()
    assert rig.inbox("Ada") == ["card 1 r0", "card 2 r0"]


def test_what_is_over_is_dropped_with_its_reason_and_delays_nothing(rig: Rig) -> None:
    owe_many(rig, MANY, expires=30 * 60)
    rig.clock.advance(HOUR)  # nobody sent for an hour
    rig.owe("Ada", 1)
    rig.owe("Bob", 2, expires=rig.clock.later(60))
    slack = InstantSlack()
    assert dispatcher(rig, slack).run_once() == 2
    assert [one.text for one in slack.posted] == ["card 1 r0", "card 2 r0"]
    assert stands(rig) == {("dropped", "expired"): MANY, ("sent", None): 2}


def test_clock_set_back_an_hour_neither_loses_nor_doubles(rig: Rig) -> None:
    """One of each: sent, sent by who died, claimed by who died, refused for now, owed, and due in ten minutes."""
    rig.clock.advance(HOUR)  # it was wrong
    rig.owe("Ada", 1)
    rig.dispatcher().run_once()
    rig.owe("Bob", 2)
    with pytest.raises(Killed):
        rig.dispatcher(database=Failing(rig.database, Killed, 2)).run_once()
    rig.add_person("Cleo")
    rig.owe("Cleo", 3)
    assert len(rig.claim()) == 1
    rig.add_person("Dora")
    rig.owe("Dora", 4)
    rig.sandbox.faults.fail("chat.postMessage", error="ratelimited", retry_after=30)
    kept = rig.dispatcher()
    kept.run_once()
    rig.owe("Ada", 5)
    rig.owe("Bob", 6, due=rig.clock.later(600))
    rig.clock.advance(-HOUR)
    rig.owe("Ada", 7, kind="remind.hour", urgent=True)
    assert kept.run_once() == 1  # the pause is over too, else all would wait for another hour
    assert rig.inbox("Ada") == ["card 1 r0", "remind.hour 7 r0"]
    rig.clock.advance(HOUR + 61)
    kept.run_once()
    rig.clock.advance(600)
    kept.run_once()
    assert rig.inbox("Ada") == ["card 1 r0", "remind.hour 7 r0", "card 5 r0"]
    assert rig.inbox("Bob") == ["card 2 r0", "card 6 r0"]
    assert (rig.inbox("Cleo"), rig.inbox("Dora")) == (["card 3 r0"], ["card 4 r0"])
    assert (stands(rig), rig.outlook().owed_now) == ({("sent", None): 7}, 0)
