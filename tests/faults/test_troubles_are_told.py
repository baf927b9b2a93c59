"""What goes wrong with Slack while people are owed something: who looks after the bot reads it from `/readyz` and
`bot doctor`, and once it is over each message has come once.
"""

import json
from collections.abc import Callable
from copy import deepcopy
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from bot.clock import machine_now
from bot.command.doctor import Level, run_checks
from bot.door.manifest import build_manifest
from bot.sandbox.people.acks import Submission
from bot.sandbox.workspace import Sandbox
from handlers.notices.sending import attempts, outcomes, troubles
from tests.faults.test_slack_fails import EVERYBODY
from tests.journeys.promotion import NINE, STANDS, Promotion
from tests.patience import PATIENCE

Trouble = Callable[[Promotion], None]


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Try again at once: the waits are the dispatcher's own tests' matter."""
    monkeypatch.setattr(attempts, "_BACK_OFF", (-1.0,))
    for module in (outcomes, troubles):
        monkeypatch.setattr(module, "PROBE_SECONDS", 0.0)


def refusing(error: str) -> Trouble:
    return lambda promotion: promotion.stage.slack.faults.fail("*", error=error, times=1_000_000)


def lacking(scope: str) -> Trouble:
    def install(promotion: Promotion) -> None:
        manifest = deepcopy(build_manifest())
        manifest["oauth_config"]["scopes"]["bot"].remove(scope)
        reinstall(promotion, manifest)

    return install


def reinstall(promotion: Promotion, manifest: dict[str, object]) -> None:
    slack: Sandbox = promotion.stage.slack
    slack.install(manifest, request_url=slack.request_url)


def archiving(promotion: Promotion) -> None:
    promotion.coachs.archived = True


def leaving(promotion: Promotion) -> None:
    promotion.stage.slack.deactivate(promotion.sami)


def end(promotion: Promotion) -> None:
    slack = promotion.stage.slack
    slack.faults.clear()
    reinstall(promotion, build_manifest())
    slack.team.violations.clear()  # that it writes without the scope is what this is about
    promotion.coachs.archived = False
    slack.team.accounts[promotion.sami.id].deleted = False


def readiness(promotion: Promotion) -> str | None:
    """Give what `/readyz` says, right after its beat: the next would come in ten seconds."""
    jobs = promotion.stage.house.schedule._seen  # noqa: SLF001 - the bot has no need of a beat at will, tests have
    next(job for job in jobs if getattr(job, "__name__", "") == "beat")()
    try:
        with urlopen(f"{promotion.stage.address}/readyz", timeout=PATIENCE) as answer:
            data = answer.read()
    except HTTPError as error:
        data = error.read()
    told: str | None = json.loads(data)["trouble"]
    return told


def bad(promotion: Promotion) -> list[str]:
    """Give what `bot doctor` finds bad about Slack, in its words."""
    found = run_checks(promotion.stage.house.tools.settings, machine_now(), seconds=PATIENCE)
    return [f"{one.name} : {one.text}" for one in found if one.level is Level.BAD]


@pytest.mark.parametrize(
    ("begin", "ready", "doctor"),
    [
        (refusing("token_revoked"), "slack", ["token_revoked"]),
        pytest.param(refusing("account_inactive"), "slack", ["account_inactive"], marks=pytest.mark.rare),
        (lacking("chat:write"), "slack", ["chat:write"]),
        (archiving, None, []),
        (leaving, None, []),
    ],
    ids=["token revoked", "account inactive", "scope missing", "channel archived", "account of one gone"],
)
def test_a_trouble_is_told_and_then_all_is_told(
    promotion: Promotion, begin: Trouble, ready: str | None, doctor: list[str]
) -> None:
    promotion.ask(promotion.lea)
    promotion.choose(promotion.lea, NINE)
    assert promotion.lea.submit() == Submission()
    promotion.lea.close(all=True)
    promotion.stage.settle()
    begin(promotion)
    promotion.stage.set_clock(promotion.stage.clock() + STANDS)
    promotion.stage.house.schedule.run_now()
    if ready is None:
        promotion.stage.settle()
    assert promotion.stage.slack.wait_for(lambda: readiness(promotion) == ready, seconds=PATIENCE)
    found = bad(promotion)
    assert ([word for word in doctor if any(word in one for one in found)], found == []) == (doctor, doctor == [])
    end(promotion)
    promotion.stage.settle()
    assert readiness(promotion) is None
    expected = {key: lines for key, lines in EVERYBODY.items() if begin is not leaving or key != "sami"}
    assert promotion.inboxes() == expected
