"""What an asker and a mentor press and submit on the way through a cycle, to its ack, as `clicks` measures it."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from bot.agenda import holds
from bot.dates.paris import from_epoch
from bot.mentoring import answers, changes, choices, running, service
from bot.mentoring.answers import MentorAnswer
from bot.mentoring.cycle import Outcome, SessionEvent
from bot.mentoring.model import CycleOffer, CycleSheet, CycleWish, DayHalf
from bot.mentoring.sheets import describe_cycle
from bot.programme.model import Actor
from storage.database import Database, Transaction
from storage.mentoring.cycles import cycles
from storage.programme import people

from .booking import VISIO
from .measure import Row
from .receiving import chosen, made_id, press, submit
from .stories import WARM_UP, Act, Click, do, last_of, live, rows_of
from .world import BACKENDS, NOW, Cast, opened, settle, settle_mentor

STORIES = 100  # of each click; the goal is of the p50
MENTORS = 6
NEED = "Choisir un modèle pour nos séries de mesures, et savoir comment l’évaluer."
DOMAIN = "Science de la donnée"
DAY = timedelta(days=1)
Field = Mapping[str, Any]
Fields = dict[str, Field]
NOTHING: Field = {"type": "static_select", "selected_option": None}


def measure() -> list[Row]:
    """Give a row for each click and database."""
    return [row for backend in BACKENDS for row in _measure(backend)]


def _measure(backend: str) -> list[Row]:
    with opened(backend, copies=2) as (ours, bare):
        for database in (ours, bare):
            with database.transaction() as tx:
                cast = settle(tx, eig=3, hosts=0)
                mentors = [settle_mentor(tx, number, domain=DOMAIN, cycles_max=MENTORS) for number in range(MENTORS)]
        stories = (
            Story(cast, (ours, bare), number, mentors[number % MENTORS]).clicks() for number in range(STORIES + WARM_UP)
        )
        return rows_of(live(ours, bare, stories), backend)


class Story:
    """Three requests to one mentor: one answered séance by séance, one confirmed at once, one declined.

    All time is given back at the end, so that the next story finds the agendas as this one did.
    """

    def __init__(self, cast: Cast, databases: tuple[Database, Database], number: int, mentor_id: int) -> None:
        self.databases = databases
        self.name = f"story {number}"
        with databases[0].reading() as reading:
            self.lea = Actor("UEIG0", people.by_id(reading, cast.eig[0]))
            person = people.by_id(reading, mentor_id)
        self.mentor = Actor(str(person and person.slack_id), person)
        self.wish = CycleWish(cast.defi, NEED, domain=DOMAIN, guest_ids=cast.eig[1:], mentor_id=mentor_id)

    def clicks(self) -> Iterator[Click]:
        """Give what is done one after the other; what lies between is done on both databases, untimed."""
        yield from self._answered_one_by_one()
        sheet = self._asked(made_id(f"{self.name} b"))
        confirm = partial(answers.confirm_sessions, actor=self.mentor, cycle_id=sheet.cycle.id, now=NOW)
        yield self._press(self.mentor, "confirm", sheet.cycle.id, act=partial(do, confirm))
        self._both(partial(changes.end_cycle, actor=self.lea, cycle_id=sheet.cycle.id, now=NOW))
        sheet = self._asked(made_id(f"{self.name} c"))
        decline = partial(answers.decline_request, actor=self.mentor, cycle_id=sheet.cycle.id, now=NOW)
        fields: Fields = {"reason": {"type": "plain_text_input", "value": None}}
        yield self._submit(self.mentor, "declined", str(sheet.cycle.id), fields, act=partial(do, decline))

    def _answered_one_by_one(self) -> Iterator[Click]:
        draft = made_id(f"{self.name} a")
        yield self._need("need, « Proposez-moi quelqu’un »", draft, None)
        yield self._need("need, a mentor named", draft, self.wish.mentor_id)
        starts = self._planned(draft)
        fields = {f"slot-{number}": chosen(int(one.timestamp())) for number, one in enumerate(starts, 1)}
        yield self._submit(self.lea, "send", draft, fields, act=partial(do, self._ask(draft, starts)))
        sheet = self._newest()
        cycle_id = sheet.cycle.id
        yield self._counter(sheet)
        accept = partial(choices.accept_times, actor=self.lea, cycle_id=cycle_id, now=NOW)
        yield self._press(self.lea, "accept", cycle_id, act=partial(do, accept))
        first = self._newest().sessions[0].appointment
        later = first.ends
        self._both(partial(running.finish_session, appointment_id=first.id, now=later))
        took_place = partial(
            running.record_outcome, actor=self.lea, appointment_id=first.id, outcome=Outcome.TOOK_PLACE, now=later
        )
        yield self._press(self.lea, "took_place", first.id, act=partial(do, took_place), at=later)
        self._both(partial(changes.end_cycle, actor=self.lea, cycle_id=cycle_id, now=later))
        self._both(partial(holds.release, actor=self.lea, appointments=[first], now=later))

    def _need(self, name: str, draft: str, mentor_id: int | None) -> Click:
        fields: Fields = {
            "need": {"type": "plain_text_input", "value": NEED},
            "link": {"type": "plain_text_input", "value": None},
            "domain": chosen(DOMAIN),
            "participants": _ticked(*self.wish.guest_ids),
            "days": _ticked(*range(5)),
            "halves": _ticked(*DayHalf),
            "from_day": {"type": "datepicker", "selected_date": None},
            "mentor": chosen(mentor_id or "any"),
        }
        return self._submit(self.lea, "need", draft, fields, act=partial(do, self._keep(draft, mentor_id)), name=name)

    def _counter(self, sheet: CycleSheet) -> Click:
        """Confirm three, and propose the second a day later."""
        ids, given, fields = [one.appointment.id for one in sheet.sessions], {}, {}
        for number, appointment_id in enumerate(ids):
            starts = sheet.sessions[1].appointment.starts + DAY if number == 1 else None
            given[appointment_id] = MentorAnswer(SessionEvent.COUNTER if starts else SessionEvent.CONFIRM, starts)
            fields[f"answer-{appointment_id}"] = chosen(given[appointment_id].event.value)
            fields[f"time-{appointment_id}"] = chosen(int(starts.timestamp())) if starts else NOTHING
        answer = partial(answers.answer_sessions, actor=self.mentor, cycle_id=sheet.cycle.id, answers=given, now=NOW)
        return self._submit(self.mentor, "answered", str(sheet.cycle.id), fields, act=partial(do, answer))

    def _press(self, who: Actor, verb: str, value: int, *, act: Act, at: datetime = NOW) -> Click:
        action_id = f"mentoring.{verb}"
        return Click(action_id, press(who.slack_id, action_id, value), act, at)

    def _submit(
        self, who: Actor, verb: str, private: str, fields: Mapping[str, Field], *, act: Act, name: str = ""
    ) -> Click:
        return Click(f"mentoring.{name or verb}", submit(who.slack_id, f"mentoring.{verb}", private, fields), act)

    def _keep(self, draft: str, mentor_id: int | None) -> Callable[[Transaction], CycleOffer]:
        wish = CycleWish(self.wish.defi_id, NEED, domain=DOMAIN, guest_ids=self.wish.guest_ids, mentor_id=mentor_id)

        def keep(tx: Transaction) -> CycleOffer:
            service.save_need(tx, self.lea, draft, wish=wish, now=NOW)
            return service.browse_mentors(tx, self.lea, draft, now=NOW)

        return keep

    def _ask(self, draft: str, starts: list[datetime]) -> Callable[[Transaction], CycleSheet]:
        return partial(service.send_request, actor=self.lea, draft_id=draft, starts=starts, visio_url=VISIO, now=NOW)

    def _planned(self, draft: str) -> list[datetime]:
        with self.databases[0].reading() as reading:
            match = service.browse_mentors(reading, self.lea, draft, now=NOW).match
        return [from_epoch(one) for one in match.starts] if match else []

    def _asked(self, draft: str) -> CycleSheet:
        """Ask for a cycle on both databases."""
        self._both(self._keep(draft, self.wish.mentor_id))
        self._both(self._ask(draft, self._planned(draft)))
        return self._newest()

    def _newest(self) -> CycleSheet:
        cycle_id = last_of(self.databases, cycles.c.id)
        with self.databases[0].reading() as reading:
            return describe_cycle(reading, cycle_id)

    def _both(self, act: Callable[..., object]) -> None:
        for database in self.databases:
            do(act, database)


def _ticked(*values: object) -> Field:
    return {"type": "checkboxes", "selected_options": [{"value": str(one)} for one in values]}
