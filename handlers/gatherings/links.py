"""What people without Slack do about a gathering, from their mails: a declaration for each thing to do."""

from datetime import datetime, timedelta

from bot.gatherings.sheets import ends_at
from bot.tools import Reading
from handlers.kit.told import Purpose

FEEDBACK = timedelta(days=60)


def _later(reading: Reading, gathering_id: int) -> datetime:
    return ends_at(reading, gathering_id) + FEEDBACK


ANSWERS = Purpose(("gatherings.come", "gatherings.decline"), ends_at)
SUBJECTS = Purpose(("gatherings.propose", "gatherings.vote", "gatherings.withdraw"), ends_at)
QUESTIONS = Purpose(("gatherings.ask", "gatherings.questions", "gatherings.support", "gatherings.take_back"), ends_at)
NEEDS = Purpose(("gatherings.need", "gatherings.practical"), ends_at)
FEEDBACK_GIVEN = Purpose(("gatherings.rate", "gatherings.word"), _later)
ATTENDANCE = Purpose(("gatherings.everybody", "gatherings.somebody_missing", "gatherings.not_held"), _later)
