"""Sentences of a letter to porteurs, and of its form."""

from collections.abc import Mapping, Sequence

from bot.agenda.calendars.entries import join_names
from bot.records.letters import ReaderChoice
from handlers.kit.escaping import Said
from handlers.kit.sentences import french, join_text, said, sentence

TITLE = "Écrire un message"
INTRO = sentence(
    "Un message aux porteurs et porteuses {promotion:de}. Chaque personne le reçoit dans Slack ou par e-mail, et vous "
    "répond directement."
)
ONCE_A_WEEK = said(
    "Une personne reçoit un message de ce genre par semaine, pas plus, même si plusieurs coachs lui écrivent."
)
WHOM = "Pour qui"
CHOOSE = "Choisir"
WHOMS: Mapping[ReaderChoice, str] = {
    ReaderChoice.ALL: french("Tout le monde ({count})"),
    ReaderChoice.SILENT: french("Sans réponse à une invitation ou à un sondage ({count})"),
}
LETTER = "Votre message"
LETTER_HINT = "Vous le relirez avant de l’envoyer."
READ_AGAIN = "Relire avant d’envoyer"
PREVIEW_TITLE = "Relire avant d’envoyer"
SEND = "Envoyer"
SENT_TITLE = "C’est parti"
UNDONE_TITLE = "Retour en arrière"
UNDONE = said("Le message ne part pas. Personne ne l’a reçu.")
SENT_BEFORE = said("Ce message est déjà parti.")
NOBODY_TO_WRITE_TO = said("Il n’y a personne à qui écrire : tout le monde a déjà reçu un message cette semaine.")
WRITES = sentence("{name} vous écrit :")
ANSWER = sentence("Pour répondre à {name} : <@{slack_id}>.")
INVALID: Mapping[tuple[str, str], str] = {
    ("letter", "empty"): "Écrivez votre message.",
    ("letter", "long"): french("Votre message : 2 000\u00a0caractères au plus."),
    ("whom", "nobody"): "Ces personnes ont toutes reçu un message cette semaine. Choisissez une autre réponse.",
}

ONE_PERSON, MANY_PEOPLE = french("1\u00a0personne"), french("{count}\u00a0personnes")
_GOES = sentence("Il part à {people} : {slack} par Slack, {mail} par e-mail.")
_GOES_TO = sentence("Pour : {names}.")
_HEARD = sentence("Ont déjà reçu un message cette semaine : {names}.")
_UNREACHABLE = sentence("N’ont ni compte Slack ni adresse e-mail : {names}.")
_SENT = sentence("Votre message part dans deux minutes à {people}.")


def people(count: int) -> str:
    return ONE_PERSON if count == 1 else MANY_PEOPLE.format(count=count)


def goes(count: int, *, slack: int) -> Said:
    return _GOES(people=people(count), slack=slack, mail=count - slack)


def names(readers: Sequence[str], *, heard: Sequence[str], unreachable: Sequence[str]) -> Said:
    """Return the names of the letter's readers, and of the people who do not get it, with the reason."""
    lines = [_GOES_TO(names=join_names(readers))]
    lines += [_HEARD(names=join_names(heard))] if heard else []
    lines += [_UNREACHABLE(names=join_names(unreachable))] if unreachable else []
    return join_text(lines)


def sent(count: int) -> Said:
    return _SENT(people=people(count))
