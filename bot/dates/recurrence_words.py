"""A function that puts the recurrence of a series in French words, which `read_rule` can parse."""

from datetime import date, datetime

from bot.dates.paris import day_of
from bot.dates.phases import add_months
from bot.dates.recurrence import LAST, LONGEST_MONTH, WEEK, Rule, occurrences
from bot.dates.words import clock_words, day_words, join_words, month_words, weekday_words

VOWELS = frozenset({4, 8, 10})  # « de » becomes « d’ » before these months: avril, août, octobre
ORDINAL_WORDS = {1: "premier", 2: "deuxième", 3: "troisième", 4: "quatrième", 5: "cinquième", LAST: "dernier"}
NUMBER_WORDS = dict(
    enumerate(("deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze"), 2)
)


def rule_words(rule: Rule, now: datetime) -> str:
    """Return a rule in words: "le deuxième mardi du mois à 14 h", "tous les mardis à 14 h", "mardi 12 mai à 9 h".

    If the rule begins later or skips months (or weeks), the words name its first month (or day) from `now` on: "le
    dernier jeudi du mois à 9 h 30, un mois sur deux à partir de mars 2027". On the same day, `read_rule` can parse the
    words unless a chosen day is past. Raises ValueError for a naive `now`."""
    clock = f"à {clock_words(rule.minute)}"
    if rule.days:
        return f"{join_words([day_words(day, now) for day in rule.days])} {clock}"
    if rule.by_week:
        return _weeks_words(rule, clock, now=now)
    among = [f"un mois sur {NUMBER_WORDS.get(rule.every, rule.every)}"] if rule.every > 1 else []
    month = _first_month(rule, day_of(now))
    since = [f"à partir {'d’' if month.month in VOWELS else 'de '}{month_words(month)}"] if month else []
    return ", ".join(filter(None, [f"{_day_words(rule)} du mois {clock}", " ".join([*among, *since])]))


def _weeks_words(rule: Rule, clock: str, *, now: datetime) -> str:
    today, weekday = day_of(now), weekday_words(rule.weekday or 0)
    often = f"un {weekday} sur {NUMBER_WORDS.get(rule.every, rule.every)}" if rule.every > 1 else f"tous les {weekday}s"
    if rule.anchor is None or (rule.every == 1 and date.fromisoformat(rule.anchor) <= today):
        return f"{often} {clock}"
    last = max(today, date.fromisoformat(rule.anchor)) + (rule.every + 1) * WEEK
    first = occurrences(rule, first=today, last=last)[0].by_rule
    return f"{often} {clock}, à partir du {day_words(first, now)}"


def _day_words(rule: Rule) -> str:
    if rule.weekday is not None and rule.ordinal is not None:
        return f"le {ORDINAL_WORDS[rule.ordinal]} {weekday_words(rule.weekday)}"
    if rule.month_day == LONGEST_MONTH:
        return "le dernier jour"
    return f"le {'1er' if rule.month_day == 1 else rule.month_day}"


def _first_month(rule: Rule, today: date) -> date | None:
    if rule.anchor is None:
        return None
    month, current = date.fromisoformat(f"{rule.anchor}-01"), today.replace(day=1)
    if rule.every == 1 and month <= current:
        return None
    while month < current:
        month = add_months(month, rule.every)
    return month
