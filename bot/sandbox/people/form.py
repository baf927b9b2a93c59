"""Fill in fields. What Slack's client checks before it sends a modal is checked here too."""

import re
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.sandbox.elements import STATEFUL, TYPED, NotOnScreen, Placed, find_option, is_list, placed_in, state_of
from bot.sandbox.memory.account import Account
from bot.sandbox.memory.files import extension_of
from bot.sandbox.memory.views import View
from bot.sandbox.refused import Json
from bot.sandbox.wire.desk import Desk, Surface
from bot.sandbox.words import options_of, read_option

REQUIRED = "Ce champ est obligatoire."
LARGEST_FILE = 10 * 1024 * 1024  # bytes
MOST_FILES = 10
BY_TEXT = ("datepicker", "timepicker", "datetimepicker")  # pickers whose value can be typed
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def values_on(surface: Surface, account: Account) -> dict[str, dict[str, Json]]:
    """Return the values entered in a view or message, which a person's actions change."""
    if surface.view is not None:
        return surface.view.values
    if surface.message is None:
        return {}
    return surface.message.values.setdefault(account.id, state_of(surface.message.blocks))


def dispatches(placed: Placed) -> bool:
    """Return whether a change is sent at once: always outside input blocks; inside, only with dispatch_action."""
    return placed.block["type"] != "input" or bool(placed.block.get("dispatch_action"))


def labels_in(desk: Desk, account: Account, *, surface: Surface, placed: Placed, query: str) -> list[str]:
    """Return the labels of the options that a field offers."""
    kind = placed.element["type"]
    if "external" in kind:
        return [read_option(option) for option in desk.suggest(account, surface, placed=placed, query=query)]
    if "users" in kind:
        return [account.name for account in desk.team.accounts.values() if not account.is_bot and not account.deleted]
    if "channels" in kind or "conversations" in kind:
        return [
            channel.name
            for channel in desk.team.channels.values()
            if account.id in channel.members and channel.kind != "im"
        ]
    return [read_option(option) for option in options_of(placed.element)]


def pick(desk: Desk, account: Account, *, surface: Surface, placed: Placed, labels: tuple[str, ...]) -> Json:
    """Return the value of a field for these options; no labels empty it. Raises NotOnScreen for an unknown option."""
    element = placed.element
    key, _ = STATEFUL.get(element["type"], ("", ""))
    if not key or element["type"] in (*TYPED, "file_input", "rich_text_input"):
        raise NotOnScreen(f"« {placed.label} » is no field to choose in")
    found = [pick_one(desk, account, surface=surface, placed=placed, label=label) for label in labels]
    if is_list(key):
        most = element.get("max_selected_items", len(found))
        if len(found) > most:
            raise NotOnScreen(f"« {placed.label} » takes at most {most}")
        return {"type": element["type"], key: found}
    if element["type"] == "radio_buttons" and not found:
        raise NotOnScreen(f"« {placed.label} » cannot be emptied once it was there to choose")
    if len(found) > 1:
        raise NotOnScreen(f"« {placed.label} » takes one choice, not {len(found)}")
    return {"type": element["type"], key: found[0] if found else None}


def pick_one(desk: Desk, account: Account, *, surface: Surface, placed: Placed, label: str) -> Any:  # noqa: ANN401 by kind
    """Return a choice in Slack's format: an option, an id, a date or a time."""
    kind = placed.element["type"]
    team = desk.team
    if kind in BY_TEXT:
        return read_moment(kind, label, tz=account.tz)
    if "external" in kind:
        return find_option(desk.suggest(account, surface, placed=placed, query=label), label)
    if "users" in kind or "channels" in kind or "conversations" in kind:
        known = [(account.id, account.name) for account in team.accounts.values()]
        known += [(channel.id, channel.name) for channel in team.channels.values()]
        for thing_id, name in known:
            if label in (thing_id, name):
                return thing_id
        raise NotOnScreen(f"nobody and no channel is called « {label} »")
    return find_option(options_of(placed.element), label)


