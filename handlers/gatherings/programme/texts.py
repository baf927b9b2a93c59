"""Sentences of the list that `/programme` shows, of a series' page, and of notices about organisers."""

from collections.abc import Sequence

from bot.dates.words import join_words
from handlers.gatherings.texts import places
from handlers.kit.escaping import Said
from handlers.kit.sentences import french, said, sentence

HELP = said("`/programme` : les groupes, conférences et séminaires qui reviennent, et ce qu’il reste à régler")
TITLE = said("Le programme collectif")
SHORT_TITLE, NEXT_DATES = "Programme", "Prochaines dates"
NOTHING = said("Aucune série pour l’instant. Créez-en une : ses dates apparaissent deux mois à l’avance.")
NO_PROMOTION = said(
    "Aucune promotion en cours. Préparez-en une ici : ses dates, ses défis, ses personnes ; rien ne part avant que "
    "vous l’ouvriez."
)
IN_PREPARATION = sentence("{names} en préparation : reprenez où vous en étiez, rien ne part avant que vous l’ouvriez.")
PREPARE, GO_ON, PROMOTIONS = "Préparer une promotion", "Reprendre la préparation", "Les promotions"
CREATE = "Créer une série"
NEXT_MONTH = "Voir le mois prochain"
COMMITTEES = "Comités de la phase"
OPENINGS = "Dispositifs ouverts"
PLAN = "Plan de la promotion"
OVERVIEW = "Défi par défi"
IN_PROMOTIONS = said("« Les promotions » mène aux dates, aux personnes et aux fichiers, et à « Clore la promotion ».")
ROOMS = "Comités, plan, défi par défi"
WHICH_TITLE, WHICH = french("Quelle promotion ?"), said("De quelle promotion s’agit-il ?")
OPEN_SERIES = "Ouvrir une série"
CHOOSE = "Associer les métiers peu nombreux"

PROMOTION = sentence("*{name}*")
FACT = sentence("{name} : {what}")
RULE = sentence("{rule}, {length}, avec {organiser}")
APART = sentence("{organiser}, {rule}")
WITHOUT_RULE = "dates choisies une à une"
HAS_LEFT = sentence("{name}, qui n’est plus coach de la promotion")
UNCLAIMED = sentence("Sans animation : {whens}")
MISSING = sentence("Il manque, pour le {when} : {what}")

KINDS_TITLE = "Créer une série"
KINDS = said("De quoi s’agit-il ?")
EACH = "Un groupe par métier"

PAGE_TITLE = "Une série"
EDIT = "Modifier la série"
END = "Mettre fin à la série"
END_TITLE = french("Mettre fin ?")
END_SURE = "Les dates à venir sont annulées. Les personnes qui devaient venir reçoivent un message."
END_YES = "Oui, mettre fin"
ENDED_TITLE = "C’est terminé"
ENDED = sentence(
    "Cette série est terminée : {name}. Ses dates à venir sont annulées, et les personnes concernées reçoivent un "
    "message."
)
CHANNEL = sentence("Annonce dans <#{channel}>")
COMING = said("*Les prochaines dates*")
NO_DATES = said("Aucune date à venir.")
IS_ENDED = said("Cette série est terminée.")

ALONE_TITLE = "Métiers peu nombreux"
ALONE = said(
    "Un groupe demande au moins trois personnes. Pour chaque métier, choisissez : réunir avec le groupe d’un autre "
    "métier, ou inviter les alumni."
)
NOBODY_ALONE = said("Chaque métier a de quoi partager : il n’y a rien à choisir.")
NO_GROUP = said("Il n’y a encore aucun groupe à rejoindre : créez-en un, ou invitez les alumni.")

DATES_TITLE = "Prochaines dates (heure de Paris)"
POINT = sentence("• {date}")
YOU_COME = said("vous venez")
NO_NEXT_DATES = said("Aucune date n’est encore prévue. Elles apparaîtront ici deux mois à l’avance.")

ORPHANED = sentence("{who} n’est plus coach de la promotion et organisait : {name}, {rule}.")
TO_COME = sentence("À venir : {whens}.")
WHO_TAKES = said("La personne qui s’en occupe organisera la série et animera les dates à venir.")
TAKE = "Je m’en occupe"
ADOPTED = sentence("{taker} organise maintenant cette série : {name}.")
NOTHING_TO_TAKE = sentence("Cette série est terminée : {name}. Il n’y a plus rien à faire.")
HANDED = sentence("L’organisation de cette série vous est confiée, avec l’animation de ses dates : {name}.")
HANDED_SEVERAL = sentence("L’organisation de ces séries vous est confiée, avec l’animation de leurs dates : {names}.")
TOOK = sentence(
    "C’est noté : vous organisez cette série ({name}) et animez ses dates à venir, aux heures où rien d’autre n’est "
    "prévu pour vous."
)

_NEXT = sentence("{head} : {whens}")
_MORE = sentence("Et {many}, dans la liste « {list} ».")
_ALONE = sentence("{what} une ou deux personnes, sans groupe où partager : {names}.")
_WITHOUT_LIMIT = said("Sans limite de places")
_THE_DAY_BEFORE = said("Annonce la veille")
_DAYS_BEFORE = sentence("Annonce {days}\u00a0jours avant")


def next_dates(whens: Sequence[str]) -> Said:
    return _NEXT(head="Prochaine date" if len(whens) == 1 else "Prochaines dates", whens=join_words(whens))


def more(number: int) -> Said:
    return _MORE(many=f"{number}\u00a0autres" if number > 1 else "une autre", list=OPEN_SERIES)


def alone(names: Sequence[str]) -> Said:
    what = "Un métier compte" if len(names) == 1 else "Des métiers comptent"
    return _ALONE(what=what, names=join_words(names))


def capacity(number: int | None) -> Said:
    return places(number) if number else _WITHOUT_LIMIT


def lead(days: int) -> Said:
    return _DAYS_BEFORE(days=days) if days > 1 else _THE_DAY_BEFORE


def come(day: str) -> str:
    """Return « Je viens » with the day, for a message that has several of these buttons."""
    return f"Je viens {day}"


def of_day(time: str, name: str) -> str:
    return f"à {time}, {name}"
