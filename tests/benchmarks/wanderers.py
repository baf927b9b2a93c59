"""People who press whatever they are shown: each keeps the last screens that the bot gave, and acts on one of them."""

import json
import random
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .receiving import WHO, Body

COMMANDS = ("/dispositifs", "/bureau-aide", "/mentorat", "/agenda", "/programme", "/disponibilites")
WORDS = ("échelle", "mentorat", "comité", "phase", "liste", "aide", "rappels", "premier essai", "xyzzy")
LINES = ("Relire notre plan.", "lundi 9h-12h, 14h-17h", "2e mardi du mois, 14 h", "0.9 ?", "É" * 900)
SCREENS = 6  # that one remembers
Json = dict[str, Any]


@dataclass
class Wanderer:
    """A person, by their account, and the screens that they were shown: views and messages."""

    account: str
    screens: deque[Json] = field(default_factory=lambda: deque(maxlen=SCREENS))

    def see(self, shown: Json) -> None:
        """Look at a view, a message, or the answer to what was pressed or submitted, which may hold a view."""
        screen = shown.get("view") or shown
        if any(_elements(screen.get("blocks") or ())):
            self.screens.append(screen)

    def act(self, chance: random.Random, number: int) -> Body:
        """Type, press, submit, write or open the Home: give the request's body."""
        who: Json = {**WHO, "trigger_id": f"{number}.{self.account}", "response_url": f"respond/{self.account}"}
        if self.screens and chance.random() < 0.7:  # mostly on what was shown last
            screen = self.screens[-1] if chance.random() < 0.7 else chance.choice(self.screens)
            return {"payload": json.dumps(who | self._on(screen, chance))}
        if chance.random() < 0.8:
            typed = {"command": chance.choice(COMMANDS), "text": chance.choice(WORDS) if chance.random() < 0.3 else ""}
            return who | typed | {"user_id": self.account, "channel_id": "C1"}
        home = {"type": "app_home_opened", "tab": "home", "channel": "D1"}
        said = {"type": "message", "channel_type": "im", "text": f"comité {number}", "channel": "D1"}
        event = chance.choice((home, said)) | {"user": self.account}
        return {**WHO, "type": "event_callback", "event_id": f"Ev{number}", "event": event}

    def _on(self, screen: Json, chance: random.Random) -> Json:
        user = {"user": {"id": self.account}, "team": {"id": "T1"}}
        elements = list(_elements(screen["blocks"]))
        fields = [(block, one) for block, one in elements if one["type"] != "button"]
        buttons = [(block, one) for block, one in elements if one["type"] == "button" and "url" not in one]
        if "callback_id" not in screen:
            block, one = _pressed(buttons or fields, chance)
            place = {"type": "message", "channel_id": "D1", "message_ts": "1.1"}
            return {"type": "block_actions", **user, "actions": [one | {"block_id": block}], "container": place}
        state: Json = {}
        for block, one in fields:
            state.setdefault(block, {})[one["action_id"]] = filled(one, chance)
        view = {"view": screen | {"id": "V1", "state": {"values": state}}}
        if "submit" in screen and (not buttons or chance.random() < 0.8):
            self.screens.remove(screen)  # the answer is the next one, if there is any
            return {"type": "view_submission", **user, **view}
        block, one = _pressed(buttons or fields, chance)
        return {"type": "block_actions", **user, "actions": [one | {"block_id": block}], **view}


def _elements(blocks: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, Json]]:
    """Give what can be pressed or filled, with its block's id."""
    for block in blocks:
        several = [*block.get("elements", ()), block.get("accessory"), block.get("element")]
        for one in several:
            if one and "action_id" in one:
                yield block.get("block_id", "b"), one | {"optional": block.get("optional", False)}


def _pressed(elements: Sequence[tuple[str, Json]], chance: random.Random) -> tuple[str, Json]:
    """Choose what to press: a gesture first, then one of those that offer it, since a menu has many of one kind."""
    gesture = chance.choice(sorted({one["action_id"].partition(":")[0] for _, one in elements}))
    return chance.choice([each for each in elements if each[1]["action_id"].startswith(gesture)])


def filled(one: Json, chance: random.Random) -> Json:
    """Fill in a field, half of the time as it was offered."""
    kind, options = one["type"], _options(one)
    if kind in ("checkboxes", "multi_static_select"):
        picked = one.get("initial_options") or chance.sample(options, min(len(options), chance.randrange(3)))
        return {"type": kind, "selected_options": picked}
    if options:
        return {"type": kind, "selected_option": one.get("initial_option") or chance.choice(options)}
    if kind == "datepicker":
        return {"type": kind, "selected_date": one.get("initial_date") or f"2026-0{chance.randrange(5, 10)}-12"}
    if kind == "timepicker":
        return {"type": kind, "selected_time": one.get("initial_time") or f"{chance.randrange(9, 18)}:30"}
    if kind == "file_input":
        return {"type": kind, "files": []}
    return {"type": kind, "value": one.get("initial_value") or (None if one["optional"] else chance.choice(LINES))}


def _options(one: Json) -> list[Json]:
    grouped = [option for group in one.get("option_groups", ()) for option in group["options"]]
    return list(one.get("options", ())) or grouped
