"""A stage with everybody of the permission table in it, and what can be read of its database."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from bot.dates.hours import WeeklyHours
from bot.demo.stage import Stage
from bot.programme.model import Actor, Entry, Membership
from bot.programme.roles import Role
from bot.sandbox.memory.channels import Channel
from bot.sandbox.people.person import Person
from bot.upkeep import run_month
from storage.agenda import hours
from storage.database import Reading, Transaction
from storage.notices import ledger as notices
from storage.programme import history, people
from tests.architecture.cells import ELSEWHERE, HERE, PERSONAS, Cell
from tests.databases import TABLES, everything, filled, raw
from tests.journeys.mentors import AFTERNOONS, DATA
from tests.patience import PATIENCE
from tests.promotion import CARTE, RELAIS, enter, found, settle_in

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 5, 4, 8, 0, tzinfo=PARIS)  # a Monday
STARTS = datetime(2026, 5, 12, 9, 0, tzinfo=PARIS)
SOLVED = 2.0 * PATIENCE  # seconds: a solver may take PATIENCE of them, in a process that a busy machine starts late
T = TypeVar("T")
Rows: TypeAlias = list[tuple[Any, ...]]


@dataclass
class World:
    """The stage, people's ids and accounts by key (`coach`, `coach-team`), and the défi everything is about."""

    stage: Stage
    general: Channel
    coachs: Channel
    accounts: dict[str, Person]
    ids: dict[str, int] = field(default_factory=dict)
    defi: int = 0
    promotion: int = 0
    seeded: dict[str, Rows] = field(default_factory=dict)  # what each table held at first

    def note_seeded(self) -> None:
        """Keep all that the database holds now, for `begin_again`."""
        self.seeded = self.rows()

    def everything(self) -> dict[str, list[str]]:
        """Give all that the database holds: a refusal changes none of it."""
        return self.read(everything)

    def rows(self) -> dict[str, Rows]:
        """Give the same as the driver does, in the order of each table's first column: a third of the time."""
        return self.read(lambda tx: {name: _rows(tx, name) for name in filled(tx)})

    def begin_again(self) -> None:
        """Bring all tables and the time back to the first: no cell finds what another left, or two minutes gone."""
        self.stage.set_clock(NOW)
        team = self.stage.slack.team
        with team.lock:  # what was said to thousands before would be read through for each
            team.ephemerals.clear()
            team.calls.clear()
            team.deliveries.clear()
        with self.transaction() as tx:
            held = filled(tx)
            kept = all(_rows(tx, name) == rows for name, rows in self.seeded.items())  # as it nearly always is
            with closing(tx.connection.cursor()) as cursor:
                for one in reversed(TABLES):
                    if one.name in held and not (kept and one.name in self.seeded):
                        cursor.execute(f'DELETE FROM "{one.name}"')
                for one in () if kept else TABLES:
                    if rows := self.seeded.get(one.name):
                        marks = ", ".join(["?" if tx.dialect.name == "sqlite" else "%s"] * len(rows[0]))
                        cursor.executemany(f'INSERT INTO "{one.name}" VALUES ({marks})', rows)

    def key(self, cell: Cell) -> str:
        return f"{cell.persona.key}-team" if cell.team else cell.persona.key

    def account(self, cell: Cell) -> Person:
        return self.accounts[self.key(cell)]

    def me(self, cell: Cell) -> int | None:
        """Give the person's id, None for a stranger."""
        return self.ids.get(self.key(cell))

    def actor(self, tx: Reading, person_id: int) -> Actor:
        person = people.by_id(tx, person_id)
        assert person is not None
        return Actor(person.slack_id or "", person)

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        with self.stage.house.tools.database.transaction() as tx:
            yield tx

    def read(self, question: Callable[[Reading], T]) -> T:
        with self.stage.house.tools.reading() as reading:
            return question(reading)

    def owed(self, **columns: object) -> int:
        """Count the notices of this kind, this subject…; a text counts what contains it."""
        table = notices.notices.c
        mine = [
            table[name].contains(value) if isinstance(value, str) else table[name] == value
            for name, value in columns.items()
        ]
        return int(self.read(lambda tx: tx.execute(select(func.count()).where(*mine)).scalar_one()))

    def lines(self, thing: str, thing_id: int) -> list[tuple[int | None, str]]:
        """Give who did what to a thing, as the history has it."""
        found: list[Entry] = self.read(lambda tx: history.entries_of(tx, thing, thing_id))
        return [(entry.actor_id, entry.action) for entry in found]

    def wait(self, condition: Callable[[], bool], *, seconds: float = PATIENCE) -> bool:
        return self.stage.slack.wait_for(condition, seconds=seconds)


