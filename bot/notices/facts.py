"""Facts, the content of notices as values: written to a row, read back, addressed; pure.

Each feature has its own `facts.py`; `handlers/<feature>/news.py` renders them. A row holds the fields in order,
separated by spaces: the previous version must be able to read what this one writes."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from inspect import get_annotations
from types import NoneType, UnionType
from typing import Any, ClassVar, Self, TypeAlias, TypedDict, Union, Unpack, dataclass_transform, get_args, get_origin
from typing import get_type_hints as hints_of

from bot.dates.paris import from_epoch
from bot.notices.model import Action, Owed

Write: TypeAlias = Callable[[Any], str]
Read: TypeAlias = Callable[[str], Any]
Codec: TypeAlias = tuple[Write, Read]
Times: TypeAlias = Mapping[int, int]  # id of a changed appointment → the start its reader knows, seconds since 1970


class Manner(TypedDict, total=False):
    """How a kind of fact is sent, declared in its class statement and inherited.

    `kind` and `subject`: the row's. `card`: it can be updated later. `distinct`: it is sent again if its content
    differs, so its period is its content. `helps`: for how long it is useful after it is due. `urgent`: it is sent
    before others. `copied`: it is mailed to a person without a Slack account, unless False. `between`: the separator of
    its values."""

    kind: str
    subject: str
    action: Action
    card: bool
    distinct: bool
    helps: timedelta
    urgent: bool
    copied: bool
    between: str


@dataclass(frozen=True, slots=True)
class Column:
    """A field as stored in a row; `default` is `MISSING` if it is always written."""

    name: str
    default: object
    write: Write
    read: Read


@dataclass_transform(frozen_default=True)
@dataclass(frozen=True)
class Fact:
    """A fact to notify: ids, times, enums and keys, never text. Subclasses are frozen dataclasses.

    A trailing field with its default is not written. The last field takes the rest of the row."""

    kind: ClassVar[str] = ""
    subject: ClassVar[str] = ""
    action: ClassVar[Action] = Action.POST
    card: ClassVar[bool] = False
    distinct: ClassVar[bool] = False
    helps: ClassVar[timedelta | None] = None
    urgent: ClassVar[bool] = False
    copied: ClassVar[bool] = True
    between: ClassVar[str] = " "

    def __init_subclass__(cls, **manner: Unpack[Manner]) -> None:
        super().__init_subclass__()
        cls.kind = ""  # each subclass has its own
        for name, value in manner.items():
            setattr(cls, name, value)
        if not get_annotations(cls) and len(cls.__bases__) == 1:
            return  # inherit everything: creating a dataclass takes 0.5 ms of the start
        dataclass(frozen=True)(cls)

    @classmethod
    @cache
    def columns(cls) -> tuple[Column, ...]:
        """Return its fields as stored in a row. Raises TypeError for an unsupported type."""
        hints = hints_of(cls)
        return tuple(Column(field.name, field.default, *_codec(hints[field.name])) for field in fields(cls))

    @property
    def detail(self) -> str:
        """The content of its row."""
        values = [(column, getattr(self, column.name)) for column in self.columns()]
        while values and values[-1][0].default == values[-1][1]:
            values.pop()
        return self.between.join(column.write(value) for column, value in values)

    @classmethod
    def read(cls, detail: str) -> Self:
        """Parse a row; missing trailing fields have their default, or are empty. Raises ValueError."""
        columns = cls.columns()
        texts = detail.split(cls.between, len(columns) - 1) if columns and detail else []
        given = {column.name: column.read(text) for column, text in zip(columns, texts, strict=False)}
        missing = {column.name: column.read("") for column in columns[len(texts) :] if column.default is MISSING}
        return cls(**given, **missing)

    def owed(
        self,
        about: int,
        *,
        to: int | None = None,
        channel: str | None = None,
        due: datetime,
        expires: datetime | None = None,
        revision: int = 0,
        period: str | None = None,
        action: Action | None = None,
        card: bool | None = None,
    ) -> Owed:
        """Address the fact to a person, a channel or a group: `about` is its subject's id; the rest as in `Owed`.

        Its kind gives the defaults. A mail is never a card that is updated.
        """
        how = action or self.action
        return Owed(
            action=how,
            kind=self.kind,
            subject=self.subject,
            subject_id=about,
            revision=revision,
            due=due,
            person_id=to,
            channel=channel,
            detail=self.detail,
            expires=due + self.helps if expires is None and self.helps is not None else expires,
            period=period if period is not None else self.detail if self.distinct else "",
            card=self.card and how is not Action.MAIL if card is None else card,
            urgent=self.urgent,
        )


def _codec(hint: Any) -> Codec:  # noqa: ANN401 - whatever stands after a field's colon
    """Return how values of this type are written and parsed. Raises TypeError for an unsupported type."""
    origin, inside = get_origin(hint), get_args(hint)
    if hint == Times:
        return _write_times, _read_times
    if origin in (Union, UnionType):
        return _either(*inside)
    if origin is tuple and inside[1:] == (Ellipsis,):
        return _several(*_codec(inside[0]))
    if hint in _PLAIN:
        return _PLAIN[hint]
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return str, hint
    if isinstance(hint, type) and issubclass(hint, Fact):
        return lambda fact: str(fact.detail), hint.read
    raise TypeError(f"no row holds {hint}")


def _either(first: Any, other: Any) -> Codec:  # noqa: ANN401 - two types
    """Return how to write an id, a key or an optional value: None is 0 for an id, otherwise an empty text."""
    if first is int and other is not NoneType:
        return str, lambda text: int(text) if text.isdigit() else other(text)
    (write, read), none = _codec(first), "0" if first is int else ""
    return (
        lambda value: none if value is None else write(value),
        lambda text: None if text in (none, "") else read(text),
    )


def _several(write: Write, read: Read) -> Codec:
    return lambda some: ",".join(map(write, some)), lambda text: tuple(
        read(piece) for piece in text.split(",") if piece
    )


def _write_times(times: Times) -> str:
    return ",".join(f"{person_id}:{moment}" for person_id, moment in times.items())


def _read_times(text: str) -> Times:
    pairs = (pair.split(":") for pair in text.split(",") if pair)
    return {int(person_id): int(moment) for person_id, moment in pairs}


_PLAIN: Mapping[type, Codec] = {
    int: (str, int),
    str: (str, str),
    datetime: (lambda moment: str(int(moment.timestamp())), lambda text: from_epoch(int(text))),
}


class Change(Fact, ABC):
    """A fact about a change. Changes before its readers are notified share one notice, from what they know."""

    @abstractmethod
    def knows(self) -> Times:
        """Return the state its readers knew before."""

    @abstractmethod
    def knowing(self, known: Times) -> Self | None:
        """Return this fact for a reader who knows this state; None if the fact would be old news."""


class Retimed(Change):
    """A change by somebody (None: a periodic job), with the start that people knew of each appointment."""

    by_id: int | None
    known: Times

    def knows(self) -> Times:
        """Return the state its readers knew before."""
        return self.known

    def knowing(self, known: Times) -> Self:
        """Return the same fact for a reader who knows this state."""
        return replace(self, known=known)
