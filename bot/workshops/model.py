"""Define a workshop: its formats, the team's request, and the notes on it. Pure.

A workshop has no time of its own. `bot.polls` finds its date, and books, reschedules and cancels the meeting."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.agenda.model import Appointment, Part, State
from bot.dates.holidays import holiday_name, is_working_day
from bot.dates.paris import day_of
from bot.dates.working import is_at_night
from bot.errors import Invalid
from bot.programme.model import Defi, Person, Phase, Relation
from bot.programme.roles import Role

WORKSHOP = "atelier"
LENGTHS = (210, 420)  # in minutes: half a day and a day (docs/programme.md)
IN_A_PHASE = 2  # a défi has one or two workshops in a phase
MOST_EXPERTS = 10
QUESTION_LIMIT, FORMAT_LIMIT, PLACE_LIMIT, MATERIALS_LIMIT, LINE_LIMIT = 300, 120, 300, 500, 500  # in characters
TITLE_LIMIT = 100  # the meeting's title has at most this many characters of the question
THOUGHT = timedelta(days=7)  # the team is asked to refine its question this long before the workshop
TEAM = frozenset({Role.EIG, Role.PORTEUR})


class NoteKind(StrEnum):
    """The kind of a note on a workshop. Each note is a row, so that nobody overwrites another person's note."""

    IDEA = "idea"  # written before the workshop
    PRODUCT = "product"  # written after the workshop: « ce que nous avons produit »


@dataclass(frozen=True, slots=True)
class WorkshopNote:
    """A note on a workshop, and its author."""

    workshop_id: int
    kind: NoteKind
    what: str
    author_id: int | None


@dataclass(frozen=True, slots=True)
class Workshop:
    """A requested workshop. `coach_id` is its coach, or None. `place` is "" until it is known.

    `format` is a key of FORMATS, or the team's own words. `experts` are ids. `thought_at` is when the team was asked to
    refine the question. `closed_at` is when the bot asked for the outcome, or when the promotion ended. `ended`: the
    request was withdrawn. `revision` rises with each change. The date poll `poll_id` booked `appointment_id`."""

    id: int
    defi_id: int
    asked_by: int
    question: str
    format: str
    minutes: int
    created_at: datetime
    coach_id: int | None = None
    place: str = ""
    materials: str = ""
    experts: tuple[int, ...] = ()
    ended: bool = False
    thought_at: datetime | None = None
    closed_at: datetime | None = None
    revision: int = 0
    poll_id: int | None = None
    appointment_id: int | None = None

    @property
    def title(self) -> str:
        """The title of the workshop's date poll and meeting."""
        cut = len(self.question) > TITLE_LIMIT
        said = f"{self.question[:TITLE_LIMIT].rpartition(' ')[0]}…" if cut else self.question
        return f"Atelier\u00a0: {said}"

    @property
    def named(self) -> str:
        """The name of the workshop's format."""
        known = format_of(self.format)
        return known.name if known else self.format

    @property
    def preparation(self) -> str:
        """How to prepare the workshop's format; "" if the team described the format itself."""
        known = format_of(self.format)
        return known.preparation if known else ""


@dataclass(frozen=True, slots=True)
class WorkshopSheet:
    """A workshop with everything that its cards show. `date` is its appointment, even if it was cancelled.

    `count` is the number of workshops that the défi has in the workshop's `phase`. `people` are the people that the
    other fields mention, by id. `beside` are names of défis that use the same place at the same time."""

    workshop: Workshop
    defi: Defi
    people: Mapping[int, Person]
    date: Appointment | None = None
    lines: tuple[WorkshopNote, ...] = ()
    phase: Phase | None = None
    count: int = 0
    beside: tuple[str, ...] = ()

    @property
    def promotion_id(self) -> int:
        """The promotion of the workshop's défi, for the permissions."""
        return self.defi.promotion_id

    @property
    def standing(self) -> Appointment | None:
        """The workshop's appointment, unless it was cancelled."""
        return self.date if self.date is not None and self.date.state is not State.CANCELLED else None

    @property
    def waits(self) -> bool:
        """Return whether the workshop is open and has no date, or only a cancelled date."""
        return not self.workshop.ended and self.workshop.closed_at is None and self.standing is None

    @property
    def looking(self) -> bool:
        """Return whether a date poll is open for the workshop."""
        return self.workshop.poll_id is not None and self.date is None

    @property
    def coach(self) -> Person | None:
        """The workshop's coach; None if it has none."""
        return self.people.get(self.workshop.coach_id or 0)

    def lines_of_kind(self, kind: NoteKind) -> tuple[WorkshopNote, ...]:
        """Return the notes of a kind, oldest first."""
        return tuple(line for line in self.lines if line.kind is kind)

    def relation_to(self, person: Person) -> Relation:
        """Return `OWNER` for the coach, `TEAM` for the défi's team, `GUEST` for a participant, or else `NONE`."""
        if person.id == self.workshop.coach_id:
            return Relation.OWNER
        if any(membership.defi_id == self.defi.id and membership.role in TEAM for membership in person.current):
            return Relation.TEAM
        comes = self.standing is not None and self.standing.part_of(person.id) is not None
        return Relation.GUEST if comes else Relation.NONE

    def is_led(self) -> bool:
        """Return whether the workshop has a coach of its promotion, and also a host if it has a date."""
        coach, appointment = self.coach, self.standing
        coaches = coach is not None and coach.coaches(self.promotion_id)
        return coaches and (
            appointment is None or any(participant.part is Part.HOST for participant in appointment.present)
        )


