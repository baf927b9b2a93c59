"""Listeners of a host's actions on a request. A coach can act for the host."""

from datetime import datetime
from functools import partial
from uuid import uuid4

from bot.agenda.around import days_around
from bot.agenda.model import Part
from bot.dates.words import moment_words
from bot.errors import AlreadyAnswered, Invalid, SlotTaken
from bot.helpdesk import agreeing, hosting, proposals
from bot.helpdesk.changes import open_change
from bot.helpdesk.model import RequestSheet
from bot.programme.service import find_person
from handlers.helpdesk.agreeing import first_session
from handlers.helpdesk.card_texts import SOMEBODY
from handlers.helpdesk.card_views import coming_sessions
from handlers.helpdesk.changes.forms import read_metadata, read_request_and_session
from handlers.kit.blocks import Json, message
from handlers.kit.gestures.presence import read_leaving, read_opened_ids, read_ticked_ids
from handlers.kit.gestures.texts import NO_SESSION
from handlers.kit.gestures.views import SESSIONS
from handlers.kit.reading import read_id, split_pieces
from handlers.kit.routes import Routes
from handlers.kit.saying import reply_or_show, show_errors
from handlers.kit.texts import PERSON_GONE
from handlers.kit.turn import Turn

from . import forms, texts, views
from .forms import HOST, PERSON, TIME_NAMES, ProposedTimes, read_hand_over_metadata, read_host, read_person, read_times


def register(routes: Routes) -> None:
    host = partial(routes.add, permits="helpdesk.host")
    host("action", "helpdesk.accept_hosting", accept_hosting)
    host("action", "helpdesk.propose", open_propose_form)
    host("view", "helpdesk.proposed", propose_times)
    host("action", "helpdesk.hand_over", open_hand_over_form)
    host("view", "helpdesk.handed", hand_over)
    host("action", "helpdesk.invite", open_invite_form)
    host("view", "helpdesk.invited", invite_person)
    host("action", "helpdesk.note", open_note_form)
    host("view", "helpdesk.noted", send_note)
    host("action", "helpdesk.link", open_link_form)
    host("view", "helpdesk.linked", set_link)


def accept_hosting(turn: Turn) -> None:
    """Accept to host held séances (« Accepter »). If they changed after the button was shown, only explain this."""
    request_id, revision = (read_id(piece, 0) for piece in split_pieces(turn.value, 2))
    with turn.tools.transaction() as tx:
        sheet = agreeing.confirm_held_sessions(tx, turn.actor, request_id, revision=revision, now=turn.tools.now())
    turn.ack()
    if sheet is None:
        reply_or_show(turn, message(texts.CHANGED_MEANWHILE))
        return
    hosts = sheet.part_of(turn.actor.person_id or 0) is Part.HOST
    reply_or_show(turn, message(texts.ACCEPTED(what=sheet.what) if hosts else texts.ACCEPTED_FOR(what=sheet.what)))


def open_propose_form(turn: Turn) -> None:
    """Open the form to propose times (« Proposer un autre créneau », « Proposer des dates »)."""
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        sheet = proposals.offer_times(reading, turn.actor, turn.value_id, now=now)
        hosts, days = proposals.offer_hosts(reading, sheet), days_around(reading, turn.actor, sheet.sessions, now=now)
    turn.ack()
    turn.show(views.propose_form(sheet, str(uuid4()), viewer_id=turn.actor.person_id, hosts=hosts, days=days, now=now))


def propose_times(turn: Turn) -> None:
    now = turn.tools.now()
    carried = read_metadata(turn.private)
    times = ProposedTimes({}, None)
    # If the form cannot be parsed, the error handler gets these empty times.
    with show_errors(turn, lambda refusal: _time_errors(times, refusal)):
        times = read_times(turn.values, carried)
        with turn.tools.transaction() as tx:
            proposals.propose_times(
                tx,
                turn.actor,
                carried.request_id,
                appointment_id=times.appointment_id,
                starts=times.starts,
                batch=carried.batch,
                host_id=read_host(turn.values),
                now=now,
            )
        turn.ack(response_action="update", view=views.proposed_modal(times.starts, now=now))


def open_hand_over_form(turn: Turn) -> None:
    """Open the form with the colleagues who can host instead (« Confier le rendez-vous »)."""
    now = turn.tools.now()
    request_id, alone = read_request_and_session(turn.value)
    named = [alone] if alone else read_opened_ids(turn)
    with turn.tools.reading() as reading:
        sheet, colleagues = hosting.offer_colleagues(reading, turn.actor, request_id, session_ids=named, now=now)
    turn.ack()
    giver_id = hosting.host_to_replace(sheet, turn.actor, upcoming=coming_sessions(sheet, now=now), session_ids=named)
    mine = turn.actor.person_id
    turn.show(
        views.hand_over_form(sheet, mine, giver_id=giver_id, colleagues=colleagues, ticked_ids=named, now=now),
    )


