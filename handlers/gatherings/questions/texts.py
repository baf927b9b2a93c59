"""Every sentence about questions to who speaks at a conference."""

from collections.abc import Mapping

from handlers.kit.escaping import Said
from handlers.kit.sentences import french, said, sentence

ASK = "Poser une question"  # a button, and the form's title
SEND = "Poser la question"
SEE = "Voir les questions"
LIST_TITLE = "Questions"
ABOUT = sentence("*{named}*\n{when}")
TEXT = "Votre question"
WHO_READS = french("Qui la lira : les personnes invitées, celles qui interviennent et les coachs.")
ANONYMOUS = "Anonymat"
ANONYMOUSLY = "Poser cette question sans mon nom"
ANONYMOUS_HINT = french(
    "Si vous cochez la case, votre nom n’est gardé nulle part : vous ne pourrez pas retirer la question vous-même."
)
ASKED_TITLE = "C’est noté"
ASKED = said("*Votre question est posée.*")
ASKED_ANONYMOUSLY = said("*Votre question est posée, et votre nom n’est gardé nulle part.*")
ONE_ASKED = said("1 question est posée.")
SOME_ASKED = sentence("{count} questions sont posées.")
SUPPORT = "Soutenir"
SUPPORT_NO_MORE = "Ne plus soutenir"
WITHDRAW = "Retirer"
WITHDRAW_TITLE = french("Retirer cette question ?")
WITHDRAW_SURE = "Plus personne ne la verra, et les soutiens seront perdus."
WITHDRAW_YES = "Retirer"
KEEP = "Garder"
WITHDRAWN = said("C’est fait : plus personne ne voit cette question.")
NONE = said("Il n’y a pas de question pour le moment.")
NO_NAME = "Question anonyme"
WHOSE = sentence("{author}, {supports}")
NUMBERED = sentence("question {number}, {text}")  # the name of a button
QUESTION = sentence("{number}. {text} ({whose})")
HANDED = sentence("{named}, {when} : {many}.")
NONE_LEFT = sentence("{named}, {when}. {none}")
OTHERS = sentence("Et {many}. « Voir les questions » les montre toutes.")
LATER_ONES = said("Le bouton montre aussi celles qui arriveront d’ici là.")
CLOSED = said("La conférence a commencé : il n’est plus possible de poser ni de soutenir une question.")

INVALID: Mapping[str, str] = {
    "empty": "Écrivez votre question en quelques mots.",
    "long": french("Votre question : 300 caractères au plus."),
    "twice": french("Cette question est déjà posée : vous pouvez la soutenir dans « Voir les questions »."),
    "many": french("Vingt questions sont déjà posées : soutenez celles qui comptent pour vous."),
    "closed": CLOSED.plain,
}


def asked(count: int) -> Said:
    """Say how many questions there are."""
    return ONE_ASKED if count == 1 else SOME_ASKED(count=count)


def supports(count: int) -> str:
    """Say how many support a question."""
    return {0: "aucun soutien", 1: "1 soutien"}.get(count, f"{count} soutiens")


def handed(count: int, named: str, when: str) -> Said:
    """Hand the questions over."""
    many = "1 question vous attend" if count == 1 else f"{count} questions vous attendent"
    return HANDED(named=named, when=when, many=many)


def others(count: int) -> Said:
    """Say how many questions are not shown."""
    return OTHERS(many="une autre question est posée" if count == 1 else f"{count} autres questions sont posées")
