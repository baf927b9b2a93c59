"""Sentences of a person's list of cycles; `handlers.mentoring.texts` has a cycle's state."""

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
CYCLE = sentence("{person}, défi {defi}, {domain}")  # `person`: on the other side
YOUR_ANSWER, ANSWER, TO_REPLAN, PAST = "votre réponse attendue", "réponse attendue", "à reprogrammer", "séances passées"
CHOICE = sentence("{state}, {name}")  # `state`: the next date, or the missing answer

_ONE_MORE = said("Et un autre mentorat.")
_MORE = sentence("Et {number} autres mentorats.")


def more(number: int) -> Said:
    return _MORE(number=number) if number > 1 else _ONE_MORE
