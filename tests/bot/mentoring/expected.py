"""Which messages each step of a cycle owes, worked out from the cycle before and after it, never from the ledger."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from bot.dates.paris import day_of
from bot.dates.working import next_working_morning
from bot.mentoring.cycle import CycleState, SessionState, SideToAnswer, last_day, reminder_times, side_to_answer
from bot.mentoring.model import CycleSheet, Session

from .rig import CHANNEL, COACHES, DAY, NOBODY, Rig

S = SessionState
OVER = {S.OVER, S.DROPPED}
HELPS = timedelta(days=7)  # how long the question after a séance does
EXTRA = timedelta(days=7)  # past the day of what was missed
Told = Counter[tuple[str, str]]


@dataclass
class Expected:
    """What is owed, by kind and recipient. `groups`: the cycles of which all have one conversation."""

    rig: Rig
    groups: set[int] = field(default_factory=set)

    def key(self, person_id: int) -> str:
        return next(key for key, value in self.rig.ids.items() if value == person_id and key not in NOBODY)

    def asker(self, sheet: CycleSheet) -> str:
        return self.key(sheet.cycle.asked_by)

    def mentor(self, sheet: CycleSheet) -> str:
        return self.key(sheet.cycle.mentor_id)

    def everybody(self, kind: str, sheet: CycleSheet, *, by: str | None = None) -> Told:
        """Give what all but who did it are told, in the group where there is one."""
        if sheet.cycle.id in self.groups:
            return Counter([(kind, CHANNEL)])
        return self.each(kind, sheet, by=by)

    def each(self, kind: str, sheet: CycleSheet, *, by: str | None = None) -> Told:
        people = {*sheet.team_ids, sheet.cycle.mentor_id}
        return Counter([(kind, self.key(one)) for one in people if self.key(one) != by])

    def turn(self, sheet: CycleSheet, kind: str | None = None) -> Told:
        """Give what asks whose turn it is: a message, and a reminder at each third of the time."""
        cycle, turn = sheet.cycle, side_to_answer(sheet.cycle.state)
        who = self.mentor(sheet) if turn is SideToAnswer.MENTOR else self.asker(sheet)
        assert cycle.answer_by is not None
        due = {*reminder_times(cycle.turned_at, until=cycle.answer_by)}
        told = [("chase", who) for one in due if self.rig.now < one < cycle.answer_by]
        return Counter([*told, *([(kind, who)] if kind else [])])

    def started(self, sheet: CycleSheet, kind: str) -> Told:
        """Give what an answer owes: the group once all is agreed, else the other side's turn."""
        now = self.rig.sheet(sheet)
        return Counter([("group", "group")]) if now.cycle.state is CycleState.RUNNING else self.turn(now, kind)

    def left(self, sheet: CycleSheet) -> Told:
        """Give what is owed when a guest leaves."""
        if sheet.cycle.state is not CycleState.RUNNING:
            return Counter()
        return Counter([("left", self.asker(sheet)), ("left", self.mentor(sheet)), ("group", "group")])

    def handed(self, sheet: CycleSheet, to: str) -> Told:
        """Give what is owed when another mentor takes over."""
        told = self.each("handed", sheet) + Counter([("handed", to)])
        mine = [row for row in self.rig.notices("mentoring.card") if row.subject_id == sheet.cycle.id]
        if self.rig.ids[to] not in {row.person_id for row in mine}:
            told["card", to] += 1
        told.update([("late", to) for one in sheet.sessions if one.state is S.LATE])
        told += sum((self.kept(asked, sheet) for asked in questions(sheet)), Counter())
        return told + Counter([("group", "group")])

    def asked_again(self, sheet: CycleSheet) -> Told:
        """Give the questions about other séances, which a missed one has dropped with its own."""
        over = [one for one in sheet.sessions if one.state is S.OVER and one.outcome is None]
        soon = [one for one in over if next_working_morning(one.appointment.ends) > self.rig.now]
        return Counter([("check_in", self.asker(sheet))] * len(soon))

    def lapsed(self, sheets: Iterable[CycleSheet], *, mentor: str | None = None) -> Told:
        """Give what is owed for the requests whose time is over, of all mentors or of one."""
        told: Told = Counter()
        for one in sheets:
            until = one.cycle.answer_by
            if one.cycle.state.is_open and until and until <= self.rig.now and mentor in (None, self.mentor(one)):
                mine = side_to_answer(one.cycle.state) is SideToAnswer.MENTOR
                told["lapsed", self.asker(one)] += 1
                told.update([("unanswered", COACHES) if mine else ("lapsed", self.mentor(one))])
        return told

    def kept(self, asked: Iterable[Session], sheet: CycleSheet) -> Told:
        """Give what is owed when a question about other times ends without the mentor's yes."""
        comes = any(one.appointment.starts > self.rig.now for one in asked)
        return Counter([("kept", self.asker(sheet))] if comes else [])

    def clock(self, sheet: CycleSheet) -> Told:
        """Give what the clock owes for a cycle that runs."""
        told: Told = Counter()
        now, asker, first = self.rig.now, self.asker(sheet), sheet.cycle.first_day
        states = {one.appointment.id: one.state for one in sheet.sessions}
        for one in sheet.sessions:
            if one.state is S.LATE and one.appointment.starts <= now + DAY:
                states[one.appointment.id] = S.OPEN
                told["late_refused", asker] += 1
        for asked in questions(sheet):
            if asked[0].word_by is not None and asked[0].word_by <= now:
                states |= {one.appointment.id: S.CONFIRMED for one in asked}
                told += self.kept(asked, sheet)
        for one in self.ended(sheet):
            states[one.appointment.id] = S.OVER
            helps = now < next_working_morning(one.appointment.ends) + HELPS
            if not {*states.values()} <= OVER and one.outcome is None and helps:
                told["check_in", asker] += 1
        if first is not None and day_of(now) > self.last_chance(sheet, states):
            states = {one: S.DROPPED if state is S.OPEN else state for one, state in states.items()}
        if {*states.values()} <= OVER:
            told.update([("review", asker), ("review", self.mentor(sheet))])
        return told

    def last_chance(self, sheet: CycleSheet, states: Mapping[int, SessionState]) -> date:
        """Give the last day on which a séance without time can find one."""
        days = {one.appointment.id: day_of(one.appointment.starts) for one in sheet.sessions}
        waits = [days[one] + EXTRA for one, state in states.items() if state is S.OPEN]
        timed = [days[one] for one, state in states.items() if state not in (S.OPEN, S.DROPPED)]
        first = sheet.cycle.first_day or min(days.values())
        return max([last_day(first, sheet.cycle.terms, allows_late=True), *waits, *timed])

    def ended(self, sheet: CycleSheet) -> list[Session]:
        """Give the séances that are over and not noted as such, in the order in which they ended."""
        over = [one for one in sheet.sessions if one.state is S.CONFIRMED and one.appointment.ends <= self.rig.now]
        return sorted(over, key=lambda one: one.appointment.ends)


def questions(sheet: CycleSheet) -> list[list[Session]]:
    """Give what the mentor is asked about other times: those asked for together, then each alone."""
    moving = [one for one in sheet.sessions if one.state is S.MOVING]
    together = [one for one in moving if one.together]
    return [*([together] if together else []), *([one] for one in moving if not one.together)]


def asked_with(sheet: CycleSheet, session: Session) -> list[Session]:
    """Give the question of which a séance is part, itself alone if there is none."""
    return next((asked for asked in questions(sheet) if session in asked), [session])
