"""The fields of forms that are neither text nor a list: boxes, a day, a clock time, a file, a link, a channel."""

from collections.abc import Sequence

from slack_sdk.models.blocks import (
    CheckboxesElement,
    ConversationFilter,
    ConversationSelectElement,
    DatePickerElement,
    TimePickerElement,
    UrlInputElement,
)
from slack_sdk.models.blocks.block_elements import FileInputElement

from handlers.kit.blocks import Choice, option

ZONE = "Europe/Paris"
MOST_BOXES = 10


def boxes(action_id: str, choices: Sequence[Choice], *, ticked: Sequence[Choice] = ()) -> CheckboxesElement:
    """Draw boxes to tick, ten at most: Slack takes no more."""
    return CheckboxesElement(
        action_id=action_id,
        options=[option(one) for one in choices[:MOST_BOXES]],
        initial_options=[option(one) for one in choices[:MOST_BOXES] if one in ticked] or None,
    )


def day_picker(action_id: str, *, initial: str) -> DatePickerElement:
    """Draw a calendar; `initial` is a day such as 2026-05-12."""
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
