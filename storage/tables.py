"""All tables together: importing this module fills the metadata that migrations and tests compare."""

from . import catalogue
from .agenda import appointments as agenda
from .agenda import busy, calendars, changes, claims, drafts, hours, reminders
from .gatherings import feedback as gathering_words
from .gatherings import groups as gathering_groups
from .gatherings import occurrences as gatherings
from .gatherings import proposals as gathering_proposals
from .gatherings import series as gathering_series
from .helpdesk import asks as helpdesk_asks
from .helpdesk import requests as helpdesk
from .mentoring import cycles as mentoring
from .mentoring import reviews as mentoring_words
from .notices import homes
from .notices import ledger as notices
from .programme import history, people
from .programme import promotions as programme
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
    gathering_groups,
    gathering_proposals,
    gathering_series,
    gathering_words,
    gatherings,
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
