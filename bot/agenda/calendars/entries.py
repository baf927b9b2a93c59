"""The texts of calendar entries. Other people may read a calendar, so an entry has no need, reason or document."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.agenda.calendars.model import Attendee, CalendarEntry
from bot.agenda.model import CLAIMING, Appointment, Part, State
from bot.agenda.titles import TitleParts, gathering_name
from bot.dates.words import join_words
from bot.programme.model import Person

# The DTSTAMP of old entries, whose last change has no date. Any past time is valid: SEQUENCE orders the entries.
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
OPEN_FIRST = "Ouvrez la salle en premier, avec ProConnect."
OPEN_FIRST_OF_ALL = "Quand vous animez en visio, ouvrez la salle en premier, avec ProConnect."
_NBSP = "\u00a0"


@dataclass(frozen=True, slots=True)
class Outline:
    """What each participant may see of an appointment. `people`: all present and former participants, by id."""

    appointment: Appointment
    dispositif: str
    defi: str | None
    people: Mapping[int, Person]
    titles: TitleParts | None = None
    silent: frozenset[int] = frozenset()  # ids of speakers who have not accepted yet

    @property
    def is_collective(self) -> bool:
        """Return whether the appointment is a gathering. The entry of a gathering does not name all participants."""
        return self.titles is not None

    @property
    def name(self) -> str:
        """The name of the entry: the name of the dispositif or of the gathering."""
        return gathering_name(self.appointment.dispositif, self.titles) if self.titles else self.dispositif

    @property
    def coming(self) -> tuple[Person, ...]:
        """The people who attend, hosts first, then by name. For a gathering: only hosts and speakers who accepted."""
        return self._named(excluded_ids=self.silent)

    def seen_by(self, person_id: int) -> tuple[Person, ...]:
        """Return the participants that a person may see. Only hosts see other speakers who have not accepted yet."""
        hosts = person_id in self.appointment.host_ids
        return self._named(excluded_ids=frozenset() if hosts else self.silent - {person_id})

    def _named(self, *, excluded_ids: frozenset[int]) -> tuple[Person, ...]:
        hosts = {someone.person_id for someone in self.appointment.present if someone.part is Part.HOST}
        named = {
            participant.person_id
            for participant in self.appointment.present
            if (not self.is_collective or participant.part in CLAIMING) and participant.person_id not in excluded_ids
        }
        known = [self.people[id_] for id_ in self.appointment.person_ids if id_ in self.people and id_ in named]
        return tuple(sorted(known, key=lambda person: (person.id not in hosts, person.name, person.id)))

    def others(self, person_id: int) -> tuple[str, ...]:
        """Return the names of the other participants that a person may see."""
        return tuple(person.name for person in self.seen_by(person_id) if person.id != person_id)


def make_entry(outline: Outline, person_id: int, *, with_names: bool) -> CalendarEntry:
    """Build a person's entry. It is cancelled if the appointment is cancelled, or if the person left.

    `with_names`: put the other people's names in the description; `make_feed` adds the names itself. The attendees of a
    gathering are only its hosts, its speakers and the person, so that fifty people do not share addresses. A person who
    left is an attendee of their own cancellation, as RFC 5546 §3.2.5 requires."""
    appointment = outline.appointment
    left = appointment.part_of(person_id) is None
    cancelled = left or appointment.state is State.CANCELLED
    held = not cancelled and appointment.state is State.HELD
    organiser = next(iter(appointment.host_ids), None)
    people = list(outline.seen_by(person_id))
    if (
        (left or outline.is_collective)
        and person_id in outline.people
        and all(person.id != person_id for person in people)
    ):
        people.append(outline.people[person_id])
    return CalendarEntry(
        uid=appointment.uid,
        sequence=appointment.revision,
        starts=appointment.starts,
        ends=appointment.ends,
        summary=_summary(outline, is_cancelled=cancelled, is_held=held),
        description=_description(outline, person_id, with_names=with_names),
        link=None if cancelled else appointment.link,
        place=None if cancelled else appointment.place,
        cancelled=cancelled,
        held=held,
        attendees=tuple(Attendee(person.name, person.email, organiser=person.id == organiser) for person in people),
        changed_at=appointment.changed_at or LONG_AGO,
    )


def join_names(names: Sequence[str]) -> str:
    """Join names in French: « a, b et c ». Return an empty text for no names."""
    return join_words(names)


def _summary(outline: Outline, *, is_cancelled: bool, is_held: bool) -> str:
    first = ["Annulé"] if is_cancelled else ["À confirmer"] if is_held else []
    parts = [*first, outline.name, *([outline.defi] if outline.defi else [])]
    return f"{_NBSP}: ".join(parts)


def _description(outline: Outline, person_id: int, *, with_names: bool) -> str:
    appointment = outline.appointment
    others = outline.others(person_id) if with_names else ()
    lines = []
    if appointment.state is State.CANCELLED:
        lines.append("Ce rendez-vous est annulé.")
    elif appointment.part_of(person_id) is None:
        lines.append("Vous n’y participez plus.")
    elif appointment.link:
        lines.append(f"Lien de la visio{_NBSP}: {appointment.link}")
        lines += [OPEN_FIRST] if appointment.opens_room(person_id) else []
    if others:
        lines.append(f"Avec {join_names(others)}.")
    if outline.defi:
        lines.append(f"Pour le défi {outline.defi}.")
    return "\n".join([*lines, "Réservé depuis Slack."])
