"""Sentences about being late."""

from collections.abc import Sequence

from bot.agenda.calendars.entries import join_names
from handlers.kit.escaping import Said
from handlers.kit.sentences import said, sentence

TITLE = "Du retard"
_ASK = sentence("*Vous aurez combien de retard ?* Votre choix prévient aussitôt {names} : {what}, {when}.")
TOLD = sentence("C’est dit à {names} : {what}, {when}.")
AGAIN = sentence("C’était déjà dit à {names} : {what}, {when}.")
NOBODY = sentence("Personne d’autre n’y vient pour l’instant : {what}, {when}.")
FOR_NOTHING = said("Je ne vois aucun rendez-vous pour vous dans les trois heures : je n’ai rien dit à personne.")
NOT_NEAR = said("Ce rendez-vous est trop loin, déjà bien commencé, annulé ou sans vous : je n’ai rien dit à personne.")


def ask(names: Sequence[str], what: str, when: str) -> Said:
    """Ask how late somebody is, and name the people who are told."""
    return _ASK(names=join_names(names), what=what, when=when)
