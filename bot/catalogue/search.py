"""Search the catalogue by name, alias, need, or any word of its texts. Ignore accents, endings and typos."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import TypeVar

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from bot.catalogue.formats import is_added_format
from bot.catalogue.model import Attributes, AttributesByKey, Catalogue, Dispositif, plain_text
from bot.catalogue.words import normalise, stems
from bot.programme.shape import RENCONTRES

_K = TypeVar("_K")

# Longer queries are cut. People write first what they look for, so the end matters less.
_LONGEST_QUERY = 400
_MOST_WORDS = 24
_MOST_TYPOS = 6

# A word weighs more in a name than in a description. A whole name or alias weighs more than any number of words.
_NAME, _NEED, _NEED_WORD, _DESCRIPTION, _REST = 6.0, 12.0, 4.0, 2.0, 1.0
_WHOLE_PHRASE, _PHRASE_INSIDE = 1000.0, 100.0
# If a query and a name are at least this similar (0 to 100), the query is the name with typos.
_NEAR_PHRASE = 84
_SHORTEST_MISSPELT, _LONG_WORD = 5, 8
_MISSPELT = 0.7
# Hits with less than this share of the best score are dropped.
_SHARE_OF_BEST = 0.2
# Hits above this share of the best score count as equally good (« séminaire » names two dispositifs).
_AS_GOOD = 0.98


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The result of a search. `hits` has the keys of the dispositifs that were found, best first.

    If `hits` is empty, `nearest` has up to three keys of similar dispositifs. For a query without words, both are
    empty."""

    hits: tuple[str, ...] = ()
    nearest: tuple[str, ...] = ()


class Index:
    """The search index of one version of the catalogue. It does not change.

    `names` maps the stems of a name or alias to keys, and `glued` maps a name or alias without spaces to keys. `needs`
    maps the stems of a need to keys. `weights` maps a stem to its weight in each dispositif. `keys` has the catalogue's
    order."""

    __slots__ = ("glued", "keys", "names", "needs", "vocabulary", "weights")

    def __init__(self, catalogue: Catalogue, attributes: AttributesByKey) -> None:
        names: dict[tuple[str, ...], set[str]] = defaultdict(set)
        glued: dict[str, set[str]] = defaultdict(set)
        needs: dict[tuple[str, ...], set[str]] = defaultdict(set)
        weights: dict[str, dict[str, float]] = defaultdict(dict)
        for dispositif in catalogue.dispositifs:
            known = attributes.get(dispositif.key, Attributes(dispositif.key))
            for name in (plain_text(dispositif.name), dispositif.key, *known.titles, *known.aliases):
                names[tuple(stems(name))].add(dispositif.key)
                glued[normalise(name).replace(" ", "")].add(dispositif.key)
            for need in known.needs:
                needs[tuple(stems(need))].add(dispositif.key)
            for word, weight in _weights(dispositif, known):
                weights[word][dispositif.key] = max(weight, weights[word].get(dispositif.key, 0))
        self.keys = tuple(dispositif.key for dispositif in catalogue.dispositifs)
        self.names = _sort_keys(names, self.keys)
        self.glued = _sort_keys(glued, self.keys)
        self.needs = _sort_keys(needs, self.keys)
        self.weights = {word: _weigh_by_rarity(by_key, len(self.keys)) for word, by_key in weights.items()}
        self.vocabulary = tuple(self.weights)


def _sort_keys(keys_by_phrase: Mapping[_K, set[str]], order: tuple[str, ...]) -> dict[_K, tuple[str, ...]]:
    return {phrase: tuple(sorted(keys, key=order.index)) for phrase, keys in keys_by_phrase.items() if phrase}


def _weigh_by_rarity(weights: Mapping[str, float], count: int) -> dict[str, float]:
    rarity = log(1 + count / len(weights))
    return {key: weight * rarity for key, weight in weights.items()}


