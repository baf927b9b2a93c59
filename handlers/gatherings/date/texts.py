"""Every sentence about one date: its page, its own forms, its notices, its questions."""

from collections.abc import Sequence

from bot.dates.words import join_words
from handlers.gatherings.texts import come_by_now
from handlers.gatherings.texts import places as many_places
from handlers.kit.escaping import Said
from handlers.kit.sentences import capital, french, joined, said, sentence

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

# Told to the person who comes, who hosted it, and in the channel.
TOLD_MOVED = sentence("Nouvelle date pour {name} : {after}, au lieu du {before}.")
MOVED_FOOT = said("Votre réponse est gardée, et votre agenda est mis à jour.")
MOVED_FOOT_FOR_ALL = said(
    "Les réponses sont gardées et les agendas sont mis à jour : vous pouvez changer la vôtre sur l’annonce."
)
HANDED_TO = sentence("L’animation de cette date vous est confiée : {name}, {when}. Elle est dans votre agenda.")
HANDED_FROM = sentence("{who} animera à votre place : {name}, {when}.")

# Asked of the person who organises.
ASK_TITLE = said("Ce qu’il vous reste à préparer")
SETTLED = said("Tout est réglé pour les dates que vous organisez : il n’y a plus rien à faire.")
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
    """Return the error of a time at which these people are taken; without names if it was released meanwhile."""
    who = f"{join_words(names)} {'ne sont' if len(names) > 1 else 'n’est'}" if names else "Quelqu’un n’est"
    return f"{who} pas libre{'s' if len(names) > 1 else ''} {when}. Choisissez un autre créneau."


def taken_person(when: str) -> str:
    """Refuse a colleague who is taken."""
    return f"Cette personne n’est plus libre {when}. Choisissez quelqu’un d’autre."


def places(coming: int, capacity: int | None) -> Said:
    """Return how many come, of how many."""
    return capital(joined([come_by_now(coming), *([many_places(capacity)] if capacity else [])], ", "))
