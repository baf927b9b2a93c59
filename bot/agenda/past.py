"""History of appointments, for people who may open them: who did what, and when. It has no needs or typed words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.agenda.model import Appointment
from bot.programme.model import Entry
from storage.database import Reading
from storage.personal import NAMELESS
from storage.programme import history, people

APPOINTMENT = "appointment"
# Actions in the history with a person's id as detail.
WHOM = frozenset({"ask", "come_back", "decline", "hand_over", "join", "leave"})


@dataclass(frozen=True, slots=True)
class Past:
    """Lines of the history, newest first. `names`: by person id, without erased people. `starts`: by appointment id."""

    entries: tuple[Entry, ...]
    names: Mapping[int, str]
    starts: Mapping[int, datetime]


def read(tx: Reading, several: Sequence[Appointment], *, own: tuple[str, int] | None = None) -> Past:
    """Return the history of these appointments, and of the thing that they belong to (`own`: its kind and id).

    At most three queries. The caller has checked the permission."""
    found = history.of_things(tx, APPOINTMENT, {appointment.id for appointment in several})
    found += history.of_thing(tx, *own) if own else []
    found.reverse()  # so that changes of the same moment are in order too
    entries = tuple(sorted(found, key=lambda entry: entry.at, reverse=True))
    named = {each for entry in entries for each in (entry.actor_id, whom(entry)) if each is not None}
    names = {person.id: person.name for person in people.by_ids(tx, named).values() if person.name != NAMELESS}
    starts = {appointment.id: appointment.starts for appointment in several} if len(several) > 1 else {}
    return Past(entries, names, starts)


def verb_of(entry: Entry) -> str:
    """Return the verb of an entry: for an appointment, without its dispositif; for other things, the whole action."""
    return entry.action.partition(".")[2] if entry.thing == APPOINTMENT else entry.action


def whom(entry: Entry) -> int | None:
    """Return the id of the person who joined, left or took over; None for any other entry."""
    return int(entry.detail) if verb_of(entry) in WHOM and entry.detail.isdigit() else None
