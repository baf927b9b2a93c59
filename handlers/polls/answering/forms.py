"""The form in which somebody answers: a list a date → what they say of each."""

from bot.polls.model import Choice
from handlers.kit.reading import Fields, number, pieces, word

DATE = "date"


def name_of(starts: int) -> str:
    """Name the field of a date."""
    return f"{DATE}-{starts}"


def read_choices(values: Fields) -> dict[int, Choice]:
    """Read what is said of each date. Raises Garbled, NotFound."""
    return {
        number(pieces(name, 2, sep="-")[1]): word(Choice, values.chosen(name))
        for name in values
        if name.startswith(f"{DATE}-")
    }
