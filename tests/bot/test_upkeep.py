"""What the clock does beside sending, whenever the bot is started again and whatever becomes of the machine's clock."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import Connection, select, update

from bot import upkeep
from bot.agenda import pending
from bot.agenda.model import Kind
from bot.clock import SetbackWatch, machine_now
from bot.dates.paris import PARIS
from bot.door.ahead import LEAVERS, MOMENTS, QUESTIONS, overdue_features
from bot.gatherings import facts, seminars
from bot.gatherings.kinds import CONFERENCE, PORTEURS, SEMINAR
from bot.gatherings.model import Gathering, Reply
from bot.notices import notices as ledger
from bot.notices.model import LEASE, Action, NoticeToSend
from bot.programme import service as programme
from bot.programme.model import Membership
from bot.programme.roles import Role
from bot.schedule import SECONDS, Schedule
from bot.settings import ExplicitSettings
from bot.tools import Tools
from bot.upkeep import follow_clock, run_gatherings, run_housekeeping, start_jobs
from storage.audit import RULES
from storage.database import Database
from storage.gatherings import occurrences
from storage.notices.ledger import notices
from storage.set_back import shift_future_times
from tests.bot.gatherings.rig import Rig
from tests.databases import fresh
from tests.machine_clock import move
from tests.patience import PATIENCE
from tests.storage.asked import listening

BEFORE_IT_STOPS = timedelta(minutes=50)
STARTS = datetime(2026, 5, 26, 9, 0, tzinfo=PARIS)
KEPT = timedelta(days=30)
HOUR = timedelta(hours=1)


@pytest.fixture
def rig(database: Database) -> Rig:
    return Rig(database).fill({"promotion": "Cpromo"})


def tools_of(rig: Rig) -> Tools:
    return Tools(rig.database, lambda: rig.now, ExplicitSettings(), lambda: None)


def a_need(rig: Rig) -> Gathering:
    """Let Léa come to a seminar and say what she needs there."""
    made = rig.make(rig.series(SEMINAR), STARTS)
    with rig.database.transaction() as tx:
        occurrences.put_answer(tx, made.id, rig.ids["lea"], reply=Reply.COMES, now=rig.now)
    rig.use(seminars.save_access_needs, "lea", made.id, text="Une rampe d’accès")
    return made


def is_there(rig: Rig, made: Gathering) -> bool:
    with rig.database.reading() as tx:
        return bool(seminars.list_access_needs(tx, rig.actor("claire"), made.id)[1])


def live(start: Callable[[Schedule], None]) -> None:
    """Start the clock's jobs and stop them after their first tick, as a bot that never gets old."""
    schedule, ticked = Schedule(), Event()
    start(schedule)
    schedule.run_every(SECONDS, ticked.set)
    schedule.start()
    assert ticked.wait(PATIENCE)
    schedule.stop()


def test_a_bot_that_is_started_again_within_each_hour_erases_what_is_due(rig: Rig) -> None:
    made, tools = a_need(rig), tools_of(rig)
    due = rig.sheet(made).appointment.ends + KEPT
    rig.now = due - 3 * HOUR
    found = []
    while rig.now < due + HOUR:
        live(lambda schedule: start_jobs(schedule, tools))
        found.append((rig.now >= due, is_there(rig, made)))
        rig.now += BEFORE_IT_STOPS
    assert found[:4] == [(False, True)] * 4
    assert found[-1] == (True, False)


@pytest.mark.parametrize(("elapsed", "left"), [(timedelta(), 1), (timedelta(days=91), 0)])
def test_what_was_sent_is_kept_for_three_months_of_the_machine_wherever_the_bot_s_clock_was_put(
    rig: Rig, elapsed: timedelta, left: int
) -> None:
    closed = machine_now() - elapsed
    with rig.database.transaction() as tx:
        ledger.owe(tx, NoticeToSend(Action.POST, "gatherings.question", "gathering", 1, 0, due=rig.now, channel="C1"))
        tx.execute(update(notices).values(state="sent", closed_at=closed))
    rig.now += timedelta(days=400)
    run_housekeeping(tools_of(rig))
    with rig.database.reading() as reading:
        assert len(reading.execute(select(notices.c.id)).all()) == left


@pytest.mark.rare
def test_a_month_of_such_lives_erases_what_is_due(tmp_path: Path) -> None:
    rig = Rig(Database(fresh("sqlite", tmp_path))).fill({"promotion": "Cpromo"})
    made, tools = a_need(rig), tools_of(rig)
    ends = rig.now = rig.sheet(made).appointment.ends
    while is_there(rig, made) and rig.now < ends + timedelta(days=33):
        live(lambda schedule: schedule.run_every(SECONDS, partial(run_housekeeping, tools)))
        rig.now += BEFORE_IT_STOPS
    assert ends + KEPT < rig.now <= ends + KEPT + 3 * BEFORE_IT_STOPS
    rig.database.close()


