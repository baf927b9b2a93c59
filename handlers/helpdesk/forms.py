"""The fields of the bureau d'aide's forms → typed values."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from bot.helpdesk.model import Wish
from bot.programme.model import Person

ANY_HOST = "any"
Values = Mapping[str, Mapping[str, Any]]


def read_wish(values: Values, asker: Person) -> Wish:
    """Read the first step. Who asks always comes; with one défi the form does not ask which."""
    defi = _chosen(values, "defi")
    host = _chosen(values, "host")
    chosen = values.get("participants", {}).get("selected_options") or ()
    guests = {int(option["value"].rpartition(".")[2]) for option in chosen}
    return Wish(
        defi_id=int(defi) if defi else next(iter(asker.defi_ids), 0),
        need=values.get("need", {}).get("value") or "",
        guest_ids=tuple(sorted(guests)),
        host_id=int(host) if host and host != ANY_HOST else None,
    )


def read_start(values: Values) -> datetime | None:
    """Read the slot chosen in the second step, None where there was none to choose."""
    chosen = _chosen(values, "slot")
    return datetime.fromtimestamp(int(chosen), UTC) if chosen else None


def read_week(value: str) -> date:
    """Read the Monday that a week's button carries."""
    return date.fromisoformat(value)


def _chosen(values: Values, name: str) -> str | None:
    option = values.get(name, {}).get("selected_option")
    return str(option["value"]) if option else None
