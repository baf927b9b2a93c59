"""Retention deletes nothing that still counts: half a year with it at every step brings the same messages as without.

Each step moves the clock, lets people do something, does what the clock does, and lets all messages arrive. With
retention, what the bot forgets once an hour is forgotten after each step.
"""

from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import TypeAlias

from sqlalchemy import func, select

from bot.agenda import replies
from bot.agenda.drafts import forget_expired
from bot.evaluation import changes as committees
from bot.evaluation import leading
from bot.gatherings import answers, changes, seminars
from bot.gatherings.kinds import CONFERENCE
from bot.gatherings.model import Reply
from bot.gatherings.series import orphans
from bot.notices.model import Action
from bot.planning.absence import carrying
from bot.polls import changes as meetings
from bot.programme.history import forget_receipts
from bot.records import actions
from bot.records.actions import NewAction
from bot.rights import rights
from bot.settings import ExplicitSettings
from bot.tools import Tools
from bot.upkeep import CARDS_KEPT, JOBS, NOTICES_KEPT, RECEIPTS_KEPT, run_housekeeping
from bot.workshops import workshops
from storage.database import Database
from storage.notices import retention
from storage.notices.ledger import notices
from storage.programme import people
from tests.bot.evaluation.rig import Committees
from tests.bot.polls.rig import TUESDAY, YES
from tests.bot.workshops.test_workshops import MORNING, Workshops
from tests.databases import fresh
from tests.promotion import depart

DAY = timedelta(days=1)
RECEIVED = (Action.POST.value, Action.MAIL.value, Action.FILE.value, Action.GROUP.value)
Heard: TypeAlias = Counter[tuple[str, str, int | None, str | None]]


class Story(Workshops):
    """The promotion of the committees' rig; Zoé has no Slack and is reached by mail."""

    def begin(self) -> "Story":
        self.rounds = Committees(self.database, self.ids, self.now).open()
        self.do(lambda tx: people.change(tx, self.ids["zoe"], slack_id=None, looked_up_at=self.now))
        self.heard: Heard = Counter()
        self.seen: set[str] = set()
        return self

    def clock(self) -> None:
        """Do what the clock does, but for retention, then let all messages arrive."""
        tools = Tools(self.database, lambda: self.now, ExplicitSettings(database_url="sqlite://"), lambda: None)
        self.stand()
        for _ in range(2):
            for job in JOBS:
                if job is not run_housekeeping:
                    job(tools)
        with self.database.transaction() as tx:
            due = notices.c.closed_at.is_(None) & (notices.c.due <= self.now)
            sent = {"state": "sent", "sent_ts": "1", "sent_channel": "D1", "closed_at": self.now}
            tx.execute(notices.update().where(due).values(sent))
            new = [one for one in tx.execute(select(notices)) if one.id not in self.seen and one.state == "sent"]
        self.seen |= {one.id for one in new}
        self.heard.update((one.kind, one.action, one.person_id, one.channel) for one in new if one.action in RECEIVED)

    def forget(self) -> None:
        """Forget as the bot does once an hour and once a day."""
        with self.database.transaction() as tx:
            forget_expired(tx, now=self.now)
            seminars.erase_access_needs(tx, now=self.now)
            carrying.delete_old(tx, now=self.now)
            replies.forget_comments(tx, now=self.now)
            rights.erase_expired(tx, months=24, now=self.now)
            forget_receipts(tx, before=self.now - RECEIPTS_KEPT)
            retention.delete_closed(
                tx, before=self.now - NOTICES_KEPT, cards_before=self.now - CARDS_KEPT, now=self.now
            )


def told(database: Database, *, forgets: bool) -> Heard:
    """Play half a year; return what people received."""
    story = Story(database).begin()

    def step(days: float, *gestures: Callable[[], object]) -> None:
        story.now += days * DAY
        for gesture in gestures or (lambda: None,):
            gesture()
            story.now += timedelta(minutes=5)
            story.clock()
            if forgets:
                story.forget()

    series = story.series(CONFERENCE, capacity=2)
    talk = story.make(series, (story.now + 170 * DAY).replace(hour=14)).id
    poll = story.ask(story.asked(may=("ali", "tom")))
    for who in ("claire", "paul", "ali", "tom"):
        story.answer(poll, who, YES, YES, YES)
    story.pick(story.now_is(poll), TUESDAY)
    meeting = poll.poll.id
    workshop = story.ask_for()
    committee = story.rounds.one().committee.id
    far = NewAction("Publier le code", story.ids["lea"], date(2026, 9, 30))
    with story.database.reading() as tx:
        place = actions.place_of(tx, defi_id=story.ids["defi0"])

    def come(who: str, reply: Reply) -> Callable[[], object]:
        return lambda: story.use(answers.answer, who, talk, reply=reply)

    step(1, come("lea", Reply.COMES), come("zoe", Reply.COMES), come("sami", Reply.COMES))
    step(1, lambda: story.use(actions.add, "claire", far, place=place))
    step(1, lambda: story.use(workshops.take_workshop, "claire", workshop.workshop.id))
    step(1, lambda: story.give(story.see(workshop), MORNING))
    step(5, lambda: story.use(meetings.leave, "ali", meeting))
    step(10, lambda: story.use(leading.hand_over, "claire", committee, person_id=story.ids["david"]))
    step(1, lambda: story.use(committees.leave, "sami", committee))
    step(14)
    step(1, lambda: story.do(lambda tx: depart(tx, story.ids["claire"], at=story.now)))  # nobody takes her series over
    for _ in range(5):
        step(14)
    step(1, come("lea", Reply.DECLINES))
    step(1, come("lea", Reply.COMES))
    step(1, lambda: story.use(orphans.take_over_series, "david", series.id))
    for _ in range(2):
        step(14)
    step(1, lambda: story.do(lambda tx: depart(tx, story.ids["sami"], at=story.now)))
    step(1, lambda: story.use(changes.move, "david", talk, starts=story.sheet(talk).appointment.starts + DAY))
    step(5, come("zoe", Reply.DECLINES))
    step(3, lambda: story.use(changes.cancel, "david", talk, reason="Reportée"))
    step(20)
    return story.heard


def test_half_a_year_with_retention_brings_the_same_messages(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("whole", "forgetting")]
    for folder in folders:
        folder.mkdir()
    whole, forgetting = (Database(fresh("sqlite", folder)) for folder in folders)
    with closing(whole), closing(forgetting):
        expected, found = told(whole, forgets=False), told(forgetting, forgets=True)
        with forgetting.reading() as tx:
            left = tx.execute(select(func.count()).select_from(notices)).scalar_one()
    assert found == expected
    assert sum(expected.values()) > 80
    assert left < sum(expected.values())
