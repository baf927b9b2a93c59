"""Sentences of the coaches' overview of promotions."""

from collections.abc import Mapping, Sequence

from bot.agenda.calendars.entries import join_names
from bot.gatherings.kinds import CONFERENCE, MIXED, PAIRS, PORTEURS, SEMINAR
from bot.programme.shape import shape_in_use
from handlers.kit.escaping import Said
from handlers.kit.sentences import french, said, sentence

TITLE = "Défi par défi"
TOUCHED, USE = "Compétences et valeurs", "Usage en chiffres"
LOAD = "Heures par personne"
LOAD_INTRO = sentence("*{promotion}*, heures animées en bureau d’aide, atelier, comité et temps collectif.")
LOAD_HOST = sentence("*{host}* : {phases}.")
LOAD_PHASE = french("phase {number} : passé {over}, à venir {ahead}")
LOAD_BETWEEN = french("hors phases : passé {over}, à venir {ahead}")
LOAD_WEEK = sentence("Semaine du {day} : {hours}.")
LOAD_HOSTED, LOAD_FREE = french("{hours} en rendez-vous"), french("{hours} libres")
NO_HOURS = "aucune heure"
NO_LOAD = said("Personne n’anime encore d’heure dans cette promotion.")
LOAD_ONLY_HOURS = said(
    "Seules des heures sont comptées, sans le mentorat. Les heures libres sont les disponibilités, moins ce qui est "
    "réservé."
)
LOAD_MORE = sentence("Et {others}, dans les tableaux de « Usage en chiffres ».")
OTHER_HOST, OTHER_HOSTS = "une autre personne", french("{count} autres personnes")
TABLES = "Recevoir les tableaux"
LETTER = "Écrire aux porteurs et porteuses"
FOR_TEAM = "Réserver pour une équipe"
GLANCE = "La phase en un coup d’œil"

INTRO = sentence("*{promotion}*, {phase}.")
ORDER = said(
    "Vos défis viennent d’abord, avec en tête ceux qui attendent quelque chose. Les nombres sont ceux de la phase."
)
WORKSHOPS = said("Chaque défi fait un ou deux ateliers pendant une phase.")
MORE_DEFIS = sentence("Et {others}, dans les tableaux de « Usage en chiffres ».")
OTHER_DEFI, OTHER_DEFIS = "un autre défi", french("{count} autres défis")
BACK = "Retour à l’accueil"
YOU, TEAM, NOTHING, NEVER = french("vous"), "toute l’équipe", french("rien"), "pas encore"
CAPTION = french("{title} : {promotion}")
COLUMNS: Mapping[str, str] = {  # A dispositif that is closed and was never used has no column.
    **{"defi": "Défi", "coachs": "Coachs", "attend": "Ce qui attend", "rencontre": "Dernière rencontre"},
    **{"bureau-aide": "Bureaux d’aide", "own": "Autres rendez-vous", "atelier": "Ateliers"},
    **{"comite": "Comité", "rapport": "Rapport"},
}
LATE_ACTION, LATE_ACTIONS = "une action en retard", french("{count} actions en retard")
PHASE = french("phase {number} : {name}")
NO_PHASE = "sans phases"
NO_DEFI = said("Cette promotion n’a encore aucun défi.")
NOTHING_PRIVATE = said(
    "Cette page montre des dates, des nombres et le nom des coachs. Elle ne montre ni besoin, ni carnet de bord, ni "
    "mentorat."
)
BY = french("{day}, avec {names}")
NOT_MET, LONG_AGO = "à rencontrer", "pas vu depuis trois semaines"
NO_COMMITTEE, NO_COMMITTEE_HELD = "sans date", french("aucun")
REPORTED, UNREPORTED, NO_REPORT = "publié", "à publier", french("aucun")
WAITING, WORKSHOP_WAITS = french("bureau d’aide demandé{since}"), french("atelier demandé{since}")
OWN_WAITS = french("rendez-vous « {name} » demandé{since}")
SINCE = french(" le {day}")
ONE_CYCLE, MANY_CYCLES = "Une demande de cycle attend", french("{count} demandes de cycle attendent")
ONE_MENTORING, MANY_MENTORING = "Une demande de mentorat attend", french("{count} demandes de mentorat attendent")
MENTORING_WAITS = sentence("{what} une réponse, depuis le {day}. La liste : `/mentorat tous`.")
CYCLES_WAIT = sentence(
    "{what} une réponse, depuis le {day}. La liste : « Plus », puis « Mes cycles », dans l’onglet Accueil."
)

