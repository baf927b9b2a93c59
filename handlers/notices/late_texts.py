"""Every sentence about messages that do not leave."""

from handlers.kit.escaping import Said
from handlers.kit.sentences import said, sentence

TITLE = "Des messages partent en retard"
NOTHING_TO_DO = said("Plus rien n’attend : vous n’avez rien à faire.")
WHOM = said(
    "Si cela dure, prévenez la personne qui héberge le bot. D’ici là, dites de vive voix ce qui ne peut pas attendre."
)
_WAITS_ONE = sentence("Un message du bot attend depuis {when} et ne part pas.")
_WAITS = sentence("{count} messages du bot attendent et ne partent pas, le plus ancien depuis {when}.")
_WILL_LEAVE = sentence("{which} dès que possible, une seule fois : vous n’avez rien à renvoyer.")
_WAITED_ONE = sentence("Un message du bot a attendu plus de 15 minutes, depuis {when}.")
_WAITED = sentence("{count} messages du bot ont attendu plus de 15 minutes, le plus ancien depuis {when}.")


def wait(count: int, when: str) -> Said:
    """Say how many messages wait, and since when."""
    return _WAITS_ONE(when=when) if count == 1 else _WAITS(count=count, when=when)


def will_leave(count: int) -> Said:
    """Say that they leave as soon as they can."""
    return _WILL_LEAVE(which="Il partira" if count == 1 else "Ils partiront")


def waited(count: int, when: str) -> Said:
    """Say how many messages waited, once they have left."""
    return _WAITED_ONE(when=when) if count == 1 else _WAITED(count=count, when=when)
