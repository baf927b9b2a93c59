"""`make check-slack`: every card, modal and Home of the examples, and the manifest, before Slack's own judges.

Nothing is sent to anybody. SLACK_BOT_TOKEN (any workspace's) is a setting, as for the bot; SLACK_CONFIG_TOKEN, of who
owns the app, is read here alone.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.command.doctor_slack import FAILURES
from bot.door.manifest import build_manifest
from bot.settings import Settings
from handlers.kit.blocks import Message
from handlers.notices.sending.outcomes import retry_after_seconds
from tests.handlers.examples import EXAMPLES, Drawn

REPORT = Path("build/check-slack.txt")
PACE_S = 1.0  # Slack gives no figure for these methods; a workspace waits for nobody here
PATIENCE = 5  # times that one payload is offered while Slack is busy
JUDGED = {"invalid_blocks", "invalid_message", "invalid_view", "invalid_manifest"}


class NoJudge(Exception):
    """Raised when Slack judges nothing; says why."""


@dataclass(frozen=True)
class Refused:
    """What Slack refuses of one payload: where, and in its own words."""

    name: str
    pointer: str
    words: str


def payloads(drawn: Mapping[str, Drawn]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Give what `blocks.validate` takes of each example, once of those that are alike; sentences have no blocks."""
    seen: set[str] = set()
    for name, one in drawn.items():
        if isinstance(one, Message) and one.blocks:
            given: dict[str, Any] = {"message": {"text": one.text, "blocks": list(one.blocks)}}
        elif isinstance(one, dict):
            given = {"view": one}
        else:
            continue
        written = json.dumps(given, sort_keys=True)
        if written not in seen:
            seen.add(written)
            yield name, given


def judge(name: str, ask: Callable[[], object], *, wait: Callable[[float], object] = time.sleep) -> list[Refused]:
    """Ask Slack about one payload, again when it is busy; give what it refuses. Raises NoJudge."""
    for _ in range(PATIENCE):
        wait(PACE_S)
        try:
            ask()
        except SlackApiError as error:
            code = str(error.response.get("error"))
            if code in JUDGED:
                errors = error.response.get("errors") or [{"message": code}]
                return [Refused(name, str(one.get("pointer", "")), words_of(one)) for one in errors]
            if error.response.status_code != 429 and code != "ratelimited":
                raise NoJudge(f"{name}: {code}") from None
            wait(retry_after_seconds(error.response.headers))
        except FAILURES as error:
            raise NoJudge(f"{name}: Slack does not answer ({type(error).__name__})") from None
        else:
            return []
    raise NoJudge(f"{name}: Slack stays busy")


def words_of(error: Mapping[str, Any]) -> str:
    """Give what Slack says of one fault: its code, its words, and the rule."""
    constraint = json.dumps(error["constraint"], sort_keys=True) if error.get("constraint") else ""
    return " ".join(filter(None, (str(error.get("code", "")), str(error.get("message", "")), constraint)))


def check(
    settings: Settings,
    configuration_token: str,
    *,
    drawn: Mapping[str, Drawn],
    wait: Callable[[float], object] = time.sleep,
) -> Iterator[list[Refused]]:
    """Judge one payload after the other; give what is refused of each. Raises NoJudge."""

    def client(token: str) -> WebClient:
        given = {"base_url": settings.slack_api_url, "proxy": settings.slack_proxy}
        return WebClient(token, timeout=10, retry_handlers=[], **given)  # type: ignore[arg-type] # str, str or None

    if settings.slack_bot_token is None:
        raise NoJudge("set SLACK_BOT_TOKEN")
    bot = client(settings.slack_bot_token.get_secret_value())
    asked = [(name, partial(bot.blocks_validate, **given)) for name, given in payloads(drawn)]
    if configuration_token:
        owner = client(configuration_token)
        for name, url in (("manifest", None), ("manifest --http", "https://bot.exemple.fr")):
            asked.append((name, partial(owner.apps_manifest_validate, manifest=build_manifest(url=url))))
    for name, ask in asked:
        yield judge(name, ask, wait=wait)


def main(report: Path = REPORT) -> int:
    """Judge all, write the report, say the sum of it; give the exit status."""
    token = os.environ.get("SLACK_CONFIG_TOKEN", "")
    judged: list[list[Refused]] = []
    whole, ended = True, "" if token else ", the manifest not (SLACK_CONFIG_TOKEN)"
    try:
        for one in check(Settings(), token, drawn={name: draw() for name, draw in EXAMPLES.items()}):
            judged.append(one)
    except NoJudge as none:
        whole, ended = False, f", then no more ({none})"
    refused = [one for some in judged for one in some]
    lines = [f"{one.name}\t{one.pointer}\t{one.words}" for one in refused]
    lines.append(f"{len(judged)} payloads judged{ended}: {len(refused)} faults")
    report.parent.mkdir(exist_ok=True)
    report.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    sys.stdout.write(f"{lines[-1]}, in {report}\n")
    return int(bool(refused) or not whole)


if __name__ == "__main__":
    sys.exit(main())
