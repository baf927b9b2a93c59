"""Listeners of proposals and votes: subjects of groups between peers and of the porteurs' seminar."""

from bot.gatherings.subjects import ballots, late
from bot.programme.permissions import may
from handlers.kit.blocks import message
from handlers.kit.faults import note
from handlers.kit.routes import Routes
from handlers.kit.saying import explaining, on, refusing, say
from handlers.kit.turn import Turn

from . import texts, views
from .forms import TEXT, carry, first_boxes, read_carried, read_chosen


def register(routes: Routes) -> None:
    """Enter the buttons and forms about subjects into the table of routes."""
    routes.add("action", "gatherings.propose", open_form, permits="gatherings.propose")
    routes.add("view", "gatherings.proposed", propose, permits="gatherings.propose")
    routes.add("action", "gatherings.vote", open_vote, permits="gatherings.propose")
    routes.add("view", "gatherings.voted", vote, permits="gatherings.support")
    routes.add("action", "gatherings.withdraw", withdraw, permits="gatherings.withdraw")


def open_form(turn: Turn) -> None:
    """« Proposer un sujet »: open the form; its own id of the gesture is made now."""
    now, gathering_id = turn.tools.now(), turn.value_id
    with explaining(turn, texts.INVALID):
        with turn.tools.reading() as reading:
            ballot = ballots.read(reading, turn.actor, gathering_id, now=now)
        turn.ack()
        turn.open(views.propose_form(ballot, carry(gathering_id), now=now))


def propose(turn: Turn) -> None:
    """A subject is typed: propose it, or say on the field why not."""
    now, carried = turn.tools.now(), read_carried(turn.private)
    text = turn.values.typed(TEXT)
    with refusing(turn, on(TEXT, texts.INVALID)):
        with turn.tools.transaction() as tx:
            ballot = late.propose(tx, turn.actor, carried.gathering_id, text=text, gesture=carried.gesture, now=now)
        turn.ack(response_action="update", view=views.proposed(ballot, carried.gathering_id, now=now))


def open_vote(turn: Turn) -> None:
    """« Soutenir un sujet »: open the form with what one supports already."""
    now, gathering_id = turn.tools.now(), turn.value_id
    with explaining(turn, texts.INVALID):
        with turn.tools.reading() as reading:
            ballot = ballots.read(reading, turn.actor, gathering_id, now=now)
        turn.ack()
        view = views.vote_form(
            ballot,
            gathering_id,
            viewer_id=turn.known.id,
            votes=may(turn.actor, "gatherings.support", thing=ballot.sheet),
            withdraws=may(turn.actor, "gatherings.withdraw", thing=ballot.sheet),
            now=now,
        )
        turn.open(view)


def vote(turn: Turn) -> None:
    """Subjects are ticked: support them and no others, or say on the field why not."""
    now, gathering_id = turn.tools.now(), turn.private_id
    with refusing(turn, on(first_boxes(turn.values), texts.INVALID)):
        with turn.tools.transaction() as tx:
            ballot = ballots.vote(tx, turn.actor, gathering_id, chosen=read_chosen(turn.values), now=now)
        turn.ack(response_action="update", view=views.voted(ballot, now=now))


def withdraw(turn: Turn) -> None:
    """« Retirer », said yes to: nobody sees the subject any more."""
    with explaining(turn, texts.INVALID):
        with turn.tools.transaction() as tx:
            ballots.withdraw(tx, turn.actor, turn.value_id, now=turn.tools.now())
        turn.ack()
        said = message(texts.WITHDRAWN)
        if turn.in_modal:
            turn.open(note(said))  # in the place of the form, which shows it still
        else:
            say(turn, said)
