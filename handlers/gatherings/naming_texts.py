"""How gatherings are named, wherever they are spoken of."""

from collections.abc import Mapping, Sequence

from bot.dates.words import join_words
from bot.gatherings.model import CONFERENCE, MIXED, PAIRS, PORTEURS, SEMINAR
from bot.programme.roles import Role

NAMES: Mapping[str, str] = {
    PAIRS: "Groupe de partage entre pairs",
    MIXED: "Groupe de partage pluridisciplinaire",
    CONFERENCE: "Conférence, table ronde ou masterclass",
    PORTEURS: "Séminaire des porteurs et porteuses",
    SEMINAR: "Séminaire de la promotion",
}
OPENED: Mapping[Role, str] = {
    Role.PORTEUR: "porteuses et porteurs de projet",
    Role.SPONSOR: "sponsors",
    Role.ALUMNI: "alumni",
}
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


def named(dispositif: str, *titles: str | None) -> str:
    """Name a gathering: its kind, then what its series and it are called, each once."""
    said = list(dict.fromkeys(one for one in titles if one))
    return "\u00a0: ".join([NAMES[dispositif], *said])


def counted(number: int) -> str:
    """Say how many people."""
    return {0: "personne", 1: "une personne"}.get(number, f"{number}\u00a0personnes")


def presenting(people: Sequence[str]) -> str:
    """Say who presents."""
    return f"{'Présente' if len(people) == 1 else 'Présentent'}\u00a0: {join_words(people)}."


def moved_for(day: str, holiday: str) -> str:
    """Say that it gave way to a public holiday."""
    return f"déplacement à cause d’un jour férié, {holiday} ({day})"


def lacking(code: str) -> str:
    """Say what is missing, by its code."""
    return MISSING.get(code, code)


def still_missing(codes: Sequence[str]) -> str:
    """Say what is still to be given, to who gave the rest."""
    return f"Il manque encore {join_words([lacking(one) for one in codes])}."
