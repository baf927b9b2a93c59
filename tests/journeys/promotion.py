"""The journeys' promotion: two teams, two coachs, and somebody whom the programme does not know, on one stage."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from threading import Barrier
from time import monotonic, sleep
from zoneinfo import ZoneInfo

import psycopg
from sqlalchemy import bindparam, text, update
from sqlalchemy.exc import IntegrityError

from bot.agenda.drafts import forget_expired
from bot.app import LISTENERS
from bot.clock import machine_now
from bot.dates.paris import day_of
from bot.demo.stage import PATIENCE, Stage
from bot.door.ahead import look_ahead
from bot.errors import Conflict
from bot.planning import month
from bot.programme.history import record_once
from bot.programme.model import Membership
from bot.programme.roles import Role
from bot.sandbox.memory.channels import Channel
from bot.sandbox.memory.messages import Message, Reply
from bot.sandbox.memory.views import View
from bot.sandbox.people.acks import Submission
from bot.sandbox.people.person import Person
from storage.agenda import hours
from storage.audit import RULES, find_violations
from storage.database import Database, Transaction
from storage.programme import people, promotions
from tests.bot.calendar_server import anywhere
from tests.databases import apart, empty
from tests.patient_stage import PatientStage
from tests.promotion import CARTE, MORNINGS, RELAIS, depart, enter, found, settle_in

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 5, 4, 8, 0, tzinfo=PARIS)  # a Monday; 8 May is a holiday
AGAIN = "Réserver à nouveau"
CANCELLED = [[AGAIN], [AGAIN], []]  # the buttons of Léa’s, Sami’s and Claire’s card, once it is cancelled
NINE = "mardi 5 mai à 9 h"  # the first slot that can be booked at NOW
QUARTER_PAST_TEN = "mardi 5 mai à 10 h 15"
NEED = "Relire notre plan d’expérimentation"
CANCEL = "Annuler le rendez-vous"
STANDS = timedelta(minutes=2, seconds=5)  # then nothing can be undone any more
CAST = {
    "lea": "Léa Martin",
    "sami": "Sami Haddad",
    "ines": "Inès Diallo",
    "claire": "Claire Morel",
    "david": "David Nguyen",
    "nadia": "Nadia Petit",
}

_numbers = count(1)
_ADDRESSES = update(people.people).where(people.people.c.id == bindparam("number")).values(email=bindparam("address"))


@dataclass
class Promotion:
    stage: Stage
    database: Database
    lea: Person  # EIG of the first défi
    sami: Person  # EIG of the first défi
    ines: Person  # EIG of the second défi, which is closed on Wednesdays
    claire: Person  # coach
    david: Person  # coach
    nadia: Person  # unknown to the programme
    general: Channel
    coachs: Channel
    ids: dict[str, int] = field(default_factory=dict)  # of the rows in `people`, and of the promotion and its défis

    def press_behind(self, person: Person, label: str, *, message: Message | None = None) -> None:
        """Press what stands behind « Autres actions » of a card of a bureau d'aide."""
        person.click("Autres actions", message=message)
        self.opened(person, title="Bureau d’aide")
        person.click(label)

    def opened(self, person: Person, *, title: str | None = None) -> View:
        """Wait for the modal that opens after the bot's acknowledgement."""
        view = self.stage.slack.wait_for(lambda: (top := person.modal) and title in (None, top.title) and top)
        assert view, f"{person.name} has {person.modal and person.modal.title!r} open, not {title!r}"
        return view

    @property
    def everybody(self) -> list[Person]:
        return [self.lea, self.sami, self.ines, self.claire, self.david, self.nadia]

    def begin(self, person: Person, *, need: str = NEED) -> None:
        """Open the first step and write the need."""
        person.command("/bureau-aide")
        self.opened(person, title="Bureau d’aide")
        person.fill("need", need)

    def turn_as_third(self, person: Person) -> None:
        """Press « Semaine suivante » as if the slots were the third modal of a stack: Slack lays none over it."""
        shown = self.stage.slack.team.view_json(self.opened(person, title="Choisir un créneau"))
        assert person.press_raw("helpdesk.week", value="2026-05-11", view=shown | {"root_view_id": "V0ROOT"})

    def team(
        self,
        person: Person,
        *,
        host: str | None = None,
        guests: tuple[str, ...] = (),
        sessions: int = 1,
        weekly: bool = False,
    ) -> None:
        """Go from the first step, filled in, up to the slots; whatever else is wished is modified there."""
        assert person.submit() == Submission()
        if host is not None or guests or sessions > 1:
            self.modify(person, host=host, guests=guests, sessions=sessions)
        if sessions > 1 and not weekly:
            self.turn(person, "Choisir chaque créneau")

    def modify(
        self, person: Person, *, host: str | None = None, guests: tuple[str, ...] = (), sessions: int | None = None
    ) -> None:
        """From the slots: « Modifier », and the slots again."""
        slots = self.opened(person).hash
        person.click("Modifier")
        self.opened(person, title="Modifier")
        if host is not None:
            person.choose("host", host)
        if guests:
            person.choose("participants", *guests)
        if sessions is not None:
            person.choose("sessions", f"{sessions}\u00a0séance{'s' if sessions > 1 else ''}")
        modified = self.opened(person).id
        assert person.submit() == Submission()
        self.stage.slack.wait_for(lambda: person.modal and (person.modal.id == modified or person.modal.hash != slots))

    def turn(self, person: Person, label: str) -> None:
        """Press a button of the open modal that shows it otherwise, and wait for that."""
        before = self.opened(person).hash
        assert person.click(label).error is None
        assert self.stage.slack.wait_for(lambda: person.modal and person.modal.hash != before)

    def ask(
        self,
        person: Person,
        *,
        need: str = NEED,
        host: str | None = None,
        guests: tuple[str, ...] = (),
        sessions: int = 1,
        weekly: bool = False,
    ) -> None:
        """Write the need, up to the slots; several are chosen one by one, unless it is the same hour every week."""
        self.begin(person, need=need)
        self.team(person, host=host, guests=guests, sessions=sessions, weekly=weekly)

    def book(
        self,
        person: Person,
        slot: str = NINE,
        *,
        need: str = NEED,
        host: str | None = None,
        guests: tuple[str, ...] = (),
    ) -> None:
        """Book a slot from the command to the cards, which come when it can no longer be undone."""
        self.ask(person, need=need, host=host, guests=guests)
        self.choose(person, slot)
        assert person.submit() == Submission()
        assert self.opened(person).title == "C’est réservé"
        person.close(all=True)
        self.stand()

    def cancel(self, person: Person) -> None:
        """Cancel from the newest card that offers it, and let it stand."""
        person.click(CANCEL)
        self.opened(person, title=CANCEL)
        assert person.submit() == Submission()
        person.close(all=True)
        self.stand()

    def stand(self) -> None:
        """Let two minutes go by: what was done stands, and people are told."""
        self.stage.advance(self.stage.clock() + STANDS)

    def slots(self, person: Person, field: str = "slot") -> list[str]:
        """Give the slots offered in the last step, without who could host them."""
        return [slot_of(label) for label in person.options(field)]

    def choose(self, person: Person, slot: str, field: str = "slot") -> None:
        """Choose a slot of the last step by its plain words."""
        person.choose(field, next(label for label in person.options(field) if slot_of(label) == slot))

    def inboxes(self) -> dict[str, list[str]]:
        """Give everybody's messages from the bot by their first words, for those who have any."""
        return {key: [first_line(one) for one in box] for key in CAST if (box := getattr(self, key).inbox())}

    def answers(self, person: Person, count: int) -> list[str]:
        """Wait for `count` answers to events, which are acknowledged before they are heard; give their first words."""
        self.stage.slack.wait_for(lambda: len(person.inbox()) >= count)
        self.stage.settle()
        return [first_line(one) for one in person.inbox()]

    def set_channel(self, channel: str | None) -> None:
        """Give the coachs another channel, or none."""
        with self.database.transaction() as tx:
            promotions.change_promotion(tx, self.ids["promotion"], channel_coachs=channel)

    def close_all_hours(self) -> None:
        """Take all coachs' weekly hours away."""
        with self.database.transaction() as tx:
            for key in ("claire", "david"):
                hours.replace_weekly(tx, self.ids[key], [])

    def end_membership(self, key: str) -> None:
        """End what somebody is in the programme."""
        with self.database.transaction() as tx:
            depart(tx, self.ids[key])

    def keep_house(self) -> None:
        """Do what the bot does once an hour of the machine's time."""
        with self.database.transaction() as tx:
            forget_expired(tx, now=self.stage.clock())

    def count(self, table: str) -> int:
        """Count the rows of a table."""
        with self.database.reading() as reading:
            return int(reading.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())

    def newest_id(self, table: str) -> str:
        """Return the highest id of a table, as a button carries it: ids go on where the database is kept."""
        with self.database.reading() as reading:
            return str(reading.execute(text(f"SELECT max(id) FROM {table}")).scalar_one())


