"""Renderers of notices about actions, committees and reports."""

from datetime import date

from bot.agenda.reminders.reminders import person_wants
from bot.agenda.reminders.timetable import ReminderKind
from bot.dates.paris import day_of, to_paris
from bot.evaluation.sheets import describe_committee
from bot.evaluation.support import support
from bot.programme.permissions import may
from bot.programme.roles import Role
from bot.programme.service import actor_of
from bot.records import actions, balance, export, facts, host_week, letters, load, meeting, overview
from bot.records.report.model import ReportSheet
from bot.records.report.sheets import describe, find_awaiting_reports
from handlers.kit.blocks import Message, Paper
from handlers.kit.told import Told, Upload, draws

from .actions import texts, views
from .letters.views import letter_message
from .meeting import views as meeting_views
from .overview import texts as overview_texts
from .overview import views as week_views
from .report import news_views
from .report import views as report_views


@draws(facts.Mine)
def render_mine(told: Told[facts.Mine]) -> Message | None:
    """Build the notice of a person's actions that are due this week.

    If nothing is due before the notice is sent, or if the person has left the programme, return None."""
    until = day_of(told.fact.until) if told.fact.until else date.max
    reader = told.find_person(told.about)
    whole = actions.list_my_actions(told.reading, reader, now=told.now) if reader else []
    due, later = [[record for record in whole if (record.action.due < until) is soon] for soon in (True, False)]
    if reader is None or not reader.roles or not (due or told.posted):
        return None
    mailed = reader.slack_id is None
    return views.week_message(due, reader_id=told.about, later=later, by_mail=mailed, now=told.now)


@draws(facts.HostWeek)
def render_hosted(told: Told[facts.HostWeek]) -> Message | None:
    """Build « Votre semaine » for a coach.

    If the week is empty, or if the reader does not want it or is not a coach any more, return None."""
    reader = told.find_person(told.reader_id)
    if reader is None or Role.COACH not in reader.roles or not person_wants(told.reading, ReminderKind.WEEK, reader.id):
        return None
    week = host_week.read(told.reading, reader, date.fromordinal(told.about), now=told.now)
    return week_views.week_message(week, reader.id, now=told.now)


@draws(facts.RecordGiven)
def render_given(told: Told[facts.RecordGiven]) -> Message | None:
    record = actions.describe(told.reading, told.about, now=told.now)
    theirs = record is not None and record.action.is_open and record.action.owner_id == told.reader_id
    if record is None or not (theirs or told.posted):
        return None
    return views.given_message(record, by=told.find_person(told.fact.by_id), mine=theirs, now=told.now)


@draws(facts.PutOffTwice)
def render_put_off_twice(told: Told[facts.PutOffTwice]) -> Message | None:
    """Build the notice to coaches that an action was postponed twice.

    If the action is closed before the notice is sent, return None."""
    record = actions.describe(told.reading, told.about, now=told.now)
    if record is None or not (record.action.is_open or told.posted):
        return None
    return views.put_off_twice_message(record, now=told.now)


@draws(facts.OwnerLeft)
def render_owner_left(told: Told[facts.OwnerLeft]) -> Message | None:
    """Build the notice to coaches that an action's owner has left.

    If the action is closed or has a new owner before the notice is sent, return None."""
    record = actions.describe(told.reading, told.about, now=told.now)
    # A person can leave several times, so `tell_left` writes the time into the notice's key.
    left = record is not None and record.action.left_id == record.action.owner_id == told.fact.owner_id
    waits = left and record is not None and record.action.is_open
    if record is None or not (waits or told.posted):
        return None
    who = told.find_person(told.fact.owner_id)
    back = record.action.owner_id == told.fact.owner_id and not left
    return views.owner_left_message(record, who=who.name if who else texts.SOMEBODY, back=back, now=told.now)


@draws(facts.Minutes)
def render_minutes(told: Told[facts.Minutes]) -> Message | None:
    """Build the minutes, and ask how useful the committee was. If the sheet is empty, return None."""
    found, reader = (
        meeting.gather(told.reading, describe_committee(told.reading, told.about), now=told.now),
        told.reader_id,
    )
    person = told.find_person(reader)
    asked = support.is_asked(told.reading, told.about, person, now=told.now) if person else None
    return None if found.is_empty else meeting_views.minutes_message(found, asked=asked, now=told.now)


