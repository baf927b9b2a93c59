"""Views of notices about a report, and about its next steps. Pure."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from slack_sdk.models.blocks import Block, InteractiveElement

from bot.dates.paris import day_of
from bot.dates.words import day_words, moment_words
from bot.programme.model import Person
from bot.records.report.model import ANSWER, ReportSheet, Waiting, became_of
from handlers.kit.blocks import Line, Message, Paper, actions, button, key_message, line, text_message
from handlers.kit.escaping import Said, clip
from handlers.kit.sentences import end_sentence, fact

from . import texts
from .views import outcome_sentence

# the most characters of a first sentence or answer, and of a piece of advice
SHOWN, BRIEF = 700, 80


def told_message(sheet: ReportSheet, *, paper: Paper, now: datetime) -> Message:
    key = texts.PUBLISHED(phase=sheet.sheet.phase, defi=sheet.defi.name)
    talk = next((appointment for appointment in sheet.sheet.both[1:] if appointment.starts > now), None)
    more = [
        *_headline_lines(sheet),
        *([texts.BEFORE_TALK(when=moment_words(talk.starts, now))] if talk else []),
        texts.TO_ANSWER,
    ]
    drawn = key_message(key, more, _report_buttons(sheet, papers=True))
    return Message(drawn.text, drawn.blocks, paper)


def sent_message(sheet: ReportSheet, *, by: Person | None, paper: Paper) -> Message:
    who = by.name if by else texts.TEAM
    drawn = key_message(
        texts.SENT(who=who, phase=sheet.sheet.phase, defi=sheet.defi.name),
        _headline_lines(sheet),
        _report_buttons(sheet, papers=True),
    )
    return Message(drawn.text, drawn.blocks, paper)


def answered_message(sheet: ReportSheet) -> Message:
    key = texts.ANSWERED(defi=sheet.defi.name, phase=sheet.sheet.phase)
    said = [fact(texts.ANSWER, clip(sheet.text(ANSWER), SHOWN))] if sheet.text(ANSWER) else []
    for advice in sheet.advice if sheet.report.published_at else ():
        became = replace(became_of(advice, sheet.states), reason="")
        told = texts.WAS(what=clip(advice.what, BRIEF), sort=texts.SORTS[advice.sort], became=outcome_sentence(became))
        said += [end_sentence(told)] if advice.verdict else []
    return key_message(key, said, _report_buttons(sheet, papers=False))


def awaited_message(waiting: Waiting | None, *, now: datetime) -> Message:
    """Build a report's next step for « Votre semaine ». If none is left, say that the report is published."""
    return (
        key_message(step_sentence(waiting, now=now), [], actions(_step_button(waiting)))
        if waiting
        else text_message(texts.WAITS_NO_MORE)
    )


def lines(several: Iterable[Waiting], *, now: datetime) -> list[Line]:
    return [line(step_sentence(waiting, now=now), _step_button(waiting)) for waiting in several]


def _step_button(waiting: Waiting) -> InteractiveElement:
    return button(texts.BUTTONS[waiting.wait], "records.report", value=str(waiting.committee_id), of=waiting.defi.name)


def step_sentence(waiting: Waiting, *, now: datetime) -> Said:
    return texts.WAITS[waiting.wait](
        phase=waiting.phase, defi=waiting.defi.name, until=_deadline_words(waiting.until, now=now)
    )


def _deadline_words(day: date | None, *, now: datetime) -> Said:
    if day is None:
        return texts.NO_DAY
    words = day_words(day, now)
    return texts.LATE(day=words) if day < day_of(now) else texts.UNTIL(day=words)


def _headline_lines(sheet: ReportSheet) -> list[Said]:
    first = sheet.text("phrase")
    return [fact(texts.HEADLINE, clip(first, SHOWN))] if first else []


def _report_buttons(sheet: ReportSheet, *, papers: bool) -> Block:
    value, of = str(sheet.sheet.committee.id), sheet.defi.name
    row = [button(texts.READ, "records.report", value=value, of=of, style="primary")]
    row += [button(texts.PAPER, "records.report_paper", value=value, of=of)] if papers else []
    return actions(*row)
