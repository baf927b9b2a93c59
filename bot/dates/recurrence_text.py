"""A parser for the recurrence of a series, typed as a line of French."""

import re
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache

from bot.dates.days_text import month_names, months_by_word, read_dates
from bot.dates.holidays import DAY
from bot.dates.hours import parse_clock
from bot.dates.hours_text import (
    LONGEST_TEXT,
    QUARTER,
    Flaw,
    LineFault,
    UnreadableText,
    fold_line,
    nearest_word,
    weekdays_by_word,
)
from bot.dates.paris import MINUTES_A_DAY
from bot.dates.phases import add_months
from bot.dates.recurrence import LAST, LONGEST_MONTH, ORDINALS, WEEK, Rule, first_weekly_day, occurrences
from bot.dates.recurrence_words import NUMBER_WORDS, ORDINAL_WORDS
from bot.dates.words import weekday_words

FARTHEST = timedelta(days=731)  # a closing seminar may be known two years ahead, before its promotion begins

_CLOCK = re.compile(
    r"(?:\b(?:a partir de|a|de|des|vers)\s+|[-,:]\s*)?(?<![0-9])"
    r"(minuit\b|[0-9]++\s*h(?![a-z])(?:[0-9]++|\s+[0-9]{2}(?![0-9]|\s*h|[/.-][0-9]))?|[0-9]++\s*:\s*[0-9]++(?!\s*h))"
)
_BARE_RANGE = re.compile(r"(?<![0-9/.-])([0-9]{1,2})-(?=[0-9]{1,2}\s*[h:])")  # matches the start of « 14-16h »
_BARE_CLOCK = re.compile(r"\ba\s+([0-9]{1,2})$")  # matches the hour of « mardi à 14 »
_BARE_NUMBER = re.compile(r",\s*([0-9]{1,2})$")  # matches the hour of « mardi, 14 »
_NUMBERS = {word: number for number, word in NUMBER_WORDS.items()}
_MANY = rf"[0-9]{{1,2}}|{'|'.join(_NUMBERS)}"
_EVERY = re.compile(
    rf"\b(?:(?:un|1) mois sur (?P<among>{_MANY})|tous les (?P<all>{_MANY}) mois|(?P<two>bimestriel(?:le)?s?)"
    r"|(?P<three>trimestriel(?:le)?s?|(?:chaque|par|tous les) trimestres?)"
    r"|(?P<six>semestriel(?:le)?s?|(?:chaque|par|tous les) semestres?))\b"
)
_EVERY_BY_WORD = {"two": 2, "three": 3, "six": 6}
_SINCE_DAY = re.compile(r"\b(?:a (?:partir|compter) |depuis |des )(?:de |du |le )?(?=[a-z]+\s+[0-9]|[0-9])")

_TOKEN = re.compile(r"([0-9]+)((?:\s*(?:i?ers?|i?eres?|i?emes?|es?|nde?s?)|des?)(?![a-z0-9]))?|[^\W\d_]+|\d")
_ORDINALS = {fold_line(word): ordinal for ordinal, word in ORDINAL_WORDS.items()}
_ORDINALS |= {"premiere": 1, "second": 2, "seconde": 2, "sixieme": 6, "derniere": LAST}
_MONTHLY = frozenset({"mois", "mensuel", "mensuels", "mensuelle", "mensuelles"})
_WEEKLY = frozenset({"semaine", "semaines", "hebdomadaire", "hebdomadaires", "quinzaine", "quinzaines", "jours"})
_WORKED = frozenset({"ouvre", "ouvrable", "travaille"})
_FILLERS = frozenset({"le", "la", "les", "l", "du", "de", "des", "d", "au", "a", "en", "et"})
_EACH = frozenset({"tous", "toutes", "chaque", "par", "un", "une", "fois"})


@dataclass(slots=True)
class _WordGroups:
    """The words about a day of the month, grouped by their meaning. `unknown`: words without a meaning here."""

    weekdays: list[str] = field(default_factory=list)
    ordinals: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    weekly: list[str] = field(default_factory=list)
    months: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    monthly: bool = False
    a_day: bool = False  # the text has « jour »
    worked: bool = False  # the text has « ouvré »


