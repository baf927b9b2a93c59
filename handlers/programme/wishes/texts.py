"""Every sentence of « En parler avec mon coach » and « Demander à mon équipe »."""

from collections.abc import Sequence

from bot.agenda.calendars.entries import join_names
from handlers.kit.escaping import Said
from handlers.kit.sentences import french, said, sentence

TITLE = "En parler avec un coach"
SEND = "Envoyer"
LINE = "Un mot, si vous voulez"
HINT = "Qui le lira : vos coachs, et personne d’autre."
LONG = "Un mot : 500 caractères au plus."
DONE_TITLE = "C’est transmis"
NOBODY = said(
    "Je ne sais pas encore comment joindre l’équipe des coachs. Écrivez à la personne qui vous a donné accès à cet "
    "espace."
)
BEFORE = said("C’est déjà transmis aujourd’hui : la réponse viendra en message direct. Vous n’avez rien à faire.")
TEAM = "l’équipe des coachs"

INTRO = sentence("Votre message dira que vous voulez parler de « {name} ».")
TOLD = sentence("C’est transmis à {whom}. La réponse viendra en message direct.")
ASKED = sentence("{name}{defis} voudrait vous parler de « {what} ». Répondez en message direct : <@{slack_id}>.")
TEAM_TITLE = "Demander à mon équipe"
TEAM_HINT = french("Qui le lira : les EIG de votre défi, et personne d’autre.")
TEAM_INTRO = sentence("Votre message proposera aux EIG de votre défi de {what}.")
ALREADY_ASKED = said("C’est déjà demandé aujourd’hui : votre équipe a reçu votre message. Vous n’avez rien à faire.")
NO_TEAM = said("Votre défi n’a pas encore d’EIG. Pour en parler, prévenez les coachs.")
ASKED_ELSEWHERE = sentence("{name}{defis} voudrait vous parler de « {what} ». Répondez par mail.")


def told(names: Sequence[str]) -> Said:
    """Say who was told."""
    return TOLD(whom=join_names(names) if names else TEAM)


def of_defis(names: Sequence[str]) -> str:
    """Name somebody's défis behind their name."""
    return f" (défi {join_names(names)})" if names else ""
