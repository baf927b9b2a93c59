"""Base classes of facts: the contents of notices, which are written to a row as text and read back. Pure.

Each feature has its own `facts.py`; `handlers/<feature>/news.py` renders its facts. A row holds the fields in order,
separated by spaces. The previous version of the bot must be able to read the rows of this version."""

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
from bot.notices.model import Action, NoticeToSend

Write: TypeAlias = Callable[[Any], str]
Read: TypeAlias = Callable[[str], Any]
Codec: TypeAlias = tuple[Write, Read]
Times: TypeAlias = Mapping[int, int]  # {appointment id: start that the reader knows, in seconds since 1970}


class Manner(TypedDict, total=False):
    """How a kind of fact is sent. Each class of facts declares it in its class statement, or inherits it.

    `kind` and `subject` are written to the row. `card`: the message can be updated later. `distinct`: facts with
    different fields are different notices, since the fields are the period. `helps`: how long the fact is useful after
    it is due. `urgent`: it is sent before other facts. `anew`: it is sent even if the same fact was dropped before.
    `copied`: False if people without a Slack account get no mail of it. `between`: the separator of the fields in a
    row."""

    kind: str
    subject: str
    action: Action
    card: bool
    distinct: bool
    helps: timedelta
    urgent: bool
    anew: bool
    copied: bool
    between: str


@dataclass(frozen=True, slots=True)
class Column:
    """A field as it is stored in a row. `default` is `MISSING` if the field is always written."""

    name: str
    default: object
    write: Write
    read: Read


@dataclass_transform(frozen_default=True)
@dataclass(frozen=True)
class Fact:
    """The content of a notice: ids, times, enums and keys, never text. Subclasses are frozen dataclasses.

    A field at the end of the row is not written if it has its default. The last field may contain the separator."""

    kind: ClassVar[str] = ""
    subject: ClassVar[str] = ""
    action: ClassVar[Action] = Action.POST
    card: ClassVar[bool] = False
    distinct: ClassVar[bool] = False
    helps: ClassVar[timedelta | None] = None
    urgent: ClassVar[bool] = False
    anew: ClassVar[bool] = False
    copied: ClassVar[bool] = True
    between: ClassVar[str] = " "

    def __init_subclass__(cls, **manner: Unpack[Manner]) -> None:
        super().__init_subclass__()
        cls.kind = ""  # A kind is never inherited.
        for name, value in manner.items():
            setattr(cls, name, value)
        if not get_annotations(cls) and len(cls.__bases__) == 1:
            return  # A class without fields of its own need not become a dataclass, which takes 0.5 ms.
        dataclass(frozen=True)(cls)

    @classmethod
    @cache
    def columns(cls) -> tuple[Column, ...]:
        """Return the fields as they are stored in a row. Raises TypeError for an unsupported type."""
        hints = hints_of(cls)
        return tuple(Column(field.name, field.default, *_codec(hints[field.name])) for field in fields(cls))

    @property
    def detail(self) -> str:
        """The fact as it is stored in a row."""
        values = [(column, getattr(self, column.name)) for column in self.columns()]
        while values and values[-1][0].default == values[-1][1]:
            values.pop()
        return self.between.join(column.write(value) for column, value in values)

    @classmethod
    def read(cls, detail: str) -> Self:
        """Parse the detail of a row. Missing fields at its end get their default, or are empty. Raises ValueError."""
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
    ) -> NoticeToSend:
        """Return the notice of this fact to a person, a channel or a group. `about` is the id of its subject.

        `NoticeToSend` explains the other arguments. Their defaults depend on the kind of the fact (`Manner`). A mail is
        never a card, since it cannot be updated."""
        how = action or self.action
        return NoticeToSend(
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
            anew=self.anew,
        )


def _codec(hint: Any) -> Codec:  # noqa: ANN401 - any type of a field
    origin, inside = get_origin(hint), get_args(hint)
    if hint == Times:
        return _write_times, _read_times
    if origin in (Union, UnionType):
        return _either_codec(*inside)
    if origin is tuple and inside[1:] == (Ellipsis,):
        return _tuple_codec(*_codec(inside[0]))
    if hint in _PLAIN:
        return _PLAIN[hint]
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return str, hint
    if isinstance(hint, type) and issubclass(hint, Fact):
        return lambda fact: str(fact.detail), hint.read
    raise TypeError(f"no row holds {hint}")


def _either_codec(first: Any, other: Any) -> Codec:  # noqa: ANN401 - two types
    """Return the functions for a union of an id and a key, or of a type and None. None is written as 0 or ""."""
    if first is int and other is not NoneType:
        return str, lambda text: int(text) if text.isdigit() else other(text)
    (write, read), none = _codec(first), "0" if first is int else ""
    return (
        lambda value: none if value is None else write(value),
        lambda text: None if text in (none, "") else read(text),
    )


def _tuple_codec(write: Write, read: Read) -> Codec:
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
    """A fact about a change of appointments. Unsent notices of several changes become one notice.

    This notice names the starts that its reader knew before the first of these changes."""

    @abstractmethod
    def known_starts(self) -> Times:
        """Return what the reader knew before the change."""

    @abstractmethod
    def adapt_to(self, known: Times) -> Self | None:
        """Return this fact for a reader who knows these starts; None if the reader learns nothing new."""


class Retimed(Change):
    """A change of appointments' starts. `known`: the starts that the reader knows. `by_id`: None for a periodic job."""

    by_id: int | None
    known: Times

    def known_starts(self) -> Times:
        """Return what the reader knew before the change."""
        return self.known

    def adapt_to(self, known: Times) -> Self:
        """Return this fact for a reader who knows these starts."""
        return replace(self, known=known)
