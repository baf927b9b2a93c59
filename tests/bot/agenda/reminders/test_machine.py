"""Whatever is booked, moved, cancelled, undone, left, put off, switched off and stopped: people get what is listed."""

from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import ClassVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test
from sqlalchemy import select

from bot.agenda import agenda, changes, parts
from bot.agenda.model import AgendaPlan, Part, Participant
from bot.agenda.reminders import reminders
from bot.agenda.reminders.choices import snooze
from bot.agenda.reminders.timetable import EVERYTHING, ReminderKind, ReminderPolicy, ReminderWishes, WakingHours
from bot.errors import Refusal
from bot.notices import notices as ledger
from bot.programme.model import Actor, Membership
from bot.programme.roles import Role
from bot.tools import Transaction
from handlers.notices.dispatcher import Dispatcher
from handlers.notices.renderers import make_messages
from handlers.notices.sending.lookup import slack_name_of
from storage.database import Database
from storage.notices.ledger import notices
from storage.programme import people
from tests.bot.agenda.meetings import PARIS
from tests.bot.agenda.oracle import DAY, HOUR, KINDS, MINUTE, Item, Meeting, Oracle, Promise, Told, at, day_of
from tests.databases import empty, fresh
from tests.faults.instant_slack import InstantSlack, Posted

START = datetime(2026, 3, 23, 8, 0, tzinfo=PARIS).astimezone(UTC)  # the clocks change on Sunday, then comes Easter
ALL = ("ana", "bob", "lea", "sami", "ines")
GUESTS = ("lea", "sami", "ines")
WHO = st.sampled_from(GUESTS)
HOST = st.sampled_from(("ana", "bob"))
KIND = st.sampled_from(KINDS)
HOURS = st.sampled_from(((480, 1140), (600, 1440), (0, 540), (700, 720)))
TIMES = st.sampled_from((0, 8 * 60, 8 * 60 + 45, 9 * 60 + 30, 14 * 60, 18 * 60, 23 * 60))
DAYS = st.sampled_from((0, 0, 1, 1, 2, 3, 4, 5, 7, 9, 14))
STEPS = st.sampled_from((MINUTE, 10 * MINUTE, HOUR, HOUR, 7 * HOUR, DAY, DAY, 3 * DAY, 8 * DAY))
BUTTONS = {"after": 3, "hour": 1, "day": 1}
DISPOSITIF = "atelier"


@dataclass
class Gesture:
    """What can be undone: whose, until when, and what was before (None: nothing)."""

    batch: str
    person: int
    until: datetime
    before: Meeting | None
    put_off: list[Promise]


