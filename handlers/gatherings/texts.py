"""Sentences and words about gatherings that several modules share: names, numbers of participants, missing facts."""

from collections.abc import Mapping, Sequence

from bot.agenda.titles import TitleParts, gathering_name
from bot.dates.words import join_words
from bot.gatherings.kinds import CONFERENCE, MIXED, PAIRS, PORTEURS, SEMINAR
from bot.gatherings.model import Gathering, Series
from bot.gatherings.sheets import Helping
from bot.programme.roles import ROLE_WORDS, Role
from bot.programme.shape import shape_in_use
from handlers.kit.escaping import Said
from handlers.kit.sentences import said, sentence

# The forms in which people choose a kind of gathering show these names.
NAMES: Mapping[str, str] = {
    PAIRS: "Groupe de partage entre pairs",
    MIXED: "Groupe de partage pluridisciplinaire",
    CONFERENCE: "Conférence, table ronde ou masterclass",
    PORTEURS: "Séminaire des porteurs et porteuses",
    SEMINAR: "Séminaire de la promotion",
    **shape_in_use().rencontre_names,
}
OPENED: Mapping[Role, str] = {role: ROLE_WORDS[role][1] for role in (Role.PORTEUR, Role.SPONSOR, Role.ALUMNI)}
# The words for each code of a missing fact in `bot.gatherings.lacking`.
MISSING: Mapping[str, str] = {
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
WHERE = sentence("Où : {place}")
WHAT_AND_WHEN = sentence("{name}, {when}.")
CANCELLED = sentence("Annulé : {name}, {when}.")
IN_PLACE_OF = sentence("au lieu du {day}, jour férié ({holiday})")

MOST_HELPING = 5
_CAN_HELP = sentence("Qui a dit pouvoir aider sur ce sujet : {who}.")

_ONE: Mapping[int, Said] = {0: said("personne"), 1: said("une personne")}
_PEOPLE = sentence("{number}\u00a0personnes")
_COMING: Mapping[int, Said] = {0: said("personne ne vient pour l’instant"), 1: said("une personne vient")}
_COME = sentence("{number}\u00a0personnes viennent")
_ONE_PLACE = said("une place")
_PLACES = sentence("{number}\u00a0places")
_STILL_MISSING = sentence("Il manque encore {what}.")


def name_of(series: Series, gathering: Gathering | None = None) -> str:
    """Return a gathering's name, not escaped. If `gathering` is None, return its series' name."""
    return named(series, gathering.title if gathering else None)


def named(series: Series, about: str | None) -> str:
    """Return the name of a series' gathering with its subject, not escaped."""
    return gathering_name(series.dispositif, TitleParts(series.title, about, series.metiers))


def counted(number: int) -> Said:
    return _ONE.get(number) or _PEOPLE(number=number)


def come_by_now(number: int) -> Said:
    return _COMING.get(number) or _COME(number=number)


def places(number: int) -> Said:
    return _ONE_PLACE if number == 1 else _PLACES(number=number)


def lacking(codes: Sequence[str]) -> str:
    """Return the missing facts in words, such as « le titre et le résumé »."""
    return join_words([MISSING.get(code, code) for code in codes])


def still_missing(codes: Sequence[str]) -> Said:
    return _STILL_MISSING(what=lacking(codes))


def can_help(several: Helping) -> list[Said]:
    """Return a list with the sentence that names people who offer help, or an empty list."""
    who = [f"{name} ({join_words(words)})" for name, words in several[:MOST_HELPING]]
    return [_CAN_HELP(who=join_words(who))] if who else []
