"""Sentences of a committee's sheet and of its minutes."""

from collections.abc import Mapping

from handlers.kit.sentences import french, said, sentence

OPEN_SHEET = "Ouvrir la feuille"
TITLE = "Feuille du comité"
INTRO = sentence("Comité d’évaluation de la phase {phase} du défi *{defi}*, {when}.")
CANCELLED = said("Ce comité est annulé. Ce qui est écrit ici reste, et s’ouvrira avec le prochain comité de la phase.")
SHARED = said("Chaque personne du comité écrit ici en même temps ; « Actualiser » montre ce que les autres ont ajouté.")
BEFORE, AGENDA, DECIDE, UNREACHED_TITLE, AFTER = (
    "Actions d’avant ce comité",
    "Le support",
    "Décider",
    "Non abordé",
    "Actions décidées",
)
NONE_BEFORE = said("Aucune action d’avant ce comité n’est ouverte.")
NO_ANSWER = sentence("Pas encore de réponse à : {questions}.")
ANSWER = sentence("*{question}*\n{answer}")
APART = sentence("{who}, à part : {answer}")
SUPPORT = "Ouvrir le support"
ENOUGH = said("Cinq actions sont notées : un comité en propose cinq au plus, pour que l’équipe les tienne.")
NONE_DECIDED = said("Aucune décision n’est encore notée.")
DECISION = sentence("• {what}")
WHY_SAID = sentence("Pourquoi : {why}")
DISAGREED = sentence("En désaccord : {who}")
ITEM = sentence("• {what}")
MORE = sentence("Et {count} de plus.")
ON_THE_SHEET = sentence("Et {count} de plus, dans la feuille du comité.")
CORRECT = "Corriger"
ADD_DECISION, ADD_ACTION, ADD_UNREACHED, REFRESH = (
    "Noter une décision",
    "Ajouter une action",
    "Noter ce qui n’a pas été abordé",
    "Actualiser",
)

DECISION_TITLE, CORRECT_TITLE, SUBMIT = "Une décision", "Corriger la décision", "Noter la décision"
WHAT, WHY, DISAGREES = french("Que décidons-nous ?"), "Pourquoi, en une ligne", french("Qui n’est pas d’accord ?")
READERS = french("Qui la lira : l’équipe du défi, son porteur ou sa porteuse, les coachs de ce comité.")
DISAGREES_HINT = "Le désaccord reste écrit à côté de la décision."
OVERTAKEN = said(
    "Une autre personne a corrigé cette décision pendant que vous écriviez. Voici son texte ; le vôtre est resté dans "
    "les champs. Enregistrez de nouveau pour le garder."
)
NOW_SAYS = sentence("Texte actuel : {what}")

UNREACHED_FORM, UNREACHED_SUBMIT = "Non abordé", "Garder ces points"
UNREACHED_WHAT, UNREACHED_MORE = "Ce que nous n’avons pas abordé", "Autre chose"
UNREACHED_LEFT = "Les actions dont nous n’avons pas parlé"
UNREACHED_HINT = french("Ces points restent dans le compte rendu, pour la prochaine fois.")

MINUTES_TITLE = sentence("Compte rendu du comité du défi {defi}")
MINUTES_KEY = sentence("Comité d’évaluation de la phase {phase} du défi {defi}, {when} : ce qui a été écrit.")
DECISIONS, ACTIONS, UNREACHED = "Décisions", "Actions", "Non abordé"
NO_MINUTES = sentence(
    "Rien n’a été noté pour le comité d’évaluation du défi {defi}, {when}. Y a-t-il quelque chose à garder ?"
)
NO_MINUTES_WHY = said("Ce que vous écrivez partira en compte rendu le matin suivant. Sans cela, rien ne part.")
WRITTEN_SINCE = sentence("Le compte rendu du comité du défi {defi}, {when}, partira avec ce qui est noté.")

INVALID: Mapping[tuple[str, str], str] = {
    ("what", "none"): "Écrivez une phrase, ou cochez un point.",
    ("what", "long"): french("1 000 caractères au plus."),
    ("why", "long"): french("300 caractères au plus."),
    ("disagrees", "long"): french("300 caractères au plus."),
}
