"""Listeners that record how a séance went, the mentor's answer about another date, and the review of a cycle."""

from functools import partial

from bot.errors import AlreadyAnswered
from bot.mentoring import changes, running
from bot.mentoring.cycle import CycleState, Outcome
from bot.mentoring.sheets import appointments_asked_with, read, session_of
from bot.programme.permissions import require
from handlers.kit.blocks import message
from handlers.kit.escaping import Said
from handlers.kit.reading import read_id, split_pieces
from handlers.kit.routes import Routes
from handlers.kit.saying import errors_by_field, explain_refusals, reply_or_show, show_errors
from handlers.kit.turn import Turn

from . import texts, views
from .views import TEXT, USEFUL

_FAULTS = {(USEFUL, "none"): texts.NO_ANSWER, (TEXT, "long"): texts.TEXT_LONG}


def register(routes: Routes) -> None:
    choose = partial(routes.add, permits="mentoring.choose")
    choose("action", "mentoring.took_place", note_took_place)
    choose("action", "mentoring.incomplete", note_incomplete)
    choose("action", "mentoring.postpone", postpone_session)
    answer = partial(routes.add, permits="mentoring.answer")
    answer("action", "mentoring.missed", note_missed)
    answer("action", "mentoring.agree_late", agree_late)
    answer("action", "mentoring.refuse_late", refuse_late)
    routes.add("action", "mentoring.review", open_review, permits="mentoring.review")
    routes.add("view", "mentoring.reviewed", save_review, permits="mentoring.review")


def note_took_place(turn: Turn) -> None:
    """Record that the séance took place (« Elle a eu lieu »)."""
    _save_outcome(turn, Outcome.TOOK_PLACE, texts.TOOK_PLACE)


def note_incomplete(turn: Turn) -> None:
    """Record that somebody was missing (« Il manquait quelqu’un »)."""
    _save_outcome(turn, Outcome.INCOMPLETE, texts.INCOMPLETE)


def postpone_session(turn: Turn) -> None:
    """Record that the séance did not take place (« À reprogrammer »), and offer a new time."""
    # Slack opens a form only within three seconds of a click. Saving the outcome and searching free times may take
    # longer, so the reply has a button that opens the form.
    now, appointment_id = turn.tools.now(), turn.value_id
    with explain_refusals(turn, texts.INVALID):
        with turn.tools.transaction() as tx:
            sheet = running.record_outcome(tx, turn.actor, appointment_id, outcome=Outcome.MISSED, now=now)
        said = views.postponed_message(sheet, session_of(sheet, appointment_id), now=now)
        turn.ack()
        reply_or_show(turn, said)


def note_missed(turn: Turn) -> None:
    """Record the mentor's « Elle n’a pas eu lieu », and ask the asker for a new time."""
    now, appointment_id = turn.tools.now(), turn.value_id
    with explain_refusals(turn, texts.INVALID):
        with turn.tools.transaction() as tx:
            sheet = running.record_missed(tx, turn.actor, appointment_id, now=now)
        said = views.missed_message(sheet, session_of(sheet, appointment_id), now=now)
        turn.ack()
        reply_or_show(turn, said)


def agree_late(turn: Turn) -> None:
    """Record that the mentor accepts the team's new times (« Accepter la date », « Accepter les dates »)."""
    _answer_late(turn, is_accepted=True)


def refuse_late(turn: Turn) -> None:
    """Record that the mentor refuses the team's new times (« Refuser la date », « Garder la date prévue »)."""
    _answer_late(turn, is_accepted=False)


def _answer_late(turn: Turn, *, is_accepted: bool) -> None:
    now, (appointment_id, of) = turn.tools.now(), _read_late(turn.value)
    with explain_refusals(turn, texts.INVALID):
        with turn.tools.transaction() as tx:
            asked = appointments_asked_with(tx, appointment_id)
            sheet = running.answer_late_time(
                tx, turn.actor, appointment_id, is_agreed=is_accepted, times_id=of, now=now
            )
        sessions = [session_of(sheet, id_) for id_ in asked]
        turn.ack()
        reply_or_show(
            turn,
            views.times_accepted_message(sessions, now=now)
            if is_accepted
            else views.times_refused_message(sheet, sessions, now=now),
        )


def _read_late(value: str) -> tuple[int, int | None]:
    appointment_id, *of = split_pieces(value, 1, max_pieces=2)
    return read_id(appointment_id), read_id(of[0]) if of else None


def open_review(turn: Turn) -> None:
    """Open the form of the review (« Donner mon avis »)."""
    with turn.tools.reading() as reading:
        sheet = read(reading, turn.actor, turn.value_id)
    require(turn.actor, "mentoring.review", sheet)
    if sheet.cycle.state is not CycleState.DONE:
        raise AlreadyAnswered
    turn.ack()
    turn.open(views.review_form(sheet, turn.known.id))


def save_review(turn: Turn) -> None:
    useful, text = turn.values.chosen_value(USEFUL), turn.values.typed_text(TEXT)
    with show_errors(turn, errors_by_field(_FAULTS)):
        with turn.tools.transaction() as tx:
            changes.save_review(tx, turn.actor, turn.private_id, useful=useful, text=text, now=turn.tools.now())
        turn.ack(response_action="update", view=views.reviewed_modal())


def _save_outcome(turn: Turn, outcome: Outcome, thanks: Said) -> None:
    with turn.tools.transaction() as tx:
        running.record_outcome(tx, turn.actor, turn.value_id, outcome=outcome, now=turn.tools.now())
    turn.ack()
    reply_or_show(turn, message(thanks))