@dataclass
class Thing:
    """What was written for a cell: `value` is what a button carries, `private` what a form does."""

    value: str = ""
    private: str = ""
    request: int = 0
    appointment: int = 0
    draft: str = ""
    batch: str = ""
    person: int = 0
    offer: int = 0
    cycle: int = 0
    gathering: int = 0
    sessions: tuple[int, ...] = ()
    need: str = ""  # what only who may read it is shown
    owner: int | None = None  # whose hours and feed count


def _rows(tx: Reading, table: str) -> Rows:
    return raw(tx, f'SELECT * FROM "{table}" ORDER BY 1')


@contextmanager
def raised(folder: Path, database_url: str) -> Iterator[World]:
    """Raise the curtain on everybody of the table."""
    stage = Stage(folder, now=NOW, database_url=database_url)
    others = ("booker", "guest", "host", "colleague", "specialist", "maya", "rose")
    keys = [*(one.key for one in PERSONAS), *(f"{one.key}-team" for one in PERSONAS), *others]
    accounts = {key: stage.slack.add_person(key, email=f"{key}@example.org") for key in keys}
    general = stage.slack.add_channel("general", members=list(accounts.values()))
    coachs = stage.slack.add_channel("coachs", members=[accounts["coach"], accounts["host"]], private=True)
    with stage:
        stage.house.schedule.stop()  # what the clock does by itself would count as done by whoever is tried meanwhile
        world = World(stage, general, coachs, accounts)
        with world.transaction() as tx:
            seed(tx, world)
        run_month(stage.house.tools)  # with the schedule stopped, the bot would never be done
        for one in (stage.house.dispatcher, stage.house.mailer, *stage.house.writers):  # owed: looked at where written
            one.stop(2)
        world.note_seeded()
        yield world


def seed(tx: Transaction, world: World) -> None:
    """Write two promotions, two défis, each persona on and off the défi's team; nobody has just arrived."""
    made = found(tx, phases=(), defis={"carte": CARTE, "relais": RELAIS}, channel_coachs=world.coachs.id)
    here = world.promotion = made["promotion"]
    elsewhere = found(tx, "EIG 8", phases=(), starts_on="2026-02-01", ends_on="2027-01-01")["promotion"]
    promotions = {HERE: here, ELSEWHERE: elsewhere}
    world.defi, other = made["carte"], made["relais"]
    for persona in PERSONAS:
        for key, defi in ((persona.key, other), (f"{persona.key}-team", world.defi)):
            membership = persona.membership(promotions, defi)
            if membership is None:
                continue
            world.ids[key] = add(tx, world, key, membership)
            if persona.ended:
                rows = people.current_memberships(tx, promotion_id=here, roles=[membership.role])
                people.end_memberships(tx, [row.id for row in rows if row.person_id == world.ids[key]], now=NOW)
    for key, role in (("booker", Role.EIG), ("guest", Role.EIG), ("host", Role.COACH), ("colleague", Role.COACH)):
        world.ids[key] = add(tx, world, key, Membership(role, here, world.defi if role is Role.EIG else None))
    world.ids["specialist"] = add(tx, world, "specialist", Membership(Role.EXPERT))
    for key in ("maya", "rose"):
        world.ids[key] = add(tx, world, key, Membership(Role.MENTOR))
        people.set_expertises(tx, world.ids[key], [DATA])
        hours.replace_weekly(tx, world.ids[key], AFTERNOONS)
    hours.replace_weekly(tx, world.ids["host"], [WeeklyHours(day, "09:00", "18:00", None, None) for day in range(5)])
    settle_in(tx)


def add(tx: Transaction, world: World, key: str, membership: Membership) -> int:
    return enter(tx, key, membership, email=f"{key}@example.org", slack_id=world.accounts[key].id)
