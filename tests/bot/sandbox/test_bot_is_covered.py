"""What the bot calls, draws and listens to is there: its sources are read, the stand-in imports none of them."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from slack_sdk import WebClient
from slack_sdk.models import blocks as sdk_blocks
from slack_sdk.web.base_client import BaseClient

from bot.door.manifest import build_manifest
from bot.sandbox.blockkit.elements import ELEMENTS
from bot.sandbox.blockkit.judge import BLOCKS
from bot.sandbox.blockkit.rich import CELL
from bot.sandbox.memory.installation import EVENT_SCOPES, SENT, read_manifest
from bot.sandbox.methods.table import METHODS
from handlers.kit.routes import Routes
from tests.architecture.sources import Module, modules

ROOT = Path(__file__).parents[3]
SANDBOX = "bot/sandbox/"
COVERAGE = (ROOT / "bot" / "sandbox" / "coverage.md").read_text()
SDK_METHODS = {name for name in dir(WebClient) if not name.startswith("_") and not hasattr(BaseClient, name)}
# what each of the routes' tables is called by on the page of what is covered
PAYLOADS = {
    "command": "slash commands",
    "action": "`block_actions`",
    "view": "`view_submission`",
    "options": "`block_suggestion`",
    "event": "events `",
    "shortcut": "global and message shortcuts",
}


def sources(*folders: str) -> list[Module]:
    """The bot's own sources, read."""
    ours = [one for one in modules() if one.path.partition("/")[0] in folders]
    return [one for one in ours if not one.path.startswith(SANDBOX)]


def methods_in(module: Module) -> Iterator[str]:
    """The methods of the Web API called in a source: by the SDK's functions, or by `api_call`."""
    for node in module.nodes:
        if isinstance(node, ast.Attribute) and node.attr in SDK_METHODS:
            yield node.attr.replace("_", ".")
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "api_call":
            yield from (str(one.value) for one in node.args[:1] if isinstance(one, ast.Constant))


def drawn_in(module: Module) -> Iterator[str]:
    """The types of blocks and elements named in a source: as the SDK's classes, or as `"type": "…"`."""
    for node in module.nodes:
        if isinstance(node, ast.Name | ast.Attribute):
            named = getattr(sdk_blocks, node.id if isinstance(node, ast.Name) else node.attr, None)
            if isinstance(kind := getattr(named, "type", None), str) and not isinstance(named, ModuleType):
                yield kind
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and key.value == "type" and isinstance(value, ast.Constant):
                    yield str(value.value)


def test_every_method_the_bot_calls_is_supported() -> None:
    used = {name for module in sources("bot", "handlers") for name in methods_in(module)}
    assert used - set(METHODS) == set()
    assert used >= {"chat.postMessage", "views.open", "views.publish", "users.info"}


def test_every_block_and_element_the_bot_draws_is_judged() -> None:
    used = {name for module in sources("handlers") for name in drawn_in(module)}
    surfaces = {"modal", "home", "message"}  # the last: what a page shows that is no form
    assert used - {*BLOCKS, *ELEMENTS, *CELL.table, *surfaces} == set()
    assert used >= {"section", "button", "static_select"}


def test_every_kind_of_payload_the_bot_listens_to_is_supported() -> None:
    assert set(Routes().tables) == set(PAYLOADS)
    supported = [row for row in COVERAGE.splitlines() if re.search(r"\| supported[^|]*\|$", row)]
    missing = [kind for kind, words in PAYLOADS.items() if not any(words in row for row in supported)]
    assert missing == []


def test_everything_the_manifest_asks_for_is_known() -> None:
    app, mistakes = read_manifest(build_manifest())
    assert mistakes == []
    assert app.events - SENT == set()
    known = {scope for method in METHODS.values() for scope in method.scopes}
    known |= {scope for scopes in EVENT_SCOPES.values() for scope in scopes} | {"commands", "chat:write.public"}
    assert set(app.scopes) - known == set()


def test_page_names_the_events_that_are_sent_and_no_others() -> None:
    rows = [row for row in COVERAGE.splitlines() if row.startswith("| events ")]
    named = {
        name for row in rows for name in re.findall(r"`([a-z_.]+)`", row.partition("; retries")[0].partition(":")[0])
    }
    assert named == SENT | {"app_rate_limited"}
    assert "`reaction_added`" in COVERAGE
    assert {"reaction_added"} == set(EVENT_SCOPES) - SENT


def test_stand_in_imports_nothing_of_ours() -> None:
    for module in (one for one in modules() if one.path.startswith(SANDBOX)):
        for node in module.nodes:
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [one.name for one in node.names] if isinstance(node, ast.Import) else []
            ours = [one for one in names if one.split(".")[0] in ("bot", "handlers", "storage")]
            assert [one for one in ours if not one.startswith("bot.sandbox")] == [], module.path
