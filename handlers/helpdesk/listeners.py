"""Register the listeners of the bureau d'aide, the links in mails, and the card that « Ouvrir » shows."""

from datetime import datetime

from slack_sdk.models.blocks import Block

from bot.agenda import past
from bot.agenda.model import Part
from bot.agenda.past import AppointmentHistory
from bot.catalogue.catalogue import current_edition
from bot.catalogue.model import plain_text
from bot.dates.words import moment_words
from bot.errors import NotFound
from bot.helpdesk import sheets
from bot.helpdesk.facts import AboutRequest
from bot.helpdesk.model import BUREAU, RequestSheet
from bot.helpdesk.sheets import describe_request
from bot.programme.model import Actor
from bot.programme.permissions import may
from bot.tools import Reading
from handlers.kit import tags
from handlers.kit.blocks import Json, actions
from handlers.kit.routes import Routes
from handlers.kit.saying import open_card
from handlers.kit.told import CardOpening, MailLinks, OpenedCard, put_actions_first
from handlers.kit.turn import Turn

from . import card_views
from .agreeing import agreed_sessions, answer_buttons
from .booking import listeners
from .calls import listeners as calls
from .card_views import coming_sessions
from .changes import listeners as changes
from .hosting import listeners as hosting
from .hosting import views as hosting_views
from .paper import listeners as paper
from .paper import views as paper_views
from .slots import undo_row
from .swaps.listeners import register_swaps


def register(routes: Routes) -> None:
    for part in (listeners, changes, paper, hosting, calls):
        part.register(routes)
    register_swaps(routes)
    register_opening(routes)


def _last_session_end(reading: Reading, request_id: int) -> datetime:
    """Return when the last séance ends. Raises NotFound if the request has no séance."""
    sessions = describe_request(reading, request_id).sessions
    if not sessions:
        raise NotFound(thing="appointment")
    return max(session.ends for session in sessions)


LEAVING = MailLinks(("helpdesk.leave", "helpdesk.come_back"), _last_session_end)
MOVING = MailLinks(("helpdesk.move", "helpdesk.move_week", "helpdesk.undo"), _last_session_end)
CANCELLING = MailLinks(("helpdesk.cancel", "helpdesk.undo"), _last_session_end)
CHOOSING = MailLinks(("helpdesk.accept", "helpdesk.decline"), _last_session_end)
ACCEPTING = MailLinks(("helpdesk.accept_hosting",), _last_session_end)
JOINING = MailLinks(("helpdesk.join", "helpdesk.stay_out"), _last_session_end)
AGREEING = MailLinks(("helpdesk.agree", "helpdesk.refuse"), _last_session_end)
SWAPPING = MailLinks(("helpdesk.swap_yes", "helpdesk.swap_no"), _last_session_end)


def register_opening(routes: Routes) -> None:
    """Register « Ouvrir » and « Autres actions » for a bureau d'aide."""
    routes.add_opening([BUREAU], CardOpening("Bureau d’aide", sheets.request_id_of, read_card, _read_past))
    routes.add("action", "helpdesk.more", open_whole_request, permits="agenda.open")


def open_whole_request(turn: Turn) -> None:
    """Show the whole request (« Autres actions »)."""
    with turn.tools.reading() as reading:
        key = describe_request(reading, turn.value_id).request.format_key
    open_card(turn, key=key, thing_id=turn.value_id)


def read_card(reading: Reading, actor: Actor, *, thing_id: int, now: datetime) -> OpenedCard:
    """Return a function that builds the card of a request for the actor. Raises NotFound, NotAllowed."""
    sheet = sheets.read(reading, actor, thing_id)
    words = current_edition(reading).catalogue.get(sheet.request.format_key)
    hosts = may(actor, "agenda.tag", thing=sheet)
    batch = sheets.undoable_batches(reading, actor, [sheet], now=now).get(thing_id)
    preparation = plain_text(words.preparer) if words else ""
    return lambda: put_actions_first(
        [
            *card_blocks(sheet, actor, preparation=preparation, batch=batch, now=now),
            *([_tags_block(sheet, actor, now=now)] if hosts and sheet.standing else []),
        ]
    )


def _read_past(reading: Reading, request_id: int) -> AppointmentHistory:
    return past.read_history(
        reading, describe_request(reading, request_id).sessions, owning_thing=(AboutRequest.subject, request_id)
    )


def _tags_block(sheet: RequestSheet, actor: Actor, *, now: datetime) -> Block:
    of = moment_words(sheet.standing[0].starts, now)
    return actions(tags.change_button(sheet.sessions, sheet.tags_for(actor.person_id), of=of))


def card_blocks(
    sheet: RequestSheet, actor: Actor, *, preparation: str, batch: str | None, now: datetime
) -> list[Block | Json]:
    """Build the card, then further actions. `batch` is the id of the change that the reader can undo.

    A coach who does not attend acts for the host, and cannot read the need."""
    mine, part = actor.person_id or 0, sheet.part_of(actor.person_id)
    blocks: list[Block | Json] = list(
        card_views.card(sheet, mine, preparation=preparation, in_modal=True, now=now).blocks
    )
    blocks += undo_row(batch) if batch else []
    coming = coming_sessions(sheet, now=now)
    of = moment_words((*coming, *sheet.sessions)[0].starts, now)
    blocks += paper_views.receive_blocks(sheet, mine, of=of)
    left = part is None and sheet.involves(mine)
    changes = part is Part.BOOKER or may(actor, "helpdesk.host", thing=sheet)
    if not coming or left or not changes:
        return blocks
    if part not in (Part.HOST, Part.BOOKER):
        if sheet.held:
            blocks.append(actions(*answer_buttons(sheet, mine, now=now)))
        if agreed_sessions(sheet, mine, now=now) or not sheet.held:
            blocks.append(actions(*card_views.change_buttons(sheet, of=of)))
    return [*blocks, *hosting_views.further_action_blocks(sheet, mine, of=of, now=now)]
