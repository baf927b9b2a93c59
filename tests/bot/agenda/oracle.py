"""Which reminders come when, written down once more in the plainest way: one after the other, without a database."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from tests.bot.agenda.meetings import PARIS

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
HOLIDAYS = {  # what the story meets from the end of March on
    *(date(2026, 4, 6), date(2026, 5, 1), date(2026, 5, 8), date(2026, 5, 14), date(2026, 5, 25)),
    *(date(2026, 7, 14), date(2026, 8, 15), date(2026, 11, 1), date(2026, 11, 11), date(2026, 12, 25)),
}
KINDS = ("week", "eve", "hour", "day", "after")

Item = tuple[str, int]  # a kind, an appointment
Told = Counter[tuple[int, str, int]]  # a person, a kind, an appointment


@dataclass
class Meeting:
    """An appointment of an hour: who is there as what ("host", "asker", "guest")."""

    starts: datetime
    link: bool
    present: dict[int, str]
    cancelled: bool = False


@dataclass
class Promise:
    """A reminder that is to come; `put_off`: its person has asked for it."""

    kind: str
    person: int
    meeting: int
    due: datetime
    until: datetime
    put_off: bool = False


@dataclass
class Oracle:
    """What is true, what is promised, and what has to be said by now."""

    now: datetime
    meetings: dict[int, Meeting] = field(default_factory=dict)
    promises: list[Promise] = field(default_factory=list)
    unwanted: set[tuple[int, str]] = field(default_factory=set)  # by a person
    switched_off: set[str] = field(default_factory=set)  # by the coaches
    hours: dict[int, tuple[int, int]] = field(default_factory=dict)  # when one wakes and sleeps, in minutes

    def changed(self, number: int, *, since: datetime | None = None, put_off: Collection["Promise"] = ()) -> None:
        """Promise anew what a meeting, as it now stands, is reminded of.

        `since`: a gesture of then is taken back, and what it took away (`put_off` too) is promised again.
        """
        there = {(one.kind, one.person, one.due) for one in self.promises if one.put_off and one.meeting == number}
        self.promises += [one for one in put_off if (one.kind, one.person, one.due) not in there]
        one = self.meetings[number]
        before = [promise for promise in self.promises if promise.meeting == number]
        kept = [promise for promise in before if promise.put_off and not one.cancelled and one.starts > promise.due]
        for promise in kept:
            promise.until = one.starts
        gone = [promise for promise in before if promise not in kept]
        self.promises = [promise for promise in self.promises if promise not in gone]
        late = [(promise.kind, promise.person, promise.due, promise.until) for promise in gone]
        for kind, person, due, until in self._plan(one):
            if due > (since or self.now) or (kind, person, due, until) in late:
                self.promises.append(Promise(kind, person, number, due, until))

    def said(self) -> Told:
        """Give what is said now, if anybody is there to say it; what is due and no longer true is forgotten."""
        due = [promise for promise in self.promises if promise.due <= self.now]
        self.promises = [promise for promise in self.promises if promise.due > self.now]
        return Counter((one.person, one.kind, one.meeting) for one in due if self._helps(one))

    def put_off(self, person: int, items: Collection[Item], *, choice: str) -> bool:
        """Promise a message once more; False when nothing of it is still to come then."""
        due = moment_of(choice, self.now)
        coming = [(kind, number) for kind, number in items if self._comes(person, number)]
        again = {(kind, number) for kind, number in coming if self.meetings[number].starts > due}
        if not again:
            return False
        kinds, numbers = {kind for kind, _ in items}, {number for _, number in coming}
        self.promises = [
            one
            for one in self.promises
            if not (one.put_off and one.person == person and one.kind in kinds and one.meeting in numbers)
        ]
        for kind, number in again:
            starts = self.meetings[number].starts
            self.promises.append(Promise(kind, person, number, due, starts, put_off=True))
        return True

    def _comes(self, person: int, number: int) -> bool:
        one = self.meetings[number]
        return not one.cancelled and one.starts > self.now and person in one.present

    def _helps(self, promise: Promise) -> bool:
        one = self.meetings[promise.meeting]
        if one.cancelled or promise.person not in one.present or promise.until <= self.now:
            return False
        if promise.kind in self.switched_off or (promise.person, promise.kind) in self.unwanted:
            return False
        if promise.kind == "after":
            return one.starts + HOUR <= self.now
        return one.starts > self.now and not (promise.kind == "eve" and one.link)  # nothing is missing, nobody travels

    def _plan(self, one: Meeting) -> list[tuple[str, int, datetime, datetime]]:
        if one.cancelled:
            return []
        found = []
        for person, part in one.present.items():
            for kind, due in (_of_host(one) if part == "host" else _of_guest(one, asks=part == "asker")).items():
                until = due + 7 * DAY if kind == "after" else one.starts
                found.append((kind, person, self._awake(person, due, until=until), until))
        return found

    def _awake(self, person: int, due: datetime, *, until: datetime) -> datetime:
        wakes, sleeps = self.hours.get(person, (8 * 60, 19 * 60))
        local = due.astimezone(PARIS)
        morning = due
        if local.hour * 60 + local.minute < wakes:
            morning = at(local.date(), wakes)
        elif local.hour * 60 + local.minute >= sleeps:
            morning = at(working_after(local.date()), wakes)
        return morning if morning <= until - 10 * MINUTE else due


def _of_host(one: Meeting) -> dict[str, datetime]:
    return {"day": min(at(day_of(one.starts), 8 * 60 + 30), one.starts - 30 * MINUTE)}


def _of_guest(one: Meeting, *, asks: bool) -> dict[str, datetime]:
    day = day_of(one.starts)
    eve = day - DAY
    while not works(eve):
        eve -= DAY
    mine = {"week": week_of(day), "eve": at(eve, 9 * 60)}
    if mine["week"] >= one.starts:
        mine["week"] = week_of(day - 7 * DAY)
    if mine["week"] == mine["eve"]:
        del mine["eve"]
    if one.link and one.starts - HOUR not in mine.values():
        mine["hour"] = one.starts - HOUR
    if asks:
        mine["after"] = at(working_after(day_of(one.starts + HOUR)), 9 * 60)
    return mine


def week_of(day: date) -> datetime:
    """Give when « Votre semaine » of a day's week comes."""
    monday = day - day.weekday() * DAY
    while not works(monday):
        monday += DAY
    return at(monday, 9 * 60)


def moment_of(choice: str, now: datetime) -> datetime:
    """Give the moment of a choice of « Me le rappeler plus tard »."""
    if choice in {"600", "3600"}:
        return now + timedelta(seconds=int(choice))
    day = day_of(now) + DAY
    while choice == "monday" and day.weekday() != 0:
        day += DAY
    return at(day, 9 * 60)


def works(day: date) -> bool:
    """Say whether people work that day."""
    return day.weekday() < 5 and day not in HOLIDAYS


def working_after(day: date) -> date:
    """Give the first working day after a day."""
    day += DAY
    while not works(day):
        day += DAY
    return day


def day_of(moment: datetime) -> date:
    """Give the day in Paris."""
    return moment.astimezone(PARIS).date()


def at(day: date, minutes: int) -> datetime:
    """Give a clock time in Paris as a moment; 24 h is the midnight after."""
    day, minutes = day + minutes // (24 * 60) * DAY, minutes % (24 * 60)
    return datetime.combine(day, time(minutes // 60, minutes % 60), PARIS).astimezone(UTC)
