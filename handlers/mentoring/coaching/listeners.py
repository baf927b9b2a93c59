"""Listeners with which coaches take care of requests and hand over cycles, and mentors limit their cycles."""

from datetime import datetime
from functools import partial

from bot.catalogue.catalogue import format_of
from bot.dates.words import moment_words
from bot.errors import Invalid, SlotTaken
from bot.mentoring import coaches, lapses
from bot.mentoring.model import MENTORING
from bot.programme.service import find_person
from handlers.kit.routes import Routes
from handlers.kit.saying import errors_on, reply_or_show, show_errors
from handlers.kit.turn import Turn
from handlers.mentoring.asking.forms import LIMIT, MENTOR, read_limit, read_mentor

from . import texts, views


def register(routes: Routes) -> None:
    routes.add("action", "mentoring.take", take_request, permits="mentoring.take")
    reassign = partial(routes.add, permits="mentoring.reassign")
    reassign("action", "mentoring.hand_over", open_hand_over_form)
    reassign("view", "mentoring.handed", hand_over_cycle)
    routes.add("action", "mentoring.limit", open_limit_form, permits="mentoring.limit")
    routes.add("view", "mentoring.limited", set_limit, permits="mentoring.limit")
    routes.add("action", "mentoring.full", stop_new_cycles, permits="mentoring.limit")


def take_request(turn: Turn) -> None:
    """Assign the request to this coach (« Je m’en occupe »), and show the next actions."""
    with turn.tools.transaction() as tx:
        sheet = lapses.take_request(tx, turn.actor, turn.value_id, now=turn.tools.now())
    turn.ack()
    reply_or_show(turn, views.you_are_in_charge_message(sheet))


def open_hand_over_form(turn: Turn) -> None:
    """Open the form with the other mentors (« Confier le cycle »)."""
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        sheet, mentors = coaches.offer_mentors(reading, turn.actor, turn.value_id, now=now)
    turn.ack()
    turn.show(views.hand_over_form(sheet, mentors, now=now))


def hand_over_cycle(turn: Turn) -> None:
    """Hand over the cycle to the chosen mentor, or show an error on the field."""
    now = turn.tools.now()
    with show_errors(turn, partial(_field_errors, turn), Invalid, SlotTaken):
        mentor_id = read_mentor(turn.values)
        with turn.tools.transaction() as tx:
            sheet = coaches.hand_over(tx, turn.actor, turn.private_id, mentor_id=mentor_id, now=now)
        turn.ack(response_action="update", view=views.handed_over_modal(sheet))


def open_limit_form(turn: Turn) -> None:
    """Open the form with the current limit (« Changer ma limite »)."""
    with turn.tools.reading() as reading:
        limit, terms = coaches.read_limit(reading, turn.actor), format_of(reading, MENTORING).terms
    turn.ack()
    turn.show(views.limit_form(limit, terms))


def set_limit(turn: Turn) -> None:
    with show_errors(turn, errors_on(LIMIT, texts.INVALID_LIMIT)):
        limit = read_limit(turn.values)
        with turn.tools.transaction() as tx:
            coaches.set_limit(tx, turn.actor, limit=limit, now=turn.tools.now())
        turn.ack(response_action="update", view=views.limit_saved_modal(limit))


def stop_new_cycles(turn: Turn) -> None:
    """Stop new cycles for the mentor (« Je suis complet »), until the mentor changes the limit."""
    with turn.tools.transaction() as tx:
        coaches.set_limit(tx, turn.actor, limit=0, now=turn.tools.now())
    turn.ack()
    reply_or_show(turn, views.mentor_full_message())


def _field_errors(turn: Turn, refusal: Invalid | SlotTaken) -> dict[str, str]:
    if isinstance(refusal, Invalid):
        return {MENTOR: texts.INVALID_MENTOR[str(refusal.facts["reason"])]}
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        person = find_person(reading, read_mentor(turn.values))
    starts = refusal.facts.get("starts")
    when = moment_words(starts, now) if isinstance(starts, datetime) else ""
    return {MENTOR: texts.busy(person.name if person else texts.SOMEBODY, when)}
