"""Parsers of all values from Slack: ids, days, the bot's own words, and fields.

The bot or Slack's pickers wrote the values of buttons, modals and fields. Any other value was forged or is from an old
message: the bot then explains why it refuses. An error never quotes the value."""

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

DAY, TIME, REASON = "day", "time", "reason"
LARGEST = 2**63 - 1  # the largest id in both databases
LAST_YEAR = 2999
LAST_SECOND = 32_503_680_000
LONGEST_VALUE, LONGEST_PRIVATE = 2000, 3000  # Slack's limits, in characters
LONGEST_TYPED = VIEW_FIELDS.size  # more than the 3,000 characters that Slack allows in a field
MOST_CHOICES = 100
_DIGITS, _MARK = re.compile("[0-9]{1,19}"), re.compile("[0-9A-Za-z-]{1,36}")
_DAY, _CLOCK = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}"), re.compile("[0-9]{2}:[0-9]{2}")
_MONTH = re.compile("[12][0-9]{3}-(0[1-9]|1[0-2])")


def clean_text(text: str) -> str:
    """Return text that can be stored: without NUL, which PostgreSQL refuses, and with « ? » for unpaired surrogates."""
    text = text.replace("\0", "")
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def read_text(raw_value: object, limit: int) -> str:
    """Parse a text of at most `limit` characters. A missing text is "". Raises Garbled."""
    if raw_value is None:
        return ""
    if not isinstance(raw_value, str) or len(raw_value) > limit:
        raise Garbled
    return clean_text(raw_value)


def read_button(action: Mapping[str, Any]) -> str:
    """Parse the value of a button, or of the chosen option. A missing value is "". Raises Garbled."""
    chosen = action.get("selected_option")
    return read_text(action.get("value") if chosen is None else _read_record(chosen).get("value"), LONGEST_VALUE)


def read_id(text: str, minimum: int = 1) -> int:
    """Parse an id, an integer from `minimum` to 2^63 - 1. Raises NotFound for any other text."""
    found = int(text) if _DIGITS.fullmatch(text) else -1
    if not minimum <= found <= LARGEST:
        raise NotFound
    return found


def read_mark(text: str) -> str:
    """Parse the id of a draft or a form. Raises DraftExpired for any other text."""
    if not _MARK.fullmatch(text):
        raise DraftExpired
    return text


def read_epoch(text: str) -> datetime:
    """Parse seconds since 1970, before the year 3000. Raises Garbled."""
    if not _DIGITS.fullmatch(text) or int(text) >= LAST_SECOND:
        raise Garbled
    return from_epoch(int(text))


def read_date(text: str) -> date:
    """Parse a day from Slack's date picker (2026-05-12), in the years 1900 to 2999. Raises Garbled."""
    try:
        found = date.fromisoformat(text) if _DAY.fullmatch(text) else date.min
    except ValueError:
        raise Garbled from None
    if not 1900 <= found.year <= LAST_YEAR:
        raise Garbled
    return found


def read_month(text: str) -> str:
    """Parse a month in the bot's own format (2026-05), in the years 1000 to 2999. Raises Garbled."""
    if not _MONTH.fullmatch(text):
        raise Garbled
    return text


def read_clock_time(text: str) -> int:
    """Parse a time from Slack's time picker (14:30), in minutes since 0 h. Raises Garbled."""
    try:
        return parse_clock(text) if _CLOCK.fullmatch(text) else parse_clock("")
    except ValueError:
        raise Garbled from None


def read_word(enum_type: type[Word], text: str) -> Word:
    """Parse a word of one of our own enumerations. Raises Garbled."""
    try:
        return enum_type(text)
    except ValueError:
        raise Garbled from None


def split_pieces(text: str, min_pieces: int, *, max_pieces: int = 0, sep: str = " ") -> list[str]:
    """Split text at `sep` into at least `min_pieces` and at most `max_pieces` pieces. Raises Garbled.

    By default, there must be exactly `min_pieces` pieces."""
    found = text.split(sep)
    if not min_pieces <= len(found) <= max(min_pieces, max_pieces):
        raise Garbled
    return found


