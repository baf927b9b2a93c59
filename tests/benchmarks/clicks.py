"""Every click and submission of the bureau d'aide, to its ack, beside an empty listener and the bare use case."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import chain
from typing import Any

from bot.agenda import agenda, pending
from bot.agenda.away import AbsenceWay, AwayChoice
from bot.catalogue.catalogue import current_edition
from bot.dates.paris import day_of
from bot.helpdesk import changes, news, proposals, service, sheets
from bot.helpdesk.model import RankedHost, RankReason, RequestWish
from bot.planning.absence import service as absence
from bot.planning.absence.model import Days
from bot.programme.model import Actor
from storage.database import Database, Transaction
from storage.helpdesk.requests import requests, sessions
from storage.programme import people

from .booking import VISIO, free_times
from .measure import Row
from .receiving import chosen, command, made_id, press, submit
from .stories import WARM_UP, Act, Click, do, last_of, live, rows_of
from .world import BACKENDS, NOW, Cast, opened, settle

STORIES = 200  # of each click; the goal is of the p50
HOSTS = 6
STARTS = 4  # that one story takes, of one host
NEED = "Relire notre plan d’expérimentation."
STANDS = NOW + timedelta(minutes=2)
Start = tuple[datetime, int]  # and the host who is free then
Fields = dict[str, Mapping[str, Any]]
NO_REASON: Mapping[str, Any] = {"type": "plain_text_input", "value": None}


def measure() -> list[Row]:
    """Give a row for each click and database."""
    return [row for backend in BACKENDS for row in _measure(backend)]


def _measure(backend: str) -> list[Row]:
    with opened(backend, copies=2) as (ours, bare):
        for database in (ours, bare):
            with database.transaction() as tx:
                cast = settle(tx, eig=3, hosts=HOSTS)
                for host in cast.hosts:
                    people.change(tx, host, slack_id=f"UHOST{host}")
        stories = (Story(cast, (ours, bare), number, starts).clicks() for number, starts in enumerate(_times(cast)))
        return rows_of(live(ours, bare, stories), backend)


class Story:
    """One booking that is undone, and one that is moved, left, proposed another time, and cancelled."""

    def __init__(self, cast: Cast, databases: Sequence[Database], number: int, starts: Sequence[Start]) -> None:
        self.databases = databases
        self.name = f"story {number}"
        self.starts = [start for start, _ in starts]
        self.host_id = starts[0][1]
        with databases[0].reading() as reading:
            self.lea, self.sami = (Actor(f"UEIG{at}", people.by_id(reading, cast.eig[at])) for at in (0, 1))
            self.host = Actor(f"UHOST{self.host_id}", people.by_id(reading, self.host_id))
        self.wish = RequestWish(cast.defi, NEED)
        self.guests = tuple(sorted(cast.eig[:2]))

    def id(self, what: str) -> str:
        """Give the id of a draft or of a gesture of this story."""
        return made_id(f"{self.name} {what}")

    def clicks(self) -> Iterator[Click]:
        """Give what is done one after the other; what lies between is done on both databases, untimed."""
        yield from self._booking(self.id("a"), self.starts[0])
        yield self._press("undo", "helpdesk.undo", self.id("a"), act=self._undo)
        for act in (self._need, self._team, partial(self._slot, starts=self.starts[1])):
            self._both(partial(act, draft=self.id("b")))
        self._both(_stand)
        request_id = last_of(self.databases, requests.c.id)
        session_id = last_of(self.databases, sessions.c.appointment_id)
        yield self._press("« Ouvrir »", "agenda.open", session_id, act=partial(self._open, session_id))
        yield self._press("calendar entry", "helpdesk.calendar", request_id, act=partial(self._calendar, request_id))
        leave = partial(changes.leave_sessions, actor=self.sami, request_id=request_id, now=NOW)
        yield Click("leave", submit("UEIG1", "helpdesk.left", str(request_id), {}), partial(do, leave))
        yield self._move(request_id, session_id)
        self._both(_stand)
        self._both(partial(do, partial(self._propose, request_id=request_id, session_id=session_id)))
        with self.databases[0].reading() as reading:
            proposal_id = proposals.read_batch(reading, self.id("p"))[0].id
        accept = partial(self._accept, proposal_id)
        yield self._press("accept a proposed time", "helpdesk.accept", proposal_id, act=accept)
        self._both(_stand)
        yield self._absence(session_id)
        self._both(self._back)
        cancel = partial(changes.cancel, actor=self.lea, request_id=request_id, batch=self.id("c"), now=NOW)
        private = f"{request_id} {self.id('c')} {session_id}"
        fields: Fields = {"reason": NO_REASON}
        yield Click("cancel", submit("UEIG0", "helpdesk.cancelled", private, fields), partial(do, cancel))
        self._both(_stand)

    def _booking(self, draft: str, start: datetime) -> Iterator[Click]:
        yield Click("/bureau-aide (acks, then opens)", command("UEIG0", "/bureau-aide"), self._offer)
        fields: Fields = {"need": {"type": "plain_text_input", "value": NEED}}
        yield Click("need step", submit("UEIG0", "helpdesk.need", draft, fields), partial(self._need, draft=draft))
        fields = {
            "participants": {"type": "checkboxes", "selected_options": [{"value": str(one)} for one in self.guests]},
            "host": chosen(self.host_id),
            "sessions": chosen(1),
        }
        yield Click("team step", submit("UEIG0", "helpdesk.team", draft, fields), partial(self._team, draft=draft))
        fields = {"slot": chosen(int(start.timestamp()))}
        slot = partial(self._slot, draft=draft, starts=start)
        yield Click("slot submission", submit("UEIG0", "helpdesk.slot", draft, fields), slot)

    def _press(self, name: str, action_id: str, value: object, *, act: Act) -> Click:
        return Click(name, press("UEIG0", action_id, value), act)

    def _move(self, request_id: int, session_id: int) -> Click:
        to, batch = self.starts[2], self.id("m")
        fields: Fields = {f"slot-{session_id}": chosen(int(to.timestamp())), "reason": NO_REASON}
        moves = {session_id: to}
        move = partial(changes.move, actor=self.lea, request_id=request_id, moves=moves, batch=batch, now=NOW)
        return Click("move", submit("UEIG0", "helpdesk.moved", f"{request_id} {batch}", fields), partial(do, move))

    def _absence(self, session_id: int) -> Click:
        """The host is not there on the séance's day: one submission, with what becomes of it."""
        with self.databases[0].reading() as reading:
            day = day_of(agenda.get(reading, session_id).starts)
        stay = partial(
            absence.declare_absence,
            actor=self.host,
            batch=self.id("h"),
            days=Days(day, day),
            choices={session_id: AwayChoice(AbsenceWay.CANCEL)},
            now=NOW,
        )
        fields: Fields = {f"line-{session_id}": chosen(AbsenceWay.CANCEL.value)}
        private = f"{self.id('h')} {day} {day}"
        return Click(
            "a day's absence", submit(f"UHOST{self.host_id}", "absence.said", private, fields), partial(do, stay)
        )

    def _back(self, database: Database) -> None:
        with database.transaction() as tx:
            absence.undo_absence(tx, self.host, self.id("h"), now=NOW)

    def _offer(self, database: Database) -> None:
        with database.reading() as reading:
            service.offer_choices(reading, self.lea, now=NOW)

    def _need(self, database: Database, *, draft: str) -> None:
        with database.transaction() as tx:
            service.save_need(tx, self.lea, draft, wish=self.wish, now=NOW)
        with database.reading() as reading:
            service.browse_slots(reading, self.lea, draft, now=NOW)

    def _team(self, database: Database, *, draft: str) -> None:
        with database.transaction() as tx:
            service.save_team(tx, self.lea, draft, guest_ids=self.guests, host_id=self.host_id, sessions=1, now=NOW)
        with database.reading() as reading:
            service.browse_slots(reading, self.lea, draft, now=NOW)

    def _slot(self, database: Database, *, draft: str, starts: datetime) -> None:
        with database.reading() as reading:
            service.rank_hosts(reading, self.lea, draft, starts=[starts], now=NOW)
        host = RankedHost(self.host_id, RankReason.CHOSEN)
        with database.transaction() as tx:
            service.book(tx, self.lea, draft, starts=[starts], candidate=host, visio_url=VISIO, now=NOW)

    def _undo(self, database: Database) -> None:
        with database.transaction() as tx:
            changes.undo(tx, self.lea, self.id("a"), now=NOW)

    def _open(self, session_id: int, database: Database) -> None:
        with database.reading() as reading:
            agenda.get(reading, session_id)
            sheet = sheets.read(reading, self.lea, sheets.request_id_of(reading, session_id))
            sheets.undoable_batches(reading, self.lea, [sheet], now=NOW)
            current_edition(reading)

    def _calendar(self, request_id: int, database: Database) -> None:
        with database.transaction() as tx:
            changes.owe_calendar_files(tx, self.lea, request_id, now=NOW)

    def _propose(self, tx: Transaction, *, request_id: int, session_id: int) -> None:
        times, batch = [self.starts[3]], self.id("p")
        proposals.propose_times(
            tx, self.host, request_id, appointment_id=session_id, starts=times, batch=batch, now=NOW
        )

    def _accept(self, proposal_id: int, database: Database) -> None:
        with database.transaction() as tx:
            proposals.accept_time(tx, self.lea, proposal_id, batch=self.id("q"), visio_url=VISIO, now=NOW)

    def _both(self, act: Act) -> None:
        for database in self.databases:
            act(database)


def _stand(database: Database) -> None:
    with database.transaction() as tx:
        for batch in pending.due_batches(tx, now=STANDS):
            news.settle(tx, batch, now=STANDS)


def _times(cast: Cast) -> list[Sequence[Start]]:
    """Give each story free starts of one host, hosts in turn."""
    free = free_times(cast)
    each = [[one for one in free if one[1] == host] for host in cast.hosts]
    fours = [[mine[at : at + STARTS] for at in range(0, len(mine) - STARTS, STARTS)] for mine in each]
    return list(chain.from_iterable(zip(*fours, strict=False)))[: STORIES + WARM_UP]
