"""Model of mentoring: the wish, the cycle and its séances, the summary for cards."""

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
NEED_LIMIT = 3000  # characters: Slack's limit for a text field
LINK_LIMIT = 1000
REASON_LIMIT = 300
REVIEW_LIMIT = 1000
MOST_PEOPLE = 7  # team members with the asker; with the mentor, Slack's limit of eight per group
MOST_CYCLES = 10  # the highest limit a mentor can set
USUAL_LIMIT = 2  # open cycles of a mentor who has set no limit
MOST_OFFERED = 5  # mentors to choose from


class Half(StrEnum):
    """Half a working day: before or after 13 h."""

    MORNING = "matin"
    AFTERNOON = "apres-midi"


@dataclass(frozen=True, slots=True)
class Suits:
    """Days and times that suit a team. Weekday 0 is Monday."""

    weekdays: frozenset[int] = frozenset(range(5))
    halves: frozenset[Half] = frozenset(Half)


class Obstacle(StrEnum):
    """The obstacle to a plan: the first constraint to relax."""

    NO_HOURS = "no-hours"  # the mentor has no hours in the window
    WISHES = "wishes"  # the team's preferred days and times
    TEAM = "team"  # the team's own appointments
    MENTOR = "mentor"  # the mentor's own appointments
    TOO_FEW = "too-few"  # the mentor's hours, or the programme's calendar, leave too few days


class CycleChoice(StrEnum):
    """The way in which this mentor was chosen."""

    CHOSEN = "chosen"  # chosen by the person who asked
    PROPOSED = "proposed"  # among the five that the bot ranked
    PASSED_ON = "passed-on"  # after another mentor, who declined or did not answer
    ASSIGNED = "assigned"  # by a coach


@dataclass(frozen=True, slots=True)
class Mentor:
    """A mentor, with their open and running cycles and their own limit."""

    person: Person
    open_cycles: int = 0
    limit: int = USUAL_LIMIT
    has_hours: bool = True

    @property
    def room(self) -> int:
        """The number of further cycles that the mentor accepts."""
        return max(self.limit - self.open_cycles, 0)


@dataclass(frozen=True, slots=True)
class Match:
    """A possible mentor. `starts`: the plan, seconds since 1970. `obstacle`: why there is none.

    `expertises`: those that match the need. `helps`: words of the need with which they offer help. A mentor without
    hours has neither plan nor obstacle, and would be asked for times."""

    mentor: Mentor
    expertises: tuple[str, ...] = ()
    starts: tuple[int, ...] = ()
    obstacle: Obstacle | None = None
    helps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CycleWish:
    """A wish as its draft keeps it. `mentor_id` None: « Proposez-moi quelqu'un ».

    `from_day`: the first day; None: « Dès que possible ». `chosen`: starts, seconds since 1970. `after`: the failed
    or passed-on request that this one follows. `passed`: mentors asked in vain. `terms`: the format's, as of the
    first step."""

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

    `about`: the description of a cycle of the programme's own."""

    asker: Person
    teams: tuple[tuple[Defi, tuple[Person, ...]], ...]
    domains: Mapping[str, tuple[Person, ...]]
    terms: Terms
    wish: CycleWish | None = None
    draft_id: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class CycleOffer:
    """The choices of the second step: mentors by rank, or the plan with the chosen one (`match`).

    `slots`: the times at which both sides are free, by start, to replace one of the plan."""

    draft_id: str
    wish: CycleWish
    matches: tuple[Match, ...] = ()
    match: Match | None = None
    slots: tuple[Slot, ...] = ()


