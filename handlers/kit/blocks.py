"""The few blocks the bot speaks with, over `slack_sdk.models`; a message always has its text for screen readers."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ConfirmObject,
    ContextBlock,
    DividerBlock,
    HeaderBlock,
    InputBlock,
    InputInteractiveElement,
    InteractiveElement,
    MarkdownTextObject,
    Option,
    OptionGroup,
    PlainTextInputElement,
    PlainTextObject,
    SectionBlock,
    StaticMultiSelectElement,
    StaticSelectElement,
)
from slack_sdk.models.views import View

from .escaping import clip

Json: TypeAlias = dict[str, Any]
Choice: TypeAlias = tuple[str, str]  # label, value
Group: TypeAlias = tuple[str, Sequence[Choice]]  # label, its choices


@dataclass(frozen=True)
class Message:
    """What is posted: `text` says all of it in full sentences (screen readers have nothing else), blocks draw it."""

    text: str
    blocks: tuple[Json, ...] = ()

    @cached_property
    def answer(self) -> str:
        """The body that answers a command with it, seen by one person; a drawing that is kept is written once."""
        said = {"text": self.text, "response_type": "ephemeral"}
        return json.dumps(said | {"blocks": list(self.blocks)} if self.blocks else said)


def message(text: str, *blocks: Block) -> Message:
    """Render a message once, for all that will send it."""
    return Message(clip(text, 4000), tuple(block.to_dict() for block in blocks))


def header(text: str) -> Block:
    """Draw a title."""
    return HeaderBlock(text=PlainTextObject(text=clip(text, 150), emoji=False))


def section(text: str, *, block_id: str | None = None) -> Block:
    """Draw a paragraph of mrkdwn: text typed by a person was escaped before."""
    return SectionBlock(text=MarkdownTextObject(text=clip(text, 3000), verbatim=True), block_id=block_id)


def words(text: str) -> Block:
    """Draw a person's own words as they were typed, without markup."""
    return SectionBlock(text=PlainTextObject(text=clip(text, 3000), emoji=False))


def fields(*texts: str) -> Block:
    """Draw short mrkdwn texts side by side where there is room."""
    return SectionBlock(fields=[MarkdownTextObject(text=clip(text, 2000), verbatim=True) for text in texts])


def context(text: str) -> Block:
    """Draw a small line beside the matter."""
    return ContextBlock(elements=[MarkdownTextObject(text=clip(text, 2000), verbatim=True)])


def divider() -> Block:
    """Draw a line."""
    return DividerBlock()


def actions(*elements: InteractiveElement, block_id: str | None = None) -> Block:
    """Draw buttons and selects in a row."""
    return ActionsBlock(elements=list(elements), block_id=block_id)


def button(
    label: str,
    action_id: str,
    *,
    value: str | None = None,
    of: str | None = None,
    url: str | None = None,
    style: str | None = None,
    confirm: ConfirmObject | None = None,
) -> InteractiveElement:
    """Draw a button: a verb; `of` names its object for who cannot see where it stands."""
    name = clip(f"{label} : {of}", 75) if of else None
    return ButtonElement(
        text=PlainTextObject(text=label, emoji=False),
        action_id=action_id,
        value=value,
        url=url,
        style=style,
        confirm=confirm,
        accessibility_label=name,
    )


def sure(title: str, text: str, *, yes: str, no: str) -> ConfirmObject:
    """Ask before something that others will notice."""
    return ConfirmObject(
        title=PlainTextObject(text=title),
        text=PlainTextObject(text=clip(text, 300)),
        confirm=yes,
        deny=no,
        style="danger",
    )


def option(choice: Choice) -> Option:
    """Draw a choice."""
    label, value = choice
    return Option(text=PlainTextObject(text=clip(label, 75), emoji=False), value=value)


def select(
    action_id: str,
    placeholder: str,
    choices: Sequence[Choice] | None = None,
    *,
    groups: Sequence[Group] | None = None,
    initial: Choice | None = None,
) -> StaticSelectElement:
    """Draw a list to choose one from, of choices or of groups of them."""
    return StaticSelectElement(
        action_id=action_id,
        placeholder=PlainTextObject(text=placeholder),
        options=[option(choice) for choice in choices] if choices else None,
        option_groups=[_group(group) for group in groups] if groups else None,
        initial_option=option(initial) if initial else None,
    )


def multi_select(
    action_id: str, placeholder: str, groups: Sequence[Group], *, initial: Sequence[Choice] = ()
) -> StaticMultiSelectElement:
    """Draw a list to choose several from; with a single group its choices stand alone."""
    alone = len(groups) == 1
    return StaticMultiSelectElement(
        action_id=action_id,
        placeholder=PlainTextObject(text=placeholder),
        options=[option(choice) for choice in groups[0][1]] if alone else None,
        option_groups=None if alone else [_group(group) for group in groups],
        initial_options=[option(choice) for choice in initial] or None,
    )


def field(
    name: str, label: str, element: InputInteractiveElement, *, hint: str | None = None, optional: bool = False
) -> Block:
    """Draw a field of a form; its block id and action id are the field's name."""
    return InputBlock(
        block_id=name,
        label=PlainTextObject(text=label, emoji=False),
        element=element,
        hint=PlainTextObject(text=hint, emoji=False) if hint else None,
        optional=optional,
    )


def text_area(
    name: str, *, limit: int, initial: str | None = None, placeholder: str | None = None
) -> PlainTextInputElement:
    """Draw a box for several lines, of 1 to `limit` characters."""
    return PlainTextInputElement(
        action_id=name,
        multiline=True,
        min_length=1,
        max_length=limit,
        initial_value=initial,
        placeholder=PlainTextObject(text=placeholder) if placeholder else None,
    )


def modal(
    callback_id: str,
    title: str,
    blocks: Sequence[Block | Json],
    *,
    submit: str | None = None,
    close: str = "Fermer",
    private_metadata: str = "",
    last: bool = False,
) -> Json:
    """Draw a modal; it closes with « Fermer », and with `last` all the steps under it close too."""
    drawn = [block if isinstance(block, dict) else block.to_dict() for block in blocks]
    view: Json = View(
        type="modal",
        callback_id=callback_id,
        title=PlainTextObject(text=clip(title, 24), emoji=False),
        submit=PlainTextObject(text=submit, emoji=False) if submit else None,
        close=PlainTextObject(text=close, emoji=False),
        private_metadata=private_metadata,
        clear_on_close=True if last else None,
        blocks=list(blocks),
    ).to_dict()
    return {**view, "blocks": drawn}


def _group(group: Group) -> OptionGroup:
    label, choices = group
    return OptionGroup(
        label=PlainTextObject(text=clip(label, 75), emoji=False), options=[option(choice) for choice in choices]
    )
