"""Sentences of « Comités de la phase »: of the form, the plan and the booked committees."""

from collections.abc import Mapping

from handlers.kit.sentences import french, said, sentence
from handlers.kit.texts import CHOOSE_OFFERED, NO_MOMENT, PAST, QUARTER

TITLE = "Comités de la phase"
INTRO = sentence("*Phase {phase} : {name}*, jusqu’au {until}. {teams}")
NO_TEAM = said("Tous les défis ont leur comité.")
ONE_TEAM = said("Un défi n’a pas encore son comité.")
TEAMS = sentence("{count} défis n’ont pas encore leur comité.")
BOOKED = sentence("*{defi}* : {when}, avec {people}")
BOOKED_TITLE = said("*Comités réservés*")

WEEKS = "Semaines"
WEEKS_HINT = french("Les dernières avant la fin de la phase ; pour la dernière phase, trois semaines avant la fin.")
WEEK = sentence("Semaine {days}")
DEFIS = "Défis"
DEFIS_CHOOSE = "Choisir les défis"
A_DAY = "Nombre maximal de comités par coach et par jour"
GAP = "Pause entre deux comités"
EACH = "Coachs par comité"
CHOOSE = "Choisir"
COACHES: Mapping[int, str] = {1: "Une personne", 2: "Deux personnes"}
SUBMIT = "Chercher les dates"

ASK = "Demander les demi-journées"
NOT_ASKED = said(
    "Vous pouvez d’abord demander aux EIG, aux porteurs et porteuses et aux coachs les demi-journées possibles, pour "
    "les semaines cochées. Sans réponse, tout compte comme possible."
)
ALL_ANSWERED = sentence("Les demi-journées ont été demandées à {asked} personnes, et toutes ont répondu.")
SILENT = sentence("Les demi-journées ont été demandées à {asked} personnes. Sans réponse : {names}. {meaning}")
MEANING = said("Pour elles, tout compte comme possible.")
MORE_NAMES = sentence("{names} et {count} autres")
ASKED_NOW = said(
    "C’est noté : la question part à chaque personne, avec « Votre semaine » si c’est pour bientôt. Une seule relance "
    "suivra, trois jours ouvrés après, aux personnes qui n’ont ni répondu ni reçu leur date."
)

SEARCHING = said("Je cherche les dates : une dizaine de secondes au plus. Cette fenêtre se met à jour toute seule.")
STUCK = said("Si rien ne vient, fermez cette fenêtre et recommencez : rien n’a été réservé.")

PLAN_TITLE = "Dates proposées"
PLACED = sentence("*{placed} {committees} sur {of} {have} une date.* {how}")
NOTHING_BOOKED = said("Rien n’est réservé tant que vous n’avez pas confirmé.")
NONE_PLACED = sentence("*Aucun des {of} défis n’a encore de date.* {how}")
HOW: Mapping[str, str] = {
    "best": "Il n’existe pas de meilleure répartition.",
    "good": "Le temps a manqué pour vérifier qu’il n’en existe pas de meilleure.",
    "none": "Aucune date ne convient à toutes les personnes, avec les demi-journées possibles et les agendas connus.",
    "changed": "Vous avez changé ce qui était proposé.",
    "no_extra": french("La recherche automatique n’est pas installée : vous pouvez choisir chaque date vous-même."),
    "failed": french("La recherche n’a pas abouti : vous pouvez recommencer, ou choisir chaque date vous-même."),
}
LINE = sentence("*{defi}* : {when}, avec {people}")
TALK = sentence("Rapport : échange {when}")
NO_TALK = said("Rapport : pas de date libre pour l’échange, à choisir plus tard sur la carte du comité")
HAS = "a", "ont"
SHUT = sentence("Attention : {names} {has} décoché cette demi-journée.")
BUSY = sentence("Attention : {names} {has} déjà un rendez-vous à cette heure-là.")
WITHOUT = sentence("*{defi}* : sans date")
NO_PORTEUR = sentence("{line}. Ce défi n’a ni porteur ni porteuse.")
CHANGE = "Changer cette ligne"
SET = "Choisir une date"
BOOK = "Réserver ces comités"
WOULD = said("*Pour en placer davantage*")
MORE_A_DAY = sentence("{fits} auraient une date avec un comité de plus par jour.")
MORE_DAYS = sentence("{fits} auraient une date avec un jour de plus, le {day}.")
ONE_HALF = sentence(
    "{fits} auraient une date si {name} pouvait aussi le {half} : le défi {defi} aurait alors la sienne."
)
SILENT_HERE = sentence("Sans réponse, tout compte comme possible : {names}.")

LINE_TITLE = "Une ligne"
LINE_INTRO = sentence("Le comité du défi *{defi}* dure une heure et demie.")
DAY, TIME = "Jour", "Heure, à Paris"
WHO = "Qui le mène"
WHO_CHOOSE = "Choisir les coachs"
WHO_HINT = "Une ou deux personnes. Rien à choisir si le défi est laissé de côté."
PRECISE_ABOUT = said("*Préciser* : la date de l’échange autour du rapport.")
TALK_DAY, TALK_TIME = "Jour de l’échange autour du rapport", "Heure de l’échange, à Paris"
TALK_HINT = "Une heure et quart. Sans date, ou si le comité change de date, une date est proposée."
LEAVE = "Autre choix"
LEAVE_OUT = "Laisser ce défi de côté"
KEEP = "Garder cette ligne"

