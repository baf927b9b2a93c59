"""Views of held séances, which a host must still accept: who must answer, and the host's three buttons. Pure."""

from collections.abc import Sequence
from datetime import datetime

from slack_sdk.models.blocks import InteractiveElement

from bot.agenda.model import Appointment, State
from bot.dates.words import moment_words
from bot.helpdesk.model import RequestSheet
from handlers.helpdesk.hosting.texts import PROPOSE
from handlers.kit.blocks import button
from handlers.kit.escaping import Said

from . import card_texts


def first_session(sessions: Sequence[Appointment], viewer_id: int | None) -> Appointment:
    """Return the first séance that the viewer hosts and must accept, or else the first séance that they host.

    If the viewer hosts none, return the first séance."""
    mine = [each for each in sessions if viewer_id in each.host_ids] or [*sessions]
    asked = (each for each in mine if each.state is State.HELD and viewer_id in each.agreeing_ids)
    return next(asked, mine[0])


def agreed_sessions(sheet: RequestSheet, viewer_id: int | None, *, now: datetime) -> list[Appointment]:
    """Return the upcoming séances that no host must still accept. For a host, return only the host's séances."""
    agreed = [each for each in sheet.standing if each.starts > now and each not in sheet.held]
    hosts = any(viewer_id in each.host_ids for each in sheet.standing)
    return [each for each in agreed if not hosts or viewer_id in each.host_ids]


def hosts_of(sheet: RequestSheet, sessions: Sequence[Appointment]) -> list[str]:
    ids = sorted({host_id for session in sessions for host_id in session.agreeing_ids})
    return [sheet.people[id_].name for id_ in ids if id_ in sheet.people]


def awaited_answer(sheet: RequestSheet, viewer_id: int, *, now: datetime) -> tuple[str, Said] | None:
    """Return a label and a text for the card: the people who must accept the held séances, and the deadline.

    Return None if no séance is held."""
    mine = [session for session in sheet.held if viewer_id in sheet.awaited_people(session)]
    until = min((sheet.agreement_deadline(session) for session in mine or sheet.held), default=None)
    if until is None:
        return None
    due = [] if mine else [session for session in sheet.held if sheet.agreement_deadline(session) == until]
    ids = sorted({id_ for session in due for id_ in sheet.awaited_people(session)})
    names = [sheet.people[id_].name for id_ in ids if id_ in sheet.people]
    return card_texts.ANSWER, card_texts.answer(names, moment_words(until, now))


def answer_buttons(sheet: RequestSheet, viewer_id: int, *, now: datetime) -> list[InteractiveElement]:
    """Build the buttons with which a host or coach accepts held séances, proposes another time, or declines."""
    first = first_session(sheet.held, viewer_id)
    value, of = str(sheet.request.id), moment_words(first.starts, now)
    accept = f"{value} {sheet.held_revision}"
    return [
        button(card_texts.ACCEPT, "helpdesk.accept_hosting", value=accept, of=of, style="primary"),
        button(PROPOSE, "helpdesk.propose", value=value, of=of),
        button(card_texts.DECLINE, "helpdesk.cancel", value=f"{value} {first.id}", of=of),
    ]
