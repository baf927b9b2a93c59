"""Listeners of the mentor's answers to a request. A coach can record the answers."""

from datetime import datetime
from functools import partial

from bot.agenda.around import days_around
from bot.dates.hours_text import UnreadableText
from bot.dates.paris import day_of
from bot.dates.words import day_words
from bot.errors import AlreadyAnswered, Invalid, Refusal, SlotTaken, SlotUnbookable
from bot.mentoring import answers
from bot.mentoring.cycle import CycleState
from bot.mentoring.matching.times import Ranges
from bot.mentoring.model import CycleSheet
from handlers.kit import texts as kit_texts
from handlers.kit.routes import Routes
from handlers.kit.saying import errors_on, reply_or_show, show_errors
from handlers.kit.texts import REASON_LONG
from handlers.kit.turn import Turn
from handlers.mentoring.standing import read_turn
from handlers.mentoring.texts import refused_time

from . import texts, views
from .forms import REASON, TIMES, error_field, find_faults, read_answers, read_ranges


def register(routes: Routes) -> None:
    answers_for = partial(routes.add, permits="mentoring.answer")
    answers_for("action", "mentoring.confirm", confirm_sessions)
    answers_for("action", "mentoring.answer", open_answer_form)
    answers_for("view", "mentoring.answered", save_answers)
    answers_for("action", "mentoring.decline", open_decline_form)
    answers_for("action", "mentoring.no_time", decline_at_once)
    answers_for("view", "mentoring.declined", decline_request)
    answers_for("action", "mentoring.when", open_times_form)
    answers_for("view", "mentoring.times", give_times)


def confirm_sessions(turn: Turn) -> None:
    """Confirm all séances (« Confirmer les 4 séances »), and start the cycle."""
    now = turn.tools.now()
    cycle_id, since = read_turn(turn.value)
    with turn.tools.transaction() as tx:
        sheet = answers.confirm_sessions(tx, turn.actor, cycle_id, since=since, now=now)
    turn.ack()
    reply_or_show(turn, views.sessions_confirmed_message(sheet, now=now))


def open_answer_form(turn: Turn) -> None:
    """Open the form of « Répondre séance par séance », with times to propose."""
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        sheet, free = answers.open_answer(reading, turn.actor, turn.value_id, now=now)
        days = days_around(reading, turn.actor, [session.appointment for session in sheet.sessions], now=now)
    starts = free.suiting or free.mentor
    turn.ack()
    turn.show(views.answer_form(sheet, turn.actor.person_id, starts=starts, busy_days=days, now=now))


def save_answers(turn: Turn) -> None:
    now = turn.tools.now()
    if faults := find_faults(turn.values):
        turn.ack(response_action="errors", errors={name: texts.FAULTS[reason] for name, reason in faults.items()})
        return
    given = read_answers(turn.values)
    times = {one: each.starts for one, each in given.items() if each.starts}

    def errors(refusal: Refusal) -> dict[str, str]:
        return {error_field(turn.values, times, refusal=refusal): refusal_error(refusal)}

    with show_errors(turn, errors, Invalid, SlotTaken, SlotUnbookable):
        with turn.tools.transaction() as tx:
            sheet = answers.answer_sessions(tx, turn.actor, turn.private_id, answers=given, now=now)
        turn.ack(response_action="update", view=views.answer_saved_modal(sheet, now=now))


def open_decline_form(turn: Turn) -> None:
    """Ask for an optional reason (« Décliner la demande »)."""
    sheet = _read_request(turn)
    turn.ack()
    turn.show(views.decline_form(sheet, turn.actor.person_id))


def decline_at_once(turn: Turn) -> None:
    """Decline in one click (« Pas le temps ce mois-ci »), and show a confirmation in place of the form."""
    with turn.tools.transaction() as tx:
        sheet = answers.decline_request(tx, turn.actor, turn.value_id, reason=texts.NO_TIME, now=turn.tools.now())
    turn.ack()
    turn.open(views.request_declined_modal(sheet))


def decline_request(turn: Turn) -> None:
    reason = turn.values.typed_text(REASON)
    with show_errors(turn, errors_on(REASON, REASON_LONG)):
        with turn.tools.transaction() as tx:
            sheet = answers.decline_request(tx, turn.actor, turn.private_id, reason=reason, now=turn.tools.now())
        turn.ack(response_action="update", view=views.request_declined_modal(sheet))


def open_times_form(turn: Turn) -> None:
    """Open the form of « Dire quand je pourrais », in which the mentor types available times."""
    now = turn.tools.now()
    sheet = _read_request(turn)
    if sheet.cycle.state is not CycleState.ASKED:
        raise AlreadyAnswered
    earliest = answers.first_day(sheet, now=now)
    turn.ack()
    turn.show(views.available_times_form(sheet, turn.actor.person_id, earliest=earliest, now=now))


def give_times(turn: Turn) -> None:
    """Find séances in the times that the mentor typed, and reserve them. If this fails, show the error on the field."""
    now = turn.tools.now()
    try:
        sheet = _hold_within_ranges(turn, read_ranges(turn.values, today=day_of(now)), now=now)
    except UnreadableText as unread:
        turn.ack(response_action="errors", errors={TIMES: kit_texts.faults(unread.faults)})
    except (Invalid, SlotTaken, SlotUnbookable) as refusal:
        with turn.tools.reading() as reading:
            sheet = answers.open_request(reading, turn.actor, turn.private_id, now=now)
        earliest = day_words(answers.first_day(sheet, now=now), now)
        reason = str(refusal.facts["reason"]) if isinstance(refusal, Invalid) else "taken"
        turn.ack(response_action="errors", errors={TIMES: texts.obstacle(reason, sheet.cycle.terms, earliest)})
    else:
        turn.ack(response_action="update", view=views.sessions_planned_modal(sheet, now=now))


def refusal_error(refusal: Refusal) -> str:
    if isinstance(refusal, Invalid):
        return refused_time(texts.INVALID_TIME, refusal)
    return texts.TAKEN if isinstance(refusal, SlotTaken) else texts.UNBOOKABLE


def _hold_within_ranges(turn: Turn, ranges: Ranges, *, now: datetime) -> CycleSheet:
    """Find séances in a read transaction, which blocks nobody. Then lock and reserve the séances."""
    cycle_id, visio_url = turn.private_id, turn.tools.settings.bot_visio_url
    with turn.tools.reading() as reading:
        starts = answers.plan_times(reading, turn.actor, cycle_id, ranges=ranges, now=now)
    with turn.tools.transaction() as tx:
        return answers.give_times(tx, turn.actor, cycle_id, ranges=ranges, starts=starts, visio_url=visio_url, now=now)


def _read_request(turn: Turn) -> CycleSheet:
    with turn.tools.reading() as reading:
        return answers.open_request(reading, turn.actor, turn.value_id, now=turn.tools.now())
