"""Say one thing to who pressed: beside the message, or over what has no messages (a modal, the Home)."""

from .blocks import Message
from .faults import note
from .turn import Turn


def say(turn: Turn, said: Message) -> None:
    """Answer a press that was acknowledged before."""
    if turn.body.get("response_url"):
        turn.reply(said)
    elif turn.in_modal:
        turn.lay_over(note(said))
    else:
        turn.open(note(said))
