"""Mentoring on a real database, a transaction a gesture, with shorter words for the use cases."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from threading import Barrier
from typing import Any, TypeVar

from sqlalchemy import text

from bot.agenda.agenda import quarter_hour_span
from bot.dates.paris import PARIS, from_epoch
from bot.errors import Conflict, Refusal, Unavailable
from bot.mentoring import answers, changes, choices, lapses, running, service, steps
from bot.mentoring.cycle import Outcome, SessionEvent, SessionState
from bot.mentoring.matching.times import Ranges
from bot.mentoring.model import CycleOffer, CycleSheet, CycleWish, Session
from bot.mentoring.sheets import describe_cycle
from bot.programme.model import Actor, Membership
from bot.programme.roles import Role
from storage.database import Database, Transaction
from storage.programme import people
from tests.databases import everything, raw
from tests.journeys import mentors, promotion
from tests.promotion import depart

NOW = promotion.NOW
DATA = mentors.DATA
NEED = "Choisir un modèle pour nos séries de mesures"
VISIO = "https://visio.example.org/{room}"
COACHES = "Ccoachs"
CHANNEL = "Dgroup"
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
NOBODY = ("promotion", "carte", "relais")  # of the ids, those of no person
MOST_TRIES = 5
T = TypeVar("T")


@dataclass
class Rig:
    """The promotion of the journeys with three mentors; `now` is moved by hand."""

    database: Database
    ids: dict[str, int]
    now: datetime = NOW
    drafts: "count[int]" = field(default_factory=lambda: count(1))

    def actor(self, key: str) -> Actor:
        with self.database.reading() as tx:
            return Actor(f"U{key}", people.by_id(tx, self.ids[key]))

    def add(self, key: str, role: Role, *, defi: str | None = None, cycles_max: int | None = None) -> int:
        """Add somebody to the promotion, an EIG to this défi."""
        here = self.ids["promotion"] if role is not Role.MENTOR else None
        with self.database.transaction() as tx:
            person = people.add(tx, name=key.capitalize())
            people.add_membership(
                tx, person, Membership(role, here, self.ids[defi] if defi else None), cycles_max=cycles_max
            )
        self.ids[key] = person
        return person

    def depart(self, *keys: str) -> None:
        """Let these people leave the programme."""
        self.do(lambda tx: depart(tx, *(self.ids[key] for key in keys), at=self.now))

    def do(self, work: Callable[[Transaction], T]) -> T:
        """Do one use case in one transaction."""
        with self.database.transaction() as tx:
            return work(tx)

    def use(self, case: Callable[..., T], who: str, *given: object, **named: object) -> T:
        """Do this use case as this person, now, in one transaction."""
        return self.do(self.act(case, who, *given, **named))

    def act(self, case: Callable[..., T], who: str, *given: object, **named: object) -> Callable[[Transaction], T]:
        """Give what `use` would do, to be done later."""
        actor = self.actor(who)
        whole: dict[str, Any] = {"now": self.now, **named}
        return lambda tx: case(tx, actor, *given, **whole)

    def together(self, *works: Callable[[Transaction], object]) -> list[str]:
        """Do these at one moment, each in a thread and a transaction; give "done" or the refusal's name, in order.

        As the conversation does, what lost a deadlock is tried once more; who waited too long presses again.
        """
        ready = Barrier(len(works))

        def run(work: Callable[[Transaction], object]) -> str:
            ready.wait()
            conflicts = 0
            for _ in range(MOST_TRIES):
                try:
                    self.do(work)
                except Conflict:
                    conflicts += 1
                    if conflicts > 1:
                        return "Conflict"
                except Unavailable:
                    continue
                except Refusal as refusal:
                    return type(refusal).__name__
                else:
                    return "done"
            return "Unavailable"

        with ThreadPoolExecutor(len(works)) as pool:
            return list(pool.map(run, works))

    def wish(self, mentor: str | None = "maya", **values: object) -> CycleWish:
        defi = str(values.pop("defi", "carte"))
        given = {"need": NEED, "domain": DATA, "mentor_id": self.ids[mentor] if mentor else None, **values}
        return CycleWish(self.ids[defi], **given)  # type: ignore[arg-type]

    def keep(self, who: str = "lea", draft: str | None = None, wish: CycleWish | None = None) -> CycleOffer:
        """Go through the first step, and give the second with its draft."""
        draft = draft or f"draft-{next(self.drafts)}"
        self.use(service.save_need, who, draft, wish=wish or self.wish())
        return self.look(draft, who)

    def look(self, draft: str, who: str = "lea") -> CycleOffer:
        """Give what is offered for a draft."""
        with self.database.reading() as tx:
            return service.browse_mentors(tx, self.actor(who), draft, now=self.now)

    def next(self, sheet: CycleSheet, draft: str, who: str = "lea") -> CycleOffer:
        """Begin the request that follows this one, with the best of the mentors who remain."""
        found = self.use(service.find_next_mentor, who, draft, cycle_id=sheet.cycle.id)
        self.use(service.begin_next_request, who, draft, cycle_id=sheet.cycle.id, mentor_id=found.wish.mentor_id)
        assert self.look(draft, who) == found
        return found

    def give_times(self, who: str, sheet: CycleSheet, ranges: Ranges) -> CycleSheet:
        """Answer when one could: the four are found, then held."""
        starts = self.use(answers.plan_times, who, sheet.cycle.id, ranges=ranges)
        return self.use(answers.give_times, who, sheet.cycle.id, ranges=ranges, starts=starts, visio_url=VISIO)

    def send(self, offer: CycleOffer, who: str = "lea", starts: Sequence[datetime] | None = None) -> CycleSheet:
        """Send a request with the plan that was offered, or with these starts."""
        planned = [from_epoch(one) for one in offer.match.starts] if offer.match else []
        actor, given = self.actor(who), planned if starts is None else starts
        return self.do(
            lambda tx: service.send_request(tx, actor, offer.draft_id, starts=given, visio_url=VISIO, now=self.now)
        )

    def asked(self, who: str = "lea", mentor: str = "maya", **values: object) -> CycleSheet:
        """Ask for a cycle."""
        return self._begun(who, mentor, values, runs=False)

    def running(self, who: str = "lea", mentor: str = "maya", **values: object) -> CycleSheet:
        """Ask for a cycle that Maya confirms."""
        return self._begun(who, mentor, values, runs=True)

    def _begun(self, who: str, mentor: str, values: dict[str, object], *, runs: bool) -> CycleSheet:
        draft = f"draft-{next(self.drafts)}"
        sheet = self.send(self.keep(who, draft, self.wish(mentor, **values)), who)
        return self.confirm(sheet) if runs else sheet

    def confirm(self, sheet: CycleSheet, who: str = "maya") -> CycleSheet:
        return self.use(answers.confirm_sessions, who, sheet.cycle.id)

    def answer(
        self, sheet: CycleSheet, *events: SessionEvent, starts: Sequence[datetime | None] = (), who: str = "maya"
    ) -> CycleSheet:
        """Answer séance by séance, in order, with times for those that take one."""
        return self.use(
            answers.answer_sessions, who, sheet.cycle.id, answers=answers_for(sheet, *events, starts=starts)
        )

    def choose(self, sheet: CycleSheet, picks: dict[int, datetime], who: str = "lea") -> CycleSheet:
        return self.use(choices.choose_times, who, sheet.cycle.id, picks=picks)

    def move(self, sheet: CycleSheet, number: int, to: datetime, who: str = "lea") -> CycleSheet:
        """Move the séance at this place, the first at 0, for good; the mentor agrees to what the team asks for."""
        moved = self.ask_for(sheet, number, to, who)
        self.commit(sheet)
        if moved.sessions[number].state is SessionState.MOVING:
            return self.use(running.answer_late_time, "maya", moved.sessions[number].appointment.id, is_agreed=True)
        return moved

    def end(self, sheet: CycleSheet, who: str, reason: str = "") -> None:
        """End a cycle, for good."""
        self.use(changes.end_cycle, who, sheet.cycle.id, reason=reason)
        self.commit(sheet)

    def commit(self, sheet: CycleSheet) -> None:
        """Let the next change of a cycle be built on the last, which nobody can undo any more."""
        self.do(lambda tx: steps.lock_cycle(tx, sheet.cycle.id, now=self.now))

    def ask_for(self, sheet: CycleSheet, number: int, to: datetime, who: str = "lea") -> CycleSheet:
        """Choose another time for the séance at this place: set by the mentor, asked for by the team."""
        one = self.sheet(sheet).sessions[number].appointment.id
        return self.use(changes.move, who, sheet.cycle.id, appointment_id=one, starts=to)

    def replan(self, sheet: CycleSheet, appointment_id: int, to: datetime, who: str = "lea") -> CycleSheet:
        return self.use(running.replan_session, who, sheet.cycle.id, appointment_id=appointment_id, starts=to)

    def check_in(self, appointment_id: int, outcome: Outcome, who: str = "lea") -> CycleSheet:
        return self.use(running.record_outcome, who, appointment_id, outcome=outcome)

    def miss(self, appointment_id: int, who: str = "maya") -> CycleSheet:
        return self.use(running.record_missed, who, appointment_id)

    def past(self, sheet: CycleSheet, number: int) -> Session:
        """Let the séance at this place end, and the clock notice; give it."""
        one = self.sheet(sheet).sessions[number]
        self.now = one.appointment.ends
        self.tick()
        return session_at(self.sheet(sheet), one.appointment.id)

    def open_group(self, sheet: CycleSheet) -> None:
        """Let the group conversation be opened, as the dispatcher does."""
        close = text(
            "UPDATE notices SET state = 'sent', sent_channel = :channel, sent_ts = '1', closed_at = 1 "
            "WHERE kind = 'mentoring.group' AND action = 'group' AND subject_id = :cycle AND state = 'owed'"
        )
        self.do(lambda tx: tx.execute(close, {"channel": CHANNEL, "cycle": sheet.cycle.id}))

    def tick(self) -> None:
        """Do once what the clock does."""
        with self.database.reading() as reading:
            lapsed = lapses.list_due(reading, now=self.now)
            late = running.list_late_questions(reading, now=self.now)
            ended = running.list_ended(reading, now=self.now)
            left = lapses.list_leavers(reading)
            without = running.cycles_without_time(reading)
        for one in lapsed:
            self.do(lambda tx, one=one: lapses.expire_request(tx, one, now=self.now))  # type: ignore[misc]
        for one in late:
            self.do(lambda tx, one=one: running.expire_late_question(tx, one, now=self.now))  # type: ignore[misc]
        for one in ended:
            self.do(lambda tx, one=one: running.finish_session(tx, one, now=self.now))  # type: ignore[misc]
        for cycle, person in left:
            self.do(lambda tx, c=cycle, p=person: lapses.remove_leaver(tx, c, person_id=p, now=self.now))  # type: ignore[misc]
        for one in without:
            self.do(lambda tx, one=one: running.drop_untimed_sessions(tx, one, now=self.now))  # type: ignore[misc]

    def sheet(self, cycle: int | CycleSheet) -> CycleSheet:
        cycle_id = cycle.cycle.id if isinstance(cycle, CycleSheet) else cycle
        with self.database.reading() as tx:
            return describe_cycle(tx, cycle_id)

    def claims(self) -> Counter[tuple[int, int]]:
        """Give the claimed quarters, each with its person."""
        with self.database.reading() as tx:
            return Counter(raw(tx, "SELECT person_id, quarter FROM claims"))

    def claims_of(self, sheet: CycleSheet) -> Counter[tuple[int, int]]:
        """Give what the séances that hold time should claim."""
        wanted: Counter[tuple[int, int]] = Counter()
        for one in sheet.timed_sessions:
            first, length = quarter_hour_span(one.appointment.starts, one.appointment.ends)
            wanted.update((sheet.cycle.mentor_id, first + i) for i in range(length))
        return wanted

    def owed(self, *, kinds: str = "mentoring.%", alive: bool = False) -> Counter[tuple[str, str]]:
        """Count what was ever owed (`alive`: and was not dropped), by kind without its feature and recipient's key."""
        with self.database.reading() as tx:
            rows = raw(tx, f"SELECT kind, person_id, channel, action, state FROM notices WHERE kind LIKE '{kinds}'")
        names = {person: key for key, person in self.ids.items() if key not in NOBODY}
        return Counter(
            (kind.removeprefix("mentoring."), names.get(person_id, channel or action))
            for kind, person_id, channel, action, state in rows
            if action != "update" and not (alive and state == "dropped")
        )

    def everything(self) -> dict[str, list[str]]:
        """Give all that the database holds."""
        with self.database.reading() as tx:
            return everything(tx)

    def news(self, work: Callable[[], object]) -> dict[tuple[str, str], int]:
        """Give what this owes that was not owed before."""
        before = self.owed()
        work()
        return dict(self.owed() - before)

    def notices(self, kind: str = "mentoring.%") -> list[Any]:
        """Give the rows of the ledger of these kinds, in order."""
        with self.database.reading() as tx:
            query = text("SELECT * FROM notices WHERE kind LIKE :kind ORDER BY seq")
            return list(tx.execute(query, {"kind": kind}))

    def due(self, kind: str, *, alive: bool = True) -> list[datetime]:
        """Give when what is owed of this kind is due."""
        rows = self.notices(f"mentoring.{kind}")
        return [from_epoch(row.due) for row in rows if row.action != "update" and (row.state == "owed" or not alive)]

    def verbs(self, sheet: CycleSheet) -> list[tuple[str, int | None]]:
        """Give what the history says of a cycle, and who did it."""
        with self.database.reading() as tx:
            query = text(
                "SELECT action, actor_id FROM history WHERE thing = 'mentoring_cycle' AND thing_id = :id ORDER BY id"
            )
            return [(row.action, row.actor_id) for row in tx.execute(query, {"id": sheet.cycle.id})]


