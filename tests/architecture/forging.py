"""A stage with everybody of the permission table in it, and the gesture that forges a request for each cell."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import func, literal, select, union_all

from bot.agenda.model import Draft, Part, Participant, Plan, State
from bot.dates.hours import WeeklyHours
from bot.demo.stage import Stage
from bot.helpdesk.model import Reason
from bot.programme.model import Entry, Membership, Relation
from bot.programme.roles import Role
from bot.sandbox.channels import Channel
from bot.sandbox.person import Person
from bot.sandbox.words import read_blocks
from storage import agenda, drafts, helpdesk, history, hours, notices, people, programme
from storage.database import Transaction
from storage.tables import metadata
from tests.architecture.cells import ELSEWHERE, HERE, PERSONAS, Cell

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 5, 4, 8, 0, tzinfo=PARIS)  # a Monday
STARTS = datetime(2026, 5, 12, 9, 0, tzinfo=PARIS)


@dataclass
class Outcome:
    """What came of a forged request: whether it had its effect, and what the person was shown."""

    done: bool
    shown: str


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

    def forge(self, cell: Cell) -> Outcome:
        """Do what the cell says, and wait for what is to be seen of it."""
        person = self.accounts[self.key(cell)]
        self.stage.slack.team.screens.clear(person.id)
        return GESTURES[cell.route](self, cell, person)

    def key(self, cell: Cell) -> str:
        return f"{cell.persona.key}-team" if cell.team else cell.persona.key

    def counts(self) -> dict[str, int]:
        """Give the number of rows of each table."""
        tables = metadata.sorted_tables
        counted = [select(literal(table.name), func.count()).select_from(table) for table in tables]
        with self.stage.house.tools.reading() as reading:
            return {str(name): int(count) for name, count in reading.execute(union_all(*counted))}

    def book(self, cell: Cell) -> int:
        """Write the appointment of the cell: whoever books and hosts, and the person in the part it names."""
        parts = {self.ids["booker"]: Part.BOOKER, self.ids["guest"]: Part.GUEST, self.ids["host"]: Part.HOST}
        if cell.relation is not Relation.NONE:
            part = Part(cell.relation.value)
            parts = {who: other for who, other in parts.items() if other is not part}
            parts[self.ids[self.key(cell)]] = part
        someone = tuple(Participant(who, part) for who, part in parts.items())
        with self.transaction() as tx:
            plan = Plan(
                "bureau-aide", self.promotion, self.defi, STARTS, 60, someone, link="https://visio.example.org/a"
            )
            booked = agenda.add(tx, plan, uid=str(uuid4()), state=State.CONFIRMED)
            asked = {"asked_by": self.ids["booker"], "defi_id": self.defi, "need": "Un besoin"}
            helpdesk.add(tx, draft_id=str(uuid4()), reason=Reason.CHOSEN, appointment_id=booked, **asked)  # type: ignore[arg-type]
        return booked

    def draft(self, cell: Cell) -> str:
        """Write a draft of the first step: the person's own, or another's."""
        owner = self.ids[self.key(cell) if cell.relation is Relation.OWNER else "booker"]
        wish = {
            "defi_id": self.defi,
            "need": "Un besoin",
            "guest_ids": [self.ids["guest"]],
            "host_id": self.ids["host"],
        }
        draft = Draft(str(uuid4()), owner, json.dumps(wish), NOW + timedelta(days=2))
        with self.transaction() as tx:
            drafts.add(tx, draft)
        return draft.id

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        with self.stage.house.tools.database.transaction() as tx:
            yield tx

    def read(self, question: Callable[[Transaction], Any]) -> Any:  # noqa: ANN401 - what the question gives
        with self.stage.house.tools.reading() as reading:
            return question(reading)

    def owed(self, kind: str, person: Person) -> int:
        """Count the notices whose kind begins so and that carry this account."""
        mine = notices.notices.c.kind.startswith(kind) & notices.notices.c.detail.contains(person.id)
        return int(self.read(lambda tx: tx.execute(select(func.count()).where(mine)).scalar_one()))

    def history_of(self, appointment_id: int) -> list[Entry]:
        found: list[Entry] = self.read(lambda tx: history.of_thing(tx, "appointment", appointment_id))
        return found

    def wait(self, condition: Callable[[], bool]) -> bool:
        return self.stage.slack.wait_for(condition)


@contextmanager
def raised(folder: Path, database_url: str) -> Iterator[World]:
    """Raise the curtain on everybody of the table."""
    stage = Stage(folder, now=NOW, database_url=database_url)
    keys = [*(one.key for one in PERSONAS), *(f"{one.key}-team" for one in PERSONAS), "booker", "guest", "host"]
    accounts = {key: stage.slack.add_person(key, email=f"{key}@example.org") for key in keys}
    general = stage.slack.add_channel("general", members=list(accounts.values()))
    coachs = stage.slack.add_channel("coachs", members=[accounts["coach"], accounts["host"]], private=True)
    with stage:
        world = World(stage, general, coachs, accounts)
        with world.transaction() as tx:
            seed(tx, world)
        yield world


def seed(tx: Transaction, world: World) -> None:
    """Write two promotions, two défis, and each persona on and off the défi's team."""
    values = {"starts_on": "2026-01-12", "ends_on": "2026-11-11", "channel_coachs": world.coachs.id}
    here = world.promotion = programme.save_promotion(tx, "EIG 7", **values)
    promotions = {
        HERE: here,
        ELSEWHERE: programme.save_promotion(tx, "EIG 8", starts_on="2026-02-01", ends_on="2027-01-01"),
    }
    world.defi = programme.save_defi(tx, here, "Carte Vive", administration="Bureau des cartes")
    other = programme.save_defi(tx, here, "Relais", administration="Bureau des relais")
    for persona in PERSONAS:
        for key, defi in ((persona.key, other), (f"{persona.key}-team", world.defi)):
            membership = persona.membership(promotions, defi)
            if membership is None:
                continue
            world.ids[key] = add(tx, world, key, membership)
            if persona.ended:
                rows = people.current_memberships(tx, promotion_id=here, roles=[membership.role])
                people.leave(tx, [row.id for row in rows if row.person_id == world.ids[key]], now=NOW)
    for key, role in (("booker", Role.EIG), ("guest", Role.EIG), ("host", Role.COACH)):
        world.ids[key] = add(tx, world, key, Membership(role, here, world.defi if role is Role.EIG else None))
    hours.replace_weekly(tx, world.ids["host"], [WeeklyHours(day, "09:00", "18:00", None, None) for day in range(5)])


