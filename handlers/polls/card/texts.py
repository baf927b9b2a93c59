"""Sentences about the answers to a poll, and about its meeting's card, forms and notices."""

from collections.abc import Mapping

from bot.polls.model import Choice
from handlers.kit.sentences import french, said, sentence

TITLE = sentence("{title} : {when}")
CANCELLED_TITLE = sentence("{title}, annulé : {when}")
SPOKEN = sentence("La date est choisie pour {title} : {when}.")
IS_CANCELLED = said("Ce rendez-vous est annulé.")
ANSWERS, OUT = "Ne viennent pas", "Ne vient pas"
QUESTION, FORMAT, MATERIALS, IDEAS = "La question", "Format", "Matériel", "Idées"
PRODUCED, TRIED = "Ce que nous avons produit", "Ce que nous allons essayer"
COUNTED = "Ateliers du défi"
OF_PHASE = french("{count} sur {of} en phase {phase}")
NO_PLACE = "à trouver"
NOTE = "À noter"
PREPARED = french("{format} ; à prévoir : {preparation}")
BESIDE = sentence(
    "Ce lieu sert aussi à un autre rendez-vous à cette heure-là{defis}. Voyez ensemble, ou changez le lieu."
)
OF_DEFIS = french(" ({names})")
WORKSHOP = "Atelier"
IDEA, EDIT = "Ajouter une idée", "Modifier l’atelier"
HOUR = sentence("{day}, {hours}, heure de Paris")
KIND = "Rencontre"

CANCEL = "Annuler le rendez-vous"
YOU_LEFT = said("Ce rendez-vous est prévu sans vous. Si cela change, vous pouvez venir quand même.")
HOSTS_TOLD = said("La personne qui l’organise reçoit un message.")
LEFT = sentence("{who} ne pourra pas venir : {title}, {when}.")
CAME_BACK = sentence("{who} viendra finalement : {title}, {when}.")

MOVED = sentence("{who} a changé la date de {title} : {after}, au lieu du {before}.")
CANCELLED = sentence("{who} a annulé {title}, prévu {when}.")
SOMEBODY = "L’équipe du programme"
MOVED_FOOT = said("La carte du rendez-vous et votre agenda sont à jour.")

TAKEN = "Une des personnes dont la présence est nécessaire a déjà un rendez-vous à cette heure-là."
INVALID: Mapping[tuple[str, str], tuple[str, str]] = {
    ("starts", "night"): (
        "time",
        french("C’est la nuit : commencez entre 7 h et 21 h, et finissez à 22 h au plus tard."),
    ),
    ("starts", "holiday"): (
        "day",
        french("C’est un jour férié : personne ne travaille sur place. Choisissez-en un autre."),
    ),
    ("starts", "weekend"): ("day", french("C’est un jour de week-end. Choisissez un jour ouvré.")),
    ("starts", "closed"): ("day", french("Les locaux du défi sont fermés ce jour-là. Choisissez-en un autre.")),
}


KEY = sentence("{who} cherche une date pour {title} ({length}). Quand pouvez-vous venir ?")
KEY_AGAIN = sentence("Il manque votre réponse : {who} cherche une date pour {title} ({length}).")
KEY_REDATED = sentence("{who} propose d’autres dates pour {title} ({length}). Quand pouvez-vous venir ?")
NOT_SENT = sentence(
    "Vous n’avez pas encore répondu. Vous pouvez le faire jusqu’au {when}, ou jusqu’à ce qu’une date l’emporte."
)
PARTLY = sentence(
    "Il reste une réponse à donner, pour {dates}. Vous pouvez répondre jusqu’au {when}, ou jusqu’à ce qu’une "
    "date l’emporte."
)
SENT = sentence(
    "Votre réponse est envoyée : {said}. Vous pouvez la changer jusqu’au {when}, ou jusqu’à ce qu’une date l’emporte."
)
SENT_CLOSED = sentence("Votre réponse : {said}.")
SAID = sentence("{choice} pour {dates}")
PRIVATE = sentence("{who} voit votre réponse. Les autres voient seulement combien de personnes ont dit oui ou non.")
CLOSED = sentence("Les réponses sont closes : {who} choisit la date. Si votre réponse a changé, dites-le-lui.")
NEEDED, WISHED = said("Votre présence est nécessaire."), said("Votre présence est souhaitée.")
WHERE = sentence("Où : {place}")
INSTEAD = sentence("Pour remplacer {when}, qui reste valable tant qu’une autre date n’est pas choisie.")
BOOKED = sentence("La date est choisie : {when}.")
ENDED_KEY = sentence("{who} ne cherche plus de date pour {title} : vous n’avez plus rien à répondre.")
ENDED = sentence("{who} ne cherche plus de date.")
OPEN, CHANGE, ALL = "Répondre", "Changer ma réponse", "Tout me convient"
AWAITING = sentence("{who} cherche une date pour {title} : votre réponse, jusqu’au {when}.")

ANSWERING_TITLE = french("Quand pouvez-vous ?")
INTRO = sentence(
    "{title} : {length}. Rien n’est encore envoyé : changez les dates qui ne vous conviennent pas, puis envoyez."
)
INTRO_AGAIN = sentence("{title} : {length}. Voici votre réponse : changez ce qui doit l’être, puis envoyez.")
BUSY = sentence("{when} (vous avez déjà un rendez-vous)")
CHOOSE = "Choisir"
CHOICES: Mapping[Choice, str] = {Choice.YES: "Oui", Choice.MAYBE: "Si besoin", Choice.NO: "Non"}
LOW: Mapping[Choice, str] = {choice: words.lower() for choice, words in CHOICES.items()}
SUBMIT = "Envoyer ma réponse"
DONE_TITLE = "C’est envoyé"
DONE = sentence("Votre réponse est envoyée : {said}.")
DONE_BUSY = sentence(
    "Vous avez déjà un rendez-vous {dates} : changez votre réponse si vous ne pouvez pas être aux deux."
)
DONE_CLOSED = sentence("{who} a maintenant de quoi choisir la date, et vous la recevrez.")
DONE_OPEN = sentence("Vous pouvez la changer jusqu’au {when}, ou jusqu’à ce qu’une date l’emporte.")
TOO_LATE = said(
    "Les réponses sont closes : rien n’a changé. La date choisie vous arrivera dans un message, avec un bouton pour "
    "dire que vous ne venez pas."
)
ANSWERING_COUNTED, NOBODY_YET = french("Les autres : {counts}"), "Personne d’autre n’a encore répondu"


def counts(said: Mapping[Choice, int]) -> str:
    """Return how many other people gave each answer. Their names are left out."""
    several = [f"{count} {LOW[choice]}" for choice, count in said.items() if count]
    return ANSWERING_COUNTED.format(counts=", ".join(several)) if several else NOBODY_YET
