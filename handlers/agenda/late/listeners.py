"""Listeners of « J’aurai du retard »."""

from bot.agenda import late
from handlers.kit.faults import note
from handlers.kit.reading import number, pieces
from handlers.kit.saying import say
from handlers.kit.turn import Turn

from . import texts, views


def ask_delay(turn: Turn) -> None:
    """« J’aurai du retard »: ask how late, of an appointment that is near."""
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        found = late.find(reading, turn.actor, turn.value_id, now=now)
    turn.ack()
    if found is None:
        say(turn, views.told(None, told=False, reader_id=turn.known.id, chosen=True, now=now))
    else:
        turn.show(views.form(found, turn.known.id, now=now))


def tell_delay(turn: Turn) -> None:
    """A delay is chosen: tell the others, and show whom in the place of the question."""
    now, (appointment, minutes), mine = turn.tools.now(), pieces(turn.value, 2), turn.known.id
    with turn.tools.transaction() as tx:
        found, told = late.tell(tx, turn.actor, number(minutes), appointment_id=number(appointment), now=now)
    said = views.told(found, told=told, reader_id=mine, chosen=True, now=now)
    turn.ack()
    if turn.in_modal:
        turn.put(note(said, title=texts.TITLE))
    else:
        say(turn, said)
