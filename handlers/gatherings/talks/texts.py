"""Every sentence about what a conference is about, who speaks, and who is invited to it by name."""

from collections.abc import Mapping

from bot.agenda.titles import says_kind
from bot.gatherings.model import CONFERENCE

COMPLETE = "Compléter la conférence"  # a button, and the form's title
KEEP = "Enregistrer"
TITLE = "Titre"
TITLE_HINT = "Le format peut en faire partie : « Table ronde : … », « Masterclass : … »."
ABSTRACT = "Résumé"
READING = "À lire avant : liens ou textes"
SPEAKERS = "Qui intervient"
CHOOSE = "Choisir des personnes"
SPEAKERS_HINT = "Leur temps est réservé, et ces personnes le sauront tout de suite."
OUTSIDE = "Qui intervient sans être dans cette liste"
OUTSIDE_EXAMPLE = "Camille Roy, camille.roy@exemple.fr"
OUTSIDE_HINT = "Une personne par ligne : son nom, une virgule, son adresse. Elle recevra une invitation par e-mail."
GUESTS = "Inviter aussi, par leur nom"
GUESTS_HINT = "Ces personnes pourront répondre et poser des questions, et verront l’annonce, comme la promotion."
WHO_READS = "Qui le lira : les personnes invitées et celles qui interviennent."
ROLES: Mapping[str, str] = {
    "coach": "Coachs",
    "expert": "Spécialistes",
    "mentor": "Mentores et mentors",
    "alumni": "Alumni",
    "porteur": "Porteurs et porteuses de projet",
    "sponsor": "Sponsors",
    "eig": "EIG",
}

KEPT_TITLE = "C’est noté"
KEPT = "L’annonce sera mise à jour, et les personnes qui interviennent recevront un message."
KEPT_UNTOLD = "Les personnes qui interviennent recevront un message."  # before it is announced

ABOUT = "Résumé"
READ_BEFORE = "À lire avant"
WITH = "Avec"
WHERE = "Lieu"
LINK = "Lien de la visio"
ORGANISER = "Organisation"
CALENDAR = "Ajouter à mon agenda"
NO_LONGER_TO_COME = "Ce rendez-vous est passé, ou vous n’y intervenez plus : il n’y a rien à ajouter."
TAKEN = "Le fichier d’agenda arrive dans notre conversation, sous le message de ce rendez-vous."
UNTITLED = "la conférence"


def named(title: str | None) -> str:
    """Name a conference in a sentence, its kind once; not escaped."""
    if not title:
        return UNTITLED
    return f"« {title} »" if says_kind(CONFERENCE, title) else f"la conférence « {title} »"


def speaks(named: str, when: str) -> str:
    """Tell somebody that they speak, where and when."""
    return f"Vous intervenez à {named}, {when}, heure de Paris."


def spoke(named: str, when: str) -> str:
    """Say the same once it is over."""
    return f"C’est passé : {named}, {when}."


def speaks_no_more(named: str, when: str) -> str:
    """Tell somebody that they speak no more."""
    return f"Vous n’intervenez plus à {named}, {when}. Votre temps est de nouveau libre."


def cancelled(named: str, when: str) -> str:
    """Tell who was to speak that it does not take place."""
    return f"Annulé : {named}, {when}. Votre temps est de nouveau libre."


def fact(name: str, what: str) -> str:
    """Say one fact as a sentence."""
    return f"{name} : {what}" + ("" if what.endswith((".", "!", "?", "…")) else ".")


def invalid(field: str, reason: str, name: str) -> str:
    """Say on a field what is wrong with it."""
    who = name or "Cette personne"
    sentences = {
        ("title", "long"): "Titre : 150 caractères au plus.",
        ("abstract", "long"): "Résumé : 3 000 caractères au plus.",
        ("reading", "long"): "À lire avant : 3 000 caractères au plus.",
        (
            "outside",
            "line",
        ): f"Je ne trouve pas d’adresse dans « {name} » : écrivez un nom, une virgule, une adresse.",
        ("outside", "email"): f"« {name} » n’est pas une adresse : écrivez-la comme prenom.nom@exemple.fr.",
        ("outside", "name"): f"Écrivez aussi le nom de la personne, en 75 caractères au plus, devant {name}.",
        ("speakers", "many"): "Dix personnes au plus interviennent : retirez-en.",
    }
    either = {
        "taken": f"{who} a déjà un rendez-vous à cette heure : choisissez quelqu’un d’autre, ou changez la date.",
        "organises": f"{who} anime déjà cette conférence : son temps est réservé.",
        "gone": f"{who} n’est plus dans le programme : retirez ce choix.",
    }
    return sentences.get((field, reason)) or either[reason]
