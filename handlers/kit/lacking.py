"""Replace blocks of recent types by text, if the workspace has refused them.

Slack refuses the whole call if it refuses one block. It has sent nothing then, so the bot repeats the call with text.
In acks and `response_url` messages, Slack does not report refusals, so recent types are always replaced there
(`plain_blocks`)."""

import logging
import re
from collections.abc import Collection, Iterator, Sequence
from threading import Lock
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.outside.slack import client_options

from .escaping import bold, clip, escape

log = logging.getLogger(__name__)

LEVEL = "header.level"
_EVERYWHERE = frozenset(
    {"section", "header", "divider", "context", "actions", "image", "input", "rich_text", "file", "video"}
)
_DRAWING = frozenset({"chat.postMessage", "chat.update", "views.open", "views.push", "views.update", "views.publish"})
_REFUSALS = frozenset({"invalid_blocks", "invalid_arguments"})  # Slack's errors for refused blocks
# The groups are the number of a block, and the rest of the pointer.
_POINTER = re.compile(r"json-pointer:(?:/view)?(?:/blocks(?:/(\d+))?)?([^\]]*)")
_WORDS = ("title", "rich_text_title", "subtitle", "caption", "text", "body", "subtext", "details")
_INSIDE = ("rows", "elements", "tasks", "child_blocks")


class RefusedBlockTypes:
    """The types of blocks that a workspace has refused since the process started. Thread-safe.

    LEVEL stands for the heading level. The types are not stored, since the workspace may accept them later. After a
    restart, the first refused call adds them again."""

    def __init__(self) -> None:
        self.names: frozenset[str] = frozenset()
        self._lock = Lock()

    def wrap(self, client: WebClient) -> WebClient:
        """Return a client that replaces refused types of blocks before each call of `client`."""
        return _FallbackClient(client, self)

    def note(self, names: Collection[str]) -> None:
        with self._lock:
            news = sorted(set(names) - self.names)
            self.names |= set(names)
        if news:
            log.warning("this workspace refuses %s; sent as text from now on", ", ".join(news))


class _FallbackClient(WebClient):
    def __init__(self, client: WebClient, lacking: RefusedBlockTypes) -> None:
        super().__init__(**client_options(client))
        self._client, self._lacking = client, lacking

    def api_call(self, api_method: str, **given: Any) -> SlackResponse:  # noqa: ANN401 the SDK's own signature
        body = given.get("json") or {}
        blocks = _blocks_of(body) if api_method in _DRAWING else []
        names = _recent_types(blocks)
        if not names:
            return self._client.api_call(api_method, **given)
        blocks = replace_types(blocks, self._lacking.names)
        try:
            return self._client.api_call(api_method, **given | {"json": _set_blocks(body, blocks)})
        except SlackApiError as error:
            refused = _refused_types(error, blocks)
            if not refused:
                raise
        answer = self._client.api_call(
            api_method, **given | {"json": _set_blocks(body, replace_types(blocks, refused))}
        )
        self._lacking.note(refused)
        return answer


def plain_blocks(blocks: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the blocks. Text replaces all blocks of recent types."""
    return replace_types(blocks, _recent_types(blocks))


def replace_types(blocks: Sequence[dict[str, Any]], names: Collection[str]) -> list[dict[str, Any]]:
    """Return the blocks. Text replaces the blocks of these types, and their buttons follow the text."""
    drawn: list[dict[str, Any]] = []
    for block in blocks:
        if LEVEL in names and LEVEL in _recent_types_in_block(block):
            drawn.append({key: value for key, value in block.items() if key != "level"})
        elif block["type"] in names:
            drawn += _text_blocks(block)
        else:
            drawn.append(block)
    return drawn


def _text_blocks(block: dict[str, Any]) -> Iterator[dict[str, Any]]:
    whole = _table_paragraphs(block) if block["type"] == "data_table" else ["\n".join(_text_pieces(block))]
    for text in whole:
        if text:
            yield {"type": "section", "text": {"type": "mrkdwn", "text": clip(text, 3000), "verbatim": True}}
    if buttons := list(_inner_buttons(block)):
        yield {"type": "actions", "elements": buttons}


def _table_paragraphs(table: dict[str, Any]) -> list[str]:
    """Return the rows of a table as paragraphs of at most 3,000 characters. Each cell follows its column's name."""
    names, *rows = [[str(cell["text"]) for cell in row] for row in table["rows"]]
    paragraphs = [""]
    for first, *cells in rows:
        told = [f"{escape(name)}\u00a0: {escape(cell)}" for name, cell in zip(names[1:], cells, strict=True)]
        row = clip("\n".join((bold(first), ", ".join(told))), 3000)
        if len(paragraphs[-1]) + len(row) + 2 > 3000:
            paragraphs.append("")
        paragraphs[-1] += f"\n\n{row}" if paragraphs[-1] else row
    return paragraphs


def _text_pieces(node: object) -> Iterator[str]:
    if isinstance(node, str):
        yield escape(node)
    elif isinstance(node, list) and all(isinstance(row, list) for row in node):
        # A list of lists is a table with rows.
        for row in node:
            yield " · ".join(word for cell in row for word in _text_pieces(cell))
    elif isinstance(node, list):
        for one in node:
            yield from _text_pieces(one)
    elif isinstance(node, dict) and node.get("type") == "mrkdwn":
        yield node["text"]
    elif isinstance(node, dict) and node.get("type") != "button":
        for key in (*_WORDS, *_INSIDE):
            yield from _text_pieces(node.get(key))


def _inner_buttons(node: object) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict) and node.get("type") == "button":
        yield node
    else:
        inside = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
        for one in inside:
            yield from _inner_buttons(one)


def _recent_types_in_block(block: dict[str, Any]) -> set[str]:
    if block["type"] == "header" and "level" in block:
        return {LEVEL}
    return {block["type"]} - _EVERYWHERE


def _recent_types(blocks: Sequence[dict[str, Any]]) -> set[str]:
    return {name for block in blocks for name in _recent_types_in_block(block)}


def _refused_types(error: SlackApiError, blocks: Sequence[dict[str, Any]]) -> set[str]:
    """Return the types of blocks that the workspace refused. If Slack's error does not say, return all recent types."""
    if error.response.get("error") not in _REFUSALS:
        return set()
    said = " ".join(map(str, (error.response.get("response_metadata") or {}).get("messages") or ()))
    # If a pointer does not point into the blocks, its two groups are "".
    pointed = [number for number, rest in _POINTER.findall(said) if number or rest]
    if not pointed:
        return _recent_types(blocks)
    return _recent_types([blocks[int(number)] for number in pointed if number and int(number) < len(blocks)])


def _blocks_of(body: dict[str, Any]) -> list[dict[str, Any]]:
    return (body.get("view") or body).get("blocks") or []


def _set_blocks(body: dict[str, Any], blocks: list[dict[str, Any]]) -> dict[str, Any]:
    return body | ({"view": body["view"] | {"blocks": blocks}} if body.get("view") else {"blocks": blocks})
