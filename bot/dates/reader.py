"""The reader's time zone: outside Paris time, people read their own time in brackets after the Paris time.

The zone is a context variable, set while a message or form is rendered (`with told_in(zone)`): times are shown in two
hundred places, and none of them can forget it. Texts for several people have no zone."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

# Zones whose place has another preposition than « à », or is better known by another name.
_PLACES = {
    "Africa/Cairo": " au Caire",
    "America/Guadeloupe": " en Guadeloupe",
    "America/Jamaica": " en Jamaïque",
    "America/Marigot": " à Saint-Martin",
    "America/Martinique": " en Martinique",
    "America/Miquelon": " à Saint-Pierre-et-Miquelon",
    "Asia/Ho_Chi_Minh": " à Hô-Chi-Minh-Ville",
    "Asia/Kolkata": " à Calcutta",
    "Atlantic/Azores": " aux Açores",
    "Atlantic/Bermuda": " aux Bermudes",
    "Atlantic/Canary": " aux Canaries",
    "Indian/Comoro": " aux Comores",
    "Indian/Kerguelen": " aux Kerguelen",
    "Europe/Isle_of_Man": " à l’île de Man",
    "Indian/Maldives": " aux Maldives",
    "Indian/Mauritius": " à l’île Maurice",
    "Pacific/Easter": " à l’île de Pâques",
    "Pacific/Fiji": " aux Fidji",
    "Pacific/Galapagos": " aux Galápagos",
    "Pacific/Gambier": " aux Gambier",
    "Pacific/Marquesas": " aux Marquises",
}
_STATE = re.compile(r" [\[(].*")  # the State in CLDR's « Knox [Indiana] », « Tripoli (Libye) »
_NOWHERE = ", heure locale"  # for zones that are not named after a place


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A zone, and its place as it is written after a time: " à Cayenne"."""

    zone: ZoneInfo
    place: str


_READER: ContextVar[Elsewhere | None] = ContextVar("reader", default=None)


@contextmanager
def told_in(zone: str | None) -> Iterator[None]:
    """Inside the block, also show times in this zone ("America/Cayenne"). None or an unknown zone: Paris time only."""
    token = _READER.set(find(zone) if zone else None)
    try:
        yield
    finally:
        _READER.reset(token)


def reader() -> Elsewhere | None:
    """Return the reader's zone; None for Paris, and for texts to several people."""
    return _READER.get()


@lru_cache(maxsize=128)
def find(zone: str) -> Elsewhere | None:
    """Return a zone by its IANA name, None if it is unknown."""
    try:
        known = ZoneInfo(zone)
    except (KeyError, ValueError, OSError):  # an unknown zone, an invalid file name, or a folder
        return None
    return Elsewhere(known, _PLACES.get(zone) or _place(known))


def place_of(zone: str) -> str:
    """Return the place of a zone: « à Cayenne ». If no place is known, return the zone's name."""
    found = find(zone)
    return found.place.removeprefix(",").strip() if found else zone


def spare(text: str, limit: int) -> str:
    """Remove the reader's own times from a text if it is longer than `limit` characters."""
    there = _READER.get()
    if len(text) <= limit or there is None:
        return text
    return re.sub(rf" \([^()]*{re.escape(there.place)}\)", "", text)


def _place(zone: ZoneInfo) -> str:
    from babel.dates import get_timezone_location

    area, _, town = zone.key.partition("/")
    if not town or area == "Etc":
        return _NOWHERE
    name = get_timezone_location(zone, locale="fr", return_city=True).rpartition("/")[2]
    return f" à {_STATE.sub('', name)}"