def hand_over(turn: Turn) -> None:
    now = turn.tools.now()
    request_id, giver_id, alone = read_hand_over_metadata(turn.private)
    with show_errors(turn, partial(_person_errors, turn), Invalid, SlotTaken):
        to_id, chosen = read_person(turn.values), read_ticked_ids(turn) or alone
        try:
            with turn.tools.transaction() as tx:
                sheet = hosting.hand_over(
                    tx, turn.actor, request_id, to_id=to_id, appointment_ids=chosen, giver_id=giver_id, now=now
                )
        except AlreadyAnswered:
            with turn.tools.reading() as reading:
                sheet = open_change(reading, turn.actor, request_id, action="helpdesk.host", now=now)
            turn.ack(response_action="update", view=views.already_handed_over_modal(sheet, giver_id or 0))
            return
        turn.ack(response_action="update", view=views.handed_over_modal(sheet, sheet.people.get(to_id), now=now))


def open_invite_form(turn: Turn) -> None:
    """Open the form with the colleagues and specialists to add (« Ajouter quelqu’un »)."""
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        sheet, people = hosting.offer_specialists(reading, turn.actor, turn.value_id, now=now)
    turn.ack()
    named = read_opened_ids(turn) or [first_session(coming_sessions(sheet, now=now), turn.actor.person_id).id]
    turn.show(views.invite_form(sheet, people, ticked_ids=named, now=now))


def invite_person(turn: Turn) -> None:
    now = turn.tools.now()
    request_id, alone = read_leaving(turn.private)
    with show_errors(turn, partial(_person_errors, turn), Invalid, SlotTaken):
        person_id, chosen = read_person(turn.values), read_ticked_ids(turn) or alone
        with turn.tools.transaction() as tx:
            sheet = hosting.add_person(tx, turn.actor, request_id, person_id=person_id, appointment_ids=chosen, now=now)
        turn.ack(response_action="update", view=views.invited_modal(sheet, sheet.people.get(person_id), now=now))


def open_note_form(turn: Turn) -> None:
    _show_card_form(turn, views.note_form(_read_hosted_request(turn), str(uuid4())))


def send_note(turn: Turn) -> None:
    """Save the note in the ledger, which sends it to the participants (« Laisser un mot »)."""
    carried, text, now = read_metadata(turn.private), forms.WORD.read(turn), turn.tools.now()
    with forms.NOTE.show_errors(turn):
        with turn.tools.transaction() as tx:
            hosting.leave_note(tx, turn.actor, carried.request_id, text=text, batch=carried.batch, now=now)
        turn.ack(response_action="update", view=views.note_sent_modal())


def open_link_form(turn: Turn) -> None:
    _show_card_form(turn, views.link_form(_read_hosted_request(turn), now=turn.tools.now()))


def set_link(turn: Turn) -> None:
    """Set the link of all upcoming séances (« Changer le lien »)."""
    link, now = forms.ADDRESS.read(turn), turn.tools.now()
    with forms.LINK.show_errors(turn):
        with turn.tools.transaction() as tx:
            hosting.set_link(tx, turn.actor, turn.private_id, link=link, now=now)
        turn.ack(response_action="update", view=views.link_set_modal())


def _read_hosted_request(turn: Turn) -> RequestSheet:
    with turn.tools.reading() as reading:
        return open_change(reading, turn.actor, turn.value_id, action="helpdesk.host", now=turn.tools.now())


def _show_card_form(turn: Turn, view: Json) -> None:
    turn.ack()
    turn.show(view)


def _time_errors(times: ProposedTimes, refusal: Invalid) -> dict[str, str]:
    name, reason = str(refusal.facts["field"]), str(refusal.facts["reason"])
    if name == HOST:
        return {HOST: PERSON_GONE}
    if name in TIME_NAMES:
        return {name: texts.TWICE}
    return {times.field_of(refusal.facts.get("starts")): texts.INVALID_TIME[reason]}


def _person_errors(turn: Turn, refusal: Invalid | SlotTaken) -> dict[str, str]:
    if isinstance(refusal, Invalid) and refusal.facts["field"] == SESSIONS:
        return {SESSIONS: NO_SESSION}
    if isinstance(refusal, Invalid):
        return {PERSON: texts.INVALID_PERSON[str(refusal.facts["reason"])]}
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        person = find_person(reading, read_person(turn.values))
    name = person.name if person else SOMEBODY
    starts = refusal.facts.get("starts")
    return {PERSON: texts.busy(name, moment_words(starts, now)) if isinstance(starts, datetime) else PERSON_GONE}
