"""« Je serai en retard de dix minutes »: recognise a delay and its length; pure.

Other people are notified because of it, so only plain statements count: not « mon mentor est en retard », a question,
« pas en retard », or another day."""

import re
from collections.abc import Callable

from bot.catalogue.days import OTHER_DAYS
from bot.catalogue.words import normalise

_MOST = 180  # minutes
_SENTENCE = re.compile(r"[^.!?;\n]+[.!?;\n]*")
_CLAUSE = re.compile(r"[,:()]|\s[-–—]\s")
_NUMBERS = {
    **{"un": 1, "une": 1, "an": 1, "one": 1, "deux": 2, "two": 2, "trois": 3, "three": 3, "cinq": 5, "dix": 10},
    **{"quinze": 15, "vingt": 20, "trente": 30, "quarante": 40},
}
_NUMBER = rf"\d{{1,4}}|{'|'.join(_NUMBERS)}"
_MINUTES = re.compile(rf"\b(?:(vingt|trente|quarante) )?({_NUMBER}) ?(?:m|mn|mins?|minutes?)\b")
_QUARTERS = re.compile(r"\b(trois |three )?quart(?:er)?s?(?: d| of an) h(?:eure|our)\b")
_HALF = re.compile(r"\b(?:demi heure|half (?:an )?hour)\b")
_HOURS = re.compile(
    rf"(?P<before>\w+ )??(?P<of>de |d )?\b(?P<hours>{_NUMBER}) ?(?:h|heures?|hours?)"
    r"(?: (?P<half>et demie?)| ?(?P<minutes>\d\d))?\b"
)
# What a time of day follows: « à 2 h », « le comité de 2 h ». « Un retard de 2 h » is a delay.
_AT = frozenset({"a", "at", "vers", "pour", "for", "le", "du", "rdv", "vous", "h"})
_DELAYED = frozenset({"", "retard", "late", "delay"})
_ME = "(?:je|j|on|nous|i|we)"
_WORDS = r"""
    suis serais? sera est serons serions sommes vais va allons etre avoir aurais? aura aurons ai a avons prends? prendre
    arriv\w+ m am ll will ve have be re are going to running bit little about around by en de d du un une au avec dans
    tres peu petit bien aussi donc environ demie? trois quarts? quarter of heures? hours? an half et h mins? mn minutes?
    cinq dix quinze vingt trente quarante deux \d+\w*
"""
_BETWEEN = "|".join(_WORDS.split())
_SAID = re.compile(rf"\b{_ME} (?:(?:{_BETWEEN}) )*(?:retard|retardee?|late|delayed)\b")
_SOON = re.compile(rf"\b{_ME} (?:(?:{_BETWEEN}) )*arriv\w+\b")
_ELLIPTIC = re.compile(r"(?:en )?retard d\b|(?:en )?retard de\b")
_RUNNING = re.compile(r"running late\b")
_ASKED = re.compile(r"\b(?:est ce|am i|are we|should i|do i|suis je|serai je|aurai je)\b")
# Denied, supposed or asked; « peut-être » too.
_UNSAID = re.compile(r"\b(?:ne|n|pas|jamais|aucune?|sans|not|never|no|t|si|if|quand|when|how|pourquoi|why|peut)\b")


def says_late(words: str, spelt: Callable[[str], str]) -> bool:
    """Return whether a person says that they themselves are late now.

    `spelt` returns a word with its spelling corrected."""
    if not OTHER_DAYS.isdisjoint(normalise(words).split()):
        return False
    return any(
        _counts(" ".join(map(spelt, normalise(clause).split())))
        for sentence in _SENTENCE.findall(words)
        if "?" not in sentence
        for clause in _CLAUSE.split(sentence)
    )


def _counts(clause: str) -> bool:
    if _ASKED.search(clause) or _UNSAID.search(clause):
        return False
    if _SAID.search(clause) or _RUNNING.match(clause):
        return True
    return bool(_SOON.search(clause) or _ELLIPTIC.match(clause)) and minutes_late(clause) > 0


def minutes_late(words: str) -> int:
    """Return the delay in minutes, 0 without a number. A time of day is not a delay."""
    said = normalise(words)
    if found := _MINUTES.search(said):
        minutes = _NUMBERS.get(found[1] or "", 0) + _number(found[2])
        return min(_in_hours(said[: found.start()]) + minutes, _MOST)
    if found := _QUARTERS.search(said):
        return 45 if found[1] else 15
    return 30 if _HALF.search(said) else min(_in_hours(said), _MOST)


def _in_hours(said: str) -> int:
    """Return the minutes of a delay given in hours: « 1 h 30 », « une heure et demie »."""
    for found in _HOURS.finditer(said):
        hours, before = _number(found["hours"]), (found["before"] or "").strip()
        is_time = before in _AT or (found["of"] and before not in _DELAYED)
        if not is_time and hours * 60 <= _MOST:
            return hours * 60 + (30 if found["half"] else int(found["minutes"] or 0))
    return 0


def _number(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBERS[word]
