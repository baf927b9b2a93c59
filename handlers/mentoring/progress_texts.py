"""Sentences of the notices about a running cycle, and of the question after a séance."""

from handlers.kit.sentences import said, sentence

SOMEBODY = "Quelqu’un de l’équipe"
AGREE = "Accepter ce créneau"
REFUSE = "Refuser ce créneau"
OTHER_DATE = "Choisir une autre date"
TOOK_PLACE = "Elle a eu lieu"
INCOMPLETE = "Il manquait quelqu’un"
POSTPONE = "À reprogrammer"
OF_SESSION = sentence("{day}, séance à reprogrammer")  # It names the séance when a button is read aloud.
INSTEAD_OF = sentence("{when}, à remplacer")
OF_DEFI = sentence(" (défi {name})")  # A person may have several cycles.

MOVED = sentence("Nouvelle date pour une séance de {what}{defi} : {after}, heure de Paris, au lieu du {before}.")
MOVED_ALL = sentence("Nouvelles dates pour {count}\u00a0séances de {what}{defi}, heure de Paris :")
MOVED_LINE = sentence("• {after}, au lieu du {before}")
MOVED_ALL_BY = sentence("{name} a déplacé ces séances.")
MOVED_BY = sentence("{name} a déplacé cette séance.")
MISSED = sentence("La séance du {day} est à reprogrammer : {mentor} signale qu’elle n’a pas eu lieu.")
PUT_OFF = sentence("La séance du {day} est à reprogrammer : {mentor} ne pourra pas venir ce jour-là.")
CHOOSE_TIME = said("La séance n’a pas de date pour l’instant : choisissez un nouveau créneau.")
REPLANNED = sentence("Nouvelle date pour la séance de {what} qui n’avait pas eu lieu{defi} : {when}, heure de Paris.")
REPLANNED_BY = sentence("{name} a choisi ce créneau.")
LATE = sentence("Une séance attend votre accord{defi} : {when}, heure de Paris.")
LATE_WHY = sentence(
    "La séance n’avait pas eu lieu ; {name} propose ce créneau, après {period} (jusqu’au {last}). Sans réponse "
    "d’ici au {until}, il sera de nouveau libre."
)
MOVE_ASKED = sentence(
    "{name} demande à déplacer la séance de {what} du {when}{defi}. Date proposée : {wanted}, heure de Paris."
)
MOVE_UNTIL = sentence("Les deux créneaux sont retenus. Sans réponse d’ici au {until}, la séance garde sa date.")
ALL_ASKED = sentence(
    "{name} demande à déplacer les {count}\u00a0séances de {what} qui restent{defi}, toutes ou aucune (heure de "
    "Paris) :"
)
ALL_UNTIL = sentence("Tous ces créneaux sont retenus. Sans réponse d’ici au {until}, les séances gardent leurs dates.")
REPLACED = said("L’équipe a remplacé cette demande par une autre, qui arrive dans un autre message.")
OTHER_DATES = "Choisir d’autres dates"
KEPT_ALL = sentence("Les séances du {whens} gardent leurs dates : les déplacer n’a pas reçu d’accord.")
KEPT_ONE = sentence("La séance du {when} garde sa date : la déplacer n’a pas reçu d’accord.")
KEPT = sentence("La séance du {when} garde sa date : la déplacer au {wanted} n’a pas reçu d’accord.")
LATE_AGREED = sentence("C’est confirmé : la séance aura lieu {when}, heure de Paris.")
ALL_AGREED = sentence("C’est confirmé : les séances auront lieu {whens}, heure de Paris.")
LATE_NEEDED = said("Ce créneau n’attend plus votre accord.")
LATE_REFUSED = sentence(
    "Le créneau du {when} n’est pas retenu : il demandait l’accord {mentor:de}, qui ne l’a pas donné."
)
LEFT = sentence("{name} ne pourra plus venir aux séances de {what}{defi}. Le cycle continue pour les autres personnes.")
ENDED = sentence("{name} a mis fin au cycle de {what}{defi}.")
ENDED_ALONE = sentence(
    "Le cycle de {what}{defi} prend fin : la personne qui l’avait demandé ne fait plus partie du programme."
)

DID_IT_TAKE_PLACE = sentence("La séance du {day} a-t-elle eu lieu ?")
WHOSE = sentence("{what:maj} avec {mentor}{defi}.")
NO_ANSWER_IS_YES = said("Sans réponse de votre part, je retiens qu’elle a eu lieu.")
DID_TAKE_PLACE = sentence("La séance du {day} a eu lieu : merci de l’avoir dit.")
WAS_INCOMPLETE = sentence("La séance du {day} a eu lieu, et il manquait quelqu’un : merci de l’avoir dit.")
IS_TO_REPLAN = sentence("La séance du {day} est à reprogrammer : merci de l’avoir dit.")
HAS_ANOTHER_DATE = sentence("La séance du {before} a une nouvelle date : {after}.")
HAS_TIME = sentence("La séance qui n’avait pas eu lieu a un nouveau créneau : {when}, heure de Paris.")
AWAITS_WORD = sentence("La séance qui n’avait pas eu lieu a un créneau qui attend l’accord {mentor:de} : {when}.")
GIVEN_UP = said("Cette séance n’aura plus lieu.")
END_ASKS_NOTHING = said("Le cycle a pris fin : cette question n’attend plus de réponse.")

LAST_ONE = sentence("C’était la dernière. Votre cycle de {what} avec {mentor}{defi} est terminé.")
LAST_ONE_ASKS = sentence(
    "C’était la dernière. Votre cycle de {what} avec {mentor}{defi} est terminé : vous pouvez aussi donner votre avis."
)
OVER = sentence("Votre cycle de {what} avec {names}{defi} est terminé.")
OVER_ASKS = sentence("Votre cycle de {what} avec {names}{defi} est terminé : qu’en retenez-vous ?")
INSPIRATION = "S’en inspirer"
GOES_ON = said("Le cycle reprend : une séance reste à faire. Je vous demanderai votre avis après la dernière.")
REVIEWED = said("Merci, votre avis est gardé.")
