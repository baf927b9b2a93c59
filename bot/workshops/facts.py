"""Facts about workshops, except about their dates: the contents of notices, as values. Pure."""

from bot.notices.facts import Fact


class AboutWorkshop(Fact, subject="workshop"):
    """Facts about a workshop."""


class WorkshopAsked(AboutWorkshop, kind="workshops.asked", card=True):
    """Notice to the coaches, once: a team requests a workshop, or a workshop's coach left."""


class Thinking(AboutWorkshop, kind="workshops.thinking", card=True):
    """Notice in the défi's channel, a week before a workshop: its question, to prepare together."""


class Produced(AboutWorkshop, kind="workshops.produced"):
    """In « Votre semaine », to the person who requested a workshop: what came out of it?"""
