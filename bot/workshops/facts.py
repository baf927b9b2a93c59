"""Facts about workshops except their dates: the content of notices, as values; pure."""

from bot.notices.facts import Fact


class AboutWorkshop(Fact, subject="workshop"):
    """Facts about a workshop."""


class WorkshopAsked(AboutWorkshop, kind="workshops.asked", card=True):
    """Notice to the coaches, once: a team requests a workshop, or a workshop's coach left."""


class Thinking(AboutWorkshop, kind="workshops.thinking", card=True):
    """Notice to the défi's channel, a week before a workshop: its question, to prepare together."""


class Produced(AboutWorkshop, kind="workshops.produced"):
    """Notice to the requester, in the next « Votre semaine »: the question about its outcome."""
