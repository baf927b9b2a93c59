"""Model of mentoring: requests, the cycle and its séances, card data."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from bot.agenda.model import Appointment, Part
from bot.agenda.slots import Slot
from bot.catalogue import formats
from bot.catalogue.eleven import FORMATS
from bot.catalogue.formats import Terms
from bot.catalogue.tags import Tags, first_chosen, guess
from bot.dates.paris import day_of
from bot.mentoring.cycle import EXTRA_DAYS, CycleState, Outcome, SessionState, last_day
from bot.programme.model import Defi, Person, Relation
from bot.programme.roles import Role

MENTORING = formats.MENTORING
MENTORING_ROLES = (Role.MENTOR, Role.EXPERT)
SHIPPED = FORMATS[MENTORING].terms  # terms of a wish, until its first step is saved
NEED_LIMIT = 3000  # characters: Slack's limit of one text field
LINK_LIMIT = 1000
REASON_LIMIT = 300
REVIEW_LIMIT = 1000
MOST_PEOPLE = 7  # team members with the asker; with the mentor, Slack's limit of eight per group
MOST_CYCLES = 10  # the highest limit a mentor can set
USUAL_LIMIT = 2  # open cycles of a mentor who has set no limit
MOST_OFFERED = 5  # mentors to choose from


class Half(StrEnum):
    """Half a working day: before or after 13 h. A séance suits it if it lies entirely within."""

    MORNING = "matin"
    AFTERNOON = "apres-midi"


@dataclass(frozen=True, slots=True)
class Suits:
    """Days and times that suit a team: weekdays (0 is Monday) and halves of the day."""

    weekdays: frozenset[int] = frozenset(range(5))
    halves: frozenset[Half] = frozenset(Half)


class Obstacle(StrEnum):
    """The obstacle to a plan: the first constraint to relax."""

    NO_HOURS = "no-hours"  # the mentor has no hours in that period
    WISHES = "wishes"  # the team's preferred days and times
    TEAM = "team"  # the team's own appointments
    MENTOR = "mentor"  # the mentor's own appointments
    TOO_FEW = "too-few"  # the mentor's hours, or the programme's calendar, leave too few days


class CycleChoice(StrEnum):
    """Why this mentor was proposed."""

    CHOSEN = "chosen"  # chosen by the person who asked
    PROPOSED = "proposed"  # among the five that the bot ranked
    PASSED_ON = "passed-on"  # after another who declined or did not answer
    ASSIGNED = "assigned"  # by a coach


@dataclass(frozen=True, slots=True)
class Mentor:
    """A mentor as ranking sees them: open cycles (asked, held or running) against their own limit."""

    person: Person
    open_cycles: int = 0
    limit: int = USUAL_LIMIT
    has_hours: bool = True

    @property
    def room(self) -> int:
        """The number of cycles that the mentor still accepts."""
        return max(self.limit - self.open_cycles, 0)


@dataclass(frozen=True, slots=True)
class Match:
    """A possible mentor, with reasons: `expertises` match the need, `starts` is the plan (seconds since 1970).

    `helps`: words of the need in which they offer help. Without a plan, `obstacle` says why, or the mentor has no hours
    and would be asked.
    """

    mentor: Mentor
    expertises: tuple[str, ...] = ()
    starts: tuple[int, ...] = ()
    obstacle: Obstacle | None = None
    helps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CycleWish:
    """A wish saved before it is sent. `mentor_id` None: « Proposez-moi quelqu'un ».

    `from_day`: not before that day; None: « Dès que possible ». `chosen`: the starts, seconds since 1970. `after`: the
    previous cycle, if it was unanswered or is continued. `passed`: mentors who declined or did not answer. `terms`: the
    format's terms when the first step was saved.
    """

    defi_id: int
    need: str = ""
    link: str = ""
    domain: str = ""
    suits: Suits = Suits()
    from_day: date | None = None
    guest_ids: tuple[int, ...] = ()
    mentor_id: int | None = None
    choice: CycleChoice = CycleChoice.CHOSEN
    chosen: tuple[int, ...] = ()
    after: int | None = None
    passed: tuple[int, ...] = ()
    terms: Terms = SHIPPED


@dataclass(frozen=True, slots=True)
class CycleChoices:
    """The choices of the first step: the asker's défis with their teams, the domains with their mentors.

    `about`: what the programme says of a cycle of its own.
    """

    asker: Person
    teams: tuple[tuple[Defi, tuple[Person, ...]], ...]
    domains: Mapping[str, tuple[Person, ...]]
    terms: Terms
    wish: CycleWish | None = None
    draft_id: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class CycleOffer:
    """The choices of the second step: mentors by rank, and the plan with the chosen one.

    `match` None: nobody is chosen yet. `slots`: every suitable time, by start, to replace one of the plan."""

    draft_id: str
    wish: CycleWish
    matches: tuple[Match, ...] = ()
    match: Match | None = None
    slots: tuple[Slot, ...] = ()


@dataclass(frozen=True, slots=True)
class Session:
    """A séance of a cycle: its appointment for life, which is cancelled while it has no time.

    `number`: from 1, its place in the plan first made. `outcome`: what was said of it afterwards, None for nothing.
    `wanted`: the other time for which the team asks the mentor, who has until `word_by`; `why`: as they said.
    `together`: it was asked for with other séances, in one question.
    """

    appointment: Appointment
    number: int
    state: SessionState
    outcome: Outcome | None = None
    wanted: datetime | None = None
    word_by: datetime | None = None
    why: str | None = None
    together: bool = False


@dataclass(frozen=True, slots=True)
class Cycle:
    """A cycle from its request to its review. The team, the mentor and the coaches may read `need` and `link`.

    `answer_by`: when the hold, or the wait for times, ends. `reason`: given by the person who declined or ended the
    cycle.
    """

    id: int
    asked_by: int
    defi_id: int
    promotion_id: int
    mentor_id: int
    domain: str
    need: str
    link: str | None
    suits: Suits
    from_day: date | None
    choice: CycleChoice
    state: CycleState
    asked_at: datetime
    answer_by: datetime | None
    turned_at: datetime  # since when the response of the person in turn is awaited
    terms: Terms  # the format's terms when the cycle was requested
    first_day: date | None = None  # first day of the month of séances, set at confirmation
    reason: str | None = None
    taken_by: int | None = None
    after: int | None = None
    followed_by: int | None = None  # id of the cycle that replaces it
    guest_ids: tuple[int, ...] = ()

    def relation_to(self, person: Person) -> Relation:
        """Return a person's relation to the cycle."""
        if person.id == self.asked_by:
            return Relation.BOOKER
        if person.id == self.mentor_id:
            return Relation.HOST
        return Relation.GUEST if person.id in self.guest_ids else Relation.NONE