def add(tx: Transaction, world: World, key: str, membership: Membership) -> int:
    person = people.add(tx, name=key, email=f"{key}@example.org", slack_id=world.accounts[key].id)
    people.join(tx, person, membership)
    return person


# Gestures: each forges its request and says whether the effect took place, and what the person saw.


def _command(world: World, cell: Cell, person: Person) -> Outcome:
    reply = person.command(cell.route)
    opened = cell.route == "/bureau-aide" and not reply.message and world.wait(lambda: person.modal is not None)
    done = opened if cell.route == "/bureau-aide" else reply.text.startswith("Les dispositifs EIG")
    return Outcome(done, reply.text)


def _press(world: World, cell: Cell, person: Person) -> Outcome:
    value = {"catalogue.open": "mentorat"}.get(cell.route, "")
    before = len(person.replies())
    person.press_raw(cell.route, value=value)
    world.wait(lambda: len(person.replies()) > before or person.modal is not None)
    shown = person.replies()[-1].text if len(person.replies()) > before else ""
    match cell.route:
        case "catalogue.open":
            done = shown.startswith("Mentorat")
        case "catalogue.menu":
            done = shown.startswith("Les dispositifs EIG")
        case "helpdesk.start":
            done = person.modal is not None and person.modal.callback_id == "helpdesk.need"
        case _:
            done = world.owed("programme.", person) == 1
    return Outcome(done, shown)


def _shortcut(world: World, cell: Cell, person: Person) -> Outcome:
    person.shortcut(cell.route)
    done = world.wait(lambda: person.modal is not None)
    return Outcome(done, person.modal.text if person.modal else "")


def _write(world: World, cell: Cell, person: Person) -> Outcome:
    before = world.owed("catalogue.answer", person)
    if cell.route == "message":
        person.message("mentorat")
    else:
        person.mention("mentorat", channel=world.general)
    return Outcome(world.wait(lambda: world.owed("catalogue.answer", person) == before + 1), "")


