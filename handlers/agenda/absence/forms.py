"""Parse the form of an absence."""

from dataclasses import dataclass

from bot.agenda.away import AbsenceWay, AwayChoice
from bot.errors import Garbled
from bot.planning.absence.model import Days
from handlers.kit.reading import Fields, read_date, read_epoch, read_id, read_mark, read_word, split_pieces

LINE, WORD = "line", "word"


@dataclass(frozen=True, slots=True)
class AbsenceMetadata:
    """The private_metadata of the form: the form's id, and the days of the absence."""

    batch: str
    days: Days

    def __str__(self) -> str:
        return f"{self.batch} {write_days(self.days)}"


def write_days(days: Days) -> str:
    return f"{days.first.isoformat()} {days.last.isoformat()}"


def read_days(text: str) -> Days:
    """Parse days from the value of an option. Raises Garbled."""
    first, last = split_pieces(text, 2)
    return Days(read_date(first), read_date(last))


def read_metadata(private: str) -> AbsenceMetadata:
    """Parse the form's private_metadata. Raises Garbled, DraftExpired."""
    batch, first, last = split_pieces(private, 3)
    return AbsenceMetadata(read_mark(batch), read_days(f"{first} {last}"))


def line_field_name(appointment_id: int) -> str:
    return f"{LINE}-{appointment_id}"


def write_choice(choice: AwayChoice) -> str:
    if choice.way is AbsenceWay.HAND_OVER:
        return f"{choice.way.value} {choice.taker_id}"
    if choice.starts:
        return f"{choice.way.value} {','.join(str(int(start.timestamp())) for start in choice.starts)}"
    return choice.way.value


def read_choice(text: str) -> AwayChoice:
    """Parse a choice from the value of an option. Raises Garbled."""
    name, *rest = split_pieces(text, 1, max_pieces=2)
    way = read_word(AbsenceWay, name)
    if way is AbsenceWay.HAND_OVER:
        if not rest:
            raise Garbled
        return AwayChoice(way, taker_id=read_id(rest[0]))
    starts = [read_epoch(start) for start in rest[0].split(",")] if rest else []
    return AwayChoice(way, starts=tuple(starts[:3]))


def read_choices(values: Fields) -> dict[int, AwayChoice]:
    found = {}
    for name in values:
        kind, _, appointment = name.partition("-")
        if kind == LINE and (chosen := values.chosen_value(name)):
            found[read_id(appointment)] = read_choice(chosen)
    return found
