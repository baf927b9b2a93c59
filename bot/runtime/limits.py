"""The limits of each parser of outside data. They are checked before anything is parsed.

Input beyond a limit is refused unread. `tests/faults/test_readers.py` gives each parser the worst input within its
limits, and measures the processor time. SECURITY.md refers to this module."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one parser.

    `size` is in bytes, unless the comment of a constant says otherwise. `depth`: levels of nesting. `count`: number of
    the things that the comment names. `seconds`: processor time that input within these limits may take. `apart`: a
    subprocess parses the input, and is killed after `seconds`."""

    size: int
    seconds: float
    depth: int | None = None
    count: int | None = None
    lines: int | None = None
    apart: bool = False


# A form on a page of a mail link: it has the modal's state and a few thousand characters. `count`: fields.
PAGE_FORM = Limits(size=300_000, count=1_000, seconds=0.2)
# A multipart form. Mail programs send one for their « one click » (RFC 8058); it has one field.
ONE_CLICK = Limits(size=2_000, seconds=0.05)
# The signed part of a mail link.
LINK_TOKEN = Limits(size=1_000, seconds=0.02)
# The signed modal in the form of a page. `size`: characters of JSON.
PAGE_VIEW = Limits(size=200_000, seconds=0.1)
# A modal's private_metadata and fields. `size`: characters of each value. `count`: fields.
VIEW_FIELDS = Limits(size=10_000, count=200, seconds=0.1)
# A request from Slack over HTTP, which is signed. `count`: fields of a form (a command has 16).
SLACK_REQUEST = Limits(size=1_000_000, count=100, seconds=0.2)
SOCKET_MESSAGE = Limits(size=4_000_000, seconds=0.5)
# A mail to the reply address, from anybody. `depth`: levels of nested parts. `count`: parts. An answer has three parts
# and a few hundred lines.
MAIL = Limits(size=1_000_000, depth=20, count=500, lines=30_000, seconds=0.3)
# A header of a mail, with its folded lines. The library takes quadratic time to parse it.
MAIL_HEADER = Limits(size=20_000, seconds=0.1)
# A calendar file in an answer by mail. `count`: the number of answers that are read from one mail.
ANSWER_FILE = Limits(size=64_000, count=10, lines=1_000, seconds=0.5)
# A response of Slack: 200 messages are a few hundred kilobytes.
SLACK_ANSWER = Limits(size=5_000_000, seconds=0.5)
# A calendar server's list of properties or entries (XML). `count`: tags; one event has about a dozen. The number of
# attributes may be up to twice `count`.
DAV_XML = Limits(size=5_000_000, count=20_000, seconds=0.5)
# An entry that the bot wrote, read from a calendar server. It has about forty lines.
ENTRY = Limits(size=64_000, lines=1_000, seconds=0.5)
# The file that moves the bot's clock in the demo and in tests. It contains a number of seconds.
CLOCK_FILE = Limits(size=64, seconds=0.01)
# A connected calendar. `seconds` is the time to parse it in `bot/agenda/busy/worker.py`.
CALENDAR = Limits(size=5_000_000, seconds=4.0, apart=True)
# The programme's page, which has about 7,000 bytes. A Markdown parser takes quadratic time.
CATALOGUE_PAGE = Limits(size=30_000, seconds=3.0, apart=True)
# An imported file of people, availabilities or a promotion. `count`: rows of a table.
PROMOTION_FILE = Limits(size=1_000_000, count=5_000, seconds=1.5)
