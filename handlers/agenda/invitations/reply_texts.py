"""Every sentence about answers from calendar programs, and about addresses from which mails come back."""

from collections.abc import Mapping

from bot.agenda.replies.letter import Response
from handlers.kit.escaping import Said
from handlers.kit.sentences import said, sentence

ANSWERED = sentence("{name} a répondu depuis son agenda : « {answer} ».")
ANSWERS: Mapping[Response, str] = {
    Response.ACCEPTED: "Accepté",
    Response.DECLINED: "Refusé",
    Response.TENTATIVE: "Peut-être",
    Response.PASSES_ON: "Quelqu’un d’autre viendra",
    Response.OTHER_TIME: "Un autre horaire",
}
ABOUT = sentence("{what}, {when}.")
PROPOSED = sentence("Horaire proposé : {when}.")
KEPT = said("Rien n’a changé : le rendez-vous tient. Ouvrez-le pour le déplacer ou l’annuler.")
TO_TALK = said("Rien n’a changé : le rendez-vous tient. Ouvrez-le, ou voyez cela avec cette personne.")
EARLIER = said("Cette réponse portait sur un autre horaire : rien n’a changé.")
_UNPROVEN = sentence(
    "Un e-mail répond « {answer} » pour {name}, mais rien ne prouve qu’il vient de cette personne. Rien n’a "
    "changé : posez-lui la question."
)

AGAIN = "À confirmer à nouveau"
OTHER_TIME = said("Votre réponse portait sur un autre horaire : répondez à celui-ci, s’il vous plaît.")

BOUNCED = sentence("Les e-mails envoyés à {name} reviennent : {address} ne les reçoit pas.")
MEND = said("Corrigez l’adresse avec un fichier de personnes, et prévenez cette personne autrement.")


def unproven(name: str, response: Response) -> Said:
    """Say that nobody knows who wrote an answer."""
    return _UNPROVEN(name=name, answer=ANSWERS[response])
