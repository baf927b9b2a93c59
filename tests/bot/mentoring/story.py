"""A story of mentoring played at random: what is drawn, done and compared in each of its steps."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine

from bot.dates.paris import from_epoch
from bot.errors import Conflict, Refusal
from bot.mentoring.cycle import CycleState, SessionState
from bot.mentoring.model import CycleSheet, Session
from bot.mentoring.sheets import sheets_of
from storage.database import Database
from storage.mentoring import cycles
from tests.databases import empty

from .expected import Expected, Told
from .rig import DAY, HOUR, Rig, make_rig, paris

C = CycleState
MINUTE = HOUR / 60
# What is offered to nobody: evenings, weekends and holidays among them, and the past.
ANY_TIME = st.builds(
    lambda on, at: paris("2026-05-04 00:00") + on * DAY + at * HOUR, st.integers(0, 60), st.sampled_from((9, 14, 20))
)


class Story(RuleBasedStateMachine):
    """Two teams, three mentors, a coach and the clock on a database of their own."""

    database: ClassVar[Database]
    done: ClassVar[Counter[str]]

    def __init__(self) -> None:
        super().__init__()
        with self.database.transaction() as tx:
            empty(tx)
        self.rig: Rig = make_rig(self.database)
        self.expected = Expected(self.rig)
        self.words: set[tuple[int, datetime]] = set()  # the times that a mentor gave or agreed to
        self.sheets: list[CycleSheet] = []
        self.owed = self.rig.owed()

    def look(self) -> None:
        with self.database.reading() as tx:
            self.sheets = sheets_of(tx, cycles.cycles_of_promotions(tx, [self.rig.ids["promotion"]]))
        self.owed = self.rig.owed()

    def pick(self, data: st.DataObject, *states: CycleState) -> CycleSheet:
        """Draw a cycle in one of these states, now and then another; a minute has gone by."""
        self.rig.now += MINUTE
        right = [one for one in self.sheets if one.cycle.state in states]
        return data.draw(st.sampled_from([*right * 8, *self.sheets]))

    def time(self, data: st.DataObject, free: Sequence[int]) -> datetime:
        """Draw a time, mostly one of those offered."""
        offered = [from_epoch(one) for one in (*free[:: len(free) // 8 + 1], *free[-4:])]
        return data.draw(st.sampled_from(offered) | st.sampled_from(offered) | ANY_TIME if offered else ANY_TIME)

    def act(self, name: str, work: Callable[[], object], told: Callable[[], Told]) -> bool:
        """Do it; True when it was done and told as it should be, False when it was refused and nothing changed."""
        claims = self.rig.claims()
        try:
            work()
        except Conflict:
            raise
        except Refusal:
            assert (self.rig.claims(), self.rig.owed()) == (claims, self.owed)
            return False
        before = self.owed
        self.look()
        assert dict(self.owed - before) == dict(told() - Counter()), name
        self.done[name] += 1
        return True

    def agree(self, sheet: CycleSheet) -> None:
        """Note that the mentor has agreed to a cycle's times as they are now."""
        self.words |= {(one.appointment.id, one.appointment.starts) for one in self.rig.sheet(sheet).timed_sessions}

    def in_time(self, sheet: CycleSheet, *states: CycleState) -> bool:
        until = sheet.cycle.answer_by
        return sheet.cycle.state in states and until is not None and self.rig.now < until

    def using(self, case: Callable[..., object], who: str, *given: object, **named: object) -> Callable[[], object]:
        return lambda: self.rig.use(case, who, *given, **named)

    def some(self, *states: SessionState, begun: bool = False) -> list[tuple[CycleSheet, Session]]:
        """Give the séances of cycles that run or are done, of these states (`begun`: that have)."""
        live = [sheet for sheet in self.sheets if sheet.cycle.state in (C.RUNNING, C.DONE)]
        found = [(sheet, one) for sheet in live for one in sheet.sessions if one.state in states]
        return [(sheet, one) for sheet, one in found if not begun or one.appointment.starts <= self.rig.now]
