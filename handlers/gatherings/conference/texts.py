"""Sentences about a conference's subject and the questions to its speakers, and about the ratings of any gathering."""

from collections.abc import Mapping

from handlers.kit.escaping import Said
from handlers.kit.sentences import french, said, sentence

ASK = "Poser une question"
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
NUMBERED = sentence("question {number}, {text}")
QUESTION = sentence("{number}. {text} ({whose})")
HANDED = sentence("{named}, {when} : {many}.")
NONE_LEFT = sentence("{named}, {when}. {none}")
OTHERS = sentence("Et {many}. « Voir les questions » les montre toutes.")
LATER_ONES = said("Le bouton montre aussi celles qui arriveront d’ici là.")
CLOSED = said("C’est commencé : il n’est plus possible de poser ni de soutenir une question.")

INVALID: Mapping[str, str] = {
    "empty": "Écrivez votre question en quelques mots.",
    "long": french("Votre question : 300 caractères au plus."),
    "twice": french("Cette question est déjà posée : vous pouvez la soutenir dans « Voir les questions »."),
    "many": french("Vingt questions sont déjà posées : soutenez celles qui comptent pour vous."),
    "closed": CLOSED.plain,
}


def asked(count: int) -> Said:
    return ONE_ASKED if count == 1 else SOME_ASKED(count=count)


def supports(count: int) -> str:
    return {0: "aucun soutien", 1: "1 soutien"}.get(count, f"{count} soutiens")


def handed(count: int, named: str, when: str) -> Said:
    many = "1 question vous attend" if count == 1 else f"{count} questions vous attendent"
    return HANDED(named=named, when=when, many=many)


def others(count: int) -> Said:
    return OTHERS(many="une autre question est posée" if count == 1 else f"{count} autres questions sont posées")


COMPLETE = "Compléter l’annonce"
KEEP_TALK = "Enregistrer"
TITLE = "Titre"
TITLE_HINT = french("Le format peut en faire partie : « Table ronde : … », « Masterclass : … ».")
ABSTRACT = "Résumé"
READING = french("À lire avant : liens ou textes")
PRECISE_ABOUT = said("*Préciser* : qui intervient hors de cette liste, qui inviter aussi.")
SPEAKERS = "Qui intervient"
CHOOSE = "Choisir des personnes"
SPEAKERS_HINT = "Leur temps est réservé, et ces personnes le sauront tout de suite."
OUTSIDE = "Qui intervient sans être dans cette liste"
OUTSIDE_EXAMPLE = "Camille Roy, camille.roy@exemple.fr"
OUTSIDE_HINT = french(
    "Une personne par ligne : son nom, une virgule, son adresse. Elle recevra une invitation par e-mail."
)
GUESTS = "Inviter aussi, par leur nom"
GUESTS_HINT = "Ces personnes pourront répondre et poser des questions, et verront l’annonce, comme la promotion."
HEAD = sentence("*{when}*\nQui le lira : les personnes invitées et celles qui interviennent.")
ROLES: Mapping[str, str] = {
    "coach": "Coachs",
    "expert": "Spécialistes",
    "mentor": "Mentores et mentors",
    "alumni": "Alumni",
    "porteur": "Porteurs et porteuses de projet",
    "sponsor": "Sponsors",
    "eig": french("EIG"),
}
INVALID_TALK: Mapping[tuple[str, str], str] = {
    ("title", "long"): french("Titre : 150 caractères au plus."),
    ("abstract", "long"): french("Résumé : 3 000 caractères au plus."),
    ("reading", "long"): french("À lire avant : 3 000 caractères au plus."),
    ("speakers", "many"): french("Dix personnes au plus interviennent : retirez-en quelques-unes."),
}
NO_ADDRESS = sentence("Je ne trouve pas d’adresse dans « {name} » : écrivez un nom, une virgule, une adresse.")
BAD_ADDRESS = sentence("« {name} » n’est pas une adresse : écrivez-la comme prenom.nom@exemple.fr.")
NAME_MISSING = sentence("Écrivez aussi le nom de la personne, en 75\u00a0caractères au plus, devant {name}.")
BUSY = sentence("{name} a déjà un rendez-vous à cette heure : choisissez quelqu’un d’autre, ou changez la date.")
ORGANISES = sentence("{name} anime déjà cette rencontre : son temps est réservé.")
GONE = sentence("{name} n’est plus dans le programme : retirez ce choix.")

