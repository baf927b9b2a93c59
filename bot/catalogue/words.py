"""French words normalised for comparison: without case, accents, apostrophes and endings."""

import re
import unicodedata
from collections.abc import Callable
from functools import cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

TYPO_FROM = 6  # letters: in a shorter word, one letter more or less is another word
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "½": "1/2", "ø": "o"})
_NOT_WORD = re.compile(r"[\W_]+")

# Words that say nothing about what is looked for: grammar, and the ways people ask.
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
    """Return the words of a text, separated by one space: lower case, no accents, no punctuation,
    ligatures expanded.
    """
    opened = text.casefold().translate(_LIGATURES)
    bare = "".join(char for char in unicodedata.normalize("NFKD", opened) if not unicodedata.combining(char))
    return _NOT_WORD.sub(" ", bare).strip()


def slug(text: str, *, longest: int = 60) -> str:
    """Return a key for a name: its words joined by hyphens, at most `longest` characters; empty without a word."""
    return normalise(text).replace(" ", "-")[:longest].rstrip("-")


def stem(word: str) -> str:
    """Return a normalised word without its plural, feminine or verb ending: « porteuses » becomes porteur."""
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
    """Return the stems of the words of a text, in order, without stopwords."""
    return [stem(word) for word in normalise(text).split() if word not in STOPWORDS]


def reader(text: str) -> Callable[[str], bool]:
    """Return a predicate: whether a text has all words of an expertise, ignoring endings and a typo."""
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
