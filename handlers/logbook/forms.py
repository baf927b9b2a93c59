"""Parsers of the forms of a logbook's page and of shared entries."""

from dataclasses import dataclass

from bot.errors import Garbled, Invalid
from bot.logbook.model import ALWAYS, Level, Place, TypedText, field_place
from handlers.kit import reading
from handlers.kit.reading import Fields, read_clock_time, read_id, read_word, split_pieces

ENTRY, COACH = "entry", "coach"
LASTING = "-"  # It replaces the month of an entry that belongs to no month.


@dataclass(frozen=True, slots=True)
class EntryToShare:
    """The entry that the owner is about to share, the coach who will get it, and the digest of the previewed text."""

    at: Place
    coach_id: int = 0
    seen: str = ""

    @property
    def place(self) -> tuple[str, str]:
        """Return the entry's month and name, for a form's private_metadata."""
        return self.at[0] or LASTING, self.at[1]

    def __str__(self) -> str:
        return f"{' '.join(self.place)} {self.coach_id} {self.seen}"


def read_entry_to_share(text: str) -> EntryToShare:
    month, name, coach, seen = split_pieces(text, 4)
    return EntryToShare(_place_of(month, name), read_id(coach), seen)


def read_share_choice(values: Fields) -> EntryToShare:
    """Parse the chosen entry and coach. Raises Garbled, NotFound, and Invalid if one is missing."""
    entry, coach = values.chosen_value(ENTRY), values.chosen_value(COACH)
    if not entry or not coach:
        raise Invalid(field=COACH if entry else ENTRY, reason="none")
    month, name = split_pieces(entry, 2)
    return EntryToShare(_place_of(month, name), read_id(coach))


def _place_of(month: str, name: str) -> Place:
    found = field_place(name, ALWAYS if month == LASTING else reading.read_month(month))
    if found is None:
        raise Garbled
    return found


SKILLS, WEEKDAY, TIME = "skills", "weekday", "minute"
LEVEL = "niveau"
NONE = "-"


@dataclass(frozen=True, slots=True)
class TextMetadata:
    """The private_metadata of a text's form: month, field, version of the saved text, and digest of the text shown."""

    month: str
    name: str
    over: int = 0
    shown: str = NONE

    def __str__(self) -> str:
        return f"{self.month} {self.name} {self.over} {self.shown}"

    def typed(self, values: Fields) -> TypedText:
        return TypedText(self.over, self.shown, values.typed_text(self.name))


def read_metadata(text: str) -> TextMetadata:
    month, name, over, shown = split_pieces(text, 4)
    return TextMetadata(reading.read_month(month), name, read_id(over, minimum=0), shown)


def read_place(text: str) -> tuple[str, str]:
    """Parse a month, and a field or an event on its page. Raises Garbled."""
    month, what = split_pieces(text, 2)
    return reading.read_month(month), what


def read_levels(text: str, values: Fields) -> tuple[str, int, dict[str, Level]]:
    """Parse the month, the phase of the form, and the chosen levels. Raises Garbled."""
    month, phase, *skills = split_pieces(text, 3, max_pieces=len(text))
    chosen = {one: values.chosen_value(f"{LEVEL}-{at}") for at, one in enumerate(skills)}
    return (
        reading.read_month(month),
        read_id(phase),
        {one: read_word(Level, level) for one, level in chosen.items() if level},
    )


def read_hour(values: Fields) -> tuple[int, int]:
    """Parse the weekday (Monday is 0), and the time as minutes since midnight.

    Raises Garbled, NotFound, and Invalid if the weekday or the time is missing."""
    day, time = values.chosen_value(WEEKDAY), str(values[TIME].get("selected_time") or "")
    if not day or not time:
        raise Invalid(field=TIME, reason="step")
    return read_id(day, minimum=0), read_clock_time(time)
