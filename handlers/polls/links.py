"""What people without Slack do from their mails: say when they can come, and whether they come after all."""

from datetime import datetime

from bot.polls.running import end_of
from bot.polls.sheets import meeting_of
from bot.tools import Reading
from handlers.kit.told import Purpose


def _end(reading: Reading, poll_id: int) -> datetime:
    return meeting_of(reading, poll_id).appointment.ends


ANSWERING = Purpose(("polls.open", "polls.all"), end_of)
COMING = Purpose(("polls.leave", "polls.come_back"), _end)
