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
from handlers.kit.told import RenderContext, Upload, draws

from .actions import texts, views
from .letters.views import letter_message
from .meeting import views as meeting_views
from .overview import texts as overview_texts
from .overview import views as week_views
from .report import news_views
from .report import views as report_views


@draws(facts.OwnActionsLine)
def render_mine(context: RenderContext[facts.OwnActionsLine]) -> Message | None:
    """Build the notice of a person's actions that are due this week.

    If nothing is due before the notice is sent, or if the person has left the programme, return None."""
    until = day_of(context.fact.until) if context.fact.until else date.max
    reader = context.find_person(context.about)
    whole = actions.list_my_actions(context.reading, reader, now=context.now) if reader else []
    due, later = [[record for record in whole if (record.action.due < until) is soon] for soon in (True, False)]
    if reader is None or not reader.roles or not (due or context.posted):
        return None
    mailed = reader.slack_id is None
    return views.week_message(due, reader_id=context.about, later_records=later, by_mail=mailed, now=context.now)


@draws(facts.HostWeek)
def render_hosted(context: RenderContext[facts.HostWeek]) -> Message | None:
    """Build « Votre semaine » for a coach.

    If the week is empty, or if the reader does not want it or is not a coach any more, return None."""
    reader = context.find_person(context.reader_id)
    if (
        reader is None
        or Role.COACH not in reader.roles
        or not person_wants(context.reading, ReminderKind.WEEK, reader.id)
    ):
        return None
    week = host_week.read(context.reading, reader, date.fromordinal(context.about), now=context.now)
    return week_views.week_message(week, reader.id, now=context.now)


@draws(facts.ActionAssigned)
def render_given(context: RenderContext[facts.ActionAssigned]) -> Message | None:
    record = actions.describe(context.reading, context.about, now=context.now)
    theirs = record is not None and record.action.is_open and record.action.owner_id == context.reader_id
    if record is None or not (theirs or context.posted):
        return None
    return views.action_assigned_message(
        record, by=context.find_person(context.fact.by_id), is_owner=theirs, now=context.now
    )


@draws(facts.PostponedTwice)
def render_put_off_twice(context: RenderContext[facts.PostponedTwice]) -> Message | None:
    """Build the notice to coaches that an action was postponed twice.

    If the action is closed before the notice is sent, return None."""
    record = actions.describe(context.reading, context.about, now=context.now)
    if record is None or not (record.action.is_open or context.posted):
        return None
    return views.put_off_twice_message(record, now=context.now)


@draws(facts.OwnerLeft)
def render_owner_left(context: RenderContext[facts.OwnerLeft]) -> Message | None:
    """Build the notice to coaches that an action's owner has left.

    If the action is closed or has a new owner before the notice is sent, return None."""
    record = actions.describe(context.reading, context.about, now=context.now)
    left = record is not None and record.action.left_id == record.action.owner_id == context.fact.owner_id
    waits = left and record is not None and record.action.is_open
    if record is None or not (waits or context.posted):
        return None
    who = context.find_person(context.fact.owner_id)
    back = record.action.owner_id == context.fact.owner_id and not left
    return views.owner_left_message(
        record, owner_name=who.name if who else texts.SOMEBODY, is_back=back, now=context.now
    )


@draws(facts.Minutes)
def render_minutes(context: RenderContext[facts.Minutes]) -> Message | None:
    """Build the minutes, and ask how useful the committee was. If the sheet is empty, return None."""
    found, reader = (
        meeting.gather_sheet(context.reading, describe_committee(context.reading, context.about), now=context.now),
        context.reader_id,
    )
    person = context.find_person(reader)
    asked = support.may_still_rate(context.reading, context.about, person, now=context.now) if person else None
    return None if found.is_empty else meeting_views.minutes_message(found, may_rate=asked, now=context.now)


@draws(facts.MinutesQuestion)
def render_no_minutes(context: RenderContext[facts.MinutesQuestion]) -> Message | None:
    """Ask the host whether they want to record anything. If the sheet is not empty, return None."""
    found = meeting.gather_sheet(context.reading, describe_committee(context.reading, context.about), now=context.now)
    if not found.is_empty and not context.posted:
        return None
    return meeting_views.no_minutes_message(found, now=context.now)