def carded(rig: Rig) -> set[int | None]:
    """Give who was owed a card of their own about a gathering."""
    with rig.database.reading() as reading:
        return set(
            reading.execute(select(notices.c.person_id).where(notices.c.kind == facts.GatheringCard.kind)).scalars()
        )


def test_a_look_at_rest_reads_nobody_anew_and_who_arrives_is_seen_by_the_next(rig: Rig) -> None:
    asked: list[str] = []

    def note(_connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    tools = tools_of(rig)
    for kind in (SEMINAR, CONFERENCE, PORTEURS):
        rig.make(rig.series(kind), STARTS)
    rig.now = STARTS - timedelta(days=13)
    for _ in range(3):
        run_gatherings(tools)
        rig.now += timedelta(seconds=SECONDS)
    before = carded(rig)
    assert before
    with listening(rig.database.url, before_cursor_execute=note):
        run_gatherings(tools)
    # 28 where all who are invited are read. What is written to other databases of one PostgreSQL counts as news, too.
    assert len(asked) <= 16 or not rig.database.is_sqlite, asked
    late = rig.add("late", Membership(Role.PORTEUR, rig.ids["promotion"], rig.ids["defi0"]))
    rig.now += timedelta(seconds=SECONDS)
    run_gatherings(tools)
    assert carded(rig) == before | {late}


class Ledger:
    """What a dispatcher and people have left in the tables when the machine's clock is set back by an hour."""

    def __init__(self, rig: Rig) -> None:
        self.rig = rig
        self.database, self.machine = rig.database, rig.now

    def owe(self, who: str, subject_id: int, *, due: timedelta = timedelta()) -> None:
        """Owe a message."""
        owed = NoticeToSend(
            Action.POST, "card", "thing", subject_id, 0, self.rig.now + due, person_id=self.rig.ids[who]
        )
        self.rig.do(lambda tx: ledger.owe(tx, owed))

    def claim(self, *, after: timedelta = timedelta()) -> list[int]:
        """Claim what can be sent, on the machine's clock as it is; give the subjects."""
        at = self.rig.now + after
        claimed = self.rig.do(lambda tx: ledger.claim(tx, now=at, machine_now=at, limit=20))
        return sorted(one.subject_id for one in claimed)

    def fail(self, *, after: timedelta) -> None:
        """Claim what can be sent and have all of it tried again later."""
        with self.database.transaction() as tx:
            for one in ledger.claim(tx, now=self.rig.now, machine_now=self.rig.now, limit=20):
                ledger.retry(tx, one, at=self.rig.now + after, ambiguous=False, reason="unreachable")

    def set_back(self) -> None:
        """Set the clock back by an hour, twice seen: by two replicas."""
        self.rig.now -= HOUR
        for _ in range(2):
            self.rig.do(
                lambda tx: shift_future_times(
                    tx, gone=HOUR, undo=pending.UNDO, now=self.rig.now, machine_now=self.rig.now
                )
            )


def test_what_was_due_before_the_clock_was_set_back_still_is(rig: Rig) -> None:
    left = Ledger(rig)
    left.owe("lea", 1)
    left.owe("lea", 2, due=timedelta(minutes=30))
    left.owe("sami", 3, due=HOUR / 2)
    rig.now += HOUR
    left.set_back()
    left.owe("ines", 4)
    assert left.claim() == [1, 2, 3, 4]


def test_what_is_for_later_waits_for_its_time(rig: Rig) -> None:
    left = Ledger(rig)
    left.owe("lea", 1, due=timedelta(minutes=1))
    left.set_back()
    assert left.claim() == []
    assert left.claim(after=HOUR) == []
    assert left.claim(after=HOUR + timedelta(minutes=1)) == [1]


def test_a_retry_is_as_far_away_as_it_was(rig: Rig) -> None:
    left = Ledger(rig)
    left.owe("lea", 1)
    left.fail(after=timedelta(minutes=5))
    left.set_back()
    assert left.claim(after=timedelta(minutes=5)) == [1]


def test_a_lease_of_who_has_died_lapses_after_a_minute_and_no_sooner(rig: Rig) -> None:
    left = Ledger(rig)
    left.owe("lea", 1)
    assert left.claim() == [1]
    left.set_back()
    assert left.claim(after=LEASE - timedelta(seconds=1)) == []
    assert left.claim(after=LEASE) == [1]


def test_what_can_be_undone_stands_two_minutes_later_at_most(rig: Rig) -> None:
    made = rig.sheet(rig.make(rig.series(SEMINAR), STARTS)).appointment
    act = partial(pending.record_changes, actor=rig.actor("claire"), kind=Kind.MOVE, batch="b", now=rig.now)
    rig.do(lambda tx: act(tx, [(made, None)]))
    Ledger(rig).set_back()
    assert rig.do(lambda tx: pending.due_batches(tx, now=rig.now + pending.UNDO - timedelta(seconds=1))) == []
    assert rig.do(lambda tx: pending.due_batches(tx, now=rig.now + pending.UNDO)) == ["b"]


def test_who_was_looked_up_under_the_clock_that_was_ahead_is_looked_up_a_day_later(rig: Rig) -> None:
    cleo = rig.add("cleo", Membership(Role.COACH), account=False)
    rig.do(lambda tx: programme.note_account(tx, cleo, None, now=rig.now))
    Ledger(rig).set_back()
    asked = partial(programme.list_without_account, again=timedelta(days=1), limit=5)
    assert rig.do(lambda tx: asked(tx, now=rig.now + timedelta(days=1))) == []
    assert rig.do(lambda tx: asked(tx, now=rig.now + timedelta(days=1, seconds=1))) == [cleo]


def test_the_clock_set_back_is_seen_and_followed_by_itself(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    shift = [0.0]
    move(lambda: shift[0], put=monkeypatch.setattr)
    tools, watch = Tools(rig.database, machine_now, ExplicitSettings(), lambda: None), SetbackWatch()
    assert (watch.read_setback(), watch.read_setback()) == (timedelta(), None)  # what was before, nobody knows
    shift[0] = -1  # a clock that is kept right
    assert watch.read_setback() is None
    rig.now = machine_now()
    Ledger(rig).owe("lea", 1)
    shift[0] = -HOUR.total_seconds()
    follow_clock(tools, watch)
    rig.now = machine_now()
    assert Ledger(rig).claim() == [1]
    assert watch.read_setback() is None
    shift[0] = 0  # forward: all that is due is due, and nothing has to be brought back
    assert watch.read_setback() is None


def test_what_the_clock_should_have_done_the_day_before_is_named(rig: Rig) -> None:
    made = rig.make(rig.series(CONFERENCE), STARTS)
    rig.now = made.announce_at + timedelta(hours=23)

    def late() -> list[str]:
        with rig.database.reading() as reading:
            return list(overdue_features(reading, now=rig.now))

    assert late() == []
    rig.now += 2 * HOUR
    assert late() == [f"gatherings {made.announce_at:%Y-%m-%d %H:%M}"]
    run_gatherings(tools_of(rig))
    assert late() == []


# What each job reads of the tables, and what names it in `bot audit` once it is a day late; or why nothing does.
NAMED = {
    "actions.list_orphaned": "actions",
    "agreeing.list_expired": "helpdesk",  # and "specialists"
    "away.calls_of_leavers": "calls",
    "away.calls_without_asker": "calls",
    "away.list_leavers": "host_left",  # a host stays until a colleague takes over
    "calls.needless_waits": "needless_wait",
    "calls.waits_to_notify": "no moment: a slot that is free",
    "carrying.list_due": "absences",
    "changes.list_leavers": "meetings",
    "clock.list_due_jobs": "gatherings",  # and "participants"
    "closing.list_due": "closing",
    "closing.is_closing_pending": "no work: it makes others wait",
    "feeds.find_due_feed": "no moment: whoever waited longest",
    "formation.list_due": "gatherings",
    "formation.gather": "no work: what the groups are made of",
    "host_week.due_monday": "no moment: it is too late after two hours",
    "is_received": "no work: what was done",
    "lapses.list_due": "mentoring",
    "lapses.list_leavers": "host_left",  # a mentor stays until another is found
    "lateness.is_alert_open": "stuck",
    "lateness.count_late": "stuck",
    "leading.list_leavers": "committees",
    "logbook_hour.list_leavers": "logbooks",
    "meeting.list_due": "minutes",
    "month.list_due": "month",
    "pending.due_batches": "untold",
    "polls.list_abandoned": "no moment: nobody is left to choose",
    "polls.list_due": "polls",
    "rooms.list_due": "no moment: a service that closed",
    "running.list_begun": "mentoring",
    "running.list_ended": "mentoring",
    "running.list_late_questions": "mentoring",
    "running.cycles_without_time": "no moment: a day that passed",
    "swaps.list_expired": "swaps",
    "teams.list_changed_members": "committees",
    "workshops.list_due": "workshops",
}


def test_each_thing_that_a_job_looks_for_is_named_once_it_is_late() -> None:
    source = Path(upkeep.__file__).read_text(encoding="utf-8")
    read = {*re.findall(r"([\w.]+)\(reading\b", source)}
    read |= {*re.findall(r"partial\(([\w.]+), reading\b", source)} - {"tools.recall", "announcements.list_arrivals"}
    assert read == NAMED.keys()
    rules = {*MOMENTS, *QUESTIONS, *LEAVERS, *(rule.name for rule in RULES)}
    assert {by for by in NAMED.values() if by not in rules and not by.startswith("no ")} == set()
