"""Every sentence about people and the promotion."""

from collections.abc import Sequence

from bot.agenda.calendars.entries import join_names
from handlers.kit.escaping import Said
from handlers.kit.sentences import said, sentence

ADD = "Ajouter à la promotion"
ALERTED = said("Je préviens les coachs tout de suite ; la réponse viendra en message direct.")
NOBODY_TO_ALERT = said(
    "Je ne sais pas encore comment joindre l’équipe des coachs. Écrivez à la personne qui vous a donné accès à cet "
    "espace."
)
BOOK = "Réserver un bureau d’aide"
ASK_MENTORING = "Demander un mentorat"
SOMEBODY = "La personne qui porte votre projet"
TEAM_ASKED = sentence(
    "{name} (défi {defi}) vous propose de {what}. Si le moment s’y prête, {how} ; sinon, répondez en message direct."
)
WHAT = {"bureau-aide": "réserver un bureau d’aide", "mentorat": "demander un mentorat"}
HOW = {"bureau-aide": "réservez", "mentorat": "demandez-le"}
_ASKED = sentence("C’est transmis à {names}, qui peuvent {what} d’un clic.")
_ASKED_ONE = sentence("C’est transmis à {names}, qui peut {what} d’un clic.")
STRANGER = sentence(
    "<@{slack_id}> voudrait utiliser les dispositifs et n’est dans aucune promotion. Ajoutez cette personne à la "
    "vôtre, ou répondez-lui en message direct."
)
WAITING = sentence("<@{slack_id}> demande à vous parler. Répondez en message direct.")


def asked(names: Sequence[str], what: str) -> Said:
    """Say who was asked to do what."""
    told = join_names(names)
    return _ASKED_ONE(names=told, what=what) if len(names) == 1 else _ASKED(names=told, what=what)
