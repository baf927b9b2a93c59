"""Sentences about actions, their forms and their notices."""

from collections.abc import Mapping

from handlers.kit.sentences import french, said, sentence
from handlers.kit.texts import PAST

HELP = said("`/dispositifs actions` : vos actions, et celles de vos défis")
LIST_TITLE = "Actions"
MINE, OTHERS = "Vos actions", "Les autres actions de vos défis"
NONE_MINE = said("Vous n’avez aucune action à faire.")
NONE_OTHERS = said("Aucune autre action n’est à faire sur vos défis.")
MORE = sentence("Et {count} de plus, aux dates plus lointaines.")
ONE_MORE = said("Et une autre, à une date plus lointaine.")
OPEN_LIST = "Voir mes actions"

LINE = sentence("*{what}*\n{facts}")
OWNER, OF_DEFI = french("{name}"), french("défi {defi}")
BY, LATE = french("pour le {day}"), french("attendue depuis le {day}")
ONCE, TIMES = "date reportée une fois", french("date reportée {times} fois")
AGE, NEW, YESTERDAY = french("décidée il y a {days}\u00a0jours"), "décidée aujourd’hui", "décidée hier"
MESSAGE = sentence("<{link}|Le message d’où elle vient>")
LINK = sentence("<{link}|Le lien donné>")

DONE, PUT_OFF, DROP, REASSIGN, REWORD = "C’est fait", "Reporter", "Abandonner", "Confier à…", "Corriger les mots"
ADD = "Ajouter une action"

FORM_TITLE = "Une action"
INTRO_DEFI = sentence("Pour le défi *{defi}*.")
INTRO_MEETING = said("Pour les personnes de ce rendez-vous.")
FROM_MESSAGE = said("Le lien du message est gardé, pas ses mots.")
WHAT, WHAT_HINT = french("Que faire ?"), french("Commencez par un verbe : « Montrer la maquette à deux services ».")
READERS = french("Qui la lira : l’équipe du défi, son porteur ou sa porteuse, les coachs.")
WHO, WHO_CHOOSE = french("Qui s’en charge ?"), "Choisir une personne"
DUE = french("Pour quand ?")
LINK_LABEL = "Lien utile"
SUBMIT = "Ajouter l’action"
PLACE_TITLE, PLACE, PLACE_CHOOSE = "Une action", french("Pour quel défi ?"), "Choisir un défi"
NO_PLACE = said("Une action se note pour un défi. Vous n’en avez pas dans la promotion en cours.")
NEXT = "Continuer"

PUT_OFF_TITLE, UNTIL = "Reporter l’action", "Nouvelle date"
PUT_OFF_RULE = said("Au deuxième report, les coachs du défi reçoivent un message, une seule fois.")
DROP_TITLE, WHY = "Abandonner l’action", french("Pourquoi ?")
WHY_HINT = french("Une ligne. Qui la lira : l’équipe du défi, son porteur ou sa porteuse, les coachs.")
REASSIGN_TITLE = "Confier l’action"
REASSIGN_RULE = said("La personne choisie reçoit un message.")
REWORD_TITLE, KEEP_WORDS = "Corriger l’action", "Garder ces mots"
REWORD_RULE = said("Les nouveaux mots remplacent les anciens partout. Personne ne reçoit de message pour cela.")
OVERTAKEN = said(
    "Une autre personne a corrigé cette action pendant que vous écriviez. Voici son texte ; le vôtre est resté dans le "
    "champ. Enregistrez de nouveau pour le garder."
)
NOW_SAYS = sentence("Texte actuel : {what}")
KEEP_DATE, CONFIRM_DROP, HAND = "Garder cette date", "Abandonner l’action", "Confier l’action"

CHANGED_TITLE = "C’est noté"
ADDED = sentence("C’est noté : {what}, {facts}. Le rappel viendra dans « Votre semaine ».")
IS_DONE = sentence("C’est noté, cette action est faite : {what}.")
IS_PUT_OFF = sentence("C’est noté, cette action est reportée au {day} : {what}.")
IS_DROPPED = sentence("C’est noté, cette action est abandonnée : {what}.")
IS_REWORDED = sentence("C’est noté, l’action dit maintenant : {what}.")
IS_HANDED = sentence("C’est noté : {name} se charge maintenant de cette action. {what}.")
CLOSED = said("Cette action est déjà faite ou abandonnée.")

AWAITING = sentence("Action {facts} : {what}.")
AWAITING_MORE = sentence("Vous avez {count} autres actions à faire.")
AWAITING_ONE_MORE = said("Vous avez une autre action à faire.")

WEEK_KEY = said("Vos actions de la semaine :")
WEEK_ONE = sentence("Votre action de la semaine : {what}, {facts}.")
WEEK_ITEM = sentence("• {what}, {facts}.")
NOTHING_LEFT = said("Vos actions de la semaine : il n’y a plus rien à faire.")
NOTHING_NOW = said("Vous n’avez plus d’action à faire cette semaine.")
NEXT_ONE = sentence("La prochaine : {what}, {facts}.")
IN_THE_HOME = said("Elles sont aussi dans l’onglet Accueil, avec leurs boutons.")
GIVEN = sentence("{who} vous confie une action : {what}, {facts}.")
SOMEBODY = "L’équipe du programme"
GIVEN_OVER = sentence("Cette action ne vous attend plus : {what}.")
TWICE = sentence("Une action a été reportée {times} fois : {what}, {facts}.")
TWICE_WHY = said("Ce message ne vient qu’une fois : peut-être faut-il en parler, ou la confier à une autre personne.")
OVER = sentence("Cette action est faite ou abandonnée : {what}.")
LEFT = sentence("{who} ne fait plus partie du défi, et avait une action : {what}, {facts}.")
BACK = sentence("{who} fait de nouveau partie du défi, et garde son action : {what}, {facts}.")
LEFT_WHY = said("Vous pouvez la confier à une autre personne.")

INVALID: Mapping[tuple[str, str], str] = {
    ("what", "none"): "Écrivez ce qui est à faire, en commençant par un verbe.",
    ("what", "long"): french("200 caractères au plus."),
    ("owner", "none"): "Choisissez une personne de l’équipe du défi, ou un ou une coach.",
    ("due", "none"): "Choisissez une date.",
    ("due", "past"): PAST,
    ("due", "far"): "C’est trop loin. Choisissez une date dans l’année.",
    ("due", "earlier"): "Choisissez une date plus lointaine que celle de l’action.",
    ("why", "none"): "Écrivez pourquoi, en une ligne.",
    ("why", "long"): french("300 caractères au plus."),
    ("link", "long"): french("500 caractères au plus."),
    ("link", "not_a_link"): french("Un lien commence par https:// et mène à une page."),
    ("link", "closed"): "Ce service de visio a fermé. Donnez un autre lien.",
    ("place", "none"): "Choisissez un défi.",
    ("action", "closed"): CLOSED.plain,
}
