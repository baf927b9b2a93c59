"""Sentences about a host's hours: the form, its errors, and the appointments outside the hours."""

from datetime import date, datetime

from bot.dates.words import day_words
from handlers.kit.escaping import Said
from handlers.kit.sentences import french, said, sentence
from handlers.kit.texts import CLOSED_VISIO, NOT_A_LINK

HELP = said(
    "`/disponibilites` : dire quand on peut réserver avec vous, fermer une date, bloquer un créneau. `/disponibilites "
    "absent` : vous n’êtes pas là aujourd’hui"
)

TITLE = "Vos disponibilités"
HOLDS = said("*En ce moment*")
EVERY_WEEK = said("*Chaque semaine*")
EXCEPTIONS = said("*Exceptions*")
NO_HOURS = said("Pas d’heures fixes.")
NOBODY_CAN_BOOK = said("Aucune heure pour l’instant : personne ne peut réserver avec vous.")
HOLIDAYS = said("Les heures sont celles de Paris. Les jours fériés sont fermés, sauf si une exception les ouvre.")
IMPORTED_FOOT = said(
    "Ces heures viennent d’un fichier de l’équipe des coachs et ne se changent pas ici ; une exception passe avant "
    "elles."
)
NO_LINK = said("Aucun lien de visio personnel.")

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

BLOCK_INTRO = said("*Une heure à garder pour vous ?* Choisissez-la, puis bloquez-la : c’est fait tout de suite.")
SLOT = "Un créneau encore libre"
CHOOSE_SLOT = "Choisir un créneau"
BLOCK = "Bloquer ce créneau"
NOTHING_FREE = said("Aucun créneau n’est libre dans les 60\u00a0prochains jours : il n’y a rien à bloquer.")
CHOOSE_FIRST = said("Choisissez d’abord un créneau dans la liste, puis « Bloquer ce créneau ».")
JUST_TAKEN = said(
    "Ce créneau vient d’être réservé : rien n’a changé. Vous trouvez ce rendez-vous dans vos messages et dans "
    "`/agenda`."
)
OVER = said("Ce créneau est passé : il n’y a plus rien à bloquer.")

UNDERSTOOD = said("*Voici ce que j’ai compris*")
NOT_YET = said("Rien n’est encore enregistré.")
NOT_KEPT_TITLE = french("Continuer sans enregistrer ?")
NOT_KEPT = (
    "Ce que vous venez d’écrire sur vos disponibilités serait perdu. Enregistrez d’abord : vous retrouvez ce "
    "rendez-vous et ce bouton juste après."
)
GO_ON = "Continuer sans enregistrer"
GO_BACK = "Revenir"
KEEP = "Enregistrer"
CORRECT = "Corriger"
KEPT_TITLE = "C’est enregistré"
KEPT = said("Vos disponibilités sont enregistrées. On peut réserver avec vous à ces heures-là.")
KEPT_CLOSED = said("C’est enregistré : personne ne peut réserver avec vous pour l’instant.")
REPLACES = said(
    "*Attention* : vos disponibilités ont changé depuis que vous avez ouvert ce formulaire, dans une autre fenêtre ou "
    "par un fichier. En enregistrant, vous remplacez ce qui suit :"
)
REPLACED = said(
    "*À savoir* : vos disponibilités avaient changé depuis que vous aviez ouvert ce formulaire. Ce que vous venez "
    "d’enregistrer remplace ce qui suit :"
)

FIND_AGAIN = said("Pour retrouver cette liste plus tard : `/disponibilites`, puis « Vérifier ».")
MOVE = "Changer la date"
HAND_OVER = "Confier le rendez-vous"
CANCEL = "Annuler le rendez-vous"

OWN_LINK = sentence("Lien de visio : {address}")
LEFT_OUT = sentence(
    "À partir du {day}, vos exceptions sont trop nombreuses pour ce champ : elles restent valables. Une ligne écrite "
    "ici pour l’un de ces jours remplace la sienne."
)
BLOCKED = sentence(
    "C’est bloqué : {when}. On ne peut plus réserver ce créneau. Pour le rendre, changez la ligne de ce jour dans "
    "« Exceptions », puis enregistrez."
)
BLOCKED_UNWRITTEN = sentence(
    "C’est bloqué : {when}. Le texte « Exceptions » n’a pas changé, car une ligne ne se lit pas : ajoutez-y ce "
    "changement avant d’enregistrer, sans quoi il serait perdu."
)

_TOUCHED_ONE = said("*Un rendez-vous est en dehors de ces heures.* Tant que vous n’y changez rien, il est maintenu.")
_TOUCHED = sentence(
    "*{count}\u00a0rendez-vous sont en dehors de ces heures.* Tant que vous n’y changez rien, ces rendez-vous sont "
    "maintenus."
)
_ONE_MORE = said("Et un autre, plus tard : vous le trouvez dans `/agenda`.")
_MORE = sentence("Et {count}\u00a0autres, plus tard : vous les trouvez dans `/agenda`.")
_APPOINTMENT = sentence("{what}, {when}{whose}{whom}")
_BETWEEN = sentence("*Du {start} au {end}*")
_FROM = sentence("*À partir du {start}*")
_UNTIL = sentence("*Jusqu’au {end}*")


def touched(count: int) -> Said:
    return _TOUCHED_ONE if count == 1 else _TOUCHED(count=count)


def more_touched(count: int) -> Said:
    return _ONE_MORE if count == 1 else _MORE(count=count)


def appointment(what: str, when: str, *, defi: str | None, others: str) -> Said:
    whose = f", pour le défi {defi}" if defi else ""
    return _APPOINTMENT(what=what, when=when, whose=whose, whom=f", avec {others}" if others else "")


def when(day: str, span: str) -> str:
    return f"{day} {span}"


def bounded(first: date | None, last: date | None, *, now: datetime) -> Said:
    start, end = (day and day_words(day, now) for day in (first, last))
    if start and end:
        return _BETWEEN(start=start, end=end)
    return _FROM(start=start) if start else _UNTIL(end=end)


def link_fault(reason: str) -> str:
    if reason == "long":
        return "Lien de visio\u00a0: 500\u00a0caractères au plus."
    return CLOSED_VISIO if reason == "closed" else NOT_A_LINK
