"""« Ouvrir » of a meeting: its card, with all that its reader can do."""

from datetime import datetime
from functools import partial

from slack_sdk.models.blocks import Block

from bot.dates.words import moment_words
from bot.polls import changes, sheets
from bot.polls.model import KEY, Meeting
from bot.programme.model import Actor
from bot.programme.permissions import may
from bot.programme.service import known
from bot.tools import Reading
from bot.workshops.model import KEY as WORKSHOP
from handlers.kit import tags
from handlers.kit.blocks import Json, actions
from handlers.kit.routes import Routes
from handlers.kit.told import OpenedCard, Opening

from .card import texts, views


def register(routes: Routes) -> None:
    """Say how a meeting is opened, and a workshop, which is one."""
    routes.opens([KEY], Opening(texts.KIND, sheets.of_appointment, read))
    routes.opens([WORKSHOP], Opening(texts.WORKSHOP, sheets.of_appointment, read))


def read(reading: Reading, actor: Actor, *, thing_id: int, now: datetime) -> OpenedCard:
    """Read it for who opens it. Raises NotFound, NotAllowed."""
    meeting = changes.read(reading, actor, thing_id)
    return partial(_card, meeting, known(actor).id, hosts=may(actor, "agenda.tag", thing=meeting), now=now)


def _card(meeting: Meeting, viewer_id: int, *, hosts: bool, now: datetime) -> list[Block | Json]:
    of = moment_words(meeting.appointment.starts, now)
    way = tags.change_button([meeting.appointment], meeting.tags, of=of)
    return [*views.card(meeting, viewer_id, now=now).blocks, *([actions(way)] if hosts else [])]
