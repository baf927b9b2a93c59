"""Every sentence of the App Home."""

from handlers.kit.escaping import Said
from handlers.kit.sentences import said, sentence

AWAITS = "Ce qui vous attend"
COMES = "À venir"
STANDS = "Où en est la promotion"
NOTHING_AWAITS = said("Tout est à jour : rien à faire pour l’instant.")
NOTHING_COMES = said("Aucun rendez-vous à venir.")
BOOK = "Réserver un bureau d’aide"
CATALOGUE = "Voir le catalogue"
MY_HOURS = "Mes disponibilités"
PROGRAMME = "Programme"
FIND_DATE = "Trouver une date"
MY_HELP = "Dire où je peux aider"
WEEK = "Ma semaine"
NEEDS = "Les besoins"
MY_REMINDERS = "Mes rappels"
MY_LOGBOOK = "Mon carnet"
MY_LIST = "Mes bureaux d’aide"
ASK_MENTORING = "Demander un mentorat"
MY_CYCLES = "Mes mentorats"
JOIN = "Rejoindre la visio"
LEAVE = "Je ne pourrai pas venir"
STRANGER = said(
    "Bienvenue. Le catalogue des dispositifs est ouvert à tout le monde ; pour réserver, il faut que les coachs vous "
    "ajoutent à une promotion."
)
ALERT = "Prévenir les coachs"

SESSION = sentence("*{when}* : bureau d’aide avec {people}, défi {defi}")
MENTORING_SESSION = sentence("*{when}* : mentorat avec {people}, défi {defi}")

GATHERING = sentence("*{when}* : {what}{place}")

PHASE = sentence("Phase {number}, {name}, jusqu’au {until}.")
OVER = sentence("Les phases de la promotion {name} sont terminées.")
SOON = sentence("Entre deux phases : la phase {number}, {name}, commence {day}.")
FIRST = sentence("La promotion commence {day}.")

_MORE_AWAITS = sentence("Et {others} : la suite apparaît ici dès que vous avez répondu.")
_MORE = sentence("Et {others} rendez-vous : tapez `/agenda`.")


def of(when: str, named: str) -> str:
    """Name a gathering for who cannot see where a button stands: the date first, since a long name loses its end."""
    return f"{when}, {named}"


def more_to_come(count: int) -> Said:
    """Say how many more there are than are shown."""
    return _MORE(others="un autre" if count == 1 else f"{count} autres")


def more_awaits(count: int) -> Said:
    """Say how many things wait below those that are shown."""
    return _MORE_AWAITS(others="une autre demande" if count == 1 else f"{count} autres demandes")
