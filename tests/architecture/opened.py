"""Every form as a person who may meets it: opened by its own gesture, filled in as Slack's client would, and sent."""

import json
import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

from bot.agenda.model import AgendaPlan, State
from bot.planning.setup.model import PromotionRef, SetupPart
from bot.programme.model import Membership
from bot.programme.roles import Role
from bot.sandbox.elements import STATEFUL, Placed, is_list, placed_in
from bot.sandbox.memory.views import View
from bot.sandbox.people.form import client_errors, dispatches
from bot.sandbox.people.person import Person
from bot.sandbox.refused import Json
from bot.sandbox.wire.desk import Surface
from bot.sandbox.words import options_of
from storage.agenda import appointments as agenda
from storage.database import Transaction
from storage.helpdesk import requests
from storage.programme import people, promotions
from tests.architecture import setup_things
from tests.architecture.caught import Caught, Wire, allowed_cells, catch_of
from tests.architecture.cells import Cell
from tests.architecture.forging import OPENS, VALUES, forge
from tests.architecture.staging import NOW, Thing, World
from tests.architecture.things import LATER, SETTINGS, WEEK, Setting

LINK = "https://visio.example.org/salle"
TYPED = {  # what a field asks for that is more than any words; empty: it is left empty
    **dict.fromkeys(("link", "lien", "visio", "address"), LINK),
    **dict.fromkeys(("mails", "must_mails", "may_mails", "email"), "paule@example.org"),
    **dict.fromkeys(("nom", "name"), "Paule Roux"),
    **dict.fromkeys(("outside", "days", "feed", "hours", "school", "slack_id"), ""),
    "capacity": "24",
    "lignes": "Canopée, Bureau des arbres",
    "need": "Un besoin",
    "rule": "2e mardi du mois, 14 h",
    "semaine": WEEK,
    "expertises": "visualisation de données",
    "times": "lundi 18 mai 9h-12h",
    "week": WEEK,
}
CHOSEN = {
    "datepicker": "2026-06-02",
    "timepicker": "10:00",
    "datetimepicker": 1780387200,
    "email_text_input": "paule@example.org",
    "url_text_input": LINK,
}
LONG, EVERY = 25, 12  # of a longer list, as of times, the first, the last and every twelfth option is tried
WORDS = "Écho & <b> "


@dataclass(frozen=True, slots=True)
class Opening:
    """A way to a form: who presses what, and what is written before."""

    name: str
    cell: Cell
    thing: Callable[[World], Thing]


