"""A version of slack-bolt that keeps its runner elsewhere: the bot answers through Bolt's own."""

from pathlib import Path

import pytest
from slack_bolt import App
from slack_bolt.listener.thread_runner import ThreadListenerRunner

from bot.command.doctor import run_checks
from bot.command.doctor_slack import bolt_mismatches
from bot.settings import ExplicitSettings
from tests.journeys.promotion import NINE, NOW, gathered, raised


class AnotherBolt(App):
    """Bolt, with its runner under another name."""

    def __setattr__(self, name: str, value: object) -> None:
        super().__setattr__("_runs" if name == "_listener_runner" else name, value)

    @property
    def _listener_runner(self) -> ThreadListenerRunner:  # type: ignore[override] # that is what is changed
        runner = vars(self)["_runs"]
        assert isinstance(runner, ThreadListenerRunner)
        return runner


def test_a_slot_is_booked_and_cancelled_through_bolt_s_own_runner(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.app.App", AnotherBolt)
    with raised("sqlite", tmp_path) as stage, gathered(stage) as promotion:
        assert type(stage.house.bolt.listener_runner) is ThreadListenerRunner
        promotion.book(promotion.lea, NINE)
        assert promotion.count("appointments") == 1
        promotion.cancel(promotion.lea)
        assert [len(person.inbox()) for person in (promotion.lea, promotion.claire)] == [1, 2]
        assert stage.slack.violations == []
    assert "this version of slack-bolt keeps its own runner" in caplog.text


def test_doctor_knows_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [*bolt_mismatches()] == []
    monkeypatch.setattr("bot.command.doctor_slack.App", AnotherBolt)
    (lost,) = bolt_mismatches()
    findings = {one.name: one for one in run_checks(ExplicitSettings(database_url="sqlite://"), NOW, seconds=1)}
    assert findings["slack-bolt"].text == lost
