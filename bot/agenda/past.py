"""History of appointments, for people who may open them: who did what, when. Contains no need and no typed words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.agenda.model import Appointment
from bot.programme.model import Entry
from storage.database import Reading
from storage.personal import NAMELESS
from storage.programme import history, people

APPOINTMENT = "appointment"
# Changes whose detail is a person's id.
WHOM = frozenset({"ask", "come_back", "decline", "hand_over", "join", "leave"})


@dataclass(frozen=True, slots=True)
class Past:
    """Lines of the history, newest first. `names`: by person id, without erased people; `starts`: by appointment id."""

    entries: tuple[Entry, ...]
    names: Mapping[int, str]
    starts: Mapping[int, datetime]


def read(tx: Reading, several: Sequence[Appointment], *, own: tuple[str, int] | None = None) -> Past:
    """Return the history of these appointments, and of their thing (`own`: its kind and id).

    Three queries at most, for any number. The caller checks the permission."""
    found = history.of_things(tx, APPOINTMENT, {appointment.id for appointment in several})
    found += history.of_thing(tx, *own) if own else []
    found.reverse()  # newest first, even among changes of one moment
    entries = tuple(sorted(found, key=lambda entry: entry.at, reverse=True))
    named = {each for entry in entries for each in (entry.actor_id, whom(entry)) if each is not None}
    names = {person.id: person.name for person in people.by_ids(tx, named).values() if person.name != NAMELESS}
    starts = {appointment.id: appointment.starts for appointment in several} if len(several) > 1 else {}
    return Past(entries, names, starts)


def verb_of(entry: Entry) -> str:
    """Return the verb of an entry: the same in each dispositif for appointments; for other things the action itself."""
    return entry.action.partition(".")[2] if entry.thing == APPOINTMENT else entry.action


def whom(entry: Entry) -> int | None:
    """Return the id of the person who came, left or took over; None for any other line of the history."""
    return int(entry.detail) if verb_of(entry) in WHOM and entry.detail.isdigit() else None