def read_rule(text: str, *, today: date) -> Rule:
    """Parse a recurrence: "2e mardi du mois, 14 h", "12 janvier 2027 et 3 juin 2027, 9 h".

    It also accepts "dernier jeudi 9h30", "le 15 du mois à 10 h", "dernier jour du mois", "premier jour ouvré", "un mois
    sur deux", "tous les trois mois", "chaque trimestre", "à partir de janvier 2027", "tous les mardis", "chaque
    semaine, mardi", "un mardi sur deux", "à partir du 12 janvier", and dates as in `read_days`. If « un mois sur deux »
    has no beginning, it begins with the first possible month or week from `today` on.

    Raises UnreadableText with all faults, on line 1, with these codes:
    - `day`: neither a day of the month nor a date, or an unknown word; `near` is the word that was probably meant;
    - `never`: a day that no month has ("6e mardi", "le 32 du mois"), or a date that does not exist;
    - `which`: a weekday without its place in the month, or a weekly rule with such a place;
    - `several`: more than one day per month or week, or a rule together with dates;
    - `time`: no clock time; `part` is a number that may be meant as one; `times`: several clock times;
    - `clock`: not a clock time; `quarter`: not a quarter-hour; `long`: too long;
    - for dates: `weekday`, `order`, `span`, `past` and `far` (more than two years ahead)."""
    if len(text) > LONGEST_TEXT:
        raise UnreadableText((LineFault(1, text[:LONGEST_TEXT].splitlines()[0].strip(), "long"),))
    minute, rest, faults = _split_clock(fold_line(", ".join(filter(str.strip, text.splitlines()))))
    dates = read_dates(rest, today, max_ahead=FARTHEST)
    if weeks := _weeks_pattern().search(rest):
        rule, flaws = _read_weekly_rule(rest, minute, weeks, today=today)
    elif dates.tail is None:
        rule, flaws = _read_monthly_rule(rest, minute, today=today)
    else:
        flaws = [*map(_to_date_flaw, dates.flaws), *_flaws_after_dates(dates.tail)]
        rule = None if flaws else Rule(minute, days=tuple(sorted(dates.days)))
    flaws += faults
    if rule is None or flaws:
        raise UnreadableText(tuple(LineFault(1, text.strip(), flaw.code, flaw.part, flaw.near) for flaw in flaws))
    return rule


def _split_clock(folded_line: str) -> tuple[int, str, list[Flaw]]:
    """Return the start in minutes (0 if it is unclear), the rest of the line, and the faults."""
    folded_line = _BARE_RANGE.sub(r"\1h-", folded_line)
    found = list(_CLOCK.finditer(folded_line)) or list(_BARE_CLOCK.finditer(folded_line))
    if not found:
        number = _BARE_NUMBER.search(folded_line)
        return (
            0,
            _trim_words(folded_line[: number.start()] if number else folded_line),
            [Flaw("time", number[1] if number else "")],
        )
    rest = folded_line
    for match_ in reversed(found):
        rest = f"{rest[: match_.start()]} {rest[match_.end() :]}"
    minutes = [_read_clock(match_[1]) for match_ in found]
    read = list(zip(found, minutes, strict=True))
    flaws = [Flaw("clock", match_[1]) for match_, minute in read if minute is None]
    flaws += [Flaw("quarter", match_[1]) for match_, minute in read if minute is not None and minute % QUARTER]
    if not flaws and len(set(minutes)) > 1:
        flaws = [Flaw("times", folded_line[found[0].start(1) : found[-1].end()])]
    return minutes[0] or 0, _trim_words(rest), flaws


def _read_clock(words: str) -> int | None:
    if words == "minuit":
        return 0
    try:
        minute = parse_clock(f"{words}h" if words.isdecimal() else words)
    except ValueError:
        return None
    return minute if minute < MINUTES_A_DAY else None


def _trim_words(words: str) -> str:
    return " ".join(words.split()).strip(" ,;:.-")


def _to_date_flaw(flaw: Flaw) -> Flaw:
    return replace(flaw, code="never") if flaw.code == "day" else flaw


def _flaws_after_dates(tail: str) -> list[Flaw]:
    said = _parse_words(tail)
    return _unknown_word_flaws(said) or ([] if said == _WordGroups() else [Flaw("several", _trim_words(tail))])


