"""What who has no Slack account answers from their mail: « D’accord » or « Pas cette fois »."""

from datetime import datetime

from bot.errors import NotFound
from bot.helping.service import AGAIN, ask_of
from bot.tools import Reading
from handlers.kit.told import Purpose


def _end(reading: Reading, ask_id: int) -> datetime:
    found = ask_of(reading, ask_id)
    if found is None:
        raise NotFound(thing="ask")
    return found.asked_at + AGAIN


ANSWERING = Purpose(("helping.accept", "helping.decline"), _end)
