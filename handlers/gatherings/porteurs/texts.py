"""Every sentence of the porteurs' seminar: colleagues invited, what is shared afterwards."""

from collections.abc import Mapping

from handlers.kit.french import that

INVITE = "Inviter un ou une collègue"
TITLE = "Inviter"
INTRO = (
    "Choisissez un compte Slack, ou donnez le nom et l’adresse e-mail de la personne. Elle recevra l’invitation à ce "
    "séminaire, et à lui seul."
)
ACCOUNT = "Son compte Slack"
ACCOUNT_CHOOSE = "Choisir une personne"
NAME = "Ou son nom"
EMAIL = "Et son adresse e-mail"
EMAIL_HINT = "Qui la lira\u00a0: les coachs. Elle sert aux invitations à ce séminaire."
SUBMIT = "Envoyer l’invitation"
DONE_TITLE = "Invitation notée"

INVALID: Mapping[str, str] = {
    "already": "Cette personne a déjà son invitation.",
    "many": "Trente invitations par nom sont déjà parties. Parlez-en aux coachs.",
    "shape": "Cette adresse n’est pas complète\u00a0: écrivez-la comme prenom.nom@exemple.fr.",
    "name": "Écrivez le nom de la personne, en 75 caractères au plus.",
    "nobody": "Choisissez un compte, ou donnez un nom et une adresse.",
    "account": "Ce compte n’a pas d’adresse e-mail\u00a0: donnez le nom et l’adresse de la personne.",
}

SHARE = "Partager ce que j’en retiens"
SHARE_TITLE = "Partager"
SHARE_FIELD = "Ce que vous en retenez"
SHARE_HINT = "Qui le lira\u00a0: les personnes du canal, avec votre nom."
SHARE_HINT_EACH = "Qui le lira\u00a0: les personnes qui ont participé, avec votre nom."
SHARE_SUBMIT = "Partager"
SHARED_TITLE = "Merci"
SHARED = "Merci, c’est partagé."
ASKED = "Qu’en retenez-vous\u00a0? Vous pouvez le partager avec les autres."
SHARE_INVALID: Mapping[str, str] = {
    "early": "Le séminaire n’a pas commencé\u00a0: vous pourrez partager ensuite.",
    "empty": "Écrivez ce que vous en retenez en quelques mots.",
    "long": "Ce que vous en retenez\u00a0: 1\u00a0000\u00a0caractères au plus.",
}
SOMEBODY = "quelqu’un"


def invited(name: str, *, announced: bool) -> str:
    """Confirm that a colleague is invited, and say when they hear of it."""
    when = "reçoit l’invitation" if announced else "recevra l’invitation avec l’annonce"
    return f"C’est noté\u00a0: {name} {when}."


def about(name: str, when: str) -> str:
    """Say which seminar it is about."""
    return f"*{name}*, {when}"


def shares(who: str, name: str, day: str) -> str:
    """Say who shares what they take from a seminar."""
    return f"Ce {that(who)} retient\u00a0: {name}, {day}."