def _read_monthly_rule(rest_of_line: str, minute: int, *, today: date) -> tuple[Rule | None, list[Flaw]]:
    every, anchor = 1, None
    flaws: list[Flaw] = []
    if found := _EVERY.search(rest_of_line):
        every = _months_between(found)
        flaws += [] if every else [Flaw("never", found[0])]
        rest_of_line = f"{rest_of_line[: found.start()]} mois {rest_of_line[found.end() :]}"
    if found := _since_pattern().search(rest_of_line):
        month = _next_month(months_by_word()[found["month"]], found["year"], today=today)
        flaws += [Flaw("far", found[0])] if month - today > FARTHEST else []
        anchor, rest_of_line = month.isoformat()[:7], f"{rest_of_line[: found.start()]} {rest_of_line[found.end() :]}"
    rule = _read_month_day(_trim_words(rest_of_line), minute)
    if not isinstance(rule, Rule) or flaws:
        return None, [*(rule if isinstance(rule, list) else []), *flaws]
    if every > 1 and anchor is None:
        anchor = occurrences(rule, first=today, last=add_months(today, 12))[0].period
    return replace(rule, every=every, anchor=anchor), []


@lru_cache(maxsize=1)
def _weeks_pattern() -> re.Pattern[str]:
    weekday = rf"(?:{'|'.join(sorted(weekdays_by_word(), key=len, reverse=True))})\b"
    return re.compile(
        rf"\b(?:(?:une semaine|un (?P<day>{weekday})) sur (?P<among>{_MANY})\b|toutes les (?P<all>{_MANY}) semaines\b"
        rf"|tous les (?P<some>{_MANY}) (?={weekday})|(?P<two>tous les (?:15|quinze) jours\b|(?:chaque|par) quinzaine\b)"
        rf"|(?:toutes les semaines|(?:chaque|par) semaine|hebdomadaires?)\b|(?:tous les|chaque) (?={weekday}))"
    )


def _read_weekly_rule(
    rest_of_line: str, minute: int, weeks_match: re.Match[str], *, today: date
) -> tuple[Rule | None, list[Flaw]]:
    number = weeks_match["among"] or weeks_match["all"] or weeks_match["some"]
    every = (_NUMBERS.get(number) or int(number)) if number else 2 if weeks_match["two"] else 1
    flaws = [] if every else [Flaw("never", weeks_match[0])]
    rest_of_line, since, since_flaws = _split_since(
        f"{rest_of_line[: weeks_match.start()]} {weeks_match['day'] or ''} {rest_of_line[weeks_match.end() :]}", today
    )
    said = _parse_words(rest_of_line)
    flaws += since_flaws or _unknown_word_flaws(said)
    if said.ordinals or said.numbers or said.months or said.weekly:
        flaws.append(Flaw("which", _trim_words(weeks_match[0])))
    elif len(said.weekdays) != 1 and not flaws:
        flaws.append(
            Flaw("several" if said.weekdays else "day", _trim_words(rest_of_line) or _trim_words(weeks_match[0]))
        )
    if flaws:
        return None, flaws
    rule = Rule(minute, weekday=weekdays_by_word()[said.weekdays[0]])
    if since is None and every == 1:
        return rule, []
    first = first_weekly_day(rule, since) if since else occurrences(rule, first=today, last=today + 2 * WEEK)[0].by_rule
    return replace(rule, every=every, anchor=(first - first.weekday() * DAY).isoformat()), []


def _split_since(rest_of_line: str, today: date) -> tuple[str, date | None, list[Flaw]]:
    """Return the rest of the line, the first day of the rule or None, and the faults."""
    if found := _SINCE_DAY.search(rest_of_line):
        dates = read_dates(rest_of_line[found.end() :].strip(), today - WEEK, max_ahead=FARTHEST + WEEK)
        if dates.tail is not None:
            since = dates.days[0] if dates.days else None
            return f"{rest_of_line[: found.start()]} {dates.tail}", since, [*map(_to_date_flaw, dates.flaws)]
    if found := _since_pattern().search(rest_of_line):
        month = _next_month(months_by_word()[found["month"]], found["year"], today=today)
        flaws = [Flaw("far", found[0])] if month - today > FARTHEST else []
        return f"{rest_of_line[: found.start()]} {rest_of_line[found.end() :]}", month, flaws
    return rest_of_line, None, []


