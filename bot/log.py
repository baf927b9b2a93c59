"""The log: one line for each event, rate-limited, and without any text that people wrote."""

import logging
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from time import monotonic
from traceback import format_tb
from types import TracebackType
from typing import TypeAlias

LINE = "%(asctime)s %(levelname)s %(name)s: %(message)s"
LONGEST = 1_000  # the longest line, in characters
SPARING_SECONDS = 60.0

# Slack's SDK and Bolt quote requests and responses after a bracket, a colon or a line end.
_QUOTED = re.compile(r"[(:\n]")
_OURS = ("bot", "handlers", "storage")
_TOLD_BY_US = ("slack_sdk", "websockets")
_SDK = ("slack_sdk.web.base_client", "slack_sdk.webhook.client")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")  # A line break could forge a line of the log.
_CODE = re.compile("[a-z_]{1,60}")
_Exception: TypeAlias = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class OneLine(logging.Formatter):
    """Formats a message as one line of at most 1,000 characters, and an error without the values that it quotes."""

    def __init__(self) -> None:
        super().__init__(LINE)

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's own name
        """Return the line. Control characters in it are escaped."""
        line = super().formatMessage(record)
        cut = line if len(line) <= LONGEST else f"{line[:LONGEST]}…"
        return _CONTROL.sub(lambda found: ascii(found[0])[1:-1], cut)

    def formatException(self, ei: _Exception) -> str:  # noqa: N802 - logging's own name
        """Return the places and types of an error. Its messages are left out, as they may quote what people wrote."""
        return "\n".join(_trace_lines(ei[1])) if ei[1] else ""


class RepeatFilter(logging.Filter):
    """Lets one line a minute pass for each place in the code. The line has the number of lines suppressed before it."""

    def __init__(self) -> None:
        super().__init__()
        self._lock = Lock()
        # Place → (when its last line passed, how many lines were suppressed since).
        self._places: dict[tuple[str, int], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether a line is let through."""
        place, now = (record.pathname, record.lineno), monotonic()
        with self._lock:
            passed, kept = self._places.get(place, (now - SPARING_SECONDS, 0))
            if now - passed < SPARING_SECONDS:
                self._places[place] = passed, kept + 1
                return False
            self._places[place] = now, 0
        if kept:
            record.msg, record.args = f"{record.getMessage()} ({kept} more before this one)", ()
        return True


def set_up_log(*, serving: bool) -> None:
    """Log to standard error: events and faults while serving, only faults in a command.

    Each request or message is one line. Slack's libraries do not log their errors, because our code logs them."""
    to_screen = logging.StreamHandler()
    to_screen.setFormatter(OneLine())
    logging.basicConfig(level=logging.ERROR, handlers=[to_screen])
    for name in _OURS:
        logging.getLogger(name).setLevel(logging.INFO if serving else logging.ERROR)
    for name in _TOLD_BY_US:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    for name in _SDK:
        logging.getLogger(name).addFilter(cut_quoted_text)


@contextmanager
def quiet_logger(name: str) -> Iterator[logging.Logger]:
    """Yield the logger of a library that quotes its input. In the block, it logs only errors.

    During and after the block, each line is cut before the quoted text."""
    logger = logging.getLogger(name)
    logger.addFilter(cut_quoted_text)
    logger.setLevel(logging.ERROR)
    try:
        yield logger
    finally:
        logger.setLevel(logging.root.level)  # Bolt compares levels itself, and treats NOTSET as the lowest level.


def cut_quoted_text(record: logging.LogRecord) -> bool:
    """Cut a log line before the text that it quotes. Return True, so that the line is logged."""
    record.msg, record.args = _QUOTED.split(record.getMessage(), maxsplit=1)[0].rstrip(), ()
    return True


def error_kind(error: BaseException) -> str:
    """Return the type of an error, and its code from Slack or the system. Its message may quote what people wrote."""
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    code = error.strerror if isinstance(error, OSError) else None
    # Do not import slack_sdk here: this would take a fifth of a command's time.
    slack = sys.modules.get("slack_sdk.errors")
    if slack and isinstance(error, slack.SlackApiError) and _CODE.fullmatch(str(error.response.get("error"))):
        code = str(error.response.get("error"))
    return f"{kind}: {code}" if code else kind


def _trace_lines(error: BaseException) -> Iterator[str]:
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        yield from _trace_lines(before)
        yield "which led to"
    yield "".join(format_tb(error.__traceback__)).rstrip("\n")
    yield error_kind(error)
