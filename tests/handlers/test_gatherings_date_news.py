"""What is told of a gathering is what is true when it leaves, whatever happened since it was owed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.agenda import pending
from bot.catalogue.catalogue import OWN_WORDS
from bot.dates.words import moment_words
from bot.gatherings import changes, facts
from bot.gatherings.groups import formation, grouping
from bot.gatherings.groups.placement import group_greedily
from bot.gatherings.groups.turns import HostChoice
from bot.gatherings.kinds import CONFERENCE, MIXED
from bot.gatherings.model import Gathering
from bot.planning import undoing
from handlers.gatherings import news as announcement_news
from handlers.kit.blocks import Message
from handlers.notices.renderers import find_fact_renderers, make_renderers
from storage.database import Database
from storage.notices.ledger import notices
from tests.bot.gatherings.groups.test_formation import come
from tests.bot.gatherings.rig import VISIO, Rig
from tests.handlers.reminder_examples import notice

DAY = timedelta(days=1)


@pytest.fixture
def rig(database: Database) -> Rig:
    return Rig(database).fill({"promotion": "Cpromo"})


def told(rig: Rig, kind: str, who: str) -> Iterator[Message | None]:
    """Draw what is owed to somebody, in its order."""
    mine = (notices.c.kind == kind, notices.c.person_id == rig.ids[who])
    with rig.database.reading() as reading:
        for row in reading.execute(select(notices).where(*mine).order_by(notices.c.seq)):
            given = {
                name: getattr(row, name)
                for name in ("subject", "subject_id", "revision", "person_id", "detail", "kind")
            }
            drawn = make_renderers(find_fact_renderers(announcement_news), lambda: rig.now)[kind](
                reading, replace(notice(kind), **given)
            )
            assert drawn is None or isinstance(drawn, Message)
            yield drawn


def starts_of(rig: Rig, made: Gathering) -> datetime:
    return rig.sheet(made).appointment.starts


def test_another_host_before_it_is_told_keeps_no_one_from_hearing_of_another_time(rig: Rig) -> None:
    made = rig.make(rig.series(CONFERENCE))
    come(rig, made, "lea")
    rig.use(changes.move, "claire", made.id, starts=starts_of(rig, made) + DAY)
    rig.use(changes.hand_over, "claire", made.id, person_id=rig.ids["david"])
    [message] = told(rig, facts.GatheringMoved.kind, "lea")
    assert message
    assert moment_words(starts_of(rig, made), rig.now) in message.text


def test_a_card_says_how_to_prepare(rig: Rig) -> None:
    made = rig.make(rig.series(CONFERENCE))
    kind = facts.GatheringCard.kind
    owed = replace(notice(kind), subject_id=made.id, person_id=rig.ids["lea"])
    with rig.database.reading() as reading:
        drawn = make_renderers(find_fact_renderers(announcement_news), lambda: rig.now)[kind](reading, owed)
    assert isinstance(drawn, Message)
    [preparing] = [one.preparer for one in OWN_WORDS.catalogue.dispositifs if one.key == CONFERENCE]
    assert preparing in drawn.text


def test_moved_twice_before_it_is_told_is_told_once(rig: Rig) -> None:
    made = rig.make(rig.series(CONFERENCE))
    come(rig, made, "lea")
    for _ in range(2):
        rig.use(changes.move, "claire", made.id, starts=starts_of(rig, made) + DAY)
    rig.now += timedelta(minutes=2)
    for batch in rig.do(lambda tx: pending.due_batches(tx, now=rig.now)):
        rig.do(lambda tx, batch=batch: undoing.settle_batch(tx, batch, now=rig.now))  # type: ignore[misc]
    [message] = told(rig, facts.GatheringMoved.kind, "lea")
    assert message
    assert moment_words(starts_of(rig, made), rig.now) in message.text


def test_each_is_told_the_time_and_the_room_of_their_own_group(rig: Rig) -> None:
    made = rig.make(rig.series(MIXED), (rig.now + 28 * DAY).replace(hour=14))
    rig.make(rig.series(CONFERENCE, organiser_id=rig.ids["david"]), starts_of(rig, made))
    come(rig, made, *(key for key in rig.ids if key in ("lea", "sami", "ines", "ali", "zoe", "tom", "eva", "max")))
    rig.use(formation.choose_hosts, "claire", made.id, holding=HostChoice.TWO_HOURS)
    found = group_greedily(rig.do(lambda tx: formation.gather(tx, made.id)).wanted, seed=1)
    rig.do(lambda tx: grouping.form_groups(tx, made.id, found, solver_result="best", visio_url=VISIO, now=rig.now))
    rig.use(changes.move, "claire", made.id, starts=starts_of(rig, made) + DAY)
    rig.stand()
    groups = rig.do(lambda tx: grouping.groups_of(tx, made.id))
    assert len({one.appointment.starts for one in groups}) == 2
    for one in groups:
        [message] = told(rig, facts.GatheringMoved.kind, one.members[0].name.lower())
        assert message
        assert moment_words(one.appointment.starts, rig.now) in message.text
        assert one.appointment.link
        assert one.appointment.link in message.text + str(message.blocks)
