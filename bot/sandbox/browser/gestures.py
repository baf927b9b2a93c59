"""Requests of a tab, performed as actions of a scripted person. Elements are found by id, not by label."""

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.elements import STATEFUL, TYPED, NotOnScreen, Placed, is_list, placed_in
from bot.sandbox.memory.channels import Channel
from bot.sandbox.memory.messages import Message
from bot.sandbox.memory.team import Team
from bot.sandbox.people import form
from bot.sandbox.people.person import Person
from bot.sandbox.refused import Json
from bot.sandbox.wire.desk import Surface
from bot.sandbox.words import Block, options_of

LONGEST = 40_000  # characters of a message, as many as Slack's client allows


@dataclass(slots=True)
class Hands:
    """What a person does in one tab. `offered`: the options that external selects returned, by their ids."""

    team: Team
    person: Person
    offered: dict[tuple[str, str], list[Block]] = field(default_factory=dict)

    def channel(self, channel_id: str) -> Channel:
        """Return a conversation that this person sees. Raises NotOnScreen."""
        channel = self.team.channels.get(channel_id)
        if channel is None or self.person.id not in channel.members:
            raise NotOnScreen(f"no conversation {channel_id}")
        return channel

    def message(self, channel_id: str, ts: str) -> Message:
        """Return a message that this person sees. Raises NotOnScreen."""
        for other in (*self.channel(channel_id).messages, *self.team.ephemerals.get(self.person.id, [])):
            if (other.channel_id, other.ts) == (channel_id, ts):
                return other
        raise NotOnScreen(f"no message {ts}")

    def surface(self, asked: Json) -> Surface:
        """Return the open view, or the message, that a request is about. Raises NotOnScreen."""
        if "view" not in asked:
            return Surface(message=self.message(str(asked["channel"]), str(asked["ts"])))
        for view in (self.person.modal, self.person.home()):
            if view is not None and view.id == asked["view"]:
                return Surface(view=view)
        raise NotOnScreen("this view is not in front any more")


def find_placed(surface: Surface, asked: Json) -> Placed:
    """Return the element with the ids `block` and `action`. Raises NotOnScreen."""
    path = (asked["block"], asked["action"])
    for placed in placed_in(surface.blocks):
        if placed.path == path:
            return placed
    raise NotOnScreen(f"nothing is at {path}")


def value_of(hands: Hands, placed: Placed, *, given: Any) -> Json:  # noqa: ANN401 by kind
    """Return a field's value in Slack's format. `given`: a text, the value of an option, an id, or a list of these.

    Raises NotOnScreen for what the field does not offer.
    """
    kind = placed.element["type"]
    if kind in (*TYPED, *form.BY_TEXT, "rich_text_input"):
        return form.typed(placed, str(given or ""), tz=hands.team.accounts[hands.person.id].tz)
    key, _ = STATEFUL[kind]
    asked = [str(asked_value) for asked_value in (given if isinstance(given, list) else [given] if given else [])]
    if "option" in key:
        offered = options_of(placed.element)
        if "external" in kind:
            held = placed.element.get("initial_options") or [placed.element.get("initial_option")]
            offered = [*filter(None, held), *hands.offered.get(placed.path, [])]
        by_value = {str(option["value"]): option for option in offered}
        if missing := [value for value in asked if value not in by_value]:
            raise NotOnScreen(f"no choice {missing}")
        found: list[Any] = [by_value[value] for value in asked]
    else:
        found = [value for value in asked if value in hands.team.accounts or value in hands.team.channels]
    most = placed.element.get("max_selected_items", len(found))
    if len(found) > most:
        raise NotOnScreen(f"« {placed.label} » takes at most {most}")
    return {"type": kind, key: found if is_list(key) else found[0] if found else None}


def take_values(hands: Hands, surface: Surface, *, values: Json) -> None:
    """Save the values that the tab has not sent yet. Those of fields that no longer exist are dropped."""
    with hands.team.lock:
        kept = form.values_on(surface, hands.team.accounts[hands.person.id])
        for placed in placed_in(surface.blocks):
            block_id, action_id = placed.path
            mine = values.get(block_id, {})
            if action_id in mine and placed.element["type"] in STATEFUL and placed.element["type"] != "file_input":
                kept.setdefault(block_id, {})[action_id] = value_of(hands, placed, given=mine[action_id])


