"""The history of appointments: who did what, and when. It contains no needs and no typed text.

Only people who may see the appointments see their history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.agenda.model import Appointment
from bot.programme.model import Entry
from storage.database import Reading
from storage.personal import NAMELESS
from storage.programme import history, people

APPOINTMENT = "appointment"
# In the history, the detail of these actions is a person's id.
WHOM = frozenset({"ask", "come_back", "decline", "hand_over", "join", "leave"})


@dataclass(frozen=True, slots=True)
class AppointmentHistory:
    """Lines of the history, newest first. `names`: by person id, without erased people. `starts`: by appointment id."""

    entries: tuple[Entry, ...]
    names: Mapping[int, str]
    starts: Mapping[int, datetime]


def read_history(
    tx: Reading, appointments: Sequence[Appointment], *, owning_thing: tuple[str, int] | None = None
) -> AppointmentHistory:
    """Return the history of these appointments, and of the thing to which they belong.

    The caller checks the permission. `owning_thing`: kind and id of this thing, such as a request.
    At most three queries."""
    found = history.entries_of_all(tx, APPOINTMENT, {appointment.id for appointment in appointments})
    found += history.entries_of(tx, *owning_thing) if owning_thing else []
    found.reverse()  # the sort keeps the order of entries with the same moment: the newest stays first
    entries = tuple(sorted(found, key=lambda entry: entry.at, reverse=True))
    named = {each for entry in entries for each in (entry.actor_id, affected_person_id(entry)) if each is not None}
    names = {person.id: person.name for person in people.by_ids(tx, named).values() if person.name != NAMELESS}
    starts = {appointment.id: appointment.starts for appointment in appointments} if len(appointments) > 1 else {}
    return AppointmentHistory(entries, names, starts)


def verb_of(entry: Entry) -> str:
    """Return the verb of an entry: the action, without the dispositif if the entry is about an appointment."""
    return entry.action.partition(".")[2] if entry.thing == APPOINTMENT else entry.action


def affected_person_id(entry: Entry) -> int | None:
    """Return the id of the person whom the action is about. Return None if the action names nobody."""
    return int(entry.detail) if verb_of(entry) in WHOM and entry.detail.isdigit() else None
