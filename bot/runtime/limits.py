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


# A page's form, posted by a mail's link: a modal that it carries and a few thousand characters. `count`: fields.
PAGE_FORM = Limits(size=300_000, count=1_000, seconds=0.2)
# The same as multipart: only a mail program's « one click » (RFC 8058) posts it, and it is one field.
ONE_CLICK = Limits(size=2_000, seconds=0.05)
# The words of a mail's link, which we signed; what is longer is nobody's, unread. In bytes of an address.
LINK_TOKEN = Limits(size=1_000, seconds=0.02)
# A modal that a page's form carries, and that its signature must be ours to be read. In characters of JSON.
PAGE_VIEW = Limits(size=200_000, seconds=0.1)
# What a modal of Slack's carries of ours and what its fields hold. `count`: fields. In characters: a value, or a field.
VIEW_FIELDS = Limits(size=10_000, count=200, seconds=0.1)
# Slack's requests over HTTP, which are signed. `count`: fields of a form (a command has 16).
SLACK_REQUEST = Limits(size=1_000_000, count=100, seconds=0.2)
# One message of Socket Mode.
SOCKET_MESSAGE = Limits(size=4_000_000, seconds=0.5)
# A mail to the address of answers, from anybody. `depth`: parts that may hold others, each a level at most; `count`:
# parts. An answer has three parts and a few hundred lines.
MAIL = Limits(size=1_000_000, depth=20, count=500, lines=30_000, seconds=0.3)
# A header of a mail, folded lines and all: what the library takes for one grows as its square.
MAIL_HEADER = Limits(size=20_000, seconds=0.1)
# A calendar file in an answer. `count`: answers that are read of one mail.
ANSWER_FILE = Limits(size=64_000, count=10, lines=1_000, seconds=0.5)
# What Slack answers to a call of ours: a page of 200 messages has some hundred kilobytes.
SLACK_ANSWER = Limits(size=5_000_000, seconds=0.5)
# A calendar server's list of properties or of entries (XML). `count`: tags, of which an event takes a dozen,
# and half of what looks like attributes.
DAV_XML = Limits(size=5_000_000, count=20_000, seconds=0.5)
# Our entry in somebody's calendar, as its server gives it back: ours has forty lines.
ENTRY = Limits(size=64_000, lines=1_000, seconds=0.5)
# The file of the story's clock, of demo and tests alone: a number of seconds.
CLOCK_FILE = Limits(size=64, seconds=0.01)
# A calendar that people connect. `seconds`: of reading, in `bot/agenda/busy/worker.py`.
CALENDAR = Limits(size=5_000_000, seconds=4.0, apart=True)
# The programme's page, which has seven thousand bytes. What a Markdown reader takes grows as its square.
CATALOGUE_PAGE = Limits(size=30_000, seconds=3.0, apart=True)
# A file of people, of availabilities or of a promotion. `count`: rows of a table.
PROMOTION_FILE = Limits(size=1_000_000, count=5_000, seconds=1.5)
