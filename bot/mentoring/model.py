"""Model of mentoring: the wish, the cycle, its séances, and the summary of a cycle for cards."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from bot.agenda.model import Appointment, Part
from bot.agenda.slots import Slot
from bot.catalogue import formats
from bot.catalogue.eleven import FORMATS
from bot.catalogue.formats import CycleTerms
from bot.catalogue.tags import Tags, first_choice, guess_tags
from bot.dates.paris import day_of
from bot.mentoring.cycle import EXTRA_DAYS, CycleState, Outcome, SessionState, last_day
from bot.programme.model import Defi, Person, Relation
from bot.programme.roles import Role

MENTORING = formats.MENTORING
MENTORING_ROLES = (Role.MENTOR, Role.EXPERT)
SHIPPED = FORMATS[MENTORING].terms  # the terms of a wish until its first step is saved
NEED_LIMIT = 3000  # Slack's limit for a text field, in characters
LINK_LIMIT = 1000
REASON_LIMIT = 300
REVIEW_LIMIT = 1000
MOST_PEOPLE = 7  # people of a team, with the asker; Slack allows eight in a group, with the mentor
MOST_CYCLES = 10  # the highest limit that a mentor can set
USUAL_LIMIT = 2  # the limit of a mentor who has set none
MOST_OFFERED = 5  # the most mentors that a team can choose from


class DayHalf(StrEnum):
    """Half of a working day: before or after 13 h."""

    MORNING = "matin"
    AFTERNOON = "apres-midi"


@dataclass(frozen=True, slots=True)
class SuitableTimes:
    """Days and times that suit a team. Weekday 0 is Monday."""

    weekdays: frozenset[int] = frozenset(range(5))
    halves: frozenset[DayHalf] = frozenset(DayHalf)


class Obstacle(StrEnum):
    """The first constraint that rules out every plan. The team or the mentor can relax it."""

    NO_HOURS = "no-hours"
    WISHES = "wishes"  # the team's preferred days and times
    TEAM = "team"
    MENTOR = "mentor"
    TOO_FEW = "too-few"  # The mentor's hours, or the programme's calendar, leave too few days.


class CycleChoice(StrEnum):
    """The way in which the mentor of a request was chosen."""

    CHOSEN = "chosen"
    PROPOSED = "proposed"  # The asker chose among the five mentors that the bot ranked.
    PASSED_ON = "passed-on"  # The asker chose after another mentor declined or did not answer.
    ASSIGNED = "assigned"


@dataclass(frozen=True, slots=True)
class Mentor:
    """A mentor, with the number of their open and running cycles and their own limit."""

    person: Person
    open_cycles: int = 0
    limit: int = USUAL_LIMIT
    has_hours: bool = True

    @property
    def room(self) -> int:
        """The number of further cycles that the mentor accepts."""
        return max(self.limit - self.open_cycles, 0)


@dataclass(frozen=True, slots=True)
class MentorMatch:
    """A possible mentor. `starts` is the plan, in seconds since 1970. `obstacle` says why there is none.

    `expertises` are the mentor's expertises that match the need. `helps` are words of the need about which the mentor
    offers help. A mentor without hours has no plan and no obstacle, and would be asked for times."""

    mentor: Mentor
    expertises: tuple[str, ...] = ()
    starts: tuple[int, ...] = ()
    obstacle: Obstacle | None = None
    helps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CycleWish:
    """A team's wish for a cycle, saved in a draft. If `mentor_id` is None, the asker chose « Proposez-moi quelqu'un ».

    `from_day` is the first day, or None for « Dès que possible ». `chosen` are starts in seconds since 1970. `after` is
    the id of an earlier request that failed or that a coach passes on. `passed` are ids of mentors whom the team asked
    without success. `terms` are the format's terms at the first step."""

    defi_id: int
    need: str = ""
    link: str = ""
    domain: str = ""
    suits: SuitableTimes = SuitableTimes()
    from_day: date | None = None
    guest_ids: tuple[int, ...] = ()
    mentor_id: int | None = None
    choice: CycleChoice = CycleChoice.CHOSEN
    chosen: tuple[int, ...] = ()
    after: int | None = None
    passed: tuple[int, ...] = ()
    terms: CycleTerms = SHIPPED


@dataclass(frozen=True, slots=True)
class CycleChoices:
    """The options of the first step: the asker's défis with their teams, and the domains with their mentors.

    `about` is the description of a format that the programme added, or "" for the mentorat."""

    asker: Person
    teams: tuple[tuple[Defi, tuple[Person, ...]], ...]
    domains: Mapping[str, tuple[Person, ...]]
    terms: CycleTerms
    wish: CycleWish | None = None
    draft_id: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class CycleOffer:
    """The options of the second step: the ranked mentors (`matches`), or the plan with the chosen mentor (`match`).

    `slots` are the times at which both sides are free. One of them can replace a time of the plan."""

    draft_id: str
    wish: CycleWish
    matches: tuple[MentorMatch, ...] = ()
    match: MentorMatch | None = None
    slots: tuple[Slot, ...] = ()


