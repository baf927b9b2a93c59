"""What a gathering is called, wherever it is spoken of: one name, in which its kind is said once. Pure.

Cards, forms, calendars and mails call it alike: « Publier ses données (conférence) », « Masterclass : git avancé »,
« Groupe de partage entre pairs (design) : les entretiens ».
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from bot.dates.words import join_words
from bot.programme.roles import METIER_WORDS

_NBSP = "\u00a0"
_KINDS: Mapping[str, str] = {
    "pairs": "Groupe de partage entre pairs",
    "pluridisciplinaire": "Groupe de partage pluridisciplinaire",
    "conference": "Conférence",
    "seminaire-porteurs": "Séminaire des porteurs et porteuses",
    "seminaire-promotion": "Séminaire de la promotion",
}
_GROUPS = frozenset({"pairs", "pluridisciplinaire"})  # their title is a subject; who meets is what they are called by
# A title that holds one of these words says its kind by itself (« Table ronde : ouvrir son code »).
_FORMATS: Mapping[str, tuple[str, ...]] = {
    "conference": ("conférence", "table ronde", "masterclass", "webinaire"),
    "seminaire-porteurs": ("séminaire",),
    "seminaire-promotion": ("séminaire",),
}


@dataclass(frozen=True, slots=True)
class Titles:
    """What a gathering is named by: its series' title, the métiers it gathers (by their keys), what it is about."""

    series: str | None = None
    about: str | None = None
    metiers: tuple[str, ...] = ()


def name_gathering(dispositif: str, titles: Titles) -> str:
    """Give the name of a gathering, or of its series where it is about nothing yet; not escaped."""
    kind = _KINDS[dispositif]
    if dispositif in _GROUPS:
        who = _who(titles)
        named = f"{kind} ({who})" if who else kind
        return f"{named}{_NBSP}: {titles.about}" if titles.about else named
    said = titles.about or titles.series
    if not said or said == kind:
        return kind
    said = said[:1].upper() + said[1:]
    return said if says_kind(dispositif, said) else f"{said} ({kind[:1].lower()}{kind[1:]})"


def says_kind(dispositif: str, title: str) -> bool:
    """Say whether a title tells by itself what kind of gathering it is."""
    return any(word in title.casefold() for word in _FORMATS.get(dispositif, ()))


def name_metiers(keys: Collection[str]) -> str:
    """Give the names of these métiers, in their fixed order: « design et développement »."""
    return join_words([words for one, words in METIER_WORDS.items() if one.value in keys])


def _who(titles: Titles) -> str:
    """Say whom a group gathers: its series' own title, unless that is a métier, which others may have joined since."""
    if titles.series and titles.series not in METIER_WORDS.values():
        return titles.series
    return name_metiers(titles.metiers) or titles.series or ""
