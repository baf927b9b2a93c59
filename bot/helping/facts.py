"""Facts about requests for help: the content of notices, as values; pure."""

from bot.notices.facts import Fact


class About(Fact, subject="helping_ask"):
    """Facts about a request for help."""


class Asked(About, kind="helping.asked", card=True):
    """To the person who is asked: would they?"""


class Agreed(About, kind="helping.agreed"):
    """To both: they agreed, and how to write to each other."""


class NotNow(About, kind="helping.not_now"):
    """To the person who asked: not this time."""
