"""School holidays as coaches type them, a line each: « Zone B : du 13 février au 1er mars ». Pure.

No list of ours: zones differ, and the dates of a year are given late. What is typed is kept as it is.
"""

from datetime import timedelta

from bot.dates.days_text import read_dates
from bot.dates.hours_text import fold
from bot.errors import Invalid
from bot.planning.year.model import Span
from bot.programme.model import Promotion

LIMIT = 1500  # characters
LONGEST = 80  # days of one line
BEFORE, FAR = timedelta(days=60), timedelta(days=900)  # a line may begin before the promotion does, and end after it


def read(text: str, promotion: Promotion) -> tuple[Span, ...]:
    """Give the spans of a text, by their first day; a year that is not said is the next one from the promotion on.

    Raises Invalid ("school": "long", or "dates" with `line`, the first line that cannot be read).
    """
    if len(text) > LIMIT:
        raise Invalid(field="school", reason="long")
    spans = [_read(line, promotion) for line in text.splitlines() if line.strip()]
    return tuple(sorted(spans, key=lambda one: (one.first, one.last)))


def _read(line: str, promotion: Promotion) -> Span:
    name, colon, rest = line.partition(":")
    if not colon or any(sign.isdigit() for sign in name):
        name, rest = "", line
    head = read_dates(fold(rest), promotion.starts_on - BEFORE, farthest=FAR, longest=LONGEST)
    if head.tail is None or head.tail.strip(" .,;") or head.flaws or not head.days:
        raise Invalid(field="school", reason="dates", line=" ".join(line.split()))
    return Span(min(head.days), max(head.days), " ".join(name.split())[:40])
