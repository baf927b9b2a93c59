"""Sentences about two hosts who swap an hour."""

from collections.abc import Mapping

from bot.helpdesk.model import SwapState
from handlers.kit.sentences import said, sentence

SUBMIT = "Proposer"
INTRO = said(
    "Choisissez une heure à prendre en échange, ou demandez seulement de reprendre la vôtre. Rien ne change sans "
    "l’accord de votre collègue, qui a un jour ouvré pour répondre."
)
NOBODY = said(
    "Personne ne peut reprendre cette heure, ou elle commence trop tôt pour attendre une réponse. Avec « Confier le "
    "rendez-vous », vous la confiez tout de suite à quelqu’un de libre."
)
WITH, CHOOSE = "Avec qui", "Choisir une heure"
TAKE_OVER = "Reprendre mon heure, sans échange"
INVALID: Mapping[str, str] = {
    "gone": "Cette heure n’est plus à échanger. Choisissez-en une autre.",
    "asked": "Un échange est déjà proposé pour votre heure. Attendez la réponse, ou confiez le rendez-vous.",
}
ASKED_TITLE = "C’est proposé"
ASKED = sentence("{taker} a jusqu’au {until} pour répondre. D’ici là, vous animez toujours votre heure.")

YES = "D’accord"
KEEP, CANNOT = "Je garde la mienne", "Je ne peux pas"
ASKS = sentence(
    "{host} vous propose un échange : vous animeriez à sa place {given}, et {host} animerait à la vôtre {returned}. "
    "Répondez avant le {until} ; sans réponse, rien ne change."
)
ASKS_ALONE = sentence(
    "{host} vous demande d’animer à sa place {given}. Répondez avant le {until} ; sans réponse, rien ne change."
)
HOUR = sentence("le {what} {days} (défi {defi})")
IN_RETURN = sentence("Vous animez en échange {returned}.")

AGREED = sentence("{taker} est d’accord et animera à votre place {given}.")
TOLD = {
    SwapState.KEPT: sentence("{taker} ne peut pas animer à votre place {given}. Rien ne change."),
    SwapState.LAPSED: sentence("{taker} n’a pas répondu à temps : vous animez toujours {given}."),
    SwapState.GONE: sentence(
        "L’échange proposé à {taker} ne tient plus : un rendez-vous ou la personne qui l’anime a changé entre-temps. "
        "Rien n’est échangé pour {given}."
    ),
    SwapState.TAKEN: sentence(
        "{taker} était d’accord, mais l’un ou l’une de vous a déjà un rendez-vous à l’heure à prendre. Rien n’est "
        "échangé : vous animez toujours {given}."
    ),
}
# The sentences that answer the colleague's click, and that replace the question in the colleague's message.
ANSWERED = {
    SwapState.AGREED: sentence("C’est noté : vous animerez à la place {host:de} {given}. L’équipe reçoit un message."),
    SwapState.KEPT: sentence("C’est noté : {host} anime toujours {given}. Rien ne change."),
    SwapState.LAPSED: sentence("Le délai pour répondre est passé : {host} anime toujours {given}."),
    SwapState.GONE: sentence(
        "Cet échange ne tient plus : un rendez-vous ou la personne qui l’anime a changé entre-temps. Rien n’est "
        "échangé pour {given}, et {host} le sait."
    ),
    SwapState.TAKEN: sentence(
        "L’un ou l’une de vous a déjà un rendez-vous à l’heure à prendre. Rien n’est échangé : {host} anime toujours "
        "{given}, et le sait."
    ),
}
