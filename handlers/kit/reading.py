"""The only parser of Slack's values: ids, days, our own words, fields. It refuses what it cannot parse.

Values of buttons, modals and fields were written by us or by Slack's own pickers; any other value (a forger, an old
message) is answered with a sentence. Errors here never quote the value."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any, TypeAlias, TypeVar

from bot.dates.hours import parse_clock
from bot.dates.paris import from_epoch, moment_at
from bot.errors import DraftExpired, Garbled, Invalid, NotFound
from bot.runtime.limits import VIEW_FIELDS

Field: TypeAlias = Mapping[str, Any]
Word = TypeVar("Word", bound=Enum)
Read = TypeVar("Read")

DAY, TIME, REASON = "day", "time", "reason"  # fields of the forms that move and cancel
LARGEST = 2**63 - 1  # of an id, as both databases hold it
LAST_YEAR = 2999
LAST_SECOND = 32_503_680_000  # of that year, since 1970
LONGEST_VALUE, LONGEST_PRIVATE = 2000, 3000  # characters: Slack's limits
LONGEST_TYPED = VIEW_FIELDS.size  # Slack lets a field have 3,000
MOST_CHOICES = 100
_DIGITS, _MARK = re.compile("[0-9]{1,19}"), re.compile("[0-9A-Za-z-]{1,36}")
_DAY, _CLOCK = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}"), re.compile("[0-9]{2}:[0-9]{2}")
_MONTH = re.compile("[12][0-9]{3}-(0[1-9]|1[0-2])")


def clean(text: str) -> str:
    """Return text without the sign 0, which PostgreSQL does not keep, and with « ? » for halves of a character."""
    text = text.replace("\0", "")
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def plain(given: object, limit: int) -> str:
    """Read a text of at most `limit` characters, "" where there is none. Raises Garbled."""
    if given is None:
        return ""
    if not isinstance(given, str) or len(given) > limit:
        raise Garbled
    return clean(given)


def pressed(action: Mapping[str, Any]) -> str:
    """Read what a button carries, or the option that was chosen, "" for nothing. Raises Garbled."""
    chosen = action.get("selected_option")
    return plain(action.get("value") if chosen is None else _record(chosen).get("value"), LONGEST_VALUE)


def number(text: str, least: int = 1) -> int:
    """Read an id: a whole number within 63 bits, from `least` on. Raises NotFound: nothing has another one."""
    found = int(text) if _DIGITS.fullmatch(text) else -1
    if not least <= found <= LARGEST:
        raise NotFound
    return found


def mark(text: str) -> str:
    """Read the id of a draft or of a gesture, made when its form opened. Raises DraftExpired: none has another one."""
    if not _MARK.fullmatch(text):
        raise DraftExpired
    return text


def moment(text: str) -> datetime:
    """Read seconds since 1970, until the year 3000. Raises Garbled."""
    if not _DIGITS.fullmatch(text) or int(text) >= LAST_SECOND:
        raise Garbled
    return from_epoch(int(text))


def day(text: str) -> date:
    """Read a day as Slack's calendar gives it (2026-05-12), of the years 1900 to 2999. Raises Garbled."""
    try:
        found = date.fromisoformat(text) if _DAY.fullmatch(text) else date.min
    except ValueError:
        raise Garbled from None
    if not 1900 <= found.year <= LAST_YEAR:
        raise Garbled
    return found


def month(text: str) -> str:
    """Read a month as we write it (2026-05), of the years 1000 to 2999. Raises Garbled."""
    if not _MONTH.fullmatch(text):
        raise Garbled
    return text


def clock(text: str) -> int:
    """Read a time as Slack's clock gives it (14:30), in minutes since 0 h. Raises Garbled."""
    try:
        return parse_clock(text) if _CLOCK.fullmatch(text) else parse_clock("")
    except ValueError:
        raise Garbled from None


def word(words: type[Word], text: str) -> Word:
    """Read one of our own words. Raises Garbled."""
    try:
        return words(text)
    except ValueError:
        raise Garbled from None


