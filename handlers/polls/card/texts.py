"""Every sentence of a meeting's card, of the forms that change it, and of what is told of that."""

from collections.abc import Mapping

from handlers.kit.sentences import french, said, sentence
from handlers.kit.texts import NO_MOMENT, PAST, QUARTER

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

MOVE, CANCEL = "Changer la date", "Annuler le rendez-vous"
BACK = "Venir quand même"
LEAVE_SURE = "Le rendez-vous aura lieu sans vous. La personne qui l’organise reçoit un message."
YOU_LEFT = said("Ce rendez-vous est prévu sans vous. Si cela change, vous pouvez venir quand même.")
LEFT_DONE = said("C’est noté : le rendez-vous aura lieu sans vous. La personne qui l’organise reçoit un message.")
BACK_DONE = said("C’est noté : vous venez. La personne qui organise ce rendez-vous reçoit un message.")
BACK_TAKEN = said("Vous avez déjà un autre rendez-vous à cette heure-là : rien n’a changé.")
LEFT = sentence("{who} ne pourra pas venir : {title}, {when}.")
CAME_BACK = sentence("{who} viendra finalement : {title}, {when}.")

REASON_HINT = french("Qui la lira : les personnes qui participent à ce rendez-vous.")
MOVE_RULE = said("Les autres reçoivent un message, et leur agenda est mis à jour.")
CANCEL_RULE = said("Les autres reçoivent un message.")
CANCEL_TITLE = "Annuler le rendez-vous"
MOVED_TITLE, CANCELLED_DONE_TITLE = "C’est déplacé", "C’est annulé"
MOVED_DONE = sentence("{title} aura lieu {when}. Les autres reçoivent un message.")
MOVED_ALREADY_TITLE = "Rien n’a changé"
MOVED_ALREADY = sentence("{title} avait déjà cette date, {when} : rien n’a changé.")
CANCELLED_DONE = sentence("{title}, prévu {when}, est annulé. Les autres reçoivent un message.")
MOVED = sentence("{who} a changé la date de {title} : {after}, au lieu du {before}.")
CANCELLED = sentence("{who} a annulé {title}, prévu {when}.")
SOMEBODY = "L’équipe du programme"
MOVED_FOOT = said("La carte du rendez-vous et votre agenda sont à jour.")
ADDED = said("Le fichier pour votre agenda arrive sous la carte du rendez-vous.")
NOT_ADDED = said("Ce rendez-vous n’est plus à venir : il n’y a rien à ajouter à votre agenda.")

TAKEN = "Une des personnes dont la présence est nécessaire a déjà un rendez-vous à cette heure-là."
INVALID: Mapping[tuple[str, str], tuple[str, str]] = {
    ("starts", "past"): ("day", PAST),
    ("starts", "none"): ("day", NO_MOMENT),
    ("starts", "quarter"): (
        "time",
        QUARTER,
    ),
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
    ("reason", "long"): ("reason", french("Raison : 300 caractères au plus.")),
}
