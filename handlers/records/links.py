"""What people without Slack do from their mails about their actions, and on a committee's sheet: porteurs above all."""

from datetime import datetime

from bot.evaluation.sheets import describe
from bot.records.actions import end_for
from bot.records.meeting import SEEN_TO
from bot.tools import Reading
from handlers.kit.told import Purpose


def _ends(reading: Reading, committee_id: int) -> datetime:
    return describe(reading, committee_id).appointment.ends + SEEN_TO


MEETING = Purpose(("records.sheet", "records.decide", "records.agree", "records.correct", "records.unreached"), _ends)
CLOSING = Purpose(("records.done", "records.put_off", "records.drop"), end_for)
