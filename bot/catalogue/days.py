"""The day in a text: « demain », « jeudi », "monday"; pure."""

import re
from datetime import date, timedelta

from bot.catalogue.words import normalise

_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAYS = {
    **{day: day for day in _WEEK},
    **dict(zip(("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"), _WEEK, strict=True)),
    **{"aujourd": "0", "today": "0", "demain": "1", "tomorrow": "1", "surlendemain": "2"},
}
_PARTS = frozenset({"soir", "matin", "midi", "tonight"})  # of today where no day is named
_AFTER = re.compile(r"\b(?:apres demain|day after tomorrow)\b")
_SPAN = frozenset(
    {"jusqu", "until", "semaine", "semaines", "jours", "mois", "week", "weeks", "days", "month"},
)
# Whoever names one of these does not speak of today, or not of today alone.
OTHER_DAYS = frozenset(word for word, day in _DAYS.items() if day != "0") | _SPAN


def day_meant(words: str) -> str:
    """Return the one day that a message names: "0" today, "1" tomorrow, "2", "monday"; `on_day` converts it.

    "" for none, and for several or a span (« de lundi à mercredi », « jusqu’à jeudi »).
    """
    written = _AFTER.sub("surlendemain", normalise(words)).split()
    if not _SPAN.isdisjoint(written):
        return ""
    named = {_DAYS[word] for word in written if word in _DAYS}
    if not named:
        return "" if _PARTS.isdisjoint(written) else "0"
    return named.pop() if len(named) == 1 else ""


def on_day(said: str, today: date) -> date | None:
    """Convert the result of `day_meant` to a date; None for none."""
    if said.isdigit():
        return today + timedelta(days=int(said))
    return today + timedelta(days=(_WEEK.index(said) - today.weekday()) % 7) if said in _WEEK else None
