"""What people without Slack do about a report, from their mails: read it on a page, print it, answer it."""

from datetime import datetime, timedelta

from bot.dates.paris import moment_at
from bot.errors import NotFound
from bot.evaluation.sheets import describe as describe_committee
from bot.programme.model import Actor
from bot.programme.permissions import may
from bot.programme.service import promotion_of
from bot.records.report.sheets import describe
from bot.tools import Reading
from handlers.kit.blocks import Message
from handlers.kit.told import Purpose

from . import views

AFTER = timedelta(days=30)  # after the promotion's end, in which a report is still read


def _ends(reading: Reading, committee_id: int) -> datetime:
    promotion = promotion_of(reading, describe_committee(reading, committee_id).promotion_id)
    if promotion is None:
        raise NotFound(thing="promotion")
    return moment_at(promotion.ends_on + AFTER, 0)


def _page(reading: Reading, actor: Actor, committee_id: int, now: datetime) -> Message | None:
    """Draw the report whole, once it is published, to who reads it still."""
    sheet = describe(reading, committee_id, now=now)
    reads = sheet.is_published and may(actor, "records.report", thing=sheet)
    return views.page(sheet, viewer=actor, now=now) if reads else None


_ACTS = ("records.report", "records.report_say", "records.report_judge", "records.report_share")
REPORT = Purpose(_ACTS, _ends, page=_page)