def may_mentor(person: Person, cycle: Cycle) -> bool:
    """Return whether a person has a role that lets them accompany this cycle.

    A cycle of the programme's own has coaches of its promotion, too."""
    coaches = bool(cycle.terms.format_name) and person.coaches(cycle.promotion_id)
    return coaches or any(role in MENTORING_ROLES for role in person.roles)


@dataclass(frozen=True, slots=True)
class Review:
    """A person's review of a cycle. `useful`: yes, some, no."""

    cycle_id: int
    person_id: int
    useful: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class CycleSheet:
    """The data of a cycle's card: séances by start, people by id, its défi.

    `others`: names of further mentors after a failed request; None: not searched."""

    cycle: Cycle
    defi: Defi
    sessions: tuple[Session, ...]
    people: Mapping[int, Person]
    others: tuple[str, ...] | None = None

    @property
    def promotion_id(self) -> int | None:
        """The promotion whose roles count."""
        return self.defi.promotion_id

    def relation_to(self, person: Person) -> Relation:
        """Return a person's relation to the séance: AWAY for a guest who left it."""
        known = self.cycle.relation_to(person)
        if known is Relation.NONE and any(
            session.appointment.left_by(person.id) is Part.GUEST for session in self.sessions
        ):
            return Relation.AWAY
        return known

    def can_return(self, person_id: int | None, *, now: datetime) -> bool:
        """Return whether a person who left this running cycle can rejoin: it has upcoming séances of theirs."""
        if self.cycle.state is not CycleState.RUNNING or person_id in (*self.team_ids, self.cycle.mentor_id):
            return False
        coming = [session.appointment for session in self.timed if session.appointment.starts > now]
        return any(appointment.left_by(person_id) is Part.GUEST for appointment in coming)

    @property
    def tags(self) -> Tags:
        """Skills and values; without a choice, those guessed from the need, which all readers of the card may read."""
        known = first_chosen(session.appointment.tags for session in self.sessions)
        return guess(f"{self.cycle.domain} {self.cycle.need}") if known is None else known

    @property
    def timed(self) -> tuple[Session, ...]:
        """The séances with a time, by start."""
        return tuple(session for session in self.sessions if session.state.holds_time)

    def asked_with(self, session: Session) -> tuple[Session, ...]:
        """Return the séances, by start, about which the mentor is asked in the same question as about this one."""
        if not session.together:
            return (session,)
        return tuple(other for other in self.sessions if other.together and other.word_by == session.word_by)

    def asked_times(self, session: Session) -> int:
        """Return a number that only this question has: of one séance, its time in seconds since 1970."""
        asked = {other.appointment.id: other.wanted or other.appointment.starts for other in self.asked_with(session)}
        times = [f"{id_} {int(starts.timestamp())}" for id_, starts in asked.items()]
        several = int(sha256(f"{times} {session.why}".encode()).hexdigest()[:12], 16)
        return several if len(asked) > 1 else int(asked[session.appointment.id].timestamp())

    def last_chance(self, first: date) -> date:
        """Return the last day for a séance without time, with the mentor's word: a week past the window.

        Or a week past the day for which it was last planned: a mentor may have moved it later. `first`: the day of the
        cycle's first séance.
        """
        missed = [day_of(session.appointment.starts) for session in self.sessions if session.state is SessionState.OPEN]
        last = last_day(first, self.cycle.terms, late=True)
        return max([last, *(day + timedelta(days=EXTRA_DAYS) for day in missed)])

    @property
    def team_ids(self) -> tuple[int, ...]:
        """The participants on the team's side, the asker first."""
        return (self.cycle.asked_by, *self.cycle.guest_ids)

    @property
    def what(self) -> str:
        """The cycle in a sentence: "mentorat"."""
        return self.cycle.terms.what

    @property
    def title(self) -> str:
        """The cycle in a list of a person's own: "mentorat data"; a name stands alone."""
        return self.what if self.cycle.terms.format_name else f"{self.what} {self.cycle.domain}"

    @property
    def mentor(self) -> Person:
        """The mentor of the cycle."""
        return self.people[self.cycle.mentor_id]

    @property
    def asker(self) -> Person:
        """The person who asked for the cycle."""
        return self.people[self.cycle.asked_by]