KEPT_TITLE = "C’est noté"
KEPT = said("L’annonce sera mise à jour, et les personnes qui interviennent recevront un message.")
# KEPT_UNTOLD replaces KEPT until the gathering is announced.
KEPT_UNTOLD = said("Les personnes qui interviennent recevront un message.")

LONG_FACT = sentence("*{name}*\n{text}")
READ_BEFORE = "À lire avant"
ORGANISER = "Organisation"
SPEAKS = sentence("{named}, {when}, heure de Paris : vous y intervenez.")
SAY_YES = said("Votre nom paraîtra sur l’annonce quand vous aurez dit « Je viens ».")
SPOKE = sentence("C’est passé : {named}, {when}.")
SPEAKS_NO_MORE = sentence("{named}, {when} : vous n’y intervenez plus. Votre temps est de nouveau libre.")
CANCELLED = sentence("Annulé : {named}, {when}. Votre temps est de nouveau libre.")
NO_LONGER_TO_COME = said("Ce rendez-vous est passé, ou vous n’y intervenez plus : il n’y a rien à ajouter.")


def invalid(field: str, reason: str, name: str) -> str:
    who = name or "Cette personne"
    of_somebody = {
        "line": NO_ADDRESS(name=name),
        "email": BAD_ADDRESS(name=name),
        "name": NAME_MISSING(name=name),
        "taken": BUSY(name=who),
        "organises": ORGANISES(name=who),
        "gone": GONE(name=who),
    }
    return INVALID_TALK.get((field, reason)) or of_somebody[reason].plain


USEFUL = said("Cette séance vous a-t-elle été utile ?")
WAS_USEFUL = sentence("{named} : cette séance vous a-t-elle été utile ?")
MARKS: Mapping[str, str] = {"very": "Très utile", "some": "Utile", "little": "Peu utile"}
NOBODY_SEES = said(
    "Votre réponse ne s’affiche pas ici : l’organisation voit les totaux et les commentaires, sans les noms."
)
RATED = sentence("Merci, c’est noté : « {mark} ». Vous pouvez changer de réponse : la dernière compte.")
ADD = "Ajouter un mot"
WORD = "Votre mot"
WORD_WHO_READS = french("Qui le lira : la personne qui organise et les coachs, sans votre nom.")
KEEP_WORD = "Envoyer"
WORD_KEPT_TITLE = "Merci"
WORD_KEPT = said("Merci, votre mot est gardé, sans votre nom. Vous pouvez le changer : le dernier compte.")
WORD_ERASED = said("Votre mot est effacé.")
RETURNS = "Voir les retours"
RETURNS_TITLE = "Retours"
TITLED = sentence("*{name}, {when}*")
COUNTED = sentence("{mark} : {count}")
WORDS = said("*Commentaires reçus*")
NO_RETURN = said("Personne n’a encore donné son avis.")
NO_WORD = said("Personne n’a ajouté de mot.")
WITHOUT_NAMES = said("Les noms ne sont montrés à personne.")
INVALID_FEEDBACK: Mapping[str, Said] = {
    "early": said("Cette séance n’est pas terminée : vous pourrez donner votre avis à la fin."),
    "none": said("Cette réponse ne convient pas. Rien n’a changé."),
    "mark": said("Dites d’abord si cette séance vous a été utile, puis ajoutez un mot."),
    "long": said("Votre mot : 3 000 caractères au plus."),
}
