"""Every sentence of a meeting's card, its forms and its notices."""

from collections.abc import Mapping

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
