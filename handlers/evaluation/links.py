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


def _over(reading: Reading, committee_id: int) -> datetime:
    return describe(reading, committee_id).appointment.ends


def _asked_until(reading: Reading, committee_id: int) -> datetime:
    return next_working_morning(describe(reading, committee_id).appointment.ends) + ANSWERED_FOR


HALF_DAYS = Purpose(("evaluation.half_days",), end_of)
SUPPORT = Purpose(("evaluation.support", "evaluation.write", "evaluation.apart"), _end)
RATING = Purpose(("evaluation.rate",), _asked_until)
# What is pressed about the committee is never heard of the talk around its report, which the same card shows later.
LEAVING = Purpose(("evaluation.leave",), _over)
LEAVING_TALK = Purpose(("evaluation.leave_talk",), _end)
MOVING = Purpose(("evaluation.move",), _over)
MOVING_TALK = Purpose(("evaluation.move_talk",), _end)
CANCELLING = Purpose(("evaluation.cancel",), _over)
CANCELLING_TALK = Purpose(("evaluation.cancel_talk",), _end)
