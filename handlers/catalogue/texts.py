"""Sentences of the catalogue's answers, and of « Dispositifs ouverts »."""

from collections.abc import Sequence

from bot.catalogue.openings import DispositifOpening
from handlers.kit.escaping import Said
from handlers.kit.sentences import french, join_text, said, sentence

MENU_TITLE = "Les dispositifs EIG"
SHORT_TITLE = "Dispositifs EIG"
MENU_HINT = said(
    "Cherchez par nom ou par besoin : `/dispositifs échelle`. Les quatre phases : `/dispositifs phase`. De l’aide : "
    "`/dispositifs aide`."
)
CHOOSE = "Ouvrir un dispositif"
OPENS = "ouvrir"
SHARE = "Partager dans le canal"
ALREADY_SHARED = said("Vous l’avez déjà partagé.")
MENU = "Tous les dispositifs"
FIRST_STEPS = {
    "bureau-aide": ("Réserver un bureau d’aide", "helpdesk.start"),
    "mentorat": ("Demander un mentorat", "mentoring.start"),
    "carnet": ("Ouvrir mon carnet", "logbook.open"),
    "atelier": ("Demander un atelier", "workshops.start"),
}

# The first button of an added format. Such a format is booked like a bureau d'aide or like a mentorat.
OWN_STEPS = {"bureau-aide": ("Réserver", "helpdesk.start"), "mentorat": ("Demander", "mentoring.start")}
DATES = "Prochaines dates"
HAD, HAD_OF = "Pour votre équipe", french("{count} sur {of} en phase {phase}")
HAD_BY = french("{name} : {had}")
PLAN = "Programmer"
NOT_YET = "pas encore ouvert"
LATER_ON = said("Bientôt")
OPENS_ON = sentence("{name}, à partir du {day}")
OPENING = "Ouverture"
TALK = "En parler avec mon coach"
OPENINGS = "Dispositifs ouverts"

PHASES_TITLE = "Les quatre phases"
SHORTCUT = "dispositifs.menu"
ABOUT = said("À propos des dispositifs")
SEE_ALSO = "Voir aussi"
SEE = said("Voir aussi :")
FOR = "Pour"
OFTEN = "Fréquence"
LONG = "Durée"
PREPARE = "S’y préparer"
INSPIRE = "S’en inspirer"

HELP = said(
    "`/dispositifs` : le catalogue ; suivi d’un nom ou d’un besoin, la recherche (`/dispositifs audit de code`)"
)
HELP_PHASES = said("`/dispositifs phase` : les quatre phases de la promotion")

NAMED = sentence("{name}. {description}")
LINK = sentence("<{url}|{words}>")
OFTEN_BESIDE = sentence("{name} ({often})")
PHASE = sentence(
    "*Phase {number} : {name}*{now}\n{length} : {verbs}\n_Compétences pour les EIG_ : {eig}\n"
    "_Compétences pour les porteurs et porteuses_ : {porteurs}"
)
NO_SKILL = "aucune"
NOW = said(" (en ce moment)")
SPOKEN_PHASE = sentence("phase {number}, {name} : {verbs}")
_TYPED = said("*Ce que vous pouvez taper*")
_NEAREST = sentence("Rien sous ce nom. Cherchiez-vous {names} ?")


def for_you(phase: int | None) -> str:
    return f"Pour vous, en phase {phase}" if phase else "Pour vous"


def not_yet(first: Sequence[str]) -> str:
    return f"{NOT_YET}, première date prévue {first[0]}" if first else NOT_YET


def nearest(names: Sequence[str]) -> Said:
    return _NEAREST(names=enumerated(names, last="ou"))


def help_text(lines: Sequence[Said]) -> Said:
    return join_text([_TYPED, *lines], "\n• ")


def enumerated(names: Sequence[str], *, last: str = "et") -> str:
    """Join quoted names in French, with `last` before the last name: « a, b et c »."""
    quoted = [f"« {name} »" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} {last} {quoted[-1]}"


TITLE = "Dispositifs ouverts"
CHANGE = "Changer"
START = "Ouvrir"
NOT_NOW = "Pas maintenant"
PUT_OFF = sentence("C’est noté : « {name} » reste à ouvrir depuis « Dispositifs ouverts », quand vous voulez.")
# The question that offers to open a closed dispositif, by dispositif.
OFFERS = {
    "atelier": sentence("{promotion} : les équipes ont pris leurs marques. Ouvrir les ateliers ?"),
    "carnet": sentence("{promotion} : un mois est passé. Ouvrir le carnet de bord ?"),
    "pluridisciplinaire": sentence("{promotion} : les équipes ont de quoi partager. Ouvrir les groupes mélangés ?"),
    "seminaire-porteurs": sentence("{promotion} : un séminaire par phase réunit les porteurs et porteuses. L’ouvrir ?"),
    "seminaire-promotion": sentence("{promotion} : le moment du séminaire approche. L’ouvrir ?"),
}
OFFER_COMMITTEES = sentence("{promotion} : la phase {phase} finit {day}. Ouvrir les comités ?")
STARTED = sentence("C’est fait : « {name} » est ouvert, et se montre à la promotion.")
KEEP = "Enregistrer"
INTRO = sentence(
    "*Promotion {promotion}.* Ouvrez un dispositif quand quelqu’un l’anime. Jusque-là, sa carte dit à partir de quand "
    "il ouvre, et propose d’en parler avec l’équipe des coachs."
)
STATE = "Ce dispositif"
FROM_NOW, LATER, NEVER = "now", "later", "never"
STATES = {FROM_NOW: "est ouvert", LATER: "ouvre à une date", NEVER: "n’est pas encore ouvert"}
DAY = "Date d’ouverture"
DAY_HINT = "À remplir si le dispositif ouvre à une date. Ce jour-là, il s’ouvre de lui-même."
NO_DAY = "Donnez la date d’ouverture, ou choisissez un autre état."
OPEN = said("ouvert")
BY_HAND = said("ouvert, organisé par l’équipe des coachs")
NOT_OPEN_YET = said("pas encore ouvert")

LINE = sentence("*{name}* : {how}")
FROM = sentence("ouvre {day}")


def how(opening: DispositifOpening, day: str) -> Said:
    """Return whether a dispositif is open, in words. `day` is its opening day."""
    if opening.is_open:
        return OPEN if opening.works else BY_HAND
    return FROM(day=day) if day else NOT_OPEN_YET
