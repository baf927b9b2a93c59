"""`make check-slack` against the stand-in: examples are judged, paced, and what is refused is reported."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from bot.door.manifest import build_manifest
from bot.sandbox.workspace import Sandbox
from bot.settings import ExplicitSettings, Settings
from handlers.kit.blocks import Message, header, message, section
from handlers.kit.escaping import Said
from tests.handlers import slack_check
from tests.handlers.examples import Drawn, draw_all
from tests.handlers.slack_check import PACE_S, NoJudge, Refused, check, payloads

TOO_LONG = Message(Said("a"), ({"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}},))


@pytest.fixture
def slack() -> Iterator[Sandbox]:
    workspace = Sandbox()
    workspace.start()
    workspace.install(build_manifest(), request_url=None)
    yield workspace
    workspace.stop()


def settings_of(slack: Sandbox, token: str | None = None) -> Settings:
    return ExplicitSettings.model_validate(
        {"slack_api_url": slack.api_url, "slack_bot_token": token or slack.bot_token}
    )


def test_examples_and_the_manifest_are_judged_and_nothing_is_sent(slack: Sandbox) -> None:
    waits: list[float] = []
    fourth = dict(islice(draw_all().items(), 0, None, 4))  # `test_golden_views.py` has all of them judged
    judged = list(check(settings_of(slack), slack.configuration_token, drawn=fourth, wait=waits.append))
    assert [one for one in judged if one] == []
    assert {call.method for call in slack.calls} == {"blocks.validate", "apps.manifest.validate"}
    given = [call.arguments for call in slack.calls]
    assert sum("view" in one for one in given) > 50
    assert sum("message" in one for one in given) > 100
    assert (len(judged), waits) == (len(given), [PACE_S] * len(given))


def test_what_is_refused_is_told_with_its_place_and_words(slack: Sandbox) -> None:
    slack.faults.refuse("header.level")
    home = {"type": "home", "blocks": [section(Said("a")).to_dict(), header("b").to_dict() | {"level": 2}]}
    assert list(check(settings_of(slack), "", drawn={"card": TOO_LONG, "home": home}, wait=lambda _seconds: None)) == [
        [Refused("card", "/blocks/0/text/text", "failed_constraint must be less than 3001 characters")],
        [Refused("home", "/blocks/1", "failed_constraint invalid additional property: level")],
    ]


def test_busy_slack_is_waited_for_as_long_as_it_says(slack: Sandbox) -> None:
    slack.faults.fail("blocks.validate", error="ratelimited", times=2, retry_after=7)
    waits: list[float] = []
    drawn = {"card": message(Said("a"), section(Said("a")))}
    assert list(check(settings_of(slack), "", drawn=drawn, wait=waits.append)) == [[]]
    assert waits == [PACE_S, 7, PACE_S, 7, PACE_S]
    slack.faults.fail("blocks.validate", error="ratelimited", times=5)
    with pytest.raises(NoJudge, match="stays busy"):
        list(check(settings_of(slack), "", drawn=drawn, wait=waits.append))


@pytest.mark.parametrize(
    ("token", "why"), [("xoxb-wrong", "card: invalid_auth"), (None, "card: Slack does not answer")]
)
def test_no_judge_is_said_at_the_first_payload(slack: Sandbox, token: str | None, why: str) -> None:
    settings = settings_of(slack, token)
    if token is None:
        slack.faults.fail("blocks.validate", error="reset_before")
    with pytest.raises(NoJudge, match=why):
        list(check(settings, "", drawn={"card": message(Said("a"), section(Said("a")))}, wait=lambda _seconds: None))
    assert len(slack.calls) == 1


def test_alike_payloads_are_judged_once_and_sentences_never() -> None:
    drawn: dict[str, Drawn] = {
        "a": message(Said("a"), section(Said("a"))),
        "b": message(Said("a"), section(Said("a"))),
        "c": message(Said("c")),
        "d": "une phrase",
    }
    assert [name for name, _ in payloads(drawn)] == ["a"]


def test_report_is_written_and_the_status_tells(
    slack: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "build" / "report.txt"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(slack_check, "EXAMPLES", {"card": lambda: TOO_LONG})
    monkeypatch.setattr(slack_check, "PACE_S", 0)
    monkeypatch.delenv("SLACK_CONFIG_TOKEN", raising=False)
    monkeypatch.delenv("SLACK_BOT_TOKEN", raising=False)
    assert slack_check.main(report) == 1
    assert "then no more (set SLACK_BOT_TOKEN)" in capsys.readouterr().out
    monkeypatch.setenv("SLACK_BOT_TOKEN", slack.bot_token)
    monkeypatch.setenv("SLACK_API_URL", slack.api_url)
    assert slack_check.main(report) == 1
    assert report.read_text(encoding="utf-8").splitlines() == [
        "card\t/blocks/0/text/text\tfailed_constraint must be less than 3001 characters",
        "1 payloads judged, the manifest not (SLACK_CONFIG_TOKEN): 1 faults",
    ]
    monkeypatch.setenv("SLACK_CONFIG_TOKEN", slack.configuration_token)
    monkeypatch.setattr(slack_check, "EXAMPLES", {})
    assert (slack_check.main(report), report.read_text(encoding="utf-8")) == (0, "2 payloads judged: 0 faults\n")
