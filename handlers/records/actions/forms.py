"""Parse the forms of actions."""

from dataclasses import dataclass, replace
from datetime import date

from bot.errors import Garbled, Invalid
from bot.records.actions import NewAction
from bot.records.model import Origin, Source
from handlers.kit.reading import Fields, read_date, read_id, read_mark, split_pieces

WHAT, OWNER, DUE, LINK, WHY, PLACE = "what", "owner", "due", "link", "why", "place"
DEFI, APPOINTMENT, COMMITTEE = "defi", "appointment", "committee"
NOWHERE, LIST, SHEET = "-", "list", "sheet"


@dataclass(frozen=True, slots=True)
class ActionMetadata:
    """The private_metadata of a form. `at` is the kind and the id of the action, or of the thing to add an action to.

    `gesture` is the form's id, so that the form is applied only once. `back` names the view below to update: none, the
    list, or a committee's sheet. `link` is the address of the message to which the action refers. `over` is how many
    times the action's text had been corrected when the form was opened."""

    at: tuple[str, int]
    gesture: str
    back: str = NOWHERE
    link: str = NOWHERE
    over: int = 0

    def __str__(self) -> str:
        kind, thing_id = self.at
        return f"{kind}-{thing_id} {self.gesture} {self.back} {self.link} {self.over}"


def read_metadata(text: str) -> ActionMetadata:
    """Parse a form's private_metadata. Raises Garbled, NotFound, DraftExpired."""
    at, gesture, back, link, *over = split_pieces(text, 4, max_pieces=5)
    return ActionMetadata(read_target(at), read_mark(gesture), back, link, read_id(over[0], 0) if over else 0)


def read_target(text: str) -> tuple[str, int]:
    kind, thing_id = split_pieces(text, 2, sep="-")
    if kind not in (DEFI, APPOINTMENT, COMMITTEE, "action"):
        raise Garbled
    return kind, read_id(thing_id)


def read_new_action(values: Fields, metadata: ActionMetadata) -> NewAction:
    """Parse a new action. Raises Invalid ("owner" or "due", "none"), NotFound."""
    owner = values.chosen_value(OWNER)
    if not owner:
        raise Invalid(field="owner", reason="none")
    source = Source() if metadata.link == NOWHERE else Source(Origin.MESSAGE, link=metadata.link)
    new = NewAction(values.typed_text(WHAT), read_id(owner), read_due(values), values.typed_text(LINK).strip() or None)
    return replace(new, source=source, gesture=metadata.gesture)


def read_due(values: Fields) -> date:
    """Parse the day on which an action is due. Raises Invalid if no day is chosen."""
    chosen = values[DUE].get("selected_date")
    if not chosen:
        raise Invalid(field="due", reason="none")
    return read_date(str(chosen))
