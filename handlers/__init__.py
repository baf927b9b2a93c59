"""The conversation with Slack. `register` adds all features to one table of routes."""

import handlers.agenda.hours.listeners
import handlers.agenda.listeners
import handlers.agenda.reminders.listeners
import handlers.catalogue.listeners
import handlers.evaluation.listeners
import handlers.gatherings.listeners
import handlers.helpdesk.listeners
import handlers.helping.listeners
import handlers.home.listeners
import handlers.logbook.listeners
import handlers.mentoring.listeners
import handlers.planning.listeners
import handlers.polls.listeners
import handlers.programme.listeners
import handlers.records.actions.listeners
import handlers.records.meeting.listeners
import handlers.records.overview.listeners
import handlers.records.report.listeners
import handlers.rights.listeners
import handlers.talk.listeners
import handlers.workshops.listeners
from handlers.kit.routes import Routes
from handlers.kit.sentences import WORDS


def register() -> Routes:
    """Return the table of all commands, buttons and forms."""
    routes = Routes()
    handlers.catalogue.listeners.register(routes)
    handlers.helpdesk.listeners.register(routes)
    handlers.mentoring.listeners.register(routes)
    handlers.gatherings.listeners.register(routes)
    handlers.evaluation.listeners.register(routes)
    handlers.workshops.listeners.register(routes)
    handlers.records.actions.listeners.register(routes)
    handlers.records.meeting.listeners.register(routes)
    handlers.records.overview.listeners.register(routes)
    handlers.records.report.listeners.register(routes)
    handlers.polls.listeners.register(routes)
    handlers.planning.listeners.register(routes)
    handlers.logbook.listeners.register(routes)
    handlers.helping.listeners.register(routes)
    handlers.agenda.listeners.register(routes)
    handlers.agenda.hours.listeners.register(routes)
    handlers.agenda.reminders.listeners.register(routes)
    handlers.programme.listeners.register(routes)
    handlers.rights.listeners.register(routes)
    handlers.home.listeners.register(routes)
    handlers.talk.listeners.register(routes)
    for word, command in WORDS.items():
        routes.words[word] = routes.tables["command"][command].listener
    return routes
