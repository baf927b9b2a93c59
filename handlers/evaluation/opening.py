"""« Ouvrir » of a committee: its card, with all that its reader can do."""

from datetime import datetime
from functools import partial

from slack_sdk.models.blocks import Block

from bot.catalogue.model import plain
from bot.catalogue.service import current
from bot.dates.words import moment_words
from bot.evaluation import sheets
from bot.evaluation.model import KEY, TALK, Sheet
from bot.programme.model import Actor
from bot.programme.permissions import may
from bot.programme.service import known
from bot.tools import Reading
from handlers.kit import tags
from handlers.kit.blocks import Json, actions, button
from handlers.kit.routes import Routes
from handlers.kit.told import OpenedCard, Opening

from .card import views
from .support import texts as support_texts


def register(routes: Routes) -> None:
    """Say how a committee is opened."""
    routes.opens([KEY, TALK], Opening("Comité d’évaluation", sheets.of_appointment, read))


def preparation_of(reading: Reading) -> str:
    """Give what the catalogue says of how one prepares for it."""
    words = current(reading).catalogue.get(KEY)
    return plain(words.preparer) if words else ""


def read(reading: Reading, actor: Actor, *, thing_id: int, now: datetime) -> OpenedCard:
    """Read it for who opens it. Raises NotFound, NotAllowed."""
    sheet, me = sheets.read(reading, actor, thing_id), known(actor).id
    leads = may(actor, "evaluation.lead", thing=sheet) and sheet.can_be_led(now)
    hosts = may(actor, "agenda.tag", thing=sheet)
    return partial(_card, sheet, me, preparation=preparation_of(reading), leads=leads, hosts=hosts, now=now)


def _card(
    sheet: Sheet, viewer_id: int, *, preparation: str, leads: bool, hosts: bool, now: datetime
) -> list[Block | Json]:
    about, of = str(sheet.committee.id), moment_words(sheet.appointment.starts, now)
    ways = [button(support_texts.OPEN, "evaluation.support", value=about, of=of)]
    ways += [views.take_button(sheet, now=now)] if leads else []
    ways += [tags.change_button([sheet.appointment], sheet.tags, of=of)] if hosts and not sheet.is_cancelled else []
    return [*views.card(sheet, viewer_id, preparation=preparation, whole=True, now=now).blocks, actions(*ways)]
