"""Sentences about seminars of the promotion and of the porteurs, and about the attendance of any gathering."""

from collections.abc import Mapping, Sequence

from bot.dates.words import join_words
from handlers.kit.escaping import Said
from handlers.kit.sentences import french, said, sentence

PREPARE = "Préparer la fiche"
KEEP = "Enregistrer"
HEAD = sentence("*{what}*")
WHO_READS = said("Qui lira les thèmes et le lieu : les personnes invitées.")
THEMES = "Thèmes"
PLACE_HINT = "Les personnes qui viennent le sauront si le lieu change."
SHEET = "Fiche pratique"
SEE_SHEET = "Voir la fiche pratique"
SHEET_EXAMPLE = "Comment venir, où dormir, les repas, qui appeler"
SHEET_HINT = french("Qui la lira : les personnes qui viennent, dans les rappels aussi, et les coachs.")
KEPT_TITLE = "C’est noté"
KEPT = said("L’annonce, les rappels et les agendas sont mis à jour.")
SEMINAR = "Le séminaire de la promotion"
PLACED = sentence("{what}, {when}, change de lieu : {place}. Votre agenda est mis à jour.")

NEED = "Dire un besoin d’accessibilité"
NEED_TITLE = "Accessibilité"
NEED_LABEL = "Ce dont vous avez besoin pour venir et participer"
NEED_HINT = french(
    "Qui le lira : la personne qui organise et celles qui animent, personne d’autre. Videz le champ pour l’effacer ; "
    "il l’est de toute façon 30 jours après la fin, ou si vous ne venez plus."
)
SEND = "Envoyer"
NEED_KEPT = said("La personne qui organise et celles qui animent peuvent lire votre besoin, personne d’autre.")
NEED_ERASED = said("Votre besoin est effacé.")
NEEDS = "Voir les besoins"
NEEDS_TITLE = "Besoins"
NO_NEED = said("Aucun besoin signalé.")
NEEDS_PRIVATE = said("Ne copiez ces lignes nulle part : elles seront effacées 30 jours après la fin.")

# Error messages by field and reason.
LONG: Mapping[tuple[str, str], str] = {
    ("abstract", "long"): french("Thèmes : 3 000 caractères au plus."),
    ("place", "long"): french("Lieu : 300 caractères au plus."),
    ("sheet", "long"): french("Fiche pratique : 3 000 caractères au plus."),
}
NO_SHEET: Mapping[str, Said] = {
    "not_coming": said("La fiche pratique est pour les personnes qui viennent : répondez d’abord « Je viens »."),
    "none": said("La fiche pratique n’est pas encore prête : elle sera aussi dans votre rappel."),
}
INVALID_NEED: Mapping[str, Said] = {
    "long": said("Votre besoin : 3 000 caractères au plus."),
    "not_coming": said("Répondez d’abord « Je viens » : vous pourrez ensuite dire ce dont vous avez besoin."),
}


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


THANKS = sentence("{name} : merci à toutes les personnes présentes.")
INSPIRE = "S’en inspirer"

QUESTION = sentence("{name} : qui est venu ?")
EVERYBODY = "Tout le monde est venu"
SOMEBODY_MISSING = "Il manquait quelqu’un"
NOT_HELD = "Elle n’a pas eu lieu"
SILENCE = said("Sans réponse de votre part, je retiens que tout le monde est venu.")

WHO_WAS_MISSING = french("Qui manquait ?")
TICK = said("Cochez les personnes absentes.")
NOBODY = said("Personne n’avait répondu « Je viens ».")
AFTER_SUBMIT = "Enregistrer"

NOT_HELD_TITLE = french("Elle n’a pas eu lieu ?")
NOT_HELD_SURE = french("Je note que la séance n’a pas eu lieu : aucune présence ne sera comptée.")
YES, NO = NOT_HELD, "Revenir"

NOTED_TITLE = "C’est noté"
NOT_HELD_NOTED = said("C’est noté : la séance n’a pas eu lieu.")
MISSING_NOTED = sentence("C’est noté : il manquait {names}.")
EVERYBODY_NOTED = said("C’est noté : tout le monde est venu.")
OVER = said("Cette séance était déjà notée : elle n’a pas eu lieu. Rien n’a changé.")

_HAD_SAID = sentence("{many} « Je viens » : {names}.")
_MOST = 15


def had_said(names: Sequence[str]) -> Said:
    rest = len(names) - _MOST
    more = [] if rest <= 0 else ["une autre personne"] if rest == 1 else [f"{rest} autres"]
    many = "1 personne avait répondu" if len(names) == 1 else f"{len(names)} personnes avaient répondu"
    return _HAD_SAID(many=many, names=join_words([*names[:_MOST], *more]))


def noted(missing: Sequence[str], *, held: bool) -> Said:
    if not held:
        return NOT_HELD_NOTED
    return MISSING_NOTED(names=join_words(missing[:_MOST])) if missing else EVERYBODY_NOTED


def part(number: int, of: int) -> str:
    return WHO_WAS_MISSING if of == 1 else f"{WHO_WAS_MISSING} ({number} sur {of})"
