"""Every sentence of the porteurs' seminar: colleagues invited, sharing afterwards."""

from collections.abc import Mapping

from handlers.kit.escaping import Said
from handlers.kit.sentences import french, said, sentence

INVITE = "Inviter un ou une collègue"
TITLE = "Inviter"
INTRO = said(
    "Choisissez un compte Slack, ou donnez le nom et l’adresse e-mail de la personne. Elle recevra l’invitation à ce "
    "séminaire, et à lui seul."
)
ACCOUNT = "Son compte Slack"
ACCOUNT_CHOOSE = "Choisir une personne"
NAME = "Ou son nom"
EMAIL = "Et son adresse e-mail"
EMAIL_HINT = french("Qui la lira : les coachs. Elle sert aux invitations à ce séminaire.")
SUBMIT = "Envoyer l’invitation"
DONE_TITLE = "Invitation notée"
INVITED = sentence("C’est noté : {name} reçoit l’invitation.")
INVITED_LATER = sentence("C’est noté : {name} recevra l’invitation avec l’annonce.")
INVALID: Mapping[str, str] = {
    "already": "Cette personne a déjà son invitation.",
    "many": "Trente invitations par nom sont déjà parties. Parlez-en aux coachs.",
    "shape": french("Cette adresse n’est pas complète : écrivez-la comme prenom.nom@exemple.fr."),
    "name": "Écrivez le nom de la personne, en 75 caractères au plus.",
    "nobody": "Choisissez un compte, ou donnez un nom et une adresse.",
    "account": french("Ce compte n’a pas d’adresse e-mail : donnez le nom et l’adresse de la personne."),
}

SHARE = "Partager ce que j’en retiens"
ASKED = said("Qu’en retenez-vous ? Vous pouvez le partager avec les autres.")
SHARE_TITLE = "Partager"
SHARE_FIELD = "Ce que vous en retenez"
SHARE_HINT = french("Qui le lira : les personnes du canal, avec votre nom.")
SHARE_HINT_EACH = french("Qui le lira : les personnes qui ont participé, avec votre nom.")
SHARE_SUBMIT = "Partager"
SHARED_TITLE = "Merci"
SHARED = said("Merci, c’est partagé.")
SHARES = sentence("Ce {who:que} retient : {name}, {day}.")
SOMEBODY = "quelqu’un"
SHARE_INVALID: Mapping[str, Said] = {
    "early": said("Le séminaire n’a pas commencé : vous pourrez partager ensuite."),
    "empty": said("Écrivez ce que vous en retenez en quelques mots."),
    "long": said("Ce que vous en retenez : 1 000\u00a0caractères au plus."),
}
