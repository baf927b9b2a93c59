"""Fields and private data of a logbook's forms and buttons → typed values."""

from dataclasses import dataclass

from bot.errors import Invalid
from bot.logbook.model import Level, LogbookTyped
from handlers.kit import reading
from handlers.kit.reading import Fields, clock, number, pieces, word

SKILLS, WEEKDAY, TIME = "skills", "weekday", "minute"
LEVEL = "niveau"
NONE = "-"


@dataclass(frozen=True, slots=True)
class PageCarried:
    """What a form of words carries: the month of its page, what is written, over which version, as it read."""

    month: str
    name: str
    over: int = 0
    shown: str = NONE

    def __str__(self) -> str:
        return f"{self.month} {self.name} {self.over} {self.shown}"

    def typed(self, values: Fields) -> LogbookTyped:
        """Read what was typed."""
        return LogbookTyped(self.over, self.shown, values.typed(self.name))


def read_carried(text: str) -> PageCarried:
    """Read what a form of words carries. Raises Garbled, NotFound."""
    month, name, over, shown = pieces(text, 4)
    return PageCarried(reading.month(month), name, number(over, least=0), shown)


def read_place(text: str) -> tuple[str, str]:
    """Read which month, and what on its page. Raises Garbled."""
    month, what = pieces(text, 2)
    return reading.month(month), what


def read_levels(text: str, values: Fields) -> tuple[str, int, dict[str, Level]]:
    """Read the month, the phase that a form was opened in, and what was chosen of its skills. Raises Garbled."""
    month, phase, *skills = pieces(text, 3, most=len(text))
    chosen = {one: values.chosen(f"{LEVEL}-{at}") for at, one in enumerate(skills)}
    return reading.month(month), number(phase), {one: word(Level, level) for one, level in chosen.items() if level}


def read_hour(values: Fields) -> tuple[int, int]:
    """Read the weekday (0: Monday) and the minute of the day. Raises Invalid ("minute", "step"), Garbled, NotFound."""
    day, time = values.chosen(WEEKDAY), str(values[TIME].get("selected_time") or "")
    if not day or not time:
        raise Invalid(field=TIME, reason="step")
    return number(day, least=0), clock(time)
