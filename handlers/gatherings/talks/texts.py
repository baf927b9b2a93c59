"""Every sentence about what a conference is about, who speaks, and who is invited to it by name."""

from collections.abc import Mapping

from handlers.kit.sentences import french, said, sentence

COMPLETE = "Compléter la conférence"  # a button, and the form's title
KEEP = "Enregistrer"
TITLE = "Titre"
TITLE_HINT = french("Le format peut en faire partie : « Table ronde : … », « Masterclass : … ».")
ABSTRACT = "Résumé"  # below the form, a fact too
READING = french("À lire avant : liens ou textes")
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
    "eig": "EIG",
}
INVALID: Mapping[tuple[str, str], str] = {
    ("title", "long"): french("Titre : 150 caractères au plus."),
    ("abstract", "long"): french("Résumé : 3 000 caractères au plus."),
    ("reading", "long"): french("À lire avant : 3 000 caractères au plus."),
    ("speakers", "many"): french("Dix personnes au plus interviennent : retirez-en."),
}
NO_ADDRESS = sentence("Je ne trouve pas d’adresse dans « {name} » : écrivez un nom, une virgule, une adresse.")
BAD_ADDRESS = sentence("« {name} » n’est pas une adresse : écrivez-la comme prenom.nom@exemple.fr.")
NO_NAME = sentence("Écrivez aussi le nom de la personne, en 75\u00a0caractères au plus, devant {name}.")
BUSY = sentence("{name} a déjà un rendez-vous à cette heure : choisissez quelqu’un d’autre, ou changez la date.")
ORGANISES = sentence("{name} anime déjà cette conférence : son temps est réservé.")
GONE = sentence("{name} n’est plus dans le programme : retirez ce choix.")

KEPT_TITLE = "C’est noté"
KEPT = said("L’annonce sera mise à jour, et les personnes qui interviennent recevront un message.")
KEPT_UNTOLD = said("Les personnes qui interviennent recevront un message.")  # before it is announced

LONG_FACT = sentence("*{name}*\n{text}")
READ_BEFORE = "À lire avant"
WITH = "Avec"
WHERE = "Lieu"
ORGANISER = "Organisation"
SPEAKS = sentence("{named}, {when}, heure de Paris : vous y intervenez.")
SPOKE = sentence("C’est passé : {named}, {when}.")
SPEAKS_NO_MORE = sentence("{named}, {when} : vous n’y intervenez plus. Votre temps est de nouveau libre.")
CANCELLED = sentence("Annulé : {named}, {when}. Votre temps est de nouveau libre.")
NO_LONGER_TO_COME = said("Ce rendez-vous est passé, ou vous n’y intervenez plus : il n’y a rien à ajouter.")


def invalid(field: str, reason: str, name: str) -> str:
    """Say on a field what is wrong with it."""
    who = name or "Cette personne"
    of_somebody = {
        "line": NO_ADDRESS(name=name),
        "email": BAD_ADDRESS(name=name),
        "name": NO_NAME(name=name),
        "taken": BUSY(name=who),
        "organises": ORGANISES(name=who),
        "gone": GONE(name=who),
    }
    return INVALID.get((field, reason)) or of_somebody[reason].plain
