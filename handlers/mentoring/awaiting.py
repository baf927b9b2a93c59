"""Lines about mentoring cycles on the Home. Pure."""

from collections.abc import Sequence
from datetime import datetime

from bot.mentoring.awaiting import Awaiting
from bot.mentoring.model import CycleSheet
from handlers.kit.blocks import Line, button, line, message_lines
from handlers.mentoring.coaching import views
from handlers.mentoring.standing import awaited_id, is_awaited, status_sentence

from . import progress_views, request_views, texts


def awaiting_lines(found: Awaiting, cycles: Sequence[CycleSheet], *, mine: int, now: datetime) -> list[Line]:
    """Return a line for each thing that awaits the actor, whose id is `mine`. `cycles` has the actor's cycles."""
    drawn = [
        *(
            progress_views.check_in_message(sheet, appointment_id=session.appointment.id, posted=False, now=now)
            for sheet, session in found.check_ins
        ),
        *(
            progress_views.review_message(
                sheet,
                mine,
                appointment_id=last.appointment.id if last else None,
                inspiration="",
                reviewed=False,
                posted=False,
                now=now,
            )
            for sheet, last in found.to_review
        ),
        *(request_views.declined_message(sheet, posted=False, now=now) for sheet in found.declined),
        *(views.unanswered_message(sheet, now=now) for sheet in found.unanswered),
        *(views.orphaned_message(sheet, person=person, now=now) for sheet, person in found.orphaned),
    ]
    return [
        *(_cycle_line(cycle, mine, now=now) for cycle in cycles if is_awaited(cycle, mine)),
        *(each for message in drawn for each in message_lines(message)),
    ]


def waiting_lines(cycles: Sequence[CycleSheet], *, mine: int, now: datetime) -> list[Line]:
    """Return a line for each cycle in which another person must answer. `mine` is the actor's id."""
    return [
        _cycle_line(cycle, mine, now=now)
        for cycle in cycles
        if awaited_id(cycle) is not None and not is_awaited(cycle, mine)
    ]


def _cycle_line(sheet: CycleSheet, mine: int, *, now: datetime) -> Line:
    other = sheet.asker if mine == sheet.cycle.mentor_id else sheet.mentor
    of, value = texts.OF_CYCLE(what=other.name, cycle=sheet.title).plain, str(sheet.cycle.id)
    said = texts.CYCLE(cycle=sheet.what, what=status_sentence(sheet, mine, now=now), defi=sheet.defi.name)
    return line(said, button(texts.OPEN, f"mentoring.open:{value}", value=value, of=of))
