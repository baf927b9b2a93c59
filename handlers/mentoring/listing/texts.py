"""Sentences of a person's list of cycles. `handlers.mentoring.texts` has the state of a cycle."""

from handlers.kit.escaping import Said
from handlers.kit.sentences import said, sentence

TITLE = "Vos mentorats"
TITLE_SAID = said("Vos mentorats.")
ALL_TITLE, ALL_SAID = "Vos cycles", said("Vos cycles.")  # A programme that has added cycles uses these titles.
NOTHING = said("Aucun mentorat en cours ni en attente.")
NO_CYCLE = said("Aucun cycle en cours ni en attente.")
START = "Demander un mentorat"
LIMIT = "Changer ma limite"
ALL = "Voir tous les cycles"
OPEN = "Ouvrir"
OPEN_ONE, OPEN_CYCLE = "Ouvrir un mentorat", "Ouvrir un cycle"
CYCLE = sentence("{person}, défi {defi}, {domain}")  # The mentor sees the asker's name, others the mentor's.
YOUR_ANSWER, ANSWER, TO_REPLAN, PAST = "votre réponse attendue", "réponse attendue", "à reprogrammer", "séances passées"
CHOICE = sentence("{state}, {name}")  # `state` is the next date or the pending answer.

_ONE_MORE, _ONE_MORE_CYCLE = said("Et un autre mentorat."), said("Et un autre cycle.")
_MORE = sentence("Et {number} autres mentorats.")
_MORE_CYCLES = sentence("Et {number} autres cycles.")


def more(number: int, *, own: bool) -> Said:
    """Return how many cycles are not shown. `own` means that the programme has added cycles."""
    if number == 1:
        return _ONE_MORE_CYCLE if own else _ONE_MORE
    return _MORE_CYCLES(number=number) if own else _MORE(number=number)
