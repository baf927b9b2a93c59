"""A parser of school holidays, which coaches type in the promotion's plan. Date polls avoid these days. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

from bot.dates.days_text import read_dates
from bot.dates.hours_text import fold_line
from bot.errors import Invalid
from bot.programme.model import Promotion

SCHOOL_LIMIT = 1500  # in characters
LONGEST_HOLIDAY = 80  # in days
# A holiday must lie within the 900 days (FAR) that begin 60 days (BEFORE) before the promotion's start.
BEFORE, FAR = timedelta(days=60), timedelta(days=900)


@dataclass(frozen=True, slots=True)
class HolidaySpan:
    """School holidays, first and last day included. `name`: for example "Zone B", or ""."""

    first: date
    last: date
    name: str = ""


def read_school(text: str, promotion: Promotion) -> tuple[HolidaySpan, ...]:
    """Parse school holidays, one per line: « Zone B : du 13 février au 1er mars ».

    A missing year is a year of the promotion. The bot has no list of its own, because zones differ and dates are
    published late. Raises Invalid with the reason "long", or "dates" if a `line` cannot be parsed."""
    if len(text) > SCHOOL_LIMIT:
        raise Invalid(field="school", reason="long")
    spans = [_read_holiday(line, promotion) for line in text.splitlines() if line.strip()]
    return tuple(sorted(spans, key=lambda span: (span.first, span.last)))


def holidays_of(promotion: Promotion, text: str) -> tuple[HolidaySpan, ...]:
    """Return the typed holidays, or none if the promotion's dates have changed and the text is now invalid."""
    try:
        return read_school(text, promotion)
    except Invalid:
        return ()


def _read_holiday(line: str, promotion: Promotion) -> HolidaySpan:
    name, colon, rest = line.partition(":")
    if not colon or any(sign.isdigit() for sign in name):
        name, rest = "", line
    head = read_dates(fold_line(rest), promotion.starts_on - BEFORE, max_ahead=FAR, max_days=LONGEST_HOLIDAY)
    if head.tail is None or head.tail.strip(" .,;") or head.flaws or not head.days:
        raise Invalid(field="school", reason="dates", line=" ".join(line.split()))
    return HolidaySpan(min(head.days), max(head.days), " ".join(name.split())[:40])
