"""The reader's time zone. After each Paris time, people in another zone read their own time in brackets.

The zone is a context variable, which is set while a message or form is rendered (`with show_times_in(zone)`). So the
functions that write a time need no parameter for the zone. Texts for several people have no zone."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

# For these zones, « à » with the city's name would be wrong French, or few people would know the city.
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
# Matches the state or country in names of CLDR: « Knox [Indiana] », « Tripoli (Libye) ».
_STATE = re.compile(r" [\[(].*")
_NOWHERE = ", heure locale"  # used for zones whose name is not a place


@dataclass(frozen=True, slots=True)
class ReaderZone:
    """A zone, and the words that follow a time in it: " à Cayenne"."""

    zone: ZoneInfo
    place: str


_READER: ContextVar[ReaderZone | None] = ContextVar("reader", default=None)


@contextmanager
def show_times_in(zone: str | None) -> Iterator[None]:
    """In the block, show times in this zone ("America/Cayenne") after the times in Paris.

    For None or an unknown zone, show only Paris time."""
    token = _READER.set(find_zone(zone) if zone else None)
    try:
        yield
    finally:
        _READER.reset(token)


def reader_zone() -> ReaderZone | None:
    """Return the reader's zone. Return None for Paris, and for texts to several people."""
    return _READER.get()


@lru_cache(maxsize=128)
def find_zone(zone: str) -> ReaderZone | None:
    """Return a zone by its IANA name, or None if it is unknown."""
    try:
        known = ZoneInfo(zone)
    except (KeyError, ValueError, OSError):  # the name is unknown, cannot be a file name, or is a folder
        return None
    return ReaderZone(known, _PLACES.get(zone) or _zone_place(known))


def place_of(zone: str) -> str:
    """Return the place of a zone: « à Cayenne ». If the zone is unknown, return its name."""
    found = find_zone(zone)
    return found.place.removeprefix(",").strip() if found else zone


def shorten_text(text: str, limit: int) -> str:
    """Remove the times in the reader's zone from a text that is longer than `limit` characters."""
    there = _READER.get()
    if len(text) <= limit or there is None:
        return text
    return re.sub(rf" \([^()]*{re.escape(there.place)}\)", "", text)


def _zone_place(zone: ZoneInfo) -> str:
    from babel.dates import get_timezone_location

    area, _, town = zone.key.partition("/")
    if not town or area == "Etc":
        return _NOWHERE
    name = get_timezone_location(zone, locale="fr", return_city=True).rpartition("/")[2]
    return f" à {_STATE.sub('', name)}"
