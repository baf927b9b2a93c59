"""Sentences of a committee's support, with its page, forms and notices, and of the rating."""

from collections.abc import Mapping

from handlers.kit.sentences import french, said, sentence
from handlers.kit.texts import CHOOSE_OFFERED

TITLE = "Support du comité"
OPEN = "Ouvrir le support"
INTRO = sentence("Support du comité d’évaluation du défi *{defi}*, phase {phase}, {when}.")
CANCELLED = said("Ce comité est annulé. Ce qui est écrit ici reste, pour le prochain comité de la phase.")
SAVED = said("*C’est enregistré.*")
READERS = sentence("Les coachs lisent dès le {day} : {names}.")
NOTHING_MISSING = said("Chaque question a sa réponse.")
MISSING = sentence("Il manque encore : {what}.")
UNSAID = {1: "où en est un objectif", 2: "où en sont certains objectifs"}
DOCUMENT = sentence("Le support de l’équipe est ici : {link}")
ROADMAP = sentence("La feuille de route de l’équipe : {link}")
FREE = said("Tout cela est une proposition : l’équipe peut changer les questions, ou donner un lien vers son document.")

LAST_AIMS, OPEN_ACTIONS, NEXT_AIMS, INDICATOR = (
    "Objectifs de la dernière fois",
    "Actions ouvertes",
    "Objectifs pour la suite",
    "Indicateur choisi par l’équipe",
)
AIM = sentence("• {text} : {outcome}")
AIM_BECAUSE = sentence("• {text} : {outcome}, parce que : {because}")
NOT_SAID = "pas encore dit"
ACTION = sentence("• {what} ({who}, pour {day}, ouverte depuis {age})")
TODAY, ONE_DAY, DAYS = "aujourd’hui", "un jour", "{count}\u00a0jours"
NOBODY = "sans personne"
LISTED = sentence("• {what}")
MORE = sentence("Et {count} de plus.")
QUESTION = sentence("*{question}*")
QUESTION_AXIS = sentence("*{question}* (axe : {axis})")
UNANSWERED = said("Pas encore de réponse.")
APART = sentence("{who}, à part :")
HIDDEN = said("Ce qui est écrit à part se lit pendant le comité, à côté de la réponse de l’équipe.")
MEASURED = {
    "target": sentence("Cible : {what}"),
    "level": sentence("Aujourd’hui : {what}"),
    "source": sentence("Source : {what}"),
}

PARTS: Mapping[str, str] = {
    "answers": "Répondre",
    "aims": "Dire où en sont les objectifs",
    "next": "Proposer des objectifs",
    "indicator": "Choisir un indicateur",
    "questions": "Changer les questions",
    "apart": "Répondre à part",
}
TITLES: Mapping[str, str] = {
    "answers": "Nos réponses",
    "aims": "Nos objectifs",
    "next": "Pour la suite",
    "indicator": "Notre indicateur",
    "questions": "Nos questions",
    "apart": "Ma réponse à part",
}
HINTS: Mapping[str, str] = {
    "answers": french("Qui les lira : l’équipe, la personne qui porte le projet et les coachs."),
    "aims": french("Aucune note : ce que l’équipe en dit, en mots."),
    "next": "Cinq au plus. Ils ouvriront le prochain support.",
    "indicator": french("Un seul, choisi par l’équipe : il aide à parler, il ne classe personne."),
    "questions": french("Les quatre questions du programme sont une proposition."),
    "apart": french("Qui la lira : les coachs avant le comité, l’équipe pendant. Vos mots restent à côté des siens."),
}
AXIS = sentence("Axe de « {question} »")
AXIS_CHOOSE, OUTCOME_CHOOSE = "Choisir un axe", "Choisir"
OUTCOME = sentence("Où en est : {aim}")
BECAUSE = "Parce que…"
AIM_LABEL = sentence("Objectif {number}")
INDICATOR_LABELS: Mapping[str, str] = {
    "indicator": "Ce que vous mesurez",
    "target": "La cible",
    "level": "Où vous en êtes",
    "source": "D’où vient le chiffre",
}
OWN, LINK = "Vos propres questions, une par ligne", "Ou un lien vers votre document"
OWN_HINT = french("Six au plus, de 150 caractères. Sans rien, ce sont les quatre questions du programme.")
SUBMIT, MERGE_SUBMIT = "Enregistrer", "Enregistrer ce texte"

PAST = "Relire les versions"
PAST_TITLE = "Versions précédentes"
VERSION = sentence("*{who}*, {when}")
VERSION_ASIDE = sentence("*{who}*, {when} : mis de côté, une autre version venait d’être enregistrée")
NO_VERSION = said("Rien n’a encore été écrit ici.")
SOMEBODY = "Quelqu’un"
EMPTIED = said("(texte effacé)")

EMPTY = sentence("Comité d’évaluation du défi {defi}, {when} : vous n’avez encore rien écrit dans le support.")
WRITTEN = sentence("Comité d’évaluation du défi {defi}, {when} : ce qui est écrit dans le support est gardé.")
UNTIL = sentence(
    "Il se remplit avant le {day} : c’est ce jour-là que les coachs commencent à lire. Quelques lignes suffisent."
)
LATE = said("Les coachs lisent déjà : quelques lignes aident encore.")
MOVABLE = said("Si ce n’est pas le bon moment, changez la date : jusque-là, l’équipe le peut sans rien demander.")
PORTEUR = said(
    "Vous pouvez répondre à part, avec vos mots : les deux réponses se lisent côte à côte pendant le comité."
)
CHASED = sentence("{who} vous attend pour le support du comité d’évaluation du défi {defi}, {when}.")
A_COACH = "L’équipe des coachs"
MOVE = "Changer la date"

READING = sentence("Comité d’évaluation du défi {defi}, {when} : le support est à lire.")
READ_ANSWER = sentence("*{question}* : {answer}")
READ_OPEN = sentence("Actions ouvertes : {many}.")
NO_ACTION = said("Aucune action n’est ouverte.")
APART_READY = sentence("Réponse à part de : {names}.")
WAITING_FOR = sentence("Rien encore de : {names}.")

AWAITING = sentence("Support du comité du défi {defi}, {when} : il attend vos mots.")
USEFUL = sentence("Le comité d’évaluation du défi {defi}, {when}, vous a-t-il été utile ?")

INVALID: Mapping[str, str] = {
    "long": "C’est trop long. Raccourcissez ce texte.",
    "choice": CHOOSE_OFFERED,
    "why": "Dites en quelques mots pourquoi cet objectif est abandonné.",
    "address": french("Ce lien n’est pas complet. Collez l’adresse en entier, avec https://."),
    "many": french("Six questions au plus, de 150 caractères chacune."),
}
EARLY = said("Le comité n’a pas encore eu lieu : la question vient après.")
UNKNOWN = said("Choisissez une des trois réponses.")
