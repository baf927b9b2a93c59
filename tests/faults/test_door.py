"""What comes to Slack's door: unsigned it is not read at all, unreadable it is refused, and no word of it is logged."""

import logging
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from urllib.parse import quote_plus, urlsplit

import pytest

from bot.demo.stage import Stage
from bot.door import server
from bot.metrics import REGISTRY
from tests.journeys.promotion import Promotion, raised
from tests.patience import PATIENCE

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}
CANARY = "un-besoin-tres-prive"
FORGED = "2026-01-01 00:00:00,000 INFO bot.command.run: forged"


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with raised("sqlite", tmp_path_factory.mktemp("stage")) as stage:
        yield stage


@pytest.fixture(autouse=True)
def silent(promotion: Promotion, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Nothing of what came is in the log, no fault was noted, and the next person is answered."""
    caplog.set_level(logging.INFO)
    yield
    assert CANARY not in caplog.text
    assert FORGED not in caplog.text
    assert [record for record in caplog.records if record.levelno >= logging.ERROR or record.exc_info] == []
    assert promotion.lea.command("/dispositifs mentorat").words.startswith("Mentorat")


DEEP = b"[" * 100_000
UNREADABLE = [
    b"",
    b"{",
    b"[]",
    b"null",
    b"7",
    b'"un-besoin-tres-prive"',
    b'{"a":',
    b'{"un-besoin-tres-prive"}',
    b'{"a": ' + b"9" * 5_000 + b"}",
    b"\xff\xfe\x00\x80",
    b'{"a": "\xff"}',
    b'{"a":' * 20_000,
    DEEP,
    b"payload",
    b"payload=",
    b"payload=%7B",
    b"payload=null",
    b"payload=[]",
    b"payload=7",
    b"payload=%FF",
    b"payload=un-besoin-tres-prive",
    b"payload=" + quote_plus(DEEP).encode()[:900_000],
    b"un-besoin-tres-prive",
    b"a=un-besoin-tres-prive&b=2",
    b"a=1&" * 100_000,
]


def post(promotion: Promotion, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
    return promotion.stage.slack.deliver_raw(body, headers)


@pytest.mark.parametrize("kind", [FORM, JSON, {}], ids=["form", "json", "none"])
def test_what_cannot_be_read_is_401_unsigned_and_400_signed(promotion: Promotion, kind: dict[str, str]) -> None:
    slack = promotion.stage.slack
    for body in UNREADABLE:
        forged, _ = post(promotion, body, kind | slack.signed(body + b"x"))
        good = post(promotion, body, kind | slack.signed(body))
        is_text = b"\xff" not in body  # else a signature over it says nothing
        assert (forged, post(promotion, body, kind)[0], good, body[:40]) == (
            401 if is_text else 400,
            401,
            (400, "not readable\n"),
            body[:40],
        )


def test_a_stranger_is_refused_and_counted_and_leaves_no_word(promotion: Promotion) -> None:
    before, slack = refused(), promotion.stage.slack
    body = f"command=%2Fdispositifs&text={CANARY}%0A{quote_plus(FORGED)}\n{FORGED}&user_id={promotion.lea.id}".encode()
    strangers = [
        {},
        {"X-Slack-Request-Timestamp": CANARY, "X-Slack-Signature": CANARY},
        {"X-Slack-Request-Timestamp": "1", "X-Slack-Signature": f"v0={'0' * 64}"},
        {"X-Slack-Request-Timestamp": "9" * 12, "X-Slack-Signature": f"v0={'0' * 64}"},
        {"X-Slack-Request-Timestamp": "9" * 5_000, "X-Slack-Signature": f"v0={CANARY}"},
        {"X-Slack-Retry-Reason": CANARY, "User-Agent": CANARY, "X-Slack-Bolt-Lazy-Only": "1"},
        slack.signed(body, age_s=360),
        slack.signed(body, age_s=-360),
        slack.signed(b""),
    ]
    for headers in strangers:
        assert post(promotion, body, FORM | headers) == (401, "not signed\n"), headers
    assert refused() - before == len(strangers)


def refused() -> float:
    counted = {"kind": "unknown", "outcome": "refused"}
    return REGISTRY.get_sample_value("dispositifs_slack_requests_total", counted) or 0.0


@pytest.mark.usefixtures("many_files")
def test_five_hundred_half_requests_do_not_keep_slack_waiting(
    promotion: Promotion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "WHOLE_SECONDS", 2 * PATIENCE)  # so that nobody has the place of one that was closed
    where = urlsplit(promotion.stage.address)
    half = b"POST /slack/events HTTP/1.1\r\nHost: bot\r\nContent-Length: 1000\r\n"
    with ExitStack() as crowd:
        for number in range(500):
            one = crowd.enter_context(socket.create_connection((where.hostname, where.port), timeout=PATIENCE))
            one.sendall(half + (b"\r\n{" if number % 2 else b"X-More: "))
        assert promotion.lea.command("/dispositifs mentorat").error is None


def test_an_address_that_is_none_is_answered_so(promotion: Promotion, caplog: pytest.LogCaptureFixture) -> None:
    """The server under the door would shut without a word, and call it a fault of ours in the log."""
    where = urlsplit(promotion.stage.address)
    with socket.create_connection((where.hostname, where.port), timeout=PATIENCE) as one:
        one.sendall(b"GET http://[::1/un-besoin-tres-prive HTTP/1.1\r\nHost: bot\r\n\r\n")
        assert one.recv(65_536).startswith(b"HTTP/1.1 400 Bad Request")
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == []


def test_no_header_beside_the_signature_changes_what_a_request_does(promotion: Promotion) -> None:
    body = f"command=%2Fdispositifs&text=mentorat&user_id={promotion.lea.id}&team_id=T0EIG&trigger_id=1".encode()
    headers = {"X-Slack-Bolt-Lazy-Only": "1", "X-Slack-Bolt-Lazy-Function-Name": "receive"}
    status, answer = post(promotion, body, FORM | promotion.stage.slack.signed(body) | headers)
    assert (status, "Mentorat" in answer) == (200, True)


@pytest.mark.parametrize("word", ["payload", "{", "ssl_check=0"])
def test_a_word_that_is_one_of_the_door_s_can_be_typed(promotion: Promotion, word: str) -> None:
    answer = promotion.lea.command(f"/dispositifs {word}")
    assert (answer.error, answer.message is not None) == (None, True)