@dataclass(frozen=True, slots=True)
class WorkshopChoices:
    """The choices of the form for a request. `counts` is the number of workshops of each défi in the `phase`.

    `waiting` are the défis' requests that have no date yet."""

    defis: tuple[Defi, ...]
    phase: Phase | None
    counts: Mapping[int, int]
    waiting: tuple[WorkshopSheet, ...] = ()


def check_time(starts: datetime, *, minutes: int, closed: frozenset[int], field: str) -> None:
    """Check that a time is in the défi's working hours.

    Raises Invalid for `field`, with the reason "holiday", "weekend", "closed" or "night".
    `closed`: the weekdays on which the défi does not work."""
    day = day_of(starts)
    if holiday_name(day):
        raise Invalid(field=field, reason="holiday")
    if not is_working_day(day):
        raise Invalid(field=field, reason="weekend")
    if day.weekday() in closed:
        raise Invalid(field=field, reason="closed")
    if is_at_night(starts, minutes):
        raise Invalid(field=field, reason="night")


@dataclass(frozen=True, slots=True)
class WorkshopFormValues:
    """A request as the team typed it. `guests` are (name, e-mail), and `experts` are Slack accounts.

    `gesture` is the id of the form."""

    question: str
    format: str
    minutes: int
    place: str = ""
    materials: str = ""
    experts: tuple[str, ...] = ()
    guests: tuple[tuple[str, str], ...] = ()
    gesture: str = ""


def check(question: str, *, place: str, materials: str) -> None:
    """Check a workshop's texts. Raises Invalid if the question is empty ("none") or a text is too long ("long")."""
    if not question or len(question) > QUESTION_LIMIT:
        raise Invalid(field="question", reason="long" if question else "none")
    if len(place) > PLACE_LIMIT:
        raise Invalid(field="place", reason="long")
    if len(materials) > MATERIALS_LIMIT:
        raise Invalid(field="materials", reason="long")


def is_behind(phase: Phase, day: date) -> bool:
    """Return whether two thirds of a phase have passed."""
    return (day - phase.starts_on).days * 3 >= ((phase.ends_on - phase.starts_on).days + 1) * 2


OWN = "autre"  # the value of the option « another format »


@dataclass(frozen=True, slots=True)
class Format:
    """A format of workshops: the length of its main part, its preparation, and the phases that it fits."""

    key: str
    name: str
    length: str
    preparation: str
    phases: frozenset[int]


def _make_format(key: str, name: str, length: str, preparation: str, *phases: int) -> Format:
    return Format(key, name, length, preparation, frozenset(phases))


FORMATS: tuple[Format, ...] = (
    _make_format("vision", "Vision du défi", "2\u00a0h\u00a030", "une fiche de vision", 1),
    _make_format("acteurs", "Cartographie des acteurs", "2\u00a0h", "une liste de noms", 1),
    _make_format("route", "Feuille de route", "2\u00a0h", "la liste des étapes connues", 1, 2),
    _make_format("prototyper", "Prototyper, tester, évaluer", "une journée", "un prototype, ou une question", 1, 2),
    _make_format("revue", "Revue de conception, de code ou de modèle", "2\u00a0h", "le travail en cours", 2, 3),
    _make_format("clinique", "Clinique", "1\u00a0h\u00a030", "le problème, par écrit", 2, 3),
    _make_format("rencontre", "Rencontre de deux défis", "2\u00a0h", "une liste de problèmes", 2, 3),
    _make_format("impact", "Mesurer son impact", "2\u00a0h", "la fiche d’indicateurs", 3),
    _make_format("dsi", "Pérennisation avec la DSI", "3\u00a0h\u00a030", "l’invitation de la DSI, tôt", 2, 3, 4),
    _make_format("scenarios", "Scénarios de pérennisation", "3\u00a0h", "une fiche de scénario", 3, 4),
    _make_format("ouvert", "Forum ouvert", "une demi-journée", "un appel à sujets", 2, 3, 4),
    _make_format("recits", "Réussites et enseignements", "2\u00a0h", "un récit par personne", 3, 4),
    _make_format("documents", "Documentathon", "une demi-journée", "la liste des documents qui manquent", 4),
)
_BY_KEY = {format_.key: format_ for format_ in FORMATS}


def format_of(key: str) -> Format | None:
    """Return a format of the programme by its key; None for a team's own format."""
    return _BY_KEY.get(key)


def fitting_formats(phase: int | None) -> list[Format]:
    """Return the formats that fit a phase, in order. Outside phases, return all formats."""
    return [format_ for format_ in FORMATS if phase is None or phase in format_.phases]
