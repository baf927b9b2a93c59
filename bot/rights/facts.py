"""What people are told of their own data, as values; pure."""

from bot.notices.facts import Fact
from bot.notices.model import Action


class Ready(Fact, kind="rights.card", subject="own_data", card=True, copied=False):
    """To who asked: all that is kept about them is in the file of this message's thread."""


class Data(Fact, kind="rights.data", subject="own_data", action=Action.FILE):
    """The file, written when it is sent."""
