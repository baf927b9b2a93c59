"""What `bot doctor` finds at Slack: scopes, tokens, clock, and servers that misbehave, over real HTTP."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bot.command.doctor import Finding, Level
from bot.door.manifest import SCOPES, build_manifest
from bot.sandbox.workspace import Sandbox
from tests.bot.command.examined import found, of_slack, settings_of
from tests.patience import PATIENCE

NOW = datetime(2026, 5, 12, 10, 0, tzinfo=UTC)
GOOD, NOTE, BAD = Level.GOOD, Level.NOTE, Level.BAD


def serving(answer: Callable[[BaseHTTPRequestHandler], None]) -> ThreadingHTTPServer:
    """Serve any POST with this answer, on a free port."""

    class Visitor(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            answer(self)

        def date_time_string(self, timestamp: float | None = None) -> str:  # noqa: ARG002 the answers bring their own
            return format_datetime(NOW, usegmt=True)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Visitor)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    return server


def say(status: int, body: str, **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(visitor: BaseHTTPRequestHandler) -> None:
        visitor.send_response(status)  # sends Date: NOW
        for name, value in headers.items():
            visitor.send_header(name.replace("_", "-"), value)
        visitor.send_header("Content-Length", str(len(body)))
        visitor.end_headers()
        visitor.wfile.write(body.encode())

    return answer


def hang(visitor: BaseHTTPRequestHandler) -> None:
    visitor.rfile.read(100_000)  # until the other side gives up


def cut(visitor: BaseHTTPRequestHandler) -> None:
    visitor.connection.close()


def asked(answer: Callable[[BaseHTTPRequestHandler], None], url: str, now: datetime = NOW) -> dict[str, Finding]:
    server = serving(answer)
    try:
        address = f"http://127.0.0.1:{server.server_address[1]}/api/"
        given = settings_of(slack_bot_token="xoxb-1", slack_api_url=address, database_url=url)
        return found(given, now, seconds=1 if answer is hang else PATIENCE)
    finally:
        server.shutdown()
        server.server_close()


def test_missing_scopes_are_named(slack: Sandbox, file_url: str) -> None:
    manifest = build_manifest()
    manifest["oauth_config"]["scopes"]["bot"] = [scope for scope in SCOPES if scope not in ("im:write", "users:read")]
    slack.install(manifest, request_url=None)
    finding = found(of_slack(slack, file_url))["Autorisations"]
    assert (finding.level, finding.text) == (BAD, "il manque im:write, users:read")


def test_optional_scopes_that_are_not_granted_are_a_note(slack: Sandbox, file_url: str) -> None:
    manifest = build_manifest()
    optional = manifest["oauth_config"]["scopes"]["bot_optional"]
    manifest["oauth_config"]["scopes"]["bot"] = [scope for scope in SCOPES if scope not in optional]
    slack.install(manifest, request_url=None)
    finding = found(of_slack(slack, file_url))["Autorisations"]
    begins = "sans channels:history, groups:history, mpim:history : c’est facultatif"
    assert (finding.level, finding.text.startswith(begins), slack.violations) == (NOTE, True, [])


def test_workspace_without_levels_of_headings_is_told(slack: Sandbox, file_url: str) -> None:
    slack.install(build_manifest(), request_url=None)
    finding = found(of_slack(slack, file_url))["Blocs récents"]
    assert (finding.level, finding.text) == (GOOD, "les niveaux de titre sont acceptés")
    slack.faults.refuse("header.level")
    finding = found(of_slack(slack, file_url))["Blocs récents"]
    assert (finding.level, finding.text.partition(" :")[0]) == (
        NOTE,
        "cet espace de travail refuse les niveaux de titre (header.level)",
    )


def test_judge_that_gives_no_answer_is_no_fault(slack: Sandbox, file_url: str) -> None:
    slack.install(build_manifest(), request_url=None)
    slack.faults.fail("blocks.validate", error="unknown_method")
    finding = found(of_slack(slack, file_url))["Blocs récents"]
    assert (finding.level, finding.text) == (
        NOTE,
        "on ne sait pas lesquels sont acceptés : refusé par Slack (unknown_method)",
    )


def test_tokens_in_each_others_place_are_told(slack: Sandbox, file_url: str) -> None:
    findings = found(of_slack(slack, file_url, slack_bot_token=slack.app_token, slack_app_token=slack.bot_token))
    wrong = "refusé par Slack (not_allowed_token_type)"
    assert (findings["SLACK_BOT_TOKEN"].text, findings["SLACK_APP_TOKEN"].text) == (wrong, wrong)


@pytest.mark.parametrize("token", ["xoxb-wrong", "xoxb-very secret", "xoxb-é", "xoxb-1\nX: very-secret"])
def test_wrong_token_is_bad_and_not_shown(slack: Sandbox, file_url: str, token: str) -> None:
    finding = found(of_slack(slack, file_url, slack_bot_token=token))["SLACK_BOT_TOKEN"]
    assert (finding.level, token in finding.in_words(), "very" in finding.in_words()) == (BAD, False, False)


OK = '{"ok": true, "team": "EIG", "team_id": "T1", "user": "bot"}'


@pytest.mark.parametrize(
    ("seconds", "level", "text"),
    [
        (0, GOOD, "à 0 s de celle de Slack"),
        (60, GOOD, "à 60 s de celle de Slack"),
        (61, BAD, "la machine avance de 61 secondes sur Slack"),
        (-90, BAD, "la machine retarde de 90 secondes sur Slack"),
    ],
)
def test_clock_is_compared_with_slacks(file_url: str, seconds: int, level: Level, text: str) -> None:
    finding = asked(say(200, OK), file_url, NOW + timedelta(seconds=seconds))["Horloge"]
    assert (finding.level, finding.text) == (level, text)


def test_scopes_that_slack_does_not_tell_are_no_fault(file_url: str) -> None:
    assert asked(say(200, OK), file_url)["Autorisations"].level is NOTE


def test_scopes_are_read_whatever_the_headers_capitals(file_url: str) -> None:
    answer = say(200, OK, X_OAuth_Scopes=", ".join(SCOPES))
    assert asked(answer, file_url)["Autorisations"].level is GOOD


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (say(200, "<html>portail</html>"), "ce qui répond n’est pas Slack, ou va mal (statut 200)"),
        (say(200, '["ok"]'), "ce qui répond n’est pas Slack"),
        (say(502, "bad gateway"), "ce qui répond n’est pas Slack, ou va mal (statut 502)"),
        (say(429, '{"ok": false, "error": "ratelimited"}', Retry_After="30"), "refusé par Slack (ratelimited)"),
        (say(200, '{"ok": false, "error": "account_inactive"}'), "refusé par Slack (account_inactive)"),
        (say(200, '{"ok": false, "error": "never_heard_of"}'), "refusé par Slack (never_heard_of)"),
        (hang, "Slack ne répond pas (le délai est passé)"),
        (cut, None),
    ],
)
def test_slack_in_trouble_is_one_finding(
    file_url: str, answer: Callable[[BaseHTTPRequestHandler], None], text: str | None
) -> None:
    finding = asked(answer, file_url)["SLACK_BOT_TOKEN"]
    assert (finding.level, text or finding.text, bool(finding.mend)) == (BAD, finding.text, True)


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/", "nothing", "ftp://exemple.fr/", "http://[::bad/"])
def test_network_down_is_bad_for_both_tokens(file_url: str, url: str) -> None:
    findings = found(
        settings_of(database_url=file_url, slack_api_url=url, slack_bot_token="xoxb-1", slack_app_token="xapp-1")
    )
    assert (findings["SLACK_BOT_TOKEN"].level, findings["SLACK_APP_TOKEN"].level) == (BAD, BAD)