def command(hands: Hands, asked: Json) -> Json:
    """Type a slash command in a conversation."""
    reply = hands.person.command(str(asked["line"]).strip(), channel=hands.channel(asked["channel"]))
    return {"error": reply.error}


def message(hands: Hands, asked: Json) -> Json:
    """Write a message; with `thread` (the ts of its first message) in a thread. A long one is split, as in Slack."""
    channel, text = hands.channel(asked["channel"]), str(asked["text"])
    thread = hands.message(channel.id, asked["thread"]) if asked.get("thread") else None
    for start in range(0, len(text), LONGEST):
        hands.person.message(text[start : start + LONGEST], channel=channel, thread=thread)
    return {}


def press(hands: Hands, asked: Json) -> Json:
    """Press a button, or choose in a menu or a field: `block` and `action` are its ids, `value` is the choice."""
    surface = hands.surface(asked)
    take_values(hands, surface, values=asked.get("values", {}))
    placed = find_placed(surface, asked)
    value = None
    if placed.element["type"] == "overflow":
        chosen = next((option for option in placed.element["options"] if option["value"] == asked.get("value")), None)
        if chosen is None:
            raise NotOnScreen("no such entry of the menu")
        value = {"selected_option": chosen}
    elif placed.element["type"] in STATEFUL:
        value = value_of(hands, placed, given=asked.get("value"))
    return {"error": hands.person.use(surface, placed, value=value).error}


def suggest(hands: Hands, asked: Json) -> Json:
    """Request the options of an external select from the app, for a typed text."""
    surface = hands.surface(asked)
    placed = find_placed(surface, asked)
    found = hands.person.suggest(surface, placed, query=str(asked.get("query", "")))
    known = {str(option["value"]): option for option in hands.offered.get(placed.path, [])}
    hands.offered[placed.path] = list((known | {str(option["value"]): option for option in found}).values())
    return {"options": found}


def submit(hands: Hands, asked: Json) -> Json:
    """Submit the modal with the values of its fields."""
    top = hands.person.modal
    if top is None or top.id != asked["view"]:
        raise NotOnScreen("this view is not in front any more")
    take_values(hands, Surface(view=top), values=asked.get("values", {}))
    outcome = hands.person.submit()
    return {"errors": outcome.errors, "error": outcome.error}


def close(hands: Hands, asked: Json) -> Json:
    """Close the top view; with `all`, all views of the stack."""
    top = hands.person.modal
    if top is not None and top.id == asked["view"]:
        hands.person.close(all=bool(asked.get("all")))
    return {}


def upload(hands: Hands, asked: Json) -> Json:
    """Add a file to a file field of a modal. `data`: its bytes, in base64."""
    hands.surface(asked)
    try:
        data = base64.b64decode(str(asked["data"]), validate=True)
    except binascii.Error:
        raise NotOnScreen("no bytes") from None
    hands.person.attach(str(asked["block"]), str(asked["name"]), data=data, mimetype=asked.get("type") or None)
    return {}


def withdraw(hands: Hands, asked: Json) -> Json:
    hands.surface(asked)
    hands.person.detach(str(asked["block"]), str(asked["file"]))
    return {}


def home(hands: Hands, _asked: Json) -> Json:
    hands.person.open_home(wait=0)
    return {}


def messages(hands: Hands, _asked: Json) -> Json:
    hands.person.open_messages()
    return {}


def shortcut(hands: Hands, asked: Json) -> Json:
    return {"error": hands.person.shortcut(str(asked["id"])).error}


GESTURES: dict[str, Callable[[Hands, Json], Json]] = {
    "command": command,
    "message": message,
    "press": press,
    "suggest": suggest,
    "submit": submit,
    "close": close,
    "upload": upload,
    "withdraw": withdraw,
    "home": home,
    "messages": messages,
    "shortcut": shortcut,
}
