"""Every sentence that replies to an answer, and of the form that answers for a person."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.dates.paris import day_of
from bot.dates.words import range_words
from bot.gatherings.model import Reply
from handlers.kit.escaping import Said
from handlers.kit.sentences import french, said, sentence

NOTED: Mapping[Reply, Said] = {
    Reply.COMES: said("C’est noté, vous venez"),
    Reply.DECLINES: said("C’est noté, vous ne venez pas"),
    Reply.WAITS: said("C’est complet, vous entrez dans la file d’attente"),
}
STILL: Mapping[Reply, Said] = {
    Reply.COMES: said("Vous aviez déjà répondu « Je viens »"),
    Reply.DECLINES: said("Vous aviez déjà répondu « Je ne viens pas »"),
    Reply.WAITS: said("Vous attendez déjà une place"),
}
STAYS = said("Si vous ne pouvez plus venir, écrivez à la personne qui organise.")
CHANGE = said("Vous pouvez changer d’avis jusqu’au début.")
CLASH = sentence("Attention, vous avez {others}.")

ANSWER_FOR = "Répondre pour quelqu’un"
WHO = french("Pour qui ?")
CHOOSE = "Choisir une personne"
REPLY = "Sa réponse"
REPLIES = {Reply.COMES: "Vient", Reply.DECLINES: "Ne vient pas"}
SUBMIT = "Enregistrer"
TOLD = said("Cette personne reçoit un message, et peut changer sa réponse jusqu’au début.")
NOBODY_INVITED = said("Il n’y a personne à inviter à cette séance pour l’instant.")
NOTED_FOR: Mapping[Reply, sentence] = {
    Reply.COMES: sentence("{name} vient"),
    Reply.DECLINES: sentence("{name} ne vient pas"),
    Reply.WAITS: sentence("{name} attend une place, car tout est pris"),
}
CLASH_FOR = sentence("Cette personne a {others}.")

STARTED = said("Cette séance a déjà commencé : les réponses sont closes. Rien n’a changé.")
CANCELLED = said("Cette séance est annulée. Vous n’avez rien à faire.")
INVALID: Mapping[str, Said] = {
    "leads": said("Vous animez cette séance : votre place y est déjà, vous n’avez rien à faire."),
    "speaks": said(
        "Rien n’a changé, vous intervenez toujours à cette séance. Si vous ne pouvez pas venir, écrivez à la personne "
        "qui organise, qui peut vous en retirer."
    ),
    "uninvited": said("Cette personne n’est pas invitée à cette séance."),
    "early": said("Cette séance n’a pas encore commencé. Rien n’a changé."),
}

NOT_COMING = said("Répondez d’abord « Je viens » : le fichier d’agenda arrivera ensuite.")

_FIRST = said("Vous y êtes en première position : si une place se libère, elle est pour vous, et je vous préviens.")
_BEHIND = sentence("{before} avant vous. Si une place se libère pour vous, je vous préviens.")


def rank(number: int) -> Said:
    """Return where somebody stands in line."""
    before = "1 personne est" if number == 2 else f"{number - 1} personnes sont"
    return _FIRST if number == 1 else _BEHIND(before=before)


def others(spans: Sequence[tuple[datetime, datetime]]) -> str:
    """Return what else somebody has at that time."""
    several = "un autre rendez-vous" if len(spans) == 1 else f"{len(spans)} autres rendez-vous"
    starts, ends = spans[0]
    at = f", {range_words(starts, ends)}" if day_of(starts) == day_of(ends) else ""
    return f"{several} à cette heure-là{at}"
