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
MY_REMINDERS = "Mes rappels"
MY_LIST = "Mes bureaux d’aide"
ASK_MENTORING = "Demander un mentorat"
MY_CYCLES = "Mes mentorats"
OPEN = "Ouvrir"
SEND = "Envoyer un document"
TAKE = "Je m’en occupe"
PROPOSE = "Proposer des dates"
AGREE = "Oui, partager le besoin"
REFUSE = "Non, garder le besoin"
JOIN = "Rejoindre la visio"
MORE = "Autres actions"
LEAVE = "Je ne pourrai pas venir"
STRANGER = said(
    "Bienvenue. Le catalogue des dispositifs est ouvert à tout le monde ; pour réserver, il faut que les coachs vous "
    "ajoutent à une promotion."
)
ALERT = "Prévenir les coachs"

HALF_DAYS = sentence("Comités d’évaluation de la phase {phase} : vos demi-journées possibles.")
TO_SEND = sentence("Bureau d’aide du {when} (défi {defi}) : vous pouvez encore envoyer un document.")
TO_SHOW = sentence("{person} participera au bureau d’aide du défi {defi}. Lui montrer votre besoin ?")
CALL = sentence("L’équipe du défi {defi} cherche une date avec l’équipe des coachs.")
TAKEN = sentence("L’équipe du défi {defi} attend vos dates.")
WAITING = sentence("Votre demande de bureau d’aide (défi {defi}) attend la réponse des coachs.")
TAKEN_BY = sentence("{coach} s’occupe de votre demande de bureau d’aide (défi {defi}) et va vous proposer des dates.")

SESSION = sentence("*{when}* : bureau d’aide avec {people}, défi {defi}")
MENTORING_SESSION = sentence("*{when}* : mentorat avec {people}, défi {defi}")
MENTORING = sentence("Mentorat, défi {defi}. {what}")
MENTORING_OF = sentence("{what}, mentorat {domain}")
GATHERING = sentence("*{when}* : {what}{place}")

PHASE = sentence("Phase {number}, {name}, jusqu’au {until}.")
OVER = sentence("Les phases de la promotion {name} sont terminées.")
SOON = sentence("Entre deux phases : la phase {number}, {name}, commence {day}.")
FIRST = sentence("La promotion commence {day}.")

_TIMES = sentence("{proposed} pour le bureau d’aide du défi {defi}.")
_MORE = sentence("Et {others} rendez-vous : tapez `/agenda`.")


def times(defi: str, count: int) -> Said:
    """Say that dates were proposed."""
    return _TIMES(proposed="Une date est proposée" if count == 1 else f"{count} dates sont proposées", defi=defi)


def choose(when: str) -> str:
    """Name the button that takes one of the dates."""
    return f"Choisir {when}"


def more_to_come(count: int) -> Said:
    """Say how many more there are than are shown."""
    return _MORE(others="un autre" if count == 1 else f"{count} autres")