def pieces(text: str, least: int, *, most: int = 0, sep: str = " ") -> list[str]:
    """Part what was written with a space between, into `least` pieces, or up to `most`.

    Raises Garbled for another count.
    """
    found = text.split(sep)
    if not least <= len(found) <= max(least, most):
        raise Garbled
    return found


class Fields(dict[str, Field]):
    """A form's fields by name; one that the form does not have holds nothing."""

    def __missing__(self, name: str) -> Field:
        return {}

    def typed(self, name: str) -> str:
        """Return what was typed in a field, "" for nothing."""
        return str(self[name].get("value") or "")

    def ticked(self, name: str) -> list[str]:
        """Return the values of what was chosen among several."""
        return [one["value"] for one in self[name].get("selected_options") or ()]

    def accounts(self, name: str) -> tuple[str, ...]:
        """Return the Slack accounts that were chosen."""
        return tuple(self[name].get("selected_users") or ())

    def chosen(self, name: str) -> str:
        """Return the value of the one choice that was made, "" for none."""
        return str((self[name].get("selected_option") or {}).get("value") or "")


def fields(state: object) -> Fields:
    """Read `view.state`: each field by its name (its block id), with what we know of it and of the kind we know.

    Days, times and moments are such, choices have a `value`, texts are within Slack's limits. Raises Garbled.
    """
    blocks = _record(_record(state).get("values"))
    if len(blocks) > (VIEW_FIELDS.count or 0):
        raise Garbled
    found = Fields()
    for name, elements in blocks.items():
        one = next(iter(_record(elements).values()), None)
        found[plain(name, LONGEST_VALUE)] = {
            key: read(given) for key, given in _record(one).items() if given is not None and (read := _HOLDS.get(key))
        }
    return found


def read_moment(values: Fields) -> datetime:
    """Read the day and the clock time in Paris of an appointment. Raises Invalid ("starts", "none")."""
    date, time = values[DAY].get("selected_date"), values[TIME].get("selected_time")
    if not date or not time:
        raise Invalid(field="starts", reason="none")
    return moment_at(day(date), clock(time))


def read_reason(values: Fields) -> str | None:
    """Read why, if somebody said so."""
    return values.typed(REASON).strip() or None


def _record(given: object) -> Mapping[str, Any]:
    if given is None:
        return {}
    if not isinstance(given, dict):
        raise Garbled
    return given


def _text(limit: int) -> Callable[[object], str]:
    return lambda given: plain(given, limit)


def _that_reads(read: Callable[[str], object]) -> Callable[[object], str]:
    """Make what gives a text that `read` can read, as it stands."""

    def check(given: object) -> str:
        text = plain(given, LONGEST_VALUE)
        read(text)
        return text

    return check


def _seconds(given: object) -> int:
    if type(given) is not int or not 0 <= given < LAST_SECOND:
        raise Garbled
    return given


def _choice(given: object) -> Mapping[str, str]:
    return {"value": plain(_record(given).get("value"), LONGEST_VALUE)}


def _several(read: Callable[[object], Read]) -> Callable[[object], list[Read]]:
    def check(given: object) -> list[Read]:
        if not isinstance(given, list) or len(given) > MOST_CHOICES:
            raise Garbled
        return [read(one) for one in given]

    return check


def _file(given: object) -> Mapping[str, str | int]:
    one = _record(given)
    named, name, size = plain(one.get("id"), 100), plain(one.get("name"), LONGEST_VALUE), one.get("size")
    if not named or (size is not None and (type(size) is not int or not 0 <= size <= LARGEST)):
        raise Garbled
    return {"id": named, "name": name} | ({} if size is None else {"size": size})


_HOLDS: Mapping[str, Callable[[object], object]] = {
    "value": _text(LONGEST_TYPED),
    "selected_option": _choice,
    "selected_options": _several(_choice),
    "selected_date": _that_reads(day),
    "selected_time": _that_reads(clock),
    "selected_date_time": _seconds,
    "selected_user": _text(100),
    "selected_users": _several(_text(100)),
    "selected_conversation": _text(100),
    "files": _several(_file),
}
