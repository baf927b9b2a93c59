"""Register the listeners of date polls and the cards behind « Ouvrir ». Declare which buttons can be links in mails."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from slack_sdk.models.blocks import Block

from bot.agenda import past
from bot.agenda.past import AppointmentHistory
from bot.dates.words import moment_words
from bot.polls import changes, sheets
from bot.polls.model import KEY, Meeting, PollSheet
from bot.polls.picking import is_undoable
from bot.polls.running import deadline_of
from bot.polls.sheets import meeting_of
from bot.programme.model import Actor
from bot.programme.permissions import may
from bot.programme.service import person_of
from bot.records.actions import fill_actions
from bot.tools import Reading
from bot.workshops.model import WORKSHOP
from handlers.kit import tags
from handlers.kit.blocks import HomeLine, Json, actions, button, line
from handlers.kit.gestures.dated import undo_row
from handlers.kit.routes import Routes
from handlers.kit.told import CardOpening, MailLinks, OpenedCard, put_actions_first, undo_blocks
from handlers.polls.asking import listeners as asking
from handlers.polls.card import listeners as card
from handlers.polls.card import views
from handlers.polls.running import listeners as running

from .card import texts
from .running import views as running_views
from .words import asker_name, quoted_title


def register(routes: Routes) -> None:
    for part in (asking, card, running):
        part.register(routes)
    add_openings(routes)


def _link_end(reading: Reading, poll_id: int) -> datetime:
    return meeting_of(reading, poll_id).appointment.ends


ANSWERING = MailLinks(("polls.open", "polls.all"), deadline_of)
COMING = MailLinks(("polls.leave", "polls.come_back"), _link_end)


def add_openings(routes: Routes) -> None:
    """Register the cards behind « Ouvrir ». A workshop with a date is shown as a meeting."""
    routes.add_opening([KEY], CardOpening(texts.KIND, sheets.poll_id_of, read_card, _read_past))
    routes.add_opening([WORKSHOP], CardOpening(texts.WORKSHOP, sheets.poll_id_of, read_card, _read_past))


def read_card(reading: Reading, actor: Actor, *, thing_id: int, now: datetime) -> OpenedCard:
    """Return a function that builds a meeting's card for the actor. Raises NotFound, NotAllowed."""
    meeting = fill_actions(reading, changes.read(reading, actor, thing_id))
    hosts, undoes = may(actor, "agenda.tag", thing=meeting), is_undoable(reading, actor, meeting.sheet, now=now)
    undo = (
        undo_blocks("polls.undo", str(thing_id)) if undoes else undo_row(reading, actor, meeting.appointment, now=now)
    )
    return partial(_card_blocks, meeting, person_of(actor).id, may_tag=hosts, undo=undo, now=now)


def _read_past(reading: Reading, poll_id: int) -> AppointmentHistory:
    return past.read_history(reading, [meeting_of(reading, poll_id).appointment])


def _card_blocks(
    meeting: Meeting, viewer_id: int, *, may_tag: bool, undo: Sequence[Block], now: datetime
) -> list[Json]:
    of = moment_words(meeting.appointment.starts, now)
    way = tags.change_button([meeting.appointment], meeting.tags, of=of)
    return put_actions_first(
        [*views.whole_card(meeting, viewer_id, now=now).blocks, *undo, *([actions(way)] if may_tag else [])]
    )


def home_lines(
    polls_to_answer: Sequence[PollSheet], own_polls: Sequence[PollSheet], *, now: datetime
) -> list[HomeLine]:
    """Return lines for the Home: first the polls that the actor must answer, then the actor's own polls."""
    return [
        *(_question_line(sheet, now=now) for sheet in polls_to_answer),
        *(running_views.awaiting_line(sheet, now=now) for sheet in own_polls),
    ]


def _question_line(sheet: PollSheet, *, now: datetime) -> HomeLine:
    until = moment_words(sheet.poll.deadline, now)
    value, of = str(sheet.poll.id), f"{until}, {sheet.poll.title}"
    row = button(texts.OPEN, "polls.open", value=value, of=of), button(texts.ALL, "polls.all", value=value, of=of)
    return line(texts.AWAITING(who=asker_name(sheet), title=quoted_title(sheet), when=until), *row)
