"""The words of the bureau d'aide."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.agenda.model import Appointment
from bot.agenda.slots import Slot
from bot.programme.model import Defi, Person

KEY = "bureau-aide"
MINUTES = 60  # programme-facts: one hour, in one appointment
NEED_LIMIT = 3000  # characters: Slack's limit of one text field


class Reason(StrEnum):
    """Why this host: the person who booked chose, or « Sans préférence » ranked."""

    CHOSEN = "chosen"
    FREE = "free"
    LEAST_BOOKED = "least-booked"


@dataclass(frozen=True, slots=True)
class Request:
    """What a team asks for. `need` is read by the host and the participants, nobody else."""

    id: int
    asked_by: int
    defi_id: int
    need: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Wish:
    """What is typed in the first step, before a slot is chosen. `host_id` None: « Sans préférence »."""

    defi_id: int
    need: str
    guest_ids: tuple[int, ...]
    host_id: int | None = None


@dataclass(frozen=True, slots=True)
class Choices:
    """What the first step offers: the asker's défis with their teams, and the coaches."""

    asker: Person
    teams: tuple[tuple[Defi, tuple[Person, ...]], ...]
    hosts: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A host to try, and why."""

    host_id: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class Openings:
    """What the second step offers: the draft's free slots, by start, with their possible hosts."""

    draft_id: str
    slots: tuple[Slot, ...]
    hosts: Mapping[int, Person]
    host_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that a card about a bureau d'aide says."""

    appointment: Appointment
    request: Request
    defi: Defi
    people: Mapping[int, Person]
