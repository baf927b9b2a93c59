"""People and the promotion drawn. Pure."""

from bot.programme.model import Defi, Person
from handlers.kit.blocks import Message, actions, button, long_words, message, section
from handlers.kit.sentences import joined, stopped

from . import texts

_STARTS = {
    "bureau-aide": (texts.BOOK, "helpdesk.start"),
    "mentorat": (texts.ASK_MENTORING, "mentoring.start"),
}


def stranger(slack_id: str) -> Message:
    """Draw the message to the coaches about somebody they have not added."""
    text = texts.STRANGER(slack_id=slack_id)
    return message(text, section(text), actions(button(texts.ADD, "setup.add", value=slack_id, style="primary")))


def waiting(slack_id: str) -> Message:
    """Draw the message to the coaches about somebody of the programme who asks for them."""
    text = texts.WAITING(slack_id=slack_id)
    return message(text, section(text))


def team_asked(person: Person | None, defi: Defi, *, dispositif: str, line: str | None = None) -> Message:
    """Draw, for the EIG of a défi, what its porteur asks of them, with the `line` that they added."""
    name = person.name if person else texts.SOMEBODY
    text = texts.TEAM_ASKED(name=name, defi=defi.name, what=texts.WHAT[dispositif], how=texts.HOW[dispositif])
    label, action = _STARTS[dispositif]
    words = long_words(line) if line else []
    spoken = joined([text, *([stopped(line)] if line else [])])
    return message(spoken, section(text), *words, actions(button(label, action, style="primary")))
