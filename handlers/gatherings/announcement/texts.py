"""Sentences of a gathering's announcement, of the answers to it, and of later notices."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from bot.dates.paris import day_of
from bot.dates.words import day_words, join_words, range_words
from bot.gatherings.model import Reply
from handlers.gatherings.texts import IN_PLACE_OF
from handlers.kit.escaping import Said
from handlers.kit.sentences import capitalise, end_sentence, french, join_text, said, sentence

COME = "Je viens"
DECLINE = "Je ne viens pas"
GIVE_BACK = "Rendre ma place"

WHEN = sentence("{span}, heure de Paris")
TO_BE_SAID = said("Le programme sera précisé.")
ORGANISER = "Organisation"
LINK = sentence("Lien de la visio : {link}")
NOWHERE = said("Le lieu sera précisé.")
ONLINE = said("En ligne : le lien est donné aux personnes qui viennent.")
ONLINE_TOO = said("En ligne aussi : le lien est donné aux personnes qui viennent.")
OWN_GROUP = said("Vous saurez deux jours avant avec qui vous échangez, et où.")
PREPARE = "S’y préparer"
MOST_NAMES = 15

QUESTION = said("Viendrez-vous ? Répondez d’un clic, vous pourrez changer d’avis jusqu’au début.")
OVER = said("Les réponses sont closes.")
PAST = said("C’est passé.")
MINE: Mapping[Reply, Said] = {
    Reply.COMES: said("Vous avez répondu « Je viens »."),
    Reply.DECLINES: said("Vous avez répondu « Je ne viens pas »."),
    Reply.WAITS: said("C’est complet : vous attendez une place."),
}
LEADS = said("Vous n’avez pas à répondre.")
UNANSWERED = said("Vous n’avez pas encore répondu.")
NUDGE = sentence("{name}, {when} : vous n’avez pas encore répondu.")
FREED = said("Une place s’est libérée : elle est pour vous.")
GIVE_BACK_HINT = said("Si vous ne pouvez pas venir, rendez-la : elle ira à la personne suivante dans la file.")
GAVE_BACK = said("Vous avez rendu votre place.")
A_COACH = "Un ou une coach"

_COMING = sentence("{number} : {names}.")
_ONE_LEFT = said("Il reste 1 place.")
_LEFT = sentence("Il reste {free} places.")
_NONE_LEFT = said("C’est complet : en répondant « Je viens », vous entrez dans la file d’attente.")
_IN_LINE = sentence("C’est complet, et {many} une place.")
_ANSWERED_FOR = sentence("{teller} a répondu « {answer} » à votre place.")
_CAN_CHANGE = said("Vous pouvez changer cette réponse jusqu’au début.")
_NO_CHANNEL = sentence(
    "Je n’ai pas pu annoncer dans le canal <#{channel}> : {name}. Raison : {why}. Chaque personne invitée a reçu un "
    "message."
)
_REFUSED: Mapping[str, str] = {
    "not_in_channel": "je n’y suis pas",
    "channel_not_found": "je ne le trouve pas, ou je n’y suis pas",
    "is_archived": "il est archivé",
}
HOW_TO_INVITE = sentence(
    "Pour que la prochaine annonce y arrive, ouvrez ce canal et tapez `/invite @{name}`, ou changez de canal."
)


def instead(day: date, holiday: str, now: datetime) -> Said:
    return capitalise(end_sentence(IN_PLACE_OF(day=day_words(day, now), holiday=holiday)))


def coming(names: Sequence[str]) -> Said:
    rest = len(names) - MOST_NAMES
    more = [] if rest <= 0 else ["1 autre" if rest == 1 else f"{rest} autres"]
    number = "1 personne vient" if len(names) == 1 else f"{len(names)} personnes viennent"
    return _COMING(number=number, names=join_words([*names[:MOST_NAMES], *more]))


def places(free: int, waiting: int) -> Said:
    if free:
        return _ONE_LEFT if free == 1 else _LEFT(free=free)
    if not waiting:
        return _NONE_LEFT
    return _IN_LINE(many="1 personne attend" if waiting == 1 else f"{waiting} personnes attendent")


def answered_for(teller: str, reply: Reply) -> Said:
    key = _ANSWERED_FOR(teller=teller, answer=DECLINE if reply is Reply.DECLINES else COME)
    return join_text([key, *([MINE[reply]] if reply is Reply.WAITS else []), _CAN_CHANGE])


def of(when: str, named: str) -> str:
    """Return a gathering's name for screen readers. The date comes first, because the end of a long name is cut."""
    return f"{when}, {named}"


def no_channel(name: str, channel: str, reason: str) -> Said:
    """Return the sentence that tells the organiser that a channel refused the announcement."""
    return _NO_CHANNEL(name=name, channel=channel, why=_REFUSED.get(reason, "je ne peux pas y écrire"))


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
    Reply.WAITS: sentence("{name} attend une place, car c’est complet"),
}
CLASH_FOR = sentence("Cette personne a {others}.")

STARTED = said("Cette séance a déjà commencé : les réponses sont closes. Rien n’a changé.")
CANCELLED = said("Cette séance est annulée. Vous n’avez rien à faire.")
INVALID: Mapping[str, Said] = {
    "leads": said("Vous animez cette séance : votre venue est déjà notée. Vous n’avez rien à faire."),
    "speaks": said(
        "Rien n’a changé, vous intervenez toujours à cette séance. Si vous ne pouvez pas venir, écrivez à la personne "
        "qui organise : elle peut changer la liste."
    ),
    "uninvited": said("Cette personne n’est pas invitée à cette séance."),
    "early": said("Cette séance n’a pas encore commencé. Rien n’a changé."),
}

NOT_COMING = said("Répondez d’abord « Je viens » : le fichier d’agenda arrivera ensuite.")

_FIRST = said("Vous y êtes en première position : si une place se libère, elle est pour vous, et je vous préviens.")
_BEHIND = sentence("{before} avant vous. Si une place se libère pour vous, je vous préviens.")


def rank(number: int) -> Said:
    before = "1 personne est" if number == 2 else f"{number - 1} personnes sont"
    return _FIRST if number == 1 else _BEHIND(before=before)


def others(spans: Sequence[tuple[datetime, datetime]]) -> str:
    """Return the words for a person's other appointments at the same time."""
    several = "un autre rendez-vous" if len(spans) == 1 else f"{len(spans)} autres rendez-vous"
    starts, ends = spans[0]
    at = f", {range_words(starts, ends)}" if day_of(starts) == day_of(ends) else ""
    return f"{several} à cette heure-là{at}"
