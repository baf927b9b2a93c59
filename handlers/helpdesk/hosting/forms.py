"""Parse the forms of the host's actions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.dates.paris import from_epoch
from bot.errors import Invalid
from bot.helpdesk.model import NOTE_LIMIT
from bot.helpdesk.proposals import MOST_TIMES
from handlers.helpdesk.changes.forms import ChangeMetadata
from handlers.kit.fields import Address, Form, Text
from handlers.kit.reading import read_id, split_pieces
from handlers.kit.sentences import french
from handlers.kit.texts import CLOSED_VISIO, NOT_A_LINK

Values = Mapping[str, Mapping[str, Any]]
SESSION, PERSON, HOST = "session", "person", "host"
TIME_NAMES = tuple(f"time-{number}" for number in range(1, MOST_TIMES + 1))

WORD = Text(
    "note",
    "Votre mot",
    french("Qui le lira : les personnes qui viennent à ce rendez-vous. Chacune le reçoit en message."),
    limit=NOTE_LIMIT,
    refusals={
        "empty": "Écrivez quelques mots, ou fermez cette étape.",
        "long": french("Votre mot : 1 000\u00a0caractères au plus."),
    },
)
NOTE = Form("helpdesk.noted", "Laisser un mot", "Envoyer", (WORD,))
ADDRESS = Address(
    "link",
    "Lien de la visio",
    "Il sert à toutes les séances à venir de ce rendez-vous.",
    refusals={"long": NOT_A_LINK, "not_a_link": NOT_A_LINK, "closed": CLOSED_VISIO},
)
LINK = Form("helpdesk.linked", "Changer le lien", "Changer le lien", (ADDRESS,))


@dataclass(frozen=True, slots=True)
class ProposedTimes:
    """The times that a host proposes, by field. If `appointment_id` is None, they are for a new séance."""

    by_field: Mapping[str, datetime]
    appointment_id: int | None

    @property
    def starts(self) -> Sequence[datetime]:
        return tuple(self.by_field.values())

    def field_of(self, starts: object) -> str:
        """Return the name of the field with this time. If no field has this time, return the first name."""
        return next((name for name, moment in self.by_field.items() if moment == starts), TIME_NAMES[0])


def read_times(values: Values, metadata: ChangeMetadata) -> ProposedTimes:
    """Parse the times that a host proposes. Raises Invalid if two fields have the same time."""
    times: dict[str, datetime] = {}
    for name in TIME_NAMES:
        chosen = (values.get(name) or {}).get("selected_date_time")
        if chosen is None:
            continue
        starts = from_epoch(chosen)
        if starts in times.values():
            raise Invalid(field=name, reason="twice")
        times[name] = starts
    return ProposedTimes(times, metadata.appointment_id or _chosen_number(values, SESSION))


def read_hand_over_metadata(private: str) -> tuple[int, int | None, list[int]]:
    """Parse the private_metadata of « Confier »: the request, the host to replace, and a list of séances.

    The list has one séance if the form offers no choice of séances. Otherwise it is empty."""
    request_id, *rest = split_pieces(private, 1, max_pieces=3)
    giver, *alone = [read_id(text, 0) for text in rest] or [0]
    return read_id(request_id), giver or None, alone


def read_person(values: Values) -> int:
    """Parse the chosen person's id. Raises Invalid if nobody is chosen."""
    person_id = _chosen_number(values, PERSON)
    if person_id is None:
        raise Invalid(field=PERSON, reason="gone")
    return person_id


def read_host(values: Values) -> int | None:
    """Return the id of the chosen host. Return None if the form does not ask for a host."""
    return _chosen_number(values, HOST)


def _chosen_number(values: Values, name: str) -> int | None:
    option = (values.get(name) or {}).get("selected_option")
    return read_id(option["value"], 0) if option else None
