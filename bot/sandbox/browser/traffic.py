"""The requests between Slack and the bot, as rows for « Dans les coulisses », with details on demand."""

import json
from typing import Any

from bot.sandbox import stamps
from bot.sandbox.browser.drawings import Parts, dump
from bot.sandbox.memory.team import Call, Delivery, Team

SHOWN = 150  # rows that are shown of each direction, the newest ones
LONGEST = 100_000  # characters that are shown of a payload or an answer


def draw_traffic(team: Team) -> Parts:
    """Return the newest rows and all broken rules. Callers hold the workspace's lock."""
    parts: Parts = {}
    for number in range(max(0, len(team.deliveries) - SHOWN), len(team.deliveries)):
        parts[f"t/d{number}"] = dump(_delivery(team.deliveries[number]))
    for number in range(max(0, len(team.calls) - SHOWN), len(team.calls)):
        parts[f"t/c{number}"] = dump(_call(team.calls[number]))
    parts["limit"] = dump(stamps.SLACK_S * 1000)
    return parts


def tell_row(team: Team, row: str) -> dict[str, str]:
    """Return the request and the answer of a row, as JSON. Raises LookupError."""
    number = int(row[1:])
    with team.lock:
        if row.startswith("d"):
            sent: object = team.deliveries[number].payload
            answered: object = team.deliveries[number].answer
        else:
            sent, answered = team.calls[number].arguments, team.calls[number].answer
        return {"sent": _readable(sent), "answered": _readable(answered)}


def _readable(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, indent=1, default=str)
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def _delivery(delivery: Delivery) -> dict[str, Any]:
    return {
        "when": delivery.when,
        "kind": delivery.kind,
        "name": delivery.name,
        "ms": round(delivery.ms, 1),
        "late": delivery.late,
        "error": delivery.error,
        "fault": delivery.fault,
        "attempt": delivery.attempt,
        "status": delivery.status,
    }


def _call(call: Call) -> dict[str, Any]:
    error = None if call.answer.get("ok") else str(call.answer.get("error", "?"))
    return {"when": call.when, "kind": "call", "name": call.method, "error": error, "status": call.status}
