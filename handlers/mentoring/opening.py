"""« Ouvrir » of a mentoring cycle: its card, with all that its reader can do."""

from collections.abc import Sequence
from datetime import datetime

from slack_sdk.models.blocks import Block

from bot.catalogue.model import plain
from bot.catalogue.service import current
from bot.errors import NotAllowed
from bot.mentoring import news, sheets
from bot.mentoring.model import KEY
from bot.programme.model import Actor
from bot.tools import Reading
from handlers.kit.blocks import Json
from handlers.kit.routes import Routes
from handlers.kit.told import Opening

from .card import views as card_views


def register(routes: Routes) -> None:
    """Say how a cycle is opened."""
    routes.opens([KEY], Opening("Mentorat", sheets.of_appointment, draw))


def draw(reading: Reading, actor: Actor, *, thing_id: int, now: datetime) -> Sequence[Block | Json]:
    """Draw it for who opens it. Raises NotFound, NotAllowed."""
    sheet = sheets.look_at(reading, actor, thing_id)
    if actor.person_id is None:
        raise NotAllowed(action="mentoring.read")
    has_group = news.has_group(reading, sheet)
    words = current(reading).catalogue.get(KEY)
    preparation = plain(words.preparer) if words else ""
    return card_views.card(sheet, actor.person_id, preparation=preparation, has_group=has_group, now=now).blocks
