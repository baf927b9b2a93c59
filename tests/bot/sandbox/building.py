"""Blocks, views and refusals for the tests, as plain JSON."""

from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def button(text: str, action_id: str, **more: object) -> Json:
    return {"type": "button", "text": plain(text), "action_id": action_id, **more}


def modal(*blocks: Json, **more: object) -> Json:
    return {"type": "modal", "title": plain("Essai"), "callback_id": "essai.form", "blocks": list(blocks), **more}


def field(block_id: str, label: str, element: Json | None = None, **more: object) -> Json:
    inside = {"action_id": "value", **(element or {"type": "plain_text_input"})}
    return {"type": "input", "block_id": block_id, "label": plain(label), "element": inside, **more}


def actions(*elements: Json, **more: object) -> Json:
    return {"type": "actions", "elements": list(elements), **more}


def section(text: str, **more: object) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def option(text: str) -> Json:
    return {"text": plain(text), "value": text}


def refusal(call: Callable[..., object], **arguments: object) -> Json:
    """Give the answer of a call that Slack refuses."""
    with pytest.raises(SlackApiError) as refused:
        call(**arguments)
    answer: Json = refused.value.response.data
    return answer
