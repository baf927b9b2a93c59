"""Every sentence said to who answers after a séance, and about what a cycle brought."""

from collections.abc import Mapping

TOOK_PLACE = "Merci, c’est noté : la séance a eu lieu."
INCOMPLETE = "Merci, c’est noté : la séance a eu lieu, et il manquait quelqu’un."
REPLAN = "Choisir un nouveau créneau"
FIX = "Fixer une nouvelle date"
INVALID: Mapping[str, str] = {
    "early": "Cette séance n’a pas commencé : vous pourrez le signaler dès son début. Rien n’a changé.",
    "running": (
        "Un autre cycle est déjà en cours dans ce domaine : celui-ci ne peut pas reprendre. Écrivez aux coachs pour "
        "trouver une date. Rien n’a changé."
    ),
}

REVIEW_TITLE = "Votre avis sur le cycle"
REVIEW = "Envoyer mon avis"
USEFUL = "Ce cycle a-t-il été utile ?"
CHOOSE = "Choisir une réponse"
CHOICES: Mapping[str, str] = {"yes": "Beaucoup", "some": "Un peu", "no": "Pas vraiment"}
MORE = "Ce que vous souhaitez en dire"
WHO_READS = "Qui le lira\u00a0: l’équipe, la personne qui accompagnait le cycle et les coachs."
NO_ANSWER = "Choisissez une réponse, ou fermez cette étape."
TEXT_LONG = "Avis\u00a0: 1\u00a0000\u00a0caractères au plus."
THANKS_TITLE = "Merci"
THANKS = "Merci, votre avis est gardé. Vous pouvez le donner à nouveau : le dernier compte."


def postponed(day: str) -> str:
    """Confirm that a séance is to have a new time, which who asked chooses."""
    return f"Merci, c’est noté : la séance du {day} est à reprogrammer. Choisissez un nouveau créneau."


def missed(day: str, name: str) -> str:
    """Confirm to the mentor that a séance did not take place, and say who chooses the next time."""
    return (
        f"Merci, c’est noté\u00a0: la séance du {day} n’a pas eu lieu. {name} peut choisir un nouveau créneau parmi "
        "vos heures libres\u00a0; vous pouvez aussi fixer la date."
    )


def agreed(when: str) -> str:
    """Confirm the mentor's word for a time past the month."""
    return f"C’est confirmé : la séance aura lieu {when}, heure de Paris. L’équipe le saura tout de suite."


def refused(name: str) -> str:
    """Confirm that the mentor does not agree to a time past the month."""
    return f"C’est noté : ce créneau est de nouveau libre. {name} le saura tout de suite et pourra en choisir un autre."


def about(name: str) -> str:
    """Say which cycle it is about."""
    return f"*Votre cycle de mentorat avec {name}*"
