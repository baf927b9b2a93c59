"""The news about a bureau d'aide drawn: what changed since people were told, or nothing where it is no longer true.

Each drawing gives None when there is nothing left to say to this reader. Pure.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.agenda.model import Appointment, Part, State
from bot.dates.paris import from_epoch
from bot.dates.words import moment_words
from bot.helpdesk.model import Document, Sheet
from bot.programme.model import Person
from handlers.kit.blocks import Message, actions, button, message, section
from handlers.kit.escaping import escape

from . import card_texts
from . import news_texts as texts
from .sheet_words import coming_sessions, times_of

_TEAM = (Part.BOOKER, Part.GUEST)


def added(
    sheet: Sheet, viewer_id: int, *, appointment_ids: Sequence[int], by: Person | None, now: datetime
) -> Message | None:
    """Draw the news of séances booked later; their times as they are now."""
    standing = _theirs(sheet.standing, appointment_ids, viewer_id)
    if not standing:
        return None
    return _said(texts.added(_name(by), times_of(standing, now), sheet.defi.name))


def moved(
    sheet: Sheet, viewer_id: int, *, known: Mapping[int, int], by: Person | None, now: datetime
) -> Message | None:
    """Draw the news of a move, from the starts that people knew (by appointment, seconds since 1970) to those now."""
    standing = _theirs(sheet.standing, known, viewer_id)
    gone = [one for one in standing if int(one.starts.timestamp()) != known[one.id]]
    if not gone:
        return None
    moves = [(moment_words(from_epoch(known[one.id]), now), moment_words(one.starts, now)) for one in gone]
    return _said(texts.moved(_name(by), moves, sheet.defi.name), _reasons(gone))


def cancelled(
    sheet: Sheet, viewer_id: int, *, known: Mapping[int, int], by: Person | None, now: datetime
) -> Message | None:
    """Draw the news of a cancellation, by the starts that people knew; the team can book again at once."""
    gone = _theirs([one for one in sheet.sessions if one.state is State.CANCELLED], known, viewer_id)
    if not gone:
        return None
    whens = [moment_words(from_epoch(known[one.id]), now) for one in gone]
    somebody = any(someone.part in _TEAM for one in gone for someone in one.present)
    defi = sheet.defi.name
    text = texts.cancelled(_name(by), whens, defi) if somebody else texts.nobody_left(whens, defi)
    part = gone[0].part_of(viewer_id)
    free = (texts.HOUR_IS_FREE if len(gone) == 1 else texts.HOURS_ARE_FREE) if part is Part.HOST else ""
    again = [button(texts.BOOK_ANOTHER, "helpdesk.start")] if part in _TEAM else []
    said = _said(text, _reasons(gone), free)
    return message(said.text, section(said.text), actions(*again)) if again else said


def left(
    sheet: Sheet, viewer_id: int, *, appointment_ids: Sequence[int], who: Person | None, now: datetime
) -> Message | None:
    """Draw the news that somebody cannot come; what was cancelled meanwhile is told by its own news."""
    standing = _theirs(sheet.standing, appointment_ids, viewer_id)
    if not standing or who is None:
        return None
    return _said(texts.left(who.name, times_of(standing, now), sheet.defi.name))


def handed(
    sheet: Sheet, viewer_id: int, *, giver: Person | None, taker: Person | None, now: datetime
) -> Message | None:
    """Draw the news that a colleague hosts in somebody's place."""
    hosted = [one for one in coming_sessions(sheet, now=now) if taker and one.part_of(taker.id) is Part.HOST]
    if taker is None or giver is None or not hosted:
        return None
    whens = times_of(hosted, now)
    if giver.id == viewer_id:
        return _said(texts.handed_from_you(taker.name, whens, sheet.defi.name))
    return _said(texts.handed(taker.name, giver.name, whens, sheet.defi.name))


def joined(sheet: Sheet, viewer_id: int, *, who: Person | None, now: datetime) -> Message | None:
    """Draw the news that a colleague or a specialist comes too."""
    coming = coming_sessions(sheet, now=now)
    theirs = [one for one in coming if who and one.part_of(who.id) and one.part_of(viewer_id)]
    if who is None or not theirs:
        return None
    name = card_texts.specialist if theirs[0].part_of(who.id) is Part.EXPERT else card_texts.coach
    return _said(texts.joined(name(who.name), times_of(theirs, now), sheet.defi.name))


def lost(sheet: Sheet, *, now: datetime) -> Message | None:
    """Draw that a document did not arrive, until another comes or the last séance begins."""
    if sheet.request.paper.document is not Document.LATER or not coming_sessions(sheet, now=now):
        return None
    send = button(texts.SEND, "helpdesk.paper", value=str(sheet.request.id))
    return message(texts.LOST, section(texts.LOST), actions(send))


def _theirs(
    sessions: Sequence[Appointment], appointment_ids: Sequence[int] | Mapping[int, int], viewer_id: int
) -> list[Appointment]:
    return [one for one in sessions if one.id in appointment_ids and one.part_of(viewer_id)]


def _said(text: str, *more: str) -> Message:
    whole = escape(" ".join([text, *(one for one in more if one)]))
    return message(whole, section(whole))


def _reasons(sessions: Sequence[Appointment]) -> str:
    """Say the reasons given, each once: one gesture has one, in its giver's words."""
    given = dict.fromkeys(one.reason for one in sessions if one.reason)
    return " ".join(card_texts.said(card_texts.REASON, words) for words in given if words)


def _name(person: Person | None) -> str:
    return person.name if person else ""
