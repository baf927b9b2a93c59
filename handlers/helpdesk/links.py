"""What people without Slack do about a bureau d'aide, from their mails."""

from datetime import datetime

from bot.errors import NotFound
from bot.helpdesk.sheets import describe
from bot.tools import Reading
from handlers.kit.told import Purpose


def _end(reading: Reading, request_id: int) -> datetime:
    """Give when the last séance ends; raises NotFound where there is none yet."""
    sessions = describe(reading, request_id).sessions
    if not sessions:
        raise NotFound(thing="appointment")
    return max(one.ends for one in sessions)


LEAVING = Purpose(("helpdesk.leave", "helpdesk.come_back"), _end)
MOVING = Purpose(("helpdesk.move", "helpdesk.move_week", "helpdesk.undo"), _end)
CANCELLING = Purpose(("helpdesk.cancel", "helpdesk.undo"), _end)
CHOOSING = Purpose(("helpdesk.accept", "helpdesk.decline"), _end)
AGREEING = Purpose(("helpdesk.agree", "helpdesk.refuse"), _end)
