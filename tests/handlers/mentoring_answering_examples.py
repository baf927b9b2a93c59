"""Fixed values for what a mentor answers, what who asked chooses, and the messages before a cycle begins."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeAlias

from bot.dates.holidays import is_working_day
from bot.dates.paris import epoch_at
from bot.mentoring.cycle import CycleState, SessionState
from bot.mentoring.matching.times import FreeStarts
from bot.mentoring.model import CycleSheet, DayHalf, SuitableTimes
from bot.programme.model import Defi
from handlers.kit.blocks import Message
from handlers.mentoring import request_views as asking_news_views
from handlers.mentoring.answering import views as answering_views
from handlers.mentoring.choosing import views as choosing_views
from tests.handlers.connecting_examples import DAYS
from tests.handlers.mentoring_sheets import CLAIRE, HOSTILE, LEA, LINK, MAYA, NOE, NOW, sheet

Drawn: TypeAlias = Message | dict[str, Any] | str

ASKED, OFFERED, HELD, ANSWERED = CycleState.ASKED, CycleState.OFFERED, CycleState.HELD, CycleState.ANSWERED
DECLINED, LAPSED, WITHDRAWN, RUNNING = (
    CycleState.DECLINED,
    CycleState.LAPSED,
    CycleState.WITHDRAWN,
    CycleState.RUNNING,
)
MENTOR, TEAM = "mentor", "team"
EARLIEST = date(2026, 5, 7)
REASON = "Je prépare une soutenance & <!channel> *ce mois-ci*"
CLOSED_WEDNESDAY = Defi(2, 1, "Relais & <Cie>", "Bureau des relais", closed_weekdays=frozenset({2}))


def starts_of(first: date, *, days: int, hours: Sequence[int] = (9, 11, 14, 16)) -> tuple[int, ...]:
    """Give starts on the working days from `first` on, at these hours of Paris."""
    each = [day for number in range(days) if is_working_day(day := first + timedelta(days=number))]
    return tuple(epoch_at(day, hour * 60) for day in each for hour in hours)


FEW = starts_of(date(2026, 5, 13), days=2, hours=(10, 14))
MANY = starts_of(date(2026, 5, 7), days=30, hours=range(8, 18))
# In Paris the clocks go back on 25 October 2026.
DST_NOW = datetime(2026, 10, 12, 6, 0, tzinfo=UTC)
DST_STARTS = tuple(
    datetime(2026, 10, day, hour, 0, tzinfo=UTC) for day, hour in ((20, 12), (24, 12), (27, 13), (30, 13))
)
DST_FREE = starts_of(date(2026, 10, 21), days=14)


def free(starts: Sequence[int]) -> FreeStarts:
    return FreeStarts(tuple(starts), tuple(starts), tuple(starts), tuple(starts))


def long(text: str, limit: int) -> str:
    return (f"{text} " * limit)[: limit - 1] + "x"


LONG_SHEET = sheet(
    HELD,
    defi=Defi(3, 1, long("Défi & Cie", 200), long("Bureau", 200)),
    mentor=replace(MAYA, name=long("Maya & <Benali>", 200)),
    asker=replace(LEA, name=long("Léa *Martin*", 200)),
    need=long("& <", 3000),
)


def in_state(state: CycleState, source: CycleSheet = LONG_SHEET, **other: Any) -> CycleSheet:  # noqa: ANN401 - fields of Cycle
    """Give the long sheet in another state."""
    sessions = sheet(state).sessions
    return replace(source, cycle=replace(source.cycle, state=state, **other), sessions=sessions)


PICKED_AGAIN = sheet(HELD, sessions=(SessionState.AGREED, SessionState.HELD, SessionState.AGREED, SessionState.HELD))
COUNTERED = sheet(
    ANSWERED, sessions=(SessionState.AGREED, SessionState.COUNTERED, SessionState.AGREED, SessionState.COUNTERED)
)
REFUSED = sheet(DECLINED, reason=REASON)
SUITS = SuitableTimes(frozenset({0, 1, 2}), frozenset({DayHalf.MORNING}))
ASKED_OF_NOE = sheet(
    ASKED, mentor=NOE, defi=CLOSED_WEDNESDAY, need=HOSTILE, link=LINK, suits=SUITS, from_day=date(2026, 5, 18)
)


def _told(drawn: Message | None) -> Message:
    assert drawn is not None
    return drawn


def _chase(drawn: CycleSheet, viewer: int, turn: str) -> Message:
    return _told(asking_news_views.chase_message(drawn, viewer, side=turn, now=NOW))


def _answered(drawn: CycleSheet, *, asks: bool = True) -> Message:
    return asking_news_views.mentor_answer_message(drawn, is_open=asks, now=NOW)


def _picked(drawn: CycleSheet, *, asks: bool = True) -> Message:
    return asking_news_views.picked_times_message(drawn, is_open=asks, now=NOW)


def _lapsed(drawn: CycleSheet, viewer: int, turn: str) -> Message:
    return _told(asking_news_views.lapsed_message(drawn, viewer, side=turn, now=NOW))


FORMS: Mapping[str, Callable[[], Drawn]] = {
    "answering.answer_form": lambda: answering_views.answer_form(sheet(HELD), MAYA.id, starts=FEW, now=NOW),
    "answering.answer_form.nothing-free": lambda: answering_views.answer_form(
        PICKED_AGAIN, MAYA.id, starts=(), now=NOW
    ),
    "answering.answer_form.coach": lambda: answering_views.answer_form(PICKED_AGAIN, CLAIRE.id, starts=FEW, now=NOW),
    "answering.decline_form": lambda: answering_views.decline_form(sheet(HELD), MAYA.id),
    "answering.decline_form.asked": lambda: answering_views.decline_form(ASKED_OF_NOE, NOE.id),
    "answering.when_form": lambda: answering_views.available_times_form(
        ASKED_OF_NOE, NOE.id, earliest=EARLIEST, now=NOW
    ),
    "answering.when_form.coach": lambda: answering_views.available_times_form(
        sheet(ASKED, guests=()), CLAIRE.id, earliest=EARLIEST, now=NOW
    ),
    "answering.confirmed": lambda: answering_views.sessions_confirmed_message(sheet(RUNNING), now=NOW),
    "answering.answered": lambda: answering_views.answer_saved_modal(sheet(ANSWERED), now=NOW),
    "answering.answered.confirmed": lambda: answering_views.answer_saved_modal(sheet(RUNNING), now=NOW),
    "answering.declined": lambda: answering_views.request_declined_modal(sheet(DECLINED)),
    "answering.declined.asked": lambda: answering_views.request_declined_modal(sheet(DECLINED, sessions=())),
    "answering.planned": lambda: answering_views.sessions_planned_modal(sheet(OFFERED), now=NOW),
    "choosing.form": lambda: choosing_views.choice_form(sheet(ANSWERED), LEA.id, free=free(FEW), now=NOW),
    "choosing.form.one": lambda: choosing_views.choice_form(
        sheet(ANSWERED, sessions=(SessionState.AGREED,) * 3 + (SessionState.COUNTERED,)),
        CLAIRE.id,
        free=free(()),
        now=NOW,
    ),
    "choosing.form.days": lambda: choosing_views.choice_form(
        sheet(ANSWERED), CLAIRE.id, free=replace(free(FEW), suiting=FEW[:1]), busy_days=DAYS, now=NOW
    ),
    "choosing.form.offered": lambda: choosing_views.choice_form(sheet(OFFERED), LEA.id, free=free(FEW), now=NOW),
    "choosing.form.stuck": lambda: choosing_views.choice_form(sheet(ANSWERED), LEA.id, free=free(()), now=NOW),
    "choosing.chosen": lambda: choosing_views.times_chosen_modal(PICKED_AGAIN, now=NOW),
    "choosing.chosen.confirmed": lambda: choosing_views.times_chosen_modal(sheet(RUNNING), now=NOW),
    "choosing.missing": lambda: choosing_views.missing_time_message(3),
    "choosing.withdrawn": lambda: choosing_views.withdrawn_message(sheet(WITHDRAWN)),
    "choosing.withdrawn.asked": lambda: choosing_views.withdrawn_message(sheet(WITHDRAWN, sessions=())),
}
NEWS: Mapping[str, Callable[[], Drawn]] = {
    "asking_news.chase.held": lambda: _chase(sheet(HELD), MAYA.id, MENTOR),
    "asking_news.chase.one": lambda: _chase(
        sheet(HELD, sessions=(SessionState.AGREED,) * 3 + (SessionState.HELD,)), MAYA.id, MENTOR
    ),
    "asking_news.chase.asked": lambda: _chase(ASKED_OF_NOE, NOE.id, MENTOR),
    "asking_news.chase.offered": lambda: _chase(sheet(OFFERED), LEA.id, TEAM),
    "asking_news.chase.answered": lambda: _chase(sheet(ANSWERED), LEA.id, TEAM),
    "asking_news.answered": lambda: _answered(sheet(ANSWERED)),
    "asking_news.answered.countered": lambda: _answered(COUNTERED),
    "asking_news.answered.offered": lambda: _answered(sheet(OFFERED)),
    "asking_news.answered.picked": lambda: _answered(PICKED_AGAIN, asks=False),
    "asking_news.answered.running": lambda: _answered(sheet(RUNNING), asks=False),
    "asking_news.answered.closed": lambda: _answered(sheet(LAPSED), asks=False),
    "asking_news.picked": lambda: _picked(PICKED_AGAIN),
    "asking_news.picked.one": lambda: _picked(sheet(HELD, sessions=(SessionState.AGREED,) * 3 + (SessionState.HELD,))),
    "asking_news.picked.answered": lambda: _picked(COUNTERED, asks=False),
    "asking_news.picked.running": lambda: _picked(sheet(RUNNING), asks=False),
    "asking_news.declined": lambda: _told(asking_news_views.declined_message(REFUSED, is_posted=False, now=NOW)),
    "asking_news.declined.no-reason": lambda: _told(
        asking_news_views.declined_message(sheet(DECLINED), is_posted=False, now=NOW)
    ),
    "asking_news.declined.others": lambda: _told(
        asking_news_views.declined_message(
            replace(REFUSED, others=("Noé Petit", "Rose Lopez")), is_posted=False, now=NOW
        )
    ),
    "asking_news.declined.nobody-else": lambda: _told(
        asking_news_views.declined_message(replace(REFUSED, others=()), is_posted=False, now=NOW)
    ),
    "asking_news.declined.followed": lambda: _told(
        asking_news_views.declined_message(sheet(DECLINED, followed_by=4), is_posted=True, now=NOW)
    ),
    "asking_news.lapsed.mentor-silent": lambda: _lapsed(sheet(LAPSED), LEA.id, MENTOR),
    "asking_news.lapsed.followed": lambda: _lapsed(sheet(LAPSED, sessions=(), followed_by=4), LEA.id, MENTOR),
    "asking_news.lapsed.team-silent": lambda: _lapsed(sheet(LAPSED), LEA.id, TEAM),
    "asking_news.lapsed.mentor-told": lambda: _lapsed(sheet(LAPSED), MAYA.id, TEAM),
    "asking_news.lapsed.mentor-late": lambda: _lapsed(sheet(LAPSED), MAYA.id, MENTOR),
    "asking_news.withdrawn": lambda: _told(asking_news_views.withdrawn_message(sheet(WITHDRAWN), now=NOW)),
    "asking_news.withdrawn.asked": lambda: _told(
        asking_news_views.withdrawn_message(sheet(WITHDRAWN, sessions=()), now=NOW)
    ),
}
EXAMPLES: Mapping[str, Callable[[], Drawn]] = {**FORMS, **NEWS}
