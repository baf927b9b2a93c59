"""The steps of a promotion's month: create its occurrences, ask organisers for missing facts, post « Ce mois-ci ».

Five working days before a month, the bot creates the occurrences of that month and of the next two, and asks
organisers. On the first working day, at 9 h, it posts « Ce mois-ci » in the promotion's channel. Each step is done once
for a promotion and a month, by one replica. If a step is late, the bot still does it as long as it is useful."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TypeAlias

from bot.dates.holidays import DAY, add_working_days, next_working_day
from bot.dates.paris import day_of, moment_at
from bot.dates.phases import add_months
from bot.gatherings import calls, sheets
from bot.gatherings.model import Series
from bot.gatherings.series import service
from bot.notices import notices
from bot.notices.model import FAULT, Action, Notice
from bot.notices.team import address_to_coaches
from bot.planning.facts import FailedMonthPost, MonthPost
from bot.planning.lines import announced_lines
from bot.programme.history import record_once
from bot.programme.model import Promotion
from bot.programme.roles import Role
from storage.database import Reading, Transaction
from storage.gatherings import gathering_series
from storage.programme import history, people, promotions

MORNING = 9 * 60
AHEAD = 5  # working days before the month on which organisers are asked for missing facts
# « Ce mois-ci » is posted up to a week late. The row that records the post is kept longer, so it is posted only once.
HELPS = timedelta(days=7)

_Running: TypeAlias = Sequence[tuple[Promotion, Sequence[Series]]]


class StepKind(StrEnum):
    """The kind of a step."""

    MAKE = "make"
    ASK = "ask"
    POST = "post"


@dataclass(frozen=True, slots=True)
class Step:
    """A step that is done once, for a promotion's month or for one series in it.

    `month` is the first day of the month."""

    verb: StepKind
    promotion_id: int
    month: date
    series_id: int = 0

    @property
    def key(self) -> str:
        """The idempotency key of the step."""
        return f"month {self.verb} {self.promotion_id} {month_key(self.month)} {self.series_id}"


def month_key(month: date) -> str:
    """Return the name of a month, such as "2027-01"."""
    return month.isoformat()[:7]


def parse_month(text: str) -> date:
    """Return the first day of a month from its name."""
    return date.fromisoformat(f"{text}-01")


def preparation_time(month: date) -> datetime:
    """Return when to create a month's occurrences and to ask organisers: five working days before the month, at 9 h."""
    return moment_at(add_working_days(_first_working_day(month), -AHEAD), MORNING)


def posting_time(month: date) -> datetime:
    """Return when to post « Ce mois-ci »: on the first working day, at 9 h."""
    return moment_at(_first_working_day(month), MORNING)


def list_due(tx: Reading, *, now: datetime) -> list[Step]:
    """Return the steps that are due and not done, in order. Occurrences are created first."""
    return _undone_steps(tx, _running_promotions(tx, now), now=now)


def next_due(tx: Reading, *, now: datetime) -> datetime | None:
    """Return when the next step is due. It is `now` if a step is late, and None if no promotion runs."""
    running = _running_promotions(tx, now)
    if _undone_steps(tx, running, now=now):
        return now
    moments = [
        moment
        for promotion, series in running
        if series  # a promotion without series has nothing to announce
        for month in _months(promotion, now=now, ahead=2)
        for moment in (preparation_time(month), posting_time(month))
    ]
    return min((moment for moment in moments if moment > now), default=None)


def run_step(tx: Transaction, step: Step, *, visio_url: str | None, now: datetime) -> bool:
    """Do a step. Return False if another replica has done it."""
    promotion = promotions.promotion_by_id(tx, step.promotion_id)
    if promotion is None or not record_once(tx, step.key, now=now):
        return False
    if step.verb is StepKind.MAKE:
        _create_occurrences(tx, step, promotion, visio_url=visio_url, now=now)
    elif step.verb is StepKind.ASK:
        coming = sheets.list_between(tx, promotion.id, since=now, until=moment_at(add_months(step.month, 1), 0))
        # An organiser of two promotions gets one request for each, so the period names the promotion.
        of = f"{promotion.id} {month_key(step.month)}"
        calls.ask_missing_facts(tx, coming, period=of, now=now)
    elif step.verb is StepKind.POST and announced_lines(tx, promotion, month=step.month, now=now):
        _enqueue_month(tx, promotion, step.month, channel=promotion.channels.get("promotion"), now=now)
    return True


def replace_failed_post(tx: Transaction, notice: Notice, *, reason: str, now: datetime) -> None:
    """If Slack refused « Ce mois-ci » in a channel, send it to each EIG and tell the coaches the reason."""
    promotion = promotions.promotion_by_id(tx, notice.subject_id)
    if notice.channel is None or notice.action is not Action.POST or promotion is None or reason == FAULT:
        return
    month = MonthPost.read(notice.detail).month
    _enqueue_month(tx, promotion, parse_month(month), channel=None, now=now)
    fact, ours = FailedMonthPost(notice.channel, reason, month), promotion.id
    notices.owe(tx, address_to_coaches(tx, fact, about=ours, promotion_id=ours, period=f"lost {month}", now=now))


def _create_occurrences(
    tx: Transaction, step: Step, promotion: Promotion, *, visio_url: str | None, now: datetime
) -> None:
    series = gathering_series.read(tx, step.series_id)
    if series is None or series.ended_at is not None:
        return
    of = moment_at(step.month, MORNING)
    made = service.create_missing_dates(tx, series, promotion, as_of=of, visio_url=visio_url, now=now)
    # Read only the sheets that need a decision: each sheet lists all invited people.
    calls.ask_for_missing_hosts(
        tx, sheets.sheets_of(tx, [gathering for gathering in made if gathering.unclaimed]), now=now
    )


def _enqueue_month(tx: Transaction, promotion: Promotion, month: date, *, channel: str | None, now: datetime) -> None:
    eig = [] if channel else people.list_with_role(tx, Role.EIG, promotion_id=promotion.id)
    fact, to, expires = MonthPost(month_key(month)), [person.id for person in eig], moment_at(add_months(month, 1), 0)
    notices.tell(tx, fact, about=promotion.id, to=to, channel=channel, due=now, expires=expires)


def _undone_steps(tx: Reading, running: _Running, *, now: datetime) -> list[Step]:
    steps = [step for promotion, series in running for step in _steps(promotion, series, now=now)]
    done = history.list_received(tx, [step.key for step in steps])
    return [step for step in steps if step.key not in done]


def _steps(promotion: Promotion, series: Sequence[Series], *, now: datetime) -> Iterator[Step]:
    for month in _months(promotion, now=now, ahead=1):
        if preparation_time(month) <= now:
            for series_ in series:
                yield Step(StepKind.MAKE, promotion.id, month, series_.id)
            yield Step(StepKind.ASK, promotion.id, month)
        if posting_time(month) <= now < posting_time(month) + HELPS:
            yield Step(StepKind.POST, promotion.id, month)


def _months(promotion: Promotion, *, now: datetime, ahead: int) -> list[date]:
    first = day_of(now).replace(day=1)
    months = [add_months(first, number) for number in range(ahead + 1)]
    return [month for month in months if promotion.starts_on < add_months(month, 1) and month <= promotion.ends_on]


def _running_promotions(tx: Reading, now: datetime) -> _Running:
    found = promotions.promotions_not_ended(tx, day_of(now))
    series = gathering_series.list_by_promotions(tx, [promotion.id for promotion in found])
    return [(promotion, [each for each in series if each.promotion_id == promotion.id]) for promotion in found]


def _first_working_day(month: date) -> date:
    return next_working_day(month - DAY)
