"""Every sentence about questions to who speaks at a conference."""

from collections.abc import Mapping

ASK = "Poser une question"  # a button, and the form's title
SEND = "Poser la question"
SEE = "Voir les questions"
LIST_TITLE = "Questions"
TEXT = "Votre question"
WHO_READS = "Qui la lira : les personnes invitées, celles qui interviennent et les coachs."
ANONYMOUS = "Anonymat"
ANONYMOUSLY = "Poser cette question sans mon nom"
ANONYMOUS_HINT = (
    "Si vous cochez la case, votre nom n’est gardé nulle part : vous ne pourrez pas retirer la question vous-même."
)
ASKED_TITLE = "C’est noté"
ASKED = "*Votre question est posée.*"
ASKED_ANONYMOUSLY = "*Votre question est posée, et votre nom n’est gardé nulle part.*"
SUPPORT = "Soutenir"
SUPPORT_NO_MORE = "Ne plus soutenir"
WITHDRAW = "Retirer"
WITHDRAW_TITLE = "Retirer cette question ?"
WITHDRAW_SURE = "Plus personne ne la verra, et les soutiens seront perdus."
WITHDRAW_YES = "Retirer"
KEEP = "Garder"
WITHDRAWN = "C’est fait : plus personne ne voit cette question."
NONE = "Il n’y a pas de question pour le moment."
NO_NAME = "Question anonyme"
MORE_IN_LIST = "« Voir les questions » les montre toutes."
LATER_ONES = "Le bouton montre aussi celles qui arriveront d’ici là."
CLOSED = "La conférence a commencé : il n’est plus possible de poser ni de soutenir une question."

INVALID: Mapping[str, str] = {
    "empty": "Écrivez votre question en quelques mots.",
    "long": "Votre question : 300 caractères au plus.",
    "twice": "Cette question est déjà posée : vous pouvez la soutenir dans « Voir les questions ».",
    "many": "Vingt questions sont déjà posées : soutenez celles qui comptent pour vous.",
    "closed": CLOSED,
}


def asked(count: int) -> str:
    """Say how many questions there are."""
    return "1 question est posée." if count == 1 else f"{count} questions sont posées."


def supports(count: int) -> str:
    """Say how many support a question."""
    return {0: "aucun soutien", 1: "1 soutien"}.get(count, f"{count} soutiens")


def about(author: str, count: int) -> str:
    """Say below a question whose it is, and how many support it."""
    return f"{author or NO_NAME}, {supports(count)}"


def numbered(number: int, text: str) -> str:
    """Name a question for who cannot see where its button stands."""
    return f"question {number}, {text}"


def handed(count: int, named: str, when: str) -> str:
    """Hand the questions over."""
    what = "1 question vous attend" if count == 1 else f"{count} questions vous attendent"
    return f"Pour {named}, {when} : {what}."


def others(count: int) -> str:
    """Say how many questions are not shown."""
    what = "une autre question est posée" if count == 1 else f"{count} autres questions sont posées"
    return f"Et {what}. {MORE_IN_LIST}"