@draws(facts.LetterSent)
def render_letter_sent(context: RenderContext[facts.LetterSent]) -> Message | None:
    """Build a coach's letter to a porteur. Return None if it was undone, or if the porteur has left."""
    found, reader = letters.find(context.reading, context.about), context.find_person(context.reader_id)
    if found is None or found[1] is None or reader is None or not reader.roles:
        return None
    return letter_message(found[0].text, found[1])


@draws(facts.OverviewCard)
def render_overview_card(context: RenderContext[facts.OverviewCard]) -> Message:
    """Build the direct message under which the bot posts the tables of a coach's promotions."""
    return week_views.tables_message(now=context.now)


@draws(facts.OverviewFile)
def render_overview_file(context: RenderContext[facts.OverviewFile]) -> Upload:
    """Build the tables of the promotions that the reader coaches now."""
    reader = actor_of(context.reading, context.reader_id)
    found = overview.list_coached(context.reading, reader, now=context.now)
    account = export.write_balance(balance.list_coached(context.reading, reader, now=context.now))
    hosted = export.write_load(load.list_coached(context.reading, reader, now=context.now))
    number = context.about
    others = {f"usage-{number}.csv": export.write_use(found), f"bilan-{number}.csv": account}
    others[f"charge-{number}.csv"] = hosted
    defis, words = f"defis-{context.about}.csv", overview_texts.FILES
    following = tuple(Upload(name, name, words, data=data) for name, data in others.items())
    return Upload(defis, defis, words, data=export.write_defis(found), others=following)


NAME = "rapport-phase-{phase}.html"


@draws(facts.ReportPublished)
def render_published(context: RenderContext[facts.ReportPublished]) -> Message | None:
    sheet = _readable(context)
    return news_views.published_message(sheet, paper=_paper(context, sheet), now=context.now) if sheet else None


@draws(facts.ReportShared)
def render_shared(context: RenderContext[facts.ReportShared]) -> Message | None:
    sheet = _readable(context)
    return (
        news_views.sponsor_message(sheet, by=context.find_person(context.fact.by_id), paper=_paper(context, sheet))
        if sheet
        else None
    )


@draws(facts.ReportAnswered)
def render_answered(context: RenderContext[facts.ReportAnswered]) -> Message | None:
    sheet = _readable(context)
    return news_views.team_answer_message(sheet) if sheet else None


@draws(facts.AwaitedReportLine)
def render_awaited(context: RenderContext[facts.AwaitedReportLine]) -> Message | None:
    """Build the line about a report's next step. If no step is left before the line is sent, return None."""
    reader = context.find_person(context.reader_id)
    several = find_awaiting_reports(context.reading, reader, now=context.now) if reader else []
    found = next((waiting for waiting in several if waiting.committee_id == context.about), None)
    return news_views.next_step_message(found, now=context.now) if found or context.posted else None


@draws(facts.ReportDocument)
def render_paper(context: RenderContext[facts.ReportDocument]) -> Paper | None:
    sheet = _readable(context)
    asked = f"{to_paris(context.fact.asked_at):%Y-%m-%d-%Hh%Mm%S}"  # a committee can have several files
    name = f"rapport-phase-{sheet.sheet.phase}-comite-{context.about}-{asked}.html" if sheet else ""
    return report_views.paper(sheet, name=name, now=context.now) if sheet else None


def _readable(context: RenderContext[facts.AboutReport] | RenderContext[facts.ReportDocument]) -> ReportSheet | None:
    """Return the published report, or None if its reader may not read it."""
    sheet = describe(context.reading, context.about, now=context.now)
    reads = may(actor_of(context.reading, context.reader_id), "records.report", thing=sheet)
    return sheet if sheet.is_published and reads else None


def _paper(context: RenderContext[facts.AboutReport], sheet: ReportSheet) -> Paper:
    return report_views.paper(sheet, name=NAME.format(phase=sheet.sheet.phase), now=context.now)
