"""What somebody the programme does not know is told: the name of a coach, and a button that tells the coaches."""

from bot.programme.service import coaches

from . import texts
from .blocks import Message, actions, button, message, section
from .turn import Turn


def stranger(turn: Turn) -> Message:
    """Draw the line for who has no role in the programme (yet, or any more)."""
    with turn.tools.reading() as reading:
        names = [coach.name for coach in coaches(reading, turn.tools.now())]
    text = texts.unknown(names)
    return message(text, section(text), actions(button(texts.ALERT, "programme.alert")))
