"""Facts about personal data: the values from which notices are rendered. Pure."""

from datetime import datetime

from bot.notices.facts import Fact
from bot.notices.model import Action


class DataMessage(Fact, kind="rights.card", subject="own_data", card=True, copied=False):
    """Notice to a person who asked for their data: the file is in the thread of this message."""


class DataFile(Fact, kind="rights.data", subject="own_data", action=Action.FILE):
    """The file of a person's data. Its content is read when it is sent."""


class DataMail(Fact, kind="rights.mine", subject="own_data", action=Action.MAIL):
    """Mail to a person who asked for their data on a page. It has the file, and a link to erase all their data.

    The subject id is the ordinal of the day."""


class PromotionClosed(Fact, kind="rights.closed", subject="promotion", distinct=True):
    """Notice to former members of a closed promotion: what the bot keeps, and their new role.

    `erased_on` is the day from which private data is erased (ISO); "" means never."""

    at: datetime
    erased_on: str = ""


class PromotionReopened(Fact, kind="rights.reopened", subject="promotion", distinct=True):
    """Notice to former members that the promotion was reopened."""

    at: datetime


class CancellationsDone(Fact, kind="rights.cancelled", subject="promotion", distinct=True):
    """Notice to the person who closed a promotion: how many appointments were cancelled (`count`), and which remain."""

    at: datetime
    count: int
