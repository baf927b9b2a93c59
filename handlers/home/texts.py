"""Every sentence of the App Home."""

AWAITS = "Ce qui vous attend"
COMES = "À venir"
STANDS = "Où en est la promotion"
NOTHING_AWAITS = "Tout est à jour : rien à faire pour l’instant."
NOTHING_COMES = "Aucun rendez-vous à venir."
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
STRANGER = (
    "Bienvenue. Le catalogue des dispositifs est ouvert à tout le monde ; pour réserver, il faut que les coachs vous "
    "ajoutent à une promotion."
).replace(" ;", "\u00a0;")
ALERT = "Prévenir les coachs"


def times(defi: str, count: int) -> str:
    """Say that dates were proposed."""
    proposed = "Une date est proposée" if count == 1 else f"{count} dates sont proposées"
    return f"{proposed} pour le bureau d’aide du défi {defi}."


def choose(when: str) -> str:
    """Name the button that takes one of the dates."""
    return f"Choisir {when}"


def to_send(defi: str, when: str) -> str:
    """Say that a document is still to come."""
    return f"Bureau d’aide du {when} (défi {defi})\u00a0: vous pouvez encore envoyer un document."


def to_show(person: str, defi: str) -> str:
    """Ask whether a specialist may read the need."""
    return f"{person} participera au bureau d’aide du défi {defi}. Lui montrer votre besoin\u00a0?"


def call(defi: str) -> str:
    """Say that a team waits for a coach."""
    return f"L’équipe du défi {defi} cherche une date avec l’équipe des coachs."


def taken(defi: str) -> str:
    """Say that a team waits for dates of the reader's."""
    return f"L’équipe du défi {defi} attend vos dates."


def waiting(defi: str) -> str:
    """Say that the reader's own request waits for a coach."""
    return f"Votre demande de bureau d’aide (défi {defi}) attend la réponse des coachs."


def taken_by(coach: str, defi: str) -> str:
    """Say that a coach takes care of the reader's own request."""
    return f"{coach} s’occupe de votre demande de bureau d’aide (défi {defi}) et va vous proposer des dates."


def session(when: str, people: str, defi: str) -> str:
    """Say one séance to come."""
    return f"*{when}* : bureau d’aide avec {people}, défi {defi}".replace(" :", "\u00a0:")


def mentoring(what: str, defi: str) -> str:
    """Say where a mentoring cycle stands."""
    return f"Mentorat, défi {defi}. {what}"


def mentoring_of(what: str, domain: str) -> str:
    """Name a cycle, or a séance of it, for who hears a button and sees nothing beside it."""
    return f"{what}, mentorat {domain}"


def mentoring_session(when: str, people: str, defi: str) -> str:
    """Say one séance of a cycle to come."""
    return f"*{when}* : mentorat avec {people}, défi {defi}"


def gathering(when: str, what: str, place: str) -> str:
    """Say one gathering to come."""
    return f"*{when}*\u00a0: {what}{f', {place}' if place else ''}"


def more_to_come(count: int) -> str:
    """Say how many more there are than are shown."""
    return f"Et {'un autre' if count == 1 else f'{count} autres'} rendez-vous\u00a0: tapez `/agenda`."


def phase(number: int, name: str, until: str) -> str:
    """Say where the promotion stands."""
    return f"Phase {number}, {name}, jusqu’au {until}."


def over(name: str) -> str:
    """Name the promotion where no phase runs, nor comes."""
    return f"Les phases de la promotion {name} sont terminées."


def soon(number: int, name: str, day: str) -> str:
    """Say which phase comes where none runs."""
    return f"Entre deux phases : la phase {number}, {name}, commence {day}."


def first(day: str) -> str:
    """Say when the promotion begins."""
    return f"La promotion commence {day}."
