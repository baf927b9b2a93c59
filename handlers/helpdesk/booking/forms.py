"""Parsers of the forms with which people book a bureau d'aide, and of the form « Modifier »."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from typing import Any

from bot.catalogue.formats import MOST_SESSIONS, booking_key
from bot.helpdesk.model import BUREAU, WISHED_LIMIT, RequestWish
from handlers.helpdesk.slots import read_run, read_slots, shortest_interval
from handlers.kit.fields import Form, Text
from handlers.kit.reading import Fields, read_id, read_mark, split_pieces
from handlers.kit.sentences import french

ANY_HOST = "any"
ASKER = "team"  # the name of a field: each option is a défi and the team member who asked
# This word in the private_metadata of « Modifier » says that its modal lies over the modal of slots.
OVER = "over"
RUN = "weekly"
SLOTS = ("slot", *(f"slot{number}" for number in range(2, MOST_SESSIONS + 1)))
Values = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class TeamFormValues:
    """The values of the form « Modifier »."""

    guest_ids: tuple[int, ...]
    host_id: int | None
    sessions: int


def read_format_key(value: str) -> str:
    """Return the key of a format of help in a button or form. For an unknown key, return the bureau d'aide's key."""
    return value if booking_key(value) == BUREAU else BUREAU


def read_first_step(private: str) -> tuple[str, str]:
    """Parse the first step's private_metadata: the draft's id and the format's key. Raises Garbled."""
    draft_id, *key = split_pieces(private, 1, max_pieces=2)
    return read_mark(draft_id), read_format_key("".join(key))


def read_need(values: Values) -> RequestWish:
    """Parse a team member's first step. If the form has no field for the défi, `defi_id` is 0."""
    defi = _chosen_value(values, "defi")
    return RequestWish(
        defi_id=read_id(defi) if defi else 0,
        need=str((values.get("need") or {}).get("value") or ""),
    )


def read_team_need(values: Fields) -> RequestWish:
    """Parse a coach's first step: the défi, the team member who asked, and the need. Raises NotFound, Garbled."""
    defi_id, asked_by = split_pieces(values.chosen_value(ASKER), 2)
    return RequestWish(read_id(defi_id), need=values.typed_text("need"), asked_by=read_id(asked_by))


def read_team(values: Values) -> TeamFormValues:
    host, sessions = _chosen_value(values, "host"), _chosen_value(values, "sessions")
    people = (values.get("participants") or {}).get("selected_options") or ()
    return TeamFormValues(
        guest_ids=tuple(sorted({read_id(option["value"]) for option in people})),
        host_id=read_id(host) if host and host != ANY_HOST else None,
        sessions=read_id(sessions, 0) if sessions else 1,
    )


def read_starts(values: Values) -> dict[str, datetime | None]:
    """Parse the slots of the last step. The keys are the names of fields, and a field without a choice is None.

    For a weekly run, the keys are `weekly`, `weekly:2` and so on. `error_field` returns the field of such a key."""
    if RUN in values:
        run = read_run(values, RUN)
        return {RUN if at == 0 else f"{RUN}:{at + 1}": moment for at, moment in enumerate(run)} or {RUN: None}
    names = [name for name in SLOTS if name in values]
    return dict(zip(names, read_slots(values, names), strict=True))


def error_field(name: str) -> str:
    """Return the field that shows the error about a slot. `name` is a key of `read_starts`."""
    return name.partition(":")[0]


def start_errors(starts: Mapping[str, datetime | None], *, minutes: int) -> dict[str, str]:
    """Return a reason for each wrong slot, by its key: "missing", "twice" or "overlap".

    Two slots overlap if less than 15 minutes would separate their séances, which last `minutes`."""
    wrong = {name: "missing" for name, moment in (starts or {SLOTS[0]: None}).items() if moment is None}
    chosen = [(name, moment) for name, moment in starts.items() if moment is not None]
    for (_, before), (name, start) in combinations(chosen, 2):
        if abs(start - before) < shortest_interval(minutes) and name not in wrong:
            wrong[name] = "twice" if start == before else "overlap"
    return wrong


def _chosen_value(values: Values, name: str) -> str | None:
    option = (values.get(name) or {}).get("selected_option")
    return str(option["value"]) if option else None


WISHED = Text(
    "wished",
    french("Quand pourriez-vous venir ?"),
    french("Qui le lira : l’équipe des coachs."),
    limit=WISHED_LIMIT,
    example=french("Par exemple : mardi ou jeudi matin, jusqu’à fin mai."),
    refusals={
        "empty": "Écrivez en quelques mots quand vous pourriez venir.",
        "long": french("Votre réponse : 300\u00a0caractères au plus."),
    },
)
CALL = Form("helpdesk.called", "Demander une date", "Envoyer la demande", (WISHED,))