def _months_between(months_match: re.Match[str]) -> int:
    number = months_match["among"] or months_match["all"]
    if number:
        return _NUMBERS.get(number) or int(number)
    return next(months for word, months in _EVERY_BY_WORD.items() if months_match[word])


@lru_cache(maxsize=1)
def _since_pattern() -> re.Pattern[str]:
    months = "|".join(sorted(months_by_word(), key=len, reverse=True))
    return re.compile(
        r"\b(?:a (?:partir|compter) |depuis |des )(?:du mois )?(?:de |d')?"
        rf"(?P<month>{months})\b\.?(?:\s+(?P<year>[1-9][0-9]{{3}})(?![0-9]))?"
    )


def _next_month(month: int, year: str | None, *, today: date) -> date:
    if year:
        return date(int(year), month, 1)
    return date(today.year + (month < today.month), month, 1)


def _read_month_day(words: str, minute: int) -> Rule | list[Flaw]:
    """Parse a day of each month: a weekday with an ordinal, a number, "dernier jour". Return a rule or the faults."""
    said = _parse_words(words)
    if flaws := _unknown_word_flaws(said) or _day_count_flaws(said, words):
        return flaws
    if not said.weekdays:
        return _read_day_number(said, words, minute=minute)
    ordinal = _parse_number(said.ordinals[0])
    if ordinal not in ORDINALS:
        return [Flaw("never", f"{said.ordinals[0]} {said.weekdays[0]}")]
    return Rule(minute, weekday=weekdays_by_word()[said.weekdays[0]], ordinal=ordinal)


def _day_count_flaws(groups: _WordGroups, words: str) -> list[Flaw]:
    if groups.weekly or (groups.weekdays and not groups.ordinals):
        return [Flaw("which", [*groups.weekly, *groups.weekdays][0])]
    if groups.months or not (groups.ordinals or groups.numbers):
        return [Flaw("day", words)]
    several = len(groups.ordinals) + len(groups.numbers) > 1 or len(groups.weekdays) > 1
    return [Flaw("several", words)] if several else []


def _read_day_number(groups: _WordGroups, words: str, *, minute: int) -> Rule | list[Flaw]:
    number = _parse_number([*groups.ordinals, *groups.numbers][0])
    if number == LAST and groups.a_day:
        number = LONGEST_MONTH
    counts_days = groups.a_day if groups.ordinals and number != 1 else groups.a_day or groups.monthly
    # « ouvré » fits only the first or the last day.
    if not counts_days or (groups.worked and number not in (1, LONGEST_MONTH)):
        return [Flaw("day", words)]
    return Rule(minute, month_day=number) if 1 <= number <= LONGEST_MONTH else [Flaw("never", words)]


def _parse_words(words: str) -> _WordGroups:
    said = _WordGroups()
    for found in _TOKEN.finditer(words):
        word = found[0]
        if found[1]:
            (said.ordinals if found[2] else said.numbers).append(word)
        elif word in weekdays_by_word():
            said.weekdays.append(word)
        elif word.removesuffix("s") in _ORDINALS:
            said.ordinals.append(word)
        elif word in months_by_word():
            said.months.append(word)
        elif word in _WEEKLY:
            said.weekly.append(word)
        elif word in _MONTHLY:
            said.monthly = True
        elif word == "jour":
            said.a_day = True
        elif word in _WORKED:
            said.worked = True
        elif word not in _FILLERS and word not in _EACH:
            said.unknown.append(word)
    return said


def _parse_number(word: str) -> int:
    """Return the number in "2e", "deuxième" or "15". Return -1 for the last, and 0 for a number that is too large."""
    if digits := re.match("[0-9]+", word):
        return int(digits[0]) if len(digits[0]) <= 2 else 0
    return _ORDINALS[word.removesuffix("s")]


def _unknown_word_flaws(groups: _WordGroups) -> list[Flaw]:
    known = [*map(weekday_words, range(7)), *month_names(), *ORDINAL_WORDS.values(), "second", "mois"]
    return [Flaw("day", word, nearest_word(word, known)) for word in groups.unknown]
