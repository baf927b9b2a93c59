"""All tables together: importing this module fills the metadata that migrations and tests compare."""

from . import (
    agenda,
    busy,
    calendars,
    catalogue,
    changes,
    claims,
    drafts,
    helpdesk,
    helpdesk_asks,
    history,
    homes,
    hours,
    mentoring,
    mentoring_words,
    notices,
    people,
    programme,
    reminders,
)
from .schema import metadata

__all__ = ["metadata"]

MODULES = (
    agenda,
    busy,
    calendars,
    catalogue,
    changes,
    claims,
    drafts,
    helpdesk,
    helpdesk_asks,
    history,
    homes,
    hours,
    mentoring,
    mentoring_words,
    notices,
    people,
    programme,
    reminders,
)
