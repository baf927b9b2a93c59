"""Sentences for the asker of a date poll, about its state, the ranking, other dates and the choice."""

from collections.abc import Mapping

from bot.polls.model import CloseReason
from handlers.kit.escaping import Said
from handlers.kit.sentences import french, said, sentence

RUNNING = sentence("Votre recherche de date pour {title} : {answered} sur {of}.")
ANSWERS = ("aucune réponse", "une réponse", french("{count} réponses"))
UNTIL = sentence(
    "Les réponses sont ouvertes jusqu’au {when}, ou jusqu’à ce qu’aucune autre date ne puisse faire mieux. Je "
    "vous dirai une seule fois ce qui convient le mieux."
)
LACKING = sentence("Il manque {names}.")
LOOK, DATES, CLOSE, END = "Voir les réponses", "Changer les dates", "Clore maintenant", "Abandonner la recherche"
CLOSE_TITLE = french("Clore les réponses ?")
CLOSE_SURE = "Plus personne ne pourra répondre. Vous choisirez la date avec les réponses reçues."
CLOSE_YES, CLOSE_NO = "Oui, clore", "Non, attendre"
END_TITLE = french("Abandonner la recherche ?")
END_SURE = "Les personnes invitées apprendront que vous ne cherchez plus de date. Rien ne sera réservé."
END_YES, END_NO = "Oui, abandonner", "Non, continuer"

BEST = sentence("Pour {title}, la date qui convient le mieux : {when}. Elle {reason}.")
NO_YES = sentence("Pour {title}, personne n’a dit pouvoir venir à une de ces dates pour l’instant.")
NO_DATE = sentence("Pour {title}, toutes les dates proposées sont passées. Vous pouvez en proposer d’autres.")
STILL_OPEN = said("Les réponses sont encore ouvertes.")
WHY: Mapping[CloseReason, Said] = {
    CloseReason.ALL: said("Toutes les personnes ont répondu."),
    CloseReason.DEADLINE: said("Le délai pour répondre est passé."),
    CloseReason.BEATEN: said(
        "Aucune autre date ne peut plus faire mieux, quelles que soient les réponses qui manquent."
    ),
    CloseReason.PAST: said("Aucune date n’est plus à venir."),
    CloseReason.ASKED: said("Vous avez clos les réponses."),
    CloseReason.UNDONE: said("Une date a été choisie, puis retirée : les réponses sont closes."),
}
NEXT = sentence("Ensuite : {when}, qui {reason}.")
PICK = sentence("Choisir le {when}")
PICK_THIS = "Choisir cette date"
PICK_TITLE, MOVE_TITLE = french("Réserver cette date ?"), french("Déplacer à cette date ?")
PICK_SURE = sentence(
    "{when}, pour {title}. Les messages partent deux minutes après, ou aussitôt à moins d’une heure du début."
)
MOVE_SURE = sentence("{when}, pour {title}. Chaque personne reçoit un message.")
PICK_YES, MOVE_YES = "Oui, réserver", "Oui, déplacer"
AWAITING = sentence("{title} : choisissez la date, {answered} sur {of}.")

TITLE = "Les réponses"
STANDS = sentence("*{when}* {reason}")
WHO = sentence("{choice} : {names}")
YES, MAYBE, NO, SILENT = "Oui", "Si besoin", "Non", "Sans réponse"
ONLY_YOU = said("Ces réponses ne se montrent qu’à vous.")

DATES_TITLE = "Changer les dates"
DATES_INTRO = said(
    "Les réponses déjà données pour les dates gardées restent. Les nouvelles dates partent dans un message."
)
KEPT, MORE = "Dates proposées", "D’autres moments possibles"
DATES_SUBMIT = "Proposer ces dates"
DATES_DONE_TITLE = "C’est noté"
DATES_DONE = said("C’est noté : les personnes invitées voient ces dates, et répondent pour celles qui sont nouvelles.")

ENDED_DONE = said("C’est noté : vous ne cherchez plus de date, et les personnes invitées l’apprennent.")
BOOKED = sentence("C’est réservé : {title} aura lieu {when}. Chaque personne reçoit un message.")
MOVED = sentence("C’est déplacé : {title} aura lieu {when}. Chaque personne reçoit un message.")
UNDONE_TITLE = "Retour en arrière"
UNDONE = sentence("Rien n’est réservé : {title} n’a pas lieu {when}, et personne n’a reçu de message.")
WITHOUT = sentence("Sans {names}, qui a pris un autre rendez-vous entre-temps.")
CAME = sentence("La date est choisie : {when}.")
ENDED = said("Vous ne cherchez plus de date.")
CANCELLED = said("Ce rendez-vous est annulé.")
TAKEN = sentence("Rien n’a été réservé : {names} {has} un autre rendez-vous à ce moment-là, {when}.")
TAKEN_ALONE = sentence("Rien n’a été réservé : ce créneau n’est plus libre, {when}.")
OVER = said("Cette recherche de date est terminée : rien n’a changé.")
PAST = said("Cette date est passée : choisissez-en une autre.")
READING = said(
    "Les coachs lisent déjà ce qui a été préparé : à moins de trois jours ouvrés, demandez-leur de changer la date."
)


def answers(count: int) -> str:
    return ANSWERS[min(count, 2)].format(count=count)
