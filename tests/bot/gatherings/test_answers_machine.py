"""Whatever people answer, whoever leaves and however many places there are: places and line are those of the oracle."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from bot.agenda.model import Part
from bot.gatherings import answers, facts
from bot.gatherings.kinds import CONFERENCE
from bot.gatherings.model import Gathering, Reply
from storage.database import Database
from storage.gatherings import occurrences
from storage.notices.ledger import notices
from tests.bot.gatherings.rig import EIG, Rig
from tests.databases import BACKENDS, empty, fresh

WHO = st.sampled_from(EIG[:7])
PLACES = st.sampled_from((1, 2, 3, None))


class Answers(RuleBasedStateMachine):
    """The oracle keeps two lists: who comes, and who waits; a place that is free goes to who waits longest."""

    database: Database

    @initialize(capacity=PLACES)
    def begin(self, capacity: int | None) -> None:
        with self.database.transaction() as tx:
            empty(tx)
        self.rig = Rig(self.database).fill()
        self.capacity = capacity
        self.made: Gathering = self.rig.make(self.rig.series(CONFERENCE, capacity=capacity))
        self.coming: list[str] = []
        self.waiting: list[str] = []
        self.declined: set[str] = set()
        self.freed: list[str] = []

    @rule(who=WHO)
    def come(self, who: str) -> None:
        done = self.rig.use(answers.answer, who, self.made.id, reply=Reply.COMES)
        if who not in (*self.coming, *self.waiting):
            self.declined.discard(who)
            full = self.capacity is not None and len(self.coming) >= self.capacity
            (self.waiting if full else self.coming).append(who)
        assert done.rank == (self.waiting.index(who) + 1 if who in self.waiting else 0)

    @rule(who=WHO)
    def decline(self, who: str) -> None:
        self.rig.use(answers.answer, who, self.made.id, reply=Reply.DECLINES)
        self._out(who)
        self.declined.add(who)

    @rule(who=WHO)
    def leave(self, who: str) -> None:
        self.rig.do(lambda tx: answers.remove_leaver(tx, self.made.id, person_id=self.rig.ids[who], now=self.rig.now))
        self._out(who)
        self.declined.discard(who)

    @rule(more=st.integers(0, 2))
    def enlarge(self, more: int) -> None:
        if self.capacity is not None:
            self.capacity += more
            self.rig.do(lambda tx: occurrences.change(tx, self.made.id, capacity=self.capacity))
            self.rig.do(lambda tx: answers.fill_places(tx, self.made.id, now=self.rig.now))
            self._move()

    @invariant()
    def holds(self) -> None:
        sheet = self.rig.sheet(self.made)
        names = {self.rig.ids[key]: key for key in EIG}
        said = {names[one.id]: reply for reply in Reply for one in sheet.who_replied(reply)}
        assert [names[one.id] for one in sheet.who_replied(Reply.WAITS)] == self.waiting
        assert {one for one, reply in said.items() if reply is Reply.COMES} == set(self.coming)
        assert {one for one, reply in said.items() if reply is Reply.DECLINES} == self.declined
        present = {names[one.person_id] for one in sheet.appointment.present if one.part is Part.GUEST}
        assert present == set(self.coming)
        assert sheet.appointment.revision == 0
        kind = notices.c.kind == facts.PlaceFreed.kind
        with self.database.reading() as reading:
            told = list(reading.execute(select(notices.c.person_id).where(kind).order_by(notices.c.seq)).scalars())
        assert [names[one] for one in told if one is not None] == self.freed

    def _out(self, who: str) -> None:
        if who in self.waiting:
            self.waiting.remove(who)
        if who in self.coming:
            self.coming.remove(who)
            self._move()

    def _move(self) -> None:
        while self.waiting and (self.capacity is None or len(self.coming) < self.capacity):
            first = self.waiting.pop(0)
            self.coming.append(first)
            self.freed.append(first)


@pytest.fixture(params=BACKENDS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    opened = Database(fresh(request.param, tmp_path))
    yield opened
    opened.close()


def test_places_and_line_are_those_of_the_oracle(database: Database) -> None:
    machine = type("OnThisDatabase", (Answers,), {"database": database})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=15,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
