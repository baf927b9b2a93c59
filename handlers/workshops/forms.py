"""Parsers of the forms that request and edit a workshop."""

from bot.errors import Invalid
from bot.polls.wishes import read_guests
from bot.workshops.model import OWN, WorkshopFormValues
from handlers.kit.reading import Fields, read_id, read_mark, split_pieces

DEFI, QUESTION, FORMAT, OWN_FORMAT, LENGTH = "defi", "question", "format", "own_format", "minutes"
PLACE, MATERIALS, EXPERTS, MAILS = "place", "materials", "experts", "mails"


def write_metadata(gesture: str, defi_id: int | None) -> str:
    """Return the form's private_metadata: the form's id, and the défi's id if the form has no field for the défi."""
    return f"{gesture} {defi_id or 0}"


def read_metadata(text: str, values: Fields) -> tuple[str, int]:
    """Parse the form's id, and the défi from the private_metadata or a field. Raises Invalid if no défi is chosen."""
    gesture, carried = split_pieces(text, 2)
    defi_id = read_id(carried, 0) or read_id(values.chosen_value(DEFI) or "0", 0)
    if not defi_id:
        raise Invalid(field=DEFI, reason="none")
    return read_mark(gesture), defi_id


def read_request(values: Fields, gesture: str) -> WorkshopFormValues:
    """Parse a request. Raises NotFound, and Invalid for a wrong mail address."""
    own, chosen = _read_line(values, OWN_FORMAT), values.chosen_value(FORMAT)
    guests = tuple((guest.name, guest.email) for guest in read_guests(values.typed_text(MAILS), field=MAILS))
    return WorkshopFormValues(
        _read_line(values, QUESTION),
        own if chosen in ("", OWN) else chosen,
        read_id(values.chosen_value(LENGTH) or "0", 0),
        _read_line(values, PLACE),
        values.typed_text(MATERIALS).strip(),
        values.chosen_accounts(EXPERTS),
        guests,
        gesture,
    )


def read_changes(values: Fields) -> dict[str, str]:
    return {
        "question": _read_line(values, QUESTION),
        "place": _read_line(values, PLACE),
        "materials": values.typed_text(MATERIALS).strip(),
    }


def _read_line(values: Fields, name: str) -> str:
    return " ".join(values.typed_text(name).split())
