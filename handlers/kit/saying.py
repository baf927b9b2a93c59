"""Say one thing to who pressed, or why not: beside the message, or over what has no messages (a modal, the Home)."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from bot.errors import Invalid

from .blocks import Message, message
from .escaping import Said
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


@contextmanager
def explaining(turn: Turn, why: Mapping[str, Said]) -> Iterator[None]:
    """Say to who pressed why what stands in the block is refused, by its reason; nothing follows the block."""
    try:
        yield
    except Invalid as refusal:
        turn.ack()
        say(turn, message(why[str(refusal.facts["reason"])]))
