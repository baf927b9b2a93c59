"""Whatever is asked, answered, moved, missed, handed over and left: claims, states, months and messages are right."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bot.agenda.agenda import quarter_hour_span
from bot.agenda.model import State
from bot.agenda.pending import last_undoable_batch
from bot.dates.paris import day_of
from bot.mentoring import answers, changes, choices, coaches, lapses, running
from bot.mentoring.cycle import CycleState, Outcome, SessionEvent, SessionState, derive_state, last_day
from bot.mentoring.model import SHIPPED, CycleSheet, Session
from bot.planning import undoing
from storage.database import Database
from tests.databases import fresh

from .expected import OVER, Told, asked_with
from .rig import DAY, HOUR, paris, session_at
from .story import MINUTE, Story

S, C = SessionState, CycleState
STATES = {
    **dict.fromkeys((S.HELD, S.AGREED, S.COUNTERED, S.LATE), State.HELD),
    **dict.fromkeys((S.CONFIRMED, S.MOVING, S.OVER), State.CONFIRMED),
    **dict.fromkeys((S.OPEN, S.DROPPED), State.CANCELLED),
}
OPEN = (C.ASKED, C.OFFERED, C.HELD, C.ANSWERED)
MENTORS = st.sampled_from(("maya", "maya", "noe", "rose"))
ANSWERS = st.sampled_from((SessionEvent.CONFIRM, SessionEvent.COUNTER, SessionEvent.REFUSE))
AFTER = {
    SessionEvent.CONFIRM: (S.AGREED, S.CONFIRMED),
    SessionEvent.COUNTER: (S.COUNTERED,),
    SessionEvent.REFUSE: (S.OPEN,),
}


def runs_in(*states: CycleState) -> Callable[["Mentoring"], bool]:
    """Say whether some cycle is in one of these states: a rule for none of them would do nothing."""
    return lambda machine: any(one.cycle.state in states for one in machine.sheets)


def stands(sheet: CycleSheet, given: Mapping[int, answers.MentorAnswer]) -> bool:
    """Say whether these very answers were given before, and nobody has changed anything since."""

    def is_so(one: Session) -> bool:
        said = given[one.appointment.id]
        return one.state in AFTER[said.event] and said.starts in (None, one.appointment.starts)

    return sheet.cycle.state in (C.ANSWERED, C.RUNNING) and all(map(is_so, sheet.sessions))


def others(sheet: CycleSheet, session: Session) -> list[Session]:
    """Give the séances that are asked about in one question with this one."""
    return [one for one in asked_with(sheet, session) if one is not session]


class Mentoring(Story):
    """Does at random what two teams, three mentors, a coach and the clock do."""

    @initialize(stage=st.sampled_from(("asked", "running", "running", "missed", "late")), days=st.integers(0, 2))
    def begin(self, stage: str, days: int) -> None:
        """Begin with a request of each team; the first may run, with a séance missed, or held past the month."""
        self.ask("lea", "maya", True)
        self.ask("ines", "maya", False)
        if stage == "asked":
            return
        sheet = self.rig.confirm(self.sheets[0])
        self.agree(sheet)
        one = sheet.sessions[days].appointment
        if stage != "running":
            self.rig.now = one.starts
            self.rig.miss(one.id)
        if stage == "late":
            self.rig.replan(sheet, one.id, paris("2026-06-16 14:00"))
        self.look()

    @rule(who=st.sampled_from(("lea", "ines")), mentor=MENTORS, guest=st.booleans())
    def ask(self, who: str, mentor: str, guest: bool) -> None:
        self.rig.now += MINUTE
        lapsed = self.expected.lapsed(self.sheets, mentor=mentor)
        guests = (self.rig.ids["sami"],) if guest and who == "lea" else ()
        asked: list[CycleSheet] = []

        def work() -> None:
            wish = self.rig.wish(mentor, guest_ids=guests, defi="carte" if who == "lea" else "relais")
            asked.append(self.rig.send(self.rig.keep(who, wish=wish), who))

        cards = Counter([("card", who), ("card", mentor)])
        self.act("ask", work, lambda: lapsed + cards + self.expected.turn(asked[0]))

    @precondition(runs_in(C.HELD))
    @rule(data=st.data(), coach=st.booleans())
    def confirm(self, data: st.DataObject, coach: bool) -> None:
        sheet = self.pick(data, C.HELD)
        who = "claire" if coach else self.expected.mentor(sheet)
        done = self.act("confirm", lambda: self.rig.confirm(sheet, who), lambda: Counter([("group", "group")]))
        assert done == self.in_time(sheet, C.HELD)
        if done:
            self.agree(sheet)

    @precondition(runs_in(C.HELD))
    @rule(data=st.data())
    def answer(self, data: st.DataObject) -> None:
        sheet = self.pick(data, C.HELD)
        who, free, given = self.expected.mentor(sheet), (), {}
        if self.in_time(sheet, C.HELD):
            free = self.rig.use(answers.open_answer, who, sheet.cycle.id)[1].team  # type: ignore[assignment]
        for one in sheet.sessions:
            event = data.draw(ANSWERS)
            given[one.appointment.id] = answers.MentorAnswer(
                event, self.time(data, free) if event is SessionEvent.COUNTER else None
            )
        work = self.using(answers.answer_sessions, who, sheet.cycle.id, answers=given)
        if stands(sheet, given):
            assert self.act("answer_again", work, Counter)
        elif self.act("answer", work, lambda: self.expected.started(sheet, "answered")):
            self.agree(sheet)

    @precondition(runs_in(C.ASKED))
    @rule(data=st.data(), on=st.sets(st.integers(3, 40), min_size=8))
    def give_times(self, data: st.DataObject, on: set[int]) -> None:
        sheet = self.pick(data, C.ASKED)
        begins = paris(f"{self.rig.now:%Y-%m-%d} 14:00")
        spans = [(begins + one * DAY, begins + one * DAY + 3 * HOUR) for one in on]
        who = self.expected.mentor(sheet)
        work = partial(self.rig.give_times, who, sheet, spans)
        if self.act("give_times", work, lambda: self.expected.turn(self.rig.sheet(sheet), "answered")):
            self.agree(sheet)

    @precondition(runs_in(C.ANSWERED, C.OFFERED))
    @rule(data=st.data(), accepts=st.booleans())
    def choose(self, data: st.DataObject, accepts: bool) -> None:
        sheet = self.pick(data, C.ANSWERED, C.OFFERED)
        who, free = self.expected.asker(sheet), ()
        if self.in_time(sheet, C.ANSWERED, C.OFFERED):
            free = self.rig.use(choices.open_choice, who, sheet.cycle.id)[1].team  # type: ignore[assignment]
        picks = {}
        for one in choices.pending_sessions(sheet):
            keeps = one.state.holds_time and data.draw(st.booleans())
            picks[one.appointment.id] = one.appointment.starts if keeps else self.time(data, free)
        work = self.using(choices.choose_times, who, sheet.cycle.id, picks=picks)
        work = self.using(choices.accept_times, who, sheet.cycle.id) if accepts else work
        self.act("choose", work, lambda: self.expected.started(sheet, "picked"))

    @precondition(runs_in(*OPEN))
    @rule(data=st.data(), withdraws=st.booleans())
    def close(self, data: st.DataObject, withdraws: bool) -> None:
        sheet = self.pick(data, *OPEN)
        asker, mentor = self.expected.asker(sheet), self.expected.mentor(sheet)
        work, told = self.using(answers.decline_request, mentor, sheet.cycle.id), ("declined", asker)
        if withdraws:
            work, told = self.using(choices.withdraw_request, asker, sheet.cycle.id), ("withdrawn", mentor)
        again = sheet.cycle.state is C.DECLINED and not withdraws  # said once more: it stands
        done = self.act("close", work, lambda: Counter() if again else Counter([told]))
        assert done == (again or self.in_time(sheet, *OPEN))

    @precondition(runs_in(C.RUNNING))
    @rule(data=st.data(), by_mentor=st.booleans())
    def move(self, data: st.DataObject, by_mentor: bool) -> None:
        """Move a séance, or give one without time a new one."""
        self.rig.now += MINUTE
        right = [*self.some(S.OPEN) * 4, *self.some(S.CONFIRMED, S.MOVING, S.OPEN), *self.some(*S)[:2]]
        sheet, one = data.draw(st.sampled_from(right))
        who, of = self.expected.mentor(sheet) if by_mentor else self.expected.asker(sheet), one.appointment.id
        free: Sequence[int] = ()
        if sheet.cycle.state is C.RUNNING:
            free = self.rig.use(changes.read_free_times, who, sheet.cycle.id, appointment_id=of)[1].team
        to, lost = self.time(data, free), one.state is S.OPEN
        case = running.replan_session if lost else changes.move

        def told() -> Told:
            if lost and session_at(self.rig.sheet(sheet), of).state is S.LATE:
                return Counter([("late", self.expected.mentor(sheet))])
            if not lost and not by_mentor:  # asked of the mentor, or taken back before they answered
                asks = session_at(self.rig.sheet(sheet), of).state is S.MOVING
                return Counter([("late", self.expected.mentor(sheet))] if asks else [])
            told = self.expected.everybody("replanned" if lost else "moved", sheet, by=who)
            return told + self.expected.kept(others(sheet, one), sheet)

        move = self.using(case, who, sheet.cycle.id, appointment_id=of, starts=to)

        def work() -> None:
            move()
            self.rig.commit(sheet)

        if self.act("replan" if lost else "move", work, told) and by_mentor:
            self.words.add((of, to))

    @precondition(lambda self: self.some(S.CONFIRMED, S.MOVING))
    @rule(data=st.data(), by_mentor=st.booleans())
    def move_rest(self, data: st.DataObject, by_mentor: bool) -> None:
        """Move all that remain at once."""
        self.rig.now += MINUTE
        sheet, _ = data.draw(st.sampled_from(self.some(S.CONFIRMED, S.MOVING)))
        who = self.expected.mentor(sheet) if by_mentor else self.expected.asker(sheet)
        rest = changes.remaining_sessions(sheet, now=self.rig.now)
        if sheet.cycle.state is not C.RUNNING or not rest:
            return
        free = self.rig.use(changes.read_free_times, who, sheet.cycle.id)[1]
        to, first = self.time(data, changes.starts_for_rest(sheet, free, now=self.rig.now)), rest[0]
        again = to == (first.appointment.starts if by_mentor else all(one.together for one in rest) and first.wanted)
        move = self.using(changes.move_rest, who, sheet.cycle.id, first_session_id=first.appointment.id, starts=to)

        def work() -> None:
            move()
            self.rig.commit(sheet)

        def told() -> Told:
            asked = Counter([("late", self.expected.mentor(sheet))])
            everybody = self.expected.everybody("moved", sheet, by=who)
            return Counter() if again else everybody if by_mentor else asked

        if self.act("move_rest" if by_mentor else "ask_rest", work, told) and by_mentor:
            after = self.rig.sheet(sheet)
            ids = [one.appointment.id for one in rest]
            self.words |= {(one, session_at(after, one).appointment.starts) for one in ids}

    @precondition(lambda self: self.some(*S, begun=True))
    @rule(data=st.data(), outcome=st.sampled_from((*Outcome, None, None)))
    def say(self, data: st.DataObject, outcome: Outcome | None) -> None:
        """Say of a séance that it took place, or not; None: the mentor says that it did not."""
        self.rig.now += MINUTE
        right = [*self.some(S.CONFIRMED, S.OVER, begun=True) * 4, *self.some(*S, begun=True)]
        sheet, one = data.draw(st.sampled_from(right))
        of, asker = one.appointment.id, self.expected.asker(sheet)

        def told() -> Told:
            again = self.expected.asked_again(self.rig.sheet(sheet)) if outcome in (None, Outcome.MISSED) else Counter()
            kept = self.expected.kept(others(sheet, one), sheet) if outcome is None else Counter()
            return again + kept + Counter([("missed", asker)] if outcome is None else [])

        work = self.using(running.record_outcome, asker, of, outcome=outcome)
        missed = self.using(running.record_missed, self.expected.mentor(sheet), of)
        self.act("say" if outcome else "miss", work if outcome else missed, told)

    @precondition(lambda self: any(one.state in (S.LATE, S.MOVING) for sheet in self.sheets for one in sheet.sessions))
    @rule(data=st.data(), agreed=st.booleans())
    def answer_late(self, data: st.DataObject, agreed: bool) -> None:
        self.rig.now += MINUTE
        late = [(sheet, one) for sheet in self.sheets for one in sheet.sessions if one.state in (S.LATE, S.MOVING)]
        sheet, one = data.draw(st.sampled_from(late))
        no = "late_refused" if one.state is S.LATE else "kept"
        who, refused = self.expected.mentor(sheet), Counter([(no, self.expected.asker(sheet))])
        work = self.using(running.answer_late_time, who, one.appointment.id, is_agreed=agreed)
        told = self.expected.everybody("moved" if one.wanted else "replanned", sheet, by=who) if agreed else refused
        if self.act("answer_late", work, lambda: told):
            asked = asked_with(sheet, one)
            self.words |= {(other.appointment.id, other.wanted or other.appointment.starts) for other in asked}

    @precondition(runs_in(C.RUNNING))
    @rule(data=st.data(), by_mentor=st.booleans(), sure=st.integers(0, 5), undoes=st.booleans())
    def end(self, data: st.DataObject, by_mentor: bool, sure: int, undoes: bool) -> None:
        """End a cycle for good, or for a moment."""
        if sure and not undoes:
            return
        sheet = self.pick(data, C.RUNNING)
        who = self.expected.mentor(sheet) if by_mentor else self.expected.asker(sheet)
        undoes = undoes and sheet.cycle.state is C.RUNNING and changes.can_undo_end(sheet, now=self.rig.now)
        ids = [one.appointment.id for one in sheet.sessions]

        def work() -> None:
            self.rig.use(changes.end_cycle, who, sheet.cycle.id)
            batch = self.rig.do(lambda tx: last_undoable_batch(tx, self.rig.ids[who], *ids, now=self.rig.now))
            if not undoes:
                self.rig.commit(sheet)
            elif batch is not None:
                self.rig.use(undoing.undo_batch, who, batch)

        def told() -> Told:
            return Counter() if undoes else self.expected.everybody("ended", sheet, by=who)

        before = [one.state for one in sheet.sessions]
        done = self.act("undo_end" if undoes else "end", work, told)
        assert done == (sheet.cycle.state is C.RUNNING)
        if undoes:
            assert [one.state for one in self.rig.sheet(sheet).sessions] == before

    @precondition(lambda self: any(one.cycle.guest_ids for one in self.sheets))
    @rule(data=st.data())
    def leave(self, data: st.DataObject) -> None:
        self.rig.now += MINUTE
        sheet = data.draw(st.sampled_from([one for one in self.sheets if one.cycle.guest_ids]))
        told = self.expected.left(sheet)
        assert self.act("leave", self.using(lapses.leave_cycle, "sami", sheet.cycle.id), lambda: told)
        self.expected.groups.discard(sheet.cycle.id)  # until another is open

    @precondition(runs_in(C.RUNNING))
    @rule(data=st.data(), to=MENTORS)
    def hand_over(self, data: st.DataObject, to: str) -> None:
        sheet = self.pick(data, C.RUNNING)
        told = self.expected.lapsed(self.sheets, mentor=to) + self.expected.handed(sheet, to)
        work = self.using(coaches.hand_over, "claire", sheet.cycle.id, mentor_id=self.rig.ids[to])
        if self.act("hand_over", work, lambda: told):
            self.expected.groups.discard(sheet.cycle.id)

    @precondition(runs_in(C.RUNNING))
    @rule(data=st.data())
    def open_group(self, data: st.DataObject) -> None:
        sheet = self.pick(data, C.RUNNING)
        if sheet.cycle.state is C.RUNNING:
            self.rig.open_group(sheet)
            self.expected.groups.add(sheet.cycle.id)

    @rule(hours=st.sampled_from((1, 5, 25, 25, 100)), looks=st.booleans())
    def wait(self, hours: int, looks: bool) -> None:
        """Let time go by, and the clock look."""
        self.rig.now += hours * HOUR
        if not looks:
            return
        told = self.expected.lapsed(self.sheets)
        for sheet in self.sheets:
            told += self.expected.clock(sheet) if sheet.cycle.state is C.RUNNING else Counter()
        self.act("tick", self.rig.tick, lambda: told)

    @invariant()
    def claims_are_the_quarters_of_the_seances_that_hold_time(self) -> None:
        wanted: Counter[tuple[int, int]] = Counter()
        for sheet in self.sheets:
            own = self.rig.claims_of(sheet)
            for one in sheet.timed_sessions:
                first, length = quarter_hour_span(one.appointment.starts, one.appointment.ends)
                assert one.appointment.host_ids == (sheet.cycle.mentor_id,) or one.appointment.starts <= self.rig.now
                held = {first + at for at in range(length)}
                if one.wanted is not None:
                    first, length = quarter_hour_span(
                        one.wanted, one.wanted + (one.appointment.ends - one.appointment.starts)
                    )
                    wished = {first + at for at in range(length)}  # what another of them holds stays with it
                    theirs = {quarter for _, quarter in own} if one.together else set()
                    held |= wished - theirs
                wanted.update((host, quarter) for host in one.appointment.claimant_ids for quarter in held)
        assert self.rig.claims() == wanted
        assert set(wanted.values()) <= {1}

    @invariant()
    def states_are_those_of_the_rule(self) -> None:
        live: Counter[tuple[int, str]] = Counter()
        for sheet in self.sheets:
            cycle, states = sheet.cycle, {one.state for one in sheet.sessions}
            assert len(sheet.sessions) in ((0,) if cycle.state is C.ASKED else (4,) if cycle.state.is_live else (0, 4))
            assert all(one.appointment.state is STATES[one.state] for one in sheet.sessions)
            assert all((one.wanted is not None) is (one.state is S.MOVING) for one in sheet.sessions)
            assert (cycle.answer_by is not None) is cycle.state.is_open
            live[cycle.asked_by, cycle.domain] += cycle.state.is_live
            if cycle.state in (C.HELD, C.ANSWERED):
                assert derive_state(states) is cycle.state
            elif cycle.state is C.RUNNING:
                assert states <= {S.CONFIRMED, S.MOVING, S.OPEN, S.LATE, *OVER}
            elif not cycle.state.is_live:
                assert states <= OVER | ({S.CONFIRMED, S.MOVING} if cycle.state is C.ENDED else set())
        assert set(live.values()) <= {0, 1}

    @invariant()
    def past_the_month_there_is_the_mentors_word(self) -> None:
        for sheet in self.sheets:
            days = [day_of(one.appointment.starts) for one in sheet.timed_sessions]
            first = sheet.cycle.first_day or min(days, default=None)
            for one, day in zip(sheet.timed_sessions, days, strict=True):
                if first and (one.appointment.id, one.appointment.starts) not in self.words:
                    assert day <= last_day(first, SHIPPED, allows_late=one.state is S.LATE)


def test_claims_states_and_messages_are_always_right(tmp_path: Path) -> None:
    Mentoring.database, Mentoring.done = Database(fresh("sqlite", tmp_path)), Counter()
    slow = list(HealthCheck)
    steps = settings(max_examples=30, stateful_step_count=40, deadline=None, suppress_health_check=slow)
    run_state_machine_as_test(Mentoring, settings=steps)
    Mentoring.database.close()
