"""People who act on what is in front of them, at random: press, fill in, submit, close, type, write."""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass

from bot.sandbox.elements import NotOnScreen, Placed, placed_in
from bot.sandbox.people.person import Person
from bot.sandbox.wire.desk import Surface
from tests.benchmarks.wanderers import COMMANDS, LINES, WORDS, filled

from .town import Town

OLDER = 4  # messages that somebody still acts on
SAID = ("comité", "merci", "Bonjour !", "aide", "je cherche quelqu’un pour l’accessibilité", "😀 <!channel>", "annuler")


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody did, for the journal of a run: two runs of one seed on one machine begin alike."""

    who: str
    what: str
    came: str | None = None


def act(town: Town, person: Person, chance: random.Random) -> Act:
    """Let somebody do one thing. What is gone from their screen meanwhile is nothing done.

    They do not wait for an event to be heard: one that is late comes after what was done later.
    """
    try:
        modal = person.modal
        if modal is not None and chance.random() < 0.9:
            return _in_modal(person, Surface(view=modal), chance)
        way = chance.random()
        if way < 0.06:
            return _book(town, person, chance)
        if way < 0.25:
            text = chance.choice(WORDS) if chance.random() < 0.3 else ""
            line = f"{chance.choice(COMMANDS)} {text}".strip()
            return Act(person.name, line, person.command(line).error)
        if way < 0.4:
            said = chance.choice(SAID) if way < 0.3 else None
            town.aside.submit(person.message, said) if said else town.aside.submit(person.open_home, wait=0.0)
            return Act(person.name, f"says {said}" if said else "opens the Home")
        return _outside(town, person, chance)
    except NotOnScreen as gone:
        return Act(person.name, "looks", str(gone)[:80])


def _in_modal(person: Person, surface: Surface, chance: random.Random) -> Act:
    elements = list(placed_in(surface.blocks))
    buttons = [one for one in elements if one.element["type"] == "button" and "url" not in one.element]
    fields = [one for one in elements if one.element["type"] not in ("button", "overflow")]
    if buttons and chance.random() < 0.3:
        return _press(person, surface, chance.choice(buttons))
    if chance.random() < 0.15 or not surface.view or "submit" not in surface.view.body:
        person.close(all=chance.random() < 0.5)
        return Act(person.name, "closes")
    for one in fields:
        if chance.random() < 0.8:
            person.use(surface, one, value=_value(person, surface, one, chance))
    if person.modal is None or person.modal.id != surface.view.id:
        return Act(person.name, "fills in what is gone")
    outcome = person.submit()
    return Act(
        person.name, f"submits {surface.view.callback_id}", json.dumps(outcome.errors) if outcome.errors else None
    )


def _book(town: Town, person: Person, chance: random.Random) -> Act:
    """Go through a bureau d'aide to its end, as far as it goes: at random nobody comes so far."""
    if person.command("/bureau-aide").error is None:
        town.slack.wait_for(lambda: person.modal)
    person.fill("need", chance.choice(LINES))
    person.submit()
    person.choose("slot", chance.choice(person.options("slot")))
    outcome = person.submit()
    return Act(person.name, "books", json.dumps(outcome.errors) if outcome.errors else None)


def _outside(town: Town, person: Person, chance: random.Random) -> Act:
    """Press something in one of the newest messages, or in the Home."""
    home = person.home()
    told = person.inbox()[-OLDER:] + [
        one for room in town.rooms if person.id in room.members for one in room.messages[-OLDER:]
    ]
    surfaces = [Surface(message=one) for one in told] + ([Surface(view=home)] if home else [])
    pressable = [(surface, buttons) for surface in surfaces if (buttons := _pressable(surface))]
    if not pressable:
        person.open_home(wait=0.0)
        return Act(person.name, "opens the Home")
    surface, buttons = chance.choice(pressable)
    return _press(person, surface, chance.choice(buttons))


def _pressable(surface: Surface) -> Sequence[Placed]:
    return [one for one in placed_in(surface.blocks) if one.element["type"] == "button" and "url" not in one.element]


def _press(person: Person, surface: Surface, placed: Placed) -> Act:
    click = person.use(surface, placed)
    return Act(person.name, f"presses {placed.element['action_id'].partition(':')[0]}", click.error)


def _value(person: Person, surface: Surface, placed: Placed, chance: random.Random) -> dict[str, object]:
    element = placed.element
    if element["type"].endswith("external_select"):
        offered = person.suggest(surface, placed, query="")
        multi = element["type"].startswith("multi")
        chosen = chance.choice(offered) if offered else None
        key = "selected_options" if multi else "selected_option"
        return {"type": element["type"], key: [chosen] if multi and chosen else chosen or ([] if multi else None)}
    if "users_select" in element["type"]:
        multi = element["type"].startswith("multi")
        key = "selected_users" if multi else "selected_user"
        return {"type": element["type"], key: [person.id] if multi else person.id}
    return filled(element | {"optional": placed.block.get("optional", False)}, chance)
