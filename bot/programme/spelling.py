"""Compare words without case, accents or punctuation; propose the closest known word; set French typography."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import Protocol

from rapidfuzz import fuzz, process

# Ratio of rapidfuzz, 0 to 100: « devloppement » and « développement » have 96, « coach » and « mentor » have 40.
NEAR_ENOUGH = 70
SHOWN_LENGTH = 40
_SETTING = (
    (re.compile(r"(?<=\w)'(?=\w)"), "’"),
    (re.compile(r" (?=(?:[;!?»]|:(?!\w))(?:\W|$))|(?<=«) "), "\u00a0"),
    (re.compile(r"(?<=\d) (?=(?:h|mois|min|minutes|jours|séances|000)\b)|(?<=\bh) (?=\d\d\b)"), "\u00a0"),
)
# Every sign gets the same no-break space: spaces of two widths would look like a mistake.
_BEFORE, _AFTER = ":;!?»", "«"


def fold(text: str) -> str:
    """Return `text` in lower case, without accents, with spaces for other signs: « Chef-de Défi » is "chef de defi"."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(sign))
    return " ".join(re.findall(r"[^\W_]+", bare))


class NamedThing(Protocol):
    """A thing with a name and an id."""

    @property
    def id(self) -> int:
        """The id, which orders things of the same name."""

    @property
    def name(self) -> str:
        """The name to compare."""


def name_sort_key(named: NamedThing) -> tuple[str, str, int]:
    """Return a sort key for French names: « Éloïse » comes before « Fatima », and « Œuvre » sorts as « Oeuvre »."""
    return _letters(named.name), named.name, named.id


@lru_cache(maxsize=4096)
def _letters(name: str) -> str:
    return fold(name.casefold().replace("œ", "oe").replace("æ", "ae"))


class NamedInPromotion(NamedThing, Protocol):
    """A thing with a name and a promotion."""

    @property
    def promotion(self) -> str:
        """The promotion's name."""


def distinct_names(several: Iterable[NamedInPromotion]) -> dict[int, str]:
    """Return the names of these défis by id. If several have the same name, each is followed by its promotion."""
    found = list(several)
    count = Counter(fold(promoted.name) for promoted in found)
    return {
        promoted.id: f"{promoted.name} ({promoted.promotion})" if count[fold(promoted.name)] > 1 else promoted.name
        for promoted in found
    }


def squash(text: str) -> str:
    """Return `text` folded, without spaces: « Slack ID » and « slack_id » become "slackid"."""
    return fold(text).replace(" ", "")


def nearest_word(text: str, known_words: Iterable[str]) -> str | None:
    """Return the word of `known_words` most similar to `text`; None if none is similar."""
    found = process.extractOne(text, list(known_words), scorer=fuzz.ratio, processor=fold, score_cutoff=NEAR_ENOUGH)
    return found[0] if found else None


def shorten(text: str) -> str:
    """Return typed text for display: at most 40 characters, with « � » for each invisible character."""
    shown = "".join(sign if sign.isprintable() else "\ufffd" for sign in text[:SHOWN_LENGTH])
    return f"{shown}{'…' if len(text) > SHOWN_LENGTH else ''}"


def quote(text: str) -> str:
    """Return typed text for display: shortened, and between French quotes."""
    return f"« {shorten(text)} »"


def proposal_sentence(nearest: str | None, known_words: Iterable[str]) -> str:
    """Return a sentence that proposes the closest word. If none is close, the sentence lists all known words."""
    return f"Vouliez-vous écrire « {nearest} » ?" if nearest else f"Choisissez parmi : {', '.join(known_words)}."


def space_french(text: str) -> str:
    """Return `text` with French no-break spaces (U+00A0): inside quotes and before « : ; ! ? »."""
    for sign in _BEFORE:
        text = text.replace(f" {sign}", f"\u00a0{sign}")
    return text.replace(f"{_AFTER} ", f"{_AFTER}\u00a0")


def to_french_typography(text: str) -> str:
    """Return one of the bot's texts with French apostrophes and no-break spaces."""
    for sign, set_so in _SETTING:
        text = sign.sub(set_so, text)
    return text
