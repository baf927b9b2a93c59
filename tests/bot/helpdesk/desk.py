"""A bureau d'aide inside one transaction, with shorter words for asking, booking, changing and what is owed."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import text

from bot.agenda import pending
from bot.dates.paris import from_epoch
from bot.helpdesk import news, service
from bot.helpdesk.model import ChangeResult, RankedHost, RankReason, RequestSheet, RequestWish, SlotChoices
from bot.helpdesk.sheets import describe_request
from bot.programme.model import Actor, Person
from storage.database import Transaction
from storage.programme import people
from tests.journeys.promotion import CAST, NEED, NOW

NINE = NOW + timedelta(days=1, hours=1)
DAY = timedelta(days=1)
STANDS = NOW + timedelta(minutes=2)
OWED = "SELECT kind, person_id, channel FROM notices WHERE action <> 'update' AND kind NOT LIKE 'remind.%'"
VISIO = "https://visio.example.org/{room}"


@dataclass
class Desk:
    """The promotion of the journeys in a transaction."""

    tx: Transaction
    ids: dict[str, int]

    def actor(self, key: str) -> Actor:
        return Actor(f"U{key}", people.by_id(self.tx, self.ids[key]))

    def person(self, key: str) -> Person:
        found = self.actor(key).person
        assert found is not None
        return found

    def wish(self, **values: object) -> RequestWish:
        whole = RequestWish(self.ids["carte"], NEED)
        return replace(whole, **values)  # type: ignore[arg-type]

    def keep(
        self,
        draft: str = "d1",
        *,
        who: str = "lea",
        defi: str = "carte",
        host: str | None = None,
        guests: tuple[str, ...] = (),
        sessions: int = 1,
        now: datetime = NOW,
    ) -> SlotChoices:
        """Go through the first two steps; without `guests` the whole team comes."""
        actor = self.actor(who)
        wish = service.save_need(self.tx, actor, draft, wish=self.wish(defi_id=self.ids[defi]), now=now)
        service.save_team(
            self.tx,
            actor,
            draft,
            guest_ids=tuple(self.ids[one] for one in guests) or wish.guest_ids,
            host_id=self.ids[host] if host else None,
            sessions=sessions,
            now=now,
        )
        return service.browse_slots(self.tx, actor, draft, now=now)

    def slots(self, draft: str = "d1", **how: str) -> list[datetime]:
        """Give the starts offered once the first two steps are done."""
        openings = self.keep(draft, **how)  # type: ignore[arg-type]
        return [from_epoch(slot.starts) for slot in openings.slots]

    def rank(
        self, draft: str = "d1", *, who: str = "lea", starts: tuple[datetime, ...] = (NINE,)
    ) -> list[tuple[str, str]]:
        ranked = service.rank_hosts(self.tx, self.actor(who), draft, starts=starts, now=NOW)
        names = {value: key for key, value in self.ids.items() if key in CAST}
        return [(names.get(one.host_id, "?"), one.reason.value) for one in ranked]

    def submit(
        self,
        draft: str = "d1",
        *starts: datetime,
        who: str = "lea",
        host: str = "claire",
        reason: RankReason = RankReason.CHOSEN,
        now: datetime = NOW,
    ) -> ChangeResult:
        """Book what a draft asks for."""
        candidate = RankedHost(self.ids[host], reason)
        return service.book(
            self.tx,
            self.actor(who),
            draft,
            starts=starts or (NINE,),
            candidate=candidate,
            visio_url=VISIO,
            now=now,
        )

    def booked(self, *starts: datetime, who: str = "lea", host: str = "claire", now: datetime = NOW) -> RequestSheet:
        """Ask and book; people are not told yet."""
        draft = f"{who} {host} {(starts or (NINE,))[0]:%d-%H%M}"
        defi = "relais" if who == "ines" else "carte"
        self.keep(draft, who=who, defi=defi, host=host, sessions=len(starts) or 1, now=now)
        return self.submit(draft, *starts, who=who, host=host, now=now).sheet

    def known(self, *starts: datetime, who: str = "lea", host: str = "claire") -> RequestSheet:
        """Ask and book two minutes ago, so that people have been told now."""
        sheet = self.booked(*starts, who=who, host=host, now=NOW - timedelta(minutes=2))
        self.stand(NOW)
        return sheet

    def stand(self, now: datetime = STANDS) -> None:
        """Let what was done stand, as the clock does."""
        for batch in pending.due_batches(self.tx, now=now):
            news.settle(self.tx, batch, now=now)

    def describe(self, request_id: int) -> RequestSheet:
        return describe_request(self.tx, request_id)

    def owed(self, *kinds: str) -> Counter[tuple[str, str]]:
        """Count what was ever owed but for updates, by kind and person or channel; of these kinds, or of all."""
        rows = self.tx.execute(text(OWED))
        keys = {value: key for key, value in self.ids.items() if key in CAST}
        told = Counter((row.kind, keys.get(row.person_id, row.channel)) for row in rows)
        return Counter({one: count for one, count in told.items() if not kinds or one[0] in kinds})

    def details(self, kind: str) -> set[str]:
        """Give what notices of a kind carry."""
        rows = self.tx.execute(text("SELECT detail FROM notices WHERE kind = :kind"), {"kind": kind})
        return set(rows.scalars())


def everybody(kind: str, *keys: str) -> dict[tuple[str, str], int]:
    """Give one notice of this kind for each."""
    return {(kind, key): 1 for key in keys}
