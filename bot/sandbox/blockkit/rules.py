"""The basic rules of Block Kit, each with Slack's own error message.

The messages are Slack's, or those of the JSON Schema validator that Slack published (hack-json-schema).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias

Found: TypeAlias = Iterator[tuple[str, str]]  # (fault, JSON pointer)
Between: TypeAlias = Callable[[dict[str, Any], str], Found]  # checks the fields of an object against each other


class Rule(Protocol):
    """Validates a value."""

    def check(self, value: object, at: str) -> Found:
        """Yield (message, place) for each fault."""
        ...


def measure(value: str, least: int, *, most: int) -> str | None:
    """Return Slack's message if a text is too short or too long, else None."""
    if len(value) > most:
        return f"must be less than {most + 1} characters"
    if len(value) < least:
        return f"must be more than {least - 1} characters"
    return None


@dataclass(frozen=True, slots=True)
class Words:
    """A string of `least` to `most` characters."""

    most: int
    least: int = 0

    def check(self, value: object, at: str) -> Found:
        if not isinstance(value, str):
            yield ("must provide a string", at)
        elif wrong := measure(value, self.least, most=self.most):
            yield (wrong, at)


@dataclass(frozen=True, slots=True)
class Flag:
    """A boolean."""

    def check(self, value: object, at: str) -> Found:
        if not isinstance(value, bool):
            yield ("must be a boolean", at)


@dataclass(frozen=True, slots=True)
class Number:
    """An integer from `least` to `most`."""

    least: int
    most: int

    def check(self, value: object, at: str) -> Found:
        if not isinstance(value, int) or isinstance(value, bool):
            yield ("must provide an integer", at)
        elif value < self.least:
            yield (f"must be greater than {self.least}", at)
        elif value > self.most:
            yield (f"must be less than or equal to {self.most}", at)


@dataclass(frozen=True, slots=True)
class Amount:
    """Any number; with `positive`, above zero."""

    positive: bool = False

    def check(self, value: object, at: str) -> Found:
        if not isinstance(value, int | float) or isinstance(value, bool):
            yield ("must provide a number", at)
        elif self.positive and value <= 0:
            yield ("must be greater than 0", at)


@dataclass(frozen=True, slots=True)
class BlockChoice:
    """One of a few strings."""

    values: tuple[str, ...]

    def check(self, value: object, at: str) -> Found:
        if value not in self.values:
            yield ("must be a valid enum value", at)


@dataclass(frozen=True, slots=True)
class Text:
    """A text object of `least` to `most` characters. `plain`: it must be plain_text."""

    most: int
    plain: bool = False
    least: int = 1

    def check(self, value: object, at: str) -> Found:
        if not isinstance(value, dict):
            yield ("must provide an object", at)
            return
        kinds = ("plain_text",) if self.plain else ("plain_text", "mrkdwn")
        if value.get("type") not in kinds:
            yield (f"unsupported type: {value.get('type')}", f"{at}/type")
            return
        extra = "emoji" if value["type"] == "plain_text" else "verbatim"
        shape = Shape({"type": BlockChoice(kinds), "text": Words(self.most, self.least)}, {extra: Flag()})
        yield from shape.check(value, at)


@dataclass(frozen=True, slots=True)
class Items:
    """A list of `least` to `most` items, all with the same rule."""

    rule: Rule
    most: int
    least: int = 0

    def check(self, value: object, at: str) -> Found:
        if not isinstance(value, list):
            yield ("must provide an array", at)
            return
        if len(value) > self.most:
            yield (f"no more than {self.most} items allowed", at)
        if len(value) < self.least:
            yield (f"must provide at least {self.least} items", at)
        for number, item in enumerate(value):
            yield from self.rule.check(item, f"{at}/{number}")


@dataclass(frozen=True, slots=True)
class Shape:
    """An object with required and optional fields, and no others. `more` checks them against each other."""

    required: Mapping[str, Rule]
    optional: Mapping[str, Rule] = field(default_factory=dict)
    more: Between | None = None

    def check(self, value: object, at: str) -> Found:
        if not isinstance(value, dict):
            yield ("must provide an object", at)
            return
        found = list(self._check_fields(value, at))
        yield from found
        if self.more and not found:
            yield from self.more(value, at)

    def _check_fields(self, value: dict[str, Any], at: str) -> Found:
        yield from ((f"missing required field: {name}", at) for name in self.required if name not in value)
        for name, cell in value.items():
            rule = self.required.get(name) or self.optional.get(name)
            if rule is None:
                yield (f"invalid additional property: {name}", at)
            else:
                yield from rule.check(cell, f"{at}/{name}")


@dataclass(frozen=True, slots=True)
class BlockKind:
    """An object whose `type` is in a table. `allowed`: the types that may be used here."""

    table: Mapping[str, Shape]
    allowed: tuple[str, ...] | None = None

    def check(self, value: object, at: str) -> Found:
        if not isinstance(value, dict):
            yield ("must provide an object", at)
            return
        kind = value.get("type")
        if kind is None:
            yield ("missing required field: type", at)
        elif (
            not isinstance(kind, str)
            or kind not in self.table
            or (self.allowed is not None and kind not in self.allowed)
        ):
            yield (f"unsupported type: {kind}", f"{at}/type")
        else:
            yield from self.table[kind].check(value, at)


@dataclass(frozen=True, slots=True)
class Anything:
    """A value that is not validated (what is inside rich text)."""

    def check(self, value: object, at: str) -> Found:
        """Refuse null alone, as Slack does everywhere."""
        if value is None:
            yield ("must provide an object", at)


def block(required: dict[str, Rule], optional: dict[str, Rule] | None = None, *, more: Between | None = None) -> Shape:
    """Return the rule of a block: `type`, perhaps a `block_id`, and its own fields."""
    return Shape({"type": Words(50), **required}, {"block_id": Words(255), **(optional or {})}, more)
