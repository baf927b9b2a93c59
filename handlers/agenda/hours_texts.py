"""Every sentence of one's hours: the form, what is wrong in it, what it touches."""

from datetime import date, datetime

from bot.dates.words import day_words
from handlers.kit.texts import CLOSED_VISIO

HELP = "`/disponibilites` : dire quand on peut réserver avec vous, fermer une date, bloquer un créneau"

TITLE = "Vos disponibilités"
HOLDS = "*En ce moment*"
EVERY_WEEK = "*Chaque semaine*"
EXCEPTIONS = "*Exceptions*"
NO_HOURS = "Pas d’heures fixes."
NOBODY_CAN_BOOK = "Aucune heure pour l’instant : personne ne peut réserver avec vous."
HOLIDAYS = "Les heures sont celles de Paris. Les jours fériés sont fermés, sauf si une exception les ouvre."
IMPORTED_FOOT = (
    "Ces heures viennent d’un fichier de l’équipe des coachs et ne se changent pas ici ; une exception "
    "passe avant elles."
)
NO_LINK = "Aucun lien de visio personnel."

WEEK = "Chaque semaine"
WEEK_HINT = "Une ligne par jour. Un jour sans ligne est fermé."
WEEK_EXAMPLE = "lundi 9h-12h, 14h-17h"
DAYS = "Exceptions"
DAYS_HINT = (
    "Une ligne par date ou par période, à la place des heures de ce jour-là. Par exemple : mardi 12 mai 9h-12h, "
    "ou du 3 au 14 août fermé."
)
DAYS_EXAMPLE = "du 3 au 14 août fermé"
LINK = "Votre lien de visio"
LINK_HINT = "Les prochaines réservations avec vous le donneront ; celles déjà faites gardent leur lien."
READ_BACK = "Vérifier"

BLOCK_INTRO = "*Une heure à garder pour vous ?* Choisissez-la, puis bloquez-la : c’est fait tout de suite."
SLOT = "Un créneau encore libre"
CHOOSE_SLOT = "Choisir un créneau"
BLOCK = "Bloquer ce créneau"
NOTHING_FREE = "Aucun créneau n’est libre dans les 60 prochains jours : il n’y a rien à bloquer."
CHOOSE_FIRST = "Choisissez d’abord un créneau dans la liste, puis « Bloquer ce créneau »."
JUST_TAKEN = (
    "Ce créneau vient d’être réservé : rien n’a changé. Vous trouvez ce rendez-vous dans vos messages et "
    "dans `/agenda`."
)
OVER = "Ce créneau est passé : il n’y a plus rien à bloquer."

UNDERSTOOD = "*Voici ce que j’ai compris*"
NOT_YET = "Rien n’est encore enregistré."
NOT_KEPT_TITLE = "Pas encore enregistré"
NOT_KEPT = (
    "Ce que vous venez d’écrire sur vos disponibilités serait perdu. Enregistrez d’abord : vous retrouvez ce "
    "rendez-vous et ce bouton juste après."
)
GO_ON = "Continuer sans enregistrer"
GO_BACK = "Revenir"
KEEP = "Enregistrer"
CORRECT = "Corriger"
KEPT_TITLE = "C’est enregistré"
KEPT = "Vos disponibilités sont enregistrées. On peut réserver avec vous à ces heures-là."
KEPT_CLOSED = "C’est enregistré : personne ne peut réserver avec vous pour l’instant."
REPLACES = (
    "*Attention* : vos disponibilités ont changé depuis que vous avez ouvert ce formulaire, dans une autre fenêtre ou "
    "par un fichier. En enregistrant, vous remplacez ce qui suit :"
)
REPLACED = (
    "*À savoir* : vos disponibilités avaient changé depuis que vous aviez ouvert ce formulaire. Ce que vous venez "
    "d’enregistrer remplace ce qui suit :"
)

STANDS = "Tant que vous n’y changez rien, ces rendez-vous sont maintenus."
FIND_AGAIN = "Pour retrouver cette liste plus tard : `/disponibilites`, puis « Vérifier »."
MOVE = "Changer la date"
HAND_OVER = "Confier le rendez-vous"
CANCEL = "Annuler le rendez-vous"


def touched(count: int) -> str:
    """Title the appointments that lie outside the hours."""
    if count == 1:
        return "*Un rendez-vous est en dehors de ces heures.* Tant que vous n’y changez rien, il est maintenu."
    return f"*{count} rendez-vous sont en dehors de ces heures.* {STANDS}"


def more_touched(count: int) -> str:
    """Say that some of them are not drawn."""
    if count == 1:
        return "Et un autre, plus tard : vous le trouvez dans `/agenda`."
    return f"Et {count} autres, plus tard : vous les trouvez dans `/agenda`."


def appointment(what: str, when: str, *, defi: str | None, others: str) -> str:
    """Name an appointment: what, when, for which défi and with whom."""
    whose = f", pour le défi {defi}" if defi else ""
    return f"{what}, {when}{whose}{f', avec {others}' if others else ''}"


def when(day: str, span: str) -> str:
    """Say a day and the clock times in it."""
    return f"{day} {span}"


def link(address: str) -> str:
    """Say the link."""
    return f"Lien de visio : {address}"


def bounded(first: date | None, last: date | None, *, now: datetime) -> str:
    """Title hours that a file gave for a time."""
    start, end = (one and day_words(one, now) for one in (first, last))
    if start and end:
        return f"*Du {start} au {end}*"
    return f"*À partir du {start}*" if start else f"*Jusqu’au {end}*"


def left_out(day: str) -> str:
    """Say from when exceptions have no room in their field."""
    return (
        f"À partir du {day}, vos exceptions sont trop nombreuses pour ce champ : elles restent valables. Une ligne "
        "écrite ici pour l’un de ces jours remplace la sienne."
    )


def blocked(when: str) -> str:
    """Say what was blocked."""
    return (
        f"C’est bloqué : {when}. On ne peut plus réserver ce créneau. Pour le rendre, changez la ligne de ce jour "
        "dans « Exceptions », puis enregistrez."
    )


def blocked_unwritten(when: str) -> str:
    """Say what was blocked, when the exceptions that are being typed cannot be read yet."""
    return (
        f"C’est bloqué : {when}. Le texte « Exceptions » n’a pas changé, car une ligne ne se lit pas : ajoutez-y ce "
        "changement avant d’enregistrer, sans quoi il serait perdu."
    )


def link_fault(reason: str) -> str:
    """Say what is wrong with the link."""
    if reason == "long":
        return "Lien de visio\u00a0: 500\u00a0caractères au plus."
    return CLOSED_VISIO if reason == "closed" else "Donnez une adresse complète, qui commence par https://."
