"""The conversation with Slack. `register` adds every feature to the table of routes, a line each."""

from handlers.agenda.hours.listeners import register as register_hours
from handlers.agenda.listeners import register as register_agenda
from handlers.agenda.reminders.listeners import register as register_reminders
from handlers.catalogue.listeners import register as register_catalogue
from handlers.evaluation.listeners import register as register_evaluation
from handlers.gatherings.listeners import register as register_gatherings
from handlers.helpdesk.listeners import register as register_helpdesk
from handlers.helping.listeners import register as register_helping
from handlers.home.listeners import register as register_home
from handlers.kit.routes import Routes
from handlers.kit.sentences import WORDS
from handlers.logbook.listeners import register as register_logbook
from handlers.mentoring.listeners import register as register_mentoring
from handlers.planning.listeners import register as register_planning
from handlers.polls.listeners import register as register_polls
from handlers.programme.listeners import register as register_programme
from handlers.records.actions.listeners import register as register_actions
from handlers.records.meeting.listeners import register as register_meeting
from handlers.records.overview.listeners import register as register_overview
from handlers.records.report.listeners import register as register_report
from handlers.rights.listeners import register as register_rights
from handlers.talk.listeners import register as register_talk
from handlers.workshops.listeners import register as register_workshops


def register() -> Routes:
    """Return the table of everything that people can type, press and submit."""
    routes = Routes()
    register_catalogue(routes)
    register_helpdesk(routes)
    register_mentoring(routes)
    register_gatherings(routes)
    register_evaluation(routes)
    register_workshops(routes)
    register_actions(routes)
    register_meeting(routes)
    register_overview(routes)
    register_report(routes)
    register_polls(routes)
    register_planning(routes)
    register_logbook(routes)
    register_helping(routes)
    register_agenda(routes)
    register_hours(routes)
    register_reminders(routes)
    register_programme(routes)
    register_rights(routes)
    register_home(routes)
    register_talk(routes)
    for word, command in WORDS.items():
        routes.words[word] = routes.tables["command"][command].listener
    return routes
