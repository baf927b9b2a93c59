"""A bureau d'aide that works on a real database, a transaction a gesture, with shorter words for the use cases."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Barrier
from typing import TypeVar

from sqlalchemy import text

from bot.agenda import pending
from bot.dates.hours import WeeklyHours
from bot.errors import Refusal, Unavailable
from bot.helpdesk import calls, hosting, news, proposals, service
from bot.helpdesk.model import BUREAU, Paper, RankedHost, RankReason, RequestSheet, RequestWish
from bot.helpdesk.sheets import describe_request
from bot.notices import notices
from bot.programme.model import Actor, Membership
from bot.programme.roles import Role
from handlers.helpdesk import news as helpdesk_news
from handlers.kit.blocks import Message
from handlers.notices.renderers import find_fact_renderers, make_renderers
from storage.agenda import hours
from storage.database import Database, Transaction
from storage.programme import people
from tests.journeys.promotion import NEED, NOW, seed

NINE = NOW + timedelta(days=1, hours=1)
DAY = timedelta(days=1)
VISIO = "https://visio.example.org/{room}"
NO_PAPER = Paper()
NOBODY = ("promotion", "carte", "relais")  # of the ids, those of no person
T = TypeVar("T")


@dataclass
class Bureau:
    database: Database
    ids: dict[str, int]
    now: datetime = NOW

    def actor(self, key: str) -> Actor:
        with self.database.reading() as tx:
            return Actor(f"U{key}", people.by_id(tx, self.ids[key]))

    def add(self, key: str, role: Role) -> None:
        with self.database.transaction() as tx:
            person = people.add(tx, name=key.capitalize())
            people.add_membership(tx, person, Membership(role, self.ids["promotion"] if role is Role.COACH else None))
            if role is Role.COACH:
                hours.replace_weekly(tx, person, [WeeklyHours(day, "09:00", "12:30", None, None) for day in range(5)])
            self.ids[key] = person

    def do(self, work: Callable[[Transaction], T]) -> T:
        """Do one use case in one transaction."""
        with self.database.transaction() as tx:
            return work(tx)

    def together(self, *works: Callable[[Transaction], object]) -> list[str]:
        """Do these at one moment, each in a thread and a transaction; give "done" or the refusal's name, in order.

        Who waited too long, on a busy machine, presses again once, as the conversation asks them to.
        """
        ready = Barrier(len(works))

        def one(work: Callable[[Transaction], object]) -> str:
            ready.wait()
            refused = ""
            for _ in range(2):
                try:
                    self.do(work)
                except Refusal as refusal:
                    refused = type(refusal).__name__
                    if not isinstance(refusal, Unavailable):
                        return refused
                else:
                    return "done"
            return refused

        with ThreadPoolExecutor(len(works)) as pool:
            return list(pool.map(one, works))

    def keep(
        self,
        draft: str,
        *,
        who: str = "lea",
        defi: str = "carte",
        host: str | None = None,
        paper: Paper,
        key: str = BUREAU,
        sessions: int = 1,
    ) -> RequestWish:
        team = ("lea", "sami") if defi == "carte" else ("ines",)
        guests = tuple(self.ids[one] for one in team)
        wish = RequestWish(self.ids[defi], NEED, paper=paper, guest_ids=guests, format_key=key)
        actor = self.actor(who)
        with self.database.transaction() as tx:
            service.save_need(tx, actor, draft, wish=wish, now=self.now)
            service.save_team(
                tx,
                actor,
                draft,
                guest_ids=wish.guest_ids,
                host_id=self.ids[host] if host else None,
                sessions=sessions,
                now=self.now,
            )
        return wish

    def book(
        self,
        starts: datetime = NINE,
        *,
        who: str = "lea",
        defi: str = "carte",
        host: str = "claire",
        paper: Paper = NO_PAPER,
    ) -> int:
        """Book a séance whose two minutes are over; give its request."""
        draft = f"{who}-{starts.timestamp()}"
        self.keep(draft, who=who, defi=defi, host=host, paper=paper)
        candidate = RankedHost(self.ids[host], RankReason.CHOSEN)
        actor = self.actor(who)
        with self.database.transaction() as tx:
            done = service.book(tx, actor, draft, starts=[starts], candidate=candidate, visio_url=VISIO, now=self.now)
        self.stand()
        return done.sheet.request.id

    def stand(self) -> None:
        """Let two minutes go by."""
        self.now += timedelta(minutes=2)
        with self.database.transaction() as tx:
            for batch in pending.due_batches(tx, now=self.now):
                news.settle(tx, batch, now=self.now)

    def call(
        self, draft: str = "d1", *, who: str = "lea", defi: str = "carte", paper: Paper = NO_PAPER, key: str = BUREAU
    ) -> int:
        """Bring a request before the coaches; give its id."""
        self.keep(draft, who=who, defi=defi, paper=paper, key=key)
        actor = self.actor(who)
        return self.do(lambda tx: calls.ask_coaches(tx, actor, draft, wished_times="En mai", now=self.now)).request.id

    def take(self, request_id: int, who: str = "claire") -> RequestSheet:
        actor = self.actor(who)
        return self.do(lambda tx: calls.take_call(tx, actor, request_id, now=self.now))

    def propose(
        self,
        request_id: int,
        *starts: datetime,
        who: str = "claire",
        session: int | None = None,
        batch: str = "b1",
        host: str = "",
    ) -> list[int]:
        """Propose times; give the ids of the proposals."""
        actor, host_id = self.actor(who), self.ids.get(host)
        with self.database.transaction() as tx:
            proposals.propose_times(
                tx,
                actor,
                request_id,
                appointment_id=session,
                starts=starts,
                batch=batch,
                host_id=host_id,
                now=self.now,
            )
            return [one.id for one in proposals.read_batch(tx, batch)]

    def accepting(self, proposal_id: int, batch: str, who: str = "lea") -> Callable[[Transaction], object]:
        actor = self.actor(who)
        return lambda tx: proposals.accept_time(tx, actor, proposal_id, batch=batch, visio_url=VISIO, now=self.now)

    def hand_over(self, request_id: int, to: str, who: str = "claire") -> RequestSheet:
        actor = self.actor(who)
        return self.do(lambda tx: hosting.hand_over(tx, actor, request_id, to_id=self.ids[to], now=self.now))

    def ask(self, request_id: int, key: str, who: str = "claire") -> RequestSheet:
        actor = self.actor(who)
        return self.do(lambda tx: hosting.add_person(tx, actor, request_id, person_id=self.ids[key], now=self.now))

    def answer(self, request_id: int, key: str, *, who: str = "", comes: bool = True) -> RequestSheet:
        actor = self.actor(who or key)
        mine, now = self.ids[key], self.now
        return self.do(lambda tx: hosting.answer_question(tx, actor, request_id, person_id=mine, comes=comes, now=now))

    def invite(self, request_id: int, key: str, who: str = "claire") -> RequestSheet:
        """Add a colleague, or a specialist who says yes."""
        sheet = self.ask(request_id, key, who)
        return sheet if sheet.part_of(self.ids[key]) else self.answer(request_id, key)

    def sheet(self, request_id: int) -> RequestSheet:
        with self.database.reading() as tx:
            return describe_request(tx, request_id)

    def hosts(self, request_id: int) -> list[str]:
        """Give who hosts what stands, by key."""
        ids = {host for one in self.sheet(request_id).standing for host in one.host_ids}
        return sorted(
            key for key, value in self.ids.items() if value in ids and key not in ("promotion", "carte", "relais")
        )

    def owed(self, *kinds: str) -> Counter[tuple[str, int | None]]:
        """Count what was ever owed of these kinds, by kind and person."""
        with self.database.reading() as tx:
            rows = tx.execute(text("SELECT kind, person_id FROM notices WHERE action <> 'update'")).all()
        return Counter((row.kind, row.person_id) for row in rows if row.kind in kinds)

    def deliver(self) -> dict[tuple[str, int | None], Message | None]:
        """Send all that is owed; give what was drawn last of each of this feature's kinds for each person."""
        drawn: dict[tuple[str, int | None], Message | None] = {}
        known = make_renderers(find_fact_renderers(helpdesk_news), lambda: self.now)
        with self.database.transaction() as tx:
            while claimed := notices.claim(tx, now=self.now, machine_now=self.now, limit=50):
                for notice in claimed:
                    notices.close_sent(tx, notice, channel="D1", ts=f"{notice.seq}", machine_now=self.now)
                    if notice.kind in known:
                        one = known[notice.kind](tx, notice)
                        drawn[notice.kind, notice.person_id] = one if isinstance(one, Message) else None
        return drawn


def opened(database: Database, coachs: str | None = None) -> Bureau:
    """Open the journeys' promotion on a database."""
    with database.transaction() as tx:
        return Bureau(database, seed(tx, coachs))


def pressable(message: Message | None) -> Sequence[str]:
    """Give the ids of a message's buttons."""
    blocks = message.blocks if message else ()
    return [one["action_id"] for block in blocks if block["type"] == "actions" for one in block["elements"]]
