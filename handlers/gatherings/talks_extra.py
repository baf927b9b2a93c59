"""What a conference and the promotion's seminar add to the cards of all kinds: read, then drawn."""

from datetime import datetime

from bot.gatherings import feedback, questions
from bot.gatherings.model import Sheet
from bot.tools import Reading

from . import feedback_views, seminars_views, talks_views
from .extra import Extra


def conference_announced(reading: Reading, sheet: Sheet, now: datetime) -> Extra:
    """Give what a conference's announcement adds."""
    return talks_views.announced(sheet, count=questions.count(reading, sheet.gathering.id), now=now)


def conference_planned(reading: Reading, sheet: Sheet, now: datetime) -> Extra:
    """Give what a conference adds to its organiser's page."""
    return talks_views.planned(sheet, returned=feedback.is_given(reading, sheet.gathering.id), now=now)


def seminar_announced(_reading: Reading, sheet: Sheet, now: datetime) -> Extra:
    """Give what a seminar's announcement adds."""
    return seminars_views.announced(sheet, now=now)


def seminar_planned(reading: Reading, sheet: Sheet, now: datetime) -> Extra:
    """Give what a seminar adds to its organiser's page."""
    return seminars_views.planned(sheet, returned=feedback.is_given(reading, sheet.gathering.id), now=now)


def rated(_reading: Reading, sheet: Sheet, now: datetime) -> Extra:
    """Give what stands after both: how useful it was."""
    return feedback_views.after(sheet, now=now)
