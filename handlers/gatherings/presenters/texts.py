"""Every sentence to the presenters of a multidisciplinary group, and about them."""

from collections.abc import Sequence

from bot.dates.words import join_words
from handlers.kit.escaping import Said
from handlers.kit.sentences import french, said, sentence

PRESENT, SWAP, ABOUT = "Je présente", "Laisser mon tour", "Dire de quoi je parlerai"
ASKED = sentence(
    "C’est votre tour : présenterez-vous une facette de votre travail au groupe de partage pluridisciplinaire, {when} ?"
)
PRESENTS = sentence("Vous présentez une facette de votre travail au groupe de partage pluridisciplinaire, {when}.")
ABOUT_WHAT = sentence("{when} : « {about} »")
PREPARE = said("Pour vous y préparer : un support court, qui explique et illustre votre expérience.")
ONE_PRESENTS = sentence("Présente : {name}.")
SEVERAL_PRESENT = sentence("Présentent : {names}.")
SUPPORT = sentence("Vous présentez bientôt au groupe de partage pluridisciplinaire, {when} : pensez à votre support.")
PRESENTED = sentence("C’est passé : votre présentation, {named}.")
NOTHING_TO_PREPARE = said("Il n’y a rien à préparer.")
AGREED = sentence("Merci ! Vous présentez {when}. Vous pouvez dire dès maintenant de quoi vous parlerez.")

SURE_TITLE = french("Laisser votre tour ?")
SURE = "La personne suivante dans l’ordre des présentations sera sollicitée à votre place."
YES, NO = "Oui, laisser mon tour", "Non"
SWAPPED = sentence("C’est noté. {name} reçoit maintenant la demande à votre place.")
SWAPPED_CARD = said("Vous avez laissé votre tour de présentation : c’est noté, et rien d’autre ne change pour vous.")
NOBODY_LEFT = said("Personne d’autre ne peut être sollicité à temps : l’équipe des coachs le sait.")
MISSING = sentence(
    "{name} ne présentera pas au groupe de partage pluridisciplinaire, {when}, et personne d’autre ne peut être "
    "sollicité à temps : {others}. Vous pouvez en parler avec l’équipe, ou laisser les groupes échanger librement."
)

ABOUT_TITLE = "Votre présentation"
ABOUT_LABEL = french("De quoi parlerez-vous ?")
ABOUT_HINT = french("Qui le lira : les personnes invitées à ce groupe de partage, et les coachs.")
ABOUT_SAVE = "Enregistrer"
ABOUT_LONG = french("Votre présentation : 300 caractères au plus.")
KEPT_TITLE = "C’est noté"
KEPT = said("Merci. Votre sujet apparaît sur l’annonce ; vous pouvez le changer jusqu’au jour même.")


def presenting(people: Sequence[tuple[str, str | None]]) -> Said:
    """Return the presenters by name, and their subjects; empty for none."""
    named = [f"{name} («\u00a0{about}\u00a0»)" if about else name for name, about in people]
    if len(named) > 1:
        return SEVERAL_PRESENT(names=join_words(named))
    return ONE_PRESENTS(name=named[0]) if named else said("")


def missing(name: str, when: str, left: int) -> Said:
    """Inform the organiser that a presentation is missing; `left`: how many there are still."""
    others = {0: "aucune autre présentation n’est prévue", 1: "il reste 1\u00a0présentation prévue"}
    return MISSING(name=name, when=when, others=others.get(left, f"il reste {left}\u00a0présentations prévues"))
