"""« Ouvrir » of a mentoring cycle: its card, with all that its reader can do."""

from datetime import datetime

from slack_sdk.models.blocks import Block

from bot.catalogue.model import plain
from bot.catalogue.service import current
from bot.errors import NotAllowed
from bot.mentoring import news, sheets
from bot.mentoring.model import KEY, Sheet
from bot.programme.model import Actor
from bot.programme.permissions import may
from bot.tools import Reading
from handlers.kit import tags
from handlers.kit.blocks import actions
from handlers.kit.routes import Routes
from handlers.kit.told import OpenedCard, Opening

from .card import views as card_views


def register(routes: Routes) -> None:
    """Say how a cycle is opened."""
    routes.opens([KEY], Opening("Mentorat", sheets.of_appointment, read))


def read(reading: Reading, actor: Actor, *, thing_id: int, now: datetime) -> OpenedCard:
    """Read it for who opens it. Raises NotFound, NotAllowed."""
    sheet = sheets.look_at(reading, actor, thing_id)
    viewer_id = actor.person_id
    if viewer_id is None:
        raise NotAllowed(action="mentoring.read")
    has_group = news.has_group(reading, sheet)
    words = current(reading).catalogue.get(KEY)
    preparation = plain(words.preparer) if words else ""
    tagging = may(actor, "agenda.tag", thing=sheet)
    return lambda: [
        *card_views.card(sheet, viewer_id, preparation=preparation, has_group=has_group, now=now).blocks,
        *([_about(sheet)] if tagging and sheet.timed else []),
    ]


def _about(sheet: Sheet) -> Block:
    return actions(tags.change_button([one.appointment for one in sheet.sessions], sheet.tags, of=sheet.defi.name))
