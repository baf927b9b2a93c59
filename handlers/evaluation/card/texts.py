"""Sentences of a committee's card, forms and notices, and of « La phase en un coup d’œil »."""

from collections.abc import Mapping, Sequence

from bot.agenda.calendars.entries import join_names
from handlers.kit.escaping import Said
from handlers.kit.sentences import french, said, sentence

# the name of a committee in sentences about all kinds of appointments
NAME = sentence("comité d’évaluation du défi {defi}")
TALK_NAME = sentence("échange autour du rapport du défi {defi}")
TITLE = sentence("Comité d’évaluation : {when}")
CANCELLED_TITLE = sentence("Comité d’évaluation annulé : {when}")
PAST_TITLE = sentence("Comité d’évaluation passé : {when}")
SPOKEN = sentence("Comité d’évaluation de la phase {phase}, {when}, pour le défi {defi}.")
TALK_TITLE = sentence("Échange autour du rapport : {when}")
TALK_SPOKEN = sentence("Échange autour du rapport de la phase {phase}, {when}, pour le défi {defi}.")
IS_CANCELLED = said("Ce comité est annulé.")
FOR, PREPARE = "Défi", "S’y préparer"
TALK = "Échange autour du rapport"
NO_TALK = "date à choisir"
PHASE = sentence("{defi}, phase {phase}")
HOUR = sentence("{day}, {hours}, heure de Paris")

CANCEL = "Annuler le comité"
LEFT_TITLE = sentence("Comité d’évaluation sans vous : {when}")
YOU_LEFT = said("Vous ne participez plus à ce comité.")
LEFT = sentence("{who} ne pourra pas venir au comité d’évaluation du défi {defi}, {when}.")
TAKE = "Je m’en occupe"
TAKEN_BY_YOU = sentence("C’est noté : vous menez le comité d’évaluation du défi {defi}, {when}.")
_LEAD = sentence("{who} {lead} le comité d’évaluation du défi {defi}, {when}.")
HANDED = sentence("{who} mène le comité d’évaluation du défi {defi}, {when}, à la place {giver:de}.")
UNLED = sentence("Personne ne mène le comité d’évaluation du défi {defi}, {when}.")
ORPHANED = sentence(
    "Personne ne mène plus le comité d’évaluation du défi {defi}, {when} : {name} ne pourra pas venir. Pour le mener à "
    "sa place, choisissez « Je m’en occupe »."
)
ORPHAN_OVER = sentence(
    "Le comité d’évaluation du défi {defi}, prévu {when}, n’est plus à venir. Il n’y a plus rien à faire."
)
TALK_TAKEN_BY_YOU = sentence("C’est noté : vous menez l’échange autour du rapport du défi {defi}, {when}.")
_LEAD_TALK = sentence("{who} {lead} l’échange autour du rapport du défi {defi}, {when}.")
TALK_HANDED = sentence("{who} mène l’échange autour du rapport du défi {defi}, {when}, à la place {giver:de}.")
TALK_UNLED = sentence("Personne ne mène l’échange autour du rapport du défi {defi}, {when}.")
TALK_ORPHANED = sentence(
    "Personne ne mène plus l’échange autour du rapport du défi {defi}, {when} : {name} ne pourra pas venir. Pour le "
    "mener à sa place, choisissez « Je m’en occupe »."
)
TALK_ORPHAN_OVER = sentence(
    "L’échange autour du rapport du défi {defi}, prévu {when}, n’est plus à venir. Il n’y a plus rien à faire."
)
TAKEN_ALREADY = said("Quelqu’un mène déjà ce comité. Vous n’avez rien à faire.")
NOT_FREE = said("Vous avez déjà un rendez-vous à cette heure-là : vous ne pouvez pas mener ce comité. Rien n’a changé.")
MOVE_TALK = "Changer la date de l’échange"
SET_TALK = "Choisir la date de l’échange"
HOSTS_TOLD = said("Les personnes qui le mènent reçoivent un message.")
TALK_DATE = "Date de l’échange"
TALK_HEAD = sentence("Échange autour du rapport de la phase {phase}, pour le défi {defi}. Comité : {when}.")
LEFT_TALK = sentence("{who} ne pourra pas venir à l’échange autour du rapport du défi {defi}, {when}.")
TALK_RULE = said("Les coachs et l’équipe se retrouvent une heure et quart autour du rapport.")
TALK_MOVED = sentence(
    "{who} a changé la date de l’échange autour du rapport du défi {defi} : {after}, au lieu du {before}."
)
TALK_SET = sentence("{who} a choisi la date de l’échange autour du rapport du défi {defi} : {after}.")
CANCEL_TALK = "Annuler l’échange"
CANCEL_TALK_TITLE = french("Annuler l’échange ?")
CANCEL_TALK_SURE = "Les autres reçoivent un message. Une autre date pourra être choisie sur la carte du comité."
CANCEL_TALK_YES = "Oui, annuler"
TALK_CANCELLED = sentence("{who} a annulé l’échange autour du rapport du défi {defi}, prévu {when}.")
TALK_TO_SET = said("Une autre date peut être choisie sur la carte du comité.")
TALK_IS = sentence("L’échange autour du rapport a lieu {when}.")
BEFORE = "L’échange vient après le comité. Choisissez une date plus tardive."
SHEET = "Ouvrir la feuille"
REPORT = "Le rapport"

MOVE_RULE = said("Un comité dure une heure et demie.")
CANCEL_RULE = said("Le défi pourra avoir un autre comité dans cette phase.")
TEAM_RULE = said("L’équipe change la date elle-même jusqu’à trois jours ouvrés avant ; ensuite, c’est aux coachs.")

TAKEN = french(
    "Une des personnes qui mènent ce comité a déjà un rendez-vous à cette heure-là. Choisissez-en une autre."
)
READING = said(
    "Les coachs lisent déjà ce qui a été préparé : à moins de trois jours ouvrés, demandez-leur de changer la date."
)

MOVED = sentence("{who} a changé la date du comité d’évaluation du défi {defi} : {after}, au lieu du {before}.")
ANOTHER = said(
    "L’équipe des coachs peut en prévoir un autre dans cette phase : ce qui est écrit dans le support reste."
)
TALK_TOO = sentence("L’échange autour du rapport, prévu {when}, est annulé aussi.")
CANCELLED = sentence("{who} a annulé le comité d’évaluation du défi {defi}, prévu {when}.")
SOMEBODY = "L’équipe du programme"
TIMES = sentence("C’est la {nth} fois que sa date change.")
MOVED_FOOT = said("La carte du comité et votre agenda sont à jour.")
_NTH = {3: "troisième", 4: "quatrième", 5: "cinquième", 6: "sixième"}


def nth(times: int) -> str:
    """Return the ordinal of a committee's reschedule, such as « troisième »."""
    return _NTH.get(times, f"{times}e")


def led_by(names: Sequence[str], defi: str, when: str, *, talk: bool = False) -> Said:
    who, lead = join_names(names), "mène" if len(names) == 1 else "mènent"
    if talk:
        return _LEAD_TALK(who=who, lead=lead, defi=defi, when=when)
    return _LEAD(who=who, lead=lead, defi=defi, when=when)


OPEN = "La phase en un coup d’œil"
GLANCE_TITLE = french("En un coup d’œil")
INTRO = sentence("*Phase {phase} : {name}*, jusqu’au {until}. Les défis sont par ordre alphabétique.")
OTHER = "Voir une autre phase"
GLANCE_PHASE = sentence("Phase {number} : {name}")
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
