"""Sentences of the list of one's mentoring cycles; a cycle's state is in `mentoring.texts`."""

from handlers.kit.escaping import Said
from handlers.kit.sentences import said, sentence

TITLE = "Vos mentorats"
TITLE_SAID = said("Vos mentorats.")
ALL_TITLE, ALL_SAID = "Vos cycles", said("Vos cycles.")  # with those of the programme's own
NOTHING = said("Aucun mentorat en cours ni en attente.")
START = "Demander un mentorat"
LIMIT = "Changer ma limite"
ALL = "Voir tous les cycles"
OPEN = "Ouvrir"
OPEN_ONE = "Ouvrir un mentorat"
CYCLE = sentence("{person}, défi {defi}, {domain}")  # the other person, the défi and the domain
YOUR_ANSWER, ANSWER, TO_REPLAN, PAST = "votre réponse attendue", "réponse attendue", "à reprogrammer", "séances passées"
CHOICE = sentence("{state}, {name}")  # of a cycle among several; `state`: the next date or the missing answer

_ONE_MORE = said("Et un autre mentorat.")
_MORE = sentence("Et {number} autres mentorats.")


def more(number: int) -> Said:
    """Return how many cycles are not shown."""
    return _MORE(number=number) if number > 1 else _ONE_MORE
