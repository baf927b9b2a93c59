"""Facts about workshops except their dates: the content of notices, as values; pure."""

from bot.notices.facts import Fact


class AboutWorkshop(Fact, subject="workshop"):
    """Facts about a workshop."""


class WorkshopAsked(AboutWorkshop, kind="workshops.asked", card=True):
    """To the coaches, once: a team requests a workshop, or its coach left."""


class Thinking(AboutWorkshop, kind="workshops.thinking", card=True):
    """To the défi's channel, a week before: its question, to prepare it together."""


class Produced(AboutWorkshop, kind="workshops.produced"):
    """To the requester, in the next « Votre semaine »: the question about its outcome."""