@draws(facts.NoMinutes)
def render_no_minutes(told: Told[facts.NoMinutes]) -> Message | None:
    """Ask the host whether they want to record anything. If the sheet is not empty, return None."""
    found = meeting.gather(told.reading, describe_committee(told.reading, told.about), now=told.now)
    if not found.is_empty and not told.posted:
        return None
    return meeting_views.no_minutes_message(found, now=told.now)


@draws(facts.LetterSent)
def render_letter_sent(told: Told[facts.LetterSent]) -> Message | None:
    """Build a coach's letter to a porteur. Return None if it was undone, or if the porteur has left."""
    found, reader = letters.find(told.reading, told.about), told.find_person(told.reader_id)
    if found is None or found[1] is None or reader is None or not reader.roles:
        return None
    return letter_message(found[0].text, found[1])


@draws(facts.OverviewCard)
def render_overview_card(told: Told[facts.OverviewCard]) -> Message:
    """Build the direct message under which the bot posts the tables of a coach's promotions."""
    return week_views.tables_message(now=told.now)


@draws(facts.OverviewFile)
def render_overview_file(told: Told[facts.OverviewFile]) -> Upload:
    """Build the tables of the promotions that the reader coaches now."""
    reader = actor_of(told.reading, told.reader_id)
    found = overview.list_coached(told.reading, reader, now=told.now)
    account = export.write_balance(balance.list_coached(told.reading, reader, now=told.now))
    hosted = export.write_load(load.list_coached(told.reading, reader, now=told.now))
    number = told.about
    others = {f"usage-{number}.csv": export.write_use(found), f"bilan-{number}.csv": account}
    others[f"charge-{number}.csv"] = hosted
    defis, words = f"defis-{told.about}.csv", overview_texts.FILES
    following = tuple(Upload(name, name, words, data=data) for name, data in others.items())
    return Upload(defis, defis, words, data=export.write_defis(found), others=following)


NAME = "rapport-phase-{phase}.html"


@draws(facts.Published)
def render_published(told: Told[facts.Published]) -> Message | None:
    sheet = _readable(told)
    return news_views.told_message(sheet, paper=_paper(told, sheet), now=told.now) if sheet else None


@draws(facts.RecordShared)
def render_shared(told: Told[facts.RecordShared]) -> Message | None:
    sheet = _readable(told)
    return (
        news_views.sent_message(sheet, by=told.find_person(told.fact.by_id), paper=_paper(told, sheet))
        if sheet
        else None
    )


@draws(facts.RecordAnswered)
def render_answered(told: Told[facts.RecordAnswered]) -> Message | None:
    sheet = _readable(told)
    return news_views.answered_message(sheet) if sheet else None


@draws(facts.Awaited)
def render_awaited(told: Told[facts.Awaited]) -> Message | None:
    """Build the next step of a report for its reader. If no step is left before the notice is sent, return None."""
    reader = told.find_person(told.reader_id)
    several = find_awaiting_reports(told.reading, reader, now=told.now) if reader else []
    found = next((waiting for waiting in several if waiting.committee_id == told.about), None)
    return news_views.awaited_message(found, now=told.now) if found or told.posted else None


@draws(facts.RecordPaper)
def render_paper(told: Told[facts.RecordPaper]) -> Paper | None:
    sheet = _readable(told)
    asked = f"{to_paris(told.fact.asked_at):%Y-%m-%d-%Hh%Mm%S}"  # a committee can have several files
    name = f"rapport-phase-{sheet.sheet.phase}-comite-{told.about}-{asked}.html" if sheet else ""
    return report_views.paper(sheet, name=name, now=told.now) if sheet else None


def _readable(told: Told[facts.AboutReport] | Told[facts.RecordPaper]) -> ReportSheet | None:
    """Return the published report, or None if its reader may not read it."""
    sheet = describe(told.reading, told.about, now=told.now)
    reads = may(actor_of(told.reading, told.reader_id), "records.report", thing=sheet)
    return sheet if sheet.is_published and reads else None


def _paper(told: Told[facts.AboutReport], sheet: ReportSheet) -> Paper:
    return report_views.paper(sheet, name=NAME.format(phase=sheet.sheet.phase), now=told.now)
