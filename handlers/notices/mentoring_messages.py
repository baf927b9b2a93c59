"""The notices about a mentoring cycle: its cards, its group's message, its news, what it asks."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from bot.catalogue.model import plain
from bot.catalogue.service import current
from bot.clock import Now
from bot.mentoring import changes, coaches, news
from bot.mentoring.cycle import CycleState
from bot.mentoring.model import KEY, Sheet
from bot.mentoring.sheets import describe
from bot.notices.model import Action, Notice
from bot.notices.unheard import parse_times
from bot.programme.service import actor_of, person_named
from bot.tools import Reading
from handlers.kit.blocks import Message
from handlers.mentoring.card import views as card_views
from handlers.mentoring.coaching import views as coaching_views
from handlers.mentoring.group import views as group_views
from handlers.mentoring.overview import texts as overview_texts
from handlers.mentoring.overview import views as overview_views
from handlers.mentoring.progress import views as running_news_views
from handlers.mentoring.request import views as asking_news_views

from .messages import GroupPost, Renderer, Upload

Draw: TypeAlias = Callable[[Reading, Sheet, Notice], Message | None]


def mentoring_renderers(now: Now) -> Mapping[str, Renderer]:
    """Give the renderers of all that is told about a cycle. What is posted and answered loses its buttons."""

    def group(reading: Reading, notice: Notice) -> GroupPost | None:
        sheet = describe(reading, notice.subject_id)
        current = news.is_current(sheet, notice)
        if not _posted(notice) and not (current and sheet.cycle.state is CycleState.RUNNING):
            return None  # a conversation that nobody needs any more is not opened
        ids = [int(one) for one in notice.detail.split(",")]
        known = [person_named(reading, one) for one in ids]
        drawn = group_views.group(sheet, now=now()) if current else group_views.closed(sheet)
        return GroupPost(drawn, tuple(one.slack_id if one else None for one in known), tuple(ids))

    def export_card(_reading: Reading, _notice: Notice) -> Message:
        return overview_views.export_card(now=now())

    def export(reading: Reading, notice: Notice) -> Upload:
        data = coaches.export(reading, actor_of(reading, notice.person_id or 0), now=now())
        name = f"mentorats-{notice.subject_id}.csv"
        return Upload(name, name, overview_texts.EXPORTED_FILE, data=data)

    draws = {**_cards(now), **_requests(now), **_running(now), **_after(now), **_coaches(now)}
    own: dict[str, Renderer] = {news.GROUP: group, coaches.EXPORT_CARD: export_card, coaches.EXPORT: export}
    return {**own, **{kind: _about(draw) for kind, draw in draws.items()}}


def _about(draw: Draw) -> Renderer:
    """Make the renderer of a kind of notice about a cycle."""

    def render(reading: Reading, notice: Notice) -> Message | None:
        return draw(reading, describe(reading, notice.subject_id), notice)

    return render


def _cards(now: Now) -> Mapping[str, Draw]:
    def card(reading: Reading, sheet: Sheet, notice: Notice) -> Message | None:
        words = current(reading).catalogue.get(KEY)
        preparation = plain(words.preparer) if words else ""
        has_group = news.has_group(reading, sheet)
        reader = _reader(notice)
        return card_views.card(sheet, reader, preparation=preparation, has_group=has_group, own=True, now=now())

    def started(_reading: Reading, sheet: Sheet, notice: Notice) -> Message | None:
        return group_views.started(sheet, _reader(notice), now=now())

    return {news.CARD: card, news.STARTED: started}


def _requests(now: Now) -> Mapping[str, Draw]:
    def chase(_reading: Reading, sheet: Sheet, notice: Notice) -> Message | None:
        turn = notice.detail.partition(" ")[0]
        asks, posted = _asks(sheet, notice), _posted(notice)
        return asking_news_views.chase(sheet, _reader(notice), turn=turn, asks=asks, posted=posted, now=now())

    def answered(_reading: Reading, sheet: Sheet, notice: Notice) -> Message | None:
        return asking_news_views.answered(sheet, asks=_asks(sheet, notice), now=now())

    def picked(_reading: Reading, sheet: Sheet, notice: Notice) -> Message | None:
        return asking_news_views.picked(sheet, asks=_asks(sheet, notice), now=now())

    def declined(_reading: Reading, sheet: Sheet, notice: Notice) -> Message | None:
        return asking_news_views.declined(sheet, posted=_posted(notice), now=now())

    def lapsed(_reading: Reading, sheet: Sheet, notice: Notice) -> Message | None:
        return asking_news_views.lapsed(sheet, _reader(notice), turn=notice.detail, now=now())

    def withdrawn(_reading: Reading, sheet: Sheet, _notice: Notice) -> Message | None:
        return asking_news_views.withdrawn(sheet, now=now())

    return {
        news.CHASE: chase,
        news.ANSWERED: answered,
        news.PICKED: picked,
        news.DECLINED: declined,
        news.LAPSED: lapsed,
        news.WITHDRAWN: withdrawn,
    }


def _running(now: Now) -> Mapping[str, Draw]:
    def moved(reading: Reading, sheet: Sheet, notice: Notice) -> Message | None:
        actor, known = parse_times(notice.detail)
        by = person_named(reading, actor or 0)
        return running_news_views.moved(sheet, notice.person_id, known=known, by=by, now=now())

    def replanned(reading: Reading, sheet: Sheet, notice: Notice) -> Message | None:
        actor, appointment = map(int, notice.detail.split())
        by = person_named(reading, actor)
        return running_news_views.replanned(sheet, appointment_id=appointment, by=by, now=now())

    def left(reading: Reading, sheet: Sheet, notice: Notice) -> Message | None:
        return running_news_views.left(sheet, who=person_named(reading, int(notice.detail)), now=now())

    def ended(reading: Reading, sheet: Sheet, notice: Notice) -> Message | None:
        by = person_named(reading, int(notice.detail or 0))
        return running_news_views.ended(sheet, notice.person_id, by=by, now=now())

    return {news.MOVED: moved, news.REPLANNED: replanned, news.LEFT: left, news.ENDED: ended}


def _after(now: Now) -> Mapping[str, Draw]:
    def missed(_reading: Reading, sheet: Sheet, notice: Notice) -> Message | None:
        appointment, posted = int(notice.detail), _posted(notice)
        return running_news_views.missed(sheet, appointment_id=appointment, posted=posted, now=now())

    def late(_reading: Reading, sheet: Sheet, notice: Notice) -> Message | None:
        appointment, posted = int(notice.detail), _posted(notice)
        return running_news_views.late(sheet, appointment_id=appointment, posted=posted, now=now())

    def late_refused(_reading: Reading, sheet: Sheet, notice: Notice) -> Message | None:
        appointment, starts = map(int, notice.detail.split(":"))
        return running_news_views.late_refused(sheet, appointment_id=appointment, starts=starts, now=now())

    def check_in(_reading: Reading, sheet: Sheet, notice: Notice) -> Message | None:
        appointment, starts = map(int, notice.detail.split(":"))
        posted = _posted(notice)
        return running_news_views.check_in(sheet, appointment_id=appointment, starts=starts, posted=posted, now=now())

    def review(reading: Reading, sheet: Sheet, notice: Notice) -> Message | None:
        words = current(reading).catalogue.get(KEY)
        return running_news_views.review(
            sheet,
            _reader(notice),
            appointment_id=int(notice.detail) if notice.detail else None,
            inspiration=plain(words.inspirer) if words else "",
            reviewed=changes.has_reviewed(reading, sheet.cycle.id, person_id=_reader(notice)),
            posted=_posted(notice),
            now=now(),
        )

    return {
        news.MISSED: missed,
        news.LATE: late,
        news.LATE_REFUSED: late_refused,
        news.CHECK_IN: check_in,
        news.REVIEW: review,
    }


def _coaches(now: Now) -> Mapping[str, Draw]:
    def no_group(_reading: Reading, sheet: Sheet, notice: Notice) -> Message | None:
        return coaching_views.no_group(sheet, reason=notice.detail, now=now())

    def unanswered(_reading: Reading, sheet: Sheet, _notice: Notice) -> Message | None:
        return coaching_views.unanswered(sheet, now=now())

    def orphaned(reading: Reading, sheet: Sheet, notice: Notice) -> Message | None:
        return coaching_views.orphaned(sheet, person=person_named(reading, int(notice.detail)), now=now())

    def taken(_reading: Reading, sheet: Sheet, _notice: Notice) -> Message | None:
        return coaching_views.taken(sheet, now=now())

    def handed(reading: Reading, sheet: Sheet, notice: Notice) -> Message | None:
        giver, taker = (person_named(reading, int(one)) for one in notice.detail.split())
        return coaching_views.handed(sheet, _reader(notice), giver=giver, taker=taker, now=now())

    return {
        news.NO_GROUP: no_group,
        news.UNANSWERED: unanswered,
        news.ORPHANED: orphaned,
        news.TAKEN: taken,
        news.HANDED: handed,
    }


def _asks(sheet: Sheet, notice: Notice) -> bool:
    return news.is_turn(sheet, notice)


def _reader(notice: Notice) -> int:
    return notice.person_id or 0


def _posted(notice: Notice) -> bool:
    return notice.action is Action.UPDATE
