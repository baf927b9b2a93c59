"""A deployment as the tests of `bot doctor` describe it, and what is found in it, by name."""

from datetime import datetime

from bot.clock import machine_now
from bot.command.doctor import Finding, run_checks
from bot.sandbox.workspace import Sandbox
from bot.settings import ExplicitSettings, Settings
from tests.patience import PATIENCE


def settings_of(**values: object) -> Settings:
    return ExplicitSettings.model_validate({"slack_api_url": "http://127.0.0.1:9/", **values})


def found(settings: Settings, now: datetime | None = None, *, seconds: float = PATIENCE) -> dict[str, Finding]:
    findings = run_checks(settings, now or machine_now(), seconds=seconds)
    assert len({finding.name for finding in findings}) == len(findings)
    return {finding.name: finding for finding in findings}


def of_slack(sandbox: Sandbox, url: str, **values: object) -> Settings:
    given = {"slack_bot_token": sandbox.bot_token, "slack_app_token": sandbox.app_token, "database_url": url}
    return settings_of(**{"slack_api_url": sandbox.api_url, **given, **values})