def note_answer(promotion: Promotion, host: Person) -> None:
    """Let a host note that the specialist whom they asked comes, since no mail has a link here.

    First the question leaves by mail: it would be dropped if the answer were faster.
    """
    promotion.stage.settle()
    host.click("Autres actions")
    promotion.opened(host, title="Bureau d’aide")
    host.click("Cette personne vient")
    promotion.opened(host, title="À savoir")
    host.close(all=True)


def plain(text: str) -> str:
    """Give text with ordinary spaces: where French wants no-break ones is judged elsewhere."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def slot_of(label: str) -> str:
    """Give when a slot is, without who could host it."""
    when, *behind = plain(label).split(", avec ")
    return when + "".join(f" ({rest}" for one in behind for _, _, rest in [one.partition(" (")] if rest)


def first_line(message: Message | Reply) -> str:
    """Give what is read first."""
    return plain(message.words).split("\n")[0]


def seen_last(person: Person) -> str:
    """Give the text of the newest message that this person alone sees."""
    replies = person.replies()
    return plain(replies[-1].text) if replies else ""


def seed(tx: Transaction, coachs: str | None = None, *, emails: Mapping[str, str] | None = None) -> dict[str, int]:
    """Write the promotion; give the ids of its rows."""
    ids = found(tx, defis={"carte": CARTE, "relais": RELAIS | {"closed_weekdays": "2"}}, channel_coachs=coachs)
    for key, role, defi in (
        ("lea", Role.EIG, ids["carte"]),
        ("sami", Role.EIG, ids["carte"]),
        ("ines", Role.EIG, ids["relais"]),
        ("claire", Role.COACH, None),
        ("david", Role.COACH, None),
    ):
        email, week = (emails or {}).get(key, f"{key}@example.org"), MORNINGS if role is Role.COACH else ()
        ids[key] = enter(tx, CAST[key], Membership(role, ids["promotion"], defi), email=email, week=week)
    settle_in(tx)
    return ids


@contextmanager
def raised(backend: str, folder: Path) -> Iterator[Stage]:
    """Raise a stage with nobody on it, on a database of its own: its bot would send what other tests owe."""
    url = apart(backend, folder, number=next(_numbers))
    with PatientStage(folder, now=NOW, database_url=url, fetcher=anywhere()) as stage:
        stage.house.behind.load()  # with its settings as they are: some tests give it an address for a while
        yield stage


@contextmanager
def ticking(stage: Stage) -> Iterator[None]:
    """Let the clock tick each second, for what has no moment of its own and comes though nobody moves the clock."""
    schedule = stage.house.schedule._scheduler  # noqa: SLF001 - the bot has no need of pausing, tests have
    schedule.resume()
    yield
    schedule.pause()


def _begin(tx: Transaction) -> dict[str, int]:
    """Write the promotion with what its clock does at once, which each test would wait for; give the ids."""
    ids = seed(tx, None)
    for step in month.list_due(tx, now=NOW):
        month.run_step(tx, step, visio_url=None, now=NOW)
    for key in (
        f"house {NOW.astimezone(UTC):%Y-%m-%d %H}",
        f"reminders {day_of(NOW)}",
    ):  # of `run_housekeeping`
        record_once(tx, key, now=NOW)
    return ids


def _seeded_anew(database: Database, coachs: str, *, emails: Mapping[str, str]) -> dict[str, int]:
    """Empty the database and write the promotion; give people's ids. What the bot just owed is gone with it.

    The bot goes on meanwhile: on PostgreSQL a listener may owe somebody something after notices are emptied and before
    people are. The whole is then done again, when that is over.
    """
    for _ in range(5):
        with suppress(Conflict, IntegrityError, psycopg.IntegrityError), database.transaction() as tx:
            empty(tx)
            ids = _begin(tx)
            theirs = [{"number": ids[key], "address": address} for key, address in emails.items() if key in ids]
            tx.execute(_ADDRESSES, theirs)
            promotions.change_promotion(tx, ids["promotion"], channel_coachs=coachs)
            return ids
    raise TimeoutError("the bot never stopped writing")


def _rest(stage: Stage) -> None:
    """Wait until no request, listener or message is in hand: the next test would be told of it. Raises TimeoutError.

    A request brings a listener about, which may go on after it has acknowledged, and a listener brings messages about.
    What the clock would do waits.
    """
    until = monotonic() + PATIENCE
    requests = stage._server.task_dispatcher  # noqa: SLF001 - waitress has its own count
    _until(lambda: not (requests.queue or requests.active_count), until)
    gate = Barrier(LISTENERS + 1, timeout=PATIENCE)
    for _ in range(LISTENERS):
        stage.house.executor.submit(gate.wait)
    gate.wait()  # each of its threads is here
    stage.house.tools.wake()
    _until(lambda: look_ahead(stage.house.tools, compute_all=False).resting, until)


def _until(condition: Callable[[], bool], moment: float) -> None:
    while not condition():
        if monotonic() > moment:
            raise TimeoutError("the bot of this stage is still busy")
        sleep(0.02)


@contextmanager
def gathered(stage: Stage) -> Iterator[Promotion]:
    """Gather a promotion on the stage as if it had just been raised: new accounts, an empty ledger, NOW again.

    At the end the bot must have broken no rule of Slack.
    """
    slack, team = stage.slack, stage.slack.team
    slack.faults.clear()
    slack.post.forget()
    with team.lock:
        team.accounts = {team.bot.id: team.bot}
        team.channels.clear()
        team.ephemerals.clear()
        team.screens.stacks.clear()
        team.screens.homes.clear()
        team.calls.clear()
        team.deliveries.clear()
        team.violations.clear()
    slack._people.clear()  # noqa: SLF001 - the stand-in has no need of forgetting people, tests have
    stage.set_clock(NOW)
    # A tick is 30 ms of each second, of this test or another's; as time moves all jobs are run besides.
    schedule = stage.house.schedule
    schedule._scheduler.pause()  # noqa: SLF001 - as above
    # What rests since the first test of a slow file is not stalled: `/readyz` would say so after a minute and a half.
    schedule._seen = {job: (each, monotonic()) for job, (each, _) in schedule._seen.items()}  # noqa: SLF001 - as above
    number = next(_numbers)  # nobody's address is used twice: what the last test was still owed reaches nobody here
    cast = {key: slack.add_person(name, email=f"{key}{number}@example.org") for key, name in CAST.items()}
    general = slack.add_channel("general", members=list(cast.values()))
    coachs = slack.add_channel("coachs", members=[cast["claire"], cast["david"]], private=True)
    database = Database(stage.house.tools.settings.database_url)
    try:
        ids = _seeded_anew(database, coachs.id, emails={key: person.email or "" for key, person in cast.items()})
        yield Promotion(stage, database, general=general, coachs=coachs, ids=ids, **cast)
        assert slack.violations == []
        with database.reading() as reading:
            found = find_violations(
                reading, now=stage.clock(), machine_now=machine_now(), rules=RULES[:-1]
            )  # keys: the database's
        broken = {name: several for name, several in found.items() if several}
        assert not broken, broken
    finally:
        slack.faults.clear()
        if stage.is_running:
            _rest(stage)
            stage.house.schedule._scheduler.pause()  # noqa: SLF001 - a bot that was started again ticks
        database.close()