def read_moment(kind: str, text: str, *, tz: str) -> str | int:
    """Parse a date `2026-05-12`, a time `14:30`, or a moment.

    A moment is seconds since 1970, or `2026-05-12T14:30`, in the time zone `tz` unless it has its own. Raises
    NotOnScreen for what Slack's client refuses.
    """
    try:
        if kind == "datepicker":
            return date.fromisoformat(text).isoformat()
        if kind == "timepicker":
            return datetime.strptime(text, "%H:%M").strftime("%H:%M")  # noqa: DTZ007 a time of day, of no day
        moment = None if text.isdecimal() else datetime.fromisoformat(text)
    except ValueError:
        raise NotOnScreen(f"« {text} » is nothing that a {kind} takes") from None
    if moment is None:
        return int(text)
    return int((moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(tz))).timestamp())


def files_in(surface: Surface, account: Account, *, placed: Placed) -> list[Json]:
    """Return the files in a file field. Raises NotOnScreen for any other field."""
    if placed.element["type"] != "file_input":
        raise NotOnScreen(f"« {placed.label} » takes no files")
    block_id, action_id = placed.path
    files: list[Json] = values_on(surface, account)[block_id][action_id]["files"]
    return files


def refuse_file(placed: Placed, name: str, *, size: int, before: int) -> None:
    """Refuse (NotOnScreen) a file that Slack's client refuses: another type, too many files, over 10 MB, or empty."""
    kinds = [kind.lower() for kind in placed.element.get("filetypes", [])]
    if kinds and extension_of(name) not in kinds:
        raise NotOnScreen(f"« {placed.label} » takes {', '.join(kinds)}, not {name}")
    most = placed.element.get("max_files", MOST_FILES)
    if before >= most:
        raise NotOnScreen(f"« {placed.label} » takes at most {most} files")
    if not 0 < size <= LARGEST_FILE:
        raise NotOnScreen(f"« {placed.label} » takes files of 1 byte to 10 MB, not {size} bytes")


def typed(placed: Placed, text: str, *, tz: str) -> Json:
    """Return the value of a text field, or of a date or time picker. `tz`: the person's time zone.

    Without text it is None. Raises NotOnScreen for any other field."""
    kind = placed.element["type"]
    if kind in BY_TEXT:
        return {"type": kind, STATEFUL[kind][0]: read_moment(kind, text, tz=tz) if text else None}
    if kind == "rich_text_input":
        section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
        return {"type": kind, "rich_text_value": {"type": "rich_text", "elements": [section]} if text else None}
    if kind not in TYPED:
        raise NotOnScreen(f"« {placed.label} » is no field to type in")
    return {"type": kind, "value": text or None}


def client_errors(view: View) -> dict[str, str]:
    """Return {block_id: error} for what Slack's client refuses to send."""
    errors: dict[str, str] = {}
    for placed in placed_in(view.blocks):
        if placed.block["type"] != "input":
            continue
        block_id, action_id = placed.path
        key, _ = STATEFUL[placed.element["type"]]
        value = view.values[block_id][action_id][key]
        if value in (None, "", []):
            if not placed.block.get("optional"):
                errors[block_id] = REQUIRED
        elif wrong := wrong_text(placed.element, value):
            errors[block_id] = wrong
    return errors


def wrong_text(element: Json, value: object) -> str | None:
    """Return why Slack's client refuses a text; None if it accepts the text."""
    if not isinstance(value, str):
        return None
    kind = element["type"]
    if kind == "plain_text_input":
        least, most = element.get("min_length", 0), element.get("max_length", 3000)
        if len(value) > most:
            return f"Au plus {most} caractères."
        return f"Au moins {least} caractères." if len(value) < least else None
    if kind == "email_text_input" and not EMAIL.fullmatch(value):
        return "Indiquez une adresse e-mail valide."
    if kind == "url_text_input" and not re.match(r"https?://\S+$", value):
        return "Indiquez un lien valide."
    return wrong_number(element, value) if kind == "number_input" else None


def wrong_number(element: Json, value: str) -> str | None:
    """Return why Slack's client refuses a number; None if it accepts the number."""
    try:
        number = float(value)
    except ValueError:
        return "Indiquez un nombre."
    if not element["is_decimal_allowed"] and not number.is_integer():
        return "Indiquez un nombre entier."
    if "min_value" in element and number < float(element["min_value"]):
        return f"Au moins {element['min_value']}."
    if "max_value" in element and number > float(element["max_value"]):
        return f"Au plus {element['max_value']}."
    return None
