"""Listeners to answer an announcement, for the actor or for another person, and to download its calendar file."""

from functools import partial

from bot.errors import AlreadyCancelled, AlreadyStarted, Invalid, Refusal
from bot.gatherings import answers
from bot.gatherings.model import Reply
from bot.gatherings.sheets import read
from bot.programme.permissions import require
from bot.programme.service import find_person
from handlers.kit.blocks import message
from handlers.kit.escaping import Said
from handlers.kit.gestures.presence import send_calendar_files
from handlers.kit.reading import read_button, read_id, read_word
from handlers.kit.routes import Routes
from handlers.kit.saying import reply_or_show, show_errors
from handlers.kit.turn import Turn

from . import texts, views


def register(routes: Routes) -> None:
    routes.add("action", "gatherings.come", partial(answer_invitation, reply=Reply.COMES), permits="gatherings.answer")
    routes.add(
        "action", "gatherings.decline", partial(answer_invitation, reply=Reply.DECLINES), permits="gatherings.answer"
    )
    take = partial(send_calendar_files, enqueue_files=answers.owe_calendar_file, empty_sentence=texts.NOT_COMING)
    routes.add("action", "gatherings.calendar", take, permits="gatherings.read")
    routes.add("action", "gatherings.answer_for", open_answer_form, permits="gatherings.answer_for")
    routes.add("view", "gatherings.answered_for", answer_for_person, permits="gatherings.answer_for")


def answer_invitation(turn: Turn, *, reply: Reply) -> None:
    """Record the answer (buttons « Je viens », « Je ne viens pas »). Only the actor sees the confirmation."""
    now = turn.tools.now()
    try:
        with turn.tools.transaction() as tx:
            done = answers.answer(tx, turn.actor, turn.value_id, reply=reply, now=now)
    except (AlreadyCancelled, AlreadyStarted, Invalid) as refusal:
        turn.ack()
        reply_or_show(turn, message(refusal_sentence(refusal)))
    else:
        turn.ack()
        reply_or_show(turn, views.answer_noted_message(done, now=now))


def open_answer_form(turn: Turn) -> None:
    with turn.tools.reading() as reading:
        sheet = read(reading, turn.actor, turn.value_id)
        require(turn.actor, "gatherings.answer_for", sheet)
    turn.ack()
    turn.open(views.answer_form(sheet, now=turn.tools.now()))


def answer_for_person(turn: Turn) -> None:
    """Record the answer in the form for the chosen person. Show a refusal on the person's field."""
    now = turn.tools.now()
    chosen, said = (turn.values[name] for name in (views.PERSON, views.REPLY))
    person_id, reply = read_id(read_button(chosen)), read_word(Reply, read_button(said))
    with show_errors(
        turn, lambda refusal: {views.PERSON: refusal_sentence(refusal).plain}, AlreadyCancelled, AlreadyStarted, Invalid
    ):
        with turn.tools.transaction() as tx:
            done = answers.answer_for_person(tx, turn.actor, turn.private_id, person_id=person_id, reply=reply, now=now)
            person = find_person(tx, person_id)
        whom = person.name if person else ""
        turn.ack(response_action="update", view=views.answer_noted_modal(done, person=whom, now=now))


def refusal_sentence(refusal: Refusal) -> Said:
    if isinstance(refusal, AlreadyCancelled):
        return texts.CANCELLED
    if isinstance(refusal, AlreadyStarted):
        return texts.STARTED
    return texts.INVALID[str(refusal.facts["reason"])]
