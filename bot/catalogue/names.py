"""From a page's headings to keys: recognise the eleven, however they are written, or make a new key."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from rapidfuzz import fuzz

from bot.catalogue.model import AttributesByKey, Audience, Dispositif, Fault
from bot.catalogue.words import normalise, slug, stem

# A letter or two wrong still means the same name; « Rapport d’évaluation » and « Comité d’évaluation » stay far below.
_NEAR = 88
_GRAMMAR = frozenset({"au", "aux", "de", "des", "du", "en", "et", "la", "le", "les", "ou", "un", "une"})
_AUDIENCE_WORDS = {
    Audience.PORTEURS: ("porteu", "sponsor"),
    Audience.PROMOTION: ("promotion", "collectiv"),
    Audience.INDIVIDUEL: ("individu", "talent"),
    Audience.DEFI: ("defi",),
}


def audience_of(heading: str) -> Audience | None:
    """Return the audience that a page's heading means, by its words, or None for one of the page's own."""
    words = normalise(heading)
    return next((audience for audience, marks in _AUDIENCE_WORDS.items() if any(mark in words for mark in marks)), None)


def key_of(name: str, audience: str, *, attributes: AttributesByKey) -> str:
    """Return the key of a dispositif from its heading and its audience's heading; empty if the name holds no word.

    A fixed key if the name is one of its titles, in any order of words, singular or plural, with or without accents, or
    misspelt by a letter or two. « Séminaire » alone is told apart by the audience. Any other name makes its own key.
    """
    words = _content(name)
    if words == ["seminair"]:
        meant = audience_of(audience)
        return f"seminaire-{meant}" if meant in (Audience.PORTEURS, Audience.PROMOTION) else slug(name)
    best, found = max(
        (_likeness(name, title), key) for key, attributes_of in attributes.items() for title in attributes_of.titles
    )
    return found if words and best >= _NEAR else slug(name)


def _likeness(name: str, title: str) -> float:
    """Compare two names from 0 to 100; an extra or missing word means a different name, unless words were split or
    joined.
    """
    words, wanted = _content(name), _content(title)
    by_words = fuzz.ratio(" ".join(words), " ".join(wanted)) if len(words) == len(wanted) else 0.0
    glued = fuzz.ratio(_glued(name), _glued(title))
    return max(by_words, glued if abs(len(words) - len(wanted)) <= 1 else 0.0)


@lru_cache(maxsize=256)
def _glued(name: str) -> str:
    return normalise(name).replace(" ", "")


@lru_cache(maxsize=256)
def _content(name: str) -> list[str]:
    # Letters alone are elisions (« d’ ») or endings (« séminaire(s) »).
    return sorted({stem(word) for word in normalise(name).split() if len(word) > 1 and word not in _GRAMMAR})


def with_keys(
    read: Sequence[Dispositif], *, lines: Sequence[int], attributes: AttributesByKey, faults: list[Fault]
) -> tuple[Dispositif, ...]:
    """Assign each dispositif its key; `lines` are those of their headings.

    The same key twice under one audience is a fault, added to the list. Under two audiences both are kept: the one in
    the place where the key belongs gets it, the other a key made of both, such as `mentorat-porteurs`."""
    keys = [key_of(dispositif.name, dispositif.audience, attributes=attributes) for dispositif in read]
    away = [
        key in attributes and attributes[key].audience != audience_of(dispositif.audience)
        for key, dispositif in zip(keys, read, strict=True)
    ]
    first: dict[tuple[str, str], int] = {}
    given: dict[int, str] = {}
    taken: set[str] = set()
    for place in sorted(range(len(read)), key=lambda place: away[place]):
        key, audience = keys[place], normalise(read[place].audience)
        if (key, audience) in first:
            one, other = sorted((lines[first[key, audience]], lines[place]))
            twice = f"Même dispositif («\u00a0{key}\u00a0») qu’à la ligne {one}\u00a0: gardez un seul des deux titres."
            faults.append(Fault(other, twice))
        elif key:
            first[key, audience] = place
            given[place] = _free(key, audience, taken)
            taken.add(given[place])
    return tuple(replace(dispositif, key=given.get(place, "")) for place, dispositif in enumerate(read))


def _free(key: str, audience: str, taken: set[str]) -> str:
    apart = f"{key}-{audience_of(audience) or slug(audience, longest=30)}"
    numbered = (f"{apart}-{number}" for number in range(2, len(taken) + 3))
    return next(one for one in (key, apart, *numbered) if one not in taken)
