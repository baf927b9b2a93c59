"""Validate without sending: blocks, messages and views (blocks.validate), and the manifest of an app."""

import json
from collections.abc import Iterator
from typing import Any

from bot.sandbox.blockkit.judge import check_known, check_message, check_view
from bot.sandbox.memory.installation import read_manifest
from bot.sandbox.memory.team import Team
from bot.sandbox.refused import Json, Refused, refused_arguments

LARGEST = 100_000  # characters of a payload
KEYS = {"_metadata", "display_information", "features", "oauth_config", "settings"}


def validate_blocks(team: Team, arguments: Json) -> Json:
    """blocks.validate, for exactly one of blocks, message and view. Each fault has its pointer."""
    given = [name for name in ("blocks", "message", "view") if arguments.get(name) not in (None, "")]
    if len(given) != 1:
        raise refused_arguments(["[ERROR] must provide exactly one of `blocks`, `message` or `view`"])
    name, payload = given[0], arguments[given[0]]
    if len(json.dumps(payload, ensure_ascii=False)) > LARGEST:
        raise refused_arguments([f"[ERROR] must be less than {LARGEST + 1} characters [json-pointer:/{name}]"])
    if name == "view":
        found = check_view(payload, "")
        blocks = payload.get("blocks") if isinstance(payload, dict) else None
    else:
        blocks = payload if name == "blocks" else payload.get("blocks", []) if isinstance(payload, dict) else None
        found = check_message(blocks, "" if name == "blocks" else "/blocks")
    found = found or check_known(blocks, "" if name == "blocks" else "/blocks", refused=team.refused())
    if found:
        errors = [{"pointer": at, "code": "failed_constraint", "message": what} for what, at in found]
        raise Refused(f"invalid_{name}", errors=errors)
    return {"ok": True}


def validate_manifest(_team: Team, arguments: Json) -> Json:
    """apps.manifest.validate, with a configuration token: unknown keys, missing keys, missing scopes."""
    errors = [{"message": what, "pointer": at} for what, at in manifest_faults(arguments["manifest"])]
    if errors:
        raise Refused("invalid_manifest", errors=errors)
    return {"ok": True, "errors": []}


def manifest_faults(manifest: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - JSON
    """Yield (fault, place) for each fault of a manifest."""
    if not isinstance(manifest, dict) or not all(isinstance(part, dict) for part in manifest.values()):
        yield ("must provide an object", "")
        return
    yield from ((f"invalid additional property: {key}", f"/{key}") for key in sorted(manifest.keys() - KEYS))
    name = manifest.get("display_information", {}).get("name")
    if not isinstance(name, str) or not 1 <= len(name) <= 35:
        yield ("must be from 1 to 35 characters", "/display_information/name")
    interactivity = manifest.get("settings", {}).get("interactivity", {"is_enabled": False})
    if "is_enabled" not in interactivity:
        yield ("missing required field: is_enabled", "/settings/interactivity")
    yield from ((fault, "/settings") for fault in read_manifest(manifest)[1] if fault.startswith("manifest"))


VALIDATE = {
    "blocks.validate": validate_blocks,
    "apps.manifest.validate": validate_manifest,
}
