"""Sentences for the page, the forms and the notices of one date, and for « Ce mois-ci »."""

from collections.abc import Mapping, Sequence

from bot.dates.words import join_words
from handlers.gatherings.texts import come_by_now
from handlers.gatherings.texts import places as many_places
from handlers.kit.escaping import Said
from handlers.kit.sentences import capitalise, french, join_text, said, sentence

PAGE_TITLE = "Une date"
CANCEL = "Annuler cette date"
HAND_OVER = "Confier à quelqu’un"
KEEP = "Garder sans personne pour l’animer"
KEEP_TITLE = french("Garder ainsi ?")
KEEP_SURE = "La date est maintenue sans personne pour l’animer. Vous pourrez encore la confier plus tard."
KEEP_YES = "Oui, garder ainsi"
CAPACITY = "Changer les places"

HOST = sentence("Animation : {names}")
ANNOUNCED = sentence("Annonce faite le {day}")
TO_ANNOUNCE = sentence("Annonce prévue le {day}")
HELD = sentence("L’annonce attend le titre et les personnes qui interviennent, au plus tard jusqu’au {until}")
MISSING = sentence("Il manque {what}")
IS_CANCELLED = said("Cette date est annulée.")
IS_UNCLAIMED = said("*Sans animation* : la personne qui organise a déjà un rendez-vous à cette heure-là.")

MOVE_RULE = said("Les autres dates ne changent pas.")
MOVE_FINAL = said("La personne qui organise animera cette date, et vous ne pourrez pas revenir en arrière.")
CANCEL_RULE = said("Cette date ne sera pas recréée ; les autres restent.")
COLLEAGUE = "À qui"
CHOOSE = "Choisir quelqu’un"
HAND_OVER_RULE = said(
    "Seules les personnes libres à cette heure-là sont proposées. La série garde la même personne pour l’organiser."
)
NOBODY_FREE = said("Personne d’autre n’est libre à cette heure-là. Vous pouvez changer la date, ou la garder ainsi.")
PLACES = "Nombre de places"

HANDED_TITLE = "C’est confié"
HANDED = sentence("{who} animera {name}, {when}.")
KEPT = sentence("La date est maintenue, sans personne pour l’animer : {name}, {when}.")
PLACED = sentence("{places} : {name}, {when}.")

ALREADY = "Cette personne anime déjà cette date."
MADE = "Les groupes sont déjà faits, et chacun est animé. Vous pouvez encore changer la date ou l’annuler."
NUMBER = "Écrivez un nombre de places, par exemple 12."

TOLD_MOVED = sentence("Nouvelle date pour {name} : {after}, au lieu du {before}.")
MOVED_FOOT = said("Votre réponse est gardée, et votre agenda est mis à jour.")
MOVED_FOOT_FOR_ALL = said(
    "Les réponses sont gardées et les agendas sont mis à jour : vous pouvez changer la vôtre sur l’annonce."
)
HANDED_TO = sentence("L’animation de cette date vous est confiée : {name}, {when}. Elle est dans votre agenda.")
HANDED_FROM = sentence("{who} animera à votre place : {name}, {when}.")

ASK_TITLE = said("Ce qu’il vous reste à préparer")
SETTLED = said("Tout est réglé : il n’y a plus rien à faire pour les dates de ce message.")
OPEN = "Ouvrir"
ASK_HOST = sentence(
    "Sans animation : {name}, {when}. Vous avez déjà un rendez-vous à cette heure-là. Changez la date, confiez-la à "
    "une personne libre, ou gardez-la sans personne pour l’animer."
)
ASK_MISSING = sentence("{name}, {when} : il manque {what}.")
ASK_BEFORE = sentence(
    "L’annonce attend le titre et les personnes qui interviennent. Elle partira au plus tard le {until}."
)


def taken(names: Sequence[str], when: str) -> str:
    """Return the error that people are not free at `when`. Without names, the error says « Quelqu’un »."""
    who = f"{join_words(names)} {'ne sont' if len(names) > 1 else 'n’est'}" if names else "Quelqu’un n’est"
    return f"{who} pas libre{'s' if len(names) > 1 else ''} {when}. Choisissez un autre créneau."


def taken_person(when: str) -> str:
    return f"Cette personne n’est plus libre {when}. Choisissez quelqu’un d’autre."


def places(coming: int, capacity: int | None) -> Said:
    return capitalise(join_text([come_by_now(coming), *([many_places(capacity)] if capacity else [])], ", "))


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
MONTH_MISSING = sentence("{what} : il manque {lacks}")
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
    """Return the sentence about the month's other events. If they are at most six, it names them."""
    many = "un autre rendez-vous" if count == 1 else f"{count}\u00a0autres rendez-vous"
    return _OTHERS(many=many, names=join_words(names)) if len(names) <= _MOST_NAMES else _MANY_OTHERS(many=many)


def lost(month: str, reason: str) -> Said:
    then = _ELSEWHERE if reason == "is_archived" else _INVITE
    return _LOST(month=month, why=_REASONS.get(reason, "Slack l’a refusé"), then=then)