class Fields(dict[str, Field]):
    """The fields of a form, by name. A field that the form does not have is empty."""

    def __missing__(self, name: str) -> Field:
        return {}

    def typed_text(self, name: str) -> str:
        return str(self[name].get("value") or "")

    def ticked_values(self, name: str) -> list[str]:
        """Return the values chosen in a field that allows several."""
        return [one["value"] for one in self[name].get("selected_options") or ()]

    def chosen_accounts(self, name: str) -> tuple[str, ...]:
        return tuple(self[name].get("selected_users") or ())

    def chosen_value(self, name: str) -> str:
        return str((self[name].get("selected_option") or {}).get("value") or "")


def read_fields(state: object) -> Fields:
    """Parse `view.state`. Return the values of each field by its name, which is its block id. Raises Garbled.

    In the result, days, times and moments are valid, choices have a `value`, and texts respect Slack's limits."""
    blocks = _read_record(_read_record(state).get("values"))
    if len(blocks) > (VIEW_FIELDS.count or 0):
        raise Garbled
    found = Fields()
    for name, elements in blocks.items():
        one = next(iter(_read_record(elements).values()), None)
        found[read_text(name, LONGEST_VALUE)] = {
            key: read(given)
            for key, given in _read_record(one).items()
            if given is not None and (read := _HOLDS.get(key))
        }
    return found


def read_moment(values: Fields) -> datetime:
    """Parse the day and the time of an appointment, in Paris time. Raises Invalid if one is not chosen."""
    date, time = values[DAY].get("selected_date"), values[TIME].get("selected_time")
    if not date or not time:
        raise Invalid(field="starts", reason="none")
    return moment_at(read_date(date), read_clock_time(time))


def read_reason(values: Fields) -> str | None:
    return values.typed_text(REASON).strip() or None


def _read_record(raw_value: object) -> Mapping[str, Any]:
    if raw_value is None:
        return {}
    if not isinstance(raw_value, dict):
        raise Garbled
    return raw_value


def _text_reader(limit: int) -> Callable[[object], str]:
    return lambda given: read_text(given, limit)


def _checking_reader(parse: Callable[[str], object]) -> Callable[[object], str]:
    """Return a parser that checks a text with `parse`, and returns the text unchanged."""

    def check(given: object) -> str:
        text = read_text(given, LONGEST_VALUE)
        parse(text)
        return text

    return check


def _read_seconds(raw_value: object) -> int:
    if type(raw_value) is not int or not 0 <= raw_value < LAST_SECOND:
        raise Garbled
    return raw_value


def _read_choice(raw_value: object) -> Mapping[str, str]:
    return {"value": read_text(_read_record(raw_value).get("value"), LONGEST_VALUE)}


def _list_reader(parse: Callable[[object], Read]) -> Callable[[object], list[Read]]:
    def check(given: object) -> list[Read]:
        if not isinstance(given, list) or len(given) > MOST_CHOICES:
            raise Garbled
        return [parse(one) for one in given]

    return check


def _read_file(raw_value: object) -> Mapping[str, str | int]:
    one = _read_record(raw_value)
    named, name, size = read_text(one.get("id"), 100), read_text(one.get("name"), LONGEST_VALUE), one.get("size")
    if not named or (size is not None and (type(size) is not int or not 0 <= size <= LARGEST)):
        raise Garbled
    return {"id": named, "name": name} | ({} if size is None else {"size": size})


_HOLDS: Mapping[str, Callable[[object], object]] = {
    "value": _text_reader(LONGEST_TYPED),
    "selected_option": _read_choice,
    "selected_options": _list_reader(_read_choice),
    "selected_date": _checking_reader(read_date),
    "selected_time": _checking_reader(read_clock_time),
    "selected_date_time": _read_seconds,
    "selected_user": _text_reader(100),
    "selected_users": _list_reader(_text_reader(100)),
    "selected_conversation": _text_reader(100),
    "files": _list_reader(_read_file),
}
