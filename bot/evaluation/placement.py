"""Placement of a phase's committees: its weeks and starts, inputs, constraints, quality; pure.

Hard: nobody is in two places; a coach has `gap` between two committees and at most `a_day` of them; excluded half-days
stay free. Then as many committees as possible, then with the défi's own coach, then spread evenly.
`bot.planning.committees` solves it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.agenda.slots import QUARTER
from bot.dates.holidays import is_proposed, is_year_end, next_working_day
from bot.dates.paris import day_of, epoch_at
from bot.errors import Invalid
from bot.evaluation.model import HALVES, WORKED, HalfDay, days_of
from bot.programme.model import Phase, Promotion

MINUTES = 90  # docs/programme.md: a committee takes an hour and a half
A_DAY = 3  # committees of one coach
GAP = 30  # minutes between two of one coach


@dataclass(frozen=True, slots=True)
class Start:
    """A possible start of a committee, in seconds since 1970; `half`: the number of its half-day.

    `spare`: on a day outside the chosen ones, used only to suggest « one more day ».
    """

    at: int
    day: int
    half: int
    spare: bool = False


@dataclass(frozen=True, slots=True)
class CommitteeTeam:
    """A défi that needs a committee: required people (EIG, porteurs), its own coaches, excluded starts."""

    defi_id: int
    people: tuple[int, ...]
    own: tuple[int, ...] = ()
    closed: frozenset[int] = frozenset()  # places in `starts`


@dataclass(frozen=True, slots=True)
class CommitteeWanted:
    """The input of a placement; `starts` are sorted, and referred to by their index.

    `busy`: (person, start) with a conflict. `shut`: (person, half-day) that they excluded. `each`: hosts per committee,
    or all coaches if they are fewer. `had`: (coach, day) of committees booked before, which count among `a_day`.
    """

    starts: tuple[Start, ...]
    teams: tuple[CommitteeTeam, ...]
    coaches: tuple[int, ...]
    busy: frozenset[tuple[int, int]] = frozenset()
    shut: frozenset[tuple[int, int]] = frozenset()
    a_day: int = A_DAY
    gap: int = GAP
    each: int = 1
    had: tuple[tuple[int, int], ...] = ()

    @property
    def together(self) -> int:
        """The number of hosts per committee."""
        return min(self.each, len(self.coaches))


@dataclass(frozen=True, slots=True)
class CommitteePlaced:
    """A placed committee: the index of its start, and its hosts."""

    defi_id: int
    start: int
    coaches: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Loosened:
    """A change that would place one more committee: one more a day, one more day, or (`person_id`, `half`) one more
    half-day.

    `fits`: how many committees there would be.
    """

    what: str
    fits: int
    defi_id: int | None = None
    person_id: int | None = None
    half: int | None = None


@dataclass(frozen=True, slots=True)
class CommitteeFound:
    """The placed committees, and changes that would place one more; `optimal`: no better placement exists."""

    placed: tuple[CommitteePlaced, ...]
    optimal: bool
    loosened: tuple[Loosened, ...] = field(default=())


def can_come(wanted: CommitteeWanted, person: int, *, at: int) -> bool:
    """Return whether a person is available; `at`: the index of the start."""
    return (person, at) not in wanted.busy and (person, wanted.starts[at].half) not in wanted.shut


WEEK = timedelta(days=7)
USUAL = 2  # weeks
OFFERED = 8  # weeks at most
EARLIER, LATER = 4, 2  # weeks offered before and after the usual ones
BEFORE_THE_END = timedelta(days=21)
STEP = 30  # minutes: on the clocks of Paris a committee begins at :00 or :30


def phase_to_close(promotion: Promotion, *, now: datetime) -> Phase | None:
    """Return the current phase, else the next, else the last; of a closed promotion, the phase of its closing day."""
    today = day_of(min(now, promotion.closed_at or now))
    coming = [phase for phase in promotion.phases if phase.ends_on >= today]
    return min(coming, key=lambda phase: phase.number) if coming else (promotion.phases or (None,))[-1]


def usual_weeks(promotion: Promotion, phase: Phase, *, now: datetime) -> list[date]:
    """Return the proposed weeks, by their Mondays; if they are over, the next ones."""
    is_last = phase.number == max(phase.number for phase in promotion.phases)
    last = min(phase.ends_on, promotion.ends_on - BEFORE_THE_END) if is_last else phase.ends_on
    monday = _monday(last - timedelta(days=WORKED - 1))  # of the last week whose Friday is not after it
    weeks = sorted([day for back in range(USUAL + 2) if _is_usual(day := monday - WEEK * back)][:USUAL])
    open_ = [week for week in weeks if week + timedelta(days=WORKED) > day_of(now)]
    following = _monday(day_of(now)) + WEEK
    return open_ or [day for ahead in range(USUAL + 2) if _is_usual(day := following + WEEK * ahead)][:USUAL]


def _is_usual(monday: date) -> bool:
    """Return whether dates may be proposed in a week, which excludes the last of the year."""
    return any(is_proposed(monday + timedelta(days=at)) for at in range(WORKED))


def offered_weeks(promotion: Promotion, phase: Phase, *, now: datetime) -> list[date]:
    """Return the weeks one can choose: the usual ones, some before and after, none in the past."""
    usual, this = usual_weeks(promotion, phase, now=now), _monday(day_of(now))
    first, last = usual[0] - WEEK * EARLIER, min(usual[-1] + WEEK * LATER, _monday(promotion.ends_on))
    weeks = [first + WEEK * at for at in range((last - first) // WEEK + 1)]
    return sorted({*usual, *(week for week in weeks if week >= this)})[-OFFERED:]


def check_weeks(weeks: Collection[date]) -> None:
    """Check that the form could have offered these weeks (Mondays). Raises Invalid ("weeks", "none")."""
    if not 0 < len(weeks) <= OFFERED or any(week.weekday() for week in weeks):
        raise Invalid(field="weeks", reason="none")


def starts_of(weeks: Collection[date], *, until: date, now: datetime) -> tuple[Start, ...]:
    """Return the starts in these weeks after `now`, in order, and those of the next working day as spare."""
    days = days_of(tuple(weeks), until=until)
    spare = [other_day for day in days[-1:] if not is_year_end(other_day := next_working_day(day)) or is_year_end(day)]
    first = int(now.timestamp())
    return tuple(
        start
        for day in (*days, *(day for day in spare if day <= until))
        for start in _starts_on(day, spare=day in spare)
        if start.at > first
    )


def halves_of(weeks: Collection[date], *, until: date) -> list[HalfDay]:
    """Return the half-days of these weeks on working days, in order."""
    return [HalfDay(day, afternoon) for day in days_of(tuple(weeks), until=until) for afternoon in (False, True)]


def span_of(half: HalfDay) -> tuple[int, int]:
    """Return the first second of a half-day's committees, and the end of its last."""
    opens, closes = HALVES[half.afternoon]
    return epoch_at(half.day, opens), epoch_at(half.day, closes)


def quarters_of(at: int) -> tuple[int, int]:
    """Return the first quarter-hour that a committee at this second claims, and their number, including the buffer."""
    return at // QUARTER, -(-(MINUTES + 15) // 15)


def _starts_on(day: date, *, spare: bool) -> Sequence[Start]:
    return [
        Start(epoch_at(day, minute), day.toordinal(), HalfDay(day, bool(half)).number, spare)
        for half, (opens, closes) in enumerate(HALVES)
        for minute in range(opens, closes - MINUTES + 1, STEP)
    ]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
