"""The name of a gathering, made of its format and its title. A format that the title contains is not repeated. Pure.

Cards, forms, calendars and mails show this name. Examples are « Conférence « Publier ses données » », « Masterclass
« Git avancé » » and « Groupe de partage entre pairs (design) « Les entretiens » »."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from bot.dates.words import join_words
from bot.programme.roles import METIER_WORDS
from bot.programme.shape import in_programme_words, shape_in_use

_NBSP = "\u00a0"
_KINDS: Mapping[str, str] = {
    "pairs": "Groupe de partage entre pairs",
    "pluridisciplinaire": "Groupe de partage pluridisciplinaire",
    "conference": "Conférence",
    "seminaire-porteurs": in_programme_words("Séminaire des porteurs et porteuses"),
    "seminaire-promotion": "Séminaire de la promotion",
    **shape_in_use().rencontre_names,
}
# The name of a gathering of these kinds consists of the kind, the group and the subject.
_GROUPS = frozenset(shape_in_use().add_rencontres({"pairs": True, "pluridisciplinaire": True}))
# Words with which a title may name the format of its gathering (« Table ronde : ouvrir son code »).
_FORMATS: Mapping[str, tuple[str, ...]] = {
    "conference": ("conférence", "table ronde", "masterclass", "webinaire"),
    "seminaire-porteurs": ("séminaire",),
    "seminaire-promotion": ("séminaire",),
    **{key: (name,) for key, name in shape_in_use().rencontre_names.items()},
}


@dataclass(frozen=True, slots=True)
class TitleParts:
    """The parts of a gathering's name: the title of its series, its subject (`about`), and the keys of its métiers."""

    series: str | None = None
    about: str | None = None
    metiers: tuple[str, ...] = ()


def gathering_name(dispositif: str, title_parts: TitleParts) -> str:
    """Return the name of a gathering, with its subject or the title of its series. The result is not escaped."""
    kind = _KINDS[dispositif]
    if dispositif in _GROUPS:
        who = _group_name(title_parts, kind)
        whole = who if kind.casefold() in who.casefold() else f"{kind} ({who})" if who else kind
        return _quote_title(_capitalise(whole), title_parts.about)
    said = (title_parts.about or title_parts.series or "").strip()
    if not said or said.casefold() == kind.casefold():
        return kind
    named, title = _split_kind(dispositif, said)
    if not named:
        return title if _has_kind(dispositif, title) else _quote_title(kind, title)
    return _quote_title(named, title)


def _quote_title(kind: str, title: str | None) -> str:
    if not title:
        return kind
    inner = title.replace(f"«{_NBSP}", "“").replace("« ", "“").replace(f"{_NBSP}»", "”").replace(" »", "”")
    return f"{kind} «{_NBSP}{_capitalise(inner)}{_NBSP}»"


def _split_kind(dispositif: str, title: str) -> tuple[str, str]:
    """Split a title that begins with a kind (« Table ronde : ouvrir son code ») into (kind, rest).

    For any other title, return ("", title). Without a separator, the rest must begin with a capital, a digit or a
    quote. So « Conférence RGAA » is split, and « Conférence de clôture » is not."""
    formats = "|".join(map(re.escape, _FORMATS.get(dispositif, ())))
    parts = re.match(rf"((?i:{formats}))(?:\s*:\s*|\s+[–—-]\s+|\s+(?=[«“A-ZÀ-Þ\d]))(.+)", title, re.DOTALL)
    rest = parts[2].strip(f"«»“” {_NBSP}") if formats and parts else ""
    if not parts or not rest:
        return "", _capitalise(title)
    return shape_in_use().rencontre_names.get(dispositif) or _capitalise(parts[1].lower()), rest


def _has_kind(dispositif: str, title: str) -> bool:
    return any(word.casefold() in title.casefold() for word in _FORMATS.get(dispositif, ()))


def _capitalise(text: str) -> str:
    return text[:1].upper() + text[1:]


def join_metier_names(keys: Collection[str]) -> str:
    """Return the names of these métiers, in their usual order: « design et développement »."""
    return join_words([words for metier, words in METIER_WORDS.items() if metier.value in keys])


def _group_name(title_parts: TitleParts, kind: str) -> str:
    called = title_parts.series and title_parts.series.casefold() != kind.casefold()
    if title_parts.series and called and title_parts.series not in METIER_WORDS.values():
        return title_parts.series
    return join_metier_names(title_parts.metiers) or title_parts.series or ""
