"""People and the promotion drawn. Pure."""

from collections.abc import Sequence

from bot.programme.model import Defi, Person
from handlers.kit.blocks import Message, actions, alone, button, message, section

from . import texts

_STARTS = {
    "bureau-aide": (texts.BOOK, "helpdesk.start"),
    "mentorat": (texts.ASK_MENTORING, "mentoring.start"),
}


def stranger(slack_id: str) -> Message:
    """Draw the message to the coaches about somebody they have not added."""
    text = texts.STRANGER(slack_id=slack_id)
    return message(text, section(text))


def waiting(slack_id: str) -> Message:
    """Draw the message to the coaches about somebody of the programme who asks for them."""
    text = texts.WAITING(slack_id=slack_id)
    return message(text, section(text))


def asked(names: Sequence[str], dispositif: str, *, new: bool) -> Message:
    """Draw the answer to « Demander à mon équipe »."""
    if not names:
        return alone(texts.NO_TEAM)
    return alone(texts.asked(names, texts.WHAT.get(dispositif, "")) if new else texts.ALREADY_ASKED)


def team_asked(person: Person | None, defi: Defi, *, dispositif: str) -> Message:
    """Draw, for the EIG of a défi, what its porteur asks of them."""
    name = person.name if person else texts.SOMEBODY
    text = texts.TEAM_ASKED(name=name, defi=defi.name, what=texts.WHAT[dispositif], how=texts.HOW[dispositif])
    label, action = _STARTS[dispositif]
    return message(text, section(text), actions(button(label, action, style="primary")))
