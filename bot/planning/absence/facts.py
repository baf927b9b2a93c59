"""What people are told of who is not there, as values; pure."""

from bot.notices.facts import Fact


class About(Fact, subject="absence"):
    """What is told of an absence."""


class Away(About, kind="absence.away"):
    """To who comes to an appointment that it changes: who is not there; what becomes of it stands beside it."""


class Left(About, kind="absence.left"):
    """To who is not there: what could not be done, by its appointments."""

    appointment_ids: tuple[int, ...]
