"""Views of the question for half-days, its form and its confirmation. Pure."""

from collections.abc import Collection
from datetime import datetime, timedelta
from itertools import groupby

from slack_sdk.models.blocks import Block

from bot.dates.words import day_words, join_words, moment_words, week_words
from bot.evaluation.half_days import HalfDaysAsked
from bot.evaluation.model import WORKED, HalfDay
from handlers.evaluation.planning.forms import week_name
from handlers.kit.blocks import Choice, Json, Message, actions, button, field, keyed, modal, section
from handlers.kit.fields import boxes
from handlers.kit.sentences import capital

from . import texts


def question(asked: HalfDaysAsked, *, again: bool, now: datetime) -> Message:
    """Build the question; `again`: nobody has answered it. Answered, over, or with all dates chosen, it says so."""
    phase, weeks = asked.round.phase, _weeks(asked, now=now)
    key = texts.KEY_AGAIN(phase=phase, weeks=weeks) if again else texts.KEY(phase=phase, weeks=weeks)
    if not asked.halves:
        return keyed(key, [texts.CLOSED])
    if asked.settled:
        mine = [texts.DATED(when=moment_words(committee.appointment.starts, now)) for committee in asked.committees]
        return keyed(key, mine or [texts.SETTLED])
    row = actions(button(texts.CHOOSE, "evaluation.half_days", value=str(asked.round.id)))
    return keyed(key, [texts.ANSWERED if asked.answered else texts.SILENCE], row)


def form(asked: HalfDaysAsked, *, now: datetime) -> Json:
    """Build the form, a group of boxes a week: all ticked at first."""
    if not asked.halves:
        return modal("evaluation.done", texts.TITLE, [section(texts.CLOSED)])
    blocks: list[Block] = [section(texts.INTRO)]
    for monday, group in groupby(asked.halves, key=lambda day: day.day - timedelta(days=day.day.weekday())):
        halves = list(group)
        choices = {halve.number: _choice(halve, asked.busy, now=now) for halve in halves}
        ticked = [choice for number, choice in choices.items() if number not in asked.shut]
        name = week_name(halves)
        label = texts.WEEK(days=week_words(monday, monday + timedelta(days=WORKED - 1), now=now)).plain
        blocks.append(field(name, label, boxes(name, list(choices.values()), ticked=ticked), optional=True))
    private = str(asked.round.id)
    return modal("evaluation.answered", texts.TITLE, blocks, submit=texts.SUBMIT, private_metadata=private)


def done(asked: HalfDaysAsked, *, now: datetime) -> Json:
    """Show what was noted; whose committee has its date already learns how that one is changed."""
    open_ = [halve for halve in asked.halves if halve.number not in asked.shut]
    lines = [texts.DONE(many=texts.how_many(len(open_), len(asked.halves)))]
    lines += [texts.BOOKED(when=moment_words(committee.appointment.starts, now)) for committee in asked.committees]
    return modal("evaluation.done", texts.DONE_TITLE, [section(line) for line in lines])


def half_words(half: HalfDay, now: datetime) -> str:
    """Name a half-day: « mardi 12 mai, matin »."""
    return texts.HALF(day=day_words(half.day, now), half=_half(half)).plain


def _choice(half: HalfDay, busy: Collection[int], *, now: datetime) -> Choice:
    day, part = day_words(half.day, now), _half(half)
    label = texts.BUSY(day=day, half=part) if half.number in busy else texts.HALF(day=day, half=part)
    return capital(label.plain), str(half.number)


def _half(half: HalfDay) -> str:
    return texts.AFTERNOON if half.afternoon else texts.MORNING


def _weeks(asked: HalfDaysAsked, *, now: datetime) -> str:
    last = timedelta(days=WORKED - 1)
    return join_words([week_words(monday, monday + last, now=now) for monday in asked.round.weeks])
