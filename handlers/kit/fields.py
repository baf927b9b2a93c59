"""What forms are made of: elements, and fields that say themselves once (label, hint, limit, each refusal).

For forms whose refusals stand on the field they are about; where the place depends on data (times, who is busy), a form
says it by itself.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import KW_ONLY, dataclass

from slack_sdk.models.blocks import (
    Block,
    CheckboxesElement,
    ConversationFilter,
    ConversationSelectElement,
    DatePickerElement,
    InputInteractiveElement,
    TimePickerElement,
    UrlInputElement,
)
from slack_sdk.models.blocks.block_elements import FileInputElement

from bot.errors import Invalid

from .blocks import Choice, Json, field, modal, option, text_area
from .turn import Turn

ZONE = "Europe/Paris"
MOST_BOXES = 10


def boxes(action_id: str, choices: Sequence[Choice], *, ticked: Sequence[Choice] = ()) -> CheckboxesElement:
    """Draw boxes to tick, ten at most: Slack takes no more."""
    return CheckboxesElement(
        action_id=action_id,
        options=[option(one) for one in choices[:MOST_BOXES]],
        initial_options=[option(one) for one in choices[:MOST_BOXES] if one in ticked] or None,
    )


def day_picker(action_id: str, *, initial: str | None) -> DatePickerElement:
    """Draw a calendar; `initial` is a day such as 2026-05-12, None for none."""
    return DatePickerElement(action_id=action_id, initial_date=initial)


def time_picker(action_id: str, *, initial: str) -> TimePickerElement:
    """Draw a clock, of Paris for who lives elsewhere too; `initial` is a time such as 14:30."""
    return TimePickerElement(action_id=action_id, initial_time=initial, timezone=ZONE)


def file_picker(action_id: str) -> FileInputElement:
    """Draw a field for one file."""
    return FileInputElement(action_id=action_id, max_files=1)


def link_box(action_id: str, *, initial: str | None = None) -> UrlInputElement:
    """Draw a field for the address of a page."""
    return UrlInputElement(action_id=action_id, initial_value=initial)


def channel_picker(action_id: str, placeholder: str, *, initial: str | None = None) -> ConversationSelectElement:
    """Draw a list of channels, public or private, that Slack fills in: it asks for no scope."""
    return ConversationSelectElement(
        action_id=action_id,
        placeholder=placeholder,
        initial_conversation=initial,
        filter=ConversationFilter(include=["public", "private"], exclude_bot_users=True),
    )


@dataclass(frozen=True)
class Field(ABC):
    """A field: its name is the block's id; `refusals` are what is said on it, by the reason of the use case."""

    name: str
    label: str
    hint: str
    _: KW_ONLY
    refusals: Mapping[str, str]

    def read(self, turn: Turn) -> str:
        """Give what was typed, "" for nothing."""
        return str((turn.values.get(self.name) or {}).get("value") or "")

    def draw(self, *, initial: str | None = None) -> Block:
        """Draw the field, with what stands in it to begin with."""
        return field(self.name, self.label, self._element(initial), hint=self.hint)

    @abstractmethod
    def _element(self, initial: str | None) -> InputInteractiveElement: ...


@dataclass(frozen=True)
class Text(Field):
    """A box for several lines, of 1 to `limit` characters; `example` stands in it while it is empty."""

    limit: int
    example: str | None = None

    def _element(self, initial: str | None) -> InputInteractiveElement:
        return text_area(self.name, limit=self.limit, initial=initial, placeholder=self.example)


@dataclass(frozen=True)
class Address(Field):
    """A field for the address of a page."""

    def _element(self, initial: str | None) -> InputInteractiveElement:
        return link_box(self.name, initial=initial)


@dataclass(frozen=True)
class Form:
    """A modal that asks: its callback id, its title, the word of its button, and its fields."""

    callback_id: str
    title: str
    submit: str
    fields: tuple[Field, ...]

    def draw(self, blocks: Sequence[Block], *, carries: object) -> Json:
        """Draw the modal; `carries` is written into it as it is said."""
        return modal(self.callback_id, self.title, blocks, submit=self.submit, private_metadata=str(carries))

    @contextmanager
    def refusing(self, turn: Turn) -> Iterator[None]:
        """Answer a refused value on its field. It ends the block, so that nothing may follow the block (a test).

        Raises KeyError for a reason without a sentence.
        """
        try:
            yield
        except Invalid as refusal:
            name, reason = str(refusal.facts["field"]), str(refusal.facts["reason"])
            sentences = {one.name: one.refusals for one in self.fields}[name]
            turn.ack(response_action="errors", errors={name: sentences[reason]})
