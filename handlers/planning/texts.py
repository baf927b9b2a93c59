"""Sentences of « Plan de la promotion »: lines, reasons for their dates, open questions."""

from collections.abc import Mapping

from handlers.kit.escaping import Said
from handlers.kit.sentences import french, said, sentence
from handlers.kit.texts import CHOOSE_OFFERED

TITLE, OPENINGS = "Plan de la promotion", "Dispositifs ouverts"
CLOSED = sentence("Ce que la promotion n’a pas encore ouvert n’est pas dans ce plan : {names}.")
WHOSE = sentence("*{promotion}, {days}.*")
NEW = said(
    "Voici un plan calculé d’après les dates de la promotion et le rythme du programme. Rien n’est créé ni envoyé tant "
    "que vous n’avez pas confirmé."
)
CONFIRMED = sentence("Confirmé le {when} par {name}. Chaque date s’annonce à son heure.")
SOMEBODY = "quelqu’un qui n’est plus dans le programme"
WAITS = said("Ce qui suit n’est pas encore confirmé.")
FINAL = said(
    "Des dates du programme existent déjà, que confirmer complète ou change : vous ne pourrez pas revenir en arrière."
)
UNDOABLE = said("Une fois le plan confirmé, vous aurez deux minutes pour revenir en arrière.")
CONFIRM = "Confirmer le plan"
CHANGE, SCHOOL, DATES, PICTURE = "Changer une ligne", "Vacances scolaires", "Dates des phases", "Recevoir l’image"

SETTLE = said("*À régler*")
MOVES = said("*Ce que confirmer changera*")
WOULD_MOVE = said("*Ce que cela déplace*")
WHY = said("*Pourquoi ces dates*")
MONTH = sentence("*{month}*")
OUT = said("*Laissé de côté*")
ITEM = sentence("• {what}")
FAULT = sentence("• {what} : {why} {way}")
LINE = sentence("• {name} : {why}")
NAMES_BETWEEN = french(" ; ")
ON_DAY = sentence("• {day} : {what}")
WEEK_OF, WEEKS_OF = "semaine du {day}", "semaines du {days}"
AND_MORE = sentence("• Et {count} autres points.")
MOVED = sentence("• {name} : {after}. Avant : {before}")
DROPPED = sentence("• {name}, {day} : date annulée, après la fin de la promotion")
AT = "{name} à {time}"
WITH = "{name}, avec {who}"

COMMITTEES = "Comités d’évaluation, phase {number}"
REPORTS = "Rapports d’évaluation, phase {number}"
WORKSHOPS = "Ateliers collaboratifs, phase {number}"
PORTEURS = "{name}, phase {number}"
SEMINAR = {"1": "Premier séminaire de la promotion", "2": "Second séminaire de la promotion"}
PEERS = "{count} groupes de partage entre pairs"
REPORT_DUE = "dernier jour pour rendre les rapports de la phase {number}"
WORKSHOPS_DUE = "atelier attendu pour {defis}"
TWO_DAYS = "{first} et {second}"
EACH = {0: "aucun atelier", 1: "un atelier par défi", 2: "deux ateliers par défi"}
MANY = "{number} ateliers par défi"

