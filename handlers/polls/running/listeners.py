"""Listeners with which the asker of a date poll reads the answers, changes or closes the poll, and chooses a date."""

from functools import partial

from bot.errors import SlotTaken
from bot.polls import asking, picking, running
from bot.polls.model import PollSheet
from bot.polls.sheets import read
from handlers.kit.blocks import Message
from handlers.kit.reading import read_id, split_pieces
from handlers.kit.routes import Routes
from handlers.kit.saying import explain_refusals, reply_or_show, show_errors
from handlers.kit.turn import Turn
from handlers.polls.asking.forms import read_dates, read_deadline
from handlers.polls.asking.listeners import field_errors

from . import texts, views

WHY = {"closed": texts.OVER, "past": texts.PAST, "reading": texts.READING}


def register(routes: Routes) -> None:
    add = partial(routes.add, permits="polls.run")
    add("action", "polls.look", show_answers)
    add("action", "polls.close", close_poll)
    add("action", "polls.end", abandon_poll)
    add("action", "polls.dates", open_dates_form)
    add("view", "polls.redated", change_dates)
    add("action", "polls.pick", pick_date)
    add("action", "polls.undo", undo_booking)


def show_answers(turn: Turn) -> None:
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        sheet = read(reading, turn.actor, turn.value_id, action="polls.run")
        undoes = picking.is_undoable(reading, turn.actor, sheet, now=now)
    turn.ack()
    turn.show(views.answers_modal(sheet, may_undo=undoes, now=now))


def close_poll(turn: Turn) -> None:
    """Close the poll, and show the ranking (button « Clore maintenant », after its confirmation)."""
    now = turn.tools.now()
    with explain_refusals(turn, WHY):
        with turn.tools.transaction() as tx:
            sheet = running.close(tx, turn.actor, turn.value_id, now=now)
        turn.ack()
        _show_again(turn, sheet, views.closed_message(sheet, now=now))


def abandon_poll(turn: Turn) -> None:
    """Abandon the poll (button « Abandonner la recherche », after its confirmation)."""
    now = turn.tools.now()
    with explain_refusals(turn, WHY):
        with turn.tools.transaction() as tx:
            sheet = running.abandon_poll(tx, turn.actor, turn.value_id, now=now)
        turn.ack()
        _show_again(turn, sheet, views.poll_ended_message())


def open_dates_form(turn: Turn) -> None:
    """Open the form with the current dates and more suitable times (button « Changer les dates »)."""
    now = turn.tools.now()
    with explain_refusals(turn, WHY):
        with turn.tools.reading() as reading:
            sheet = read(reading, turn.actor, turn.value_id, action="polls.run")
            running.check_not_ended(sheet)
            others = asking.find_other_times(reading, turn.actor, sheet, now=now)
        turn.ack()
        turn.show(views.dates_form(sheet, others, now=now))


def change_dates(turn: Turn) -> None:
    now = turn.tools.now()
    with show_errors(turn, partial(field_errors, turn)):
        dates, deadline = read_dates(turn.values), read_deadline(turn.values)
        with turn.tools.transaction() as tx:
            running.change_dates(tx, turn.actor, turn.private_id, dates=dates, deadline=deadline, now=now)
        turn.ack(response_action="update", view=views.dates_done_modal())


def pick_date(turn: Turn) -> None:
    """Book the chosen date. If it is taken, show who is not free, and offer the next best date."""
    poll_id, starts = map(read_id, split_pieces(turn.value, 2))
    with explain_refusals(turn, WHY):
        said = _book_date(turn, poll_id, starts)
        turn.ack()
        reply_or_show(turn, said)


def undo_booking(turn: Turn) -> None:
    """Undo the booking, before anybody is notified (button « Revenir en arrière »)."""
    now = turn.tools.now()
    with turn.tools.transaction() as tx:
        before = read(tx, turn.actor, turn.value_id, action="polls.run")
        after = picking.undo_booking(tx, turn.actor, turn.value_id, now=now)
    turn.ack()
    turn.open(views.undone_modal(after, before.appointment, now=now))


def _book_date(turn: Turn, poll_id: int, starts: int) -> Message:
    now, visio = turn.tools.now(), turn.tools.settings.bot_visio_url
    try:
        with turn.tools.transaction() as tx:
            sheet = picking.pick_date(tx, turn.actor, poll_id, starts=starts, visio_url=visio, now=now)
            undoes = picking.is_undoable(tx, turn.actor, sheet, now=now)
    except SlotTaken:
        with turn.tools.reading() as reading:
            sheet = read(reading, turn.actor, poll_id, action="polls.run")
            people = [person.name for person in picking.busy_people(reading, sheet, starts)]
        return views.date_taken_message(sheet, starts, busy_names=people, now=now)
    return views.booked_message(sheet, may_undo=undoes, now=now)


def _show_again(turn: Turn, sheet: PollSheet, said: Message) -> None:
    """Show a reply. If the button is in the modal of the answers, show that modal again with the reply at the top."""
    if turn.in_modal:
        turn.replace_view(views.answers_modal(sheet, last_result=said.text, now=turn.tools.now()))
    else:
        reply_or_show(turn, said)
