"""Listeners of `/atelier`, with which people request and edit workshops, and add ideas and results."""

from contextlib import AbstractContextManager
from functools import partial
from uuid import uuid4

from bot.errors import AlreadyAnswered, Invalid, NotAllowed, NotFound, SlotTaken
from bot.programme.roles import Role
from bot.programme.service import known_accounts
from bot.workshops import workshops
from bot.workshops.model import NoteKind
from handlers.kit.blocks import message
from handlers.kit.fields import WHOLE_FORM
from handlers.kit.reading import read_id, read_mark, read_word, split_pieces
from handlers.kit.routes import Routes
from handlers.kit.saying import errors_on, explain_refusals, reply_or_show, show_errors
from handlers.kit.turn import Turn
from handlers.kit.words import word_listener

from . import texts, views
from .forms import read_changes, read_metadata, read_request

HELP = ((texts.HELP, "workshops.start"), (texts.HELP_LIST, "workshops.list"))
WHY = {"dated": texts.DATED, "ended": texts.ENDED, "looking": texts.LOOKING}


def register(routes: Routes) -> None:
    words = {"": begin_request, "liste": answer_list}
    routes.add("command", "/atelier", word_listener("/atelier", words, help_line=HELP), permits="workshops.list")
    routes.add("action", "workshops.start", open_request_form, permits="workshops.start")
    routes.add("view", "workshops.asked", send_request, permits="workshops.ask")
    routes.add("action", "workshops.take", take_workshop, permits="workshops.take")
    routes.add("action", "workshops.leave", leave_workshop, permits="workshops.lead")
    routes.add("action", "workshops.withdraw", withdraw_request, permits="workshops.ask")
    routes.add("action", "workshops.edit", open_edit_form, permits="workshops.ask")
    routes.add("view", "workshops.edited", edit_request, permits="workshops.ask")
    routes.help.append(HELP)
    routes.add("action", "workshops.write", open_writing_form, permits="workshops.write")
    routes.add("view", "workshops.written", save_line, permits="workshops.write")


def begin_request(turn: Turn) -> None:
    """Open the form for an EIG or a coach. Show other people the workshops of their défi (command `/atelier`)."""
    try:
        open_request_form(turn)
    except NotAllowed:
        answer_list(turn)


def answer_list(turn: Turn) -> None:
    """Show the list of workshops (command `/atelier liste`)."""
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        mine = workshops.list_mine(reading, turn.actor, now=now)
    turn.answer(views.workshops_message(mine, viewer=turn.actor, now=now))


def open_request_form(turn: Turn) -> None:
    """Open the form, from the command or a card. « Préciser » in the form replaces it with a form of all fields."""
    now = turn.tools.now()
    try:
        with turn.tools.reading() as reading:
            choices = workshops.request_choices(reading, turn.actor, now=now)
    except NotFound:
        turn.ack()
        reply_or_show(turn, message(texts.NO_PROMOTION))
        return
    turn.ack()
    proposes = Role.EIG not in turn.actor.roles
    precise = turn.value == WHOLE_FORM
    drawn = views.request_form(choices, gesture=str(uuid4()), is_proposal=proposes, shows_all_fields=precise, now=now)
    (turn.open if precise else turn.show)(drawn)


def send_request(turn: Turn) -> None:
    now = turn.tools.now()
    with _show_errors(turn):
        gesture, defi_id = read_metadata(turn.private, turn.values)
        asked = read_request(turn.values, gesture)
        with turn.tools.reading() as reading:
            new = sorted({*asked.experts} - known_accounts(reading, asked.experts))
        for account in new:
            turn.identify(account)
        with turn.tools.transaction() as tx:
            sheet = workshops.request_workshop(tx, turn.actor, defi_id, form_values=asked, now=now)
            waiting = workshops.list_waiting(tx, [defi_id])
        turn.ack(
            response_action="update", view=views.request_sent_modal(sheet, waiting, viewer_id=turn.known.id, now=now)
        )


def take_workshop(turn: Turn) -> None:
    """Make the actor the workshop's coach (button « Je m’en occupe »). If this is not possible, say why."""
    now = turn.tools.now()
    try:
        with turn.tools.transaction() as tx:
            shown = views.workshop_taken_message(
                workshops.take_workshop(tx, turn.actor, turn.value_id, now=now), now=now
            )
    except (AlreadyAnswered, SlotTaken) as refusal:
        shown = message(texts.NOT_FREE if isinstance(refusal, SlotTaken) else texts.TAKEN_ALREADY)
    turn.ack()
    reply_or_show(turn, shown)


def leave_workshop(turn: Turn) -> None:
    """Remove the actor as the workshop's coach, and ask all coaches again (button « Je ne peux plus m’en occuper »)."""
    with explain_refusals(turn, WHY):
        with turn.tools.transaction() as tx:
            workshops.leave_workshop(tx, turn.actor, turn.value_id, now=turn.tools.now())
        turn.ack()
        reply_or_show(turn, message(texts.LEFT))


def withdraw_request(turn: Turn) -> None:
    with explain_refusals(turn, WHY):
        with turn.tools.transaction() as tx:
            workshops.withdraw(tx, turn.actor, turn.value_id, now=turn.tools.now())
        turn.ack()
        reply_or_show(turn, message(texts.WITHDRAWN))


def open_edit_form(turn: Turn) -> None:
    with turn.tools.reading() as reading:
        sheet = workshops.open_edit(reading, turn.actor, turn.value_id, now=turn.tools.now())
    turn.ack()
    turn.show(views.edit_form(sheet))


def edit_request(turn: Turn) -> None:
    workshop_id, revision = split_pieces(turn.private, 2)
    given = read_changes(turn.values)
    with _show_errors(turn):
        with turn.tools.transaction() as tx:
            workshops.edit(
                tx, turn.actor, read_id(workshop_id), revision=read_id(revision, 0), now=turn.tools.now(), **given
            )
        turn.ack(response_action="update", view=views.done_modal(texts.EDITED))


def _show_errors(turn: Turn) -> AbstractContextManager[None]:
    return show_errors(turn, partial(_field_errors, turn))


def _field_errors(turn: Turn, refusal: Invalid) -> dict[str, str]:
    name, reason = str(refusal.facts["field"]), str(refusal.facts["reason"])
    return {name if name in turn.inputs else "question": texts.INVALID[name, reason]}


def open_writing_form(turn: Turn) -> None:
    """Open the form of an idea or a result (buttons « Ajouter une idée » and « Ce que nous avons produit »)."""
    kind, number_ = split_pieces(turn.value, 2)
    with explain_refusals(turn, texts.WHY):
        with turn.tools.reading() as reading:
            what = read_word(NoteKind, kind)
            sheet = workshops.open_lines(reading, turn.actor, read_id(number_), kind=what, now=turn.tools.now())
        turn.ack()
        turn.show(views.writing_form(sheet, what, gesture=str(uuid4())))


def save_line(turn: Turn) -> None:
    kind, number_, gesture = split_pieces(turn.private, 3)
    said, what = turn.values.typed_text(views.WHAT).strip(), read_word(NoteKind, kind)
    with show_errors(turn, errors_on(views.WHAT, {**texts.WHY, **texts.WRITING_INVALID})):
        with turn.tools.transaction() as tx:
            workshops.write_line(
                tx, turn.actor, read_id(number_), kind=what, what=said, gesture=read_mark(gesture), now=turn.tools.now()
            )
        turn.ack(response_action="update", view=views.writing_done_modal())
