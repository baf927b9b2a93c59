"""Listeners of the asker's decisions: accept, choose, withdraw. A coach can act for the asker."""

from functools import partial

from bot.agenda.around import days_around
from bot.errors import Invalid, Refusal, SlotTaken, SlotUnbookable
from bot.mentoring import choices
from handlers.kit.faults import note_modal
from handlers.kit.routes import Routes
from handlers.kit.saying import reply_or_show, show_errors
from handlers.kit.turn import Turn
from handlers.mentoring.answering import texts as answering_texts
from handlers.mentoring.answering.forms import error_field, read_chosen_times
from handlers.mentoring.answering.views import sessions_confirmed_message
from handlers.mentoring.standing import read_turn
from handlers.mentoring.texts import refused_time

from . import texts, views


def register(routes: Routes) -> None:
    choose_by = partial(routes.add, permits="mentoring.choose")
    choose_by("action", "mentoring.accept", accept_times)
    choose_by("action", "mentoring.choose", open_choice_form)
    choose_by("view", "mentoring.chosen", choose_times)
    choose_by("action", "mentoring.withdraw", withdraw_request)


def accept_times(turn: Turn) -> None:
    """Accept all times that the mentor proposed (« Accepter », « Confirmer les 4 séances »), and start the cycle."""
    now = turn.tools.now()
    cycle_id, since = read_turn(turn.value)
    try:
        with turn.tools.transaction() as tx:
            sheet = choices.accept_times(tx, turn.actor, cycle_id, since=since, now=now)
        said = sessions_confirmed_message(sheet, now=now)
    except Invalid:
        said = views.missing_time_message(cycle_id)
    turn.ack()
    reply_or_show(turn, said)


def open_choice_form(turn: Turn) -> None:
    """Open the form with the proposed times (« Choisir d’autres créneaux »)."""
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        sheet, free = choices.open_choice(reading, turn.actor, turn.value_id, now=now)
        days = days_around(reading, turn.actor, [session.appointment for session in sheet.sessions], now=now)
    turn.ack()
    view = views.choice_form(sheet, turn.actor.person_id, free=free, busy_days=days, now=now)
    turn.show(view)


def choose_times(turn: Turn) -> None:
    now = turn.tools.now()
    picks = read_chosen_times(turn.values)

    def errors(refusal: Refusal) -> dict[str, str]:
        return {error_field(turn.values, picks, refusal=refusal): _refusal_reason(refusal)}

    with show_errors(turn, errors, Invalid, SlotTaken, SlotUnbookable):
        with turn.tools.transaction() as tx:
            sheet = choices.choose_times(tx, turn.actor, turn.private_id, picks=picks, now=now)
        turn.ack(response_action="update", view=views.times_chosen_modal(sheet, now=now))


def withdraw_request(turn: Turn) -> None:
    """Withdraw the request (« Retirer la demande »), release its reserved times, and offer another mentor."""
    with turn.tools.transaction() as tx:
        sheet = choices.withdraw_request(tx, turn.actor, turn.value_id, now=turn.tools.now())
    turn.ack()
    said = views.withdrawn_message(sheet)
    if turn.in_modal:
        turn.open(note_modal(said))  # The note replaces the form, since nothing is left to choose.
    else:
        reply_or_show(turn, said)


def _refusal_reason(refusal: Refusal) -> str:
    if isinstance(refusal, Invalid):
        return refused_time(texts.INVALID_TIME, refusal)
    return answering_texts.TAKEN if isinstance(refusal, SlotTaken) else answering_texts.UNBOOKABLE
