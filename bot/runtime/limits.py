"""Limits of each parser of outside data, one row a parser, checked before parsing.

Longer, deeper or larger input is refused unread. `tests/faults/test_readers.py` gives each parser the worst input
within its limits, and measures the processor time; SECURITY.md points here."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one parser.

    `size` is in bytes; `depth` counts levels of nesting; `count` is explained in the row. `seconds` is the processor
    time that an input within these limits may take. `apart`: it runs in a subprocess, which is killed after `seconds`.
    """

    size: int
    seconds: float
    depth: int | None = None
    count: int | None = None
    lines: int | None = None
    apart: bool = False


# A form of a page opened from a mail: the modal's state and a few thousand characters. `count`: fields.
PAGE_FORM = Limits(size=300_000, count=1_000, seconds=0.2)
# A multipart form: only the « one click » of mail programs (RFC 8058), with one field.
ONE_CLICK = Limits(size=2_000, seconds=0.05)
# The signed part of a mail's link, in bytes; longer ones are rejected unread.
LINK_TOKEN = Limits(size=1_000, seconds=0.02)
# The signed modal in a page's form, in characters of JSON.
PAGE_VIEW = Limits(size=200_000, seconds=0.1)
# A modal's private data and fields. `count`: fields. In characters, per value or field.
VIEW_FIELDS = Limits(size=10_000, count=200, seconds=0.1)
# Slack's requests over HTTP, which are signed. `count`: fields of a form (a command has 16).
SLACK_REQUEST = Limits(size=1_000_000, count=100, seconds=0.2)
# One message of Socket Mode.
SOCKET_MESSAGE = Limits(size=4_000_000, seconds=0.5)
# A mail to the reply address, from anybody. `depth`: levels of nested parts; `count`:
# parts. An answer has three parts and a few hundred lines.
MAIL = Limits(size=1_000_000, depth=20, count=500, lines=30_000, seconds=0.3)
# A mail header with its folded lines, as the library's time is quadratic.
MAIL_HEADER = Limits(size=20_000, seconds=0.1)
# A calendar file in a reply. `count`: replies read per mail.
ANSWER_FILE = Limits(size=64_000, count=10, lines=1_000, seconds=0.5)
# A response of Slack: 200 messages take a few hundred kilobytes.
SLACK_ANSWER = Limits(size=5_000_000, seconds=0.5)
# A calendar server's list of properties or of entries (XML). `count`: tags, of which an event takes a dozen,
# and half the number of attributes (an estimate).
DAV_XML = Limits(size=5_000_000, count=20_000, seconds=0.5)
# Our entry read back from a calendar server: about forty lines.
ENTRY = Limits(size=64_000, lines=1_000, seconds=0.5)
# The file of the story's clock, of demo and tests alone: a number of seconds.
CLOCK_FILE = Limits(size=64, seconds=0.01)
# A connected calendar. `seconds`: time to parse it, in `bot/agenda/busy/worker.py`.
CALENDAR = Limits(size=5_000_000, seconds=4.0, apart=True)
# The programme's page, about 7,000 bytes. A Markdown parser's time is quadratic.
CATALOGUE_PAGE = Limits(size=30_000, seconds=3.0, apart=True)
# A file of people, of availabilities or of a promotion. `count`: rows of a table.
PROMOTION_FILE = Limits(size=1_000_000, count=5_000, seconds=1.5)
