"""Listeners with which participants answer a poll, and reschedule, cancel, leave or rejoin its meeting."""

from datetime import datetime
from functools import partial

from bot.errors import SlotTaken
from bot.polls import changes, running
from bot.polls.model import Meeting
from bot.polls.sheets import meeting_of
from bot.programme.model import Actor
from bot.programme.service import person_of
from bot.tools import Reading
from handlers.kit.blocks import text_message
from handlers.kit.gestures.dated import Cancels, Moves
from handlers.kit.gestures.presence import leave_single_date, send_calendar_files
from handlers.kit.gestures.texts import STILL_BUSY
from handlers.kit.routes import Routes
from handlers.kit.saying import explain_refusals, reply_or_show
from handlers.kit.turn import Turn
from handlers.polls.asking.forms import read_choices

from . import texts, views


def _read_meeting(reading: Reading, actor: Actor, poll_id: int, now: datetime, *, action: str) -> Meeting:
    return changes.open_change(reading, actor, poll_id, action=action, now=now)


MOVES = Moves(
    button="polls.move",
    form="polls.moved",
    permits="polls.move",
    read=partial(_read_meeting, action="polls.move"),
    named=lambda meeting, _, now: views.named_meeting(meeting, now=now),
    before=lambda reading, poll_id: meeting_of(reading, poll_id).appointment.starts,
    change=changes.move,
    clashes=changes.clashes_at,
    taken=lambda _: texts.TAKEN,
    faults=texts.INVALID,
)
CANCELS = Cancels(
    button="polls.cancel",
    form="polls.cancelled",
    permits="polls.cancel",
    title=texts.CANCEL,
    read=partial(_read_meeting, action="polls.cancel"),
    named=lambda meeting, _, now: views.named_meeting(meeting, now=now),
    change=changes.cancel,
)


def register(routes: Routes) -> None:
    MOVES.register(routes)
    CANCELS.register(routes)
    routes.add("action", "polls.leave", leave_meeting, permits="polls.leave")
    routes.add("action", "polls.come_back", rejoin_meeting, permits="polls.come_back")
    routes.add(
        "action",
        "polls.calendar",
        partial(send_calendar_files, enqueue_files=changes.take_entry),
        permits="polls.calendar",
    )
    routes.add("action", "polls.open", open_form, permits="polls.answer")
    routes.add("action", "polls.all", answer_all, permits="polls.answer")
    routes.add("view", "polls.answered", save_answers, permits="polls.answer")


def leave_meeting(turn: Turn) -> None:
    """Make the actor leave the meeting (button « Je ne pourrai pas venir », after its confirmation)."""
    leave_single_date(
        turn,
        changes.leave,
        name_and_start=lambda meeting: (views.meeting_name(meeting), meeting.appointment.starts),
        notified_sentence=texts.HOSTS_TOLD,
    )


def rejoin_meeting(turn: Turn) -> None:
    """Make the actor rejoin the meeting (button « Finalement, je viens »)."""
    now = turn.tools.now()
    try:
        with turn.tools.transaction() as tx:
            shown = views.rejoined_message(changes.come_back(tx, turn.actor, turn.value_id, now=now), now=now)
    except SlotTaken:
        shown = text_message(STILL_BUSY)
    turn.ack()
    reply_or_show(turn, shown)


WHY = {"closed": texts.TOO_LATE}


def open_form(turn: Turn) -> None:
    now = turn.tools.now()
    with explain_refusals(turn, WHY):
        with turn.tools.reading() as reading:
            sheet = running.read(reading, turn.actor, turn.value_id, now=now)
            me = person_of(turn.actor).id
            busy = running.busy_dates(reading, sheet, me)
        turn.ack()
        turn.show(views.answer_form(sheet, me, busy_starts=busy, now=now))


def answer_all(turn: Turn) -> None:
    """Answer « Oui » to each date (button « Tout me convient »)."""
    now = turn.tools.now()
    with explain_refusals(turn, WHY):
        with turn.tools.transaction() as tx:
            sheet = running.save_answers(tx, turn.actor, turn.value_id, now=now)
            busy = running.busy_dates(tx, sheet, turn.known.id)
        turn.ack()
        reply_or_show(turn, views.answered_all_message(sheet, turn.known.id, busy_starts=busy, now=now))


def save_answers(turn: Turn) -> None:
    """Save the answers. If the poll is closed, say so over the form."""
    now, said = turn.tools.now(), read_choices(turn.values)
    with explain_refusals(turn, WHY):
        with turn.tools.transaction() as tx:
            sheet = running.save_answers(tx, turn.actor, turn.private_id, answers=said, now=now)
        turn.ack(response_action="update", view=views.answered_modal(sheet, turn.known.id, now=now))
