"""All that people press and submit in their logbook; « Ouvrir » of the hour kept free: its page, to its owner."""

from datetime import datetime
from functools import partial

from bot.agenda import agenda
from bot.dates.paris import day_of
from bot.errors import NotAllowed
from bot.logbook.model import LOGBOOK, month_of
from bot.logbook.service import open_page
from bot.programme.model import Actor
from bot.tools import Reading
from handlers.kit.routes import Routes
from handlers.kit.told import OpenedCard, ToldOpening

from .leaving import listeners
from .page import listeners as page
from .page import texts, views


def register(routes: Routes) -> None:
    """Enter the feature into the table of routes."""
    for part in (page, listeners):
        part.register(routes)
    routes.opens([LOGBOOK], ToldOpening(texts.TITLE, find, read))


def find(reading: Reading, appointment_id: int) -> int:
    """Return the hour itself: what it opens is found by the person who opens it. Raises NotFound."""
    return agenda.get(reading, appointment_id).id


def read(reading: Reading, actor: Actor, *, thing_id: int, now: datetime) -> OpenedCard:
    """Read the page of the hour's month. Raises NotAllowed for everybody but whose hour it is, NotFound."""
    hour = agenda.get(reading, thing_id)
    if hour.part_of(actor.person_id) is None:
        raise NotAllowed(action="logbook.read")
    month = month_of(min(day_of(hour.starts), day_of(now)))
    return partial(views.blocks, open_page(reading, actor, month=month, now=now), now=now)