@dataclass(slots=True)
class Form:
    """A form in front of somebody who may send it."""

    wire: Wire
    cell: Cell
    thing: Thing
    view: View

    @property
    def callback(self) -> str:
        return self.view.callback_id

    @property
    def person(self) -> Person:
        return self.wire.world.account(self.cell)

    @property
    def fields(self) -> list[Placed]:
        return [one for one in placed_in(self.view.blocks) if one.element["type"] in STATEFUL]

    def put(self, placed: Placed, value: Any) -> None:  # noqa: ANN401 - by the kind of field
        """Enter a value of Slack's form."""
        block_id, action_id = placed.path
        kind = placed.element["type"]
        self.view.values[block_id][action_id] = {"type": kind, STATEFUL[kind][0]: value}

    def fill(self, *, to_the_limit: bool = False) -> None:
        """Fill in what the form asks for; `to_the_limit`: each text as long as Slack's client lets it be."""
        given = VALUES[self.callback](self.wire.world, self.thing) if self.callback in VALUES else {}
        for one in self.fields:
            block_id, action_id = one.path
            kind = one.element["type"]
            known = given.get(block_id, {}).get(action_id, {}).get(STATEFUL[kind][0])
            if kind == "plain_text_input" and to_the_limit and stem(block_id) not in TYPED:
                known = (WORDS * 300)[: one.element.get("max_length", 3000)].strip()
            elif kind == "plain_text_input" and TYPED.get(stem(block_id)):
                known = TYPED[stem(block_id)]
            if known is not None:
                self.put(one, known)
        lacking = {*client_errors(self.view), "defi"}
        for one in (one for one in self.fields if one.path[0] in lacking and not self.holds(one)):
            self.put(one, self._first_of(one))

    def holds(self, placed: Placed) -> bool:
        """Return whether something is entered in a field."""
        block_id, action_id = placed.path
        return bool(self.view.values[block_id][action_id][STATEFUL[placed.element["type"]][0]])

    def _first_of(self, placed: Placed) -> Any:  # noqa: ANN401 - by the kind of field
        kind = placed.element["type"]
        if several := options_of(placed.element):
            first = next((one for one in several if one["value"] == Role.COACH.value), several[0])  # without a défi
            return [first] if is_list(STATEFUL[kind][0]) else first
        if "users" in kind:
            who = self.wire.world.accounts["specialist"].id
            return [who] if "multi" in kind else who
        return CHOSEN.get(kind, "Un mot")

    def request(self) -> Caught:
        """Return what pressing the form's button would send."""
        return catch_of(self.wire.world, self.person.submit)

    def choice(self, placed: Placed, option: Json) -> Caught:
        """Return what choosing an option would send: the form with it, or the choice alone where it is sent at once."""
        key = STATEFUL[placed.element["type"]][0]
        value = [option] if is_list(key) else option
        if dispatches(placed):
            given = {"type": placed.element["type"], key: value}
            return catch_of(self.wire.world, lambda: self.person.use(Surface(view=self.view), placed, value=given))
        self.put(placed, value)
        return self.request()

    def send(self, caught: Caught) -> tuple[int, Json, str]:
        """Send it; return the status, the answer, and the words beside or over the form. The form stays as it was."""
        screens, team = self.wire.world.stage.slack.team.screens, self.wire.world.stage.slack.team
        body, values, place = dict(self.view.body), deepcopy(self.view.values), (self.person.id, self.view.window)
        answer = self.wire.send(caught.kind, self.wire.renewed(self.cell, caught, caught.payload))
        with team.lock:
            over = [one for one in screens.stacks.get(place, []) if one is not self.view]
            told = " ".join([*(one.text for one in self.person.replies()), *(one.text for one in over)])
            self.view.body, self.view.values, self.view.errors = body, values, {}
            screens.stacks[place] = [self.view]
            team.ephemerals.clear()
        return answer.status, json.loads(answer.text) if answer.text else {}, told

    def following(self, answer: Json) -> "Form | None":
        """Return the form that an answer shows, opened; None where it shows none."""
        body = answer.get("view") or {}
        if not body.get("submit"):
            return None
        return Form(
            self.wire, self.cell, self.thing, self.wire.world.stage.slack.team.screens.open(self.person.id, body)
        )


def stem(block_id: str) -> str:
    """Return a field's name without what makes it unique: a number, an id, a moment."""
    return re.split(r"[-:]?\d|:", block_id)[0]


def openings() -> Iterator[Opening]:
    """Give each way to a modal, by the first person whom the table allows.

    Some forms show more fields of more things: several séances, défis, or what is to come of a promotion.
    """
    for route, cell in allowed_cells().items():
        if route in OPENS:
            if route not in INSTEAD:
                yield Opening(route, cell, partial(_written, cell, SETTINGS.get(route)))
            if route in MORE:
                yield Opening(f"{route}, more", cell, partial(_written, cell, MORE[route]))
    cell = allowed_cells()["setup.edit"]
    for is_open in (True, False):
        for part, item in (
            (one, at) for one in SetupPart for at in ((0, 1) if one in (SetupPart.DEFI, SetupPart.PERSON) else (1,))
        ):
            yield Opening(f"{part} {item} {is_open}", cell, _of_setup(cell, part, item=item, is_open=is_open))


