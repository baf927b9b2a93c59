"""Every sentence said to who presents at a multidisciplinary group, and about them."""

PRESENT, SWAP, ABOUT = "Je présente", "Laisser mon tour", "Dire de quoi je parlerai"
SURE_TITLE = "Laisser votre tour ?"
SURE = "La personne suivante dans l’ordre des présentations sera sollicitée à votre place."
YES, NO = "Oui, laisser mon tour", "Non"
PREPARE = "Pour vous y préparer : un support court, qui explique et illustre votre expérience."
ABOUT_TITLE = "Votre présentation"
ABOUT_LABEL = "De quoi parlerez-vous ?"
ABOUT_HINT = "Qui le lira : les personnes invitées à ce groupe de partage, et les coachs."
ABOUT_SAVE = "Enregistrer"
ABOUT_LONG = "Votre présentation : 300 caractères au plus."
KEPT_TITLE = "C’est noté"
KEPT = "Merci. Votre sujet apparaît sur l’annonce ; vous pouvez le changer jusqu’au jour même."
SWAPPED_CARD = "Vous avez laissé votre tour de présentation : c’est noté, et rien d’autre ne change pour vous."
NOBODY_LEFT = "Personne d’autre ne peut être sollicité à temps : l’équipe des coachs le sait."


def asked(when: str) -> str:
    """Ask somebody to present, three weeks ahead."""
    what = "une facette de votre travail au groupe de partage pluridisciplinaire"
    return f"C’est votre tour : présenterez-vous {what}, {when} ?"


def presents(when: str, about: str | None) -> str:
    """Say what somebody has agreed to."""
    what = f" : « {about} »" if about else ""
    return f"Vous présentez une facette de votre travail au groupe de partage pluridisciplinaire, {when}{what}."


def presented(named: str) -> str:
    """Say that it is over."""
    return f"C’est passé : votre présentation, {named}."


def cancelled(named: str) -> str:
    """Say that it does not take place."""
    return f"Annulé : {named}. Il n’y a rien à préparer."


def agreed(when: str) -> str:
    """Thank who agreed."""
    return f"Merci ! Vous présentez {when}. Vous pouvez dire dès maintenant de quoi vous parlerez."


def swapped(name: str) -> str:
    """Say who is asked in their place."""
    return f"C’est noté. {name} reçoit maintenant la demande à votre place."


def support(when: str) -> str:
    """Remind who presents of their support."""
    return f"Vous présentez bientôt au groupe de partage pluridisciplinaire, {when} : pensez à votre support."


def nobody_left(name: str, when: str, left: int) -> str:
    """Tell the organiser that a presentation is missing."""
    others = (
        "aucune autre présentation n’est prévue"
        if left == 0
        else f"il reste {left}\u00a0présentation" + ("s prévues" if left > 1 else " prévue")
    )
    return (
        f"{name} ne présentera pas au groupe de partage pluridisciplinaire, {when}, et personne d’autre ne peut être "
        f"sollicité à temps : {others}. Vous pouvez en parler avec l’équipe, ou laisser les groupes échanger librement."
    )
