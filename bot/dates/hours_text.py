"""Functions that parse and write a host's weekly hours. The text has one line per day."""

import re
import unicodedata
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, Literal, TypeAlias, TypeVar

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.dates.hours import Range, WeeklyHours, merge_ranges, parse_clock, write_clock
from bot.dates.paris import MINUTES_A_DAY
from bot.dates.words import NBSP, clock_words, join_words, weekday_words

QUARTER = 15  # in minutes: appointments claim time in quarter-hours
LONGEST_TEXT = 3000  # in characters: the limit of a form's field
CLOSED = "fermé"
NEAR_ENOUGH = 0.6  # similarity from 0 to 1: « lunid » and « lundi » have 0.8, « matin » and « mardi » have 0.4

DateCode: TypeAlias = Literal["weekday", "past", "far", "span"]
SeriesCode: TypeAlias = Literal["time", "times", "which", "several", "never"]
FaultCode: TypeAlias = Literal[
    "day", "range", "clock", "quarter", "order", "overlap", "twice", "long", DateCode, SeriesCode
]
Key = TypeVar("Key", bound=Hashable)

_DASHES = re.compile("[\u2010-\u2015\u2212\u2192>~]")
_BULLET = re.compile(r"^[-*•·\s]+(?=\S)")
_HALF_PAST_NOON = re.compile(r"\bmidi et demie?\b")
_NOON = re.compile(r"(?<!apres[ -])\bmidi\b")  # « après-midi » is not a clock time, so it does not match
_HOURS = re.compile(r"(?<=[0-9])\s*heures?\b")
_ONES = ("une", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf")
_TEENS = ("dix", "onze", "douze", "treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf", "vingt")
_HOUR_WORDS = {
    word: hour for hour, word in enumerate((*_ONES, *_TEENS, "vingt et une", "vingt-deux", "vingt-trois"), 1)
}
_MINUTE_WORDS = {"et quart": "15", "quinze": "15", "et demie": "30", "trente": "30", "quarante-cinq": "45"}
_HOURS_IN_WORDS = re.compile(
    rf"\b({'|'.join(sorted(_HOUR_WORDS, key=len, reverse=True))}) heures?\b(?: ({'|'.join(_MINUTE_WORDS)})\b)?"
)

_CLOSED_WORDS = (
    r"(?:en |je suis |jour )?(?:fermee?s?|indisponibles?|absente?s?|conges?|vacances)|pas (?:disponible|dispo|la)|"
    r"aucune?(?: creneau| disponibilite)?|rien"
)
_CLOSED = re.compile(rf"-+|(?:{_CLOSED_WORDS})(?: toute la journee)?")
_START = r"minuit|[0-9]++(?:\s*[h:](?:[0-9]++|\s+[0-9]++(?!\s*[h:]))?)?"
# In « 9h-12h 14-17h », 14 begins a new range: it does not give the minutes of 12 h.
_END = r"minuit|[0-9]++(?:\s*[h:](?:[0-9]++|\s+[0-9]++(?!\s*[h:-]|\s*a\b))?)?"
_RANGE = re.compile(
    rf"(?:(?:de|des|a)\s+)?({_START})\s*(?:-+|\ba\b|jusqu'a\b)\s*({_END})|entre\s+({_START})\s*\bet\s+({_END})"
)
_BETWEEN = re.compile(r"^(?:[\s,;/&+.-]|(?:et|puis|ou)\b)+")
_STOP = re.compile(r"\s*(?:[,;/&+]|\bet\b|\bpuis\b)")

# In « lundi 9h-12h, mardi 14-17 », a day that follows a clock time or a range begins a new line.
_RANGE_ENDS = (f"[0-9]{to}[0-9]{many}" for to in ("-", " - ", " a ") for many in ("", "{2}"))
_BEFORE_A_DAY = ("h", "h[0-9]{2}", ":[0-9]{2}", *_RANGE_ENDS)
_NEXT_DAY = re.compile(
    rf"(?:{'|'.join(f'(?<={words})' for words in _BEFORE_A_DAY)})[\s,;]+(?:(?:et|puis)\s+)?"
    rf"(?=(?:le\s+)?(?:{'|'.join(map(weekday_words, range(7)))})s?\b)"
)

_TAIL = re.compile(rf"[0-9:]|\b(?:minuit|entre|matin|apres|soir|toute|{_CLOSED_WORDS})\b")
_HEAD_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?|[^\s,;/&+.()]")
_FILLERS = frozenset({"le", "les", "et", "du", "de", "des", "ou"})
_LINKS = frozenset({"au", "aux", "a", "-", "jusqu'au"})


@dataclass(frozen=True, slots=True)
class Flaw:
    """A fault in a line: its code, the faulty `part` of the folded line, and the word that was probably meant."""

    code: FaultCode
    part: str
    near: str | None = None


@dataclass(frozen=True, slots=True)
class LineFault:
    """A line that could not be parsed.

    `number`: line number from 1; empty lines count. `text`: the line as typed. `part`: the faulty words, folded.
    `code`:
    - `day`: the day does not exist; `near` is the most similar weekday or month;
    - `range`: not a range of clock times; `clock`: not a clock time; `quarter`: not a quarter-hour;
    - `order`: the range ends before it begins; `overlap`: two ranges of the same day overlap;
    - `twice`: a day is both closed and open; `long`: with this line, the text exceeds 3000 characters;
    - for dates: `weekday` (the date has the weekday `near`), `past`, `far` ahead, `span` (too many days in a line);
    - for rules of series: a `SeriesCode`, as in `recurrence_text.read_rule`."""

    number: int
    text: str
    code: FaultCode
    part: str = ""
    near: str | None = None


class UnreadableText(Exception):
    """Raised if a text cannot be parsed. It has all faults, in the order of the lines."""

    def __init__(self, faults: tuple[LineFault, ...]) -> None:
        super().__init__(faults)
        self.faults = faults


@dataclass(frozen=True, slots=True)
class LineHead(Generic[Key]):
    """The days at the start of a line, and its `tail` with the hours. `tail` is None if the two cannot be separated."""

    days: tuple[Key, ...]
    tail: str | None
    flaws: tuple[Flaw, ...] = ()


def read_week(text: str) -> list[WeeklyHours]:
    """Parse weekly hours, one line for a day or a group of days. The result is valid without limit of time.

    It accepts "lundi 9h-12h, 14h-17h", "Mar. : 9 h 30 – midi", "lundi, mardi et jeudi 9:00-12:00", "du lundi au jeudi
    de 9h à 12h et de 14h à 17h", "vendredi fermé". A day on several lines has the ranges of all these lines. Ranges
    that touch are merged. The result is sorted from Monday. Raises UnreadableText with all faults."""
    found = read_lines(text, _read_weekdays)
    return [
        WeeklyHours(weekday, write_clock(start), write_clock(end))
        for weekday in sorted(found)
        for start, end in merge_ranges(found[weekday])
    ]


def write_week(weekly_hours: Sequence[WeeklyHours]) -> str:
    """Format weekly hours as text that `read_week` parses, from Monday: "lundi 9h-12h, 14h-17h".

    Ranges that overlap or touch are merged. Days without hours are left out. Raises ValueError if hours have a first or
    last day, because the text cannot express it."""
    if any(hours.valid_from or hours.valid_until for hours in weekly_hours):
        raise ValueError("hours with a first or last day cannot be written as a text")
    return "\n".join(
        f"{weekday_words(weekday)} {write_ranges(ranges)}" for weekday, ranges in _ranges_by_weekday(weekly_hours)
    )


def week_lines(weekly_hours: Sequence[WeeklyHours]) -> list[str]:
    """Return weekly hours in words, one line per day from Monday: "lundi : de 9 h à 12 h et de 14 h à 17 h".

    Days without hours are left out. The words do not mention `valid_from` and `valid_until`."""
    return [
        f"{weekday_words(weekday)}{NBSP}: {ranges_words(ranges)}"
        for weekday, ranges in _ranges_by_weekday(weekly_hours)
    ]


def write_ranges(ranges: Iterable[Range]) -> str:
    """Format the ranges of a day as people type them: "9h-12h, 14h-17h30". Without ranges, return "fermé"."""
    return ", ".join(f"{_typed_clock(start)}-{_typed_clock(end)}" for start, end in ranges) or CLOSED


def ranges_words(ranges: Iterable[Range]) -> str:
    """Return the ranges of a day in words: "de 9 h à 12 h et de 14 h à minuit". Without ranges, return "fermé"."""
    said = [
        f"de {clock_words(start)} à {'minuit' if end == MINUTES_A_DAY else clock_words(end)}" for start, end in ranges
    ]
    return join_words(said) or CLOSED


def read_lines(
    text: str, read_head: Callable[[str], LineHead[Key]], *, may_be_closed: bool = True
) -> dict[Key, list[Range]]:
    """Parse a text of days and hours, line by line. Return the ranges by day; a closed day has none.

    `read_head` finds the days in a line. Unless `may_be_closed`, a closed day is a fault.
    Raises UnreadableText with all faults."""
    if len(text) > LONGEST_TEXT:
        kept = text[:LONGEST_TEXT].splitlines()
        raise UnreadableText((LineFault(len(kept), text.splitlines()[len(kept) - 1].strip(), "long"),))
    found: dict[Key, list[Range]] = {}
    faults: list[LineFault] = []
    for number, line in enumerate(text.splitlines(), start=1):
        folded = fold_line(line)
        if not folded:
            continue
        for part in _NEXT_DAY.split(folded):
            head = read_head(part)
            ranges, flaws = ([], []) if head.tail is None else _read_ranges(head.tail)
            if head.tail is not None and not may_be_closed and not (ranges or flaws):
                flaws = [Flaw("range", CLOSED)]
            flaws = [*head.flaws, *flaws] or _add_ranges(found, head.days, ranges)
            faults += [LineFault(number, line.strip(), flaw.code, flaw.part, flaw.near) for flaw in flaws]
    if faults:
        raise UnreadableText(tuple(faults))
    return found


def fold_line(line: str) -> str:
    """Return a line in lower case, without accents, bullets and invisible characters.

    Every dash becomes "-". Hours become digits: « midi » becomes "12h"."""
    signs = unicodedata.normalize("NFKD", line.casefold().replace("’", "'"))
    bare = "".join(sign for sign in signs if not unicodedata.combining(sign) and unicodedata.category(sign) != "Cf")
    spaced = " ".join(_DASHES.sub("-", bare).split())
    spoken = _HOURS_IN_WORDS.sub(_to_digits, _BULLET.sub("", spaced))
    return _HOURS.sub("h", _NOON.sub("12h", _HALF_PAST_NOON.sub("12h30", spoken)))


def _to_digits(hour_match: re.Match[str]) -> str:
    """Convert an hour in words to digits: « neuf heures et demie » becomes « 9h30 »."""
    return f"{_HOUR_WORDS[hour_match[1]]}h{_MINUTE_WORDS.get(hour_match[2] or '', '')}"


def nearest_word(word: str, known_words: Iterable[str]) -> str | None:
    """Return the word in `known_words` that is most similar to a folded `word`, or None if none is similar enough."""
    found = process.extractOne(
        word, list(known_words), scorer=OSA.normalized_similarity, processor=fold_line, score_cutoff=NEAR_ENOUGH
    )
    return found[0] if found else None


@lru_cache(maxsize=1)
def weekdays_by_word() -> dict[str, int]:
    """Return the weekday for each folded name and abbreviation: "lundi", "lundis", "lu", "lun"…"""
    return {
        word: weekday
        for weekday in range(7)
        for name in [weekday_words(weekday)]
        for word in [f"{name}s", *(name[:length] for length in range(2, len(name) + 1))]
    }


def head_length(folded_line: str) -> int:
    """Return the position of the first clock time, colon or word for "closed" in a folded line, or else its length."""
    found = _TAIL.search(folded_line)
    return found.start() if found else len(folded_line)


def _read_weekdays(folded_line: str) -> LineHead[int]:
    length = head_length(folded_line)
    head = folded_line[:length].strip()
    tail = folded_line[length:] or ("-" if head.endswith("-") else "")  # « vendredi - » means that Friday is closed
    days: list[int] = []
    flaws: list[Flaw] = []
    linked = False
    for word in _HEAD_WORD.findall(head):
        if word in _LINKS:
            linked = True
        elif (weekday := weekdays_by_word().get(word)) is not None:
            between = (weekday - days[-1]) % 7 if linked and days else 0
            days += [(weekday - back) % 7 for back in range(between - 1, -1, -1)] or [weekday]
            linked = False
        elif word not in _FILLERS:
            flaws.append(Flaw("day", word, nearest_word(word, map(weekday_words, range(7)))))
    if not days and not flaws:
        flaws.append(Flaw("day", head))
    return LineHead(tuple(dict.fromkeys(days)), tail, tuple(flaws))


def _read_ranges(tail: str) -> tuple[list[Range], list[Flaw]]:
    tail = tail.strip(" :,;.")
    if _CLOSED.fullmatch(tail):
        return [], []
    ranges: list[Range] = []
    flaws: list[Flaw] = [] if tail else [Flaw("range", "")]
    while tail := _BETWEEN.sub("", tail):
        found = _RANGE.match(tail)
        part = found[0] if found else _STOP.split(tail, maxsplit=1)[0]
        tail = tail[len(part) :]
        read = _read_range(part, found[1] or found[3], ends=found[2] or found[4]) if found else Flaw("range", part)
        if isinstance(read, Flaw):
            flaws.append(read)
        elif any(_ranges_overlap(read, other) for other in ranges):
            flaws.append(Flaw("overlap", write_ranges([read])))
        else:
            ranges.append(read)
    return ranges, flaws


def _read_range(range_text: str, starts: str, *, ends: str) -> Range | Flaw:
    start, end = _read_clock(starts), _read_clock(ends)
    if start is None or end is None:
        return Flaw("clock", starts if start is None else ends)
    if start % QUARTER or end % QUARTER:
        return Flaw("quarter", starts if start % QUARTER else ends)
    if end == 0 and start > 0:
        end = MINUTES_A_DAY
    return (start, end) if start < end else Flaw("order", range_text)


def _read_clock(words: str) -> int | None:
    if words == "minuit":
        return 0
    try:
        return parse_clock(f"{words}h" if words.isdecimal() else words)
    except ValueError:
        return None


def _add_ranges(ranges_by_day: dict[Key, list[Range]], days: Iterable[Key], ranges: Sequence[Range]) -> list[Flaw]:
    days = list(days)
    if any(day in ranges_by_day and bool(ranges_by_day[day]) != bool(ranges) for day in days):
        return [Flaw("twice", write_ranges(ranges))]
    clashes = [
        range_
        for range_ in ranges
        if any(_ranges_overlap(range_, other) for day in days for other in ranges_by_day.get(day, ()))
    ]
    if clashes:
        return [Flaw("overlap", write_ranges(clashes))]
    for day in days:
        ranges_by_day.setdefault(day, []).extend(ranges)
    return []


def _ranges_overlap(first: Range, other: Range) -> bool:
    return first[0] < other[1] and other[0] < first[1]


def _ranges_by_weekday(weekly_hours: Sequence[WeeklyHours]) -> list[tuple[int, list[Range]]]:
    ranges = {
        weekday: merge_ranges(
            (parse_clock(hours.starts), parse_clock(hours.ends)) for hours in weekly_hours if hours.weekday == weekday
        )
        for weekday in range(7)
    }
    return [(weekday, kept) for weekday, kept in ranges.items() if kept]


def _typed_clock(minute: int) -> str:
    hour, rest = divmod(minute, 60)
    return f"{hour}h{rest:02}" if rest else f"{hour}h"