def _share(world: World, cell: Cell, person: Person) -> Outcome:
    message = world.stage.slack.team.post(world.general, text="Une carte", blocks=[])
    before = len(world.general.messages)
    person.press_raw(cell.route, value="mentorat", message=message)
    done = world.wait(lambda: len(world.general.messages) > before)
    return Outcome(done and world.general.messages[-1].text.startswith("Mentorat"), "")


def _need(world: World, cell: Cell, person: Person) -> Outcome:
    draft_id = str(uuid4())
    option = {"selected_options": [{"value": str(world.ids["guest"])}]}
    values: dict[str, Any] = {
        "need": {"need": {"value": "Un besoin"}},
        "defi": {"defi": {"selected_option": {"value": str(world.defi)}}},
        "participants": {"participants": option},
        "host": {"host": {"selected_option": {"value": "any"}}},
    }
    delivery = person.submit_raw(cell.route, private_metadata=draft_id, values=values)
    kept = world.read(lambda tx: drafts.read(tx, draft_id))
    return Outcome(kept is not None and delivery.answer["response_action"] == "push", said(delivery.answer))


def _week(world: World, cell: Cell, person: Person) -> Outcome:
    title = {"type": "plain_text", "text": "?"}
    block = {"type": "section", "text": title}
    screens = world.stage.slack.team.screens
    form = screens.open(
        person.id, {"type": "modal", "title": title, "blocks": [block], "private_metadata": world.draft(cell)}
    )
    person.press_raw("helpdesk.week:next", value=date(2026, 5, 11).isoformat())
    world.wait(lambda: form.callback_id == "helpdesk.slot" or person.modal is not form)
    shown = person.modal.text if person.modal and person.modal is not form else ""
    return Outcome(form.callback_id == "helpdesk.slot", first_line(shown))


def _slot(world: World, cell: Cell, person: Person) -> Outcome:
    draft_id = world.draft(cell)
    offered = {"value": str(int(STARTS.timestamp()) + 86_400)}
    values = {"slot": {"slot:2026-05-11": {"selected_option": offered}}}
    delivery = person.submit_raw(cell.route, private_metadata=draft_id, values=values)
    became = world.read(lambda tx: drafts.read(tx, draft_id)).result_id
    if became is None:
        return Outcome(False, said(delivery.answer))
    mine = [(entry.actor_id, entry.action) for entry in world.history_of(became)]
    with world.transaction() as tx:
        agenda.release(tx, became)  # the same hour is asked for again
    return Outcome(mine == [(world.ids[world.key(cell)], "bureau-aide.book")], said(delivery.answer))


def _cancel(world: World, cell: Cell, person: Person) -> Outcome:
    booked, before = world.book(cell), len(person.replies())
    person.press_raw(cell.route, value=str(booked))
    world.wait(lambda: len(person.replies()) > before)
    found = world.read(lambda tx: agenda.read(tx, booked))
    lines = [(entry.actor_id, entry.action) for entry in world.history_of(booked)]
    cancelled = (State.CANCELLED, 1, [(world.ids.get(world.key(cell)), "bureau-aide.cancel")])
    assert (found.state, found.revision, lines) in (cancelled, (State.CONFIRMED, 0, []))
    return Outcome(found.state is State.CANCELLED, person.replies()[-1].text)


def said(answer: dict[str, Any]) -> str:
    """Give the words of a submission's answer."""
    if answer["response_action"] == "errors":
        return " ".join(answer["errors"].values())
    return first_line(read_blocks(answer["view"]["blocks"], None))


GESTURES: dict[str, Callable[[World, Cell, Person], Outcome]] = {
    "/dispositifs": _command,
    "/bureau-aide": _command,
    "catalogue.open": _press,
    "catalogue.menu": _press,
    "helpdesk.start": _press,
    "programme.alert": _press,
    "dispositifs.menu": _shortcut,
    "message": _write,
    "app_mention": _write,
    "catalogue.share": _share,
    "helpdesk.need": _need,
    "helpdesk.week": _week,
    "helpdesk.slot": _slot,
    "helpdesk.cancel": _cancel,
}


def first_line(shown: str) -> str:
    """Give the sentence of a modal that says one thing, without its buttons."""
    return shown.partition("\n")[0]
