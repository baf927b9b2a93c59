"""Every sentence of promotions as coaches look at them."""

from collections.abc import Mapping

from bot.gatherings.kinds import CONFERENCE, MIXED, PAIRS, PORTEURS, SEMINAR
from handlers.kit.sentences import french, said, sentence

TITLE = "Défi par défi"
TOUCHED, USE = "Compétences et valeurs", "Usage en chiffres"
TABLES = "Recevoir les tableaux"
GLANCE = "La phase en un coup d’œil"

INTRO = sentence("*{promotion}*, {phase}.")
ORDER = said("Par ordre alphabétique ; ce qui attend les coachs est en tête.")
BACK = "Retour à l’accueil"
MINE, OTHERS, ALL_DEFIS = "Mes défis", "Les autres défis", "Tous les défis"
COACHES = sentence("Coachs : {names}.")
COACH = sentence("Coach : {name}.")
LATE_ACTION = said("Une action n’est pas faite à la date prévue.")
LATE_ACTIONS = sentence("{count} actions ne sont pas faites à la date prévue.")
PHASE = french("phase {number} : {name}")
NO_PHASE = "sans phases"
NO_DEFI = said("Cette promotion n’a encore aucun défi.")
NOTHING_PRIVATE = said(
    "Des dates, des nombres et le nom des coachs : aucun besoin, aucun carnet de bord, rien du mentorat d’une personne."
)
DEFI = sentence("*{defi}* ({administration})")
MET = sentence("Dernière rencontre avec les coachs : {when}{by}.")
BY = french(", avec {names}")
NOT_MET = said("Pas encore de rencontre avec les coachs.")
LONG_AGO = said("Cela fait plus de trois semaines.")
USED = sentence("Pour cette phase : {facts}.")
DESKS: Mapping[int, str] = {0: "aucun bureau d’aide", 1: french("1 bureau d’aide")}
MANY_DESKS = french("{count} bureaux d’aide")
WORKSHOPS: Mapping[int, str] = {
    0: french("aucun atelier (1 ou 2 sont attendus)"),
    1: french("1 atelier (1 ou 2 sont attendus)"),
}
MANY_WORKSHOPS = french("{count} ateliers")
DONE_WORKSHOPS: Mapping[int, str] = {0: "aucun atelier", 1: french("1 atelier")}
NO_COMMITTEE_HELD, NO_REPORT = "aucun comité", "aucun rapport publié"
COMMITTEE, NO_COMMITTEE = french("comité {when}"), "comité encore sans date"
REPORTED, UNREPORTED = "rapport publié", "rapport à publier"
WAITING = sentence("Attend un premier rendez-vous : une demande de bureau d’aide{since}.")
WORKSHOP_WAITS = sentence("Attend une date : un atelier demandé{since}.")
SINCE = french(", depuis le {day}")
ONE_MENTORING, MANY_MENTORING = "Une demande de mentorat attend", french("{count} demandes de mentorat attendent")
MENTORING_WAITS = sentence("{what} une réponse, depuis le {day}. La liste : `/mentorat tous`.")

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
}
COULD_BE: Mapping[str, str] = {
    CONFERENCE: "une conférence",
    PAIRS: "un groupe de partage entre pairs",
    MIXED: "un groupe de partage pluridisciplinaire",
    PORTEURS: "le séminaire des porteurs et porteuses",
    "atelier": "un atelier collaboratif",
}
USE_INTRO = sentence("*{promotion}*, depuis le début.")
NO_USE = said("Aucun rendez-vous n’a encore été pris.")
FIGURES = sentence("*{name} :* {counts}.")
COUNTS = french("rendez-vous passés : {over} ; à venir : {ahead} ; annulations : {cancelled}")
FEW = french("moins de 5 en tout")
ATTENDED = sentence("{come} réponses « Je viens » ; parmi elles, {there} présences et {missing} absences notées.")
DAYS = sentence("La moitié des demandes attend au plus {days} son premier rendez-vous.")
ONE_DAY, MANY_DAYS = "un jour", french("{count}\u00a0jours")
FEWEST = said(
    "Sous cinq réponses ou cinq demandes, rien n’est dit : on saurait de qui il s’agit. Les tableaux font de même."
)
SENDING = said("Les tableaux arrivent en message direct, dans un instant.")
CARD = sentence(
    "Voici le suivi de vos promotions au {day} : deux tableaux arrivent sous ce message. Ils contiennent des dates et "
    "des nombres, jamais un besoin, un carnet de bord ou le mentorat d’une personne."
)
FILES = french("Deux tableaux : les défis, puis l’usage des dispositifs.")

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
    "Compte ce qui est choisi sur un rendez-vous (« Ouvrir », puis « Compétences et valeurs »), ce que dit sa série ou "
    "son titre. Un besoin n’est jamais lu ici."
)
NO_PHASES = said("Cette promotion n’a pas de phases : seules les valeurs sont comptées.")
