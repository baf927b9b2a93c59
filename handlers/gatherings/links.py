"""What people without Slack do about a gathering, from their mails."""

from datetime import datetime, timedelta

from bot.gatherings.sheets import describe
from bot.tools import Reading
from handlers.kit.told import Purpose

FEEDBACK = timedelta(days=60)


def _end(reading: Reading, gathering_id: int) -> datetime:
    return describe(reading, gathering_id).appointment.ends


def _later(reading: Reading, gathering_id: int) -> datetime:
    return _end(reading, gathering_id) + FEEDBACK


ANSWERS = Purpose(("gatherings.come", "gatherings.decline"), _end)
