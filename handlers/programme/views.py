"""People and the promotion drawn. Pure."""

from handlers.kit.blocks import Message, message, section

from . import texts


def stranger(slack_id: str) -> Message:
    """Draw the message to the coaches about somebody they have not added."""
    text = texts.STRANGER(slack_id=slack_id)
    return message(text, section(text))


def waiting(slack_id: str) -> Message:
    """Draw the message to the coaches about somebody of the programme who asks for them."""
    text = texts.WAITING(slack_id=slack_id)
    return message(text, section(text))
