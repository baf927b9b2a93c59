"""Every sentence about what awaits somebody of the bureau d'aide."""

from handlers.kit.escaping import Said
from handlers.kit.sentences import sentence

SEND = "Envoyer un document"
TAKE = "Je m’en occupe"
PROPOSE = "Proposer des dates"
AGREE = "Oui, partager le besoin"
REFUSE = "Non, garder le besoin"

TO_SEND = sentence("Bureau d’aide du {when} (défi {defi}) : vous pouvez encore envoyer un document.")
TO_SHOW = sentence("{person} participera au bureau d’aide du défi {defi}. Lui montrer votre besoin ?")
CALL = sentence("L’équipe du défi {defi} cherche une date avec l’équipe des coachs.")
TAKEN = sentence("L’équipe du défi {defi} attend vos dates.")
WAITING = sentence("Votre demande de bureau d’aide (défi {defi}) attend la réponse des coachs.")
TAKEN_BY = sentence("{coach} s’occupe de votre demande de bureau d’aide (défi {defi}) et va vous proposer des dates.")

_TIMES = sentence("{proposed} pour le bureau d’aide du défi {defi}.")


def times(defi: str, count: int) -> Said:
    """Say that dates were proposed."""
    return _TIMES(proposed="Une date est proposée" if count == 1 else f"{count} dates sont proposées", defi=defi)


def choose(when: str) -> str:
    """Name the button that takes one of the dates."""
    return f"Choisir {when}"