def _written(cell: Cell, setting: Setting | None, world: World) -> Thing:
    """Write what the form is about."""
    with world.transaction() as tx:
        return setting(tx, world, cell) if setting is not None else Thing()


def _several(tx: Transaction, world: World, cell: Cell) -> Thing:
    """Write a request with two séances."""
    thing = SETTINGS[cell.route](tx, world, cell)
    first = agenda.read(tx, thing.appointment)
    assert first is not None
    plan = AgendaPlan(
        first.dispositif,
        world.promotion,
        world.defi,
        LATER + timedelta(days=1),
        first.minutes,
        first.participants,
        link=LINK,
    )
    later = agenda.add(tx, plan, uid=str(uuid4()), state=State.CONFIRMED, now=NOW)
    requests.add_sessions(tx, thing.request, [later])
    return thing


def _of_two_defis(tx: Transaction, world: World, cell: Cell) -> Thing:
    """Write somebody who is an EIG of two défis."""
    other = next(one.id for one in promotions.defis_of(tx, world.promotion) if one.id != world.defi)
    for defi in (world.defi, other):
        people.add_membership(tx, world.me(cell) or 0, Membership(Role.EIG, world.promotion, defi))
    return Thing()


def _of_metiers(tx: Transaction, world: World, cell: Cell) -> Thing:
    """Write a métier of three EIG without a group."""
    value = SETTINGS["gatherings.each"](tx, world, cell).value
    SETTINGS["gatherings.created_each"](tx, world, cell)
    return Thing(value)


def _coming(tx: Transaction, world: World, cell: Cell) -> Thing:
    """Write something that is still to come of the promotion."""
    SETTINGS["helpdesk.more"](tx, world, cell)
    return Thing(str(world.promotion))


def _kept_advice(tx: Transaction, world: World, cell: Cell) -> Thing:
    """Write a piece of advice that is to be kept, with somebody who sees to it."""
    return Thing(SETTINGS[cell.route](tx, world, cell).value.replace("refuse", "keep"))


INSTEAD = {"gatherings.each"}  # whose form has nothing to make of what the permission table writes
MORE: dict[str, Setting] = {
    **dict.fromkeys(("helpdesk.cancel", "helpdesk.leave", "helpdesk.propose"), _several),
    **dict.fromkeys(("/bureau-aide", "records.add"), _of_two_defis),
    "gatherings.each": _of_metiers,
    "records.report_judge": _kept_advice,
    "rights.close": _coming,
}


def _of_setup(cell: Cell, part: SetupPart, *, item: int, is_open: bool) -> Callable[[World], Thing]:
    """Name a part of the promotion that runs, or of one that is being prepared."""

    def thing(world: World) -> Thing:
        if is_open:
            ref, ids = (
                PromotionRef(True, world.promotion),
                {SetupPart.DEFI: world.defi, SetupPart.HOURS: world.ids["host"]},
            )
            return Thing(f"{ref} {part} {item and ids.get(part, world.ids['guest'])} 0 all")
        with world.transaction() as tx:
            return Thing(f"{setup_things.SETTINGS['setup.open'](tx, world, cell).value} {part} {item} 0 all")

    return thing


def meet(wire: Wire, opening: Opening) -> Form | None:
    """Write what it is about, press the button, and return the form that opens; None: a modal without a button."""
    return open_again(wire, opening.cell, opening.thing(wire.world))


def open_again(wire: Wire, cell: Cell, thing: Thing) -> Form | None:
    """Press the button once more."""
    thing.owner = wire.world.me(cell)
    forge(wire.world, cell, thing)
    view = wire.world.account(cell).modal
    return Form(wire, cell, thing, view) if view is not None and view.body.get("submit") else None


def choices(form: Form) -> Iterator[tuple[Placed, Json]]:
    """Give each option of each select, radio and checkbox of a form."""
    for one in form.fields:
        several = options_of(one.element)
        tried = several if len(several) <= LONG else [*several[::EVERY], several[-1]]
        yield from ((one, option) for option in tried)
