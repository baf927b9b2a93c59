"""Read gatherings with everything that cards, forms and lists show."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from bot.agenda.model import CLAIMING
from bot.catalogue.words import expertise_matcher
from bot.errors import NotFound
from bot.gatherings.invitees import add_guests, invitees_by_series
from bot.gatherings.model import Gathering, GatheringSheet, Series
from bot.programme.model import Actor, Person
from bot.programme.permissions import require
from storage.agenda import appointments as agenda
from storage.database import Reading
from storage.gatherings import gathering_groups, gathering_series, occurrences
from storage.gatherings.titles import SPEAKER_AGREED, SPEAKER_ASKED
from storage.programme import helping, history, people
from storage.programme import promotions as programme

# (name of a person, words of the person's offer of help that match)
Helping: TypeAlias = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class GatheringWords:
    """The texts of one gathering. `title` is a conference's title, or the subject of a group."""

    title: str | None = None
    abstract: str | None = None
    reading: str | None = None
    sheet: str | None = None


def describe_gathering(tx: Reading, gathering_id: int) -> GatheringSheet:
    """Return a gathering with all data of its card. Raises NotFound."""
    gathering = occurrences.read(tx, gathering_id)
    if gathering is None:
        raise NotFound(thing="gathering")
    return sheets_of(tx, [gathering])[0]


def read(tx: Reading, actor: Actor, gathering_id: int) -> GatheringSheet:
    """Return a gathering to an invited person, host, speaker or coach. Raises NotFound, NotAllowed."""
    sheet = describe_gathering(tx, gathering_id)
    require(actor, "gatherings.read", sheet)
    return sheet


def find_gathering_id(tx: Reading, appointment_id: int) -> int:
    """Return the id of the gathering to which an appointment, perhaps of a small group, belongs. Raises NotFound."""
    whole = occurrences.by_appointments(tx, [appointment_id]).get(appointment_id)
    found = whole.id if whole else gathering_groups.gathering_ids_of(tx, [appointment_id]).get(appointment_id)
    if found is None:
        raise NotFound(thing="appointment")
    return found


def sheets_of(tx: Reading, gatherings: Sequence[Gathering]) -> list[GatheringSheet]:
    """Return the occurrences as sheets, in the same order and with a constant number of queries."""
    if not gatherings:
        return []
    ids = [gathering.id for gathering in gatherings]
    series = gathering_series.by_ids(tx, {gathering.series_id for gathering in gatherings})
    appointments = {
        appointment.id: appointment
        for appointment in agenda.read_all(tx, [gathering.appointment_id for gathering in gatherings])
    }
    answers = occurrences.answers_of(tx, ids)
    guests = occurrences.guests_of(tx, ids)
    meant = invitees_by_series(tx, list(series.values()))
    promotions = {promotion.id: promotion for promotion in programme.all_promotions(tx)}
    named = {someone.person_id for appointment in appointments.values() for someone in appointment.participants}
    named |= {one.organiser_id for one in series.values()}
    named |= {one for some in (*answers.values(), *guests.values()) for one in some}
    known = people.by_ids(tx, named)
    sheets = []
    for other in gatherings:
        mine, appointment = series[other.series_id], appointments[other.appointment_id]
        leading = {participant.person_id for participant in appointment.present if participant.part in CLAIMING} | {
            mine.organiser_id
        }
        by_name = [known[each] for each in guests.get(other.id, ()) if each in known]
        invited = add_guests(meant[mine.id], by_name, without_ids=leading)
        everybody = known | {person.id: person for person in invited}
        own = answers.get(other.id, {})
        sheets.append(GatheringSheet(other, mine, appointment, promotions[mine.promotion_id], invited, own, everybody))
    return sheets


def list_between(tx: Reading, promotion_id: int, *, since: datetime, until: datetime) -> list[GatheringSheet]:
    """Return a promotion's gatherings that overlap a time span, by start. Cancelled gatherings are included."""
    return sheets_of(tx, occurrences.list_between(tx, promotion_id, since=since, until=until))


def ends_at(tx: Reading, gathering_id: int) -> datetime:
    """Return when a gathering ends, with two queries. Raises NotFound."""
    gathering = occurrences.read(tx, gathering_id)
    if gathering is None:
        raise NotFound(thing="gathering")
    return agenda.read_all(tx, [gathering.appointment_id])[0].ends


def find_helping_people(tx: Reading, people_to_search: Collection[Person], *, text: str) -> Helping:
    """Return the people whose offer of help matches a text, by name, each with the words that match."""
    speaks, names = expertise_matcher(text), {person.id: person.name for person in people_to_search}
    said = {one: [word for word in words if speaks(word)] for one, words in helping.help_words(tx, names).items()}
    return tuple(sorted((names[one], tuple(words)) for one, words in said.items() if words))


def agreed_speakers(tx: Reading, gathering_id: int) -> set[int]:
    """Return the ids of the speakers who agreed after they were last asked. One query reads the history."""
    last: dict[str, str] = {}
    for entry in history.entries_of(tx, "gathering", gathering_id):
        if entry.action in (SPEAKER_ASKED, SPEAKER_AGREED):
            last[entry.detail] = entry.action
    return {int(person) for person, action in last.items() if action == SPEAKER_AGREED}


def gathering_id_of(tx: Reading, appointment_id: int) -> int | None:
    """Return the gathering id of an appointment. Return None for a small group, and for other appointments."""
    found = occurrences.by_appointments(tx, [appointment_id]).get(appointment_id)
    return found.id if found else None


def get_series(tx: Reading, series_id: int) -> Series:
    """Return a series; raises NotFound."""
    found = gathering_series.read(tx, series_id)
    if found is None:
        raise NotFound(thing="series")
    return found


def words_of(tx: Reading, appointment_id: int) -> GatheringWords | None:
    """Return the texts of an appointment's gathering, with two queries at most; None if it has no gathering."""
    found = occurrences.by_appointments(tx, [appointment_id]).get(appointment_id)
    if found is None:
        return None
    series = gathering_series.read(tx, found.series_id)
    return GatheringWords(found.title or (series.title if series else None), found.abstract, found.reading, found.sheet)
