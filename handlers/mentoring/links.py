"""What people without Slack do about a mentoring cycle, from their mails: mentors above all."""

from datetime import datetime, timedelta

from bot.mentoring.sheets import describe
from bot.tools import Reading
from handlers.kit.told import Purpose

REVIEW = timedelta(days=60)


def _end(reading: Reading, cycle_id: int) -> datetime:
    sheet = describe(reading, cycle_id)
    return max([sheet.cycle.turned_at, *(one.appointment.ends for one in sheet.sessions)]) + REVIEW


ANSWERING = Purpose(
    ("mentoring.confirm", "mentoring.answer", "mentoring.decline", "mentoring.no_time", "mentoring.when"), _end
)
CHOOSING = Purpose(("mentoring.accept", "mentoring.choose", "mentoring.withdraw"), _end)
MOVING = Purpose(("mentoring.move", "mentoring.replan"), _end)
LATE = Purpose(("mentoring.agree_late", "mentoring.refuse_late"), _end)
LEAVING = Purpose(("mentoring.leave",), _end)
REVIEWING = Purpose(("mentoring.review",), _end)
