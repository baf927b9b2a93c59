"""Receive what is done about a committee: another time, cancelled, taken into one's calendar."""

from functools import partial

from bot.errors import AlreadyAnswered, SlotTaken
from bot.evaluation import changes, leading
from bot.evaluation.sheets import describe
from bot.programme.service import known
from handlers.kit.blocks import message
from handlers.kit.fields import Again, read_seen
from handlers.kit.reading import DAY, REASON, TIME, read_moment, read_reason
from handlers.kit.routes import Routes
from handlers.kit.saying import explaining, placed, refusing, say
from handlers.kit.texts import NO_MOMENT, PAST, QUARTER, REASON_LONG
from handlers.kit.turn import Turn

from . import leading_views, texts, views

_FAULTS = {
    ("starts", "past"): (DAY, PAST),
    ("starts", "none"): (DAY, NO_MOMENT),
    ("starts", "quarter"): (TIME, QUARTER),
    ("starts", "before"): (DAY, texts.BEFORE),
    ("starts", "reading"): (DAY, texts.READING.plain),
    ("reason", "long"): (REASON, REASON_LONG),
}
_WHY = {"reading": texts.READING}

_refusing = partial(refusing, on_fields=placed(_FAULTS), taken=(DAY, texts.TAKEN))


def register(routes: Routes) -> None:
    """Enter the card's buttons and forms into the table of routes."""
    routes.add("action", "evaluation.move", open_move, permits="evaluation.move")
    routes.add("view", "evaluation.moved", move, permits="evaluation.move")
    routes.add("action", "evaluation.cancel", open_cancel, permits="evaluation.cancel")
    routes.add("view", "evaluation.cancelled", cancel, permits="evaluation.cancel")
    routes.add("action", "evaluation.leave", leave, permits="evaluation.leave")
    routes.add("action", "evaluation.take", take, permits="evaluation.lead")
    routes.add("action", "evaluation.move_talk", open_talk, permits="evaluation.move")
    routes.add("view", "evaluation.talk_moved", move_talk, permits="evaluation.move")
    routes.add("action", "evaluation.leave_talk", leave_talk, permits="evaluation.leave")
    routes.add("action", "evaluation.cancel_talk", cancel_talk, permits="evaluation.cancel")
    routes.add("action", "evaluation.calendar", take_entry, permits="evaluation.calendar")


def open_move(turn: Turn) -> None:
    """« Changer la date »: open the form."""
    now, committee_id = turn.tools.now(), turn.value_id
    with explaining(turn, _WHY):
        with turn.tools.reading() as reading:
            sheet = changes.open_change(reading, turn.actor, committee_id, action="evaluation.move", now=now)
        turn.ack()
        turn.show(views.move_form(sheet, freely=changes.moves_freely(sheet, turn.actor), now=now))


def move(turn: Turn) -> None:
    """Another time is chosen: move it, or say on the field why not."""
    now = turn.tools.now()
    with _refusing(turn):
        starts, reason, (number, seen) = read_moment(turn.values), read_reason(turn.values), read_seen(turn.private)
        with turn.tools.transaction() as tx:
            before = describe(tx, number).appointment.starts
            busy = changes.clashes_at(tx, turn.actor, number, starts=starts) if starts not in (seen, before) else []
            if busy and starts > now:
                sheet = changes.open_change(tx, turn.actor, number, action="evaluation.move", now=now)
                again = Again(starts, [person.name for person in busy], reason)
                view = views.move_form(sheet, freely=changes.moves_freely(sheet, turn.actor), again=again, now=now)
            else:
                sheet = changes.move(tx, turn.actor, number, starts=starts, reason=reason, now=now)
                view = views.moved_done(sheet, changed=before != starts, now=now)
        turn.ack(response_action="update", view=view)


def open_cancel(turn: Turn) -> None:
    """« Annuler le comité »: open the form."""
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        sheet = changes.open_change(reading, turn.actor, turn.value_id, action="evaluation.cancel", now=now)
    turn.ack()
    turn.show(views.cancel_form(sheet, now=now))


def cancel(turn: Turn) -> None:
    """The form is sent: cancel it."""
    now = turn.tools.now()
    with _refusing(turn):
        with turn.tools.transaction() as tx:
            sheet = changes.cancel(tx, turn.actor, turn.private_id, reason=read_reason(turn.values), now=now)
        turn.ack(response_action="update", view=views.cancelled_done(sheet, now=now))


def leave(turn: Turn) -> None:
    """« Je ne pourrai pas venir », said yes to."""
    with turn.tools.transaction() as tx:
        changes.leave(tx, turn.actor, turn.value_id, now=turn.tools.now())
    turn.ack()
    say(turn, views.left_done())


def take(turn: Turn) -> None:
    """« Je m’en occupe »: lead a committee that nobody leads, the first who presses."""
    now = turn.tools.now()
    try:
        with turn.tools.transaction() as tx:
            sheet = leading.take(tx, turn.actor, turn.value_id, now=now)
        shown = leading_views.taken(sheet, known(turn.actor).id, now=now)
    except (AlreadyAnswered, SlotTaken) as refusal:
        shown = message(texts.NOT_FREE if isinstance(refusal, SlotTaken) else texts.TAKEN_ALREADY)
    turn.ack()
    say(turn, shown)


def open_talk(turn: Turn) -> None:
    """« Changer la date de l’échange »: open the form."""
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        sheet = changes.open_talk(reading, turn.actor, turn.value_id, now=now)
    turn.ack()
    turn.show(views.talk_form(sheet, now=now))


def move_talk(turn: Turn) -> None:
    """A date for the talk is chosen: set it, or say on the field why not."""
    now = turn.tools.now()
    with _refusing(turn):
        starts, reason = read_moment(turn.values), read_reason(turn.values)
        with turn.tools.transaction() as tx:
            before = [appointment.starts for appointment in describe(tx, turn.private_id).both[1:]]
            sheet = changes.move_talk(tx, turn.actor, turn.private_id, starts=starts, reason=reason, now=now)
        turn.ack(response_action="update", view=views.talk_done(sheet, changed=starts not in before, now=now))


def leave_talk(turn: Turn) -> None:
    """« Je ne pourrai pas venir » to the talk around the report, said yes to."""
    with turn.tools.transaction() as tx:
        changes.leave_talk(tx, turn.actor, turn.value_id, now=turn.tools.now())
    turn.ack()
    say(turn, views.left_done(talk=True))


def cancel_talk(turn: Turn) -> None:
    """« Annuler l’échange », said yes to."""
    now = turn.tools.now()
    with turn.tools.transaction() as tx:
        sheet = changes.cancel_talk(tx, turn.actor, turn.value_id, now=now)
    turn.ack()
    say(turn, views.talk_cancelled_done(sheet, now=now))


def take_entry(turn: Turn) -> None:
    """« Ajouter à mon agenda »: the file comes in the thread of the card."""
    with turn.tools.transaction() as tx:
        count = changes.take_entry(tx, turn.actor, turn.value_id, now=turn.tools.now())
    turn.ack()
    say(turn, views.added(count))
