"""Elements of forms, and fields that are declared with their label, hint, limit and errors.

A declared field shows the errors about its value. If an error depends on data, such as times, the form decides which
field shows it. The last part is about fields that several people write, and about merging two conflicting texts."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import KW_ONLY, dataclass
from datetime import datetime
from typing import TypeAlias

from slack_sdk.models.blocks import (
    Block,
    CheckboxesElement,
    ConversationFilter,
    ConversationSelectElement,
    DatePickerElement,
    ExternalDataMultiSelectElement,
    InputInteractiveElement,
    PlainTextInputElement,
    TimePickerElement,
    UrlInputElement,
)
from slack_sdk.models.blocks.block_elements import FileInputElement

from bot.dates.paris import to_paris
from bot.dates.words import moment_words
from bot.errors import Garbled, Invalid
from bot.programme.model import Defi, Person, Version
from bot.programme.spelling import distinct_names
from bot.programme.versions import LIMIT, Clash, TypedField

from . import texts
from .blocks import (
    Choice,
    Json,
    accessory_section,
    button,
    context,
    field,
    modal,
    option,
    plain_sections,
    section,
    text_area,
)
from .escaping import Said
from .reading import DAY, REASON, TIME, Fields, read_epoch, read_id, split_pieces
from .turn import Turn

# The version that a form shows of each field that several people write.
Shown: TypeAlias = Mapping[str, Version]
ZONE = "Europe/Paris"
MOST_BOXES = 10
# After a click on « Préciser », the value of the button ends with this word. The form then has all fields.
WHOLE_FORM = "all"


def more_fields_block(explanation: Said, action: str, *, value: str = "") -> Block:
    """Build « Préciser », which replaces a form by the form with all fields.

    `explanation` says which fields it adds."""
    return accessory_section(explanation, button(texts.PRECISE, action, value=f"{value} {WHOLE_FORM}".strip()))


def defi_choices(defis: Sequence[Defi]) -> list[Choice]:
    """Return défis as options. If two défis have the same name, the options add their promotions."""
    names = distinct_names(defis)
    return [(names[defi.id], str(defi.id)) for defi in defis]


def checkboxes(action_id: str, choices: Sequence[Choice], *, ticked: Sequence[Choice] = ()) -> CheckboxesElement:
    """Build check boxes. Only the first ten choices are shown, Slack's limit."""
    return CheckboxesElement(
        action_id=action_id,
        options=[option(choice) for choice in choices[:MOST_BOXES]],
        initial_options=[option(choice) for choice in choices[:MOST_BOXES] if choice in ticked] or None,
    )


def suggestion_list(
    action_id: str, placeholder: str, *, chosen_options: Sequence[Choice], max_chosen: int
) -> InputInteractiveElement:
    """Build a list to choose up to `max_chosen` options. The bot suggests options while the person types."""
    return ExternalDataMultiSelectElement(
        action_id=action_id,
        placeholder=placeholder,
        min_query_length=0,
        max_selected_items=max_chosen,
        initial_options=[option(one) for one in chosen_options] or None,
    )


def day_picker(action_id: str, *, initial: str | None) -> DatePickerElement:
    """Build a calendar. `initial` is a day in the format 2026-05-12."""
    return DatePickerElement(action_id=action_id, initial_date=initial)


def time_picker(action_id: str, *, initial: str | None) -> TimePickerElement:
    """Build a time picker, always in Paris time. `initial` is a time in the format 14:30."""
    return TimePickerElement(action_id=action_id, initial_time=initial, timezone=ZONE)


def moment_fields(starts: datetime) -> list[Block]:
    """Build the fields of a day and a time, filled with the current start. `reading.read_moment` parses them."""
    local = to_paris(starts)
    return [
        field(DAY, texts.DAY, day_picker(DAY, initial=f"{local:%Y-%m-%d}")),
        field(TIME, texts.TIME, time_picker(TIME, initial=f"{local:%H:%M}")),
    ]


def reason_field(hint: str, *, limit: int, initial: str | None = None) -> Block:
    """Build the field of an optional reason. `hint` says who can read it. `reading.read_reason` parses it."""
    return field(REASON, texts.REASON, text_area(REASON, limit=limit, initial=initial), hint=hint, optional=True)


def file_picker(action_id: str) -> FileInputElement:
    return FileInputElement(action_id=action_id, max_files=1)


def link_box(action_id: str, *, initial: str | None = None) -> UrlInputElement:
    return UrlInputElement(action_id=action_id, initial_value=initial)


def channel_picker(action_id: str, placeholder: str, *, initial: str | None = None) -> ConversationSelectElement:
    """Build a list of public and private channels. Slack itself fills the list, so the bot needs no scope."""
    return ConversationSelectElement(
        action_id=action_id,
        placeholder=placeholder,
        initial_conversation=initial,
        filter=ConversationFilter(include=["public", "private"], exclude_bot_users=True),
    )


