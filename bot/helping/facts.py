"""Facts about requests for help: the content of notices, as values; pure."""

from bot.notices.facts import Fact


class AboutHelp(Fact, subject="helping_ask"):
    """Facts about a request for help."""


class HelpAsked(AboutHelp, kind="helping.asked", card=True):
    """To the person asked: would they help?"""


class Agreed(AboutHelp, kind="helping.agreed"):
    """To both: the helper agreed, and how to contact each other."""


class NotNow(AboutHelp, kind="helping.not_now"):
    """To the person who asked: not this time."""
