"""Every sentence that answers an answer, and of the form that answers for somebody."""

from collections.abc import Sequence
from datetime import datetime

from bot.dates.paris import day_of
from bot.dates.words import range_words
from bot.gatherings.model import Reply

ANSWER_FOR = "Répondre pour quelqu’un"
WHO = "Pour qui ?"
CHOOSE = "Choisir une personne"
REPLY = "Sa réponse"
REPLIES = {Reply.COMES: "Vient", Reply.DECLINES: "Ne vient pas"}
SUBMIT = "Enregistrer"
TOLD = "Cette personne reçoit un message, et peut changer sa réponse jusqu’au début."
NOBODY_INVITED = "Il n’y a personne à inviter à cette séance pour l’instant."
NOTED_TITLE = "C’est noté"

STARTED = "Cette séance a déjà commencé : les réponses sont closes. Rien n’a changé."
CANCELLED = "Cette séance est annulée. Vous n’avez rien à faire."
INVALID = {
    "leads": "Vous animez cette séance : votre place y est déjà, vous n’avez rien à faire.",
    "uninvited": "Cette personne n’est pas invitée à cette séance.",
    "early": "Cette séance n’a pas encore commencé. Rien n’a changé.",
}
CHANGE = "Vous pouvez changer d’avis jusqu’au début."
NOT_COMING = "Répondez d’abord « Je viens » : le fichier d’agenda arrivera ensuite."
TAKEN = "Le fichier d’agenda arrive dans notre conversation, sous le message de ce rendez-vous."
OFFER_FEED = "Pour que tout y arrive sans rien faire, tapez `/agenda` et abonnez-vous à votre agenda privé."

_SAID = {
    Reply.COMES: "C’est noté, vous venez",
    Reply.DECLINES: "C’est noté, vous ne venez pas",
    Reply.WAITS: "Tout est pris, vous entrez dans la file d’attente",
}
_STILL = {
    Reply.COMES: "Vous aviez déjà répondu « Je viens »",
    Reply.DECLINES: "Vous aviez déjà répondu « Je ne viens pas »",
    Reply.WAITS: "Vous attendez déjà une place",
}


def noted(reply: Reply, named: str, *, changed: bool) -> str:
    """Say what is noted, or was before."""
    return f"{(_SAID if changed else _STILL)[reply]} : {named}."


def rank(number: int) -> str:
    """Say where somebody stands in line."""
    if number == 1:
        return "Vous y êtes en première position : si une place se libère, elle est pour vous, et je vous préviens."
    before = "1 personne est" if number == 2 else f"{number - 1} personnes sont"
    return f"{before} avant vous. Si une place se libère pour vous, je vous préviens."


def clash(spans: Sequence[tuple[datetime, datetime]]) -> str:
    """Say that somebody has something else at that time."""
    return f"Attention, vous avez {_others(spans)}."


def clash_of(spans: Sequence[tuple[datetime, datetime]]) -> str:
    """Say that somebody else has something at that time."""
    return f"Cette personne a {_others(spans)}."


def noted_for(name: str, reply: Reply, named: str) -> str:
    """Say what is noted for somebody."""
    said = {
        Reply.COMES: "vient",
        Reply.DECLINES: "ne vient pas",
        Reply.WAITS: "attend une place, car tout est pris",
    }
    return f"{name} {said[reply]} : {named}."


def _others(spans: Sequence[tuple[datetime, datetime]]) -> str:
    several = "un autre rendez-vous" if len(spans) == 1 else f"{len(spans)} autres rendez-vous"
    starts, ends = spans[0]
    at = f", {range_words(starts, ends)}" if day_of(starts) == day_of(ends) else ""
    return f"{several} à cette heure-là{at}"
