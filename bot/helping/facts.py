"""Facts about requests for help: each class has the content of one kind of notice; pure."""

from bot.notices.facts import Fact


class AboutHelp(Fact, subject="helping_ask"):
    """The base class of all facts about a request for help."""


class HelpAsked(AboutHelp, kind="helping.asked", card=True):
    """Question to a person whether they can help the person who asks."""


class HelpAgreed(AboutHelp, kind="helping.agreed"):
    """Notice to both people that the helper agreed, and how they can contact each other."""


class HelpRefusal(AboutHelp, kind="helping.not_now"):
    """Notice to the person who asked for help that the helper cannot help this time."""