# The reason for a line's date, by code (`bot.planning.year.model.PlanReason`).
REASONS: Mapping[str, str] = {
    "arrival": "environ trois semaines après l’arrivée",
    "two_months": "environ deux mois avant la fin",
    "month_in": "environ un mois après l’arrivée",
    "phase_in": "environ deux semaines après le début de la phase {number}",
    "phase_end": "les dernières semaines de la phase {number}",
    "three_weeks": "trois semaines avant la fin, pour parler des rapports avant les départs",
    "written": "dix jours ouvrés après les derniers comités",
    "before_leaving": "environ une semaine avant la fin, avant les départs",
    "over": "après les derniers comités",
    "workshops": "répartis sur les semaines avant les comités de la phase {number}",
    "monthly": "une fois par mois, le même jour pour tout ce qui revient",
    "other_day": "une fois par mois, un autre jour que le reste, faute de coach libre",
    "no_thursday": "pas un jeudi ({what}, le {day})",
    "moved": "une date déplacée, le {day} étant férié",
    "many": "{number} semaines, pour que chaque défi ait sa place",
    "chosen": "votre choix",
    "stands": "déjà au programme, se change sur la page de la série",
    "fixed": "date déjà fixée",
    "other": "un autre moment que celui visé ({what})",
    "late": "plus tard que prévu ({what}), le temps de prévenir tout le monde",
    "against": "pas le {day} ({what})",
}
# What speaks against a day, by code. The line has already named the day.
AGAINST: Mapping[str, str] = {
    "past": "jour passé",
    "holiday": "{names}",
    "weekend": french("week-end"),
    "august": "mois d’août",
    "feasts": "fêtes de fin d’année",
    "school": "vacances scolaires",
    "bridge": french("pont"),
    "closed": "jour fermé pour {names}",
    "used": "un autre temps collectif",
}
# What is wrong with a line, and what to do about it, by code of the error.
CHOOSE_DAY = french("Choisissez un autre jour avec « Changer une ligne ».")
CHANGE_SERIES = french("Changez sa série avec le bouton « Programme » de l’accueil.")
FAULTS: Mapping[str, tuple[str, str]] = {
    "holiday": ("le {day} est férié.", CHOOSE_DAY),
    "august": ("le {day} tombe en août.", CHOOSE_DAY),
    "feasts": ("le {day} tombe pendant les fêtes de fin d’année.", CHOOSE_DAY),
    "school": ("le {day} tombe pendant les vacances scolaires.", CHOOSE_DAY),
    "bridge": ("le {day} est un pont.", CHOOSE_DAY),
    "closed": ("le {day} est un jour fermé pour {names}.", CHOOSE_DAY),
    "used": ("le {day} porte déjà un autre temps collectif.", CHOOSE_DAY),
    "past": ("le {day} est passé.", CHOOSE_DAY),
    "weekend": ("le {day} tombe un week-end.", CHOOSE_DAY),
    "outside": ("le {day} sort de sa période.", CHOOSE_DAY),
    "after_end": ("le {day} vient après la fin de la promotion.", CHOOSE_DAY),
    "busy": (
        "la personne qui organise a déjà un rendez-vous le {day}.",
        french("Choisissez quelqu’un d’autre ou un autre jour avec « Changer une ligne »."),
    ),
    "none": (
        "aucun jour ne convient.",
        french("Choisissez-en un avec « Changer une ligne », ou déplacez la phase avec « Dates des phases »."),
    ),
    "no_week": (
        "aucune semaine n’est libre avant les comités.",
        french("Demandez moins d’ateliers avec « Changer une ligne », ou allongez la phase avec « Dates des phases »."),
    ),
    "soon": (
        "le jour choisi est trop proche pour être annoncé à temps.",
        french("Choisissez le {day} ou un jour plus tard avec « Changer une ligne »."),
    ),
    "rare": ("trop peu de dates d’ici la fin de la promotion ({number}).", CHANGE_SERIES),
    "night": (
        french("l’heure sort de la journée (de 8 h à 19 h)."),
        french("Choisissez une autre heure avec « Changer une ligne »."),
    ),
    "few": (
        "il n’y a de place que pour {number} semaine.",
        french("Allongez la phase avec « Dates des phases », ou choisissez les semaines avec « Changer une ligne »."),
    ),
}
WHOLE: Mapping[str, tuple[str, str]] = {
    "no_coach": (
        "Cette promotion n’a pas de coach, donc personne pour organiser.",
        "Ajoutez un ou une coach à la promotion, puis revenez ici.",
    ),
    "no_defi": (
        "Cette promotion n’a pas encore de défi.",
        "Ajoutez ses défis, puis revenez ici pour répartir les ateliers.",
    ),
    "phases": (
        french("La promotion est trop courte pour ses quatre phases : elle n’en a que {number}."),
        "Le plan s’arrête là, ou changez la fin de la promotion.",
    ),
    "short": (
        "La phase {number} dure moins de quatre semaines.",
        french("Allongez-la avec « Dates des phases », ou laissez de côté ce qui n’y tient pas."),
    ),
    "outside": (
        "La phase {number} sort des dates de la promotion.",
        french("Corrigez-la avec « Dates des phases »."),
    ),
    "overlap": (
        french("Une autre promotion se déroule en même temps, avec des coachs en commun : {names}."),
        "Ses temps collectifs sont évités.",
    ),
    "alone": (
        french("Trop peu d’EIG pour un groupe de partage : {names}."),
        french("Réunissez ces métiers avec un autre : bouton « Programme » de l’accueil, puis « Créer une série »."),
    ),
}

LINE_TITLE = "Changer une ligne"
WHICH = sentence("*{name}*\n{when}")
NO_DATE = "sans date"
DAY, WEEKDAY, ORDINAL, TIME = "Jour", "Jour de la semaine", "Lequel du mois", "Heure, à Paris"
WEEKS, NUMBER = "Semaines", "Ateliers par défi"
ORGANISER, CHOOSE = "Qui organise", "Choisir"
OTHER = "Autre choix"
BACK, LEAVE = "Revenir à la proposition", "Laisser cette ligne de côté"
KEEP = "Garder cette ligne"

