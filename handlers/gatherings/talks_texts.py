"""Every sentence about what a conference is about, who speaks, and who is invited to it by name."""

from collections.abc import Mapping

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
OUTSIDE_HINT = "Une personne par ligne : son nom, une virgule, son adresse. Elle aura une invitation par mail."
GUESTS = "Inviter aussi, par leur nom"
GUESTS_HINT = "Ces personnes pourront répondre, poser des questions, et liront ce formulaire comme la promotion."
WHO_READS = "Qui le lira : les personnes invitées et celles qui interviennent."
ROLES: Mapping[str, str] = {
    "coach": "Coachs",
    "expert": "Spécialistes",
    "mentor": "Mentores et mentors",
    "alumni": "Alumni",
    "porteur": "Porteuses et porteurs de projet",
    "sponsor": "Sponsors",
    "eig": "EIG",
}

KEPT_TITLE = "C’est noté"
KEPT = "*C’est noté.* L’annonce suit, et les personnes qui interviennent le savent."

ABOUT = "Résumé"
READ_BEFORE = "À lire avant"
WITH = "Avec"
WHERE = "Lieu"
LINK = "Lien de la visio"
ORGANISER = "Organisation"
CALENDAR = "Ajouter à mon agenda"
NO_LONGER_TO_COME = "Ce rendez-vous est passé, ou vous n’y intervenez plus : il n’y a rien à ajouter."
TAKEN = "Le fichier d’agenda arrive dans notre conversation, dans le fil du message de cette conférence."
UNTITLED = "la conférence"


def named(title: str | None) -> str:
    """Name a conference in a sentence; not escaped."""
    return f"la conférence « {title} »" if title else UNTITLED


def speaks(named: str, when: str) -> str:
    """Tell somebody that they speak, where and when."""
    return f"Vous intervenez à {named}, {when}, heure de Paris."


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
        ("title", "long"): "Gardez le titre sous 150 caractères.",
        ("abstract", "long"): "Gardez le résumé sous 3 000 caractères.",
        ("reading", "long"): "Gardez ce texte sous 3 000 caractères.",
        (
            "outside",
            "line",
        ): f"Je ne trouve pas d’adresse dans « {name} » : écrivez un nom, une virgule, une adresse.",
        ("outside", "email"): f"« {name} » n’est pas une adresse : écrivez-la comme prenom.nom@exemple.fr.",
        ("outside", "name"): f"Écrivez aussi le nom de la personne, en 75 caractères au plus, devant {name}.",
        ("speakers", "many"): "Dix personnes au plus interviennent : retirez-en.",
    }
    either = {
        "taken": f"{who} a déjà un rendez-vous à ce moment : choisissez quelqu’un d’autre, ou changez la date.",
        "organises": f"{who} anime déjà cette conférence : son temps est réservé.",
        "gone": f"{who} n’est plus dans le programme : retirez ce choix.",
    }
    return sentences.get((field, reason)) or either[reason]