@dataclass(frozen=True, slots=True)
class Session:
    """A séance of a cycle. The séance keeps its appointment, which is cancelled while the séance has no time.

    `number` is the séance's place in the first plan, from 1. `wanted` is the other time for which the team asks. `why`
    is the team's reason, `word_by` the mentor's deadline. `together`: one question asks to move several séances."""

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

    `answer_by` is the deadline of the side that has to answer. `reason` says why the cycle was declined or ended."""

    id: int
    asked_by: int
    defi_id: int
    promotion_id: int
    mentor_id: int
    domain: str
    need: str
    link: str | None
    suits: SuitableTimes
    from_day: date | None
    choice: CycleChoice
    state: CycleState
    asked_at: datetime
    answer_by: datetime | None
    turned_at: datetime  # when the bot asked the side that must answer, or when the cycle ended
    terms: CycleTerms  # the format's terms when the cycle was requested
    first_day: date | None = None  # the window's first day, once all séances are confirmed
    reason: str | None = None
    taken_by: int | None = None
    after: int | None = None
    followed_by: int | None = None  # id of the cycle that replaces this one
    guest_ids: tuple[int, ...] = ()

    def relation_to(self, person: Person) -> Relation:
        """Return a person's relation to the cycle."""
        if person.id == self.asked_by:
            return Relation.BOOKER
        if person.id == self.mentor_id:
            return Relation.HOST
        return Relation.GUEST if person.id in self.guest_ids else Relation.NONE


def may_mentor(person: Person, cycle: Cycle) -> bool:
    """Return whether a person's role can host this cycle. Coaches can host only formats that the programme added."""
    coaches = cycle.terms.is_own and person.coaches(cycle.promotion_id)
    return coaches or any(role in MENTORING_ROLES for role in person.roles)


@dataclass(frozen=True, slots=True)
class Review:
    """A person's review of a cycle. `useful` is "yes", "some" or "no"."""

    cycle_id: int
    person_id: int
    useful: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class CycleSheet:
    """A cycle with the content of its card: séances by start, people by id.

    `others` are names of mentors whom the asker can ask after a failed request, or None before a search."""

    cycle: Cycle
    defi: Defi
    sessions: tuple[Session, ...]
    people: Mapping[int, Person]
    others: tuple[str, ...] | None = None

    @property
    def promotion_id(self) -> int | None:
        """The promotion of the cycle's défi. Permissions depend on a person's roles in it."""
        return self.defi.promotion_id

    def relation_to(self, person: Person) -> Relation:
        """Return a person's relation to the cycle. It is AWAY for a guest who left the cycle."""
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
        coming = [session.appointment for session in self.timed_sessions if session.appointment.starts > now]
        return any(appointment.left_by(person_id) is Part.GUEST for appointment in coming)

    @property
    def tags(self) -> Tags:
        """The chosen skills and values. If none were chosen, they are guessed from the need, which readers may see."""
        known = first_choice(session.appointment.tags for session in self.sessions)
        return guess_tags(f"{self.cycle.domain} {self.cycle.need}") if known is None else known

    @property
    def timed_sessions(self) -> tuple[Session, ...]:
        """The séances with a time, by start."""
        return tuple(session for session in self.sessions if session.state.holds_time)

    def sessions_asked_with(self, session: Session) -> tuple[Session, ...]:
        """Return all séances in the question to the mentor that is about this séance, by start."""
        if not session.together:
            return (session,)
        return tuple(other for other in self.sessions if other.together and other.word_by == session.word_by)

    def times_id(self, session: Session) -> int:
        """Return an identifier of the times in a question: one start in seconds since 1970, or a hash of several."""
        asked = {
            other.appointment.id: other.wanted or other.appointment.starts
            for other in self.sessions_asked_with(session)
        }
        times = [f"{id_} {int(starts.timestamp())}" for id_, starts in asked.items()]
        several = int(sha256(f"{times} {session.why}".encode()).hexdigest()[:12], 16)
        return several if len(asked) > 1 else int(asked[session.appointment.id].timestamp())

    def last_chance(self, first: date) -> date:
        """Return the last day to which a séance without a time can move if the mentor agrees.

        It is a week after the end of the window that begins on `first`, or a week after the last day on which a séance
        without a time had been planned, if that is later."""
        missed = [day_of(session.appointment.starts) for session in self.sessions if session.state is SessionState.OPEN]
        last = last_day(first, self.cycle.terms, allows_late=True)
        return max([last, *(day + timedelta(days=EXTRA_DAYS) for day in missed)])

    @property
    def team_ids(self) -> tuple[int, ...]:
        """The asker, then the guests."""
        return (self.cycle.asked_by, *self.cycle.guest_ids)

    @property
    def terms(self) -> CycleTerms:
        """The format's terms when the cycle was requested."""
        return self.cycle.terms

    @property
    def what(self) -> str:
        """The name of the cycle inside a sentence, for example "mentorat"."""
        return self.cycle.terms.what

    @property
    def title(self) -> str:
        """The name of the cycle in a list: "mentorat data", or the name of a format that the programme added."""
        return self.what if self.cycle.terms.is_own else f"{self.what} {self.cycle.domain}"

    @property
    def mentor(self) -> Person:
        """The mentor as a person."""
        return self.people[self.cycle.mentor_id]

    @property
    def asker(self) -> Person:
        """The asker as a person."""
        return self.people[self.cycle.asked_by]
