"""Facts about personal data: the content of notices, as values; pure."""

from datetime import datetime

from bot.notices.facts import Fact
from bot.notices.model import Action


class Ready(Fact, kind="rights.card", subject="own_data", card=True, copied=False):
    """To the person who asked: their data is in the file in this message's thread."""


class Data(Fact, kind="rights.data", subject="own_data", action=Action.FILE):
    """The file, written when it is sent."""


class Mine(Fact, kind="rights.mine", subject="own_data", action=Action.MAIL):
    """To the address of a person who asked on a page: the same file, with a link to erasure. Its subject is the day
    (its ordinal)."""


class RightsClosed(Fact, kind="rights.closed", subject="promotion", distinct=True):
    """To former members of a closed promotion: what is kept, and their new role.

    `erased_on`: the day from which private data is erased (ISO), empty for never."""

    at: datetime
    erased_on: str = ""


class Reopened(Fact, kind="rights.reopened", subject="promotion", distinct=True):
    """To former members: the promotion was reopened."""

    at: datetime


class RightsCancelled(Fact, kind="rights.cancelled", subject="promotion", distinct=True):
    """To the person who closed a promotion: how many appointments were cancelled, and how many remain."""

    at: datetime
    count: int