DONE_TITLE = "C’est réservé"
DONE = sentence("C’est réservé : {what}. Chaque personne reçoit sa carte.")
ONE, SEVERAL = "un comité", french("{count} comités")
UNDONE_TITLE, TOO_LATE_TITLE = "Retour en arrière", "Trop tard"
UNDONE = said("Plus rien n’est réservé, et personne n’a reçu de message. Voici ce qui l’était :")
WAS = sentence("{defi} : {when}")
OUTDATED_TITLE = "Déjà réservés"
OUTDATED = said(
    "Des comités de cette phase ont été réservés entre-temps, et rien n’a été réservé de votre côté. Voici ce qui est "
    "réservé ; pour le reste, recommencez depuis `/programme`."
)
TAKEN = sentence(
    "Rien n’a été réservé : le créneau du défi {defi} n’est plus libre. Changez cette ligne, puis réservez."
)

NO_WEEK = said("Cochez au moins une semaine.")
INVALID: Mapping[tuple[str, str], str] = {
    ("weeks", "none"): NO_WEEK.plain,
    ("weeks", "past"): "Ces semaines sont passées. Cochez-en d’autres.",
    ("defis", "none"): "Choisissez au moins un défi qui n’a pas encore son comité.",
    ("coaches", "none"): "Choisissez un ou une coach de cette promotion.",
    ("coaches", "many"): "Deux coachs au plus mènent un comité.",
    ("starts", "none"): NO_MOMENT,
    ("starts", "past"): PAST,
    ("starts", "quarter"): QUARTER,
    ("starts", "closed"): "Ce jour n’est pas travaillé. Choisissez-en un autre.",
    ("starts", "taken"): "Une des personnes choisies a déjà un rendez-vous, ou un autre comité de ce plan.",
    ("talk", "none"): "Choisissez un jour et une heure, ou aucun des deux.",
    ("talk", "past"): PAST,
    ("talk", "quarter"): QUARTER,
    ("talk", "closed"): "Ce jour n’est pas travaillé. Choisissez-en un autre.",
    ("talk", "before"): "L’échange vient après le comité. Choisissez une date plus tardive.",
    ("talk", "taken"): "Une des personnes choisies a déjà un rendez-vous, ou un autre comité de ce plan.",
    ("a_day", "range"): CHOOSE_OFFERED,
    ("gap", "range"): CHOOSE_OFFERED,
    ("each", "range"): CHOOSE_OFFERED,
}
EMPTY = said("Ce plan n’a aucune ligne : choisissez au moins une date.")


KEY = sentence("Comités d’évaluation de la phase {phase} : quelles demi-journées sont possibles pour vous, {weeks} ?")
KEY_AGAIN = sentence(
    "Il manque votre réponse pour les comités d’évaluation de la phase {phase} : quelles demi-journées sont possibles "
    "pour vous, {weeks} ?"
)
AWAITING = sentence("Comités d’évaluation de la phase {phase} : vos demi-journées possibles.")
SILENCE = said("Sans réponse de votre part, toutes les demi-journées comptent comme possibles.")
HALF_DAYS_CHOOSE = "Choisir mes demi-journées"
ANSWERED = said("Votre réponse est notée. Vous pouvez la changer tant que la date n’est pas choisie.")
DATED = sentence("La date de votre comité est choisie : {when}. Pour la changer, ouvrez sa carte.")
SETTLED = said("Les comités de la phase ont leur date : il n’y a plus rien à répondre.")
CLOSED = said("Ces semaines sont passées : il n’y a plus rien à répondre.")

HALF_DAYS_TITLE = "Mes demi-journées"
HALF_DAYS_INTRO = said(
    "Un comité dure une heure et demie. Tout est coché : décochez ce qui n’est pas possible. Les coachs liront votre "
    "réponse."
)

HALF = sentence("{day}, {half}")
HALF_DAYS_BUSY = sentence("{day}, {half} : vous avez déjà un rendez-vous")
MORNING, AFTERNOON = french("matin"), "après-midi"
HALF_DAYS_SUBMIT = "Envoyer ma réponse"
HALF_DAYS_DONE_TITLE = "C’est noté"
HALF_DAYS_DONE = sentence("C’est noté : {many}.")
ALL = "toutes les demi-journées proposées sont possibles pour vous"
NONE = "aucune demi-journée proposée n’est possible pour vous"
HALF_DAYS_BOOKED = sentence(
    "Votre comité a déjà une date : {when}. Cette réponse ne la change pas ; pour la changer, ouvrez la carte du "
    "comité."
)
FEW = french("{count} demi-journées sur {of} sont possibles pour vous")
HALF_DAYS_ONE = french("une demi-journée sur {of} est possible pour vous")


def how_many(count: int, of: int) -> str:
    if count in (0, of):
        return ALL if count else NONE
    return HALF_DAYS_ONE.format(of=of) if count == 1 else FEW.format(count=count, of=of)
