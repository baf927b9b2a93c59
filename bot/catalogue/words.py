"""Normalise French words to compare them, and find the day or the delay that a text names. Pure."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

TYPO_FROM = 6  # A shorter word is not corrected, because one wrong letter makes another word of it.
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "½": "1/2", "ø": "o"})
_NOT_WORD = re.compile(r"[\W_]+")

# Words that a search ignores: articles and other grammar, and ways to ask.
_STOPWORDS = """
    a afin ai aie aimerais aimerait aimerions ait alors and apres as au aucun aussi autour autre aux avec avez avoir
    avons besoin besoins bien bonjour bonsoir c ca car ce ceci cela celle celui ces cet cette cherche chercher
    cherchons chez chose ci comme comment d dans de des dire dispositif dispositifs dois doit donc dont du eig elle
    elles en encore entre es est et etait ete etre eu eux faire fais faisons fait fasse faut fois for hello il ils j
    je l la laquelle le lequel les leur leurs lui m ma mais me meme merci mes moi mon n ne ni nos notre nous obtenir
    of on ont ou par parce pas peu peut peuvent peux plait plus possible pour pourquoi pourrait pouvez pouvoir
    pouvons puis puisque qu quand que quel quelle quelles quelqu quelque quels qui quoi s sa sais sait salut sans
    savoir se sera serait ses si son sont souhaite souhaiterais sous stp suis sur svp t ta te tes the to toi ton
    tous tout toute toutes tres trop trouver tu un une utile vers veut veux vos votre voudrais voudrait voulez
    voulons vous y
