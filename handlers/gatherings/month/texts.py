"""Every sentence of a promotion's month: « Ce mois-ci », the next month, a refused channel."""

from collections.abc import Mapping, Sequence

from bot.dates.words import join_words
from handlers.kit.escaping import Said
from handlers.kit.sentences import said, sentence

TITLE = sentence("Ce mois-ci : {month}")
NEXT = "Le mois prochain"
NEXT_TITLE = sentence("*Le mois prochain : {month}*")
NOTHING = said("Rien n’est prévu ce mois-là. Une nouvelle série se crée avec `/programme`.")
DRY = said("Rien n’est encore écrit ni envoyé : voici ce que le mois contiendra si rien ne change.")
WRITTEN = said("*Ce qui sera affiché dans le canal, le premier jour ouvré à 9 h*")
SENT = said("*Ce que chaque EIG recevra, le premier jour ouvré à 9 h*")
APART = said("*À part, pour les porteurs et porteuses de projet et les sponsors*")
TO_DO = said("*Ce qu’il reste à régler*")
NOTHING_TO_DO = said("Il ne reste rien à régler.")
FOOT = said("Chaque rendez-vous a son annonce, avec un bouton pour dire que vous venez. Heures de Paris.")
WITHOUT_CHANNEL = said("La promotion n’a pas de canal : chaque EIG le recevra en message direct.")

LINE = sentence("{when} : {name}")
HOSTED = sentence("Organisation : {name}")
PLACE = sentence("Lieu : {where}")
ONLINE = said("En ligne")
OPENED = sentence("Aussi pour : {names}")

UNCLAIMED = sentence("{what} : sans animation, la personne qui organise a déjà un rendez-vous à cette heure-là")
MISSING = sentence("{what} : il manque {lacks}")
MOVED = sentence("{what}, {moved}")
UNMADE = sentence("{what} : date pas encore créée")

_MOST_NAMES = 6
_OTHERS = sentence("Et {many} : {names}. Toutes les dates : `/dispositifs`, puis « Prochaines dates ».")
_MANY_OTHERS = sentence("Et {many}. Toutes les dates : `/dispositifs`, puis « Prochaines dates ».")
_ELSEWHERE, _INVITE = said("choisissez un autre canal"), said("tapez `/invite` dans ce canal")
_LOST = sentence(
    "Je n’ai pas pu afficher « Ce mois-ci » ({month}) dans le canal de la promotion : {why}. Chaque EIG le reçoit donc "
    "en message direct. Pour la prochaine fois, {then}."
)
_REASONS: Mapping[str, str] = {
    "not_in_channel": "je ne suis pas dans ce canal",
    "channel_not_found": "je ne trouve pas ce canal",
    "is_archived": "ce canal est archivé",
}


def others(count: int, names: Sequence[str]) -> Said:
    """Return what else the month holds, by name where it is few, and the way to all of it."""
    many = "un autre rendez-vous" if count == 1 else f"{count}\u00a0autres rendez-vous"
    return _OTHERS(many=many, names=join_words(names)) if len(names) <= _MOST_NAMES else _MANY_OTHERS(many=many)


def lost(month: str, reason: str) -> Said:
    """Inform the coaches that the channel did not take « Ce mois-ci »."""
    then = _ELSEWHERE if reason == "is_archived" else _INVITE
    return _LOST(month=month, why=_REASONS.get(reason, "Slack l’a refusé"), then=then)
