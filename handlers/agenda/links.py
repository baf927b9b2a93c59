"""What who is reminded by mail does about these mails: no more of this kind; and says how what they booked went."""

from datetime import datetime, timedelta

from bot.agenda import service as agenda
from bot.agenda.reminders.timetable import ASKED_FOR
from bot.tools import Reading
from handlers.kit.told import STOP, Purpose

KEPT = timedelta(days=400)  # a mail is found again long after what it was about


def _later(reading: Reading, appointment_id: int) -> datetime:
    return agenda.get(reading, appointment_id).ends + KEPT


def _asked(reading: Reading, appointment_id: int) -> datetime:
    return agenda.get(reading, appointment_id).ends + ASKED_FOR


STOPPING = Purpose((STOP,), _later)
SAYING = Purpose(("reminders.took_place", "reminders.incomplete", "reminders.postpone"), _asked)
