"""Requests that Slack did not sign, or never would send: refused with a status, and the next good one works."""

import json
import logging
from collections.abc import Iterator
from http.client import HTTPConnection
from urllib.parse import quote_plus, urlsplit

import pytest

from bot.app import build_bot
from bot.demo.stage import Stage
from bot.programme.service import OtherWorkspace
from tests.journeys.promotion import Promotion, raised
from tests.patience import PATIENCE

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with raised("sqlite", tmp_path_factory.mktemp("stage")) as stage:
        yield stage


@pytest.fixture(autouse=True)
def still_works(promotion: Promotion) -> Iterator[None]:
    """Whatever came, the next person is answered."""
    yield
    assert promotion.lea.command("/dispositifs mentorat").words.startswith("Mentorat")


def command(promotion: Promotion) -> bytes:
    return f"command=%2Fdispositifs&text=aide&user_id={promotion.lea.id}&team_id=T0EIG&trigger_id=1".encode()


def post(promotion: Promotion, body: bytes, headers: dict[str, str]) -> int:
    return promotion.stage.slack.deliver_raw(body, headers)[0]


def signed(promotion: Promotion, body: bytes, kind: dict[str, str] = FORM) -> int:
    return post(promotion, body, {**kind, **promotion.stage.slack.signed(body)})


def test_a_good_request_passes_and_an_old_or_forged_one_does_not(promotion: Promotion) -> None:
    slack, body = promotion.stage.slack, command(promotion)
    good = slack.signed(body)
    assert post(promotion, body, FORM | good) == 200
    assert post(promotion, body, FORM | slack.signed(body, age_s=360)) == 401
    assert post(promotion, body, FORM | slack.signed(body, age_s=-360)) == 401
    assert post(promotion, body, FORM | slack.signed(body + b"x")) == 401
    assert post(promotion, body + b"&text=autre", FORM | good) == 401
    assert post(promotion, body, FORM) == 401
    for name in good:
        assert post(promotion, body, FORM | {key: value for key, value in good.items() if key != name}) == 401
        for wrong in ("", "x", "v0=", "v0=é".encode().decode("latin-1"), "9" * 400):
            assert post(promotion, body, FORM | good | {name: wrong}) in (400, 401)


def announced(promotion: Promotion, length: str) -> int:
    """Announce a body of this length, send none of it, and give the status."""
    address = urlsplit(promotion.stage.address)
    connection = HTTPConnection(address.hostname or "", address.port, timeout=PATIENCE)
    connection.putrequest("POST", "/slack/events")
    connection.putheader("Content-Length", length)
    connection.endheaders()
    try:
        return connection.getresponse().status
    finally:
        connection.close()


def test_a_body_of_a_million_bytes_is_the_largest(promotion: Promotion) -> None:
    start = command(promotion) + b"&filler="
    assert signed(promotion, start + b"x" * (1_000_000 - len(start))) == 200
    assert [announced(promotion, length) for length in ("1000001", "99999999999")] == [413, 413]


@pytest.mark.parametrize("length", ["-1", "x", "1e3"])
def test_a_length_that_is_none_is_refused(promotion: Promotion, length: str) -> None:
    assert announced(promotion, length) == 400


DEEP = b"[" * 100_000


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", FORM),
        (b"", JSON),
        (b"\xff\xfe\x00\x80", FORM),
        (b"\xff\xfe\x00\x80", JSON),
        (b"{", JSON),
        (b"[]", JSON),
        (b"null", JSON),
        (b'"text"', JSON),
        (b"{}", JSON),
        (b'{"type": "event_callback"}', JSON),
        (b'{"type": "event_callback", "event": null}', JSON),
        (b'{"type": "event_callback", "event": []}', JSON),
        (b'{"type": "event_callback", "event": {"type": "message"}}', JSON),
        (b'{"type": "event_callback", "event_id": 7, "event": {"type": "message", "user": {}, "text": 7}}', JSON),
        (DEEP, JSON),
        (b"payload=", FORM),
        (b"payload=%7B", FORM),
        (b"payload=null", FORM),
        (b"payload=%FF", FORM),
        (b"payload=" + quote_plus(DEEP).encode()[:900_000], FORM),
        (b"payload=" + b"1" * 10_000, FORM),
        (b'payload={"type":"block_actions","user":{"id":"U1"},"actions":[]}', FORM),
        (b'payload={"type":"block_actions","user":null,"actions":null}', FORM),
        (b'payload={"type":"block_actions","user":{"id":"U1"},"actions":[{"action_id":"helpdesk.cancel"}]}', FORM),
        (b'payload={"type":"view_submission","user":{"id":"U1"},"view":{"callback_id":"helpdesk.need"}}', FORM),
        (b'payload={"type":"view_submission","view":null}', FORM),
        (b'payload={"type":"shortcut","callback_id":"dispositifs.menu","user":{"id":"U1"},"trigger_id":"1"}', FORM),
        (b"command=%2Fbureau-aide", FORM),
        (b"command=%2Fnope&user_id=U1", FORM),
        (b"command=&user_id=U1", FORM),
        (b"a=1&" * 100_000, FORM),
    ],
    ids=lambda one: str(one)[:80],  # three are 0.8 MB in all, which each worker would tell
)
def test_nonsense_with_a_good_signature_gets_a_status_and_no_traceback(
    promotion: Promotion, caplog: pytest.LogCaptureFixture, body: bytes, kind: dict[str, str]
) -> None:
    headers = kind | promotion.stage.slack.signed(body)
    status, answer = promotion.stage.slack.deliver_raw(body, headers)
    assert status in (200, 400)
    assert [one.getMessage() for one in caplog.records if one.levelno >= logging.ERROR] == []
    assert "Traceback" not in answer
    assert "line " not in answer


def test_url_verification_is_answered(promotion: Promotion) -> None:
    assert promotion.stage.slack.verify_url()


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_other_methods_are_refused(promotion: Promotion, method: str) -> None:
    address = urlsplit(promotion.stage.address)
    connection = HTTPConnection(address.hostname or "", address.port, timeout=PATIENCE)
    connection.request(method, "/slack/events", json.dumps({}))
    assert connection.getresponse().status in (404, 405)
    connection.close()


def test_another_workspace_s_token_is_refused_at_the_start(promotion: Promotion) -> None:
    """The database serves the workspace of its first start; the bot that runs goes on."""
    team = promotion.stage.slack.team
    build_bot(promotion.stage.house.tools.settings).stop()
    with team.lock:
        known, team.id = team.id, "T0OTHER"
    try:
        with pytest.raises(OtherWorkspace):
            build_bot(promotion.stage.house.tools.settings)
    finally:
        with team.lock:
            team.id = known
