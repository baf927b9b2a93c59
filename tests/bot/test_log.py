"""What the log lets through: one line an event, no values, and little of what strangers provoke."""

import io
import logging
from collections.abc import Callable, Iterator

import pytest
from slack_sdk.errors import SlackApiError

from bot import log as bot_log
from bot.log import LONGEST, OneLine, RepeatFilter, cut_quoted_text, error_kind, quiet_logger

CANARY = "un-besoin-très-privé"
Written = Callable[[], list[str]]


@pytest.fixture
def log() -> Iterator[logging.Logger]:
    logger = logging.getLogger("tests.log")
    logger.propagate = False
    yield logger
    for handler in logger.handlers[:]:
        logger.removeHandler(handler)
    for sieve in logger.filters[:]:
        logger.removeFilter(sieve)


@pytest.fixture
def written(log: logging.Logger) -> Written:
    """Give what gives the lines written so far, without their times."""
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    handler.setFormatter(OneLine())
    log.addHandler(handler)
    return lambda: [line.partition(" tests.log: ")[2] or line for line in text.getvalue().splitlines()]


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\x0b", "\x1b[2K", "\x85", "\u2028", "\0"])
def test_a_line_end_begins_no_line_of_its_own(log: logging.Logger, written: Written, end: str) -> None:
    log.warning("said: %s", f"a{end}2026-01-01 00:00:00,000 INFO bot.command.run: forged")
    (line,) = written()
    assert line.isprintable()
    assert line.endswith("2026-01-01 00:00:00,000 INFO bot.command.run: forged")


def test_a_line_has_its_length(log: logging.Logger, written: Written) -> None:
    log.warning("x" * 1_000_000)
    assert len(written()[0]) <= LONGEST + 1


def of_slack(code: str) -> Exception:
    return SlackApiError(CANARY, {"error": code})  # type: ignore[no-untyped-call] # the SDK leaves it untyped


def fault() -> None:
    try:
        int(CANARY)
    except ValueError as error:
        raise KeyError(CANARY) from error


def test_a_traceback_says_where_and_what_kind_and_quotes_nothing(log: logging.Logger, written: Written) -> None:
    try:
        fault()
    except KeyError:
        log.exception("fault 1")
    lines = written()
    assert lines[0] == "fault 1"
    assert [line for line in lines if not line.startswith(" ")][1:] == [
        "builtins.ValueError",
        "which led to",
        "builtins.KeyError",
    ]
    assert any("test_log.py" in line and "in fault" in line for line in lines)
    assert CANARY not in "\n".join(lines)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ValueError(CANARY), "builtins.ValueError"),
        (OSError(28, "No space left on device", CANARY), "builtins.OSError: No space left on device"),
        (of_slack("invalid_blocks"), "slack_sdk.errors.SlackApiError: invalid_blocks"),
        (of_slack(f"not JSON: {CANARY}"), "slack_sdk.errors.SlackApiError"),
    ],
    ids=str,
)
def test_an_error_is_named_by_its_kind_and_code(error: Exception, said: str) -> None:
    assert error_kind(error) == said


def test_a_place_in_the_code_says_its_line_once_a_minute_and_counts(
    log: logging.Logger, written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1000.0]
    monkeypatch.setattr(bot_log, "monotonic", lambda: now[0])
    log.addFilter(RepeatFilter())

    def knock() -> None:
        log.warning("refused: %s", "no signature")

    for _ in range(30):
        knock()
    log.warning("another place")
    now[0] += 59
    knock()
    now[0] += 1
    knock()
    now[0] += 60
    knock()
    assert written() == [
        "refused: no signature",
        "another place",
        "refused: no signature (30 more before this one)",
        "refused: no signature",
    ]


@pytest.mark.parametrize(
    ("said", "kept"),
    [  # as Bolt 1.30 and the SDK 3.48 write them
        (
            f"Invalid request signature detected (signature: v0=1, timestamp: 1, body: {CANARY})",
            "Invalid request signature detected",
        ),
        (f"Unhandled request ({{'type': 'x', 'submission': '{CANARY}'}})\n---\n[Suggestion] ...", "Unhandled request"),
        (
            f"Received an unsupported data frame (session id: 1, opcode: -, payload: {CANARY})",
            "Received an unsupported data frame",
        ),
        (f"Failed to run a request listener: {CANARY}", "Failed to run a request listener"),
        ("A new session has been established (session id: 1)", "A new session has been established"),
    ],
)
def test_a_library_that_quotes_says_its_first_words(
    log: logging.Logger, written: Written, said: str, kept: str
) -> None:
    log.addFilter(cut_quoted_text)
    log.error(said)
    assert written() == [kept]


def test_a_library_is_hushed_for_a_while(written: Written) -> None:
    with quiet_logger("tests.log") as logger:
        logger.warning("as you gave `client` as well")
        logger.error("failed: %s", CANARY)
    logger.warning("the line is open")
    assert written() == ["failed", "the line is open"]
