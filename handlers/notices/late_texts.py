"""Every sentence about messages that do not leave."""

TITLE = "Des messages partent en retard"
NOTHING_TO_DO = "Plus rien n’attend\u00a0: vous n’avez rien à faire."
WHOM = (
    "Si cela dure, prévenez la personne qui héberge le bot. D’ici là, dites de vive voix ce qui ne peut pas attendre."
)


def wait(count: int, when: str) -> str:
    """Say how many messages wait, and since when."""
    if count == 1:
        return f"Un message du bot attend depuis {when} et ne part pas."
    return f"{count} messages du bot attendent et ne partent pas, le plus ancien depuis {when}."


def will_leave(count: int) -> str:
    """Say that they leave as soon as they can."""
    which = "Il partira" if count == 1 else "Ils partiront"
    return f"{which} dès que possible, une seule fois : vous n’avez rien à renvoyer."


def waited(count: int, when: str) -> str:
    """Say how many messages waited, once they have left."""
    if count == 1:
        return f"Un message du bot a attendu plus de 15\u00a0minutes, depuis {when}."
    return f"{count} messages du bot ont attendu plus de 15\u00a0minutes, le plus ancien depuis {when}."
