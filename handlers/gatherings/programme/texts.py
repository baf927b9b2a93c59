"""Every sentence of `/programme`: what comes back, series by series, and the page of a series."""

from collections.abc import Sequence

from bot.dates.words import join_words
from handlers.gatherings.texts import come_by_now, places

HELP = "`/programme`\u00a0: les groupes, conférences et séminaires qui reviennent, et ce qu’il reste à régler (coachs)"
TITLE = "Le programme collectif"
NOTHING = "Aucune série pour l’instant. Créez-en une\u00a0: ses dates apparaissent deux mois à l’avance."
NO_PROMOTION = "Aucune promotion en cours\u00a0: il n’y a rien à programmer pour l’instant."
CREATE = "Créer une série"
NEXT_MONTH = "Voir le mois prochain"
OPEN_SERIES = "Ouvrir une série"
OPEN = "Ouvrir"
CHOOSE = "Associer les métiers peu nombreux"
PLAN = "Programmer"

KINDS_TITLE = "Créer une série"
KINDS = "De quoi s’agit-il\u00a0?"
EACH = "Un groupe par métier"

PAGE_TITLE = "Une série"
EDIT = "Modifier la série"
END = "Mettre fin à la série"
END_TITLE = "Mettre fin\u00a0?"
END_SURE = "Les dates à venir sont annulées. Les personnes qui devaient venir reçoivent un message."
END_YES = "Oui, mettre fin"
NO = "Non, revenir"
ENDED_TITLE = "C’est terminé"
COMING = "*Les prochaines dates*"
NO_DATES = "Aucune date à venir."
ENDED = "Cette série est terminée."

ALONE_TITLE = "Métiers peu nombreux"
ALONE = (
    "Un groupe demande au moins trois personnes. Pour chaque métier, choisissez\u00a0: réunir avec le groupe d’un "
    "autre métier, ou inviter les alumni."
)
NOBODY_ALONE = "Chaque métier a de quoi partager\u00a0: il n’y a rien à choisir."
NO_GROUP = "Il n’y a encore aucun groupe à rejoindre\u00a0: créez-en un, ou invitez les alumni."

WITHOUT_RULE = "dates choisies une à une"
DATES_TITLE = "Prochaines dates (heure de Paris)"
YOU_COME = "vous venez"
SKILLS, VALUES = "Compétences", "Valeurs"
NO_NEXT_DATES = "Aucune date n’est encore prévue. Elles apparaîtront ici deux mois à l’avance."


def promotion(name: str) -> str:
    """Title what comes back in a promotion."""
    return f"*{name}*"


def rule(words: str, length: str, organiser: str) -> str:
    """Say when a series comes back, how long it lasts, who organises it."""
    return f"{words[:1].upper()}{words[1:]}, {length}, avec {organiser}"


def left(name: str) -> str:
    """Say that who organised it has left."""
    return f"{name}, qui n’est plus dans le programme"


def next_dates(whens: Sequence[str]) -> str:
    """Say when it is next."""
    return f"{'Prochaine date' if len(whens) == 1 else 'Prochaines dates'}\u00a0: {join_words(whens)}"


def unclaimed(whens: Sequence[str]) -> str:
    """Say which dates nobody hosts."""
    return f"Sans animation\u00a0: {join_words(whens)}"


def missing(when: str, what: Sequence[str]) -> str:
    """Say what is missing of a date."""
    return f"Il manque, pour le {when}\u00a0: {join_words(what)}"


def more(number: int) -> str:
    """Say how many series are not shown."""
    many = f"{number}\u00a0autres" if number > 1 else "une autre"
    return f"Et {many}, dans la liste «\u00a0{OPEN_SERIES}\u00a0»."


def alone(names: Sequence[str]) -> str:
    """Point out the métiers of one or two."""
    what = "Un métier compte" if len(names) == 1 else "Des métiers comptent"
    return f"{what} une ou deux personnes, sans groupe où partager\u00a0: {join_words(names)}."


def facts_channel(channel: str | None) -> str:
    """Say where it is announced; the id becomes the channel's name in Slack."""
    return f"Annonce dans <#{channel}>" if channel else "Annonce en message direct, faute de canal"


def facts_capacity(capacity: int | None) -> str:
    """Say how many can come."""
    return places(capacity) if capacity else "Sans limite de places"


def facts_lead(days: int) -> str:
    """Say how long ahead it is announced."""
    return f"Annonce {days}\u00a0jours avant" if days > 1 else "Annonce la veille"


def date_line(when: str, *, coming: int, announced: bool) -> str:
    """Say when one is and how many come, once people could say so."""
    return f"{when}\u00a0: {come_by_now(coming)}" if announced else when


def come(day: str) -> str:
    """Say that one comes, on a button beside others."""
    return f"Je viens {day}"


def of_day(time: str, name: str) -> str:
    """Name the rest of a date whose day the button says itself."""
    return f"à {time}, {name}"


def brought(name: str, what: str) -> str:
    """Say what a series brings of the programme's skills or values."""
    return f"{name}\u00a0: {what}"


def ended(name: str) -> str:
    """Say that a series has ended."""
    return (
        f"Cette série est terminée\u00a0: {name}. Ses dates à venir sont annulées, et les personnes concernées "
        "reçoivent un message."
    )
