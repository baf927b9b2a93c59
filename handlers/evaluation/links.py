"""What people without Slack do about committees, from their mails: porteurs above all."""

from datetime import datetime

from bot.dates.working import next_working_morning
from bot.evaluation.half_days import end_of
from bot.evaluation.sheets import describe
from bot.evaluation.support.service import ANSWERED_FOR
from bot.tools import Reading
from handlers.kit.told import Purpose


def _end(reading: Reading, committee_id: int) -> datetime:
    return describe(reading, committee_id).ends


def _asked_until(reading: Reading, committee_id: int) -> datetime:
    return next_working_morning(describe(reading, committee_id).appointment.ends) + ANSWERED_FOR


HALF_DAYS = Purpose(("evaluation.half_days",), end_of)
SUPPORT = Purpose(("evaluation.support", "evaluation.write", "evaluation.apart"), _end)
RATING = Purpose(("evaluation.rate",), _asked_until)
LEAVING = Purpose(("evaluation.leave", "evaluation.leave_talk"), _end)
MOVING = Purpose(("evaluation.move", "evaluation.move_talk"), _end)
CANCELLING = Purpose(("evaluation.cancel", "evaluation.cancel_talk"), _end)
