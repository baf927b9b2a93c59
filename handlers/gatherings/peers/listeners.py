"""Receive what who organises a group between peers decides: its subject, to join another group, to invite alumni."""

from functools import partial

from bot.gatherings.series import joining
from bot.gatherings.subjects import peers
from handlers.gatherings.subjects.forms import OTHER, TEXT, read_group, read_other
from handlers.kit.routes import Routes
from handlers.kit.saying import on, refusing, say
from handlers.kit.turn import Turn

from . import texts, views


def register(routes: Routes) -> None:
    """Enter the buttons and forms of the person who organises a group between peers into the table of routes."""
    host_by = partial(routes.add, permits="gatherings.host")
    host_by("action", "gatherings.subject", open_subject)
    host_by("view", "gatherings.subject_given", give_subject)
    plan_by = partial(routes.add, permits="gatherings.plan")
    plan_by("action", "gatherings.join_group", open_joining)
    plan_by("view", "gatherings.group_joined", join)
    plan_by("action", "gatherings.open_alumni", open_alumni)


def open_subject(turn: Turn) -> None:
    """« Donner le sujet », « Changer le sujet »: open the form."""
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        ballot = peers.open_subject(reading, turn.actor, turn.value_id, now=now)
    turn.ack()
    turn.open(views.subject_form(ballot, now=now))


def give_subject(turn: Turn) -> None:
    """The subject is typed: the group has it from now on, or the field says why not."""
    now, title = turn.tools.now(), turn.values.typed(TEXT)
    with refusing(turn, on(TEXT, texts.INVALID)):
        with turn.tools.transaction() as tx:
            sheet = peers.set_subject(tx, turn.actor, turn.private_id, title=title, now=now)
        turn.ack(response_action="update", view=views.subject_given(sheet, now=now))


def open_joining(turn: Turn) -> None:
    """« Rejoindre un autre groupe »: open the form with the promotion's others."""
    series_id, promotion_id, metier = read_group(turn.value)
    with turn.tools.reading() as reading:
        if metier:
            about = joining.open_metier(reading, turn.actor, promotion_id, metier=metier)
        else:
            about = joining.open_joining(reading, turn.actor, series_id)
    turn.ack()
    turn.open(views.join_form(about))


def join(turn: Turn) -> None:
    """The other group is chosen: both are one, and people are told."""
    chosen = read_other(turn.values)
    series_id, _, metier = read_group(turn.private)
    now = turn.tools.now()
    with refusing(turn, on(OTHER, {"taken": texts.TAKEN, "same": texts.SAME, "kind": texts.SAME})):
        with turn.tools.transaction() as tx:
            if metier:
                done = joining.join_metier(tx, turn.actor, metier, other_series_id=chosen, now=now)
            else:
                done = joining.join_other(tx, turn.actor, series_id, other_series_id=chosen, now=now)
        turn.ack(response_action="update", view=views.joined(done))


def open_alumni(turn: Turn) -> None:
    """« Inviter des alumni », said yes to: they are invited from now on."""
    with turn.tools.transaction() as tx:
        about = joining.invite_alumni(tx, turn.actor, turn.value_id, now=turn.tools.now())
    turn.ack()
    say(turn, views.opened(about))
