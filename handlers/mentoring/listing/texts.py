"""Every sentence of the list of one's mentoring cycles, and what says of one in a line where it stands."""

from handlers.kit.french import of

TITLE = "Vos mentorats"
NOTHING = "Aucun mentorat en cours ni en attente."
START = "Demander un mentorat"
LIMIT = "Changer ma limite"
ALL = "Voir tous les cycles"
OPEN = "Ouvrir"
OPEN_ONE = "Ouvrir un mentorat"
OVER = "Les séances sont passées."


def cycle(person: str, defi: str, domain: str) -> str:
    """Name a cycle by whom it is with, for what."""
    return f"{person}, défi {defi}, {domain}"


YOUR_ANSWER, ANSWER, TO_REPLAN, PAST = "votre réponse attendue", "réponse attendue", "à reprogrammer", "séances passées"


def choice(state: str, name: str) -> str:
    """Name a cycle among several with the same person: first its next date, or what is waited for."""
    return f"{state}, {name}"


def awaits_you(name: str, until: str) -> str:
    """Say that the reader is waited for, by whom and until when."""
    return f"{name} attend votre réponse avant le {until}." if until else f"{name} attend votre réponse."


def awaits(name: str, until: str) -> str:
    """Say that somebody else is waited for, until when."""
    return f"En attente d’une réponse {of(name)}" + (f", jusqu’au {until}." if until else ".")


def replan_yours(when: str) -> str:
    """Say that the reader has to choose a new time for a séance."""
    return f"La séance du {when} est à reprogrammer : choisissez un nouveau créneau."


def replan(when: str, asker: str) -> str:
    """Say that who asked has to choose a new time for a séance."""
    return f"La séance du {when} est à reprogrammer\u00a0: {asker} doit choisir un nouveau créneau."


def late_yours(when: str, asker: str) -> str:
    """Say that a time past the month needs the reader's word."""
    return f"{asker} attend votre accord pour la séance du {when}, après le mois prévu."


def late(when: str, mentor: str) -> str:
    """Say that a time past the month needs the mentor's word."""
    return f"La séance du {when}, après le mois prévu, attend l’accord {of(mentor)}."


def next_session(when: str) -> str:
    """Say when the next séance is."""
    return f"Prochaine séance : {when}."


def more(number: int) -> str:
    """Say how many cycles are not shown."""
    return f"Et {number} autres mentorats." if number > 1 else "Et un autre mentorat."
