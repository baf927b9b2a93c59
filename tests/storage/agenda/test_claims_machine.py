"""Whatever is booked, moved, cancelled, undone, joined, left and handed over: claims are what the live ones need.

A model holds, for each appointment, who is claimed, its span, the span before while its change can be undone, and what
people know of it.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, assume, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from bot.agenda import agenda, changes, parts, pending
from bot.agenda.model import CLAIMING, Kind, Part, SettledChange, State
from bot.errors import Invalid, NotAllowed, NotFound, SlotTaken, UndoTooLate
from bot.programme.model import Actor, Person
from storage.database import Database, Transaction
from tests.databases import empty, fresh
from tests.storage.agenda.racing import NINE, NOW, QUARTER, add_hosts, claimed, plan

DAY = NINE + timedelta(days=1)  # more than 24 hours ahead, however long the story lasts
UNDO = timedelta(minutes=2)
# Between 9 h and 16 h 30 of two days: what begins then ends before 18 h.
STARTS = st.builds(lambda day, at: DAY + timedelta(days=day, minutes=15 * at), st.integers(0, 1), st.integers(0, 30))
WHO = st.integers(0, 3)
Span = tuple[datetime, int]


@dataclass
class Held:
    """What the model knows of one appointment."""

    there: dict[int, Part]
    span: Span
    batch: str | None
    kind: Kind = Kind.BOOK
    actor: int = 0
    until: datetime = NOW
    before: Span | None = None
    cancelled: bool = False
    known: datetime | None = None
    earlier: Any = None  # kind, batch, actor, until and earlier of what this was done over

    @property
    def can_be_undone(self) -> bool:
        return self.kind is Kind.BOOK or self.before is not None

    def go_back(self) -> None:
        """Be as before the last gesture."""
        self.cancelled = self.kind is Kind.BOOK
        self.span, self.before, self.batch = self.before or self.span, None, None

    @property
    def claimants(self) -> set[int]:
        return {person for person, part in self.there.items() if part in CLAIMING}

    def quarters(self) -> set[tuple[int, int]]:
        spans = [] if self.cancelled and self.batch is None else [self.span]
        spans += [self.before] if self.before and self.batch else []
        return {(person, at) for span in spans for person in self.claimants for at in quarters_of(span)}


def quarters_of(span: Span) -> range:
    """Give the quarter-hours of an appointment and the buffer after it."""
    first = int(span[0].timestamp()) // QUARTER
    return range(first, first - (-(span[1] + 15) // 15))


@dataclass
class Model:
    held: dict[int, Held] = field(default_factory=dict)

    def taken(self, *, without: Iterable[int] = ()) -> set[tuple[int, int]]:
        return {quarter for number, one in self.held.items() if number not in without for quarter in one.quarters()}

    def standing(self) -> list[int]:
        return sorted(number for number, one in self.held.items() if not one.cancelled)

    def of_batch(self, batch: str) -> list[int]:
        return sorted(number for number, one in self.held.items() if one.batch == batch)


class Agenda(RuleBasedStateMachine):
    """Does at random what people do with four hosts, beside the model."""

    database: ClassVar[Database]

    def __init__(self) -> None:
        super().__init__()
        with self.database.transaction() as tx:
            empty(tx)
        self.people = add_hosts(self.database, 4, until=(DAY + timedelta(days=1)).date())
        self.model = Model()
        self.now = NOW
        self.batches: list[str] = []

    def act(self, do: Callable[[Transaction], object], *refusals: type[Exception]) -> bool:
        """Do it in a transaction; False when it was refused, which changes nothing."""
        try:
            with self.database.transaction() as tx:
                do(tx)
        except refusals:
            return False
        return True

    def actor(self, who: int) -> Actor:
        return Actor("U0", Person(self.people[who], "?"))

    def begin(self) -> str:
        self.batches.append(f"gesture {len(self.batches)}")
        return self.batches[-1]

    @rule(
        chosen=st.sets(WHO, min_size=1, max_size=2),
        starts=st.lists(STARTS, min_size=1, max_size=2),
        minutes=st.sampled_from((15, 20, 45, 60, 75)),
        by_host=st.booleans(),
        who=WHO,
    )
    def book(self, chosen: set[int], starts: list[datetime], minutes: int, by_host: bool, who: int) -> None:
        hosts = sorted(self.people[one] for one in chosen)
        spans = [(one, minutes) for one in starts]
        wanted = Counter((host, at) for span in spans for host in hosts for at in quarters_of(span))
        free = max(wanted.values()) == 1 and not set(wanted) & self.model.taken()
        plans = [plan(*hosts, starts=begins, minutes=long) for begins, long in spans]
        batch, booked = self.begin(), []

        def do(tx: Transaction) -> None:
            booked.extend(agenda.book(tx, self.actor(who), plans, batch=batch, by_host=by_host, now=self.now))

        assert self.act(do, SlotTaken) == free
        for one, span in zip(booked, spans, strict=False):
            there = dict.fromkeys(hosts, Part.HOST)
            self.model.held[one.id] = Held(there, span, batch, actor=who, until=self.now + UNDO)

    @precondition(lambda self: self.model.standing())
    @rule(data=st.data(), to=st.lists(STARTS, min_size=2, max_size=2), who=WHO)
    def move(self, data: st.DataObject, to: list[datetime], who: int) -> None:
        chosen = data.draw(st.lists(st.sampled_from(self.model.standing()), min_size=1, max_size=2, unique=True))
        moves = dict(zip(chosen, to, strict=False))
        held = self.model.held
        moving = sorted(
            (one for one in moves if held[one].span[0] != moves[one]), key=lambda one: (held[one].span, one)
        )
        taken = {one: held[one].quarters() for one in held}
        for one in moving:  # what was there before an earlier change is given up now
            taken[one] = {(person, at) for person in held[one].claimants for at in quarters_of(held[one].span)}
        free, left = bool(moving), {one: {*taken[one]} for one in moving}
        for one in moving:
            span = (moves[one], held[one].span[1])
            wanted = {(person, at) for person in held[one].claimants for at in quarters_of(span)}
            # One may take what another leaves: `tests/bot/agenda/test_changes.py`.
            assume(not any(wanted & left[other] for other in moving if other != one))
            free = free and not any(wanted & others for number, others in taken.items() if number != one)
            taken[one] |= wanted
        batch, actor = self.begin(), self.actor(who)

        def do(tx: Transaction) -> None:
            changes.move(tx, actor, moves, batch=batch, by_host=True, now=self.now)

        assert self.act(do, SlotTaken, Invalid) == free
        for one in moving if free else ():
            self.note(one, Kind.MOVE, batch, who, span=(moves[one], held[one].span[1]))
        self.wait_for_the_last(moving if free else ())

    @precondition(lambda self: self.model.standing())
    @rule(data=st.data(), who=WHO)
    def cancel(self, data: st.DataObject, who: int) -> None:
        chosen = data.draw(st.sets(st.sampled_from(self.model.standing()), min_size=1, max_size=2))
        batch = self.begin()
        assert self.act(lambda tx: changes.cancel(tx, self.actor(who), chosen, batch=batch, now=self.now))
        for one in chosen:
            self.note(one, Kind.CANCEL, batch, who, span=self.model.held[one].span)
        self.wait_for_the_last(chosen)

    def note(self, number: int, kind: Kind, batch: str, who: int, *, span: Span) -> None:
        one = self.model.held[number]
        one.earlier = (one.kind, one.batch, one.actor, one.until, one.earlier) if one.batch else None
        one.before, one.span, one.cancelled = one.span, span, kind is Kind.CANCEL
        one.kind, one.batch, one.actor, one.until = kind, batch, who, self.now + UNDO

    def wait_for_the_last(self, numbers: Iterable[int]) -> None:
        """What nobody knows of waits as long as what was just done to a part of it."""
        for number in numbers:
            one = self.model.held[number]
            if one.earlier and one.known is None:
                for other in self.model.of_batch(one.earlier[1]):
                    self.model.held[other].until = max(self.model.held[other].until, one.until)

    def put_back(self, undone: list[Held]) -> None:
        """What was before the gesture waits to be told, with what is left of it, if it still would."""
        again = [
            (
                one,
                max([one.earlier[3], *(self.model.held[other].until for other in self.model.of_batch(one.earlier[1]))]),
            )
            for one in undone
            if one.earlier
        ]
        for one, until in again:
            if until > self.now:
                one.kind, one.batch, one.actor, _, one.earlier = one.earlier
                one.until = until

    @precondition(lambda self: self.batches)
    @rule(data=st.data(), who=st.none() | WHO)
    def undo(self, data: st.DataObject, who: int | None) -> None:
        batch = self.draw_batch(data)
        mine = [self.model.held[one] for one in self.model.of_batch(batch)]
        who = mine[0].actor if who is None and mine else who or 0
        right = bool(mine) and all(one.actor == who and self.now < one.until and one.can_be_undone for one in mine)
        settled: list[SettledChange] = []
        actor = self.actor(who)

        def do(tx: Transaction) -> None:
            settled.extend(changes.undo(tx, actor, batch, now=self.now))

        assert self.act(do, NotAllowed, UndoTooLate) == right
        for one in mine if right else ():
            one.go_back()
        if right:
            self.put_back(mine)
        self.hear([one for one in settled if self.model.held[one.appointment.id].batch is None])

    @precondition(lambda self: self.batches)
    @rule(data=st.data(), minutes=st.sampled_from((0, 1, 2)))
    def settle(self, data: st.DataObject, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        self.stand(self.draw_batch(data))

    def draw_batch(self, data: st.DataObject) -> str:
        """Draw a gesture, mostly one of those that can be undone or settled."""
        open_ones = sorted({one.batch for one in self.model.held.values() if one.batch})
        return data.draw(st.sampled_from([*open_ones, *open_ones, *self.batches[-3:]]))

    def stand(self, batch: str) -> None:
        due = [one for one in self.model.of_batch(batch) if self.model.held[one].until <= self.now]
        with self.database.transaction() as tx:
            settled = changes.settle(tx, batch, now=self.now)
        assert [one.appointment.id for one in settled] == due
        for number in due:
            self.model.held[number].before = self.model.held[number].batch = None
        self.hear(settled)

    def hear(self, settled: list[SettledChange]) -> None:
        """People hear the difference between what they know and what is true."""
        for one in settled:
            held = self.model.held[one.appointment.id]
            assert one.change.told_starts == held.known
            held.known = None if one.appointment.state is State.CANCELLED else one.appointment.starts

    @precondition(lambda self: self.model.standing())
    @rule(data=st.data(), who=WHO, other=WHO, part=st.sampled_from((Part.HOST, Part.EXPERT, Part.GUEST)))
    def change_parts(self, data: st.DataObject, who: int, other: int, part: Part) -> None:
        """Leave, join or hand over; what can still be undone stands first."""
        standing = self.model.standing()
        moved = [one for one in standing if self.model.held[one].before and self.model.held[one].batch]
        number = data.draw(st.sampled_from([*moved, *moved, *standing]))
        verb = data.draw(st.sampled_from(("leave", "join", "hand over")))
        with self.database.transaction() as tx:
            ended = pending.end_undo_windows(tx, [number], now=self.now)
        for held in self.model.held.values():
            held.until = self.now if held.batch in ended else held.until
        for batch in ended:
            self.stand(batch)
        held, person, taker = self.model.held[number], self.people[who], self.people[other]
        joining = {"join": person, "hand over": taker}.get(verb)
        claims = verb == "hand over" or part in CLAIMING
        wanted = {(joining, at) for at in quarters_of(held.span)} if joining and claims else set()
        if verb == "hand over":
            right = held.there.get(person) is Part.HOST and taker not in held.there
        else:
            right = (person in held.there) == (verb == "leave")
        right = right and not wanted & self.model.taken()
        actor, ids = self.actor(who), [number]

        def do(tx: Transaction) -> None:
            if verb == "leave":
                parts.leave(tx, actor, ids, person_id=person, now=self.now)
            elif verb == "join":
                parts.join(tx, actor, ids, person_id=person, part=part, now=self.now)
            else:
                parts.hand_over(tx, actor, ids, giver_id=person, taker_id=taker, now=self.now)

        assert self.act(do, SlotTaken, Invalid, NotFound) == right
        if right and verb != "join":
            del held.there[person]
        if right and joining:
            held.there[joining] = part if verb == "join" else Part.HOST

    @invariant()
    def claims_are_the_live_appointments_quarters(self) -> None:
        found = claimed(self.database)
        assert set(found) == self.model.taken()
        assert sum(len(one.quarters()) for one in self.model.held.values()) == found.total()  # no two overlap

    @invariant()
    def no_slot_offers_claimed_time(self) -> None:
        with self.database.reading() as reading:
            slots = agenda.bookable_slots(reading, self.people, minutes=60, now=self.now)
        taken = self.model.taken()
        for slot in slots:
            first = slot.starts // QUARTER
            assert not {(host, at) for host in slot.hosts for at in range(first, first + 5)} & taken

    def teardown(self) -> None:
        """When all stands, people know what is true, and nothing else is claimed."""
        self.now += UNDO
        for batch in self.batches:
            self.stand(batch)
        standing = [one for one in self.model.held.values() if not one.cancelled]
        wanted = {(person, at) for one in standing for person in one.claimants for at in quarters_of(one.span)}
        assert set(claimed(self.database)) == wanted
        for one in self.model.held.values():
            assert one.known == (None if one.cancelled else one.span[0])


@pytest.mark.parametrize(("backend", "examples"), [("sqlite", 40), ("postgresql", 10)])
def test_claims_are_always_the_live_appointments_quarters(backend: str, examples: int, tmp_path: Path) -> None:
    Agenda.database = Database(fresh(backend, tmp_path))
    slow = list(HealthCheck)
    steps = settings(max_examples=examples, stateful_step_count=30, deadline=None, suppress_health_check=slow)
    run_state_machine_as_test(Agenda, settings=steps)
    Agenda.database.close()