"""
STOPWORDS = frozenset(re.findall(r"\w+", _STOPWORDS))


def normalise(text: str) -> str:
    """Return the words of a text in lower case, with single spaces, and without accents, ligatures and punctuation."""
    opened = text.casefold().translate(_LIGATURES)
    bare = "".join(char for char in unicodedata.normalize("NFKD", opened) if not unicodedata.combining(char))
    return _NOT_WORD.sub(" ", bare).strip()


def slug(text: str, *, longest: int = 60) -> str:
    """Return a key for a name: its words joined by hyphens, at most `longest` characters. Return "" without words."""
    return normalise(text).replace(" ", "-")[:longest].rstrip("-")


def stem(word: str) -> str:
    """Return a normalised word without its ending of plural, feminine or verb: « porteuses » becomes « porteur »."""
    if len(word) < 4 or not word.isalpha():
        return word
    if word.endswith("eaux"):
        word = word[:-1]
    elif word.endswith("aux") and len(word) > 4:
        word = word[:-3] + "al"
    elif word[-1] in "sx":
        word = word[:-1]
    for ending, kept in (("euse", "eur"), ("trice", "teur"), ("ive", "if"), ("elle", "el"), ("enne", "en")):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            word = word[: -len(ending)] + kept
            break
    if len(word) > 4 and word.endswith(("er", "ez", "ee")):
        word = word[:-2]
    elif len(word) > 3 and word.endswith("e"):
        word = word[:-1]
    return word[:-1] if len(word) > 4 and word[-1] == word[-2] else word


def stems(text: str) -> list[str]:
    """Return the stems of the words of a text, in order. Words that a search ignores are left out."""
    return [stem(word) for word in normalise(text).split() if word not in STOPWORDS]


def expertise_matcher(text: str) -> Callable[[str], bool]:
    """Return a function that checks whether `text` has all words of an expertise, ignoring endings and typos."""
    words = frozenset(stems(text))
    long = [word for word in words if len(word) >= TYPO_FROM - 1]

    @cache
    def has(word: str) -> bool:
        if word in words:
            return True
        if len(word) < TYPO_FROM:
            return False
        near = [known for known in long if known[0] == word[0]]
        return process.extractOne(word, near, scorer=OSA.distance, score_cutoff=1) is not None

    @cache
    def speaks(told: str) -> bool:
        wanted = stems(told)
        return bool(wanted) and all(has(word) for word in wanted)

    return speaks


_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAYS = {
    **{day: day for day in _WEEK},
    **dict(zip(("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"), _WEEK, strict=True)),
    **{"aujourd": "0", "today": "0", "demain": "1", "tomorrow": "1", "surlendemain": "2"},
}
_PARTS = frozenset({"soir", "matin", "midi", "tonight"})  # These parts of a day mean today if no day is named.
_AFTER = re.compile(r"\b(?:apres demain|day after tomorrow)\b")
_SPAN = frozenset(
    {"jusqu", "until", "semaine", "semaines", "jours", "mois", "week", "weeks", "days", "month"},
)
# These words mean that a message is about another day than today, or about several days.
OTHER_DAYS = frozenset(word for word, day in _DAYS.items() if day != "0") | _SPAN


def named_day(words: str) -> str:
    """Return the single day that a message names: "0" for today, "1" for tomorrow, "2", or a weekday such as "monday".

    Return "" if the message names no day, several days or a span (« de lundi à mercredi », « jusqu’à jeudi »). Pass the
    result to `to_date`."""
    written = _AFTER.sub("surlendemain", normalise(words)).split()
    if not _SPAN.isdisjoint(written):
        return ""
    named = {_DAYS[word] for word in written if word in _DAYS}
    if not named:
        return "" if _PARTS.isdisjoint(written) else "0"
    return named.pop() if len(named) == 1 else ""


def to_date(day_name: str, today: date) -> date | None:
    """Return the date for a result of `named_day`, or None for "" and any other text."""
    if day_name.isdigit():
        return today + timedelta(days=int(day_name))
    return today + timedelta(days=(_WEEK.index(day_name) - today.weekday()) % 7) if day_name in _WEEK else None


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
# After these words, hours are a time of day (« à 2 h », « le comité de 2 h »), unlike « un retard de 2 h ».
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
# These words deny, suppose or ask. « Peut » stands for « peut-être ».
_UNSAID = re.compile(r"\b(?:ne|n|pas|jamais|aucune?|sans|not|never|no|t|si|if|quand|when|how|pourquoi|why|peut)\b")


def is_late_message(words: str, correct_typo: Callable[[str], str]) -> bool:
    """Return whether a person writes that they are late now. `correct_typo` corrects the typos of a word."""
    if not OTHER_DAYS.isdisjoint(normalise(words).split()):
        return False
    return any(
        _is_late_clause(" ".join(map(correct_typo, normalise(clause).split())))
        for sentence in _SENTENCE.findall(words)
        if "?" not in sentence
        for clause in _CLAUSE.split(sentence)
    )


def _is_late_clause(clause: str) -> bool:
    if _ASKED.search(clause) or _UNSAID.search(clause):
        return False
    if _SAID.search(clause) or _RUNNING.match(clause):
        return True
    return bool(_SOON.search(clause) or _ELLIPTIC.match(clause)) and delay_minutes(clause) > 0


def delay_minutes(words: str) -> int:
    """Return the minutes of the delay that a text names; 0 if it names none. A time of day is not a delay."""
    said = normalise(words)
    if found := _MINUTES.search(said):
        minutes = _NUMBERS.get(found[1] or "", 0) + _to_number(found[2])
        return min(_hours_to_minutes(said[: found.start()]) + minutes, _MOST)
    if found := _QUARTERS.search(said):
        return 45 if found[1] else 15
    return 30 if _HALF.search(said) else min(_hours_to_minutes(said), _MOST)


def _hours_to_minutes(text: str) -> int:
    for found in _HOURS.finditer(text):
        hours, before = _to_number(found["hours"]), (found["before"] or "").strip()
        is_time = before in _AT or (found["of"] and before not in _DELAYED)
        if not is_time and hours * 60 <= _MOST:
            return hours * 60 + (30 if found["half"] else int(found["minutes"] or 0))
    return 0


def _to_number(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBERS[word]