def _weights(dispositif: Dispositif, attributes: Attributes) -> Iterable[tuple[str, float]]:
    autres = " ".join(f"{autre.titre} {autre.texte}" for autre in dispositif.autres)
    rest = " ".join(
        (
            dispositif.audience,
            dispositif.frequence,
            dispositif.duree,
            dispositif.preparer,
            dispositif.inspirer,
            autres,
            attributes.mode,
            attributes.pour,
        )
    )
    for text, weight in (
        (dispositif.name, _NAME),
        (" ".join(attributes.aliases), _NAME),
        (" ".join(attributes.needs), _NEED_WORD),
        (dispositif.description, _DESCRIPTION),
        (rest, _REST),
    ):
        for word in stems(plain_text(text)):
            yield word, weight


def find(index: Index, query: str, *, limit: int = 5, favoured_keys: Sequence[str] = ()) -> SearchResult:
    """Find at most `limit` dispositifs for a query, best first.

    Dispositifs whose whole name or alias is the query come first, even if it has typos. If the programme added a
    dispositif, the beginning of its name is enough. Next come names and aliases inside a sentence, and then needs and
    single words. Rare words count more, and words with typos less. Equal hits are sorted by `favoured_keys` (what
    matters most to the person), then by the catalogue's order. If nothing is found, `nearest` is filled. Only the first
    words of a long query count."""
    written = normalise(query[:_LONGEST_QUERY]).split()[:_MOST_WORDS]
    if not written:
        return SearchResult()
    words = stems(" ".join(written))
    scores: dict[str, float] = defaultdict(float)
    _score_phrases(index, written, words, scores)
    _score_words(index, words, scores)
    if not scores:
        return SearchResult(nearest=_nearest_keys(index, "".join(written)))
    best = max(scores.values())
    hits = [key for key in index.keys if scores[key] >= best * _SHARE_OF_BEST]
    place = {key: number for number, key in enumerate(favoured_keys)}
    rest = len(place)
    ranked = sorted(hits, key=lambda key: (-min(scores[key], best * _AS_GOOD), place.get(key, rest), -scores[key]))
    return SearchResult(hits=tuple(ranked[:limit]))


def _score_phrases(index: Index, written: list[str], words: list[str], scores: dict[str, float]) -> None:
    whole = tuple(words)
    spelled = "".join(written)
    exact = index.names.get(whole) or index.glued.get(spelled)
    if exact:
        begun = {key for name, keys in index.names.items() if name[: len(whole)] == whole for key in keys}
        _add_points(scores, {*exact, *filter(_is_own, begun)}, _WHOLE_PHRASE)
    elif len(spelled) > 4:
        best = process.extract(spelled, index.glued.keys(), scorer=fuzz.ratio, score_cutoff=_NEAR_PHRASE, limit=3)
        for phrase, score, _ in best:
            _add_points(scores, index.glued[phrase], _PHRASE_INSIDE * score / 100)
    for length in range(1, min(len(words), 5) + 1):
        for start in range(len(words) - length + 1):
            phrase_inside = whole[start : start + length]
            _add_points(scores, index.names.get(phrase_inside, ()), _PHRASE_INSIDE * length if not exact else 0)
            _add_points(scores, index.needs.get(phrase_inside, ()), _NEED * length * length)


def _is_own(key: str) -> bool:
    return is_added_format(key) or key.startswith(RENCONTRES)


def _score_words(index: Index, words: list[str], scores: dict[str, float]) -> None:
    typos = 0
    for word in dict.fromkeys(words):
        near, likeness = word, 1.0
        if word not in index.weights:
            if typos == _MOST_TYPOS or len(word) < _SHORTEST_MISSPELT:
                continue
            typos += 1
            wrong = 2 if len(word) >= _LONG_WORD else 1
            found = process.extractOne(word, index.vocabulary, scorer=OSA.distance, score_cutoff=wrong)
            if found is None:
                continue
            near, likeness = found[0], _MISSPELT
        for key, weight in index.weights[near].items():
            scores[key] += weight * likeness


def _add_points(scores: dict[str, float], keys: Iterable[str], points: float) -> None:
    for key in keys:
        scores[key] += points


def _nearest_keys(index: Index, spelled: str) -> tuple[str, ...]:
    best = dict.fromkeys(index.keys, 0.0)
    for phrase, keys in index.glued.items():
        score = fuzz.partial_ratio(spelled[:60], phrase) if len(phrase) > 3 else 0.0
        for key in keys:
            best[key] = max(best[key], score)
    return tuple(sorted(index.keys, key=lambda key: -best[key])[:3])
