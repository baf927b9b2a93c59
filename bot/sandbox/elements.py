"""Elements of blocks: which have a value, what it is at first, and how a person finds an element on the screen."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from bot.sandbox.stamps import short_id
from bot.sandbox.words import Block, read_option, read_text

# element type → (key of its value in view.state, key of its initial value)
STATEFUL = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "file_input": ("files", "initial_files"),
}
TYPED = ("plain_text_input", "email_text_input", "number_input", "url_text_input")


class NotOnScreen(LookupError):
    """Raised if what a scripted person looks for is not on their screen. The message lists what is."""


@dataclass(frozen=True, slots=True)
class Placed:
    """An element, with its block and its label."""

    block: Block
    element: Block
    label: str

    @property
    def path(self) -> tuple[str, str]:
        """The key of the element's value in `state.values`: (block_id, action_id)."""
        return self.block["block_id"], self.element["action_id"]


def is_list(value_key: str) -> bool:
    return value_key.endswith("s")


def with_ids(blocks: list[Block]) -> list[Block]:
    """Return a copy in which blocks have a block_id and interactive elements an action_id, as Slack assigns them."""
    copied = deepcopy(blocks)
    for block in copied:
        block.setdefault("block_id", short_id())
        for element in elements_of(block):
            if element["type"] not in ("image", "mrkdwn", "plain_text"):
                element.setdefault("action_id", short_id())
    return copied


def elements_of(block: Block) -> list[Block]:
    if block.get("type") in ("actions", "context"):
        return list(block.get("elements", []))
    return [block[key] for key in ("element", "accessory") if isinstance(block.get(key), dict)]


def placed_in(blocks: list[Block]) -> Iterator[Placed]:
    """Yield each interactive element, in reading order."""
    for block in blocks:
        label = read_text(block.get("label") or block.get("text"))
        for element in elements_of(block):
            if "action_id" in element:
                yield Placed(block, element, label)


def first_value(element: Block) -> dict[str, Any] | None:
    """Return the value of an element that nobody has touched; None if it has none (buttons, menus)."""
    if element["type"] not in STATEFUL:
        return None
    key, initial = STATEFUL[element["type"]]
    empty: Any = [] if is_list(key) else None
    return {"type": element["type"], key: deepcopy(element.get(initial, empty))}


def state_of(
    blocks: list[Block], kept: dict[str, dict[str, dict[str, Any]]] | None = None
) -> dict[str, dict[str, dict[str, Any]]]:
    """Return `state.values`. A field keeps the value that was entered under the same block_id and action_id."""
    state: dict[str, dict[str, dict[str, Any]]] = {}
    for placed in placed_in(blocks):
        value = first_value(placed.element)
        if value is None:
            continue
        block_id, action_id = placed.path
        before = (kept or {}).get(block_id, {}).get(action_id)
        same = before is not None and before.get("type") == value["type"]
        state.setdefault(block_id, {})[action_id] = deepcopy(before) if before is not None and same else value
    return state


def names_of(placed: Placed) -> tuple[str, ...]:
    """Return the names by which a script may find a field, the visible ones first."""
    element = placed.element
    hidden = (placed.block["block_id"], element["action_id"], str(element.get("accessibility_label", "")))
    return (placed.label, read_text(element.get("placeholder")), *hidden)


def find_field(blocks: list[Block], field: str) -> Placed:
    """Return the field with this label, placeholder, block_id or action_id. Raises NotOnScreen.

    Without an exact match, a label that contains these words will do.
    """
    fields = [placed for placed in placed_in(blocks) if placed.element["type"] != "button"]
    exact = [placed for placed in fields if field in names_of(placed)]
    close = exact or [placed for placed in fields if field.lower() in placed.label.lower()]
    if not close or (not exact and len(close) > 1):
        raise NotOnScreen(f"no field « {field} »; there are: {[placed.label or placed.path for placed in fields]}")
    return close[0]


def buttons_in(blocks: list[Block]) -> list[Placed]:
    return [placed for placed in placed_in(blocks) if placed.element["type"] == "button"]


def find_button(blocks: list[Block], label: str) -> Placed | None:
    """Return the first button with this text, action_id or accessibility label."""
    for placed in buttons_in(blocks):
        element = placed.element
        names = (read_text(element["text"]), element["action_id"], element.get("accessibility_label") or "")
        if _spaced(label) in map(_spaced, names):
            return placed
    return None


def _spaced(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def find_option(options: list[Block], label: str) -> Block:
    """Return the option with this label, or (for scripts) this value. Raises NotOnScreen."""
    for option in options:
        if _spaced(label) in map(_spaced, (read_option(option), option.get("value") or "")):
            return option
    raise NotOnScreen(f"no choice « {label} »; there are: {[read_option(option) for option in options]}")
