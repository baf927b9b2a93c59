"""How gatherings are named, wherever they are spoken of."""

from collections.abc import Mapping, Sequence

from bot.agenda.titles import Titles, name_gathering
from bot.dates.words import join_words
from bot.gatherings.model import CONFERENCE, MIXED, PAIRS, PORTEURS, SEMINAR, Gathering, Series
from bot.programme.roles import ROLE_WORDS, Role

# Where one kind is chosen among all, by the catalogue's own words.
NAMES: Mapping[str, str] = {
    PAIRS: "Groupe de partage entre pairs",
    MIXED: "Groupe de partage pluridisciplinaire",
    CONFERENCE: "Conférence, table ronde ou masterclass",
    PORTEURS: "Séminaire des porteurs et porteuses",
    SEMINAR: "Séminaire de la promotion",
}
OPENED: Mapping[Role, str] = {role: ROLE_WORDS[role][1] for role in (Role.PORTEUR, Role.SPONSOR, Role.ALUMNI)}
MISSING: Mapping[str, str] = {  # what has yet to be said of a gathering, by the codes of `bot.gatherings.lacking`
    "where": "le lieu ou le lien",
    "place": "le lieu",
    "title": "le titre",
    "abstract": "le résumé",
    "speakers": "qui intervient",
    "sheet": "la fiche pratique",
    "subject": "le sujet",
}
SOMEBODY = "quelqu’un qui n’est plus dans le programme"
NOBODY = "personne pour l’instant"


def name_of(series: Series, gathering: Gathering | None = None) -> str:
    """Name a gathering, or a series where there is none; not escaped."""
    return named(series, gathering.title if gathering else None)


def named(series: Series, about: str | None) -> str:
    """Name what a series brings, by what it is about; not escaped."""
    return name_gathering(series.dispositif, Titles(series.title, about, series.metiers))


def counted(number: int) -> str:
    """Say how many people."""
    return {0: "personne", 1: "une personne"}.get(number, f"{number}\u00a0personnes")


def come_by_now(number: int) -> str:
    """Say how many have said that they come."""
    many = "une personne vient" if number == 1 else f"{number}\u00a0personnes viennent"
    return many if number else "personne ne vient pour l’instant"


def places(number: int) -> str:
    """Say how many can come."""
    return "une place" if number == 1 else f"{number}\u00a0places"


def presenting(people: Sequence[str]) -> str:
    """Say who presents."""
    return f"{'Présente' if len(people) == 1 else 'Présentent'}\u00a0: {join_words(people)}."


def moved_for(day: str, holiday: str) -> str:
    """Say which public holiday it gave way to."""
    return f"au lieu du {day}, jour férié ({holiday})"


def lacking(code: str) -> str:
    """Say what is missing, by its code."""
    return MISSING.get(code, code)


def still_missing(codes: Sequence[str]) -> str:
    """Say what is still to be given, to who gave the rest."""
    return f"Il manque encore {join_words([lacking(one) for one in codes])}."
