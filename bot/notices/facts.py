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
Times: TypeAlias = Mapping[int, int]  # what changed, by its id → the moment that its reader knows, in seconds


class Manner(TypedDict, total=False):
    """How a kind of fact is sent, declared in its class statement and inherited.

    `kind` and `subject`: the row's. `card`: it is updated later. `distinct`: it is sent again when its content differs,
    so its period is its content. `helps`: how long after it is due. `urgent`: before all else. `copied`: it is mailed
    to a person without a Slack account, unless False. `between`: the separator of its values."""

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
    """A field as a row holds it; `default` is `MISSING` for what is always written."""

    name: str
    default: object
    write: Write
    read: Read


@dataclass_transform(frozen_default=True)
@dataclass(frozen=True)
class Fact:
    """A fact to notify: ids, times, enums and keys, never words. Subclasses are frozen dataclasses.

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
        cls.kind = ""  # each says its own
        for name, value in manner.items():
            setattr(cls, name, value)
        if not get_annotations(cls) and len(cls.__bases__) == 1:
            return  # all is its base's; to make a dataclass takes half a millisecond of the start
        dataclass(frozen=True)(cls)

    @classmethod
    @cache
    def columns(cls) -> tuple[Column, ...]:
        """Its fields as a row holds them. Raises TypeError for a field of a type that no row holds."""
        hints = hints_of(cls)
        return tuple(Column(field.name, field.default, *_codec(hints[field.name])) for field in fields(cls))

    @property
    def detail(self) -> str:
        """What its row holds."""
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

        Defaults come from its kind; a mail is not a card."""
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
    """Return how a value of this type is written and read. Raises TypeError for a type that no row holds."""
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
    """Get how an id or a key is written, or what may be None: an id then is 0, which nobody has, all else is empty."""
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
    """News of what changed: told anew, from what each reader knows, when it changes again before they heard of it."""

    @abstractmethod
    def knows(self) -> Times:
        """Return what its readers knew before."""

    @abstractmethod
    def knowing(self, known: Times) -> Self | None:
        """Return the same for a person who knows this; None if it tells them nothing new."""


class Retimed(Change):
    """A change by somebody (None: the clock), with the start that people knew of each appointment."""

    by_id: int | None
    known: Times

    def knows(self) -> Times:
        """Return what its readers knew before."""
        return self.known

    def knowing(self, known: Times) -> Self:
        """Return the same to the person who knows this."""
        return replace(self, known=known)
