"""The notices about series and the month: another time, another host, what organisers are asked, « Ce mois-ci »."""

from collections.abc import Mapping

from bot.clock import Now
from bot.dates.paris import from_epoch
from bot.gatherings import calls, news
from bot.gatherings.groups import service as grouped
from bot.gatherings.series import orphans
from bot.gatherings.series.overview import look_at
from bot.gatherings.sheets import describe
from bot.notices.model import Action, Notice
from bot.planning import lines, month
from bot.tools import Reading
from handlers.gatherings import month_views, series_news_views
from handlers.kit.blocks import Message

from .messages import Renderer


def gatherings_series_renderers(now: Now) -> Mapping[str, Renderer]:
    """Give the renderers of all that is told about series. What is posted and settled loses its buttons."""

    def moved(reading: Reading, notice: Notice) -> Message | None:
        sheet = describe(reading, notice.subject_id)
        before, after = (from_epoch(int(one)) for one in notice.detail.split())
        if sheet.is_cancelled or sheet.appointment.starts != after:
            return None  # moved again, or cancelled: that is told by itself
        own = grouped.own_of(reading, sheet, notice.person_id)
        return series_news_views.moved(sheet, own, before=before, reader_id=notice.person_id, now=now())

    def cancelled(reading: Reading, notice: Notice) -> Message | None:
        sheet, known = describe(reading, notice.subject_id), news.known_time(notice.detail)
        if not sheet.is_cancelled:
            return None
        return series_news_views.cancelled(sheet, known=known, for_all=notice.channel is not None, now=now())

    def handed(reading: Reading, notice: Notice) -> Message | None:
        sheet, taker = describe(reading, notice.subject_id), int(notice.detail)
        if taker not in sheet.appointment.host_ids:
            return None
        return series_news_views.handed(sheet, reader_id=notice.person_id, taker_id=taker, now=now())

    def called(reading: Reading, notice: Notice) -> Message | None:
        found = calls.read(reading, notice, now=now())
        return series_news_views.called(found, now=now()) if found or notice.action is Action.UPDATE else None

    def orphaned(reading: Reading, notice: Notice) -> Message | None:
        orphan = orphans.read(reading, notice.subject_id, left_id=int(notice.detail))
        return series_news_views.orphaned(orphan, look_at(reading, orphan.series, now=now()).coming, now=now())

    def this_month(reading: Reading, notice: Notice) -> Message | None:
        found = lines.read_month(reading, notice.subject_id, month=month.month_of(notice.detail), now=now())
        return month_views.month(found, now=now()) if found and found.lines else None

    def unposted(reading: Reading, notice: Notice) -> Message | None:
        _, reason, told = notice.detail.split(" ")
        found = lines.read_month(reading, notice.subject_id, month=month.month_of(told), now=now())
        return month_views.lost(found, reason=reason) if found else None

    return {
        news.MOVED: moved,
        news.CANCELLED: cancelled,
        news.HANDED: handed,
        calls.CALLED: called,
        orphans.ORPHANED: orphaned,
        month.MONTH: this_month,
        month.UNPOSTED: unposted,
    }
