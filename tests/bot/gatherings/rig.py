"""Gatherings on a real database: a promotion of twelve EIG in four défis, two coachs, two porteurs, a sponsor."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any, TypeVar

from sqlalchemy import select

from bot.agenda import pending
from bot.agenda.model import Part, Reply
from bot.dates.paris import PARIS, day_of
from bot.gatherings import sheets
from bot.gatherings.kinds import CONFERENCE, KINDS, PAIRS
from bot.gatherings.model import Gathering, GatheringSheet, Series
from bot.gatherings.series import occurrence
from bot.planning import undoing
from bot.programme.model import Actor, Membership
from bot.programme.roles import Metier, Role
from storage.agenda import appointments, changes
from storage.database import Database, Transaction
from storage.gatherings import gathering_series, occurrences
from storage.programme import people
from tests.promotion import enter, found

NOW = datetime(2026, 5, 4, 8, 0, tzinfo=PARIS)  # a Monday; 8 and 14 May are holidays
EIG = ("lea", "sami", "ines", "ali", "zoe", "tom", "eva", "max", "lou", "noa", "jade", "hugo")
METIERS = (Metier.DESIGN, Metier.DEVELOPPEMENT, Metier.SCIENCE_DONNEE)
DEFIS = {f"defi{at}": {"name": f"Défi {at}", "administration": f"Ministère {at % 2}"} for at in range(4)}
VISIO = "https://visio.example.org/{room}"
T = TypeVar("T")


@dataclass
class Rig:
    """The promotion; `now` is moved by hand. `ids`: of people, of the promotion and of its défis, by a short word."""

    database: Database
    ids: dict[str, int] = field(default_factory=dict)
    now: datetime = NOW
    drafts: "count[int]" = field(default_factory=lambda: count(1))

    def fill(self, channels: dict[str, str] | None = None) -> "Rig":
        """Write the promotion."""
        with self.database.transaction() as tx:
            self.ids |= self._fill(tx, channels or {})
        return self

    def _fill(self, tx: Transaction, channels: dict[str, str]) -> dict[str, int]:
        ids = self.ids
        ids |= found(tx, "EIG 9", defis=DEFIS, **_columns(channels))
        for number, key in enumerate(EIG):
            defi = ids[f"defi{number // 3}"]
            self._add(tx, key, Membership(Role.EIG, ids["promotion"], defi, METIERS[number % 3].value))
        for key in ("claire", "david"):
            self._add(tx, key, Membership(Role.COACH, ids["promotion"]))
        for number, key in enumerate(("paul", "rita")):
            self._add(tx, key, Membership(Role.PORTEUR, ids["promotion"], ids[f"defi{number}"]))
        self._add(tx, "serge", Membership(Role.SPONSOR, ids["promotion"], ids["defi0"]))
        return dict(ids)

    def _add(self, tx: Transaction, key: str, membership: Membership, *, account: bool = True) -> None:
        slack_id = f"U{key}" if account else None
        self.ids[key] = enter(tx, key.capitalize(), membership, email=f"{key}@example.org", slack_id=slack_id)

    def add(self, key: str, membership: Membership, *, account: bool = True) -> int:
        """Add somebody to the promotion."""
        with self.database.transaction() as tx:
            self._add(tx, key, membership, account=account)
        return self.ids[key]

    def actor(self, key: str) -> Actor:
        """Give who acts."""
        with self.database.reading() as tx:
            return Actor(f"U{key}", people.by_id(tx, self.ids[key]))

    def do(self, work: Callable[[Transaction], T]) -> T:
        """Do one use case in one transaction."""
        with self.database.transaction() as tx:
            return work(tx)

    def use(self, case: Callable[..., T], who: str, *given: object, **named: object) -> T:
        """Do this use case as this person, now, in one transaction."""
        actor = self.actor(who)
        whole: dict[str, Any] = {"now": self.now, **named}
        return self.do(lambda tx: case(tx, actor, *given, **whole))

    def stand(self) -> None:
        """Let what was booked stand, as once its two minutes are over."""
        with self.database.transaction() as tx:
            booked = list(tx.execute(select(changes.changes.c.appointment_id)).scalars())
            for batch in pending.end_undo_windows(tx, booked, now=self.now):
                undoing.settle_batch(tx, batch, now=self.now)

    def series(self, dispositif: str = PAIRS, **values: object) -> Series:
        """Write a series that Claire organises."""
        given: dict[str, Any] = {
            "id": 0,
            "promotion_id": self.ids["promotion"],
            "dispositif": dispositif,
            "rule": "",
            "minutes": KINDS[dispositif].minutes,
            "organiser_id": self.ids["claire"],
            "metiers": (METIERS[0].value,) if dispositif == PAIRS else (),
            **values,
        }
        with self.database.transaction() as tx:
            draft = f"draft-{next(self.drafts)}"
            series_id = gathering_series.add(tx, Series(**given), draft_id=draft, now=self.now)
            return sheets.get_series(tx, series_id)

    def make(self, series: Series, starts: datetime | None = None, *, period: str | None = None) -> Gathering:
        """Make an occurrence, by default three weeks from now at 14 h."""
        starts = starts or (self.now + timedelta(days=22)).replace(hour=14)
        day = day_of(starts)
        with self.database.transaction() as tx:
            made = occurrence.make_occurrence(
                tx,
                series,
                period=period or day.isoformat()[:7],
                starts=starts,
                day_by_rule=day,
                visio_url=VISIO,
                now=self.now,
            )
        assert made is not None
        return made

    def talk(self, starts: datetime | None = None, **values: object) -> Gathering:
        """Make a conference whose title and speaker are known, so that its announcement waits for nothing."""
        made = self.make(self.series(CONFERENCE, **values), starts)
        with self.database.transaction() as tx:
            anne = self.ids.get("anne") or people.add(tx, name="Anne", email="anne@example.org")
            self.ids["anne"] = anne
            occurrences.change(tx, made.id, title="Publier ses données")
            appointments.set_participant(
                tx, made.appointment_id, anne, part=Part.EXPERT, reply=Reply.COMES, sees_need=False
            )
        return made

    def sheet(self, gathering: Gathering | int) -> GatheringSheet:
        """Give what is known of an occurrence now."""
        with self.database.reading() as tx:
            return sheets.describe_gathering(tx, gathering if isinstance(gathering, int) else gathering.id)


def _columns(channels: dict[str, str]) -> dict[str, Any]:
    return {f"channel_{use}": channel for use, channel in channels.items()}
