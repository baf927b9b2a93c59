"""What people are told of a host's gestures drawn: a word, a question about the need, a host who has left. Pure.

Each gives None when there is nothing left to say; `posted`: it is in Slack already, and only its buttons go.
"""

from collections.abc import Sequence
from datetime import datetime

from bot.agenda.calendars.entries import join_names
from bot.agenda.model import Appointment
from bot.dates.words import day_words, moment_words
from bot.helpdesk.model import Sheet
from bot.programme.model import Person
from handlers.kit.blocks import Message, actions, button, long_words, message, section
from handlers.kit.escaping import escape

from . import card_texts
from . import hosting_texts as texts
from .sheet_words import coming_sessions, times_of


def note(sheet: Sheet, viewer_id: int, *, text: str, author: Person | None, now: datetime) -> Message | None:
    """Draw a word that a host left, for who still comes."""
    theirs = [one for one in coming_sessions(sheet, now=now) if one.part_of(viewer_id)]
    if not theirs:
        return None
    name = author.name if author else texts.SOMEBODY
    said = escape(texts.note_said(name, times_of(theirs, now), sheet.defi.name))
    typed = escape(text)
    ended = typed if typed.endswith((".", "!", "?", "…")) else f"{typed}."
    return message(f"{said} {ended}", section(said), *long_words(text))


def asks(sheet: Sheet, person: Person | None, *, answer: bool | None, posted: bool, now: datetime) -> Message | None:
    """Draw the question whether a specialist may read the need, or what was answered."""
    if person is None:
        return None
    coming = [one for one in coming_sessions(sheet, now=now) if one.part_of(person.id)]
    about = person.name, times_of(coming or sheet.sessions, now), sheet.defi.name
    if answer is not None or not coming:
        say = texts.asked_in_vain if answer is None else texts.shown if answer else texts.hidden
        return _said(say(*about)) if posted else None
    text = escape(texts.asks(*about))
    value = f"{sheet.request.id} {person.id}"
    of = f"{moment_words(coming[0].starts, now)}, {person.name}"
    show = button(texts.SHOW, "helpdesk.agree", value=value, of=of)
    hide = button(texts.HIDE, "helpdesk.refuse", value=value, of=of)
    return message(text, section(text), actions(show, hide))


def orphaned(sheet: Sheet, person: Person | None, *, posted: bool, now: datetime) -> Message | None:
    """Draw, for the coaches, that who hosts has left the programme or cannot be reached, until it is settled."""
    coming = coming_sessions(sheet, now=now)
    theirs = [one for one in coming if person and person.id in one.host_ids]
    if person is None or not theirs:
        return _said(_settled(sheet, person, coming)) if person and posted else None
    whens = times_of(theirs, now)
    say = texts.unreachable if person.roles else texts.orphaned
    text = escape(say(person.name, whens, sheet.defi.name))
    days = join_names([day_words(one.starts, now) for one in theirs])
    value, of = str(sheet.request.id), f"{days}, {card_texts.of_defi(sheet.defi.name)}"
    give = button(texts.HAND_OVER, "helpdesk.hand_over", value=value, of=of)
    cancel = button(texts.CANCEL, "helpdesk.cancel", value=value, of=of, style="danger")
    return message(text, section(text), actions(give, cancel))


def _settled(sheet: Sheet, person: Person, coming: Sequence[Appointment]) -> str:
    ids = sorted({host for one in coming for host in one.host_ids})
    hosts = [sheet.people[one].name for one in ids if one in sheet.people]
    defi = sheet.defi.name
    return texts.orphan_settled(person.name, hosts, defi) if hosts else texts.orphan_over(person.name, defi)


def _said(text: str) -> Message:
    said = escape(text)
    return message(said, section(said))