class Story(RuleBasedStateMachine):
    """Two hosts, three guests, a coach, the clock, and a bot that is stopped and started."""

    database: ClassVar[Database]
    done: ClassVar[Counter[str]]

    def __init__(self) -> None:
        super().__init__()
        self.oracle = Oracle(START)
        self.gestures: dict[int, Gesture] = {}
        self.sent: list[tuple[int, Posted, tuple[Item, ...]]] = []
        self.works, self.numbers = True, count(1)
        self.slack = InstantSlack()
        with self.database.transaction() as tx:
            empty(tx)
            self.ids = {key: people.add(tx, name=key.title(), slack_id=f"U{key}") for key in (*ALL, "cora")}
            people.add_membership(tx, self.ids["cora"], Membership(Role.COACH))
        self.dispatcher = Dispatcher(
            client=self.slack,
            database=self.database,
            now=lambda: self.oracle.now,
            machine_now=lambda: self.oracle.now,
            render=make_messages(lambda: self.oracle.now, []).render,
            look_up_account=lambda _person: None,
        )

    @initialize(
        days=st.integers(0, 3), then=st.integers(1, 9), minutes=TIMES, link=st.booleans(), waits=st.integers(0, 4)
    )
    def begin(self, days: int, then: int, minutes: int, link: bool, waits: int) -> None:
        """Begin with two meetings of Léa's, of which people may have been told already."""
        self.book(host="ana", asker="lea", guests={"ines"}, days=days, minutes=9 * 60 + 30, link=True)
        self.book(host="bob", asker="lea", guests={"sami"}, days=then, minutes=minutes, link=link)
        self.wait(waits)

    @rule(host=HOST, asker=WHO, guests=st.sets(WHO, max_size=2), days=DAYS, minutes=TIMES, link=st.booleans())
    def book(self, *, host: str, asker: str, guests: set[str], days: int, minutes: int, link: bool) -> None:
        starts = at(day_of(self.oracle.now) + days * DAY, minutes)
        roles = {host: Part.HOST, asker: Part.BOOKER, **dict.fromkeys(guests - {asker}, Part.GUEST)}
        everybody = tuple(Participant(self.ids[key], part) for key, part in roles.items())
        url = "https://visio.example.org/a" if link else None
        plan = AgendaPlan(DISPOSITIF, None, None, starts, 60, everybody, url)
        batch, made = f"b{next(self.numbers)}", []

        def work(tx: Transaction, now: datetime) -> None:
            made.extend(agenda.book(tx, self.actor(tx, asker), [plan], batch=batch, by_host=True, now=now))

        if self.do("book", work):
            names = {Part.HOST: "host", Part.BOOKER: "asker", Part.GUEST: "guest"}
            present = {self.ids[key]: names[part] for key, part in roles.items()}
            self.oracle.meetings[made[0].id] = Meeting(starts, link, present)
            self.note(made[0].id, batch, asker, before=None)
            self.oracle.changed(made[0].id)
        self.look()

    @precondition(lambda self: self.oracle.meetings)
    @rule(data=st.data(), who=WHO, days=DAYS, minutes=TIMES)
    def move(self, data: st.DataObject, who: str, days: int, minutes: int) -> None:
        number, starts = self.pick(data), at(day_of(self.oracle.now) + days * DAY, minutes)
        batch = f"m{next(self.numbers)}"

        def work(tx: Transaction, now: datetime) -> None:
            changes.move(tx, self.actor(tx, who), {number: starts}, batch=batch, by_host=True, now=now)

        before = deepcopy(self.oracle.meetings[number])
        if self.do("move", work):
            self.oracle.meetings[number].starts = starts
            self.note(number, batch, who, before=before)
            self.oracle.changed(number)
        self.look()

    @precondition(lambda self: self.oracle.meetings)
    @rule(data=st.data(), who=WHO)
    def cancel(self, data: st.DataObject, who: str) -> None:
        number, batch = self.pick(data), f"c{next(self.numbers)}"

        def work(tx: Transaction, now: datetime) -> None:
            changes.cancel(tx, self.actor(tx, who), [number], batch=batch, now=now)

        before = deepcopy(self.oracle.meetings[number])
        if self.do("cancel", work):
            self.oracle.meetings[number].cancelled = True
            self.note(number, batch, who, before=before)
            self.oracle.changed(number)
        self.look()

    @precondition(lambda self: self.gestures)
    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(sorted(self.gestures)))
        gesture, one = self.gestures.pop(number), self.oracle.meetings[number]

        def work(tx: Transaction, now: datetime) -> None:
            changes.undo(tx, Actor("U0", people.by_id(tx, gesture.person)), gesture.batch, now=now)

        assert self.do("undo", work) == (self.oracle.now < gesture.until)
        if self.oracle.now < gesture.until:
            one.cancelled = gesture.before is None
            one.starts = gesture.before.starts if gesture.before else one.starts
            self.oracle.changed(number, since=gesture.until - 2 * MINUTE, put_off=gesture.put_off)
        self.look()

    @precondition(lambda self: self.oracle.meetings)
    @rule(data=st.data(), who=WHO)
    def leave_or_come_back(self, data: st.DataObject, who: str) -> None:
        number, person = self.pick(data), self.ids[who]
        present = self.oracle.meetings[number].present

        def leave(tx: Transaction, now: datetime) -> None:
            parts.leave(tx, self.actor(tx, who), [number], person_id=person, now=now)

        def join(tx: Transaction, now: datetime) -> None:
            parts.join(tx, self.actor(tx, who), [number], person_id=person, part=Part.GUEST, now=now)

        if person in present and self.do("leave", leave):
            del present[person]
            self.oracle.changed(number)
        elif person not in present and self.do("join", join):
            present[person] = "guest"
            self.oracle.changed(number)
        self.look()

    @rule(who=st.sampled_from((*ALL, "cora")), kind=KIND, hours=st.none() | HOURS)
    def wish(self, who: str, kind: str, hours: tuple[int, int] | None) -> None:
        """Opt out or in again, or give one's hours; what the coach has no wish for is switched off for all, or on."""
        person = self.ids[who]
        if who == "cora":
            self.oracle.switched_off ^= {kind}
        elif hours is None:
            self.oracle.unwanted ^= {(person, kind)}
        else:
            self.oracle.hours[person] = hours
        unwanted = {one for whose, one in self.oracle.unwanted if whose == person}
        wishes = ReminderWishes(kinds_without(unwanted), WakingHours(*self.oracle.hours.get(person, (480, 1140))))
        policy = ReminderPolicy(kinds_without(self.oracle.switched_off))

        def work(tx: Transaction, now: datetime) -> None:
            if who == "cora":
                reminders.set_policy(tx, self.actor(tx, who), DISPOSITIF, policy=policy, now=now)
            else:
                reminders.set_wishes(tx, self.actor(tx, who), wishes, now=now)

        assert self.do("wish", work)
        self.look()

    @precondition(lambda self: self.sent)
    @rule(data=st.data(), choice=st.sampled_from(("600", "3600", "tomorrow", "monday")), times=st.integers(1, 2))
    def put_off(self, data: st.DataObject, choice: str, times: int) -> None:
        for _ in range(times):
            person, message, items = data.draw(st.sampled_from(self.sent[-4:]))
            assert self.snooze(person, message, choice) == self.oracle.put_off(person, items, choice=choice)
            self.look()

    @rule(works=st.sampled_from((True, True, False)))
    def stop_or_start(self, works: bool) -> None:
        self.works = works
        self.look()

    @rule(step=STEPS)
    def advance(self, step: timedelta) -> None:
        """Let time pass, from one due time to the next."""
        to = self.oracle.now + step
        while (due := self.next_due()) is not None and due <= to:
            self.oracle.now = due
            self.look()
        self.oracle.now = to
        self.look()

    @rule(times=st.integers(1, 6))
    def wait(self, times: int) -> None:
        """Let time pass until things are due, one after another, whether anybody sends them or not."""
        for _ in range(times):
            coming = [one.due for one in self.oracle.promises if one.due > self.oracle.now]
            self.oracle.now = min(coming, default=self.oracle.now)
            self.look()

    @rule(step=STEPS)
    def pause(self, step: timedelta) -> None:
        """Let the bot be down for a while."""
        self.works = False
        self.oracle.now += step
        self.works = True
        self.look()

    def teardown(self) -> None:
        """See it to the end."""
        self.works = True
        self.advance(30 * DAY)
        assert not self.oracle.promises

    def snooze(self, person: int, message: Posted, choice: str) -> bool:
        def work(tx: Transaction, now: datetime) -> None:
            actor = Actor("U0", people.by_id(tx, person))
            snooze(tx, actor, channel=f"D{message.to}", ts=message.ts, choice=choice, now=now)

        return self.do("snooze", work)

    def do(self, name: str, work: Callable[[Transaction, datetime], None]) -> bool:
        """Do it in a transaction; False when it was refused."""
        try:
            with self.database.transaction() as tx:
                work(tx, self.oracle.now)
        except Refusal:
            return False
        self.done[name] += 1
        return True

    def look(self) -> None:
        """Let the bot, if it works, send what is due; it says and still owes what the oracle lists, nothing else."""
        if self.works:
            seen = len(self.slack.posted)
            while self.dispatcher.run_once():
                pass
            said: Told = Counter()
            new = [self.read(one) for one in self.slack.posted[seen:]]
            for person, _, items in new:
                said.update((person, kind, number) for kind, number in items)
            assert said == self.oracle.said()
            self.share(new)
            self.sent += new
            self.done.update(kind for _, kind, _ in said.elements())
            self.done["joined"] += sum(len(items) > 1 for _, _, items in new)
        columns = (notices.c.kind, notices.c.person_id, notices.c.subject_id, notices.c.due, notices.c.expires)
        with self.database.reading() as reading:
            found = select(*columns).where(notices.c.state == "owed", notices.c.kind.like("remind.%"))
            rows = reading.execute(found)
            owed = Counter((kind.removeprefix("remind."), *rest) for kind, *rest in rows)
        assert owed == Counter((one.kind, one.person, one.meeting, one.due, one.until) for one in self.oracle.promises)

    def share(self, new: list[tuple[int, Posted, tuple[Item, ...]]]) -> None:
        """Check that what comes to one person at one time is one message, but for what one does not hold."""
        for person in {person for person, *_ in new}:
            mine = [items for one, _, items in new if one == person]
            buttons = sum(BUTTONS.get(kind, 0) for items in mine for kind, _ in items)
            assert len(mine) == 1 or buttons > 5 or sum(map(len, mine)) > 8, mine

    def read(self, message: Posted) -> tuple[int, Posted, tuple[Item, ...]]:
        columns = (notices.c.person_id, notices.c.kind, notices.c.subject_id, notices.c.key)
        with self.database.reading() as reading:
            rows = [one for one in reading.execute(select(*columns)) if slack_name_of(one.key) in message.ids]
        assert len(rows) == len(message.ids)
        (person,) = {row.person_id for row in rows}
        assert message.to == f"U{next(key for key, number in self.ids.items() if number == person)}"
        return person, message, tuple((row.kind.removeprefix("remind."), row.subject_id) for row in rows)

    def next_due(self) -> datetime | None:
        """Give when something is due next, by the ledger or by the oracle; None while nobody sends."""
        if not self.works:
            return None
        with self.database.reading() as reading:
            owed = ledger.ledger_state(reading, now=self.oracle.now, machine_now=self.oracle.now).next_due
        return min([*([owed] if owed else []), *(one.due for one in self.oracle.promises)], default=None)

    def note(self, number: int, batch: str, who: str, *, before: Meeting | None) -> None:
        """Note what can be undone for two minutes, unless it is within the hour."""
        now, after = self.oracle.now, self.oracle.meetings[number]
        soonest = min(one.starts for one in (before, after) if one)
        until = now + 2 * MINUTE if soonest - now > HOUR else now
        put_off = [deepcopy(one) for one in self.oracle.promises if one.put_off and one.meeting == number]
        self.gestures[number] = Gesture(batch, self.ids[who], until, before, put_off)

    def pick(self, data: st.DataObject) -> int:
        return data.draw(st.sampled_from(sorted(self.oracle.meetings)[-4:]))

    def actor(self, tx: Transaction, key: str) -> Actor:
        return Actor(f"U{key}", people.by_id(tx, self.ids[key]))


def kinds_without(kinds: set[str]) -> frozenset[ReminderKind]:
    return EVERYTHING - {ReminderKind(f"remind.{one}") for one in kinds}


def test_people_get_exactly_what_is_listed(tmp_path: Path) -> None:
    Story.database, Story.done = Database(fresh("sqlite", tmp_path)), Counter()
    steps = settings(max_examples=35, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Story, settings=steps)
    Story.database.close()
    assert Story.done["book"] > 5, Story.done  # it did something
    assert sum(Story.done[kind] for kind in KINDS) > 50, Story.done