SCHOOL_TITLE = "Vacances scolaires"
SCHOOL_DATES = "Périodes sans école"
SCHOOL_HINT = french(
    "Une par ligne, avec la zone si vous voulez. Par exemple : Zone B : du 13 février au 1er mars. Tout effacer les "
    "retire."
)
SCHOOL_KEEP = "Garder ces périodes"

DATES_TITLE = "Dates des phases"
DATES_INTRO = said("Chaque phase commence le lendemain de la fin de la précédente. Rien ne change avant votre accord.")
ENDS = "Fin de la phase {number}"
LOOK = "Voir ce que cela déplace"
MOVE_TITLE = "Ce que cela déplace"
MOVE_INTRO = sentence("La phase {number} finirait le {day}.")
NOTHING_MOVES = said("Rien de ce qui est confirmé ne se déplace.")
MOVE = "Changer les dates"
MOVED_KNOW = said(
    "« Changer les dates » change les dates de la promotion et déplace tout cela en une fois. Une date déjà "
    "annoncée reste en place. Qui intervient à une date déplacée reçoit un message."
)

DONE_TITLE = "C’est confirmé"
DONE = sentence("C’est confirmé : {what}. Aucune annonce ne part maintenant : chaque date s’annonce à son heure.")
UNDONE = said("Tout est comme avant : rien du plan n’est confirmé, et personne n’a reçu de message.")
TWO_MINUTES = said("Pendant deux minutes, vous pouvez revenir en arrière.")
TOO_LATE_TITLE = "Trop tard"
KNOWN_TOLD = said("Qui intervient à une date déplacée, ou venait à une date annulée, reçoit un message.")
ONE, SEVERAL = "une ligne du plan", "{count} lignes du plan"
ALREADY = said("Tout ce plan est déjà confirmé : il n’y a rien de plus à créer.")
DROPPED_MANY = sentence("{count} dates après la fin de la promotion sont annulées.")
NEXT = said("Les séries se règlent dans `/programme` ; les comités se planifient avec « Comités de la phase ».")

REFUSED: Mapping[str, Said] = {
    "overtaken": said(
        "Une autre personne vient de changer ce plan. Le voici comme il est : relisez-le, puis confirmez."
    ),
    "no_coach": said("Rien n’est créé : cette promotion n’a pas de coach. Ajoutez un ou une coach, puis confirmez."),
}
NOT_MADE = said("Rien n’est créé : une ligne ne peut pas être programmée ainsi. Changez-la, puis confirmez.")
INVALID: Mapping[tuple[str, str], str] = {
    ("line", "overtaken"): french(
        "Une autre personne vient de changer cette ligne. Fermez cette fenêtre pour la relire, ou rouvrez-la."
    ),
    ("day", "past"): "Ce jour est passé. Choisissez-en un à venir.",
    ("day", "none"): "Choisissez un jour.",
    ("day", "closed"): "Un week-end ou un jour férié est compris. Choisissez un autre jour.",
    ("day", "soon"): "C’est trop proche pour être annoncé à temps. Choisissez le {day} ou un jour plus tard.",
    ("time", "night"): french("Choisissez une heure de début et de fin entre 8 h et 19 h."),
    ("weeks", "none"): "Cochez au moins une semaine.",
    ("day", "outside"): "Choisissez un jour pendant la promotion.",
    ("organiser", "gone"): "Choisissez un ou une coach de cette promotion.",
    ("what", "range"): CHOOSE_OFFERED,
    ("school", "long"): "C’est trop long. Gardez une ligne par période.",
    ("school", "overtaken"): french(
        "Une autre personne vient de changer ces périodes. Copiez les vôtres, fermez cette fenêtre, puis rouvrez-la."
    ),
    ("school", "dates"): french(
        "Cette ligne n’est pas une période : « {line} ». Par exemple : du 13 février au 1er mars"
    ),
    ("ends", "order"): "Cette phase finirait avant de commencer. Choisissez un jour plus tard.",
}

COMING = said("L’image du plan arrive dans notre conversation.")
MISSING = said("L’image n’est pas installée ici : tout le plan se lit dans cette fenêtre.")
CARD = sentence("Le plan de la promotion {promotion}, mois par mois. L’image suit sous ce message.")
FILE_TITLE = "Plan de la promotion {promotion}"
PHASES = "Phases"
SPAN = sentence("• {name} : {days}")
PHASE = french("Phase {number}, {name}")
SOME_SCHOOL = "Vacances"
GREY = french("{title} (en gris : vacances scolaires)")
FILE_WORDS = french("L’année en une image. Tout ce qu’elle montre est écrit dans le message au-dessus.")
