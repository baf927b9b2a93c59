"""Renderers of notices about reports; None for former readers."""

from bot.dates.paris import to_paris
from bot.programme.permissions import may
from bot.programme.service import actor_of
from bot.records import facts
from bot.records.report.model import ReportSheet
from bot.records.report.sheets import describe, find_awaiting
from handlers.kit.blocks import Message, Paper
from handlers.kit.told import Told, draws

from . import news_views, views

NAME = "rapport-phase-{phase}.html"


@draws(facts.Published)
def published(told: Told[facts.Published]) -> Message | None:
    """Show to the team that its report is published."""
    sheet = _readable(told)
    return news_views.told(sheet, paper=_paper(told, sheet), now=told.now) if sheet else None


@draws(facts.RecordShared)
def shared(told: Told[facts.RecordShared]) -> Message | None:
    """Show to a sponsor that the team sends its report."""
    sheet = _readable(told)
    return news_views.sent(sheet, by=told.named(told.fact.by_id), paper=_paper(told, sheet)) if sheet else None


@draws(facts.RecordAnswered)
def answered(told: Told[facts.RecordAnswered]) -> Message | None:
    """Show to the person who led the committee that the team answers."""
    sheet = _readable(told)
    return news_views.answered(sheet) if sheet else None


@draws(facts.Awaited)
def awaited(told: Told[facts.Awaited]) -> Message | None:
    """Show what the report awaits from its reader; None if nothing by now."""
    reader = told.named(told.reader_id)
    several = find_awaiting(told.reading, reader, now=told.now) if reader else []
    found = next((waiting for waiting in several if waiting.committee_id == told.about), None)
    return news_views.awaited(found, now=told.now) if found or told.posted else None


@draws(facts.RecordPaper)
def paper(told: Told[facts.RecordPaper]) -> Paper | None:
    """Build the report as a document."""
    sheet = _readable(told)
    asked = f"{to_paris(told.fact.asked_at):%Y-%m-%d-%Hh%Mm%S}"  # tells one from another, as the committee does
    name = f"rapport-phase-{sheet.sheet.phase}-comite-{told.about}-{asked}.html" if sheet else ""
    return views.paper(sheet, name=name, now=told.now) if sheet else None


def _readable(told: Told[facts.AboutReport] | Told[facts.RecordPaper]) -> ReportSheet | None:
    """Return the report as it is, where it is published and its reader may read it."""
    sheet = describe(told.reading, told.about, now=told.now)
    reads = may(actor_of(told.reading, told.reader_id), "records.report", thing=sheet)
    return sheet if sheet.is_published and reads else None


def _paper(told: Told[facts.AboutReport], sheet: ReportSheet) -> Paper:
    return views.paper(sheet, name=NAME.format(phase=sheet.sheet.phase), now=told.now)
