"""Listeners of requests without a slot, and of the answers to proposed times."""

from functools import partial
from uuid import uuid4

from bot.errors import SlotTaken, SlotUnbookable
from bot.helpdesk import calls, hosting, proposals
from handlers.helpdesk.booking import forms
from handlers.kit.blocks import message
from handlers.kit.reading import read_id, split_pieces
from handlers.kit.routes import Routes
from handlers.kit.saying import reply_or_show
from handlers.kit.turn import Turn

from . import texts, views


def register(routes: Routes) -> None:
    routes.add("action", "helpdesk.call", open_call, permits="helpdesk.browse")
    routes.add("view", "helpdesk.called", ask_coaches, permits="helpdesk.book")
    routes.add("action", "helpdesk.wait", join_waiting_list, permits="helpdesk.browse")
    routes.add("action", "helpdesk.take", take_request, permits="helpdesk.take")
    answer = partial(routes.add, permits="helpdesk.answer")
    answer("action", "helpdesk.accept", accept_proposal)
    answer("action", "helpdesk.decline", decline_proposals)
    answer("action", "helpdesk.agree", share_need)
    answer("action", "helpdesk.refuse", hide_need)
    routes.add("action", "helpdesk.join", partial(record_answer, comes=True), permits="helpdesk.join")
    routes.add("action", "helpdesk.stay_out", partial(record_answer, comes=False), permits="helpdesk.join")


def open_call(turn: Turn) -> None:
    """Open the form to ask the coaches for dates (« Demander à l’équipe des coachs »).

    The form replaces the modal of slots, because Slack allows no fourth modal."""
    with turn.tools.reading() as reading:
        calls.wish_of_draft(reading, turn.actor, turn.value_mark, now=turn.tools.now())
    turn.ack()
    turn.open(views.call_form(turn.value_mark))


def ask_coaches(turn: Turn) -> None:
    wished, now = forms.WISHED.read(turn), turn.tools.now()
    with forms.CALL.show_errors(turn):
        with turn.tools.transaction() as tx:
            calls.ask_coaches(tx, turn.actor, turn.draft, wished_times=wished, now=now)
        turn.ack(response_action="update", view=views.coaches_asked_modal())


def join_waiting_list(turn: Turn) -> None:
    """Add the actor to the waiting list (« Me prévenir quand un créneau se libère »). Show the confirmation."""
    with turn.tools.transaction() as tx:
        first = calls.wait_for_slot(tx, turn.actor, turn.value_mark, now=turn.tools.now())
    turn.ack()
    turn.open(views.waiting_list_modal(has_just_joined=first))


def take_request(turn: Turn) -> None:
    """Assign the request to this coach (« Je m’en occupe »), unless a colleague was faster."""
    with turn.tools.transaction() as tx:
        calls.take_call(tx, turn.actor, turn.value_id, now=turn.tools.now())
    turn.ack()
    reply_or_show(turn, message(texts.TOOK))


def accept_proposal(turn: Turn) -> None:
    """Accept a proposed time (« Choisir … »), or answer that the time is taken."""
    now = turn.tools.now()
    proposal_id = turn.value_id
    try:
        with turn.tools.transaction() as tx:
            done = proposals.accept_time(
                tx,
                turn.actor,
                proposal_id,
                batch=str(uuid4()),
                visio_url=turn.tools.settings.bot_visio_url,
                now=now,
            )
            starts = proposals.read_time(tx, proposal_id)
        said = views.accepted_message(done, starts, now=now)
    except (SlotTaken, SlotUnbookable):
        with turn.tools.reading() as reading:
            said = views.no_longer_free_message(proposals.other_open_times(reading, proposal_id, now=now), now=now)
    turn.ack()
    reply_or_show(turn, said)


def decline_proposals(turn: Turn) -> None:
    """Notify the host that no proposed time suits (« Aucun ne convient »)."""
    with turn.tools.transaction() as tx:
        proposals.decline_times(tx, turn.actor, turn.value_mark, now=turn.tools.now())
    turn.ack()
    reply_or_show(turn, message(texts.DECLINED_REPLY))


def share_need(turn: Turn) -> None:
    """Allow a specialist to read the need (« Oui, partager le besoin »)."""
    _set_need_shared(turn, is_shared=True)


def hide_need(turn: Turn) -> None:
    """Hide the need from a specialist (« Ne pas le partager »). The specialist still attends the séance."""
    _set_need_shared(turn, is_shared=False)


def record_answer(turn: Turn, *, comes: bool) -> None:
    """Record a specialist's answer: « Je viens » or « Je ne peux pas ». The host can answer for the specialist."""
    request_id, person_id = map(read_id, split_pieces(turn.value, 2))
    with turn.tools.transaction() as tx:
        sheet = hosting.answer_question(
            tx, turn.actor, request_id, person_id=person_id, comes=comes, now=turn.tools.now()
        )
    turn.ack()
    if person_id == turn.actor.person_id:
        reply_or_show(turn, message(texts.JOINS(what=sheet.what) if comes else texts.STAYS_OUT(what=sheet.what)))
    else:
        reply_or_show(turn, message(texts.JOIN_NOTED))


def _set_need_shared(turn: Turn, *, is_shared: bool) -> None:
    request_id, person_id = map(read_id, split_pieces(turn.value, 2))
    with turn.tools.transaction() as tx:
        hosting.answer_need_access(
            tx, turn.actor, request_id, person_id=person_id, is_agreed=is_shared, now=turn.tools.now()
        )
    turn.ack()
    reply_or_show(turn, message(texts.AGREED if is_shared else texts.REFUSED))
