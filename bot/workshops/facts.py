"""Define the facts that notices about workshops contain. `bot.polls` has the facts about their dates. Pure."""

from bot.notices.facts import Fact


class AboutWorkshop(Fact, subject="workshop"):
    """Facts about a workshop."""


class WorkshopAsked(AboutWorkshop, kind="workshops.asked", card=True):
    """Notice to the coaches that a workshop has no coach, since a team has requested it or its coach left."""


class WorkshopQuestion(AboutWorkshop, kind="workshops.thinking", card=True):
    """Notice in the défi's channel, a week before a workshop: the question that the team should prepare."""


class WorkshopOutcomeQuestion(AboutWorkshop, kind="workshops.produced"):
    """Question in « Votre semaine » to the person who requested a workshop: what came out of it?"""
