"""Fields that say themselves once: name, label, hint, limit, and the sentence of each refusal on them.

For forms whose refusals stand on the field they are about; where the place depends on data (times, who is busy), a form
says it by itself.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import KW_ONLY, dataclass

from slack_sdk.models.blocks import Block, InputInteractiveElement

from bot.errors import Invalid

from .blocks import Json, field, modal, text_area
from .pickers import link_box
from .turn import Turn


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
