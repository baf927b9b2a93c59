"""Register the listeners of committees, the links to committees in mails, and the card that « Ouvrir » shows."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial

from slack_sdk.models.blocks import Block

from bot.agenda import past
from bot.agenda.past import AppointmentHistory
from bot.catalogue.catalogue import current_edition
from bot.catalogue.model import plain_text
from bot.dates.words import moment_words
from bot.dates.working import next_working_morning
from bot.evaluation import sheets
from bot.evaluation.half_days import question_expiry
from bot.evaluation.model import COMMITTEE, TALK, CommitteeSheet, Round
from bot.evaluation.sheets import describe_committee
from bot.evaluation.support.model import FilledSupport
from bot.evaluation.support.support import ANSWERED_FOR
from bot.programme.model import Actor
from bot.programme.permissions import may
from bot.programme.service import person_of
from bot.tools import Reading
from handlers.evaluation.card import leading_views, listeners, views
from handlers.evaluation.planning import listeners as planning
from handlers.evaluation.support import listeners as support
from handlers.evaluation.support import texts
from handlers.kit import tags
from handlers.kit.blocks import HomeLine, Json, actions, button, line
from handlers.kit.gestures.dated import UNDO, undo_row
from handlers.kit.routes import Routes
from handlers.kit.told import CardOpening, MailLinks, OpenedCard, put_actions_first

from .card.leading_views import become_host_button, without_host_line
from .planning import texts as planning_texts
from .support import views as support_views


def register(routes: Routes) -> None:
    for part in (planning, listeners, support):
        part.register(routes)
    register_opening(routes)


def _sheet_end(reading: Reading, committee_id: int) -> datetime:
    return describe_committee(reading, committee_id).ends


def _committee_end(reading: Reading, committee_id: int) -> datetime:
    return describe_committee(reading, committee_id).appointment.ends


def _rating_end(reading: Reading, committee_id: int) -> datetime:
    return next_working_morning(describe_committee(reading, committee_id).appointment.ends) + ANSWERED_FOR


HALF_DAYS = MailLinks(("evaluation.half_days",), question_expiry)
SUPPORT = MailLinks(("evaluation.support", "evaluation.write", "evaluation.apart"), _sheet_end)
RATING = MailLinks(("evaluation.rate",), _rating_end)
# The links to a committee and to its meeting expire at different times.
LEAVING = MailLinks(("evaluation.leave",), _committee_end)
LEAVING_TALK = MailLinks(("evaluation.leave_talk",), _sheet_end)
MOVING = MailLinks(("evaluation.move", UNDO), _committee_end)
MOVING_TALK = MailLinks(("evaluation.move_talk", UNDO), _sheet_end)
CANCELLING = MailLinks(("evaluation.cancel", UNDO), _committee_end)
CANCELLING_TALK = MailLinks(("evaluation.cancel_talk", UNDO), _sheet_end)


def register_opening(routes: Routes) -> None:
    routes.add_opening(
        [COMMITTEE, TALK], CardOpening("Comité d’évaluation", sheets.committee_id_of, read_card, _read_past)
    )


def preparation_of(reading: Reading) -> str:
    words = current_edition(reading).catalogue.get(COMMITTEE)
    return plain_text(words.preparer) if words else ""


def read_card(reading: Reading, actor: Actor, *, thing_id: int, now: datetime) -> OpenedCard:
    """Return the builder of a committee's card for the actor. Raises NotFound, NotAllowed."""
    sheet, me = sheets.read(reading, actor, thing_id), person_of(actor).id
    leads = may(actor, "evaluation.lead", thing=sheet) and sheet.can_be_led(now)
    hosts = may(actor, "agenda.tag", thing=sheet)
    undo = undo_row(reading, actor, sheet.appointment, sheet.talk, now=now)
    prepares = preparation_of(reading)
    return partial(_card, sheet, me, preparation=prepares, may_lead=leads, may_tag=hosts, undo_rows=undo, now=now)


def _read_past(reading: Reading, committee_id: int) -> AppointmentHistory:
    sheet = describe_committee(reading, committee_id)
    return past.read_history(reading, [sheet.appointment, *([sheet.talk] if sheet.talk else [])])


def _card(
    sheet: CommitteeSheet,
    viewer_id: int,
    *,
    preparation: str,
    may_lead: bool,
    may_tag: bool,
    undo_rows: Sequence[Block],
    now: datetime,
) -> list[Json]:
    about, of = str(sheet.committee.id), moment_words(sheet.appointment.starts, now)
    ways = [button(texts.OPEN, "evaluation.support", value=about, of=of)]
    ways += [leading_views.become_host_button(sheet, now=now)] if may_lead else []
    ways += [tags.change_button([sheet.appointment], sheet.tags, of=of)] if may_tag and not sheet.is_cancelled else []
    drawn = views.card(sheet, viewer_id, preparation=preparation, all_buttons=True, now=now)
    return put_actions_first([*drawn.blocks, *undo_rows, actions(*ways)])


def home_lines(
    open_round: Round | None, committees_without_host: Sequence[CommitteeSheet], *, now: datetime
) -> list[HomeLine]:
    """Return the lines of a coach's Home: committees without a host, then the question about half-days.

    `open_round` is the round of questions that the coach has not answered, or None."""
    found = []
    for sheet in committees_without_host:
        found.append(line(without_host_line(sheet, now=now), become_host_button(sheet, now=now)))
    if open_round is None:
        return found
    choose = button(planning_texts.HALF_DAYS_CHOOSE, "evaluation.half_days", value=str(open_round.id))
    return [*found, line(planning_texts.AWAITING(phase=open_round.phase), choose)]


def support_lines(
    supports: Iterable[FilledSupport], unrated_committees: Iterable[CommitteeSheet], *, now: datetime
) -> list[HomeLine]:
    """Return the lines of the Home about supports to fill in, and committees to rate."""
    lines = [support_views.awaiting_line(filled, now=now) for filled in supports]
    return [*lines, *(support_views.unrated_line(sheet, now=now) for sheet in unrated_committees)]
