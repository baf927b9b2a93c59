"""Listeners with which people propose subjects and vote, and with which a planner enlarges a small group."""

from functools import partial

from bot.gatherings.series import joining
from bot.gatherings.subjects import ballots, late, peers
from bot.programme.permissions import may
from handlers.gatherings.subjects.forms import OTHER, read_group, read_other_group
from handlers.kit.blocks import message
from handlers.kit.faults import note_modal
from handlers.kit.routes import Routes
from handlers.kit.saying import errors_on, explain_refusals, reply_or_show, show_errors
from handlers.kit.turn import Turn

from . import texts, views
from .forms import TEXT, first_boxes_field, new_metadata, read_metadata, read_ticked_subjects


def register(routes: Routes) -> None:
    routes.add("action", "gatherings.propose", open_propose_form, permits="gatherings.propose")
    routes.add("view", "gatherings.proposed", propose_subject, permits="gatherings.propose")
    routes.add("action", "gatherings.vote", open_vote_form, permits="gatherings.propose")
    routes.add("view", "gatherings.voted", save_votes, permits="gatherings.support")
    routes.add("action", "gatherings.withdraw", withdraw_subject, permits="gatherings.withdraw")
    host_by = partial(routes.add, permits="gatherings.host")
    host_by("action", "gatherings.subject", open_subject_form)
    host_by("view", "gatherings.subject_given", set_subject)
    plan_by = partial(routes.add, permits="gatherings.plan")
    plan_by("action", "gatherings.join_group", open_join_form)
    plan_by("view", "gatherings.group_joined", join_groups)
    plan_by("action", "gatherings.open_alumni", invite_alumni)


def open_propose_form(turn: Turn) -> None:
    now, gathering_id = turn.tools.now(), turn.value_id
    with explain_refusals(turn, texts.INVALID):
        with turn.tools.reading() as reading:
            ballot = ballots.read(reading, turn.actor, gathering_id, now=now)
        turn.ack()
        turn.open(views.propose_form(ballot, new_metadata(gathering_id), now=now))


def propose_subject(turn: Turn) -> None:
    now, carried = turn.tools.now(), read_metadata(turn.private)
    text = turn.values.typed_text(TEXT)
    with show_errors(turn, errors_on(TEXT, texts.INVALID)):
        with turn.tools.transaction() as tx:
            ballot = late.propose_subject(
                tx, turn.actor, carried.gathering_id, text=text, form_id=carried.gesture, now=now
            )
        turn.ack(response_action="update", view=views.proposed_modal(ballot, carried.gathering_id, now=now))


def open_vote_form(turn: Turn) -> None:
    now, gathering_id = turn.tools.now(), turn.value_id
    with explain_refusals(turn, texts.INVALID):
        with turn.tools.reading() as reading:
            ballot = ballots.read(reading, turn.actor, gathering_id, now=now)
        turn.ack()
        view = views.vote_form(
            ballot,
            gathering_id,
            viewer_id=turn.known.id,
            may_vote=may(turn.actor, "gatherings.support", thing=ballot.sheet),
            may_withdraw=may(turn.actor, "gatherings.withdraw", thing=ballot.sheet),
            now=now,
        )
        turn.open(view)


def save_votes(turn: Turn) -> None:
    """Save the ticked subjects as all of the actor's votes."""
    now, gathering_id = turn.tools.now(), turn.private_id
    with show_errors(turn, errors_on(first_boxes_field(turn.values), texts.INVALID)):
        with turn.tools.transaction() as tx:
            ballot = ballots.vote(tx, turn.actor, gathering_id, chosen_ids=read_ticked_subjects(turn.values), now=now)
        turn.ack(response_action="update", view=views.voted_modal(ballot, now=now))


def withdraw_subject(turn: Turn) -> None:
    with explain_refusals(turn, texts.INVALID):
        with turn.tools.transaction() as tx:
            ballots.withdraw(tx, turn.actor, turn.value_id, now=turn.tools.now())
        turn.ack()
        said = message(texts.WITHDRAWN)
        if turn.in_modal:
            turn.open(note_modal(said))  # The note replaces the form, which still shows the subject.
        else:
            reply_or_show(turn, said)


def open_subject_form(turn: Turn) -> None:
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        ballot = peers.open_subject(reading, turn.actor, turn.value_id, now=now)
    turn.ack()
    turn.open(views.subject_form(ballot, now=now))


def set_subject(turn: Turn) -> None:
    now, title = turn.tools.now(), turn.values.typed_text(TEXT)
    with show_errors(turn, errors_on(TEXT, texts.PEERS_INVALID)):
        with turn.tools.transaction() as tx:
            sheet = peers.set_subject(tx, turn.actor, turn.private_id, title=title, now=now)
        turn.ack(response_action="update", view=views.subject_given_modal(sheet, now=now))


def open_join_form(turn: Turn) -> None:
    series_id, promotion_id, metier = read_group(turn.value)
    with turn.tools.reading() as reading:
        if metier:
            about = joining.open_metier(reading, turn.actor, promotion_id, metier=metier)
        else:
            about = joining.open_joining(reading, turn.actor, series_id)
    turn.ack()
    turn.open(views.join_form(about))


def join_groups(turn: Turn) -> None:
    """Merge the two groups, or let the métier join the group, and notify people."""
    chosen = read_other_group(turn.values)
    series_id, _, metier = read_group(turn.private)
    now = turn.tools.now()
    with show_errors(turn, errors_on(OTHER, {"taken": texts.PEERS_TAKEN, "same": texts.SAME, "kind": texts.SAME})):
        with turn.tools.transaction() as tx:
            if metier:
                done = joining.join_metier(tx, turn.actor, metier, other_series_id=chosen, now=now)
            else:
                done = joining.merge_into_other(tx, turn.actor, series_id, other_series_id=chosen, now=now)
        turn.ack(response_action="update", view=views.groups_merged_modal(done))


def invite_alumni(turn: Turn) -> None:
    """Invite alumni to the group from now on (button « Inviter des alumni », after its confirmation)."""
    with turn.tools.transaction() as tx:
        about = joining.invite_alumni(tx, turn.actor, turn.value_id, now=turn.tools.now())
    turn.ack()
    reply_or_show(turn, views.alumni_invited_message(about))