@dataclass(frozen=True)
class Field(ABC):
    """A field of a form. `name` is also its block id. `refusals` are error messages by the reason of an Invalid."""

    name: str
    label: str
    hint: str
    _: KW_ONLY
    refusals: Mapping[str, str]

    def read(self, turn: Turn) -> str:
        return str((turn.values.get(self.name) or {}).get("value") or "")

    def draw(self, *, initial: str | None = None) -> Block:
        return field(self.name, self.label, self._element(initial), hint=self.hint)

    @abstractmethod
    def _element(self, initial: str | None) -> InputInteractiveElement: ...


@dataclass(frozen=True)
class Text(Field):
    """A text field of several lines, for at most `limit` characters. `example` is its placeholder."""

    limit: int
    example: str | None = None

    def _element(self, initial: str | None) -> InputInteractiveElement:
        return text_area(self.name, limit=self.limit, initial=initial, placeholder=self.example)


@dataclass(frozen=True)
class Address(Field):
    """A field for a web address."""

    def _element(self, initial: str | None) -> InputInteractiveElement:
        return link_box(self.name, initial=initial)


@dataclass(frozen=True)
class Form:
    """A form with its callback id, its title, the label of its button, and its fields."""

    callback_id: str
    title: str
    submit: str
    fields: tuple[Field, ...]

    def draw(self, blocks: Sequence[Block], *, metadata: object) -> Json:
        return modal(self.callback_id, self.title, blocks, submit=self.submit, private_metadata=str(metadata))

    @contextmanager
    def show_errors(self, turn: Turn) -> Iterator[None]:
        """Show the error message of an Invalid on its field.

        The caller must return right after the `with` block, as a test checks. Raises KeyError if the field has no error
        message for the reason."""
        try:
            yield
        except Invalid as refusal:
            name, reason = str(refusal.facts["field"]), str(refusal.facts["reason"])
            sentences = {field.name: field.refusals for field in self.fields}[name]
            turn.ack(response_action="errors", errors={name: sentences[reason]})


def text_box(name: str, *, limit: int = LIMIT, initial: str = "") -> PlainTextInputElement:
    return text_area(name, limit=limit, initial=initial[:limit] or None)


def write_versions(names: Collection[str], shown_versions: Shown) -> str:
    """Serialise the names of a form's fields and the versions that they show, such as « succes:3,orientations:0 »."""
    return ",".join(f"{name}:{(shown_versions[name].number or 0) if name in shown_versions else 0}" for name in names)


def read_typed_fields(values: Fields, metadata: str) -> dict[str, TypedField]:
    """Parse the texts and choices in a form's fields, by the field's name. Raises Garbled."""
    found = {}
    for one in metadata.split(","):
        name, over = split_pieces(one, 2, sep=":")
        if not name:
            raise Garbled
        found[name] = TypedField(read_id(over, minimum=0), values.typed_text(name) or values.chosen_value(name))
    return found


def write_conflicts(clashes: Sequence[Clash]) -> str:
    """Return the private_metadata of a form that merges texts: the fields in conflict and the versions it shows."""
    return write_versions(
        [clash.theirs.field for clash in clashes], {clash.theirs.field: clash.theirs for clash in clashes}
    )


def merge_blocks(
    clashes: Sequence[Clash],
    *,
    labels: Mapping[str, str],
    people: Mapping[int, Person],
    limits: Mapping[str, int] | None = None,
    now: datetime,
) -> list[Block]:
    """Build both texts of each conflict. The reader merges the other person's text into a field with their own text.

    The keys of `labels` and `limits` are names of fields. Only short fields have a limit. `people` are authors."""
    blocks: list[Block] = [section(texts.MERGE)]
    for clash in clashes:
        theirs, label = clash.theirs, labels[clash.theirs.field]
        who = people.get(theirs.person_id or 0)
        when = moment_words(theirs.at, now)
        blocks.append(section(texts.SAVED_BY(label=label, who=who.name if who else texts.SOMEBODY_ELSE, when=when)))
        blocks += plain_sections(theirs.text) if theirs.text else [context(texts.ERASED)]
        box = text_box(theirs.field, limit=(limits or {}).get(theirs.field, LIMIT), initial=clash.mine)
        blocks.append(field(theirs.field, texts.KEPT_BY_YOU(label=label).plain, box, optional=True))
    return blocks


@dataclass(frozen=True, slots=True)
class TimeToConfirm:
    """A new time that the person must confirm, because the people in `names` have another appointment then."""

    starts: datetime
    names: Sequence[str]
    reason: str | None = None


def write_move_metadata(thing_id: int, to_confirm: TimeToConfirm | None) -> str:
    """Serialise the private_metadata of a form: an appointment's id, and the time to confirm, if any."""
    return f"{thing_id} {int(to_confirm.starts.timestamp())}" if to_confirm else str(thing_id)


def read_move_metadata(metadata: str) -> tuple[int, datetime | None]:
    """Parse what `write_move_metadata` wrote. Raises NotFound, Garbled."""
    thing_id, _, seen = metadata.partition(" ")
    return read_id(thing_id), read_epoch(seen) if seen else None
