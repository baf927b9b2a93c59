"""Facts about requests for help: the contents of notices, as values. Pure."""

from bot.notices.facts import Fact


class AboutHelp(Fact, subject="helping_ask"):
    """Facts about a request for help."""


class HelpAsked(AboutHelp, kind="helping.asked", card=True):
    """Notice to a person whom another person asks for help."""


class Agreed(AboutHelp, kind="helping.agreed"):
    """Notice to both people: the helper agreed, and how to contact each other."""


class NotNow(AboutHelp, kind="helping.not_now"):
    """Notice to the person who asked for help: the helper cannot, this time."""
