"""Views of notices about a report, and about its next steps. Pure."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from slack_sdk.models.blocks import Block, InteractiveElement

from bot.dates.paris import day_of
from bot.dates.words import day_words, moment_words
from bot.programme.model import Person
from bot.records.report.model import ANSWER, AwaitedStep, ReportSheet, advice_outcome
from handlers.kit.blocks import HomeLine, Message, Paper, actions, button, headed_message, line, text_message
from handlers.kit.escaping import Said, clip
from handlers.kit.sentences import end_sentence, fact

from . import texts
from .views import outcome_sentence

# the most characters of the report's first sentence or the team's answer, and of a piece of advice
SHOWN, BRIEF = 700, 80


def published_message(sheet: ReportSheet, *, paper: Paper, now: datetime) -> Message:
    key = texts.PUBLISHED(phase=sheet.sheet.phase, defi=sheet.defi.name)
    talk = next((appointment for appointment in sheet.sheet.both[1:] if appointment.starts > now), None)
    more = [
        *_headline_lines(sheet),
        *([texts.BEFORE_TALK(when=moment_words(talk.starts, now))] if talk else []),
        texts.TO_ANSWER,
    ]
    drawn = headed_message(key, more, _report_buttons(sheet, with_paper=True))
    return Message(drawn.text, drawn.blocks, paper)


def sponsor_message(sheet: ReportSheet, *, by: Person | None, paper: Paper) -> Message:
    who = by.name if by else texts.TEAM
    drawn = headed_message(
        texts.SENT(who=who, phase=sheet.sheet.phase, defi=sheet.defi.name),
        _headline_lines(sheet),
        _report_buttons(sheet, with_paper=True),
    )
    return Message(drawn.text, drawn.blocks, paper)


def team_answer_message(sheet: ReportSheet) -> Message:
    key = texts.ANSWERED(defi=sheet.defi.name, phase=sheet.sheet.phase)
    said = [fact(texts.ANSWER, clip(sheet.text(ANSWER), SHOWN))] if sheet.text(ANSWER) else []
    for advice in sheet.advice if sheet.report.published_at else ():
        became = replace(advice_outcome(advice, sheet.states), reason="")
        told = texts.WAS(what=clip(advice.what, BRIEF), sort=texts.SORTS[advice.sort], became=outcome_sentence(became))
        said += [end_sentence(told)] if advice.verdict else []
    return headed_message(key, said, _report_buttons(sheet, with_paper=False))


def next_step_message(waiting: AwaitedStep | None, *, now: datetime) -> Message:
    """Build the part of « Votre semaine » about a report's next step. If none is left, the report is published."""
    return (
        headed_message(step_sentence(waiting, now=now), [], actions(_step_button(waiting)))
        if waiting
        else text_message(texts.WAITS_NO_MORE)
    )


def home_lines(several: Iterable[AwaitedStep], *, now: datetime) -> list[HomeLine]:
    return [line(step_sentence(waiting, now=now), _step_button(waiting)) for waiting in several]


def _step_button(waiting: AwaitedStep) -> InteractiveElement:
    return button(texts.BUTTONS[waiting.wait], "records.report", value=str(waiting.committee_id), of=waiting.defi.name)


def step_sentence(waiting: AwaitedStep, *, now: datetime) -> Said:
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


def _report_buttons(sheet: ReportSheet, *, with_paper: bool) -> Block:
    value, of = str(sheet.sheet.committee.id), sheet.defi.name
    row = [button(texts.READ, "records.report", value=value, of=of, style="primary")]
    row += [button(texts.PAPER, "records.report_paper", value=value, of=of)] if with_paper else []
    return actions(*row)
