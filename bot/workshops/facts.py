"""Facts about workshops except their dates: the content of notices, as values; pure."""

from bot.notices.facts import Fact


class About(Fact, subject="workshop"):
    """What is told of a workshop."""


class Asked(About, kind="workshops.asked", card=True):
    """To the coaches, once: a team asks for one, or nobody sees to it any more."""


class Thinking(About, kind="workshops.thinking", card=True):
    """In the défi's channel, a week before: its question, to be thought over together."""


class Produced(About, kind="workshops.produced"):
    """To the person who asked for it, in the next « Votre semaine »: what came of it?"""
