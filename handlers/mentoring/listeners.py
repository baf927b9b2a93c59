"""Register what people press, type or submit for mentoring, in Slack and through links in mails."""

from datetime import datetime, timedelta

from slack_sdk.models.blocks import Block

from bot.agenda import past
from bot.agenda.past import AppointmentHistory
from bot.catalogue.catalogue import current_edition
from bot.catalogue.model import plain_text
from bot.errors import NotAllowed
from bot.mentoring import news, sheets
from bot.mentoring.model import MENTORING, CycleSheet
from bot.mentoring.service import add_other_mentors
from bot.mentoring.sheets import describe_cycle
from bot.programme.model import Actor
from bot.programme.permissions import may
from bot.tools import Reading
from handlers.kit import tags
from handlers.kit.blocks import actions
from handlers.kit.gestures.dated import undo_row
from handlers.kit.routes import Routes
from handlers.kit.told import CardOpening, MailLinks, OpenedCard, put_actions_first

from .absences import listeners
from .answering import listeners as answering
from .asking import listeners as asking
from .card import views
from .choosing import listeners as choosing
from .coaching import listeners as coaching
from .listing import listeners as listing
from .outcomes import listeners as outcomes
from .overview import listeners as overview
from .running import listeners as running


def register(routes: Routes) -> None:
    for part in (asking, answering, choosing, running, listeners, outcomes, listing, overview, coaching):
        part.register(routes)
    add_openings(routes)


REVIEW = timedelta(days=60)


def _link_end(reading: Reading, cycle_id: int) -> datetime:
    sheet = describe_cycle(reading, cycle_id)
    return max([sheet.cycle.turned_at, *(session.appointment.ends for session in sheet.sessions)]) + REVIEW


ANSWERING = MailLinks(
    ("mentoring.confirm", "mentoring.answer", "mentoring.decline", "mentoring.no_time", "mentoring.when"), _link_end
)
CHOOSING = MailLinks(("mentoring.accept", "mentoring.choose", "mentoring.withdraw"), _link_end)
MOVING = MailLinks(("mentoring.move", "mentoring.move_rest", "mentoring.replan"), _link_end)
LATE = MailLinks(("mentoring.agree_late", "mentoring.refuse_late"), _link_end)
LEAVING = MailLinks(("mentoring.leave",), _link_end)
REVIEWING = MailLinks(("mentoring.review",), _link_end)


def add_openings(routes: Routes) -> None:
    routes.add_opening([MENTORING], CardOpening("Mentorat", sheets.cycle_id_of, read_card, _read_past))


def read_card(reading: Reading, actor: Actor, *, thing_id: int, now: datetime) -> OpenedCard:
    """Read a cycle, and return a function that builds its card. Raises NotFound, NotAllowed."""
    sheet = add_other_mentors(reading, sheets.read_for_card(reading, actor, thing_id), now=now)
    viewer_id = actor.person_id
    if viewer_id is None:
        raise NotAllowed(action="mentoring.read")
    has_group = news.has_group(reading, sheet)
    words = current_edition(reading).catalogue.get(sheet.cycle.terms.format_key)
    preparation = plain_text(words.preparer) if words else ""
    tagging = may(actor, "agenda.tag", thing=sheet)
    undo = undo_row(reading, actor, *(session.appointment for session in sheet.sessions), now=now)
    return lambda: put_actions_first(
        [
            *views.whole_card(sheet, viewer_id, preparation=preparation, has_group=has_group, now=now).blocks,
            *undo,
            *([_tags_block(sheet)] if tagging and sheet.timed_sessions else []),
        ]
    )


def _read_past(reading: Reading, cycle_id: int) -> AppointmentHistory:
    found = [session.appointment for session in describe_cycle(reading, cycle_id).sessions]
    return past.read_history(reading, found, owning_thing=(news.SUBJECT, cycle_id))


def _tags_block(sheet: CycleSheet) -> Block:
    return actions(
        tags.change_button([session.appointment for session in sheet.sessions], sheet.tags, of=sheet.defi.name)
    )
