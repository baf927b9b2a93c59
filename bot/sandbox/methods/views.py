"""Open, push and update modals, and publish Homes (views.*)."""

import json

from bot.sandbox.blockkit.judge import view_faults
from bot.sandbox.memory.team import Team
from bot.sandbox.memory.triggers import Trigger
from bot.sandbox.memory.views import View
from bot.sandbox.refused import Json, Refused, refused_arguments

LARGEST = 250_000  # bytes of a view


def refuse_unscoped(team: Team, view: Json) -> None:
    """Refuse (missing_scope) a view with a file field if the app has no scope to read files (7.3)."""
    asks = any(block.get("element", {}).get("type") == "file_input" for block in view["blocks"])
    if asks and not team.app.has_any(("files:read",)):
        raise Refused("missing_scope", needed="files:read", provided=",".join(team.app.scopes))


def check_view(team: Team, arguments: Json, *, kind: str | None = None) -> Json:
    """Return the valid view. Raises Refused: view_too_large, invalid_arguments with reasons, missing_scope."""
    view = arguments["view"]
    if len(json.dumps(view, ensure_ascii=False).encode()) > LARGEST:
        raise Refused("view_too_large")
    if faults := view_faults(view):
        raise refused_arguments(faults)
    if faults := view_faults(view, refused=team.refused()):
        raise refused_arguments(faults, blameless=True)
    found: Json = view
    refuse_unscoped(team, found)
    if kind and found["type"] != kind:
        raise refused_arguments([f"[ERROR] must be of type {kind} [json-pointer:/view/type]"])
    return found


def find_trigger(team: Team, arguments: Json) -> Trigger:
    """Return the trigger. Raises Refused: invalid_arguments without one, and the errors of Triggers.look_up."""
    trigger_id = arguments.get("trigger_id") or arguments.get("interactivity_pointer")
    if not trigger_id:
        raise refused_arguments(["[ERROR] missing required field: trigger_id [json-pointer:/trigger_id]"])
    return team.triggers.look_up(trigger_id)


def told(team: Team, view: View) -> Json:
    """Wake threads that wait for the screen. Return the answer, which has the view."""
    team.tell()
    return {"ok": True, "view": team.view_json(view)}


def open_view(team: Team, arguments: Json) -> Json:
    """views.open, with an unused trigger of the last three seconds. It replaces the other modals of that window."""
    body = check_view(team, arguments, kind="modal")
    trigger = find_trigger(team, arguments)
    view = team.screens.open(trigger.user_id, body, window=trigger.window)
    trigger.spent = True
    return told(team, view)


def push_view(team: Team, arguments: Json) -> Json:
    """views.push, with a trigger that comes from the open modal."""
    body = check_view(team, arguments, kind="modal")
    trigger = find_trigger(team, arguments)
    below = team.screens.find(view_id=trigger.view_id) if trigger.view_id else None
    if below is None:
        raise Refused("not_found")
    view = team.screens.push(below, body)
    trigger.spent = True
    return told(team, view)


def update_view(team: Team, arguments: Json) -> Json:
    """views.update, for any open view, by its id or external_id. A `hash` prevents races."""
    body = check_view(team, arguments)
    if not arguments.get("view_id") and not arguments.get("external_id"):
        raise refused_arguments(["[ERROR] missing required field: view_id [json-pointer:/view_id]"])
    view = team.screens.find(view_id=arguments.get("view_id"), external_id=arguments.get("external_id"))
    if view is None:
        raise Refused("not_found")
    if view.type != body["type"]:
        raise refused_arguments([f"[ERROR] must be of type {view.type} [json-pointer:/view/type]"])
    return told(team, team.screens.update(view, body, known_hash=arguments.get("hash")))


def publish_view(team: Team, arguments: Json) -> Json:
    """views.publish, for a person's Home, at any time, if the manifest has a Home tab."""
    body = check_view(team, arguments, kind="home")
    if not team.app.home_tab:
        raise Refused("not_enabled")
    person = team.accounts.get(str(arguments["user_id"]))
    if person is None or person.is_bot:
        raise refused_arguments(["[ERROR] unknown user [json-pointer:/user_id]"])
    return told(team, team.screens.publish(person.id, body, known_hash=arguments.get("hash")))


VIEWS = {
    "views.open": open_view,
    "views.push": push_view,
    "views.update": update_view,
    "views.publish": publish_view,
}
