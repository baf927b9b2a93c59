"""Receive what is done about a meeting: another time, cancelled, left, come back to, taken into one's calendar."""

from functools import partial

from bot.errors import SlotTaken
from bot.polls import changes
from bot.polls.sheets import meeting_of
from handlers.kit.fields import Again, read_seen
from handlers.kit.reading import DAY, read_moment, read_reason
from handlers.kit.routes import Routes
from handlers.kit.saying import placed, refusing, say
from handlers.kit.turn import Turn

from . import texts, views

_refusing = partial(refusing, on_fields=placed(texts.INVALID), taken=(DAY, texts.TAKEN))


def register(routes: Routes) -> None:
    """Enter the card's buttons and forms into the table of routes."""
    routes.add("action", "polls.move", open_move, permits="polls.move")
    routes.add("view", "polls.moved", move, permits="polls.move")
    routes.add("action", "polls.cancel", open_cancel, permits="polls.cancel")
    routes.add("view", "polls.cancelled", cancel, permits="polls.cancel")
    routes.add("action", "polls.leave", leave, permits="polls.leave")
    routes.add("action", "polls.come_back", come_back, permits="polls.come_back")
    routes.add("action", "polls.calendar", take_entry, permits="polls.calendar")


def open_move(turn: Turn) -> None:
    """« Changer la date »: open the form."""
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        meeting = changes.open_change(reading, turn.actor, turn.value_id, action="polls.move", now=now)
    turn.ack()
    turn.show(views.move_form(meeting, now=now))


def move(turn: Turn) -> None:
    """Another time is chosen: move it, or say on the field why not."""
    now = turn.tools.now()
    with _refusing(turn):
        starts, reason, (poll_id, seen) = read_moment(turn.values), read_reason(turn.values), read_seen(turn.private)
        with turn.tools.transaction() as tx:
            before = meeting_of(tx, poll_id).appointment.starts
            busy = changes.clashes_at(tx, turn.actor, poll_id, starts=starts) if starts not in (seen, before) else []
            if busy and starts > now:
                meeting = changes.open_change(tx, turn.actor, poll_id, action="polls.move", now=now)
                view = views.move_form(meeting, again=Again(starts, [person.name for person in busy], reason), now=now)
            else:
                meeting = changes.move(tx, turn.actor, poll_id, starts=starts, reason=reason, now=now)
                view = views.moved_done(meeting, changed=before != starts, now=now)
        turn.ack(response_action="update", view=view)


def open_cancel(turn: Turn) -> None:
    """« Annuler le rendez-vous »: open the form."""
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        meeting = changes.open_change(reading, turn.actor, turn.value_id, action="polls.cancel", now=now)
    turn.ack()
    turn.show(views.cancel_form(meeting, now=now))


def cancel(turn: Turn) -> None:
    """The form is sent: cancel it."""
    now = turn.tools.now()
    with _refusing(turn):
        with turn.tools.transaction() as tx:
            meeting = changes.cancel(tx, turn.actor, turn.private_id, reason=read_reason(turn.values), now=now)
        turn.ack(response_action="update", view=views.cancelled_done(meeting, now=now))


def leave(turn: Turn) -> None:
    """« Je ne pourrai pas venir », said yes to."""
    with turn.tools.transaction() as tx:
        changes.leave(tx, turn.actor, turn.value_id, now=turn.tools.now())
    turn.ack()
    say(turn, views.left_done())


def come_back(turn: Turn) -> None:
    """« Venir quand même »."""
    try:
        with turn.tools.transaction() as tx:
            changes.come_back(tx, turn.actor, turn.value_id, now=turn.tools.now())
        taken = False
    except SlotTaken:
        taken = True
    turn.ack()
    say(turn, views.back_done(taken=taken))


def take_entry(turn: Turn) -> None:
    """« Ajouter à mon agenda »: the file comes in the thread of the card."""
    with turn.tools.transaction() as tx:
        count = changes.take_entry(tx, turn.actor, turn.value_id, now=turn.tools.now())
    turn.ack()
    say(turn, views.added(count))
