"""Every sentence of a phase at a glance."""

from collections.abc import Mapping

from handlers.kit.sentences import french, said, sentence

OPEN = "La phase en un coup d’œil"
TITLE = french("En un coup d’œil")
INTRO = sentence("*Phase {phase} : {name}*, jusqu’au {until}. Les défis sont par ordre alphabétique.")
OTHER = "Voir une autre phase"
PHASE = sentence("Phase {number} : {name}")
NO_DEFI = said("Cette promotion n’a encore aucun défi avec une équipe.")

DATED = sentence("*{defi}* : {when}, avec {people}")
UNDATED = sentence("*{defi}* : sans date")
SUPPORT = sentence("Support : {state}")
DOCUMENT, NOTHING, WHOLE = "dans le document de l’équipe", "rien n’est encore écrit", "chaque question a sa réponse"
SOME = french("{answered} réponses sur {of}")
ONE = french("une réponse sur {of}")
WAITING = sentence("On attend les mots de : {names}")
ACTIONS: Mapping[int, str] = {0: "aucune action ouverte", 1: "une action ouverte"}
MANY_ACTIONS = french("{count} actions ouvertes")
WORKSHOPS = french("ateliers : {count} sur {of}")
MINUTES_TOLD = "compte rendu parti"
MINUTES_LATE = sentence("compte rendu attendu de {names}")
REPORTED, UNREPORTED = "rapport publié", "rapport à publier"
REPORT = "Le rapport"
FACTS = sentence("{what}")
CHASE = "Relancer"
CHASED = sentence("C’est parti : un message à {names}.")
WHY: Mapping[str, str] = {
    "nobody": french("Il n’y a personne à relancer : tout est écrit."),
    "over": french("Ce comité a commencé ou est annulé : il n’y a plus rien à relancer."),
    "today": french("La relance est déjà partie aujourd’hui : une seule par jour."),
}
USEFUL = sentence("Utilité, pour toute la phase : {counts}.")
FEW = said("Utilité, pour toute la phase : moins de cinq réponses pour l’instant.")
COUNT = french("« {choice} » {count}")