NAMES: Mapping[str, str] = {
    "bureau-aide": "Bureau d’aide",
    "mentorat": "Mentorat (séances)",
    "atelier": "Atelier collaboratif",
    "comite": "Comité d’évaluation",
    "rapport": "Rapport d’évaluation (échange)",
    PAIRS: "Groupe de partage entre pairs",
    MIXED: "Groupe de partage pluridisciplinaire",
    CONFERENCE: "Conférence",
    PORTEURS: "Séminaire des porteurs et porteuses",
    SEMINAR: "Séminaire de la promotion",
    **shape_in_use().rencontre_names,
}
COULD_BE: Mapping[str, str] = {
    CONFERENCE: "une conférence",
    PAIRS: "un groupe de partage entre pairs",
    MIXED: "un groupe de partage pluridisciplinaire",
    PORTEURS: "le séminaire des porteurs et porteuses",
    "atelier": "un atelier collaboratif",
    **shape_in_use().rencontre_names,
}
USE_INTRO = sentence("*{promotion}*, depuis le début.")
NO_USE = said("Aucun rendez-vous n’a encore été pris.")
FIGURES = sentence("*{name} :* {counts}.")
COUNTS = french("rendez-vous passés : {over} ; à venir : {ahead} ; annulations : {cancelled}")
MASKED = "chiffre masqué"
ATTENDED = sentence("{come} réponses « Je viens » ; parmi elles, {there} présences et {missing} absences notées.")
DAYS = sentence("La moitié des demandes attend au plus {days} son premier rendez-vous.")
ONE_DAY, MANY_DAYS = "un jour", french("{count}\u00a0jours")
FEWEST = said(
    "Présences et attente sont montrées à partir de cinq réponses ou demandes. Un chiffre de un à quatre est masqué, "
    "ici et dans le bilan par phase, de même qu’un total qui permettrait de le retrouver."
)
SENDING = said("Les tableaux arrivent en message direct, dans un instant.")
CARD = sentence(
    "Voici le suivi de vos promotions au {day} : quatre tableaux arrivent sous ce message. Ils contiennent des dates, "
    "des nombres et le nom des personnes qui animent, jamais un besoin, un carnet de bord ou le mentorat d’une "
    "personne."
)
FILES = french(
    "Quatre tableaux : les défis, les présences et l’attente, le bilan par phase, où ce qui est sous cinq est masqué, "
    "et les heures que chaque coach et chaque spécialiste anime, sans le mentorat."
)

TOUCHED_INTRO = sentence("*{phase}*. Ce qu’aucun rendez-vous de la phase n’aborde encore, tenu ou prévu.")
EIG = said("*Compétences des EIG*")
PORTEURS_SKILLS = said("*Compétences des porteurs et porteuses*")
VALUES = said("*Valeurs*")
MISSING = sentence("Rien encore sur : {names}.")
ALL = said("Toutes sont abordées.")
COULD = sentence("Ce qui pourrait les aborder : {kinds}.")
FREE = sentence("Dates sans sujet pour l’instant : {dates}.")
DATE = french("{name}, {day}")
SUBJECT = sentence("Un sujet proposé parle de « {tag} » : « {subject} ».")
DONE_SKILLS = sentence("Compétences déjà abordées : {names}.")
DONE_VALUES = sentence("Valeurs déjà abordées : {names}.")
HOW = said(
    "Sont comptés ce qui est choisi sur un rendez-vous (« Ouvrir », puis « Compétences et valeurs »), et ce que dit sa "
    "série ou son titre. Un besoin n’est jamais lu ici."
)
NO_PHASES = said("Cette promotion n’a pas de phases : seules les valeurs sont comptées.")


HOSTED = said("*Ce que vous animez*")
DEFIS = said("*Vos défis*")
AND_MORE = sentence("et {count} autres : `/agenda anime`")
_DEFI = sentence("{name}")
_LATE = sentence("{name} : {count} en retard")
_LINE = sentence("{when} : {what}{whose}{whom}")


def line(when: str, what: str, *, defi: str | None, others: Sequence[str]) -> Said:
    whose = f", pour le défi {defi}" if defi else ""
    whom = f", avec {join_names(others)}" if others else ""
    return _LINE(when=when, what=what, whose=whose, whom=whom)


def late(name: str, count: int) -> Said:
    if count == 0:
        return _DEFI(name=name)
    return _LATE(name=name, count="une action" if count == 1 else f"{count} actions")
