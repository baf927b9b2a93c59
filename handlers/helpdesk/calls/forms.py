"""The one field of a request without slot: when the team could come."""

from bot.helpdesk.model import WISHED_LIMIT
from handlers.kit.fields import Form, Text
from handlers.kit.sentences import french

WISHED = Text(
    "wished",
    french("Quand pourriez-vous venir ?"),
    french("Qui le lira : l’équipe des coachs."),
    limit=WISHED_LIMIT,
    example=french("Par exemple : mardi ou jeudi matin, jusqu’à fin mai."),
    refusals={
        "empty": "Écrivez en quelques mots quand vous pourriez venir.",
        "long": french("Votre réponse : 300\u00a0caractères au plus."),
    },
)
CALL = Form("helpdesk.called", "Demander une date", "Envoyer la demande", (WISHED,))