def make_rig(database: Database, now: datetime = NOW) -> Rig:
    """Write the promotion and its mentors."""
    with database.transaction() as tx:
        return Rig(database, _seed(tx), now)


def _seed(tx: Transaction) -> dict[str, int]:
    ids = promotion.seed(tx, COACHES)
    mentors.seed_mentors(tx, ids)
    return ids


def answers_for(
    sheet: CycleSheet, *events: SessionEvent, starts: Sequence[datetime | None] = ()
) -> dict[int, answers.MentorAnswer]:
    """Give the mentor's answers to the séances in order, with times for those that take one."""
    given = [*starts, *[None] * (len(events) - len(starts))]
    return {
        one.appointment.id: answers.MentorAnswer(event, start)
        for one, event, start in zip(sheet.sessions, events, given, strict=True)
    }


def session_at(sheet: CycleSheet, appointment_id: int) -> Session:
    """Give a séance by its appointment."""
    return next(one for one in sheet.sessions if one.appointment.id == appointment_id)


def times_of(sheet: CycleSheet) -> list[datetime]:
    """Give the starts of the séances that have a time."""
    return [one.appointment.starts for one in sheet.timed_sessions]


def paris(written: str) -> datetime:
    """Read a clock time of Paris, "2026-05-12 14:00"."""
    return datetime.fromisoformat(written).replace(tzinfo=PARIS).astimezone(UTC)


def shown(sheet: CycleSheet) -> list[str]:
    """Give the séances as the clocks of Paris show them: "12/05 14:00"."""
    return [f"{one.astimezone(PARIS):%d/%m %H:%M}" for one in times_of(sheet)]
