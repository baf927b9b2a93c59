"""Every sentence about people and the promotion, « En parler avec mon coach » and « Demander à mon équipe » too."""

from collections.abc import Sequence

from bot.agenda.calendars.entries import join_names
from handlers.kit.escaping import Said
from handlers.kit.sentences import french, said, sentence

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
HOW = {"bureau-aide": "réservez", "mentorat": french("demandez-le")}
_ASKED = sentence("C’est transmis à {names}, qui peuvent {what} d’un clic.")
_ASKED_ONE = sentence("C’est transmis à {names}, qui peut {what} d’un clic.")
STRANGER = sentence(
    "<@{slack_id}> voudrait utiliser les dispositifs et n’est dans aucune promotion. Ajoutez cette personne à la "
    "vôtre, ou répondez-lui en message direct."
)
WAITING = sentence("<@{slack_id}> demande à vous parler. Répondez en message direct.")


def asked(names: Sequence[str], what: str) -> Said:
    """Return the people who were asked, and the task."""
    told = join_names(names)
    return _ASKED_ONE(names=told, what=what) if len(names) == 1 else _ASKED(names=told, what=what)


TITLE = "En parler avec un coach"
SEND = "Envoyer"
LINE = "Un mot"
HINT = "Qui le lira : vos coachs, et personne d’autre."
LONG = "Un mot : 500 caractères au plus."
DONE_TITLE = "C’est transmis"
NOBODY = said(
    "Je ne sais pas encore comment joindre l’équipe des coachs. Écrivez à la personne qui vous a donné accès à cet "
    "espace."
)
BEFORE = said("C’est déjà transmis aujourd’hui : la réponse viendra en message direct. Vous n’avez rien à faire.")
TEAM = "l’équipe des coachs"

INTRO = sentence("Votre message dira que vous voulez parler de « {name} ».")
TOLD = sentence("C’est transmis à {whom}. La réponse viendra en message direct.")
ASKED = sentence("{name}{defis} voudrait vous parler de « {what} ». Répondez en message direct : <@{slack_id}>.")
TEAM_TITLE = "Demander à mon équipe"
TEAM_HINT = french("Qui le lira : les EIG de votre défi, et personne d’autre.")
TEAM_INTRO = sentence("Votre message proposera aux EIG de votre défi de {what}.")
ALREADY_ASKED = said("C’est déjà demandé aujourd’hui : votre équipe a reçu votre message. Vous n’avez rien à faire.")
NO_TEAM = said("Votre défi n’a pas encore d’EIG. Pour en parler, prévenez les coachs.")
ASKED_ELSEWHERE = sentence("{name}{defis} voudrait vous parler de « {what} ». Répondez par mail.")


def told(names: Sequence[str]) -> Said:
    """Return the people who were notified."""
    return TOLD(whom=join_names(names) if names else TEAM)


def of_defis(names: Sequence[str]) -> str:
    """Name somebody's défis behind their name."""
    return f" (défi {join_names(names)})" if names else ""
