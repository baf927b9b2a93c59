"""Views of the replies after a séance, and of the review form. Pure."""

from collections.abc import Sequence
from datetime import datetime

from bot.agenda.calendars.entries import join_names
from bot.dates.words import day_words
from bot.mentoring.model import REVIEW_LIMIT, CycleSheet, Session
from handlers.kit.blocks import Json, Message, actions, button, field, message, modal, section, select, text_area
from handlers.kit.escaping import Said
from handlers.mentoring.card import texts as card_texts
from handlers.mentoring.running.forms import CycleMetadata
from handlers.mentoring.standing import session_moments, team_names

from . import texts

USEFUL, TEXT = "useful", "text"


def postponed_message(sheet: CycleSheet, session: Session, *, now: datetime) -> Message:
    """Build the reply to « À reprogrammer », with a button for a new time."""
    day = day_words(session.appointment.starts, now)
    return _replan_message(sheet, session, texts.POSTPONED(day=day), card_texts.REPLAN, object_name=day)


def missed_message(sheet: CycleSheet, session: Session, *, now: datetime) -> Message:
    """Build the reply to « Elle n’a pas eu lieu ». The mentor may set the new date at once."""
    day = day_words(session.appointment.starts, now)
    return _replan_message(sheet, session, texts.MISSED(day=day, asker=sheet.asker.name), texts.FIX, object_name=day)


def times_accepted_message(sessions: Sequence[Session], *, now: datetime) -> Message:
    whens = join_names(session_moments(sessions, now))
    return message(texts.AGREED_ALL(whens=whens) if len(sessions) > 1 else texts.AGREED(when=whens))


def times_refused_message(sheet: CycleSheet, sessions: Sequence[Session], *, now: datetime) -> Message:
    if sessions[0].state.stands:
        whens, asker = join_names(session_moments(sessions, now)), sheet.asker.name
        several = len(sessions) > 1
        return message(texts.KEPT_ALL(whens=whens, asker=asker) if several else texts.KEPT(when=whens, asker=asker))
    return message(texts.REFUSED(asker=sheet.asker.name))


def review_form(sheet: CycleSheet, viewer_id: int) -> Json:
    with_whom = team_names(sheet) if viewer_id == sheet.cycle.mentor_id else sheet.mentor.name
    choices = [(label, value) for value, label in texts.CHOICES.items()]
    box = text_area(TEXT, limit=REVIEW_LIMIT)
    blocks = [
        section(texts.ABOUT(what=sheet.what, names=with_whom)),
        field(USEFUL, texts.USEFUL, select(USEFUL, texts.CHOOSE, choices)),
        field(TEXT, texts.MORE, box, hint=texts.WHO_READS, optional=True),
    ]
    private = str(sheet.cycle.id)
    return modal("mentoring.reviewed", texts.REVIEW_TITLE, blocks, submit=texts.REVIEW, private_metadata=private)


def reviewed_modal() -> Json:
    return modal("mentoring.done", texts.THANKS_TITLE, [section(texts.THANKS)], last=True)


def _replan_message(sheet: CycleSheet, session: Session, said: Said, label: str, *, object_name: str) -> Message:
    carried = CycleMetadata(sheet.cycle.id, session.appointment.id)
    return message(said, section(said), actions(button(label, "mentoring.replan", value=str(carried), of=object_name)))
