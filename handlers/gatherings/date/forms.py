"""The fields of the forms that change one date → typed values."""

from bot.errors import Invalid
from handlers.kit.reading import Fields, number


def read_person(values: Fields) -> int:
    """Read who was chosen. Raises Invalid ("person", "gone")."""
    option = values["person"].get("selected_option")
    if not option:
        raise Invalid(field="person", reason="gone")
    return number(option["value"])


def read_capacity(values: Fields) -> int:
    """Read how many. Raises Invalid ("capacity", "number")."""
    try:
        return int(values.typed("capacity").strip())
    except ValueError:
        raise Invalid(field="capacity", reason="number") from None
