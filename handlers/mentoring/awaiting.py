"""Lines about mentoring cycles on the Home. Pure."""

from collections.abc import Sequence
from datetime import datetime

from bot.mentoring.awaiting import AwaitingCycles
from bot.mentoring.model import CycleSheet
from handlers.kit.blocks import HomeLine, button, line, message_lines
from handlers.mentoring.coaching import views
from handlers.mentoring.standing import awaited_person_id, is_awaited, status_sentence

from . import progress_views, request_views, texts


def awaiting_lines(
    awaiting: AwaitingCycles, cycles: Sequence[CycleSheet], *, viewer_id: int, now: datetime
) -> list[HomeLine]:
    """Return a line for each thing that awaits the actor, whose id is `viewer_id`. `cycles` has the actor's cycles."""
    drawn = [
        *(
            progress_views.check_in_message(sheet, appointment_id=session.appointment.id, is_posted=False, now=now)
            for sheet, session in awaiting.check_ins
        ),
        *(
            progress_views.review_message(
                sheet,
                viewer_id,
                appointment_id=last.appointment.id if last else None,
                inspiration="",
                has_reviewed=False,
                is_posted=False,
                now=now,
            )
            for sheet, last in awaiting.to_review
        ),
        *(request_views.declined_message(sheet, is_posted=False, now=now) for sheet in awaiting.declined),
        *(views.unanswered_message(sheet, now=now) for sheet in awaiting.unanswered),
        *(views.mentor_lost_message(sheet, person=person, now=now) for sheet, person in awaiting.orphaned),
    ]
    return [
        *(_cycle_line(cycle, viewer_id, now=now) for cycle in cycles if is_awaited(cycle, viewer_id)),
        *(each for message in drawn for each in message_lines(message)),
    ]


def waiting_lines(cycles: Sequence[CycleSheet], *, viewer_id: int, now: datetime) -> list[HomeLine]:
    """Return a line for each cycle in which another person must answer. `viewer_id` is the actor's id."""
    return [
        _cycle_line(cycle, viewer_id, now=now)
        for cycle in cycles
        if awaited_person_id(cycle) is not None and not is_awaited(cycle, viewer_id)
    ]


def _cycle_line(sheet: CycleSheet, viewer_id: int, *, now: datetime) -> HomeLine:
    other = sheet.asker if viewer_id == sheet.cycle.mentor_id else sheet.mentor
    of, value = texts.OF_CYCLE(what=other.name, cycle=sheet.title).plain, str(sheet.cycle.id)
    said = texts.CYCLE(cycle=sheet.what, what=status_sentence(sheet, viewer_id, now=now), defi=sheet.defi.name)
    return line(said, button(texts.OPEN, f"mentoring.open:{value}", value=value, of=of))