@dataclass(frozen=True, slots=True)
class Session:
    """A séance of a cycle. Its appointment stays the same, and is cancelled while the séance has no time.

    `number`: its place in the first plan, from 1. `wanted`: the other time that the team asks for, `why`: their
    reason, `word_by`: the mentor's deadline. `together`: other séances are in the same question."""

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

    `answer_by`: the deadline of the side that has to answer. `reason`: why it was declined or ended."""

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
    turned_at: datetime  # when the side that must answer was asked, or when the cycle ended
    terms: Terms  # the format's terms when the cycle was requested
    first_day: date | None = None  # first day of the window, set when all séances are confirmed
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
    """Return whether a person has a role that can accompany this cycle: for the programme's own, a coach too."""
    coaches = cycle.terms.is_own and person.coaches(cycle.promotion_id)
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
    """A cycle with the content of its card: séances by start, people by id.

    `others`: names of mentors to ask after a failed request; None before a search."""

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
        """Return a person's relation to the cycle: AWAY for a guest who left it."""
        known = self.cycle.relation_to(person)
        if known is Relation.NONE and any(
            session.appointment.left_by(person.id) is Part.GUEST for session in self.sessions
        ):
            return Relation.AWAY
        return known

    def can_return(self, person_id: int | None, *, now: datetime) -> bool:
        """Return whether a person who left this running cycle can rejoin one of its upcoming séances."""
        if self.cycle.state is not CycleState.RUNNING or person_id in (*self.team_ids, self.cycle.mentor_id):
            return False
        coming = [session.appointment for session in self.timed if session.appointment.starts > now]
        return any(appointment.left_by(person_id) is Part.GUEST for appointment in coming)

    @property
    def tags(self) -> Tags:
        """The chosen skills and values; without a choice, a guess from the need, which readers of the card may see."""
        known = first_chosen(session.appointment.tags for session in self.sessions)
        return guess(f"{self.cycle.domain} {self.cycle.need}") if known is None else known

    @property
    def timed(self) -> tuple[Session, ...]:
        """The séances with a time, by start."""
        return tuple(session for session in self.sessions if session.state.holds_time)

    def asked_with(self, session: Session) -> tuple[Session, ...]:
        """Return the séances in the same question to the mentor as this one, by start."""
        if not session.together:
            return (session,)
        return tuple(other for other in self.sessions if other.together and other.word_by == session.word_by)

    def asked_times(self, session: Session) -> int:
        """Return an id of the times in a question: one new start in seconds since 1970, or a hash of several."""
        asked = {other.appointment.id: other.wanted or other.appointment.starts for other in self.asked_with(session)}
        times = [f"{id_} {int(starts.timestamp())}" for id_, starts in asked.items()]
        several = int(sha256(f"{times} {session.why}".encode()).hexdigest()[:12], 16)
        return several if len(asked) > 1 else int(asked[session.appointment.id].timestamp())

    def last_chance(self, first: date) -> date:
        """Return the last day for a séance without a time, with the mentor's agreement: a week past the window.

        Or a week past the day for which it was last planned, if that is later. `first`: the day of the first séance."""
        missed = [day_of(session.appointment.starts) for session in self.sessions if session.state is SessionState.OPEN]
        last = last_day(first, self.cycle.terms, late=True)
        return max([last, *(day + timedelta(days=EXTRA_DAYS) for day in missed)])

    @property
    def team_ids(self) -> tuple[int, ...]:
        """The asker, then the guests."""
        return (self.cycle.asked_by, *self.cycle.guest_ids)

    @property
    def terms(self) -> Terms:
        """The terms of the cycle."""
        return self.cycle.terms

    @property
    def what(self) -> str:
        """The cycle in a sentence: "mentorat"."""
        return self.cycle.terms.what

    @property
    def title(self) -> str:
        """The cycle in a person's list: "mentorat data", or the name of a cycle of the programme's own."""
        return self.what if self.cycle.terms.is_own else f"{self.what} {self.cycle.domain}"

    @property
    def mentor(self) -> Person:
        """The mentor as a person."""
        return self.people[self.cycle.mentor_id]

    @property
    def asker(self) -> Person:
        """The asker as a person."""
        return self.people[self.cycle.asked_by]
